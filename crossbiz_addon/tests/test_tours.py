from odoo.tests import HttpCase, tagged

from .common import CrossbizCase


@tagged("-at_install", "post_install")
class TestTours(CrossbizCase, HttpCase):
    def test_task_order(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Pumps",
                "type": "opportunity",
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "user_id": self.users["sales_officer"].id,
            }
        )
        self.start_tour(f"/odoo/crm.lead/{lead.id}", "crossbiz_issue", login="sales_officer")
        self.start_tour("/odoo/crossbiz-nodes", "crossbiz_answer", login="tech_officer")
