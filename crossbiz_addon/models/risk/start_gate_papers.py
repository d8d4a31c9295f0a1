from odoo import api, models

from ..project.task_book import PAPER


class TaskOrder(models.Model):
    """What is reviewed of a task order: also whom it asks for what."""

    _inherit = "crossbiz.task.order"

    @api.model
    def _get_reviewed_fields(self):
        return super()._get_reviewed_fields() | {"line_ids"}


class TaskOrderLine(models.Model):
    _inherit = "crossbiz.task.order.line"

    def _get_reviewed_values(self):
        return [[line.department_id.id, line.request or ""] for line in self]


class TaskBook(models.Model):
    """What is reviewed of a task book: its paper. The lines are approved by version."""

    _inherit = "crossbiz.task.book"

    @api.model
    def _get_reviewed_fields(self):
        return super()._get_reviewed_fields() | set(PAPER)
