from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import plaintext2html


class TaskBookAssignment(models.Model):
    """Who does what in a project: department, duty, person, and whether responsible, accountable or consulted."""

    _name = "crossbiz.task.book.assignment"
    _description = "Assignment of a Task Book"
    _inherit = ["crossbiz.task.book.line"]
    _order = "book_id, id"
    _rec_name = "department_id"

    _protected_fields = frozenset({"task_id"})
    _version_fields = ("department_id", "duty", "user_id", "role")

    department_id = fields.Many2one("hr.department", required=True, ondelete="restrict", index=True)
    duty = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users", "Responsible Person", domain=[("share", "=", False)], ondelete="restrict", index="btree_not_null"
    )
    role = fields.Selection(
        [("responsible", "Responsible (R)"), ("accountable", "Accountable (A)"), ("consulted", "Consulted (C)")],
        required=True,
        default="responsible",
    )
    task_id = fields.Many2one("project.task", readonly=True, copy=False, ondelete="set null", index="btree_not_null")

    @api.constrains("user_id", "department_id")
    def _check_belongs(self):
        for line in self.sudo():
            if line.user_id and line.user_id not in line.department_id.crossbiz_member_ids:
                raise ValidationError(line._get_stranger_message())

    @api.constrains("duty")
    def _check_text_length(self):
        self._check_text_limits("duty")

    def _get_stranger_message(self):
        return self.env._(
            "%(person)s does not belong to “%(department)s”.",
            person=self.user_id.sudo().name,
            department=self.department_id.sudo().display_name,
        )

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.book_id._sync_draft_collaborators()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "department_id" in vals:
            self.book_id._sync_draft_collaborators()
        return result

    def unlink(self):
        books = self.book_id
        result = super().unlink()
        books.exists()._sync_draft_collaborators()
        return result

    # --------------------------------------------------
    # Versions
    # --------------------------------------------------

    def _get_label(self):
        return f"{self.department_id.sudo().name}: {self._get_title()}"

    def _get_title(self):
        """The first line of the duty, short enough for the name of a task."""
        return next(iter(self.duty.strip().splitlines()), "")[:120]

    def _get_failures(self):
        """What keeps this part from being approved, as translated sentences."""
        failures, person = [], self.user_id.sudo()
        if not self.duty.strip():
            failures.append(
                self.env._(
                    "“%(department)s” has an assignment without a duty.",
                    department=self.department_id.sudo().display_name,
                )
            )
        if person and not person.active:
            failures.append(self.env._("%(person)s has left: name somebody else.", person=person.name))
        elif person and person not in self.department_id.sudo().crossbiz_member_ids:
            failures.append(self._get_stranger_message())
        return failures

    # --------------------------------------------------
    # Odoo's tasks
    # --------------------------------------------------

    def _ensure_tasks(self, follow=False):
        """A task of Odoo's project for each part, in superuser mode; made again when somebody deleted it.

        :param bool follow: write what the version in force says; else only put back what is gone,
            so that the project's people arrange their tasks as they like
        """
        lines, tasks = self.sudo(), self.env["project.task"].sudo()
        gone = (lines - lines._get_standing()).task_id
        gone.filtered("active").write({"active": False})
        lines = lines._get_standing()
        missing = lines.filtered(lambda line: not line.task_id)
        for line in lines - missing:
            values = line._prepare_task() if follow else {}
            if not line.task_id.active:
                values["active"] = True
            if line.task_id.project_id != line.book_id.project_id:
                values["project_id"] = line.book_id.project_id.id
            if values:
                line.task_id.write(values)
        made = tasks.create([{**line._prepare_task(), "project_id": line.book_id.project_id.id} for line in missing])
        for line, task in zip(missing, made, strict=True):
            line.task_id = task

    def _prepare_task(self):
        return {
            "name": self._get_title(),
            "description": plaintext2html(self.duty),
            "user_ids": [Command.set(self.user_id.ids)],
            "date_deadline": self.book_id.date_end,
        }


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def _sync_draft_collaborators(self):
        """Before the first approval the ledger follows the draft; later it follows the version in force."""
        self.filtered(lambda book: not book.version)._sync_collaborators()
