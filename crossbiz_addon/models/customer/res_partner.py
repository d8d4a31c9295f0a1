from odoo import api, fields, models

SHOWN = 50
UPDATE_FIELDS = ["type", "body", "department_id", "user_id", "date", "partner_id"]
ORDER_FIELDS = [
    "reference",
    "name",
    "state",
    "light",
    "waiting_department_ids",
    "next_deadline",
    "accepted_count",
    "line_count",
]


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
        picture = {
            "commercial_partner_id": partner.id,
            "updates": self._get_crossbiz_updates(updates, ours),
            "orders": [],
            "departments": {},
            "satisfaction": False,
            "rated": 0,
            "fulfilment": False,
            "delivered": 0,
            "can_write": updates.has_access("create"),
        }
        if not orders.has_access("read"):
            return picture
        running = orders.search([*ours, ("state", "in", ("running", "closing"))], limit=SHOWN)
        room = SHOWN - len(running)
        ended = orders.search([*ours, ("state", "in", ("done", "cancelled"))], limit=room) if room else orders
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
        shown = running | ended
        return {
            **picture,
            "orders": shown.read(ORDER_FIELDS),
            "departments": {department.id: department.name for department in shown.sudo().waiting_department_ids},
            "satisfaction": rated and satisfaction,
            "rated": rated,
            "fulfilment": delivered and 100 * deliveries.get(True, 0) / delivered,
            "delivered": delivered,
        }

    @api.model
    def _get_crossbiz_updates(self, updates, domain):
        """The newest updates the reader may see; none for who reads no updates at all."""
        if not updates.has_access("read"):
            return []
        return updates.search(domain, limit=SHOWN).read(UPDATE_FIELDS)

    def action_crossbiz_task_orders(self):
        """Open the task orders of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.task_order_action")
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
