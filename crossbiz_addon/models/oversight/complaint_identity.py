import base64

from odoo import fields, models
from odoo.fields import NO_ACCESS


class ComplaintIdentity(models.Model):
    """The vault: who a reporter said to be, sealed with a key of its own. Nobody has rights here."""

    _name = "crossbiz.complaint.identity"
    _description = "Identity Vault"
    _rec_name = "complaint_id"
    _log_access = False

    complaint_id = fields.Many2one(
        "crossbiz.complaint", required=True, readonly=True, ondelete="cascade", index=True, groups=NO_ACCESS
    )
    wrapped_key = fields.Binary(attachment=False, readonly=True, groups=NO_ACCESS)
    content = fields.Binary(attachment=False, readonly=True, groups=NO_ACCESS)

    _complaint_uniq = models.UniqueIndex("(complaint_id)")

    def _get_about(self):
        return f"{self.complaint_id.reference}/identity"

    def _get_name(self):
        vault = self.env["crossbiz.complaint.vault"]
        key, content = base64.b64decode(self.wrapped_key), base64.b64decode(self.content)
        return vault._unseal(key, content, self._get_about()).decode()


class Complaint(models.Model):
    _inherit = "crossbiz.complaint"

    def _keep_identity(self, name):
        """Put what a reporter said to be into the vault; what was said first stays, a later word is added."""
        vault = self.env["crossbiz.complaint.vault"]
        complaint = self._bare()
        store = complaint.env["crossbiz.complaint.identity"]
        identity = store.search([("complaint_id", "=", self.id)]) or store.create({"complaint_id": self.id})
        if identity.content:
            name = f"{identity._get_name()}\n{name}"
        key = vault._make_key()
        identity.write(
            {
                "wrapped_key": base64.b64encode(key),
                "content": base64.b64encode(vault._seal(key, name.encode(), identity._get_about())),
            }
        )
        complaint.named = True
