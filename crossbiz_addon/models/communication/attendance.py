from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MeetingAttendance(models.Model):
    """A department at a meeting: who is expected, who came instead, and whether anybody did."""

    _name = "crossbiz.meeting.attendance"
    _description = "Attendance of a Meeting"
    _inherit = ["crossbiz.protected"]
    _order = "meeting_id, id"
    _rec_name = "department_id"

    meeting_id = fields.Many2one("crossbiz.meeting", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="meeting_id.company_id")
    department_id = fields.Many2one("hr.department", required=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", "Expected", domain=[("share", "=", False)], ondelete="restrict")
    delegate_id = fields.Many2one("res.users", "Came Instead", domain=[("share", "=", False)], ondelete="restrict")
    present = fields.Boolean()
    note = fields.Char("Excuse")

    _department_uniq = models.UniqueIndex(
        "(meeting_id, department_id)", "A department stands once on the list of a meeting."
    )

    def _get_people(self):
        """Who is invited: the named person or delegate, else whoever acts for the department."""
        people = self.env["res.users"]
        for line in self.sudo():
            people |= line.delegate_id or line.user_id or line.department_id.crossbiz_acting_ids
        return people

    @api.constrains("user_id", "delegate_id", "department_id")
    def _check_members(self):
        for line in self.sudo():
            strangers = (line.user_id | line.delegate_id) - line.department_id.crossbiz_member_ids
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to “%(department)s”.",
                        person=strangers[0].name,
                        department=line.department_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.meeting_id._check_writable({"attendance_ids"})
        return lines

    def write(self, vals):
        self.meeting_id._check_writable({"attendance_ids"})
        result = super().write(vals)
        self.meeting_id._check_writable({"attendance_ids"})
        return result

    def unlink(self):
        self.meeting_id._check_writable({"attendance_ids"})
        return super().unlink()
