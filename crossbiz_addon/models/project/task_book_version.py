import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from .task_book import LINES, PAPER


class TaskBookVersion(models.Model):
    """What was submitted, word for word, and what the decision layer said to it. Never changes."""

    _name = "crossbiz.task.book.version"
    _description = "Version of a Task Book"
    _inherit = ["crossbiz.protected"]
    _order = "book_id desc, number desc"
    _rec_name = "number"

    book_id = fields.Many2one("crossbiz.task.book", required=True, readonly=True, ondelete="cascade", index=True)
    number = fields.Integer("Version No.", required=True, readonly=True)
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

    @api.depends("version", "state", "revising", *PAPER, *LINES)
    def _compute_changed_since(self):
        versions = self.env["crossbiz.task.book.version"].sudo()
        versions = versions.search_fetch([("book_id", "in", self._origin.ids)], ["book_id", "number", "digest"])
        digests = {(version.book_id.id, version.number): version.digest for version in versions}
        for book in self:
            approved = digests.get((book._origin.id, book.version))
            book.changed_since = bool(approved) and approved != book.sudo()._get_snapshot()[1]

    def _get_version_in_force(self):
        """The version that counts now; none before the first approval."""
        self.ensure_one()
        return self.version_ids.filtered(lambda version: version.number == self.version)

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

    # --------------------------------------------------
    # Revision
    # --------------------------------------------------

    def action_revise(self):
        """Draft a new version; the approved one stays in force until the new one is approved.

        :raises AccessError: for anyone but an officer of the initiating department
        :raises UserError: for a book that is not in force, or is revised already
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

    def action_drop_revision(self):
        """Give the new version up: the paper says again what the version in force says.

        What happened meanwhile stays: a granted extension, a milestone that was handed over or reached.

        :raises AccessError: for anyone but an officer of the initiating department
        :raises UserError: when no revision is drafted
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Drop the revision"))
        for book in self:
            book._check_not_suspended()
            if not book.revising:
                raise UserError(self.env._("No revision of “%(book)s” is drafted.", book=book.display_name))
            decision = book._get_open_nodes("book_decision")
            decision._notify("cancelled")
            decision.sudo(self.env.su)._void(self.env._("The revision was dropped."))
            book._restore_version()
            book._journal("revision_dropped", new_value=str(book.version))
        return True

    def _restore_version(self):
        """Put the paper back to the version in force, in superuser mode."""
        book = self.sudo()
        values = book._get_version_in_force()._get_values()
        paper = {name: values[name] or False for name in PAPER}
        paper["budget"] = values["budget"]
        for name in ("date_start", "date_end"):
            paper[name] = fields.Date.to_date(paper[name])
        book.write({**paper, "revising": False})
        for name in LINES:
            book[name]._restore(values[name])

    def _put_in_force(self, version):
        """The decision layer approved: this version counts from now on."""
        book = self.sudo()
        before = book._get_part_departments() if book.version else None
        running = self.state != "review"
        book.write({"version": version.number, "revising": False})
        for name in LINES:
            book[name]._get_standing().filtered(lambda line: not line.in_force).write({"in_force": True})
        book.milestone_ids._get_standing()._set_in_force()
        self._sync_collaborators()
        if before is not None:
            after = book.assignment_ids._get_standing().department_id
            for department in after - before:
                self._journal("department_joined", department_id=department.id)
            for department in before - after:
                self._journal("department_left", department_id=department.id)
        if running:
            self._follow_version()
        else:
            self._transition("approved")

    def _get_parts(self):
        """Who has a part by the version in force, also while a revision says otherwise (superuser mode).

        :return: ``{book id: [(department id, user id or False)]}``, a bounded number of queries
        """
        return {
            book_id: [(values["department_id"], values["user_id"]) for values in lines.values()]
            for book_id, lines in self._get_lines_in_force("assignment_ids").items()
        }

    def _get_part_departments(self):
        """The departments that have a part by the version in force (superuser mode)."""
        ids = dict.fromkeys(department_id for pairs in self._get_parts().values() for department_id, _user_id in pairs)
        return self.env["hr.department"].sudo().browse(ids)
