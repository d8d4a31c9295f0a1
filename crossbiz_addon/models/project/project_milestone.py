from odoo import api, fields, models
from odoo.exceptions import UserError


class ProjectMilestone(models.Model):
    """Ticked in Odoo's project and in the task book, a milestone never disagrees with itself."""

    _inherit = "project.milestone"

    crossbiz_milestone_ids = fields.One2many(
        "crossbiz.task.book.milestone", "project_milestone_id", "Milestone of the Task Book", readonly=True
    )

    def write(self, vals):
        """Dates and ticks of a task book's milestone are the book's: with evidence, and by approval.

        :raises UserError: saying where to do it
        """
        if {"is_reached", "deadline", "project_id"}.intersection(vals) and not self.env.su:
            bound = self.sudo().filtered("crossbiz_milestone_ids")
            changed = bound.filtered(
                lambda milestone: any(
                    name in vals and milestone._fields[name].convert_to_write(milestone[name], milestone) != vals[name]
                    for name in ("is_reached", "deadline", "project_id")
                )
            )
            if changed:
                raise UserError(
                    self.env._(
                        "“%(milestone)s” is a milestone of the task book %(book)s: reach it there, with evidence; "
                        "its date moves by an extension.",
                        milestone=changed[0].name,
                        book=changed[0].crossbiz_milestone_ids[0].book_id.reference,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_task_book(self):
        if self.sudo().crossbiz_milestone_ids and not self.env.su:
            raise UserError(self.env._("A milestone of a task book stays. Revise the book to take it out."))
