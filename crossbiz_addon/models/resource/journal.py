from odoo import api, fields, models

from ..core.history import keep

EVENTS = [
    ("evaluated", "Evaluated"),
    ("reopened", "Opened Again for Changes"),
    ("capacity_held", "Capacity Held"),
    ("capacity_released", "Capacity Released"),
    ("allocated", "Allocation Plan Made"),
    ("handed_over", "Handed Out"),
    ("received", "Received"),
    ("receipt_refused", "Receipt Refused"),
    ("handover_undone", "Handover Taken Back"),
    ("approval_withdrawn", "Approval Withdrawn"),
    ("inspected", "Inspected"),
    ("handed_back", "Handed Back"),
    ("return_confirmed", "Return Confirmed"),
    ("return_refused", "Return Refused"),
    ("use_extended", "Use Extended"),
]


class Journal(models.Model):
    _inherit = "crossbiz.journal"

    event = fields.Selection(
        selection_add=EVENTS,
        ondelete={code: keep for code, _label in EVENTS},
    )

    @api.model
    def _get_value_kinds(self):
        return {
            **super()._get_value_kinds(),
            **dict.fromkeys(
                ("capacity_held", "capacity_released", "handed_over", "received", "handed_back", "return_confirmed"),
                "text",
            ),
            "evaluated": ("crossbiz.node", "outcome"),
            "allocated": "moment",
            "inspected": ("crossbiz.resource.inspection", "result"),
            "use_extended": "moment",
        }
