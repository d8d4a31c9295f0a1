from odoo.tests import tagged

from .rectification_common import NOTICE, VIOLATION, RectificationCase
from .tour_common import TourCase


@tagged("-at_install", "post_install")
class TestRectificationTours(RectificationCase, TourCase):
    """In a browser, by the people whose steps they are: a rectification, and the violation it shows."""

    def test_rectification(self):
        """Regulation 4.2: issued, accepted, sent back, verified; then a violation and an appeal."""
        self.speak_both()
        order = self.issue_order()
        self.tour("crossbiz_rectification_issue", f"/odoo/crossbiz.task.order/{order.id}", "compliance_officer")
        notice = self.env[NOTICE].search([("case_id", "=", order.sudo().case_id.id)])
        self.assertEqual((notice.state, notice.source), ("issued", "check"))
        self.tour("crossbiz_rectification_answer", "/odoo/crossbiz-nodes", "tech_officer")
        self.tour("crossbiz_rectification_return", "/odoo/crossbiz-nodes", "compliance_officer")
        self.assertEqual(notice.state, "returned")
        self.tour("crossbiz_rectification_again", "/odoo/crossbiz-nodes", "tech_officer")
        self.tour("crossbiz_rectification_verify", "/odoo/crossbiz-nodes", "compliance_officer")
        self.assertTrue(notice.completed_on_time)
        violation = self.env[VIOLATION].search([("source_model", "=", NOTICE), ("source_id", "=", notice.id)])
        self.assertEqual((violation.state, violation.department_id), ("decided", self.tech))
        self.tour("crossbiz_violation_appeal", f"/odoo/{VIOLATION}/{violation.id}", "tech_officer")
        self.tour("crossbiz_violation_judge", "/odoo/crossbiz-nodes", "decision_maker")
        self.assertEqual(violation.state, "revoked")
