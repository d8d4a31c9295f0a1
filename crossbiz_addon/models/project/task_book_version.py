import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class TaskBookVersion(models.Model):
    """What was submitted, word for word, and what the decision layer said to it. Never changes."""

    _name = "crossbiz.task.book.version"
    _description = "Version of a Task Book"
    _inherit = ["crossbiz.protected"]
    _order = "book_id desc, number desc"
    _rec_name = "number"

    book_id = fields.Many2one("crossbiz.task.book", required=True, readonly=True, ondelete="cascade", index=True)
    number = fields.Integer("Version", required=True, readonly=True)
    snapshot = fields.Text(required=True, readonly=True, help="Canonical JSON of the paper.")
    digest = fields.Char(required=True, readonly=True, help="SHA-256 of the snapshot.")
    submitted_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    submitted_at = fields.Datetime(required=True, readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True)
    outcome = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected"), ("returned", "Returned for Changes")], readonly=True
    )

    _number_uniq = models.UniqueIndex("(book_id, number)")

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)

    @api.depends("number", "book_id.display_name")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(book)s, version %(number)s", book=version.book_id.display_name, number=version.number
            )

    def _get_values(self):
        """The paper as it was submitted: plain values."""
        return json.loads(self.snapshot)


class TaskBook(models.Model):
    """Versions: one in force, one that may be on its way."""

    _inherit = "crossbiz.task.book"

    @api.depends("version", "state", "revising")
    def _compute_changed_since(self):
        for book in self:
            approved = book.sudo().version_ids.filtered(lambda found, book=book: found.number == book.version)
            book.changed_since = bool(approved) and approved.digest != book._get_snapshot()[1]

    def _make_version(self):
        """Keep the paper as it stands for the decision."""
        text, digest = self._get_snapshot()
        return (
            self.env["crossbiz.task.book.version"]
            .sudo()
            .create(
                {
                    "book_id": self.id,
                    "number": 1 + max(self.sudo().version_ids.mapped("number"), default=0),
                    "snapshot": text,
                    "digest": digest,
                    "submitted_by": self.env.uid,
                    "submitted_at": fields.Datetime.now(),
                }
            )
        )

    def _get_version(self, node):
        """The version a decision is about."""
        return self.version_ids.filtered(lambda version: str(version.number) == node.period)

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "“%(book)s” was submitted: what it says stands. Use “Revise” to draft a new version for approval.",
                book=self.display_name,
            )
        )

    def action_revise(self):
        """Draft a new version; the approved one stays in force until the new one is approved.

        :raises AccessError: for anyone but an officer of the initiating department
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Revise the task book"))
        for book in self:
            book._check_not_suspended()
            if book.state not in ("approved", "running") or book.revising:
                raise UserError(self.env._("“%(book)s” cannot be revised now.", book=book.display_name))
            book.sudo().revising = True
            book._journal("revision_begun", old_value=str(book.version))
        return True

    def _put_in_force(self, version):
        """The decision layer approved: this version counts from now on."""
        running = self.state != "review"
        self.sudo().write({"version": version.number, "revising": False})
        self.milestone_ids._set_baselines()
        self._sync_collaborators()
        if running:
            self._follow_version()
        else:
            self._transition("approved")
