import base64

from odoo import api, models
from odoo.exceptions import AccessError


class Complaint(models.Model):
    """How the content of a complaint is sealed and opened: by private methods, for the one call that needs it."""

    _inherit = "crossbiz.complaint"

    def _bare(self):
        """These records for the server's own work: superuser mode, and nothing of the caller's context."""
        return self.with_env(self.env(su=True, context={}))

    def _get_key(self):
        """The wrapped key of this complaint.

        :raises AccessError: when it was destroyed
        """
        key = self._bare().wrapped_key
        if not key:
            raise AccessError(self.env._("This complaint was erased: its content does not exist any more."))
        return base64.b64decode(key)

    def _seal(self, data, *about):
        """``data`` (bytes) as a Binary field keeps it: encrypted with this complaint's key for one place."""
        return self._seal_with(self._get_key(), self._bare().reference, data, *about)

    @api.model
    def _seal_with(self, key, reference, data, *about):
        """The same for a complaint that is about to be written."""
        return base64.b64encode(self.env["crossbiz.complaint.vault"]._seal(key, data, "/".join((reference, *about))))

    def _unseal(self, sealed, *about):
        """The bytes behind the value of a Binary field."""
        about = "/".join((self._bare().reference, *about))
        return self.env["crossbiz.complaint.vault"]._unseal(self._get_key(), base64.b64decode(sealed), about)
