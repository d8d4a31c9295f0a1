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
        books = self.env["crossbiz.task.book"].search([("case_id", "in", self.ids)])
        counting, departments = books._get_lines_in_force("milestone_ids"), self.env["hr.department"].sudo()
        for book in books:
            near = [
                (values["deadline"], line.id, values)
                for line, values in counting[book.id].items()
                if not line.reached_at and today <= values["deadline"] <= today + timedelta(days=MILESTONE_DAYS)
            ]
            for deadline, _line_id, values in sorted(near, key=lambda found: found[:2]):
                points[book.case_id].append(
                    self.env._(
                        "Milestone: %(milestone)s (%(department)s), by %(day)s",
                        milestone=values["name"],
                        department=departments.browse(values["department_id"]).name,
                        day=format_date(self.env, deadline),
                    )
                )
        return points
