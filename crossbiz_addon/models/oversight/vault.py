import logging
import os
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config

from ...lib import keyring

_logger = logging.getLogger(__name__)

KEY_FILE_OPTION = "crossbiz_complaint_key_file"
# Where wrapped keys are kept: as long as one of these has any, a lost key ring is an accident and no fresh start.
SEALED_MODELS = ("crossbiz.complaint", "crossbiz.complaint.intake", "crossbiz.complaint.identity")

_rings = {}  # of this process: path -> (what the file looked like, key ring)


class ComplaintVault(models.AbstractModel):
    """Encrypts and opens what the complaint channel keeps. The keys are not in the database (see ``lib/keyring.py``).

    All methods are private: none can be called by users, and what they give must not become a field's value.
    """

    _name = "crossbiz.complaint.vault"
    _description = "Complaint Vault"

    # --------------------------------------------------
    # Keys and content
    # --------------------------------------------------

    @api.model
    def _make_key(self):
        """A new key for one complaint, wrapped: bytes to keep. Destroying them erases what is sealed with them.

        :raises UserError: when the key ring cannot be used
        """
        return self._get_ring().make_key()

    @api.model
    def _seal(self, wrapped, data, about):
        """``data`` (bytes) encrypted with a wrapped key, bound to ``about``, a text that says what and whose it is.

        :raises UserError: when the key ring cannot be used, or does not open the key
        """
        return self._guarded(lambda ring: ring.seal(bytes(wrapped), data, about))

    @api.model
    def _unseal(self, wrapped, sealed, about):
        """The bytes that :meth:`_seal` was given.

        :raises UserError: when they were sealed with another key or about something else, or when the key ring cannot
            be used
        """
        return self._guarded(lambda ring: ring.unseal(bytes(wrapped), bytes(sealed), about))

    @api.model
    def _rewrap(self, wrapped):
        """The same key, wrapped by the newest key of the ring.

        :raises UserError: when the key ring cannot be used, or does not open the key
        """
        return self._guarded(lambda ring: ring.rewrap(bytes(wrapped)))

    @api.model
    def _is_current(self, wrapped):
        """Whether the newest key of the ring wraps this one."""
        return self._get_ring().is_current(bytes(wrapped))

    @api.model
    def _get_lookup(self, code):
        """What stands for a receipt code (as ``lib/receipt.py`` normalizes it) in the database: 64 hex digits.

        :raises UserError: when the key ring cannot be used
        """
        return self._get_ring().get_lookup(code)

    @api.model
    def _guarded(self, work):
        try:
            return work(self._get_ring())
        except keyring.KeyRingError as error:
            _logger.error("A sealed part of a complaint cannot be opened: %s", error)
            raise UserError(
                self.env._(
                    "This part of the complaint cannot be opened with this server's key ring. Ask your administrator "
                    "to restore the key ring that belongs to this database."
                )
            ) from None

    # --------------------------------------------------
    # Key ring
    # --------------------------------------------------

    @api.model
    def _get_path(self):
        """The key ring's file: in the data directory, one for each database, unless the configuration names another.

        ``{database}`` in the option stands for the name of the database.
        """
        database = self.env.cr.dbname
        if chosen := config.get(KEY_FILE_OPTION):
            return Path(chosen.replace("{database}", database))
        return Path(config["data_dir"]) / "crossbiz_complaint" / f"{database}.json"

    @api.model
    def _has_ring(self):
        """Whether there is a key ring that can be used. Creates none."""
        try:
            self._load_ring()
        except (FileNotFoundError, keyring.KeyRingError):
            return False
        return True

    @api.model
    def _get_ring(self):
        """The key ring, made where there is none and nothing was sealed yet.

        :raises UserError: when it is missing although complaints are there, or cannot be used
        """
        try:
            return self._load_ring()
        except FileNotFoundError:
            return self._create_ring()
        except keyring.KeyRingError as error:
            raise self._unusable(error) from None

    @api.model
    def _create_ring(self):
        if self._has_sealed_content():
            _logger.error("The key ring %s is missing, but complaints were sealed with it", self._get_path())
            raise UserError(
                self.env._(
                    "The key ring of the complaints is missing, and without it no complaint can be read. Ask your "
                    "administrator to restore it from the backup."
                )
            )
        try:
            keyring.create(self._get_path())
        except keyring.KeyRingError as error:
            if not self._has_ring():  # otherwise another process was quicker
                raise self._unusable(error) from None
        return self._load_ring()

    @api.model
    def _unusable(self, error):
        _logger.error("The key ring of the complaints cannot be used: %s", error)
        return UserError(
            self.env._(
                "The key ring of the complaints cannot be used. Ask your administrator to check the server's log and "
                "the file's rights."
            )
        )

    @api.model
    def _load_ring(self):
        """The key ring as the file has it now: read again when it was rotated, by whichever process."""
        path = self._get_path()
        status = os.stat(path)
        seen = (status.st_ino, status.st_mtime_ns, status.st_size, status.st_mode)
        known = _rings.get(path)
        if not known or known[0] != seen:
            _rings[path] = known = (seen, keyring.load(path))
        return known[1]

    @api.model
    def _has_sealed_content(self):
        return any(
            self.env[name].sudo().search_count([("wrapped_key", "!=", False)], limit=1)
            for name in SEALED_MODELS
            if name in self.env
        )
