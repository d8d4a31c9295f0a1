import base64

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...lib import keyring
from .vault import SEALED_MODELS

BATCH = 1_000


class ComplaintVault(models.AbstractModel):
    """Changing the keys that wrap the keys of all complaints: what is sealed stays as it is."""

    _inherit = "crossbiz.complaint.vault"

    @api.model
    def _rotate(self):
        """Add a key to the ring and wrap everything with it. The caller commits.

        The ring is changed first, and keeps its old keys: whatever happens then, everything can be opened, and calling
        this again finishes the work.

        :return: how many keys were wrapped anew
        :raises UserError: when the key ring cannot be used, or does not open one of the keys
        """
        self._change_ring(keyring.KeyRing.rotated)
        count = 0
        for model in self._get_sealed_models():
            last = 0
            while rows := self._read_wrapped(model, last):
                last = rows[-1][0]
                changed = [(number, self._rewrap(key)) for number, key in rows if not self._is_current(key)]
                self._write_wrapped(model, changed)
                count += len(changed)
        self.env.invalidate_all()
        return count

    @api.model
    def _forget_old_keys(self):
        """Take all keys but the newest out of the ring.

        :return: how many
        :raises UserError: when one of them is still needed
        """
        if waiting := self._count_old():
            raise UserError(
                self.env._(
                    "%(count)s keys of complaints are still wrapped by an old key of the ring. Rotate first.",
                    count=waiting,
                )
            )
        count = len(self._get_ring().keys) - 1
        self._change_ring(keyring.KeyRing.without_old_keys)
        return count

    @api.model
    def _count_old(self):
        """How many keys are wrapped by an old key of the ring."""
        count = 0
        for model in self._get_sealed_models():
            last = 0
            while rows := self._read_wrapped(model, last):
                last = rows[-1][0]
                count += sum(not self._is_current(key) for _number, key in rows)
        return count

    @api.model
    def _change_ring(self, change):
        path = self._get_path()
        self._get_ring()  # a clear refusal when there is none
        try:
            with keyring.locked(path):
                keyring.replace(path, change(keyring.load(path)))
        except keyring.KeyRingError as error:
            raise self._unusable(error) from None

    # --------------------------------------------------
    # Rows with wrapped keys
    # --------------------------------------------------

    @api.model
    def _get_sealed_models(self):
        return [self.env[name] for name in SEALED_MODELS if name in self.env]

    @api.model
    def _is_text(self, model):
        """Whether the ORM has written the column, as base 64; the letter box holds plain bytes."""
        return model._name != "crossbiz.complaint.intake"

    @api.model
    def _read_wrapped(self, model, last):
        """The next rows with a key: ids and keys."""
        model.flush_model(["wrapped_key"])
        query = SQL(
            "SELECT id, wrapped_key FROM %s WHERE id > %s AND wrapped_key IS NOT NULL ORDER BY id LIMIT %s FOR UPDATE",
            SQL.identifier(model._table),
            last,
            BATCH,
        )
        decode = base64.b64decode if self._is_text(model) else bytes
        return [(number, decode(bytes(key))) for number, key in self.env.execute_query(query)]

    @api.model
    def _write_wrapped(self, model, rows):
        encode = base64.b64encode if self._is_text(model) else bytes
        for number, key in rows:
            self.env.cr.execute(
                SQL("UPDATE %s SET wrapped_key = %s WHERE id = %s", SQL.identifier(model._table), encode(key), number)
            )
