from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL


class ComplaintMessage(models.Model):
    """One word of the dialogue with a reporter, or a note of the handlers to themselves: ciphertext.

    Nobody has rights here; the dialogue is read through its complaint, which checks and notes who reads.
    """

    _name = "crossbiz.complaint.message"
    _description = "Message of a Complaint"
    _order = "id"
    _rec_name = "day"
    _log_access = False

    complaint_id = fields.Many2one(
        "crossbiz.complaint", required=True, readonly=True, ondelete="cascade", index=True, groups=NO_ACCESS
    )
    author = fields.Selection(
        [("reporter", "Reporter"), ("staff", "Staff"), ("system", "System"), ("note", "Note of the Handlers")],
        required=True,
        readonly=True,
        groups=NO_ACCESS,
    )
    day = fields.Date(required=True, readonly=True, groups=NO_ACCESS)
    body = fields.Binary(attachment=False, required=True, readonly=True, groups=NO_ACCESS)
    file_ids = fields.One2many("crossbiz.complaint.file", "message_id", "Files", readonly=True, groups=NO_ACCESS)

    @api.model
    def _get_last_words(self, complaints):
        """Who spoke last in the dialogue of each complaint: ``{complaint id: author}``."""
        if not complaints.ids:
            return {}
        self.flush_model(["complaint_id", "author"])
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT DISTINCT ON (complaint_id) complaint_id, author FROM crossbiz_complaint_message
                        WHERE complaint_id IN %s AND author IN ('reporter', 'staff') ORDER BY complaint_id, id DESC""",
                    tuple(complaints.ids),
                )
            )
        )

    def _get_place(self):
        """What the ciphertext of this message is bound to."""
        return "message", self.author, fields.Date.to_string(self.day)

    def _get_text(self):
        return self.complaint_id._unseal(self.body, *self._get_place()).decode()
