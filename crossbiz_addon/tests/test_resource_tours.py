from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .resource_common import ResourceCase
from .tour_common import TourCase

SUBJECT = "Measuring a pump line"


@tagged("-at_install", "post_install")
class TestResourceTours(ResourceCase, TourCase):
    """In a browser: a loan by the people whose steps they are, a rejection and an overdue return."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        now = fields.Datetime.now().replace(microsecond=0)
        cls.period = {"name": SUBJECT, "date_from": now + timedelta(hours=1), "date_to": now + timedelta(days=3)}

    def tour(self, name, path, login):
        return super().tour(f"crossbiz_resource_{name}", path, login)

    def path(self, request):
        return f"/odoo/crossbiz.resource.request/{request.id}"

    def test_loan(self):
        """Regulation 3.1, from the wish to the return."""
        self.speak_both()
        self.tour("ask", "/odoo/crossbiz-ledger", "sales_officer")
        request = self.env["crossbiz.resource.request"].search([("name", "=", SUBJECT)])
        self.assertEqual((request.state, request.resource_id), ("review", self.tracker))
        self.tour("lead", "/odoo/crossbiz-nodes", "lead_officer")
        self.tour("owner", "/odoo/crossbiz-nodes", "tech_officer")
        self.assertEqual(request.state, "approved")
        self.tour("receive", self.path(request), "sales_officer")
        self.assertEqual(self.tracker.on_hand, 1)
        self.tour("calendar", "/odoo/crossbiz-resource-calendar", "sales_officer")
        self.tour("inspect", self.path(request), "tech_officer")
        self.tour("return", self.path(request), "sales_officer")
        self.tour("check", self.path(request), "tech_officer")
        self.assertEqual(request.state, "done")
        self.assertEqual(self.tracker.on_hand, 2)

    def test_rejection(self):
        """One no ends the round; changed, it can be asked for again."""
        self.speak("zh_CN")
        request = self.submit_request(**self.period)
        self.decide(request, "request_first_review", "lead_officer")
        self.tour("reject", self.path(request), "tech_officer")
        self.assertEqual(request.state, "rejected")
        self.tour("reopen", self.path(request), "sales_officer")
        self.assertEqual((request.state, request.round), ("review", 2))

    def test_overdue_return(self):
        """What is not back in time is seen by the lead, who urges (regulation 2.1)."""
        request = self.lend(**self.period)
        past = fields.Datetime.now() - timedelta(days=1)
        request.sudo().allocation_id.write({"start": past - timedelta(days=2), "stop": past})
        node = self.nodes(request, "request_return")
        node.sudo().write({"deadline": past})
        self.env.flush_all()
        self.tour("overdue", "/odoo/crossbiz-resources", "lead_officer")
        self.assertTrue(node.urged_at)
