"""《风险评估报告》 on paper."""

from datetime import date

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .risk_common import RiskCase


@tagged("post_install", "-at_install")
class TestRiskReport(RiskCase):
    def render(self, report, login="sales_officer", lang="en_US"):
        self.users[login].lang = lang
        reports = self.as_user(self.env["ir.actions.report"], login).with_context(lang=lang)
        html = reports._render_qweb_html("crossbiz_addon.risk_assessment_form", report.ids)[0]
        return " ".join(etree.HTML(html.decode()).xpath("string(//div[contains(@class, 'o_crossbiz_form')])").split())

    def test_report(self):
        accepted = {"name": "It rains", "treatment": "accept", "accepted_until": date(2026, 6, 30), "scope": "The yard"}
        report = self.file_assessment(
            self.submit_request(), risks=[accepted, {"likelihood": 5, "impact": 5}], summary="We know it."
        )
        self.assertIn("Not", self.render(self.draft_assessment(self.draft_request())), "no signature on a draft")
        self.decide_risks(report, "approve", "Go on, with care.")
        text = self.render(report)
        for said in (
            report.reference,
            "Risk Assessment Report",
            "Measuring at a customer's",
            "It rains",
            "The yard",
            "Accept for Now, 2026-06-30",
            "Critical",
            "(5 × 5)",
            "Name one person for it.",
            "Technical",
            "Standard Risk Matrix, version 1",
            "We know it.",
            "Go on, with care.",
            "Risk Assessment Filed",
            "decision_maker",
        ):
            self.assertIn(said, text)

    def test_pdf(self):
        report = self.file_assessment(self.submit_request())
        reports = self.as_user(self.env["ir.actions.report"], "sales_officer")
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "crossbiz_addon.risk_assessment_form", report.ids
        )
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))

    def test_foreign(self):
        report = self.file_assessment(self.submit_request())
        with self.refused(AccessError):
            self.render(report, "outsider")
