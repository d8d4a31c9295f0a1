from odoo.tests import tagged

from .common import CrossbizCase
from .incident_common import ACTION, DISPUTE, INCIDENT
from .tour_common import TourCase


@tagged("-at_install", "post_install")
class TestIncidentTours(CrossbizCase, TourCase):
    """In a browser: an incident with suspension and resume, and a ruling, by the people whose steps they are."""

    def tour(self, name, path, login):
        return super().tour(f"crossbiz_{name}", path, login)

    def test_incident(self):
        self.speak_both()
        order = self.issue_order()
        path = f"/odoo/crossbiz.task.order/{order.id}"
        self.tour("incident_escalate", path, "service_officer")
        incident = self.env[INCIDENT].search([("name", "=", "Fire at the pump line")])
        self.assertEqual((incident.state, incident.category), ("reported", "complaint"))
        own = f"/odoo/{INCIDENT}/{incident.id}"
        self.tour("incident_plan", own, "lead_officer")
        self.assertTrue(order.sudo().suspended)
        self.assertEqual(incident.plan_state, "submitted")
        self.tour("incident_suspended", path, "sales_officer")
        self.tour("incident_decide", "/odoo/crossbiz-nodes", "decision_maker")
        self.assertEqual(incident.state, "handling")
        action = incident.action_ids
        self.tour("incident_act", f"/odoo/{ACTION}/{action.id}", "tech_officer")
        self.assertEqual(action.state, "done")
        self.tour("incident_close", own, "lead_officer")
        self.assertFalse(order.sudo().suspended)
        self.assertEqual(incident.state, "closed")
        self.assertEqual(incident.improvement_ids.rectification_id.department_id, self.tech)

    def test_dispute(self):
        self.speak("zh_CN")
        order = self.issue_order()
        dispute = self.as_user(self.env[DISPUTE], "sales_officer").create(
            {
                "name": "Who pays",
                "case_id": order.sudo().case_id.id,
                "description": "Nobody wants to.",
                "party_ids": [(6, 0, self.tech.ids)],
            }
        )
        self.tour("dispute_rule", f"/odoo/{DISPUTE}/{dispute.id}", "decision_maker")
        self.assertEqual((dispute.sudo().state, dispute.sudo().ruling), ("ruled", "Both pay half."))
