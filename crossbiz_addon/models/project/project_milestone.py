from odoo import api, models
from odoo.exceptions import UserError

GUARDED = ("is_reached", "deadline", "project_id", "name")


class ProjectMilestone(models.Model):
    """Ticked in Odoo's project and in the task book, a milestone never disagrees with itself.

    The project of a running book has the book's milestones and no others; they are reached there,
    with evidence, and moved by an extension or a revision.
    """

    _inherit = "project.milestone"

    @api.model_create_multi
    def create(self, vals_list):
        milestones = super().create(vals_list)
        if not self.env.su:
            milestones._check_not_of_book()
        return milestones

    def write(self, vals):
        """Dates and ticks of a task book's milestone are the book's.

        :raises UserError: saying where to do it
        """
        guarded = not self.env.su and any(name in vals for name in GUARDED)
        if guarded:
            for line in self._get_crossbiz_milestones():
                milestone = line.project_milestone_id
                if any(
                    name in vals and milestone._fields[name].convert_to_write(milestone[name], milestone) != vals[name]
                    for name in GUARDED
                ):
                    raise UserError(
                        self.env._(
                            "“%(milestone)s” is a milestone of the task book %(book)s: reach it there, with evidence; "
                            "its date moves by an extension.",
                            milestone=line.name,
                            book=line.book_id.reference,
                        )
                    )
        result = super().write(vals)
        if guarded and "project_id" in vals:
            (self - self._get_crossbiz_milestones().project_milestone_id)._check_not_of_book()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_task_book(self):
        if not self.env.su and self._get_crossbiz_milestones():
            raise UserError(self.env._("A milestone of a task book stays. Revise the book to take it out."))

    def _check_not_of_book(self):
        books = self.sudo().project_id._get_crossbiz_books()
        running = books.filtered(lambda book: book.state in ("running", "closing"))
        if running:
            raise UserError(
                self.env._(
                    "The milestones of this project are those of the task book %(book)s. "
                    "Revise the book to have another one.",
                    book=running[0].reference,
                )
            )

    def _get_crossbiz_milestones(self):
        """The milestones of task books beside these (superuser mode)."""
        return self.env["crossbiz.task.book.milestone"].sudo().search([("project_milestone_id", "in", self.ids)])
