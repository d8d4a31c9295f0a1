from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

MILESTONE_DAYS = 31


class Case(models.Model):
    _inherit = "crossbiz.case"

    # A new case knows its book from the cache; without this inverse each move of its state would search for it.
    task_book_ids = fields.One2many("crossbiz.task.book", "case_id", readonly=True)

    @api.model
    def _get_document_models(self):
        return {**super()._get_document_models(), "project": "crossbiz.task.book"}

    @api.model
    def _get_coordinated_domain(self):
        """Every running joint project meets once a month (regulation 3.2.2)."""
        running = Domain("kind", "=", "project") & Domain("state", "=", "running") & Domain("suspended", "=", False)
        return super()._get_coordinated_domain() | running

    def _get_agenda_points(self):
        """Also the milestones of the coming month; those that are overdue stand there as late steps."""
        points, today = super()._get_agenda_points(), fields.Date.today()
        near = [("deadline", ">=", today), ("deadline", "<=", today + timedelta(days=MILESTONE_DAYS))]
        milestones = self.env["crossbiz.task.book.milestone"].search(
            [("book_id.case_id", "in", self.ids), ("reached_at", "=", False), *near],
            order="deadline, id",
        )
        for milestone in milestones.filtered(lambda found: not found.withdrawn):
            points[milestone.book_id.case_id].append(
                self.env._(
                    "Milestone: %(milestone)s (%(department)s), by %(day)s",
                    milestone=milestone.name,
                    department=milestone.department_id.sudo().name,
                    day=format_date(self.env, milestone.deadline),
                )
            )
        return points
