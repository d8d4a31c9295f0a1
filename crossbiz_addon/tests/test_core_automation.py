from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.crossbiz_addon.tests.common import MONDAY, CrossbizCase


@tagged("post_install", "-at_install")
class TestAutomation(CrossbizCase):
    """Administrators hang automation rules on steps and cases, without code."""

    def _mails_to(self, partner):
        return self.env["mail.mail"].sudo().search([("recipient_ids", "in", partner.ids)])

    @freeze_time(MONDAY)
    def test_shipped_rules_are_inactive(self):
        rules = self.env.ref("crossbiz_addon.automation_node_overdue") | self.env.ref(
            "crossbiz_addon.automation_case_done"
        )
        self.assertEqual(rules.mapped("active"), [False, False])
        self.assertEqual(rules.action_server_ids.mapped("state"), ["mail_post", "mail_post"])

    def test_overdue_step_writes_to_the_manager_once(self):
        manager = self._create_person("tech_head", self.tech, "crossbiz_addon.group_user")
        self.tech.manager_id = manager.employee_ids
        self.env.ref("crossbiz_addon.automation_node_overdue").active = True
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
        self.assertFalse(self._mails_to(manager.partner_id))
        with freeze_time("2026-03-03 02:00:01"), self.enter_registry_test_mode():
            self.env.ref("crossbiz_addon.cron_escalate").method_direct_trigger()
            self.env.ref("crossbiz_addon.cron_escalate").method_direct_trigger()
        mails = self._mails_to(manager.partner_id)
        self.assertEqual(len(mails), 1)
        self.assertIn(order.reference, mails.subject)

    def test_done_case_writes_to_who_submitted_it(self):
        self.env.ref("crossbiz_addon.automation_case_done").active = True
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
            self.submit_plan(order, self.tech, "tech_officer")
            self.deliver(order, self.tech, "tech_officer")
            self.line_of(order, self.tech, "sales_officer").action_accept()
        with freeze_time("2026-03-10 02:00:01"), self.enter_registry_test_mode():
            self.env.ref("crossbiz_addon.cron_close_unrated").method_direct_trigger()
        self.assertEqual(order.state, "done")
        mails = self._mails_to(self.users["sales_officer"].partner_id)
        self.assertIn("Done: " + order.display_name, mails.mapped("subject"))

    @freeze_time(MONDAY)
    def test_own_rule_on_a_new_step(self):
        """A rule an administrator clicks together: acknowledge nothing, just note who was asked."""
        self.env["base.automation"].create(
            {
                "name": "New step",
                "model_id": self.env["ir.model"]._get_id("crossbiz.node"),
                "trigger": "on_create_or_write",
                "filter_domain": "[('kind', '=', 'order_response')]",
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Count",
                            "model_id": self.env["ir.model"]._get_id("crossbiz.node"),
                            "state": "code",
                            "code": "env['res.partner'].create({'name': 'asked ' + record.department_id.name})",
                        }
                    )
                ],
            }
        )
        self.issue_order(departments=self.tech)
        self.assertTrue(self.env["res.partner"].search([("name", "=", "asked Technical")]))
