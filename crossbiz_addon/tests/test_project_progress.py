from datetime import timedelta
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.project import progress_job, progress_weeks
from .common import MONDAY, REFUSED, shanghai
from .project_common import ProjectCase

WEEK = timedelta(days=7)


@tagged("post_install", "-at_install")
class TestProjectProgress(ProjectCase):
    """Each department with a part reports each week: asked once, late is late, and what never comes is a fact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.start_book()

    def ask(self, moment=MONDAY):
        self.run_job("cron_open_progress", moment)
        return self.nodes(self.book, "progress_report")

    def weeks(self, department=None):
        nodes = self.nodes(self.book, "progress_report")
        return sorted(node.period for node in nodes if not department or node.department_id == department)

    def test_once_a_week(self):
        self.assertEqual(len(self.ask()), 2)
        self.assertEqual(len(self.ask(shanghai(4, 12))), 2)
        self.assertEqual(len(self.ask(MONDAY + WEEK)), 4)
        self.assertEqual(self.weeks(self.tech), ["2026-W10", "2026-W11"])

    def test_reported_early_is_not_asked_again(self):
        self.ask()
        self.write_report(self.book, "tech_officer", self.tech).action_post()
        self.ask(shanghai(5, 12))
        self.assertEqual(self.weeks(self.tech), ["2026-W10"])

    def test_holidays(self):
        """The week ends with its last working day; a week of holidays asks nothing."""
        off = self.env["crossbiz.workday"].create
        off(
            [
                {"name": "Off", "date": f"2026-03-{day:02}", "kind": "off", "company_id": self.company.id}
                for day in (5, 6)
            ]
        )
        self.assertEqual(set(self.ask().mapped("deadline")), {shanghai(4, 18)})
        off(
            [
                {"name": "Week", "date": f"2026-03-{day:02}", "kind": "off", "company_id": self.company.id}
                for day in range(9, 14)
            ]
        )
        self.ask(MONDAY + WEEK)
        self.assertEqual(set(self.weeks()), {"2026-W10"})
        off({"name": "Make-up", "date": "2026-03-21", "kind": "work", "company_id": self.company.id})
        nodes = self.ask(MONDAY + 2 * WEEK).filtered(lambda node: node.period == "2026-W12")
        self.assertEqual(set(nodes.mapped("deadline")), {shanghai(21, 18)})

    def test_own_calendar_and_zone(self):
        """A department that works elsewhere has its own week."""
        self.service.crossbiz_calendar_id = self._create_calendar(self.company, "America/Los_Angeles")
        with freeze_time(MONDAY - timedelta(hours=4)):  # still Sunday on the west coast: its week is over
            self.open_week(self.book)
        self.assertEqual({node.department_id for node in self.nodes(self.book, "progress_report")}, {self.tech})
        nodes = self.ask(MONDAY + timedelta(days=1))
        service = nodes.filtered(lambda node: node.department_id == self.service)
        self.assertEqual(service.mapped("deadline"), [shanghai(7, 10)])

    def test_not_asked_for_a_week_before_the_start(self):
        """Started on a Saturday, a project first reports in the week that comes."""
        with freeze_time(shanghai(7, 10)):
            book = self.start_book(name="Second")
            self.run_job("cron_open_progress", shanghai(7, 12))
        self.assertFalse(self.nodes(book, "progress_report"))
        self.assertEqual(self.weeks(self.tech), ["2026-W10"], "the other one ran all week")

    def test_weeks_without_the_job_are_asked_for_afterwards(self):
        """Each week is owed by its own end, once, whenever the job runs again."""
        self.ask()
        for _again in range(2):
            nodes = self.ask(MONDAY + 3 * WEEK)
        weeks = ["2026-W10", "2026-W11", "2026-W12", "2026-W13"]
        self.assertEqual((self.weeks(self.tech), self.weeks(self.service)), (weeks, weeks))
        found = {node.period: node for node in nodes if node.department_id == self.tech}
        self.assertEqual([found[week].deadline for week in weeks], [shanghai(day, 18) for day in (6, 13, 20, 27)])
        self.assertEqual(found["2026-W12"].counted_from, shanghai(16, 9))
        with freeze_time(MONDAY + 3 * WEEK):
            self.assertEqual([found[week].light for week in weeks], ["red", "red", "red", "blue"])
            missed = [event for event in self.events(self.book) if event == ("progress_missed", "Technical")]
            self.assertEqual(len(missed), 3)
            self.write_report(self.book, "tech_officer", self.tech, "2026-W12").action_post()
        self.assertEqual((found["2026-W12"].on_time, found["2026-W12"].light), (False, "yellow"))

    def test_never_ran(self):
        """A project that no job has seen yet is asked for what it owes since its start, within bounds."""
        self.ask(MONDAY + 2 * WEEK)
        self.assertEqual(self.weeks(self.tech), ["2026-W10", "2026-W11", "2026-W12"])
        other = self.start_book(name="Second")
        with patch.object(progress_weeks, "LOOK_BACK", 1):
            self.ask(MONDAY + 2 * WEEK)
        self.assertEqual(set(self.nodes(other, "progress_report").mapped("period")), {"2026-W11", "2026-W12"})

    def test_weeks_before_a_department_joined_are_not_asked_for(self):
        self.ask()
        book = self.as_user(self.book, "sales_officer")
        with freeze_time(shanghai(18, 10)):
            self.revise(book, assignment_ids=[(0, 0, {"department_id": self.quality.id, "duty": "Test it"})])
        self.ask(MONDAY + 3 * WEEK)
        self.assertEqual(self.weeks(self.quality), ["2026-W12", "2026-W13"])
        self.assertEqual(len(self.weeks(self.tech)), 4)

    def test_weeks_of_an_acceptance_are_not_asked_for(self):
        """While the result is judged nobody reports; a failed round goes on from its day."""
        self.ask()
        with freeze_time(shanghai(6, 10)):
            self.reach_all(self.book)
            acceptance = self.open_acceptance(self.book)
        with freeze_time(shanghai(19, 10)):
            self.judge(acceptance, "technical", "quality_officer", "fail", "It leaks.")
            self.judge(acceptance, "finance", "finance_officer")
            self.judge(acceptance, "compliance", "compliance_officer")
        self.ask(MONDAY + 3 * WEEK)
        self.assertEqual(self.weeks(self.tech), ["2026-W10", "2026-W12", "2026-W13"])

    def test_weeks_of_a_pause_are_not_asked_for(self):
        self.ask()
        case = self.book.sudo().case_id
        with freeze_time(shanghai(9, 9)):
            case.suspended = True
            case.node_ids._pause()
        self.ask(MONDAY + WEEK)
        with freeze_time(shanghai(18, 10)):
            case.suspended = False
            case.node_ids._resume()
        self.ask(MONDAY + 3 * WEEK)
        self.assertEqual(self.weeks(self.tech), ["2026-W10", "2026-W12", "2026-W13"])

    def test_late_report(self):
        self.ask()
        with freeze_time(MONDAY + WEEK):
            report = self.write_report(self.book, "tech_officer", self.tech)
            report.action_post()
        node = self.nodes(self.book, "progress_report", "closed")
        self.assertEqual((report.late, node.on_time, node.light, node.outcome), (True, False, "yellow", "done"))

    def test_missing_is_a_fact_once(self):
        self.ask()
        self.ask(shanghai(7, 12))
        missed = [event for event in self.events(self.book) if event[0] == "progress_missed"]
        self.assertFalse(missed, "the week is not over")
        for days in (7, 8, 14):
            self.ask(MONDAY + timedelta(days=days))
        missed = [event for event in self.events(self.book) if event[0] == "progress_missed"]
        self.assertEqual(
            sorted(missed), sorted([("progress_missed", "Technical"), ("progress_missed", "After-Sales")] * 2)
        )

    def test_joined_and_left(self):
        self.ask()
        self.write_report(self.book, "tech_officer", self.tech).action_post()
        book = self.as_user(self.book, "sales_officer")
        book.action_revise()
        self.assignment_of(book, self.service).withdrawn = True
        self.line_named(book, "Pilot").department_id = self.quality
        self.revise(book, assignment_ids=[(0, 0, {"department_id": self.quality.id, "duty": "Run it"})])
        self.ask(shanghai(4, 12))
        states = {(node.department_id.name, node.period): node.state for node in self.nodes(book, "progress_report")}
        self.assertEqual(
            states,
            {("Technical", "2026-W10"): "closed", ("After-Sales", "2026-W10"): "void", ("Quality", "2026-W10"): "open"},
        )

    def test_who_left_with_overdue_reports_missed_them(self):
        self.ask()
        with freeze_time(MONDAY + WEEK):
            book = self.as_user(self.book, "sales_officer")
            book.action_revise()
            self.assignment_of(book, self.service).withdrawn = True
            self.line_named(book, "Pilot").department_id = self.tech
            self.revise(book)
        node = self.nodes(book, "progress_report").filtered(lambda found: found.department_id == self.service)
        self.assertEqual((node.state, node.outcome, node.on_time, node.light), ("closed", "missed", False, "red"))
        self.assertIn(("node_missed", "After-Sales"), self.events(book))
        self.assertIn(
            node, self.env["crossbiz.node"].search([("light", "=", "red"), ("case_id", "=", book.case_id.id)])
        )
        with self.refused((UserError, AccessError)):
            self.write_report(book, "service_officer", self.service).action_post()

    def test_killed_halfway(self):
        """Stopped after a batch, the next run opens the rest and nothing twice."""
        books = self.book | self.start_book(name="Second") | self.start_book(name="Third")
        others = self.env["crossbiz.task.book"].search_count([("state", "=", "running"), ("id", "<", self.book.id)])
        patched = patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *_a, **_k: 0)
        with patch.object(progress_job, "BATCH", others + 2), patched:
            self.env["crossbiz.task.book"]._cron_open_progress()
        self.assertEqual([len(self.nodes(book, "progress_report")) for book in books], [2, 2, 0])
        for _again in range(2):
            self.ask()
        self.assertEqual([len(self.nodes(book, "progress_report")) for book in books], [2, 2, 2])

    def test_two_workers(self):
        """Who meets another worker's batch begins it anew and finds it done."""
        tries, original = [], self.env.registry["crossbiz.task.book"]._open_progress

        def collide(books, *args):
            tries.append(len(books))
            if len(tries) == 1:
                raise OperationalError("could not serialize access")
            return original(books, *args)

        rolled = patch.object(type(self.env.cr), "rollback", lambda _cursor: None)
        with patch.object(self.env.registry["crossbiz.task.book"], "_open_progress", collide), rolled:
            self.ask()
        self.assertEqual((tries, len(self.nodes(self.book, "progress_report"))), (tries[:1] * 2, 2))

    @mute_logger("odoo.addons.crossbiz_addon.models.project.progress_job")
    def test_one_bad_book_stops_nobody(self):
        other = self.start_book(name="Second")
        original = self.env.registry["crossbiz.task.book"]._open_progress

        def fail(books, *args):
            if self.book.id in books.ids:
                raise ValueError("broken")
            return original(books, *args)

        with patch.object(self.env.registry["crossbiz.task.book"], "_open_progress", fail):
            self.ask()
        self.assertEqual(len(self.nodes(other, "progress_report")), 2)

    @mute_logger("odoo.addons.crossbiz_addon.models.project.progress_weeks")
    def test_department_without_calendar_stops_nobody(self):
        self.tech.crossbiz_calendar_id = self._create_calendar(self.company)
        self.tech.crossbiz_calendar_id.schedule_type = "flexible"
        self.assertEqual(self.ask().department_id, self.service)

    def test_bounded_queries(self):
        books = self.book
        for number in range(9):
            books |= self.start_book(name=f"Book {number}")
        books = books.sudo()

        def count(some, moment):
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(moment):
                before = self.env.cr.sql_log_count
                self.open_week(some)
                self.env.flush_all()
                return self.env.cr.sql_log_count - before

        count(books, MONDAY)
        one, ten = count(books[0], MONDAY + WEEK), count(books[1:], MONDAY + WEEK)
        self.assertLessEqual(ten, one + 6, "the queries of a batch do not grow with it")

    # --------------------------------------------------
    # Who writes
    # --------------------------------------------------

    def test_foreign_reports(self):
        self.ask()
        with self.refused(AccessError):
            self.write_report(self.book, "service_officer", self.tech)
        report = self.write_report(self.book, "tech_member", self.tech)
        for login in ("service_officer", "sales_officer", "decision_maker", "manager", "auditor"):
            with self.refused(AccessError):
                self.as_user(report, login).write({"done": "Nothing"})
            with self.refused(AccessError):
                self.as_user(report, login).unlink()
        for values in ({"week": "2026-W11"}, {"department_id": self.service.id}):
            with self.refused((AccessError, UserError)):
                self.as_user(report, "tech_member").write(values)
        with self.refused(AccessError):
            self.as_user(report, "tech_member").write({"posted_at": MONDAY})
        self.as_user(report, "tech_officer").action_post()
        for change in (lambda: report.write({"done": "More"}), report.unlink, report.action_post):
            with self.refused(message="posted"):
                change()

    def test_reports_nobody_asked_for(self):
        self.ask()
        for week in ("2026-W09", "2026-W11", "2025-W10", "nonsense", "%"):
            with self.refused(message="is awaited"):
                self.write_report(self.book, "tech_officer", self.tech, week=week)
        with self.refused((AccessError, UserError)):
            self.write_report(self.book, "quality_officer", self.quality)
        self.write_report(self.book, "tech_officer", self.tech)
        with self.refused(REFUSED, "exists"):
            self.write_report(self.book, "tech_officer", self.tech)
        for values in ({"percent": 101}, {"percent": -1}, {"done": "x" * 10_001}):
            with self.refused(REFUSED):
                self.write_report(self.book, "service_officer", self.service, **values)
        with self.refused(message="Done This Week is empty"):
            self.write_report(self.book, "service_officer", self.service, done="  ").action_post()

    def test_report_stays_with_the_step(self):
        node = self.ask()[0]
        node = self.as_user(node, "tech_officer")
        with self.refused(message="is closed by filling in its record"):
            node.action_complete()
        with self.refused(message="stays with its department"):
            node.action_hand_over(self.service.id, "They know.")
        with self.refused(message="is not put off"):
            node.action_request_extension("2026-03-08 10:00:00", "Busy.")
        action = node.action_fill_in()
        self.assertEqual(action["context"]["default_week"], "2026-W10")
