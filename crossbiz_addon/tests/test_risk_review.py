"""Regulation 4.2: legal and information security review what involves a contract, data or outside parties."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import MONDAY
from .risk_common import RiskCase

REASON = "The liability is unlimited."


@tagged("post_install", "-at_install")
class TestComplianceReview(RiskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.crossbiz_risk_resource = False
        cls.request = cls.submit_request(involves_contract=True)
        cls.review = cls.review_of(cls.request)

    def test_pass(self):
        """1. Files and answers, 2. the opinion closes the step, 3. it is sealed, kept and told."""
        self.give(self.request)
        review = self.review
        self.assertEqual((review.state, review.opinion), ("closed", "pass"))
        self.assertEqual(review.closed_by, self.users["legal_officer"])
        self.assertEqual(review.retained_until, date(2029, 3, 2))
        node = self.nodes(self.request, "review_legal")
        self.assertEqual((node.state, node.outcome), ("closed", "approved"))
        self.assertEqual(review.file_ids.sudo().mapped("res_model"), ["crossbiz.journal"], "a copy is kept")
        self.assertIn(("reviewed", "Legal"), self.events(review))
        told = self.env["crossbiz.notice"].search([("res_model", "=", review._name), ("event", "=", "reviewed")])
        self.assertEqual(told.user_id, self.users["sales_officer"] | self.users["lead_officer"])

    def test_conditions_become_rectifications(self):
        """Conditional: the case waits until the conditions that come before the start are verified."""
        request = self.approve_request(self.request)
        self.allocate(request)
        later = {"name": "Report each quarter.", "before_start": False, "deadline": date(2026, 6, 30)}
        self.give(request, opinion="conditional", reason=REASON, conditions=[{}, later])
        notices = self.review.sudo().condition_ids.rectification_id
        self.assertEqual(len(notices), 2)
        first = notices.filtered(lambda notice: "liability" in notice.requirement)
        self.assertEqual(
            (first.source, first.department_id, first.issuing_department_id, first.problem),
            ("review", self.sales, self.legal, REASON),
        )
        with self.refused(UserError, f"condition {first.reference} is not verified"):
            self.hand_over(request)
        answer = self.as_user(first, "sales_officer")
        answer.action_accept("We talk to them.")
        answer.result = "Limited to the price, see the new page 3."
        file = self.as_user(self.env["ir.attachment"], "sales_officer").create({"name": "page3.txt", "raw": b"Limit"})
        answer.file_ids = [(4, file.id)]
        answer.action_submit()
        with self.refused(UserError, "is not verified"):
            self.hand_over(request)
        self.as_user(first, "legal_officer").action_verify("Seen.")
        self.hand_over(request)

    def test_everything_missing_at_once(self):
        with self.assertRaises(UserError) as caught:
            self.review.action_give_opinion("conditional", REASON)
        for part in ("Not answered yet", "Legality", "at least one", "contract is missing"):
            self.assertIn(part, str(caught.exception))
        self.attach(self.review)
        self.answer(self.review)
        self.review.check_ids[0].result = "not_conform"
        with self.refused(UserError, "(?s)Say what is wrong: Legality.*Not conform: Legality"):
            self.review.action_give_opinion("pass")
        with self.refused(UserError, "Reason is empty"):
            self.review.action_give_opinion("fail", "  ")
        for wrong in (None, "maybe", True, ["pass"], {}):
            with self.refused(UserError, "Choose pass"):
                self.review.action_give_opinion(wrong)
        self.assertEqual(self.review.state, "open")

    def test_conditions_are_checked(self):
        self.attach(self.review)
        self.answer(self.review, "not_conform", "See there.")
        self.review.condition_ids = [(0, 0, self.condition(deadline=date(2026, 2, 27)))]
        with self.refused(UserError, "the day is past"):
            self.review.action_give_opinion("conditional", REASON)
        self.review.condition_ids.deadline = date(2026, 3, 9)
        with self.refused(UserError, "There are conditions"):
            self.review.action_give_opinion("fail", REASON)
        self.sales.crossbiz_officer_ids = False
        with self.refused(UserError, "has no officer"):
            self.review.action_give_opinion("conditional", REASON)

    def test_the_contract_was_deleted(self):
        """A review of a deleted contract file is refused; after the opinion its copy stays."""
        file = self.attach(self.review)
        self.answer(self.review)
        file.sudo().unlink()
        with self.refused(UserError, "contract is missing, or its file was deleted"):
            self.review.action_give_opinion("pass")
        again = self.attach(self.review)
        self.review.action_give_opinion("pass")
        again.sudo().unlink()
        self.assertEqual(len(self.review.file_ids.exists()), 1)

    def test_a_link_is_no_contract(self):
        link = self.as_user(self.env["ir.attachment"], "legal_officer").create(
            {"name": "contract", "type": "url", "url": "https://example.com/contract"}
        )
        with self.refused(UserError, "is a link"):
            self.review.file_ids = [(4, link.id)]

    # --------------------------------------------------
    # Templates
    # --------------------------------------------------

    def test_running_reviews_keep_their_points(self):
        template = self.as_user(self.env.ref("crossbiz_addon.checklist_legal"), "manager")
        before, version = self.review.check_ids.mapped("name"), template.version
        template.item_ids[0].name = "Something new"
        template.item_ids[1].unlink()
        self.assertGreater(template.version, version)
        self.review.invalidate_recordset()
        self.assertEqual(self.review.check_ids.mapped("name"), before)
        self.assertEqual(self.review.template_version, version)
        other = self.review_of(self.submit_request(involves_contract=True))
        self.assertEqual((len(other.check_ids), other.check_ids[0].name), (6, "Something new"))

    def test_the_own_checklist_comes_first(self):
        own = self.as_user(self.env["crossbiz.checklist.template"], "manager").create(
            {"name": "Ours", "type": "legal", "item_ids": [(0, 0, {"name": "Only this"})]}
        )
        self.assertEqual(own.company_id, self.company)
        review = self.review_of(self.submit_request(involves_contract=True))
        self.assertEqual((review.template_name, review.check_ids.mapped("name")), ("Ours", ["Only this"]))

    def test_points_are_copied_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        item = self.env.ref("crossbiz_addon.checklist_legal").item_ids[0]
        item.with_context(lang="zh_CN").name = "合法性（测试）"
        review = self.review_of(self.submit_request(involves_contract=True))
        self.assertEqual(review.check_ids[0].name, "Legality")
        self.assertEqual(review.with_context(lang="zh_CN").check_ids[0].name, "合法性（测试）")

    # --------------------------------------------------
    # Who reviews, who sees
    # --------------------------------------------------

    def test_drafts_are_the_reviewers_own(self):
        """Answers and conditions are read by the reviewing department alone until the opinion is given."""
        self.review.check_ids[0].write({"result": "not_conform", "remark": "Secret doubt"})
        self.review.condition_ids = [(0, 0, self.condition())]
        for login in ("sales_officer", "tech_officer", "decision_maker", "compliance_officer", "auditor", "manager"):
            seen = self.as_user(self.review, login)
            self.assertTrue(seen.has_access("read"), login)
            self.assertFalse(seen.check_ids, login)
            self.assertFalse(seen.condition_ids, login)
            for model in ("crossbiz.compliance.check", "crossbiz.compliance.condition"):
                found = self.rpc(login, model, "search_count", [("review_id", "=", self.review.id)])
                self.assertEqual(found, 0, (login, model))
        self.assertTrue(self.as_user(self.review, "legal_member").check_ids)
        self.assertFalse(self.as_user(self.review, "outsider").has_access("read"))
        self.review.condition_ids.unlink()
        self.give(self.request, opinion="fail", reason=REASON)
        for login in ("sales_officer", "decision_maker", "auditor"):
            self.assertEqual(self.as_user(self.review, login).check_ids[0].result, "not_conform", login)
        self.assertFalse(self.as_user(self.review.sudo().check_ids, "outsider").has_access("read"))

    def test_who_writes_what(self):
        check = self.review.check_ids[0]
        asking = self.as_user(self.review, "sales_member")
        self.attach(self.review, "sales_member")
        self.assertTrue(asking.file_ids, "who asks brings the contract")
        with self.refused(AccessError):
            asking.write({"check_ids": [(1, check.id, {"result": "conform"})]})
        with self.refused(AccessError):
            self.as_user(check, "sales_officer").result = "conform"
        with self.refused(AccessError):
            asking.write({"condition_ids": [(0, 0, self.condition())]})
        with self.refused(AccessError):
            self.as_user(self.review, "tech_officer").write({"file_ids": [(5,)]})
        with self.refused(AccessError, "officers of “Legal”"):
            self.as_user(self.review, "legal_member").action_give_opinion("pass")
        with self.refused(AccessError):
            self.as_user(self.review, "sales_officer").action_give_opinion("pass")
        with self.refused(AccessError):
            self.as_user(self.review, "outsider").action_give_opinion("pass")
        for vals in ({"opinion": "pass"}, {"state": "closed"}, {"retained_until": False}, {"reviewed_digest": "x"}):
            with self.refused(AccessError, "steps of the process"):
                self.rpc("legal_officer", self.review._name, "write", self.review.ids, vals)
        with self.refused(AccessError, "steps of the process"):
            self.rpc("legal_officer", check._name, "write", check.ids, {"name": "Another question"})
        with self.refused(AccessError):
            self.rpc(
                "legal_officer", self.review._name, "create", {"case_id": self.request.case_id.id, "type": "legal"}
            )

    def test_the_submitter_does_not_review(self):
        self.legal.crossbiz_officer_ids |= self.users["sales_officer"]
        self.attach(self.review)
        self.answer(self.review)
        with self.refused(AccessError, "submitted this yourself"):
            self.as_user(self.review, "sales_officer").action_give_opinion("pass")

    def test_the_bare_step_does_not_close_it(self):
        node = self.as_user(self.step(self.review), "legal_officer")
        with self.refused(UserError, "Give the opinion on the review itself"):
            node.action_approve()
        with self.refused(UserError, "Give the opinion on the review itself"):
            node.action_reject("No.")
        self.assertEqual(node.state, "open")

    def test_given_stays(self):
        self.give(self.request)
        check = self.review.check_ids[0]
        with self.refused(UserError, "has ended and stays"):
            check.remark = "On second thoughts"
        with self.refused(UserError, "has ended and stays"):
            self.review.file_ids = [(5,)]
        with self.refused(UserError, "has ended and stays"):
            self.review.condition_ids = [(0, 0, self.condition())]
        with self.refused((UserError, AccessError), "closed"):
            self.review.action_give_opinion("fail", REASON)

    def test_kept_three_years(self):
        """Nobody deletes a review before, neither people nor the system nor with its case."""
        self.give(self.request)
        review = self.review.sudo()
        with self.refused(AccessError):
            self.rpc("manager", review._name, "unlink", review.ids)
        with freeze_time("2029-03-01"), self.refused(UserError, "stays on record until 2029-03-02"):
            review.unlink()
        with self.refused(UserError, "stays on record"):
            self.review_of(self.submit_request(involves_contract=True)).sudo().unlink()
        with self.refused(UserError, "history"):
            self.request.sudo().unlink()

    def test_suspended(self):
        self.attach(self.review)
        self.answer(self.review)
        self.request.case_id.sudo().suspended = True
        with self.refused(UserError, "suspended"):
            self.review.action_give_opinion("pass")
        self.assertFalse(self.review.opinion)

    def test_dialog(self):
        self.attach(self.review)
        self.answer(self.review)
        wizard = self.as_user(self.env["crossbiz.compliance.review.opinion"], "legal_officer").with_context(
            active_model="crossbiz.compliance.review", active_id=self.review.id
        )
        with Form(wizard) as form:
            form.opinion = "fail"
            form.reason = REASON
        form.record.action_confirm()
        self.assertEqual((self.review.opinion, self.review.reason), ("fail", REASON))

    def test_overdue(self):
        self.assertFalse(self.review.overdue)
        with freeze_time(MONDAY.replace(day=9)):
            self.review.invalidate_recordset()
            self.assertTrue(self.review.overdue)
            found = self.review.search([("overdue", "=", True)])
            self.assertIn(self.review, found)
