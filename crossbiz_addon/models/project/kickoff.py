from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class Meeting(models.Model):
    """A kick-off about a task book is its kick-off: planned, it stands on the paper (regulation 3.2.1)."""

    _inherit = "crossbiz.meeting"

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._bind_kickoff()
        return meetings

    def write(self, vals):
        result = super().write(vals)
        if {"meeting_type", "case_id"}.intersection(vals):
            self._bind_kickoff()
        return result

    def unlink(self):
        self._leave_books()
        return super().unlink()

    def _call_off(self, reason):
        self._leave_books()
        return super()._call_off(reason)

    def _bind_kickoff(self):
        """Enter these kick-offs on the task books they are about.

        :raises UserError: where a book has another one
        """
        for meeting in self.filtered(lambda found: found.meeting_type == "kickoff" and found.case_id):
            book = self.env["crossbiz.task.book"].search([("case_id", "=", meeting.case_id.id)], limit=1)
            book._check_kickoff_free(meeting)
            if book.can_change and book.kickoff_meeting_id != meeting:
                book.kickoff_meeting_id = meeting

    def _leave_books(self):
        """What will not take place is no paper's kick-off any more, as far as the paper still changes."""
        drafted = Domain("state", "in", ("draft", "rejected")) | Domain("revising", "=", True)
        books = self.env["crossbiz.task.book"].sudo().search(drafted & Domain("kickoff_meeting_id", "in", self.ids))
        books.write({"kickoff_meeting_id": False})


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def _check_kickoff_free(self, meeting=None):
        """One kick-off begins one project.

        :raises UserError: where another meeting than ``meeting`` is the kick-off, naming it
        """
        for book in self:
            bound = book.sudo().kickoff_meeting_id
            if bound and bound != meeting and bound.state != "cancelled":
                raise UserError(
                    self.env._(
                        "“%(book)s” has its kick-off already: “%(meeting)s”, %(moment)s. "
                        "Use that one, or take it off the task book first.",
                        book=book.display_name,
                        meeting=bound.name,
                        moment=bound._get_start_text(),
                    )
                )
