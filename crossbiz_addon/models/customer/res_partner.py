from odoo import api, fields, models

SHOWN = 50


class ResPartner(models.Model):
    _inherit = "res.partner"

    crossbiz_task_order_ids = fields.One2many(
        "crossbiz.task.order",
        "commercial_partner_id",
        "Task Orders",
        groups="crossbiz_addon.group_user,crossbiz_addon.group_audit,crossbiz_addon.group_manager",
    )
    crossbiz_task_order_count = fields.Integer("Number of Task Orders", compute="_compute_crossbiz_task_order_count")

    def _compute_crossbiz_task_order_count(self):
        counts = {}
        if self.env["crossbiz.task.order"].has_access("read"):
            groups = self.env["crossbiz.task.order"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
            counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.crossbiz_task_order_count = counts.get(partner.commercial_partner_id.id, 0)

    @api.readonly
    def get_crossbiz_picture(self):
        """The shared picture of a customer (regulation 3.3.1), as far as the caller may see it.

        :return: dict of ``updates`` (newest first), ``orders`` (running first), ``satisfaction``
            (average of 1 to 5, or False), ``fulfilment`` (deliveries on time, percent, or False),
            and how many figures they rest on
        """
        self.ensure_one()
        self.check_access("read")
        partner = self.commercial_partner_id
        updates, orders, nodes = (
            self.env[name] for name in ("crossbiz.customer.update", "crossbiz.task.order", "crossbiz.node")
        )
        ours = [("commercial_partner_id", "=", partner.id)]
        if not orders.has_access("read"):
            return {"updates": [], "orders": [], "satisfaction": False, "fulfilment": False, "can_write": False}
        running = orders.search([*ours, ("state", "in", ("running", "closing"))], limit=SHOWN)
        ended = orders.search([*ours, ("state", "in", ("done", "cancelled"))], limit=SHOWN - len(running))
        ((satisfaction, rated),) = orders._read_group(
            [*ours, ("rated_at", "!=", False), ("state", "!=", "cancelled")], [], ["satisfaction:avg", "__count"]
        )
        deliveries = dict(
            nodes._read_group(
                [
                    ("kind", "=", "order_delivery"),
                    ("state", "=", "closed"),
                    ("case_id", "in", orders._search(ours).select("case_id")),
                ],
                ["on_time"],
                ["__count"],
            )
        )
        delivered = sum(deliveries.values())
        return {
            "commercial_partner_id": partner.id,
            "updates": updates.search(ours, limit=SHOWN).read(
                ["type", "body", "department_id", "user_id", "date", "partner_id"]
            ),
            "orders": (running | ended).read(
                [
                    "reference",
                    "name",
                    "state",
                    "light",
                    "waiting_department_ids",
                    "next_deadline",
                    "accepted_count",
                    "line_count",
                ]
            ),
            "departments": {
                department.id: department.name for department in (running | ended).sudo().waiting_department_ids
            },
            "satisfaction": rated and satisfaction,
            "rated": rated,
            "fulfilment": delivered and 100 * deliveries.get(True, 0) / delivered,
            "delivered": delivered,
            "can_write": updates.has_access("create"),
        }

    def action_crossbiz_task_orders(self):
        """Open the task orders of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.task_order_action")
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
