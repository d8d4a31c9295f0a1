from odoo import fields, models

from ..core.history import keep


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(
        selection_add=[
            ("order_response", "Handling Plan"),
            ("order_delivery", "Delivery"),
            ("order_acceptance", "Acceptance of a Delivery"),
        ],
        ondelete={"order_response": keep, "order_delivery": keep, "order_acceptance": keep},
    )
