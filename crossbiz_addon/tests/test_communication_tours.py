from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .project_screen_common import ProjectScreenCase
from .tour_common import TourCase


@tagged("-at_install", "post_install")
class TestMeetingTours(ProjectScreenCase, TourCase):
    """In a browser: a kick-off from the task book to the archive, and minutes that are not complete."""

    frozen = None

    def tour(self, name, path, login):
        return super().tour(f"crossbiz_meeting_{name}", path, login)

    def path(self, record):
        return f"/odoo/{record._name}/{record.id}"

    def test_kick_off(self):
        """Regulation 3.2.1 and 3.2.2, from the draft of the task book to what the meeting resolved."""
        self.speak_both()
        book = self.draft_book(kickoff_meeting_id=False)
        self.tour("plan", self.path(book), "sales_officer")
        meeting = self.env["crossbiz.meeting"].search([("case_id", "=", book.sudo().case_id.id)])
        self.assertEqual((meeting.meeting_type, meeting.state), ("kickoff", "planned"))
        self.assertIn(self.users["tech_member"].partner_id, meeting.event_id.partner_ids, "the delegate is invited")
        self.assertNotIn(self.users["tech_officer"].partner_id, meeting.event_id.partner_ids)
        self._let_time_pass(meeting)
        with mute_logger("odoo.http"):  # the refusal
            self.tour("incomplete", self.path(meeting), "sales_officer")
        self.assertFalse(meeting.confirmed_at)
        self.assertFalse(self.nodes(meeting.resolution_ids, "resolution"), "nothing is owed yet")
        self.tour("minutes", self.path(meeting), "sales_officer")
        present = meeting.attendance_ids.filtered("present")
        self.assertEqual((present.department_id, present.delegate_id), (self.tech, self.users["tech_member"]))
        self.assertEqual(self.nodes(meeting.resolution_ids, "resolution", "open").department_id, self.tech)
        self.tour("report", "/odoo/crossbiz-nodes", "tech_officer")
        self.assertEqual(meeting.resolution_ids.state, "done")
        self.assertEqual(self.nodes(meeting.resolution_ids, "resolution").outcome, "done")
        # While a test prints a PDF the server answers nobody else: see TestMinutesPdf for the real paper.
        self.tour("archive", "/odoo/crossbiz-ledger", "lead_officer")
        self.assertEqual(meeting.state, "archived")
        self.assertIn(b"division of work", meeting.minutes_file_id.raw)

    def _let_time_pass(self, meeting):
        """What was planned for the next hour took place two hours ago."""
        shift = timedelta(hours=3)
        self.as_user(meeting, "sales_officer").write({"start": meeting.start - shift, "stop": meeting.stop - shift})
        self.env.flush_all()
