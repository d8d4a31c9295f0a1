from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

# What is sealed, in the order of the columns that a new entry fills.
SEALED = (
    "res_model",
    "res_id",
    "case_id",
    "node_id",
    "event",
    "old_value",
    "new_value",
    "note",
    "department_id",
    "user_id",
    "at",
    "position",
)
COLLECTED = "crossbiz.journal.collected"


class Journal(models.Model):
    """What happened, append-only and sealed: the evidence of every document.

    One chain per document; what seals it is told at ``crossbiz.sealed.ledger``.
    """

    _name = "crossbiz.journal"
    _description = "Cross-Business Journal"
    _inherit = ["crossbiz.sealed.ledger", "crossbiz.circle"]
    _order = "id desc"
    _rec_name = "event"
    _log_access = False

    _sealed_fields = SEALED
    _chain_fields = ("res_model", "res_id")

    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", required=True, readonly=True)
    case_id = fields.Many2one("crossbiz.case", readonly=True, ondelete="restrict", index="btree_not_null")
    node_id = fields.Many2one("crossbiz.node", "Step", readonly=True, ondelete="restrict", index="btree_not_null")
    event = fields.Selection(
        [
            ("submitted", "Submitted"),
            ("state", "State Changed"),
            ("node_opened", "Step Opened"),
            ("node_acknowledged", "Acknowledged"),
            ("node_done", "Step Done"),
            ("node_approved", "Approved"),
            ("node_rejected", "Rejected"),
            ("node_returned", "Returned for Changes"),
            ("node_void", "Step Voided"),
            ("node_missed", "Step Not Done"),
            ("node_paused", "Clock Paused"),
            ("node_resumed", "Clock Resumed"),
            ("node_handed_over", "Handed Over"),
            ("node_retargeted", "Deadline Moved"),
            ("node_reminded", "Reminded"),
            ("node_breached", "Deadline Missed"),
            ("node_escalated", "Escalated to the Decision Layer"),
            ("officer_missing", "Nobody to Act"),
            ("urged", "Urged"),
            ("difficulty", "Difficulty Reported"),
            ("suspended", "Suspended"),
            ("resumed", "Resumed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)
    note = fields.Text(readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")

    _chain_uniq = models.UniqueIndex("(res_model, res_id, position)")
    _at_idx = models.Index("(at)")

    # --------------------------------------------------
    # Writing
    # --------------------------------------------------

    @api.model
    def _append(self, entries):
        """Write ``entries`` to the chains of their documents, or keep them for the end of :meth:`_collected`."""
        waiting = self.env.cr.precommit.data.get(COLLECTED)
        if waiting is None:
            return super()._append(entries)
        waiting.extend(entries)
        return []

    @api.model
    @contextmanager
    def _collected(self):
        """Write what is journaled inside this block in one go at its end: a step has several entries."""
        data = self.env.cr.precommit.data
        if COLLECTED in data:
            yield
            return
        data[COLLECTED] = []
        try:
            yield
            entries = data.pop(COLLECTED)
        finally:
            data.pop(COLLECTED, None)
        self.sudo()._append(entries)

    @api.model
    def _forget_readings(self):
        self.env["crossbiz.case"].invalidate_model(["journal_ids"], flush=False)

    @api.model
    def _get_chain_name(self, chain):
        return chain

    @api.model
    def _get_chain_names_sql(self):
        return SQL("res_model, res_id")
