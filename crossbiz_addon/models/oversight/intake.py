import io
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models

from ...lib import binary_copy, parcel

ABOUT = "intake"  # what sealed parcels are bound to
MOST_WAITING = 20  # messages of one complaint between two publications
# Extensions by kind; the files of a message are numbered.
FILE_NAME = "file-%s.%s"


class ComplaintIntake(models.Model):
    """What the public page handed in, sealed, until the publishing job takes it over (``intake_publishing.py``).

    Nobody has access, and no row says more than the day: neither who nor when. The table holds as little as a letter
    box: a request adds one row by COPY, whose values appear in no statement, and nothing else writes here.
    """

    _name = "crossbiz.complaint.intake"
    _description = "Complaint Intake"
    _log_access = False

    lookup = fields.Char(required=True, index=True)
    kind = fields.Selection([("complaint", "Complaint"), ("message", "Message")], required=True)
    wrapped_key = fields.Binary(required=True, attachment=False)
    payload = fields.Binary(required=True, attachment=False)
    day = fields.Date(required=True)

    @api.model
    def _get_today(self):
        """The day in UTC: the same for everybody, wherever they are."""
        return datetime.now(timezone.utc).date()

    # --------------------------------------------------
    # Handing in
    # --------------------------------------------------

    @api.model
    def _stage(self, kind, lookup, header, files):
        """Seal a complaint or a message and put it into the letter box.

        :param files: pairs of kind and content, cleaned
        :raises UserError: when the key ring cannot be used
        """
        vault = self.env["crossbiz.complaint.vault"]
        key = vault._make_key()
        names = [file_kind for file_kind, _content in files]
        content = parcel.pack({**header, "kinds": names}, [content for _kind, content in files])
        row = (lookup, kind, key, vault._seal(key, content, ABOUT), self._get_today())
        self.env.cr.copy_expert(
            "COPY crossbiz_complaint_intake (lookup, kind, wrapped_key, payload, day) FROM STDIN (FORMAT binary)",
            io.BytesIO(binary_copy.encode_rows([row])),
        )

    @api.model
    def _unpack(self, wrapped_key, payload):
        """:return: the header and the files, pairs of kind and content"""
        content = self.env["crossbiz.complaint.vault"]._unseal(wrapped_key, payload, ABOUT)
        header, files = parcel.unpack(content)
        return header, list(zip(header.pop("kinds"), files, strict=True))

    # --------------------------------------------------
    # Dialogue
    # --------------------------------------------------

    @api.model
    def _get_dialogue(self, lookup):
        """What the reporter sees who comes back: published or waiting, as if there were no difference.

        The same queries for every code, known or not.

        :return: ``{"state", "messages": [{"author", "day", "text", "files": [names]}]}``, None for an unknown code
        """
        self.env.cr.execute(
            "SELECT kind, wrapped_key, payload, day FROM crossbiz_complaint_intake WHERE lookup = %s ORDER BY id",
            [lookup],
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        dialogue = self._get_published_dialogue(lookup)
        if not dialogue:
            if not any(kind == "complaint" for kind, *_values in rows):
                return None
            dialogue = {"state": "staged", "messages": []}
        dialogue["waiting"] = len(rows)
        dialogue["messages"] += [
            self._present(*self._unpack(wrapped_key, payload), day) for _kind, wrapped_key, payload, day in rows
        ]
        return dialogue

    @api.model
    def _get_published_dialogue(self, lookup):
        if "crossbiz.complaint" not in self.env:
            return None
        return self.env["crossbiz.complaint"].sudo()._get_dialogue(lookup)

    @api.model
    def _present(self, header, files, day):
        """A waiting message as the reporter sees it."""
        names = [FILE_NAME % (number, kind) for number, (kind, _content) in enumerate(files, 1)]
        return {"author": "reporter", "day": day.isoformat(), "text": header.get("text", ""), "files": names}


class ComplaintTicket(models.Model):
    """Proofs of work that were used, kept for as long as they could be used again."""

    _name = "crossbiz.complaint.ticket"
    _description = "Used Proof of Work"
    _log_access = False

    nonce = fields.Char(required=True)
    day = fields.Date(required=True, index=True)

    _nonce_uniq = models.UniqueIndex("(nonce)")

    @api.model
    def _use(self, nonce):
        """Note that a proof was used.

        :return: False when it was before
        """
        self.env.cr.execute(
            "INSERT INTO crossbiz_complaint_ticket (nonce, day) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [nonce, self.env["crossbiz.complaint.intake"]._get_today()],
            log_exceptions=False,
        )
        return bool(self.env.cr.fetchone())

    @api.model
    def _forget_old(self):
        """Proofs are refused for their date by then."""
        keep_from = self.env["crossbiz.complaint.intake"]._get_today() - timedelta(days=3)
        self.env.cr.execute("DELETE FROM crossbiz_complaint_ticket WHERE day < %s", [keep_from])
