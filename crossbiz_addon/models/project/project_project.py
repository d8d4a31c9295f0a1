from odoo import api, models
from odoo.exceptions import UserError

GUARDED = {"active": True, "privacy_visibility": "followers", "allow_milestones": True}


class ProjectProject(models.Model):
    """The Odoo project of a task book ends with the book and stays private to who takes part."""

    _inherit = "project.project"

    def write(self, vals):
        """Archiving or opening the project of a running book to others is refused.

        :raises UserError: saying what to do
        """
        if not self.env.su and any(name in vals and vals[name] != value for name, value in GUARDED.items()):
            running = self._get_crossbiz_books().filtered(lambda book: book.state in ("running", "closing"))
            if running:
                raise UserError(
                    self.env._(
                        "This is the project of the task book %(book)s: it is private to who takes part, "
                        "has milestones, and is archived when the task book is cancelled.",
                        book=running[0].reference,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_task_book(self):
        books = not self.env.su and self._get_crossbiz_books()
        if books:
            raise UserError(
                self.env._("This is the project of the task book %(book)s and stays with it.", book=books[0].reference)
            )

    def _get_crossbiz_books(self):
        """The task books behind these projects (superuser mode)."""
        return self.env["crossbiz.task.book"].sudo().search([("project_id", "in", self.ids)])


class ProjectTask(models.Model):
    """The task of an assignment is done by whoever the project's people like; it stays in its project."""

    _inherit = "project.task"

    def write(self, vals):
        if not self.env.su and ("project_id" in vals or not vals.get("active", True)):
            bound = self._get_crossbiz_assignments().task_id
            moved = bound.filtered(
                lambda task: (
                    not vals.get("active", True) or ("project_id" in vals and task.project_id.id != vals["project_id"])
                )
            )
            if moved:
                moved[0]._refuse_leaving()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_task_book(self):
        bound = not self.env.su and self._get_crossbiz_assignments().task_id
        if bound:
            bound[0]._refuse_leaving()

    def _refuse_leaving(self):
        raise UserError(
            self.env._(
                "“%(task)s” is an assignment of a task book and stays. Revise the book to take it out.",
                task=self.name,
            )
        )

    def _get_crossbiz_assignments(self):
        """The assignments in force behind these tasks (superuser mode)."""
        domain = [("task_id", "in", self.ids), ("book_id.state", "in", ("running", "closing"))]
        return self.env["crossbiz.task.book.assignment"].sudo().search([*domain, ("withdrawn", "=", False)])


class DiscussChannel(models.Model):
    """The channel of a task book keeps what the project's people told each other."""

    _inherit = "discuss.channel"

    def _get_crossbiz_people(self):
        books = self.env["crossbiz.task.book"].sudo().search([("channel_id", "in", self.ids)])
        people = books._get_people() if books else {}
        mirrored = {book.channel_id.with_env(self.env): users.partner_id for book, users in people.items()}
        return {**super()._get_crossbiz_people(), **mirrored}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_task_book(self):
        books = not self.env.su and self.env["crossbiz.task.book"].sudo().search([("channel_id", "in", self.ids)])
        if books:
            raise UserError(
                self.env._("This is the channel of the task book %(book)s and stays with it.", book=books[0].reference)
            )
