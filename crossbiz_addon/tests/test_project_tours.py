from odoo.tests import tagged

from ..models.core.schedule_book import ScheduleBook
from .project_screen_common import ProjectScreenCase
from .tour_common import TourCase

PROJECT = "New service line"


@tagged("-at_install", "post_install")
class TestProjectTours(ProjectScreenCase, TourCase):
    """In a browser: a joint project by the people whose steps they are, a rejection and a failed acceptance."""

    frozen = None

    def tour(self, name, path, login):
        return super().tour(f"crossbiz_project_{name}", path, login)

    def path(self, book):
        return f"/odoo/crossbiz.task.book/{book.id}"

    def test_project(self):
        """Regulation 3.2, from the kick-off to the retrospective."""
        self.speak_both()
        self.hold_kickoff()
        self.tour("draft", "/odoo/crossbiz-ledger", "sales_officer")
        book = self.env["crossbiz.task.book"].search([("name", "=", PROJECT)])
        self.assertEqual((book.state, book.assignment_ids.department_id), ("review", self.tech))
        self.tour("decide", "/odoo/crossbiz-nodes", "decision_maker")
        self.assertEqual(book.version, 1)
        self.tour("start", self.path(book), "sales_officer")
        book._open_progress(ScheduleBook(self.env))
        self.env.flush_all()
        self.tour("work", "/odoo/crossbiz-nodes", "tech_officer")
        self.assertTrue(book.milestone_ids.reached_at)
        self.assertTrue(book.report_ids.posted_at)
        self.tour("sum_up", self.path(book), "lead_officer")
        self.tour("put_up", self.path(book), "sales_officer")
        for login in ("quality_officer", "finance_officer", "compliance_officer"):
            self.tour("judge", "/odoo/crossbiz-nodes", login)
        self.assertEqual(book.acceptance_ids.state, "passed")
        self.tour("look_back", "/odoo/crossbiz-nodes", "lead_officer")
        self.assertEqual(book.state, "done")

    def test_rejection(self):
        """A rejected book is opened again, changed, and submitted as the next version."""
        self.speak("zh_CN")
        book = self.submit_book()
        self.env.flush_all()
        self.tour("reject", self.path(book), "decision_maker")
        self.tour("again", self.path(book), "sales_officer")
        self.assertEqual((book.state, len(book.sudo().version_ids)), ("review", 2))

    def test_failed_acceptance(self):
        """A failed round sends the project back to work; a second one passes."""
        self.speak("zh_CN")
        book = self.run_book()
        self.reach_all(book)
        acceptance = self.open_acceptance(book)
        self.judge(acceptance, "finance", "finance_officer")
        self.judge(acceptance, "compliance", "compliance_officer")
        self.env.flush_all()
        self.tour("fail", "/odoo/crossbiz-nodes", "quality_officer")
        self.assertEqual((acceptance.state, book.state), ("failed", "running"))
        self.tour("rework", self.path(book), "sales_officer")
        self.reach_all(book, "With the night shift.")
        self.tour("put_up", self.path(book), "sales_officer")
        self.assertEqual(book.sudo().acceptance_ids.mapped("round"), [2, 1])
        for login in ("quality_officer", "finance_officer", "compliance_officer"):
            self.tour("judge", "/odoo/crossbiz-nodes", login)
        self.assertEqual(book.sudo().acceptance_ids[0].state, "passed")
