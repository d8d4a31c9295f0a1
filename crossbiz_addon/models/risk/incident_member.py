from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IncidentMember(models.Model):
    """Who belongs to the emergency team (应急小组), for which department, with what task."""

    _name = "crossbiz.incident.member"
    _description = "Member of an Emergency Team"
    _inherit = ["crossbiz.incident.lines"]
    _order = "id"
    _rec_name = "department_id"
    _check_company_auto = True

    _list_field = "member_ids"

    incident_id = fields.Many2one("crossbiz.incident", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="incident_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one("hr.department", required=True, check_company=True, ondelete="restrict", index=True)
    user_id = fields.Many2one(
        "res.users",
        "Person",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Empty: whoever acts for the department.",
    )
    task = fields.Char(help="What this member sees to.")

    _person_uniq = models.UniqueIndex(
        "(incident_id, department_id, COALESCE(user_id, 0))", "This member is on the team already."
    )

    @api.constrains("user_id", "department_id")
    def _check_belongs(self):
        for member in self.filtered("user_id"):
            if member.user_id not in member.department_id.sudo().crossbiz_member_ids:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to “%(department)s”.",
                        person=member.user_id.name,
                        department=member.department_id.sudo().display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.incident_id._ensure_channels()
        return members

    def write(self, vals):
        result = super().write(vals)
        self.incident_id._ensure_channels()
        return result

    def unlink(self):
        incidents = self.incident_id
        result = super().unlink()
        incidents.exists()._ensure_channels()
        return result

    def _get_people(self):
        """The people behind these lines today (superuser mode)."""
        members = self.sudo()
        named = members.user_id.filtered("active")
        return named | members.filtered(lambda member: not member.user_id).department_id.crossbiz_acting_ids
