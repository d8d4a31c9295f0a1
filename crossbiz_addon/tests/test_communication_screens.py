"""Forms, dialogs and lists of meetings and resolutions."""

from datetime import date, timedelta

from lxml import etree

from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common import MONDAY, shanghai
from .communication_common import MEETING, MeetingCase


@tagged("post_install", "-at_install")
class TestMeetingScreens(MeetingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))

    def offered(self, meeting):
        """Who is offered which button now: ``{login: {field}}``."""
        names = ["can_edit", "can_minute", "can_hold", "can_cancel", "can_object", "can_archive"]
        found = {}
        for login in ("sales_officer", "sales_member", "tech_officer", "lead_officer", "decision_maker", "auditor"):
            mine = self.as_user(meeting, login)
            if mine.has_access("read"):
                able = {name for name in names if mine[name]}
                if able:
                    found[login] = able
        return found

    def test_buttons(self):
        """Each button is there for who may press it, in its time."""
        meeting = self.plan_meeting(start=shanghai(3, 10), stop=shanghai(3, 11))
        self.assertEqual(self.offered(meeting), {"sales_officer": {"can_edit", "can_cancel"}})
        with freeze_time(shanghai(3, 12)):
            self.assertEqual(self.offered(meeting), {"sales_officer": {"can_edit", "can_cancel", "can_hold"}})
            self.hold(meeting)
            self.assertEqual(self.offered(meeting), {"sales_officer": {"can_minute"}})
            self.confirm(meeting)
            self.assertEqual(
                self.offered(meeting),
                {"sales_officer": {"can_object"}, "tech_officer": {"can_object"}, "lead_officer": {"can_archive"}},
            )
            self.archive(meeting)
            self.assertFalse(self.offered(meeting))

    def test_form(self):
        """A secretary plans, holds, writes the minutes and confirms them on the form."""
        form = Form(self.as_user(self.env[MEETING], "sales_officer"), "crossbiz_addon.meeting_view_form")
        self.assertEqual(form.department_id, self.sales)
        form.name = "Kick-off of the line"
        form.meeting_type = "kickoff"
        form.start = MONDAY
        form.stop = MONDAY + timedelta(hours=1)
        with form.attendance_ids.new() as line:
            line.department_id = self.tech
            line.user_id = self.users["tech_officer"]
        meeting = form.save()
        self.assertEqual(meeting.attendance_ids.department_id, self.sales | self.tech)
        meeting.action_hold()
        form = Form(self.as_user(meeting, "sales_officer"), "crossbiz_addon.meeting_view_form")
        form.minutes = "All agreed."
        with form.attendance_ids.edit(0) as line:
            line.present = True
        with form.resolution_ids.new() as line:
            line.name = "Draft the task book"
            line.department_id = self.sales
            line.deadline = date(2026, 3, 13)
        form.save().action_confirm()
        self.assertEqual(meeting.resolution_ids.mapped("state"), ["open"])
        for login in ("tech_officer", "decision_maker"):
            self.as_user(meeting, login).get_formview_action()

    def test_dialogs(self):
        meeting = self.plan_meeting()
        context = {"active_model": MEETING, "active_id": meeting.id, "default_purpose": "cancel"}
        form = Form(self.as_user(self.env["crossbiz.meeting.reason"], "sales_officer").with_context(**context))
        self.assertEqual(form.meeting_id, meeting)
        form.reason = "No news."
        form.save().action_confirm()
        self.assertEqual(meeting.state, "cancelled")
        meeting = self.confirm()
        context = {"active_model": MEETING, "active_id": meeting.id, "default_purpose": "object"}
        form = Form(self.as_user(self.env["crossbiz.meeting.reason"], "tech_officer").with_context(**context))
        form.reason = "Not so."
        form.save().action_confirm()
        self.assertEqual(meeting.state, "draft")
        self.confirm(meeting)
        context = {"active_model": "crossbiz.resolution", "active_id": meeting.resolution_ids.id}
        form = Form(self.as_user(self.env["crossbiz.resolution.done"], "tech_officer").with_context(**context))
        form.result = "Ordered."
        form.save().action_confirm()
        self.assertEqual(meeting.resolution_ids.state, "done")

    def test_my_nodes(self):
        """The inbox opens the minutes; a resolution is reported right there, with what came of it."""
        meeting = self.hold()
        node = self.as_user(self.steps(meeting), "sales_officer")
        self.assertTrue(node.can_fill_in)
        self.assertEqual(node.verb, "Write the Minutes")
        action = node.action_fill_in()
        self.assertEqual((action["res_model"], action["res_id"]), (MEETING, meeting.id))
        self.confirm(meeting)
        node = self.as_user(self.steps(meeting.resolution_ids), "tech_officer")
        self.assertEqual((node.can_fill_in, node.can_complete, node.verb), (True, False, "Report as Done"))
        self.assertEqual(node.action_open_document()["res_id"], meeting.resolution_ids.id)
        with self.refused(message="Report as Done"):
            node.action_complete()
        action = node.action_fill_in()
        form = Form(self.env[action["res_model"]].with_user(node.env.user).with_context(**action["context"]))
        form.result = "Ordered."
        form.save().action_confirm()
        self.assertEqual(meeting.resolution_ids.result, "Ordered.")

    def test_smart_buttons(self):
        meeting = self.archive()
        self.assertEqual(meeting.open_resolution_count, 1)
        action = meeting.action_open_resolutions()
        self.assertEqual(
            self.as_user(self.env[action["res_model"]], "tech_officer").search(action["domain"]), meeting.resolution_ids
        )
        self.assertIn(str(meeting.minutes_file_id.id), meeting.action_open_minutes()["url"])
        self.assertEqual(meeting.resolution_ids.action_open_meeting()["res_id"], meeting.id)

    def test_overdue_resolutions(self):
        resolution = self.confirm().resolution_ids
        resolutions = self.as_user(self.env["crossbiz.resolution"], "tech_officer")
        self.assertFalse(resolutions.search([("overdue", "=", True)]))
        with freeze_time(shanghai(9, 9)):
            self.assertEqual(resolutions.search([("overdue", "=", True)]), resolution)
            self.assertTrue(self.as_user(resolution, "tech_officer").overdue)
            self.assertFalse(resolutions.search([("overdue", "!=", True)]))

    def test_filters(self):
        """Each filter of the search views is a search that works and says what it says."""
        meeting = self.plan_meeting()
        self.line(meeting, self.tech).user_id = self.users["tech_member"]
        for login, name, finds in (
            ("tech_member", "my_meetings", True),
            ("sales_officer", "my_meetings", True),
            ("tech_officer", "my_meetings", False),
            ("tech_officer", "my_departments", True),
            ("tech_officer", "hosted", False),
            ("sales_member", "hosted", True),
            ("sales_member", "to_confirm", False),
            ("sales_member", "planned", True),
            ("sales_member", "this_month", True),
        ):
            with self.subTest(login=login, filter=name):
                meetings = self.as_user(self.env[MEETING], login)
                arch = self.env.ref("crossbiz_addon.meeting_view_search").arch
                domain = etree.fromstring(arch).xpath(f"//filter[@name='{name}']")[0].get("domain")
                found = meetings.search(safe_eval(domain, {"uid": meetings.env.uid}))
                self.assertEqual(meeting in found, finds)

    def test_meetings_of_a_case(self):
        """From the papers of a case to its meetings, and to a new one about it."""
        order = self.issue_order()
        meeting = self.plan_meeting(case_id=order.case_id.id)
        for login, count in (("sales_member", 1), ("tech_officer", 1), ("lead_officer", 0)):
            with self.subTest(login):
                self.assertEqual(self.as_user(order, login).meeting_count, count)
        action = self.as_user(order, "sales_officer").action_open_meetings()
        self.assertEqual(self.as_user(self.env[MEETING], "sales_officer").search(action["domain"]), meeting)
        form = Form(self.as_user(self.env[MEETING], "sales_officer").with_context(**action["context"]))
        self.assertEqual(form.case_id, order.sudo().case_id)
