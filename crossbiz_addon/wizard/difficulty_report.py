from odoo import fields, models


class DifficultyReport(models.TransientModel):
    _name = "crossbiz.difficulty.report"
    _description = "Report a Difficulty"
    _inherit = ["crossbiz.wizard"]

    case_id = fields.Many2one(
        "crossbiz.case",
        required=True,
        readonly=True,
        default=lambda self: self.env["crossbiz.case.cancel"]._default_case_id(),
    )
    category = fields.Selection(
        [("difficulty", "Difficulty"), ("risk", "Risk"), ("suggestion", "Suggestion")],
        required=True,
        default="difficulty",
    )
    description = fields.Text("What Happened", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.case_id.action_report_difficulty(self.description, self.category)
        return {"type": "ir.actions.act_window_close"}
