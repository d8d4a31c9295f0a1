from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from ..models.core.schedule_book import ScheduleBook
from .common import MONDAY, OFFICER, CrossbizCase


class ProjectScreenCase(CrossbizCase):
    """Sales drafts a project in which Technical and After-Sales have a part; Quality and Finance judge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls._create_department("Finance")
        cls.quality = cls._create_department("Quality")
        cls._create_person("finance_officer", cls.finance, OFFICER, officer=True)
        cls._create_person("quality_officer", cls.quality, OFFICER, officer=True)
        cls.company.write(
            {"crossbiz_finance_department_id": cls.finance.id, "crossbiz_technical_department_id": cls.quality.id}
        )
        cls.start = fields.Date.to_date(MONDAY)

    @classmethod
    def hold_kickoff(cls):
        """A kick-off that took place, with confirmed minutes."""
        start = fields.Datetime.now() - timedelta(hours=1)
        meeting = cls.as_user(cls.env["crossbiz.meeting"], "sales_officer").create(
            {
                "name": "Kick-off",
                "meeting_type": "kickoff",
                "start": start,
                "stop": start + timedelta(minutes=30),
                "attendance_ids": [
                    Command.create({"department_id": department.id}) for department in (cls.tech, cls.service)
                ],
            }
        )
        meeting.action_hold()
        meeting.attendance_ids.write({"present": True})
        meeting.write({"minutes": "We agreed on the division of work."})
        meeting.action_confirm()
        return meeting

    @classmethod
    def draft_book(cls, meeting=None, **values):
        start = cls.start
        return cls.as_user(cls.env["crossbiz.task.book"], "sales_officer").create(
            {
                "name": "New service line",
                "objective": "A service line by summer.",
                "date_start": start,
                "date_end": start + timedelta(days=120),
                "kickoff_meeting_id": (cls.hold_kickoff() if meeting is None else meeting).id,
                "milestone_ids": [
                    Command.create(
                        {
                            "name": "Concept",
                            "department_id": cls.tech.id,
                            "deliverable": "A paper",
                            "deadline": start + timedelta(days=11),
                        }
                    )
                ],
                "assignment_ids": [
                    Command.create({"department_id": cls.tech.id, "duty": "Build it"}),
                    Command.create({"department_id": cls.service.id, "duty": "Run it"}),
                ],
                "indicator_ids": [Command.create({"name": "Calls answered", "target": "95 %", "weight": 100})],
                **values,
            }
        )

    @classmethod
    def submit_book(cls, **values):
        book = cls.draft_book(**values)
        book.action_submit()
        return book

    @classmethod
    def decide_book(cls, book, outcome="approve", opinion=None):
        return getattr(cls.as_user(cls.nodes(book, "book_decision", "open"), "decision_maker"), f"action_{outcome}")(
            opinion
        )

    @classmethod
    def run_book(cls, **values):
        """A book that was approved and started, with this week's reports awaited."""
        book = cls.submit_book(**values)
        cls.decide_book(book)
        book = cls.as_user(book, "sales_officer")
        book.action_start()
        book.sudo()._open_progress(ScheduleBook(cls.env))
        return book

    @classmethod
    def post_report(cls, book, login="tech_officer", department=None, done="Concept written", percent=20):
        department = department or cls.tech
        node = cls.nodes(book, "progress_report", "open").filtered(lambda found: found.department_id == department)[:1]
        report = cls.as_user(cls.env["crossbiz.progress.report"], login).create(
            {
                "book_id": book.id,
                "department_id": department.id,
                "week": node.period,
                "done": done,
                "problems": "The supplier is late.",
                "percent": percent,
            }
        )
        report.action_post()
        return report

    @classmethod
    def reach(cls, book, evidence="Concept signed by all."):
        milestones = cls.as_user(book, "tech_officer").milestone_ids
        for milestone in milestones.filtered(lambda found: not found.reached_at):
            milestone.evidence = evidence
            milestone.action_reach()

    @classmethod
    def open_acceptance(cls, book):
        cls.as_user(book, "sales_officer").action_open_acceptance()
        return book.sudo().acceptance_ids.filtered(lambda found: found.state == "open")

    @classmethod
    def judge(cls, acceptance, login, verdict="pass", note=None):
        """Judge all one's findings alike and give the verdict."""
        members = cls.as_user(acceptance, login).member_ids.filtered("can_judge")
        for member in members:
            member.finding_ids.write({"verdict": verdict, "note": note})
            step = member._get_step()
            if verdict == "fail":
                step.action_reject(note)
            else:
                step.action_approve()

    @classmethod
    def pass_acceptance(cls, book):
        acceptance = cls.open_acceptance(book)
        for login in ("quality_officer", "finance_officer", "compliance_officer"):
            cls.judge(acceptance, login)
        return acceptance

    @classmethod
    def close_book(cls, **values):
        """A book that is done."""
        book = cls.run_book(**values)
        cls.reach(book)
        cls.pass_acceptance(book)
        report = cls.as_user(book, "lead_officer").retrospective_ids
        report.write({"summary": "Done.", "lessons": "Begin with the service line earlier."})
        report.action_file()
        return book
