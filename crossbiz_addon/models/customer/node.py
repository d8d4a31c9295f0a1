from odoo import fields, models


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(
        selection_add=[
            ("order_response", "Handling Plan"),
            ("order_delivery", "Delivery"),
            ("order_acceptance", "Acceptance of a Delivery"),
        ],
        ondelete={"order_response": "cascade", "order_delivery": "cascade", "order_acceptance": "cascade"},
    )
