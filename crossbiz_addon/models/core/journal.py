import logging
import os
from contextlib import contextmanager
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ...lib import seal as seals

_logger = logging.getLogger(__name__)

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
COLUMNS = (*SEALED, "previous_seal", "seal")
COLLECTED = "crossbiz.journal.collected"
KEY_PARAMETER = "crossbiz_addon.seal_key_fingerprint"


class Journal(models.Model):
    """What happened, append-only and sealed: the evidence of every document.

    One chain per document: each entry's seal covers the entry and the seal before it
    (HMAC-SHA256, key outside the database), so a changed, removed or swapped entry
    shows, and :meth:`_verify` names the first one. Entries are written by
    :meth:`_append` alone; PostgreSQL refuses to change or delete them for anyone.
    """

    _name = "crossbiz.journal"
    _description = "Cross-Business Journal"
    _order = "id desc"
    _rec_name = "event"
    _log_access = False

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
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)
    note = fields.Text(readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    at = fields.Datetime("When", required=True, readonly=True)
    position = fields.Integer(required=True, readonly=True, help="Place in the document's chain, from 1.")
    previous_seal = fields.Char(required=True, readonly=True)
    seal = fields.Char(required=True, readonly=True)

    _chain_uniq = models.UniqueIndex("(res_model, res_id, position)")
    _at_idx = models.Index("(at)")

    def init(self):
        """Let PostgreSQL itself refuse every change of what is written."""
        self.env["crossbiz.append.only"]._protect_table(self._table)

    # --------------------------------------------------
    # Writing
    # --------------------------------------------------

    @api.model
    def _append(self, entries):
        """Write ``entries`` to the chains of their documents, in the given order.

        Two transactions that write to one chain at once never share a position: under
        PostgreSQL's repeatable read the second fails to serialise and Odoo runs it again.

        :param list entries: dicts with ``res_model``, ``res_id``, ``event`` and any of
            ``case_id``, ``old_value``, ``new_value``, ``note``, ``department_id``
        """
        waiting = self.env.cr.precommit.data.get(COLLECTED)
        if waiting is not None:
            waiting.extend(entries)
            return
        if not entries:
            return
        key = self._seal_key()
        now = fields.Datetime.now()
        heads = self._get_heads({(entry["res_model"], entry["res_id"]) for entry in entries})
        rows = []
        for entry in entries:
            chain = (entry["res_model"], entry["res_id"])
            position, previous = heads.get(chain, (0, seals.GENESIS))
            row = {name: entry.get(name) or None for name in SEALED}
            row.update(at=now, user_id=self.env.uid, position=position + 1)
            row["previous_seal"] = previous
            row["seal"] = seals.seal(key, self._sealed_values(row), previous)
            heads[chain] = (row["position"], row["seal"])
            rows.append(tuple(row[name] for name in COLUMNS))
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                SQL(", ").join(rows),
            )
        )
        if len(inserted) != len(rows):
            raise UserError(self.env._("The journal could not be written. Nothing was saved; please try again."))
        self.env["crossbiz.case"].invalidate_model(["journal_ids"], flush=False)

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
    def _get_heads(self, chains):
        """Last position and seal of each chain that has one.

        :param set chains: pairs of document model and id
        :return: ``{(model, id): (position, seal)}``
        """
        ids_by_model = {}
        for res_model, res_id in chains:
            ids_by_model.setdefault(res_model, []).append(res_id)
        heads = {}
        for res_model, res_ids in ids_by_model.items():
            rows = self.env.execute_query(
                SQL(
                    """SELECT DISTINCT ON (res_id) res_id, position, seal FROM crossbiz_journal
                        WHERE res_model = %s AND res_id = ANY(%s)
                        ORDER BY res_id, position DESC""",
                    res_model,
                    sorted(res_ids),
                )
            )
            heads.update({(res_model, res_id): (position, seal) for res_id, position, seal in rows})
        return heads

    @api.model
    def _sealed_values(self, row):
        """The part of a row that its seal covers; empty values are left out."""
        values = {name: row[name] for name in SEALED if row[name] is not None}
        values["at"] = fields.Datetime.to_string(values["at"])
        return values

    @api.model
    def _seal_key(self):
        """The key of all seals, from ``CROSSBIZ_SEAL_KEY`` or a file in the data directory.

        :raises UserError: when there is no usable key
        """
        try:
            key = seals.load_key(os.environ, Path(config["data_dir"]) / "crossbiz_seal.key")
        except seals.SealKeyError as error:
            _logger.error("The key of the journal's seals cannot be used: %s", error)
            raise UserError(
                self.env._("The journal's seal key cannot be read. Ask your administrator to check the server's log.")
            ) from error
        self._note_key(key)
        return key

    @api.model
    def _note_key(self, key):
        """Remember which key the journal was begun with: a lost key file would be replaced by a new one."""
        fingerprint = seals.digest({"key": key.hex()})[:16]
        settings = self.env["ir.config_parameter"].sudo()
        known = settings.get_param(KEY_PARAMETER)
        if not known:
            settings.set_param(KEY_PARAMETER, fingerprint)
        elif known != fingerprint:
            _logger.error("The journal was begun with another seal key (%s) than ours (%s)", known, fingerprint)
