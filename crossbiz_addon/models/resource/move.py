from odoo import api, fields, models

from .resource import DIGITS

SEALED = (
    "resource_id",
    "request_id",
    "company_id",
    "event",
    "quantity",
    "on_hand_change",
    "promised_change",
    "department_id",
    "borrower_id",
    "condition",
    "user_id",
    "at",
    "position",
)
UNITS = frozenset({"quantity", "on_hand_change", "promised_change"})


class ResourceMove(models.Model):
    """The resource ledger (资源台账, regulation 3.1.3): what happened to each resource, append-only and sealed.

    One chain per resource. What is on hand at any moment is the sum of ``on_hand_change``
    until then; a correction is a new move.
    """

    _name = "crossbiz.resource.move"
    _description = "Resource Move"
    _inherit = ["crossbiz.sealed.ledger"]
    _order = "id desc"
    _rec_name = "event"
    _log_access = False

    _sealed_fields = SEALED
    _chain_fields = ("resource_id",)

    resource_id = fields.Many2one("crossbiz.resource", required=True, readonly=True, ondelete="restrict", index=True)
    resource_type = fields.Selection(related="resource_id.resource_type")
    request_id = fields.Many2one(
        "crossbiz.resource.request", "Resource Request", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    event = fields.Selection(
        [
            ("allocate", "Promised"),
            ("hand_over", "Handed Out"),
            ("inspect", "Inspected"),
            ("return", "Returned"),
            ("release", "Released"),
            ("damage", "Damaged"),
            ("loss", "Lost"),
            ("adjust", "Adjusted"),
        ],
        required=True,
        readonly=True,
    )
    quantity = fields.Float(readonly=True, digits=DIGITS, aggregator="sum", help="Units the event is about.")
    on_hand_change = fields.Float(
        "On Hand", readonly=True, digits=DIGITS, aggregator="sum", help="What the event changed at the owner's place."
    )
    promised_change = fields.Float(
        "Promised", readonly=True, digits=DIGITS, aggregator="sum", help="What the event changed in what is promised."
    )
    department_id = fields.Many2one(
        "hr.department", "Owning Department", required=True, readonly=True, ondelete="restrict", index=True
    )
    borrower_id = fields.Many2one(
        "hr.department", "Using Department", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    condition = fields.Text("Condition or Reason", readonly=True)

    _chain_uniq = models.UniqueIndex("(resource_id, position)")
    _at_idx = models.Index("(at)")
    _balance_idx = models.Index("(resource_id, at) INCLUDE (on_hand_change)")

    @api.model
    def _get_column_value(self, entry, name):
        """Units are kept to two decimals, also none of them: a seal knows 0 from nothing."""
        if name in UNITS:
            return round(float(entry.get(name) or 0.0), DIGITS[1])
        return super()._get_column_value(entry, name)

    @api.model
    def _forget_readings(self):
        resources = self.env["crossbiz.resource"]
        resources.invalidate_model(["move_ids", "on_hand", "lent"], flush=False)

    @api.depends("resource_id", "event")
    def _compute_display_name(self):
        labels = dict(self._fields["event"]._description_selection(self.env))
        for move in self:
            move.display_name = f"{labels.get(move.event, '')}: {move.resource_id.display_name}"


class SealedLedger(models.AbstractModel):
    _inherit = "crossbiz.sealed.ledger"

    @api.model
    def _get_ledgers(self):
        return [*super()._get_ledgers(), "crossbiz.resource.move"]
