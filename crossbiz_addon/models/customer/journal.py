from odoo import api, fields, models

from ..core.history import keep


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
            "order_issued": keep,
            "line_added": keep,
            "line_withdrawn": keep,
            "plan_submitted": keep,
            "delivered": keep,
            "accepted": keep,
            "rework": keep,
            "rating_requested": keep,
            "rated": keep,
            "unrated": keep,
        },
    )

    @api.model
    def _get_value_kinds(self):
        return {**super()._get_value_kinds(), "plan_submitted": "date", "rated": "text"}
