import hashlib

from odoo import models

from ...lib import seal as seals


class Document(models.AbstractModel):
    """Whose a document is, what a decision on it approves, and how its journal is written."""

    _inherit = "crossbiz.document"

    def _get_case(self):
        """The ledger row this document belongs to, if any."""
        return self.env["crossbiz.case"]

    def _get_standing_case(self):
        """The case whose suspension stops the clocks of this document."""
        return self._get_case()

    def _get_company(self):
        return self._get_case().company_id or self.company_id

    def _get_submitter(self):
        """Who submitted this document, and so never decides on it."""
        return self._get_case().user_id

    def _get_snapshot_values(self):
        """What a decision on this document approves: plain values for its canonical JSON."""
        self.ensure_one()
        return {"model": self._name, "id": self.id}

    def _get_decided_values(self, node):
        """What the decision of this one step approves, where several decide on parts of a document."""
        return self._get_snapshot_values()

    def _get_snapshot(self, node=None):
        """Canonical JSON of what a decision approves, and its SHA-256.

        :param node: the step that decides, if it is not about the document as a whole
        :return: ``(text, digest)``
        """
        values = self._get_decided_values(node) if node else self._get_snapshot_values()
        text = seals.canonical(values)
        return text.decode(), hashlib.sha256(text).hexdigest()

    def _journal(self, event, **values):
        """Write one entry to the journal of each document, in the name of the current user."""
        self.env["crossbiz.journal"].sudo()._append(
            [document._prepare_journal_entry(event, **values) for document in self]
        )

    def _journal_with_files(self, event, files, **values):
        """Write an entry that vouches for ``files``: copies of them belong to it, so that nobody exchanges them.

        :param files: attachments the current user may read
        :return: the copies (superuser mode)
        """
        self.ensure_one()
        files.check_access("read")
        if files:
            marks = ", ".join(hashlib.sha256(file.raw or b"").hexdigest() for file in files.sudo())
            values["note"] = "\n".join(filter(None, [values.get("note"), self.env._("Files: %(marks)s", marks=marks)]))
        entry_ids = self.env["crossbiz.journal"].sudo()._append([self._prepare_journal_entry(event, **values)])
        kept = self.env["ir.attachment"].sudo()
        for file in files.sudo():
            place = {"res_model": "crossbiz.journal", "res_id": entry_ids[0], "res_field": False}
            # as it is: a picture made smaller would not be what was signed
            kept |= file.with_context(image_no_postprocess=True).copy(
                {**place, "name": file.name, "public": False, "access_token": False}
            )
        return kept

    def _prepare_journal_entry(self, event, **values):
        self.ensure_one()
        return {"res_model": self._name, "res_id": self.id, "case_id": self._get_case().id, "event": event, **values}
