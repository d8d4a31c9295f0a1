from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MeetingAttendance(models.Model):
    """A department at a meeting: who is expected, who came instead, and whether anybody did."""

    _name = "crossbiz.meeting.attendance"
    _description = "Attendance of a Meeting"
    _inherit = ["crossbiz.protected"]
    _order = "meeting_id, id"
    _rec_name = "department_id"
    _check_company_auto = True

    meeting_id = fields.Many2one("crossbiz.meeting", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="meeting_id.company_id")
    department_id = fields.Many2one("hr.department", required=True, ondelete="restrict", index=True, check_company=True)
    user_id = fields.Many2one(
        "res.users",
        "Expected",
        ondelete="restrict",
        domain="[('id', 'in', people_ids)]",
        help="Empty: whoever acts for the department.",
    )
    delegate_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        copy=False,
        domain="[('id', 'in', people_ids)]",
    )
    people_ids = fields.Many2many(related="department_id.crossbiz_member_ids", string="Who Belongs There")
    present = fields.Boolean(copy=False)
    note = fields.Char("Excuse", copy=False)

    _department_uniq = models.UniqueIndex(
        "(meeting_id, department_id)", "A department stands once on the list of a meeting."
    )

    def _get_people(self):
        """Who is invited: the named person or delegate while they belong there, else whoever acts."""
        people = self.env["res.users"]
        for line in self.sudo():
            department = line.department_id
            people |= (line.delegate_id or line.user_id) & department.crossbiz_member_ids or (
                department.crossbiz_acting_ids
            )
        return people

    @api.constrains("user_id", "delegate_id", "department_id")
    def _check_members(self):
        for line in self.sudo():
            name = line.department_id.display_name
            if not line.department_id.active:
                raise ValidationError(
                    self.env._("“%(department)s” is archived: choose another department.", department=name)
                )
            strangers = (line.user_id | line.delegate_id) - line.department_id.crossbiz_member_ids
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to “%(department)s”.", person=strangers[0].name, department=name
                    )
                )

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.meeting_id._check_writable({"attendance_ids"})
        lines._check_held()
        lines._follow()
        return lines

    def write(self, vals):
        self.meeting_id._check_writable({"attendance_ids"})
        if any(line.meeting_id.id != vals.get("meeting_id", line.meeting_id.id) for line in self):
            raise UserError(self.env._("A line belongs to its meeting. Add a new one to the other meeting."))
        result = super().write(vals)
        self._check_held()
        self._follow()
        return result

    def unlink(self):
        meetings = self.meeting_id
        meetings._check_writable({"attendance_ids"})
        result = super().unlink()
        meetings._settle_departments()
        meetings._update_events()
        return result

    def _check_held(self):
        """Who came is known once it took place.

        :raises UserError: before
        """
        for line in self:
            if line.present and line.meeting_id.state in ("planned", "missed") and not self.env.su:
                raise UserError(
                    self.env._(
                        "“%(meeting)s” has not taken place yet: who came is marked afterwards.",
                        meeting=line.meeting_id.name,
                    )
                )

    def _follow(self):
        """Let rights and calendars follow the list; a new meeting has neither yet."""
        meetings = self.meeting_id.filtered(lambda meeting: meeting.sudo().event_id)
        meetings._settle_departments()
        meetings._update_events()
