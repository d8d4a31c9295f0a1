from odoo import fields, models


class Difficulty(models.Model):
    """What a department reports while it works: a difficulty, risk or suggestion (难点反馈).

    Regulation 2.2. Written by :meth:`crossbiz.case.document.action_report_difficulty` alone and never changed.
    """

    _name = "crossbiz.difficulty"
    _description = "Difficulty Report"
    _order = "id desc"
    _rec_name = "description"

    case_id = fields.Many2one("crossbiz.case", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    department_id = fields.Many2one("hr.department", "Reported By", required=True, readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Reported By (Person)", required=True, readonly=True, ondelete="restrict")
    category = fields.Selection(
        [("difficulty", "Difficulty"), ("risk", "Risk"), ("suggestion", "Suggestion")],
        required=True,
        default="difficulty",
        readonly=True,
    )
    description = fields.Text(required=True, readonly=True)
    date = fields.Datetime("Reported On", required=True, readonly=True, default=fields.Datetime.now)
