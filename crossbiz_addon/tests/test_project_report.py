"""The papers of a joint project: task book and retrospective."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .project_screen_common import ProjectScreenCase


@tagged("post_install", "-at_install")
class TestProjectReport(ProjectScreenCase):
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
        self.reach_all(book)
        self.assertIn("Reached 2026-03-02", self.render(book, "task_book"))

    def test_gone_department_keeps_its_name(self):
        """A department that was archived since is still named in what was approved."""
        book = self.run_book()
        self.service.active = False
        self.assertIn("After-Sales", self.render(book, "task_book"))

    def test_retrospective(self):
        book = self.run_book()
        self.reach_all(book)
        self.pass_acceptance(self.open_acceptance(book))
        report = self.as_user(book, "lead_officer").retrospective_ids
        self.assertIn("DRAFT: not filed", self.render(report, "retrospective", "lead_officer"))
        report.write({"summary": "It runs.", "lessons": "Begin earlier.", "successes": "One person in charge."})
        report.action_file()
        text = self.render(report, "retrospective", "lead_officer")
        self.assertNotIn("DRAFT", text)
        for said in ("It runs.", "Begin earlier.", "One person in charge.", "Passed", "lead_officer", "Milestones:"):
            self.assertIn(said, text)
        signed = text[text.index("Verification Mark") :]
        for verdict in (
            "Acceptance: Technical Quality quality_officer",
            "Acceptance: Finance Finance finance_officer",
            "Acceptance: Compliance Compliance compliance_officer",
            "Retrospective Filed Operations lead_officer",
        ):
            self.assertIn(verdict, signed)
        self.assertEqual(signed.count("2026-03-02 10:00"), 4)
        self.assertNotIn("Acceptance Passed", signed)
        signed = self.render(book, "task_book")
        self.assertIn("Project Started Sales sales_officer", signed)
        self.assertIn("Acceptance: Finance Finance finance_officer", signed)

    def test_only_the_round_that_passed_is_signed(self):
        book = self.run_book()
        self.reach_all(book)
        acceptance = self.open_acceptance(book)
        self.judge(acceptance, "technical", "quality_officer", "fail", "It leaks.")
        self.judge(acceptance, "finance", "finance_officer")
        self.judge(acceptance, "compliance", "compliance_officer")
        self.reach_all(book)
        self.pass_acceptance(self.open_acceptance(book))
        report = self.as_user(book, "lead_officer").retrospective_ids
        text = self.render(report, "retrospective", "lead_officer")
        signed = text[text.index("Verification Mark") :]
        self.assertEqual(
            [signed.count(name) for name in ("Technical", "Finance Finance", "quality_officer")], [1, 1, 1]
        )

    def test_every_version_is_printed_as_what_it_is(self):
        """A version's own words, marked with its number and what became of it, signed by who had to do with it."""
        book = self.submit_book()
        first = book.sudo().version_ids
        self.assertIn("Version 1: submitted, not decided", self.render(first, "task_book_version"))
        self.decide_book(book, "reject", "Too dear.")
        self.as_user(book, "sales_officer").action_reopen()
        book.objective = "A cheaper line by summer."
        self.as_user(book, "sales_officer").action_submit()
        self.decide_book(book)
        second = book.sudo().version_ids - first
        text = self.render(first, "task_book_version")
        self.assertIn("Version 1: rejected, never in force", text)
        self.assertIn("A service line by summer.", text)
        self.assertNotIn("cheaper", text)
        self.assertIn(first.digest, text)
        signed = text[text.index("Verification Mark") :]
        self.assertEqual([signed.count(name) for name in ("sales_officer", "decision_maker")], [1, 1])
        self.assertIn("Version 2: in force", self.render(second, "task_book_version"))
        book = self.as_user(book, "sales_officer")
        book.action_start()
        book.action_revise()
        book.milestone_ids.deliverable = "Two papers"
        book.action_submit()
        self.decide_book(book)
        text = self.render(second, "task_book_version")
        self.assertIn("Version 2: no longer in force", text)
        self.assertIn("A paper", text)
        self.assertNotIn("Two papers", text)
        with self.refused(AccessError):
            self.render(first, "task_book_version", "outsider")

    def test_strangers_print_nothing(self):
        book = self.run_book()
        with self.refused(AccessError):
            self.render(book, "task_book", "outsider")

    def test_both_languages(self):
        self.learn_chinese()
        book = self.run_book()
        self.users["sales_officer"].lang = "zh_CN"
        self.assertIn("A service line by summer.", self.render(book, "task_book"))
