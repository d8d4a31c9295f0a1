from odoo import api, fields, models
from odoo.fields import Domain

from .progress_weeks import get_week


class ProgressReport(models.Model):
    """A weekly report on the screen: who may write it, and whether it is this week's."""

    _inherit = "crossbiz.progress.report"

    can_write = fields.Boolean(compute="_compute_can_write", help="My department has not posted it yet.")
    is_this_week = fields.Boolean("This Week", compute="_compute_is_this_week", search="_search_is_this_week")

    @api.depends("posted_at", "department_id")
    @api.depends_context("uid")
    def _compute_can_write(self):
        mine = self.env.user._get_writing_departments()
        for report in self:
            drafted = not report.posted_at
            report.can_write = drafted and (not report.department_id or report.department_id in mine)

    @api.depends("week")
    def _compute_is_this_week(self):
        week = get_week(fields.Date.context_today(self))
        for report in self:
            report.is_this_week = report.week == week

    def _search_is_this_week(self, operator, value):
        if operator != "in":
            return NotImplemented
        this = Domain("week", "=", get_week(fields.Date.context_today(self)))
        return Domain.OR(this if flag else ~this for flag in value)


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def _get_steps_to_report(self, steps=None):
        """The running weeks of these books whose reports the current user writes, the most urgent first.

        Whoever belongs to the department begins its report; who acts for it posts it. For all others, weeks that
        have a draft already stand behind those that have none.

        :param steps: running steps of these books, where they were read already
        """
        mine = self.env.user._get_writing_departments()
        running = self._get_running_steps("progress_report") if steps is None else steps
        steps = running.filtered(lambda step: step.kind == "progress_report" and step.department_id in mine)
        drafts = self.env["crossbiz.progress.report"].search(
            [("book_id", "in", steps.mapped("res_id")), ("posted_at", "=", False)]
        )
        begun = {(draft.book_id.id, draft.department_id, draft.week) for draft in drafts}
        return steps.sorted(lambda step: not step.can_act and (step.res_id, step.department_id, step.period) in begun)
