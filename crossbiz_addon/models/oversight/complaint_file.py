from odoo import fields, models
from odoo.fields import NO_ACCESS

ROUNDED_TO = 64  # KiB


class ComplaintFile(models.Model):
    """A file that came with a message: cleaned, without its name, ciphertext. Its size is rounded up."""

    _name = "crossbiz.complaint.file"
    _description = "File of a Complaint"
    _order = "id"
    _rec_name = "kind"
    _log_access = False

    message_id = fields.Many2one(
        "crossbiz.complaint.message", required=True, readonly=True, ondelete="cascade", index=True, groups=NO_ACCESS
    )
    number = fields.Integer(required=True, readonly=True, groups=NO_ACCESS, help="Counted within its complaint.")
    kind = fields.Char("Type", required=True, readonly=True, groups=NO_ACCESS, help="The ending, such as pdf.")
    size = fields.Integer("Size (KiB)", required=True, readonly=True, groups=NO_ACCESS)
    content = fields.Binary(attachment=False, required=True, readonly=True, groups=NO_ACCESS)

    def _get_name(self):
        return f"file-{self.number}.{self.kind}"

    def _get_bytes(self):
        complaint = self.message_id.complaint_id
        return complaint._unseal(self.content, "file", str(self.number), self.kind)
