from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TaskBookAssignment(models.Model):
    """Who does what in a project: department, duty, person, and whether responsible, accountable or consulted."""

    _name = "crossbiz.task.book.assignment"
    _description = "Assignment of a Task Book"
    _inherit = ["crossbiz.task.book.line"]
    _order = "book_id, id"
    _rec_name = "department_id"

    _protected_fields = frozenset({"task_id"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="book_id.company_id")
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
    def _check_person(self):
        for line in self.sudo():
            if line.user_id and line.user_id not in line.department_id.crossbiz_member_ids:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to “%(department)s”.",
                        person=line.user_id.name,
                        department=line.department_id.display_name,
                    )
                )

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

    def _get_failures(self):
        """What keeps this part from being approved, as translated sentences."""
        person = self.user_id.sudo()
        if person and not person.active:
            return [self.env._("%(person)s has left: name somebody else.", person=person.name)]
        return []

    def _get_snapshot_line(self):
        return [self.id, self.department_id.id, self.duty, self.user_id.id or 0, self.role]

    def _ensure_tasks(self):
        """A task of Odoo's project for each part, in superuser mode; made again when somebody deleted it."""
        for line in self.sudo():
            values = {
                "name": line.duty.strip().splitlines()[0][:120],
                "description": line.duty,
                "user_ids": [fields.Command.set(line.user_id.ids)],
                "date_deadline": line.book_id.date_end,
            }
            if line.task_id:
                line.task_id.write(values)
            else:
                line.task_id = (
                    self.env["project.task"].sudo().create({**values, "project_id": line.book_id.project_id.id})
                )


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def _sync_draft_collaborators(self):
        """Before the first approval the ledger follows the draft; later it follows the version in force."""
        self.filtered(lambda book: not book.version)._sync_collaborators()
