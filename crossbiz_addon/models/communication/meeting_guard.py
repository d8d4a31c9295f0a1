from odoo import models
from odoo.exceptions import AccessError, UserError

TIMING = frozenset({"start", "stop", "location", "agenda", "attendance_ids"})
# What the host may write in each state; all else of it is settled.
WRITABLE = {
    "planned": TIMING | {"name", "meeting_type", "case_id", "department_id", "company_id"},
    "missed": TIMING,  # to make up for it
    "draft": frozenset({"location", "attendance_ids", "minutes", "resolution_ids"}),
}


class Meeting(models.Model):
    """Who writes what of a meeting, and until when: asked by every way that leads to it."""

    _inherit = "crossbiz.meeting"

    def _check_hosting(self):
        """Officers invite for their own department, and about what they may see."""
        self.case_id.check_access("read")
        for meeting in self:
            meeting._check_acts_for(meeting.department_id, self.env._("Invite"))

    def _check_writable(self, names):
        """The host writes what its state leaves open.

        :param set names: fields that are to be written
        :raises AccessError: for other departments
        :raises UserError: for what is settled, naming it
        """
        if self.env.su:
            return
        acting = self.env.user._get_acting_departments()
        for meeting in self:
            found = meeting.sudo()
            if found.department_id not in acting:
                raise AccessError(
                    self.env._(
                        "The officers of “%(department)s” host this meeting and write its minutes.",
                        department=found.department_id.display_name,
                    )
                )
            settled = set(names) - WRITABLE.get(found.state, frozenset())
            if settled or found.state not in WRITABLE:
                raise UserError(found._tell_settled(settled))

    def _tell_settled(self, names):
        """Why ``names`` cannot be written any more, or not yet, and what to do."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        names = {name for name in names if name in self._fields}
        values = {
            "meeting": self.name,
            "state": labels[self.state],
            "fields": ", ".join(sorted(self._fields[name]._description_string(self.env) or name for name in names)),
        }
        if self.state in ("planned", "missed"):
            return self.env._("“%(meeting)s”: %(fields)s is written down once it took place.", **values)
        if self.state == "confirmed":
            return self.env._(
                "The minutes of “%(meeting)s” are confirmed. Object to them first, then they can be changed.", **values
            )
        if self.state == "draft":
            return self.env._("“%(meeting)s” was held: %(fields)s cannot change any more.", **values)
        return self.env._("“%(meeting)s” cannot change any more: %(state)s.", **values)
