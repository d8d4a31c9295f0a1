import logging
import os
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ...lib import seal as seals
from .column_types import COLUMN_TYPES

_logger = logging.getLogger(__name__)

KEY_PARAMETER = "crossbiz_addon.seal_key_fingerprint"
CHAINED = ("previous_seal", "seal")
BATCH = 20_000


class SealedLedger(models.AbstractModel):
    """Base of what is written once and stays: the journal, the resource ledger.

    Rows form chains: each row's seal covers the row and the seal before it (HMAC-SHA256, key
    outside the database), so a changed, removed or swapped row shows, and the verifier names
    the first one. Rows are written by :meth:`_append` alone; PostgreSQL refuses to change or
    delete them for anyone. A ledger declares

    * ``_sealed_fields`` - what a seal covers, in the order of the columns
    * ``_chain_fields`` - whose rows form one chain, with a unique index on them and the position
    * ``_is_secret`` - whether it is verified without telling how much it holds
    """

    _name = "crossbiz.sealed.ledger"
    _description = "Sealed Ledger"

    _sealed_fields = ()
    _chain_fields = ()
    _is_secret = False

    user_id = fields.Many2one("res.users", "Who", required=True, readonly=True, ondelete="restrict")
    at = fields.Datetime("When", required=True, readonly=True)
    position = fields.Integer(required=True, readonly=True, help="Place in its chain, from 1.")
    previous_seal = fields.Char(required=True, readonly=True)
    seal = fields.Char(required=True, readonly=True)

    def init(self):
        """Let PostgreSQL itself refuse every change of what is written."""
        if not self._abstract:
            self.env["crossbiz.append.only"]._protect_table(self._table)

    # --------------------------------------------------
    # Writing
    # --------------------------------------------------

    @api.model
    def _append(self, entries):
        """Write ``entries`` to their chains, in the given order, in the name of the current user.

        Two transactions that write to one chain at once never share a position: under
        PostgreSQL's repeatable read the second fails to serialise and Odoo runs it again.

        :param list entries: dicts of sealed fields; the chain's are required
        :return: ids of the new rows
        """
        if not entries:
            return []
        key = self._seal_key()
        now = fields.Datetime.now()
        columns = self._get_columns()
        heads = self._get_heads({self._get_chain(entry) for entry in entries})
        rows = []
        for entry in entries:
            chain = self._get_chain(entry)
            position, previous = heads.get(chain, (0, seals.GENESIS))
            row = {name: self._get_column_value(entry, name) for name in self._sealed_fields}
            row.update(at=now, user_id=self.env.uid, position=position + 1)
            row["previous_seal"] = previous
            row["seal"] = seals.seal(key, self._sealed_values(row), previous)
            heads[chain] = (row["position"], row["seal"])
            rows.append(tuple(row[name] for name in columns))
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(self._table),
                self._get_columns_sql(),
                SQL(", ").join(rows),
            )
        )
        if len(inserted) != len(rows):
            raise UserError(self.env._("The journal could not be written. Nothing was saved; please try again."))
        self._forget_readings()
        return [row_id for (row_id,) in inserted]

    @api.model
    def _get_column_value(self, entry, name):
        """What the table keeps of an entry's field: nothing for what is empty."""
        return entry.get(name) or None

    @api.model
    def _forget_readings(self):
        """Drop what records have cached of this ledger."""

    @api.model
    def _get_heads(self, chains):
        """Last position and seal of each chain that has one.

        :param set chains: tuples of chain fields
        :return: ``{chain: (position, seal)}``
        """
        names = [SQL.identifier(name) for name in self._chain_fields]
        wanted = [
            SQL("%s::%s[]", list(values), COLUMN_TYPES[self._fields[name].column_type[0]])
            for name, values in zip(self._chain_fields, zip(*sorted(chains), strict=True), strict=True)
        ]
        rows = self.env.execute_query(
            SQL(
                """SELECT %s, head.position, head.seal
                     FROM unnest(%s) AS wanted(%s)
                    CROSS JOIN LATERAL (SELECT position, seal FROM %s AS entry
                                         WHERE %s ORDER BY position DESC LIMIT 1) AS head""",
                SQL(", ").join(SQL("wanted.%s", name) for name in names),
                SQL(", ").join(wanted),
                SQL(", ").join(names),
                SQL.identifier(self._table),
                SQL(" AND ").join(SQL("entry.%s = wanted.%s", name, name) for name in names),
            )
        )
        return {tuple(chain): (position, seal) for *chain, position, seal in rows}

    @api.model
    def _get_chain(self, values):
        return tuple(values[name] for name in self._chain_fields)

    @api.model
    def _get_columns(self):
        """The columns a new row fills."""
        return (*self._sealed_fields, *CHAINED)

    @api.model
    def _get_columns_sql(self):
        return SQL(", ").join(map(SQL.identifier, self._get_columns()))

    @api.model
    def _sealed_values(self, row):
        """The part of a row that its seal covers; empty values are left out."""
        values = {name: row[name] for name in self._sealed_fields if row[name] is not None}
        values["at"] = fields.Datetime.to_string(values["at"])
        return values

    # --------------------------------------------------
    # Reading in chains
    # --------------------------------------------------

    @api.model
    def _get_ledgers(self):
        """Names of all sealed ledgers; rooms add theirs."""
        return ["crossbiz.journal"]

    @api.model
    def _get_chain_name(self, chain):
        """Of what a chain tells: a model and an id, one pair for each chain of all ledgers."""
        return (self._name, *chain)

    @api.model
    def _get_chain_names_sql(self):
        """The same in SQL: two columns."""
        return SQL("%s::varchar, %s", self._name, SQL.identifier(*self._chain_fields))

    @api.model
    def _read_in_chains(self):
        """All rows as dicts, chain by chain and in order; memory stays flat."""
        order = SQL(", ").join(map(SQL.identifier, (*self._chain_fields, "position")))
        columns, last = self._get_columns(), None
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT %s",
                    self._get_columns_sql(),
                    SQL.identifier(self._table),
                    SQL("(%s) > %s", order, last) if last else SQL("TRUE"),
                    order,
                    BATCH,
                )
            )
            for row in rows:
                yield dict(zip(columns, row, strict=True))
            if len(rows) < BATCH:
                return
            values = dict(zip(columns, rows[-1], strict=True))
            last = (*self._get_chain(values), values["position"])

    # --------------------------------------------------
    # Key
    # --------------------------------------------------

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
        fingerprint = self._get_fingerprint(key)
        settings = self.env["ir.config_parameter"].sudo()
        known = settings.get_param(KEY_PARAMETER)
        if not known:
            settings.set_param(KEY_PARAMETER, fingerprint)
        elif known != fingerprint:
            _logger.error("The journal was begun with another seal key (%s) than ours (%s)", known, fingerprint)

    @api.model
    def _get_fingerprint(self, key):
        """What may be known of a key."""
        return seals.digest({"key": key.hex()})[:16]
