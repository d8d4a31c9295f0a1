"""The papers of a joint project: task book and retrospective."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .project_screen_common import ProjectScreenCase


@tagged("post_install", "-at_install")
class TestProjectReport(ProjectScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))

    def render(self, record, name, login="sales_officer"):
        """The text of a paper as this person prints it."""
        reports = self.as_user(self.env["ir.actions.report"], login)
        html = reports._render_qweb_html(f"crossbiz_addon.{name}_form", record.ids)[0]
        return " ".join(etree.HTML(html.decode()).xpath("string(//div[contains(@class, 'o_crossbiz_form')])").split())

    def test_draft_says_so(self):
        text = self.render(self.draft_book(), "task_book")
        self.assertIn("DRAFT: not approved", text)
        self.assertNotIn("Digest", text)
        for said in ("A service line by summer.", "Concept", "A paper", "2026-03-13", "Build it", "95 %", "100 %"):
            self.assertIn(said, text)

    def test_version_in_force_is_printed(self):
        """What was approved, with who decided when and the digest; a revision is not on the paper."""
        book = self.run_book()
        self.as_user(book, "sales_officer").action_revise()
        book.objective = "Something quite different."
        text = self.render(book, "task_book")
        version = book.sudo().version_ids
        self.assertIn("A service line by summer.", text)
        self.assertNotIn("quite different", text)
        self.assertNotIn("DRAFT", text)
        self.assertIn("This is the version in force.", text)
        self.assertIn(version.digest, text)
        self.assertIn(version.decided_by.name, text)
        self.assertIn("2026-03-02 10:00", text)
        self.assertIn("Technical", text)
        self.assertIn("Responsible (R)", text)

    def test_reached_milestone_and_extension(self):
        book = self.run_book()
        self.reach(book)
        self.assertIn("Reached 2026-03-02", self.render(book, "task_book"))

    def test_gone_department_keeps_its_name(self):
        """A department that was archived since is still named in what was approved."""
        book = self.run_book()
        self.service.active = False
        self.assertIn("After-Sales", self.render(book, "task_book"))

    def test_retrospective(self):
        book = self.run_book()
        self.reach(book)
        self.pass_acceptance(book)
        report = self.as_user(book, "lead_officer").retrospective_ids
        self.assertIn("DRAFT: not filed", self.render(report, "retrospective", "lead_officer"))
        report.write({"summary": "It runs.", "lessons": "Begin earlier.", "successes": "One person in charge."})
        report.action_file()
        text = self.render(report, "retrospective", "lead_officer")
        self.assertNotIn("DRAFT", text)
        for said in ("It runs.", "Begin earlier.", "One person in charge.", "Passed", "lead_officer", "Milestones:"):
            self.assertIn(said, text)

    def test_strangers_print_nothing(self):
        book = self.run_book()
        with self.refused(AccessError):
            self.render(book, "task_book", "outsider")

    def test_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        book = self.run_book()
        self.users["sales_officer"].lang = "zh_CN"
        self.assertIn("A service line by summer.", self.render(book, "task_book"))
