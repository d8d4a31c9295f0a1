"""The report of an audit on paper: complete, bilingual, signed."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .audit_common import CONCLUSION, AuditCase
from .paper_common import Papers

FORM = "crossbiz_addon.audit_form"


@tagged("post_install", "-at_install")
class TestAuditForm(Papers, AuditCase):
    def make_audit(self, audit_type="ledger_check"):
        audit = self.draw_audit(audit_type)
        self.checked(
            audit.line_ids[0],
            "minor",
            remark="Nobody signed 没有签收.",
            department_id=self.tech.id,
            requirement="Sign for it.",
            deadline=date(2026, 4, 10),
        )
        self.close_audit(audit)
        return audit

    def test_complete(self):
        audit = self.make_audit()
        line = audit.line_ids.sorted("id")[0]
        self.check_told(
            self.text(FORM, audit, "decision_maker"),
            "Cross Works",
            "Audit Report",
            audit.reference,
            "Closed",
            "Ledger Check",
            "Operations",
            "2026-03-01",
            "2026-03-31",
            "3 / 3",
            audit.seed,
            "Conclusion",
            CONCLUSION,
            "Cases",
            line.sudo().case_id.reference,
            "compliance_officer",
            "Findings",
            "Minor Finding",
            "Nobody signed 没有签收.",
            "Sign for it.",
            "Technical",
            line.sudo().check_ids[0].rectification_id.reference,
            "Signatures",
            "Sample Drawn",
            "lead_officer",
            "Audit Closed",
        )

    def test_half_year(self):
        text = self.text(FORM, self.make_audit("internal_audit"), "auditor")
        self.check_told(text, "The Half-Year in Figures", "Process Compliance", "Steps Done on Time", "Risk Measures")

    def test_who_prints(self):
        audit = self.make_audit()
        for login in ("tech_officer", "sales_officer", "outsider"):
            with self.refused(AccessError):
                self.render(FORM, audit, login)

    def test_pdf(self):
        self.assertGreaterEqual(self.count_pages(FORM, self.make_audit(), "lead_officer"), 1)
