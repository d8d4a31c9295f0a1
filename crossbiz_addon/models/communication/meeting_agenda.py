from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.protected import TEXT_LIMIT

CASES_READ = 30


class Meeting(models.Model):
    """The agenda, prefilled from the ledger: what is late, disputed, difficult or soon to be reached."""

    _inherit = "crossbiz.meeting"

    def action_fill_agenda(self):
        """Add what the ledger says and the agenda does not yet: what was typed stays as it is.

        :raises AccessError: for anyone but the host's officers
        :raises UserError: for a meeting that took place, or when there is nothing to add
        """
        for meeting in self:
            meeting.check_access("read")
            meeting._check_acts_for(meeting.department_id, self.env._("Fill in the agenda"))
            meeting._check_writable({"agenda"})
            cases = meeting._get_agenda_cases()
            points = cases._get_agenda_points()
            agenda = meeting._get_extended_agenda([point for case in cases for point in points[case]])
            if agenda == (meeting.agenda or ""):
                raise UserError(
                    self.env._("The ledger has nothing for “%(meeting)s” that is not there yet.", meeting=meeting.name)
                )
            meeting.agenda = agenda
        return True

    def _get_agenda_cases(self):
        """The case it is about, else the running cases in which all who are invited take part."""
        if self.case_id:
            return self.case_id
        departments = self.department_id | self.attendance_ids.department_id
        if len(departments) < 2:
            return self.env["crossbiz.case"]
        shared = Domain.AND([("department_ids", "in", department.ids)] for department in departments)
        running = Domain("state", "in", ("running", "closing")) & Domain("company_id", "=", self.company_id.id)
        return self.env["crossbiz.case"].search(running & shared, order="next_deadline, id", limit=CASES_READ)

    def _get_extended_agenda(self, points):
        """The agenda with those of ``points`` that it lacks below what is there, as far as there is room."""
        lines = (self.agenda or "").splitlines()
        present = {line.strip().lstrip("•-* ").strip() for line in lines}
        for point in dict.fromkeys(points):
            if point not in present and len("\n".join([*lines, f"• {point}"])) <= TEXT_LIMIT:
                lines.append(f"• {point}")
        return "\n".join(lines)
