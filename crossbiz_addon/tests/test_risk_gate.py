"""Regulation 4.1, 4.2: nothing risky starts unreviewed, on all three kinds of case."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .risk_common import RiskCase, RiskProjectCase


@tagged("post_install", "-at_install")
class TestStartGateResource(RiskCase):
    def ready_request(self, **values):
        """Approved, with an allocation plan: only the handover is left."""
        request = self.approve_request(self.submit_request(**values))
        self.allocate(request)
        return request

    def test_as_shipped(self):
        self.assertTrue(self.company.crossbiz_risk_project)
        self.assertTrue(self.company.crossbiz_risk_resource)
        self.assertFalse(self.company.crossbiz_risk_customer)

    def test_gate_refused_then_passed(self):
        request = self.ready_request()
        with self.refused(UserError, "(?s)cannot start yet.*risks are not assessed.*Assess Risks"):
            self.hand_over(request)
        report = self.draft_assessment(request)
        with self.refused(UserError, f"{report.reference} is a draft"):
            self.hand_over(request)
        report.action_file()
        self.hand_over(request)
        self.assertEqual(request.state, "running")

    def test_each_stage_of_a_report_is_named(self):
        request = self.ready_request()
        report = self.file_assessment(request, risks=[{"likelihood": 5, "impact": 5}])
        with self.refused(UserError, f"not approved the risk assessment {report.reference}"):
            self.hand_over(request)
        self.decide_risks(report, "reject", "No.")
        with self.refused(UserError, f"{report.reference} was rejected"):
            self.hand_over(request)
        accepted = {"treatment": "accept", "accepted_until": date(2026, 3, 3)}
        last = self.file_assessment(request, risks=[accepted])
        with (
            freeze_time(MONDAY + timedelta(days=2)),
            self.refused(UserError, f"accepted in {last.reference} has expired"),
        ):
            self.hand_over(request)

    def test_switched_off(self):
        self.company.crossbiz_risk_resource = False
        request = self.ready_request()
        self.assertFalse(request.start_items)
        self.hand_over(request)

    def test_a_bad_report_counts_although_none_was_needed(self):
        self.company.crossbiz_risk_resource = False
        request = self.ready_request()
        report = self.file_assessment(request, risks=[{"likelihood": 5, "impact": 5}])
        with self.refused(UserError, "not approved the risk assessment"):
            self.hand_over(request)
        self.decide_risks(report)
        self.hand_over(request)

    def test_reviews_are_opened_by_the_facts_at_submission(self):
        request = self.submit_request(involves_contract=True, involves_data_sharing=True)
        legal, infosec = self.review_of(request), self.review_of(request, "infosec")
        self.assertEqual((legal.state, legal.department_id, infosec.department_id), ("open", self.legal, self.infosec))
        self.assertRegex(legal.reference, r"^CR/2026/\d{5}$")
        self.assertEqual(len(legal.check_ids), 7)
        self.assertEqual((legal.template_name, len(infosec.check_ids)), ("Contract Review", 9))
        self.assertIn(self.legal, request.sudo().department_ids)
        self.assertEqual(self.step(legal).kind, "review_legal")
        external = self.submit_request(involves_external=True)
        self.assertFalse(self.review_of(external))
        self.assertTrue(self.review_of(external, "infosec"))

    def test_everything_at_once(self):
        """Assessment, open and failed reviews, one message."""
        request = self.ready_request(involves_contract=True, involves_external=True)
        self.give(request, "infosec", "fail", "Nobody may get these data.")
        review = self.review_of(request)
        with self.assertRaises(UserError) as caught:
            self.hand_over(request)
        for part in ("risks are not assessed", f"{review.reference} waits for “Legal”", "failed. Change what it found"):
            self.assertIn(part, str(caught.exception))

    def test_a_failed_review_blocks_until_a_new_one_passes(self):
        self.company.crossbiz_risk_resource = False
        request = self.ready_request(involves_contract=True)
        failed = self.give(request, "legal", "fail", "The liability is unlimited.")
        with self.refused(UserError, "failed"):
            self.hand_over(request)
        self.assertTrue(request.can_request_reviews)
        request.action_request_reviews()
        self.assertEqual(failed.state, "superseded")
        self.assertEqual(self.step(self.review_of(request)).cycle, 2)
        self.give(request)
        self.hand_over(request)

    def test_missing_departments_are_said_at_submission(self):
        self.company.crossbiz_legal_department_id = False
        request = self.draft_request(involves_contract=True)
        with self.refused(UserError, "has no Legal Department"):
            request.action_submit()
        self.infosec.crossbiz_officer_ids = False
        other = self.draft_request(involves_data_sharing=True)
        with self.refused(UserError, "“Information Security” has no officer"):
            other.action_submit()

    def test_start_items_on_the_page(self):
        request = self.submit_request(involves_contract=True)
        items = request.start_items
        self.assertEqual([item["met"] for item in items], [False, False])
        self.file_assessment(request)
        request.invalidate_recordset()
        self.assertEqual([item["met"] for item in request.start_items], [True, False])
        self.assertEqual(request.start_items[0]["model"], "crossbiz.risk.assessment")

    def test_a_way_only_to_what_the_reader_may_open(self):
        """A notice to another department is named, for the start waits for it, and not shown."""
        request = self.submit_request(involves_contract=True)
        self.give(request, "legal", "conditional", "Not yet.", [{"department_id": self.service.id}])
        ways = {}
        for login in ("sales_officer", "legal_officer"):
            ways[login] = [bool(item["id"]) for item in self.as_user(request, login).start_items[1:]]
        self.assertEqual(ways, {"sales_officer": [True, False], "legal_officer": [True, True]})

    def test_reviews_end_with_the_case(self):
        request = self.submit_request(involves_contract=True)
        review = self.review_of(request)
        request.action_cancel("Not needed any more.")
        self.assertEqual(review.state, "void")
        self.assertFalse(self.step(review))

    def test_a_rejected_request_comes_back(self):
        """What was reviewed and did not change needs no second review; what changed does."""
        request = self.submit_request(involves_contract=True)
        review = self.give(request)
        self.decide(request, "request_first_review", "lead_officer", "reject", "Too long.")
        request.action_reopen()
        request.action_submit()
        self.assertEqual((self.review_of(request).id, review.state), (review.id, "closed"))
        self.decide(request, "request_first_review", "lead_officer", "reject", "Too long.")
        request.action_reopen()
        request.purpose = "Something else."
        request.action_submit()
        self.assertEqual((self.review_of(request).state, review.state), ("open", "superseded"))


@tagged("post_install", "-at_install")
class TestStartGateOrder(RiskCase):
    """Task orders start at once: everything is asked on their drafts."""

    def test_reviewed_as_a_draft(self):
        order = self.draft_order(involves_contract=True)
        with self.refused(UserError, "(?s)cannot start yet.*Legal Review: not asked for yet"):
            order.action_issue()
        self.assertFalse(self.as_user(order, "legal_officer").has_access("read"))
        order.action_request_reviews()
        self.assertTrue(self.as_user(order, "legal_member").has_access("read"), "asked, so part of it")
        self.assertFalse(self.as_user(order, "tech_officer").has_access("read"), "still a draft")
        self.give(order)
        order.action_issue()
        self.assertEqual(order.state, "running")
        self.assertTrue(self.as_user(order, "legal_officer").has_access("read"))

    def test_changed_since_the_review(self):
        order = self.draft_order(involves_contract=True)
        order.action_request_reviews()
        review = self.give(order)
        order.line_ids[0].request = "And send us their customers' names."
        self.assertTrue(review.changed_since)
        with self.refused(UserError, f"changed since the review {review.reference}"):
            order.action_issue()
        order.action_request_reviews()
        self.assertEqual(review.state, "superseded")
        self.give(order)
        order.action_issue()

    def test_what_is_not_needed_any_more_ends(self):
        order = self.draft_order(involves_contract=True)
        order.action_request_reviews()
        review = self.review_of(order)
        order.write({"involves_contract": False, "involves_external": True})
        order.action_request_reviews()
        self.assertEqual(review.state, "void")
        self.assertEqual(self.review_of(order, "infosec").state, "open")

    def test_who_requests_and_when(self):
        order = self.draft_order(involves_contract=True)
        with self.refused(AccessError, "officer of “Sales”"):
            self.as_user(order, "sales_member").action_request_reviews()
        with self.refused(AccessError):
            self.as_user(order, "outsider").action_request_reviews()
        order.action_request_reviews()
        with self.refused(UserError, "waits for no review"):
            order.action_request_reviews()
        issued = self.issue_order()
        with self.refused(UserError, "before it starts"):
            issued.action_request_reviews()
        with self.refused(AccessError, "steps of the process"):
            self.rpc("sales_officer", order._name, "write", order.ids, {"reviews_asked_at": False})

    def test_settings_want_an_assessment(self):
        self.company.crossbiz_risk_customer = True
        order = self.draft_order()
        with self.refused(UserError, "risks are not assessed"):
            order.action_issue()
        self.file_assessment(order)
        order.action_issue()

    def test_a_reviewed_draft_stays(self):
        order = self.draft_order(involves_contract=True)
        self.draft_assessment(order)
        other = self.draft_order()
        draft = self.draft_assessment(other)
        other.unlink()
        self.assertFalse(draft.exists(), "a draft goes with the case's draft")
        order.action_request_reviews()
        with self.refused(UserError, "stays in the ledger because of CR/2026"):
            order.unlink()


@tagged("post_install", "-at_install")
class TestStartGateProject(RiskProjectCase):
    def test_project(self):
        book = self.approve_book(involves_external=True)
        with self.refused(UserError, "(?s)risks are not assessed.*Information Security Review"):
            book.action_start()
        self.file_assessment(book)
        with self.refused(UserError, "waits for “Information Security”"):
            book.action_start()
        self.give(book, "infosec")
        book.action_start()
        self.assertEqual(book.state, "running")
        self.assertFalse(book.start_items)


@tagged("post_install", "-at_install")
class TestStartGateSpeed(RiskCase):
    def test_gate_asks_once_for_many(self):
        """What the start waits for is looked up for all orders that are issued together."""
        counts = []
        for number in (2, 12):
            orders = self.draft_order()
            for _order in range(number - 1):
                orders |= self.draft_order()
            orders = self.as_user(orders, "sales_officer")
            orders.read(["state", "case_id"])
            before = self.env.cr.sql_log_count
            for order in orders:
                self.assertFalse(order._get_start_failures())
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], f"{counts}: queries for 2 and for 12 orders")
