"""《事件处置报告》 on paper."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .incident_common import INCIDENT, IncidentCase

FORM = "crossbiz_addon.incident_form"


@tagged("post_install", "-at_install")
class TestIncidentReport(IncidentCase):
    def render(self, incident, login="tech_member"):
        reports = self.as_user(self.env["ir.actions.report"], login)
        html = reports._render_qweb_html(FORM, incident.ids)[0]
        return " ".join(etree.HTML(html.decode()).xpath("string(//div[contains(@class, 'o_crossbiz_form')])").split())

    def closed_incident(self):
        order = self.issue_order()
        incident = self.report(order)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids, None, "Nobody goes near it.")
        self.plan(incident)
        self.decide_plan(incident, "return", "Who calls the insurance?")
        self.as_user(incident, "lead_officer").action_submit_plan()
        self.decide_plan(incident, "approve", "Go on like that.")
        self.do_actions(incident)
        self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids)
        self.conclude(incident)
        self.close(incident)
        return incident, order

    def test_report(self):
        incident, order = self.closed_incident()
        text = self.render(incident)
        told = [
            "Incident Report",
            "IN/2026/00001",
            "Fire at the pump line",
            "A pump burned",
            order.display_name,
            "Nobody goes near it.",
            "Stop the line",
            "Change the seals",
            "Cases Suspended",
            order.reference,
            "Returned for Changes",
            "Who calls the insurance?",
            "Go on like that.",
            "Cases Resumed",
            "The seals were past their life.",
            "Count them.",
            incident.sudo().improvement_ids.rectification_id.reference,
            "Incident Closed",
            "decision_maker",
        ]
        for said in told:
            self.assertIn(said, text)
        # The timeline is in the order of what happened.
        timeline = [entry["event"] for entry in self.as_user(incident, "auditor")._get_timeline()]
        wanted = ["Incident Reported", "Cases Suspended", "Incident Plan Submitted", "Returned for Changes", "Approved"]
        wanted += ["Action Started", "Action Done", "Cases Resumed", "Incident Closed"]
        self.assertEqual(sorted(wanted, key=timeline.index), wanted)
        self.assertEqual(timeline.count("Incident Plan Submitted"), 2)

    def test_in_chinese(self):
        incident, _order = self.closed_incident()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.users["auditor"].lang = "zh_CN"
        self.assertIn(incident.reference, self.render(incident, "auditor"))

    def test_pdf(self):
        incident = self.report(self.issue_order())
        reports = self.as_user(self.env["ir.actions.report"], "lead_officer")
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(FORM, incident.ids)
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))

    def test_nobody_else(self):
        incident = self.report(self.issue_order())
        for login in ("outsider", "manager"):
            with self.subTest(login=login), self.refused(AccessError):
                self.render(incident, login)
