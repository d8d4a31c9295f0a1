from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time

from ..models.core.schedule_book import ScheduleBook
from .common import MONDAY, OFFICER, CrossbizCase


class ProjectCase(CrossbizCase):
    """Sales begins a service line with Technical and After-Sales; Quality, Finance and Compliance judge it.

    It is Monday, the 2nd of March 2026; the project ends on the 30th of June.
    """

    frozen = MONDAY  # None in a browser, whose clock runs

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.frozen:
            cls.startClassPatcher(freeze_time(cls.frozen))
        cls.finance = cls._create_department("Finance")
        cls.quality = cls._create_department("Quality")
        cls._create_people(
            ("finance_officer", cls.finance, OFFICER, True), ("quality_officer", cls.quality, OFFICER, True)
        )
        cls.company.write(
            {"crossbiz_finance_department_id": cls.finance.id, "crossbiz_technical_department_id": cls.quality.id}
        )

    @classmethod
    def hold_kickoff(cls, confirm=True, **values):
        start = fields.Datetime.now()
        meeting = cls.as_user(cls.env["crossbiz.meeting"], "sales_officer").create(
            {
                "name": "Kick-off",
                "meeting_type": "kickoff",
                "start": start,
                "stop": start + timedelta(hours=1),
                "attendance_ids": [
                    Command.create({"department_id": department.id}) for department in (cls.tech, cls.service)
                ],
                **values,
            }
        )
        meeting.action_hold()
        meeting.attendance_ids.write({"present": True})
        meeting.write({"minutes": "We agreed on the division of work."})
        if confirm:
            meeting.action_confirm()
        return meeting

    @classmethod
    def draft_book(cls, **values):
        """Two milestones, two parts, two indicators; everything there to submit it."""
        if "kickoff_meeting_id" not in values:
            values["kickoff_meeting_id"] = cls.hold_kickoff().id
        start = fields.Date.today()
        return cls.as_user(cls.env["crossbiz.task.book"], "sales_officer").create(
            {
                "name": "New service line",
                "objective": "A service line by summer.",
                "date_start": start,
                "date_end": start + timedelta(days=120),
                "budget": 50_000,
                "milestone_ids": [
                    Command.create(
                        {"name": name, "department_id": department.id, "deadline": start + timedelta(days=days)}
                    )
                    for name, department, days in (("Concept", cls.tech, 11), ("Pilot", cls.service, 25))
                ],
                "assignment_ids": [
                    Command.create({"department_id": cls.tech.id, "duty": "Build it"}),
                    Command.create({"department_id": cls.service.id, "duty": "Run it"}),
                ],
                "indicator_ids": [
                    Command.create({"name": "Calls answered", "target": "95 %", "weight": 60}),
                    Command.create({"name": "Costs", "target": "50,000", "weight": 40}),
                ],
                **values,
            }
        )

    @classmethod
    def decide_book(cls, book, outcome="approve", opinion=None):
        node = cls.as_user(cls.nodes(book, "book_decision", "open"), "decision_maker")
        return getattr(node, f"action_{outcome}")(opinion)

    @classmethod
    def submit_book(cls, **values):
        book = cls.draft_book(**values)
        book.action_submit()
        return book

    @classmethod
    def approve_book(cls, **values):
        book = cls.submit_book(**values)
        cls.decide_book(book)
        return cls.as_user(book, "sales_officer")

    @classmethod
    def start_book(cls, **values):
        book = cls.approve_book(**values)
        book.action_start()
        return book

    @classmethod
    def revise(cls, book, approve=True, **values):
        """Draft a new version with ``values``, submit and approve it."""
        book = cls.as_user(book, "sales_officer")
        if not book.revising:
            book.action_revise()
        book.write(values)
        if approve:
            book.action_submit()
            cls.decide_book(book)
        return cls.as_user(book, "sales_officer")

    @classmethod
    def line_named(cls, book, name, login=None):
        lines = (cls.as_user(book, login) if login else book).milestone_ids
        return lines.filtered(lambda found: found.name == name)

    @classmethod
    def assignment_of(cls, book, department):
        return book.assignment_ids.filtered(lambda found: found.department_id == department)

    @classmethod
    def reach(cls, book, name, login, evidence="Signed by all."):
        milestone = cls.line_named(book, name, login)
        milestone.action_reach(evidence)
        return milestone

    @classmethod
    def reach_all(cls, book, evidence="Signed by all."):
        officers = {cls.tech: "tech_officer", cls.service: "service_officer"}
        for line in book.sudo().milestone_ids.filtered(lambda found: not found.reached_at):
            cls.reach(book, line.name, officers[line.department_id], evidence)

    @classmethod
    def open_week(cls, books):
        books.sudo()._open_progress(ScheduleBook(cls.env))

    @classmethod
    def write_report(cls, book, login, department, week="2026-W10", **values):
        return cls.as_user(cls.env["crossbiz.progress.report"], login).create(
            {
                "book_id": book.id,
                "department_id": department.id,
                "week": week,
                "done": "Half of it.",
                "percent": 50,
                **values,
            }
        )

    @classmethod
    def open_acceptance(cls, book, members=None):
        cls.as_user(book, "sales_officer").action_open_acceptance(members)
        return book.sudo().acceptance_ids.sorted("round")[-1]

    @classmethod
    def judge(cls, acceptance, discipline, login, verdict="pass", note=False, outcome=None):
        """Judge everything alike and give the verdict."""
        members = cls.as_user(acceptance, login).member_ids
        member = members.filtered(lambda found: found.discipline == discipline and found.can_judge)
        member.finding_ids.write({"verdict": verdict, "note": note})
        outcome = outcome or ("reject" if verdict == "fail" else "approve")
        return getattr(member._get_step(), f"action_{outcome}")("As found." if outcome == "reject" else None)

    @classmethod
    def pass_acceptance(cls, acceptance):
        for discipline, login in (
            ("technical", "quality_officer"),
            ("finance", "finance_officer"),
            ("compliance", "compliance_officer"),
        ):
            cls.judge(acceptance, discipline, login)

    @classmethod
    def file_retrospective(cls, book, **values):
        report = cls.as_user(book, "lead_officer").retrospective_ids
        report.write({"summary": "It runs.", "lessons": "Begin earlier.\n- Ask the service first.", **values})
        report.action_file()
        return report
