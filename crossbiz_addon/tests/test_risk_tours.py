from odoo.tests import tagged

from .common import CrossbizCase
from .risk_common import CONTRACT, RiskActs
from .tour_common import TourCase


@tagged("-at_install", "post_install")
class TestRiskTours(RiskActs, CrossbizCase, TourCase):
    """In a browser, by the people whose steps they are: the gate refuses, and then it passes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.create_reviewers()
        cls.company.crossbiz_risk_customer = True
        cls.env["crossbiz.checklist.template"].create(
            {"name": "Ours", "type": "legal", "company_id": cls.company.id, "item_ids": [(0, 0, {"name": "Liability"})]}
        )

    def test_start_gate(self):
        """Regulation 4.1, 4.2: refused; assessed; reviewed on a condition; rectified and verified; started."""
        self.speak_both()
        order = self.draft_order(involves_contract=True)
        self.env.flush_all()
        page = f"/odoo/crossbiz.task.order/{order.id}"
        self.tour("crossbiz_risk_prepare", page, "sales_officer")
        report = order.sudo().case_id.risk_assessment_ids
        self.assertEqual((report.state, report.level), ("filed", "medium"))
        review = self.review_of(order)
        file = self.as_user(self.env["ir.attachment"], "sales_officer").create(CONTRACT)
        self.as_user(review, "sales_officer").write({"file_ids": [(4, file.id)]})
        self.env.flush_all()
        self.tour("crossbiz_risk_review", "/odoo/crossbiz-nodes", "legal_officer")
        self.assertEqual((review.opinion, review.check_ids.result), ("conditional", "not_conform"))
        self.tour("crossbiz_risk_condition", page, "sales_officer")
        self.tour("crossbiz_risk_verify", "/odoo/crossbiz-nodes", "legal_officer")
        self.assertEqual(review.sudo().condition_ids.rectification_id.state, "verified")
        self.tour("crossbiz_risk_pass", page, "sales_officer")
        self.assertEqual(order.state, "running")
        self.tour("crossbiz_risk_map", "/odoo/crossbiz-risk-map", "decision_maker")

    def test_matrix(self):
        self.tour("crossbiz_risk_matrix", "/odoo/crossbiz-risk-matrix", "manager")
        matrix = self.env["crossbiz.risk.matrix"]._get_current(self.company)
        self.assertEqual((matrix.company_id, matrix.cells[0][4]), (self.company, "high"))
