from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ..models.core.schedule_book import ScheduleBook
from .common import MONDAY, OFFICER, CrossbizCase, shanghai


@tagged("post_install", "-at_install")
class TestProjectWay(CrossbizCase):
    """A joint project from the kick-off to the retrospective, as regulation 3.2 tells it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.finance = cls._create_department("Finance")
        cls.quality = cls._create_department("Quality")
        cls._create_person("finance_officer", cls.finance, OFFICER, officer=True)
        cls._create_person("quality_officer", cls.quality, OFFICER, officer=True)
        cls.company.write(
            {"crossbiz_finance_department_id": cls.finance.id, "crossbiz_technical_department_id": cls.quality.id}
        )

    def hold_kickoff(self):
        meeting = self.as_user(self.env["crossbiz.meeting"], "sales_officer").create(
            {
                "name": "Kick-off",
                "meeting_type": "kickoff",
                "start": MONDAY,
                "stop": MONDAY + timedelta(hours=1),
                "attendance_ids": [
                    (0, 0, {"department_id": department.id}) for department in (self.tech, self.service)
                ],
            }
        )
        self.assertTrue(meeting.sudo().event_id)
        meeting.action_hold()
        meeting.attendance_ids.write({"present": True})
        meeting.write(
            {
                "minutes": "We agreed on the division of work.",
                "resolution_ids": [
                    (0, 0, {"name": "Order parts", "department_id": self.tech.id, "deadline": date(2026, 3, 6)})
                ],
            }
        )
        meeting.action_confirm()
        self.assertEqual(meeting.resolution_ids.state, "open")
        self.as_user(meeting, "lead_officer")
        return meeting

    def draft_book(self, meeting):
        return self.as_user(self.env["crossbiz.task.book"], "sales_officer").create(
            {
                "name": "New service line",
                "objective": "A service line by summer.",
                "date_start": date(2026, 3, 2),
                "date_end": date(2026, 6, 30),
                "kickoff_meeting_id": meeting.id,
                "milestone_ids": [
                    (0, 0, {"name": "Concept", "department_id": self.tech.id, "deadline": date(2026, 3, 13)})
                ],
                "assignment_ids": [
                    (0, 0, {"department_id": self.tech.id, "duty": "Build it"}),
                    (0, 0, {"department_id": self.service.id, "duty": "Run it"}),
                ],
                "indicator_ids": [(0, 0, {"name": "Calls answered", "target": "95 %", "weight": 100})],
            }
        )

    def test_whole_way(self):
        book = self.draft_book(self.hold_kickoff())
        book.action_submit()
        self.assertEqual(book.state, "review")
        self.as_user(self.nodes(book, "book_decision"), "decision_maker").action_approve()
        self.assertEqual((book.state, book.version), ("approved", 1))
        book = self.as_user(book, "sales_officer")
        book.action_start()
        self.assertEqual(book.state, "running")
        self.assertEqual(book.sudo().project_id.privacy_visibility, "followers")
        self.assertEqual(len(book.sudo().project_id.task_ids), 2)
        self.assertIn(self.users["tech_officer"].partner_id, book.sudo().channel_id.channel_member_ids.partner_id)
        book.sudo()._open_progress(ScheduleBook(self.env))
        reports = self.nodes(book, "progress_report")
        self.assertEqual(set(reports.mapped("period")), {"2026-W10"})
        self.assertEqual(set(reports.mapped("deadline")), {shanghai(6, 18)})
        report = self.as_user(self.env["crossbiz.progress.report"], "tech_officer").create(
            {"book_id": book.id, "department_id": self.tech.id, "week": "2026-W10", "done": "Concept", "percent": 20}
        )
        report.action_post()
        milestone = self.as_user(book, "tech_officer").milestone_ids
        milestone.action_reach("Concept signed by all.")
        self.assertTrue(milestone.sudo().project_milestone_id.is_reached)
        self.as_user(book, "sales_officer").action_open_acceptance()
        acceptance = book.acceptance_ids
        for login, discipline in (
            ("quality_officer", "technical"),
            ("finance_officer", "finance"),
            ("compliance_officer", "compliance"),
        ):
            mine = self.as_user(acceptance, login)
            mine.finding_ids.filtered(lambda found, discipline=discipline: found.discipline == discipline).write(
                {"verdict": "pass"}
            )
            mine._get_step(f"acceptance_{discipline}").action_approve()
        self.assertEqual(acceptance.state, "passed")
        retrospective = self.as_user(book, "lead_officer").retrospective_ids
        retrospective.write({"summary": "Done.", "lessons": "Begin earlier."})
        retrospective.action_file()
        self.assertEqual(book.state, "done")
