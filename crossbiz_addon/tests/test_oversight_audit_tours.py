from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .audit_common import AUDIT
from .common import CrossbizCase
from .tour_common import TourCase


@tagged("-at_install", "post_install")
class TestAuditTours(CrossbizCase, TourCase):
    """In a browser, by the people whose steps they are: a ledger check from its plan to its report."""

    def test_ledger_check(self):
        self._check_ledger("en_US")

    def test_ledger_check_chinese(self):
        self._check_ledger("zh_CN")

    def _check_ledger(self, lang):
        """Regulation 6.2: drawn, drawn again, checked by a stranger, closed."""
        self.speak(lang)
        order = self.issue_order()
        # the month that is looked at has ended
        order.sudo().case_id.submitted_at = fields.Datetime.now() - relativedelta(months=1)
        self.env.flush_all()
        self.tour("crossbiz_audit_draw", "/odoo/crossbiz-audits", "lead_officer")
        audit = self.env[AUDIT].search([("company_id", "=", self.company.id)])
        self.assertEqual((audit.state, audit.line_ids.user_id), ("running", self.users["compliance_officer"]))
        self.tour("crossbiz_audit_check", "/odoo/crossbiz-audit-cases", "compliance_officer")
        self.assertEqual((audit.line_ids.state, audit.line_ids.result), ("judged", "minor"))
        self.tour("crossbiz_audit_close", f"/odoo/{AUDIT}/{audit.id}", "lead_officer")
        self.assertEqual((audit.state, audit.conclusion), ("closed", "Sign for what you are given."))
