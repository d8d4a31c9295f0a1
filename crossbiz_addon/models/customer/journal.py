from odoo import fields, models


class Journal(models.Model):
    _inherit = "crossbiz.journal"

    event = fields.Selection(
        selection_add=[
            ("order_issued", "Task Order Issued"),
            ("line_added", "Department Added"),
            ("line_withdrawn", "Department Released"),
            ("plan_submitted", "Handling Plan Submitted"),
            ("delivered", "Delivered"),
            ("accepted", "Accepted"),
            ("rework", "Sent Back"),
            ("rating_requested", "Rating Requested"),
            ("rated", "Rated by the Customer"),
            ("unrated", "Closed without a Rating"),
        ],
        ondelete={
            "order_issued": "cascade",
            "line_added": "cascade",
            "line_withdrawn": "cascade",
            "plan_submitted": "cascade",
            "delivered": "cascade",
            "accepted": "cascade",
            "rework": "cascade",
            "rating_requested": "cascade",
            "rated": "cascade",
            "unrated": "cascade",
        },
    )
