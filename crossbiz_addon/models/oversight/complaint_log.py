from odoo import api, fields, models

EVENTS = [
    ("received", "Received"),
    ("message", "Message of the Reporter"),
    ("routed", "Handlers Changed"),
    ("widened", "Overdue: More Handlers"),
    ("read", "Dialogue Read"),
    ("file_read", "File Downloaded"),
    ("acknowledged", "Acknowledged"),
    ("investigating", "Investigation Begun"),
    ("answered", "Answered"),
    ("noted", "Note Written"),
    ("closed", "Closed"),
    ("reopened", "Taken Up Again"),
    ("followed_up", "Checked for Retaliation"),
    ("recused", "Withdrew"),
    ("identity_asked", "Identity Asked For"),
    ("identity_granted", "Identity Granted"),
    ("identity_denied", "Identity Refused"),
    ("identity_read", "Identity Read"),
    ("export_refused", "Export Refused"),
    ("erased", "Erased"),
    ("pool_joined", "Joined Those Who May Handle Complaints"),
    ("pool_left", "Left Those Who May Handle Complaints"),
]


class ComplaintLog(models.Model):
    """What people did with complaints: sealed and append-only, as the journal is, but for their handlers' eyes.

    One chain for each company: the anchored heads, which auditors read, then tell nothing of a single complaint.
    What the reporter did stands here only as the job handed it over. Who joins a group that may handle complaints is
    noted too, without a complaint, for the auditors.
    """

    _name = "crossbiz.complaint.log"
    _description = "Access Log of Complaints"
    _inherit = ["crossbiz.unknown", "crossbiz.sealed.ledger"]
    _order = "id desc"
    _rec_name = "event"
    _log_access = False

    _sealed_fields = ("company_id", "complaint_id", "event", "person_id", "note", "user_id", "at", "position")
    _chain_fields = ("company_id",)
    _is_secret = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    complaint_id = fields.Many2one("crossbiz.complaint", readonly=True, ondelete="restrict", index="btree_not_null")
    event = fields.Selection(EVENTS, required=True, readonly=True)
    person_id = fields.Many2one("res.users", "Whom It Is About", readonly=True, ondelete="restrict")
    note = fields.Char(readonly=True)

    _chain_uniq = models.UniqueIndex("(company_id, position)")

    @api.depends("event")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["event"]._description_selection(self.env))
        for entry in self:
            entry.display_name = labels.get(entry.event, "")

    @api.model
    def _forget_readings(self):
        self.env["crossbiz.complaint"].invalidate_model(["log_ids"], flush=False)

    @api.model
    def _note(self, complaints, event, **values):
        """Write one entry for each complaint, in the name of the current user."""
        return self.sudo()._append(
            [
                {"company_id": complaint.company_id.id, "complaint_id": complaint.id, "event": event, **values}
                for complaint in complaints.sudo()
            ]
        )

    def _get_hidden(self):
        return self.sudo().filtered(lambda entry: entry.complaint_id and not entry.complaint_id.concerns_me).sudo(False)


class SealedLedger(models.AbstractModel):
    _inherit = "crossbiz.sealed.ledger"

    @api.model
    def _get_ledgers(self):
        return [*super()._get_ledgers(), "crossbiz.complaint.log"]


class Journal(models.Model):
    """Nothing of a complaint is written to the journal, which many read: its acts go to the log of its own."""

    _inherit = "crossbiz.journal"

    @api.model
    def _append(self, entries):
        log = self.env["crossbiz.complaint.log"]
        acts = dict(log._fields["event"]._description_selection(self.env))
        ours = [entry for entry in entries if entry["res_model"] == "crossbiz.complaint"]
        for entry in ours:
            if entry["event"] in acts:
                log._note(self.env["crossbiz.complaint"].browse(entry["res_id"]), entry["event"])
        return super()._append([entry for entry in entries if entry["res_model"] != "crossbiz.complaint"])
