from odoo import api, fields, models

from ..models.project.progress_weeks import get_week


class ProgressSummary(models.TransientModel):
    """Sum up a project's week for everyone (regulation 3.2.2), with the departments' reports in sight."""

    _name = "crossbiz.progress.summary"
    _description = "Sum Up the Week"
    _inherit = ["crossbiz.wizard"]

    book_id = fields.Many2one(
        "crossbiz.task.book",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.task.book"),
    )
    week = fields.Char(compute="_compute_reports")
    report_ids = fields.Many2many("crossbiz.progress.report", compute="_compute_reports", string="Reports of the Week")
    missing = fields.Char("Still Missing", compute="_compute_reports")
    status = fields.Selection(
        [("on_track", "On Track"), ("at_risk", "At Risk"), ("off_track", "Off Track")],
        required=True,
        default="on_track",
    )
    text = fields.Text("Summary", required=True)

    @api.depends("book_id")
    def _compute_reports(self):
        for wizard in self:
            book = wizard.book_id
            wizard.week = get_week(fields.Date.context_today(wizard))
            wizard.report_ids = self.env["crossbiz.progress.report"].search(
                [("book_id", "=", book.id), ("week", "=", wizard.week), ("posted_at", "!=", False)]
            )
            owing = book.node_ids.filtered(
                lambda node, wizard=wizard: (
                    node.kind == "progress_report" and node.period == wizard.week and node.state in ("open", "paused")
                )
            )
            wizard.missing = ", ".join(owing.department_id.sudo().mapped("name"))

    def action_confirm(self):
        self.ensure_one()
        self.book_id.action_post_summary(self.text, self.status)
        return {"type": "ir.actions.act_window_close"}
