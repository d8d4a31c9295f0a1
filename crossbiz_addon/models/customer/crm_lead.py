from odoo import fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    crossbiz_task_order_ids = fields.One2many(
        "crossbiz.task.order",
        "lead_id",
        "Task Orders",
        copy=False,
        groups="crossbiz_addon.group_user,crossbiz_addon.group_audit,crossbiz_addon.group_manager",
    )
    crossbiz_task_order_count = fields.Integer("Number of Task Orders", compute="_compute_crossbiz_task_order_count")

    def _compute_crossbiz_task_order_count(self):
        counts = {}
        if self.env["crossbiz.task.order"].has_access("read"):
            groups = self.env["crossbiz.task.order"]._read_group(
                [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
            )
            counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.crossbiz_task_order_count = counts.get(lead.id, 0)

    def action_crossbiz_new_task_order(self):
        """Draft a task order for this opportunity, prefilled (regulation 3.3.2).

        :raises UserError: without a customer
        """
        self.ensure_one()
        self.check_access("read")
        if not self.partner_id:
            raise UserError(self.env._("Choose the opportunity's customer first: a task order serves one."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Task Order"),
            "res_model": "crossbiz.task.order",
            "views": [(False, "form")],
            "context": {
                "default_lead_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_name": self.name,
            },
        }

    def action_crossbiz_task_orders(self):
        """Open the task orders of this opportunity."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.task_order_action")
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {
            "default_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_name": self.name,
        }
        return action

    def _merge_dependences(self, opportunities):
        """Merged opportunities keep their task orders and updates."""
        result = super()._merge_dependences(opportunities)
        merged = opportunities.sudo()
        merged.crossbiz_task_order_ids.lead_id = self
        self.env["crossbiz.customer.update"].sudo().search([("lead_id", "in", merged.ids)]).lead_id = self
        return result
