from odoo import api, fields, models
from odoo.fields import Command

from ..models.project.acceptance import DISCIPLINES


class AcceptanceTeam(models.TransientModel):
    """Put a project up for acceptance: who judges in which discipline (regulation 3.2.3)."""

    _name = "crossbiz.acceptance.team"
    _description = "Put Up for Acceptance"
    _inherit = ["crossbiz.wizard"]

    book_id = fields.Many2one(
        "crossbiz.task.book",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.task.book"),
    )
    company_id = fields.Many2one(related="book_id.company_id", related_sudo=False)
    round = fields.Integer(compute="_compute_round")
    working_ids = fields.Many2many("hr.department", compute="_compute_working_ids", string="Departments with a Part")
    line_ids = fields.One2many(
        "crossbiz.acceptance.team.line", "team_id", "Team", default=lambda self: self._default_line_ids()
    )

    def _default_line_ids(self):
        """A member for each discipline, of the department that the settings name for it."""
        book = self._get_active("crossbiz.task.book")._filtered_access("read")
        company = (book.company_id or self.env.company).sudo()
        return [
            Command.create(
                {
                    "discipline": discipline,
                    "department_id": company[f"crossbiz_{discipline}_department_id"].id,
                }
            )
            for discipline, _label in DISCIPLINES
        ]

    @api.depends("book_id")
    def _compute_round(self):
        for wizard in self:
            wizard.round = 1 + len(wizard.book_id.acceptance_ids)

    @api.depends("book_id")
    def _compute_working_ids(self):
        for wizard in self:
            wizard.working_ids = wizard.book_id.assignment_ids.department_id

    def action_confirm(self):
        """Open the round; the server checks the team and says all that is wrong with it at once."""
        self.ensure_one()
        self.book_id.action_open_acceptance(
            [
                {
                    "discipline": line.discipline,
                    "department_id": line.department_id.id,
                    "user_id": line.user_id.id,
                }
                for line in self.line_ids
            ]
        )
        return {"type": "ir.actions.act_window_close"}


class AcceptanceTeamLine(models.TransientModel):
    _name = "crossbiz.acceptance.team.line"
    _description = "Member of the Team to Be"
    _inherit = ["crossbiz.wizard"]
    _order = "id"

    team_id = fields.Many2one("crossbiz.acceptance.team", required=True, ondelete="cascade", index=True)
    discipline = fields.Selection(DISCIPLINES, required=True, default="technical")
    department_id = fields.Many2one("hr.department")
    user_id = fields.Many2one(
        "res.users", "Person", domain=[("share", "=", False)], help="Empty: whoever acts for the department."
    )
    concern = fields.Char(compute="_compute_concern", help="Why this member cannot judge.")

    @api.depends("department_id", "user_id", "team_id.working_ids")
    def _compute_concern(self):
        """Said while the team is put together; the server says it again, for all members at once."""
        # A new line does not know its team yet.
        book = self._get_active("crossbiz.task.book")._filtered_access("read")
        for line in self:
            working = line.team_id.working_ids or book.assignment_ids.department_id
            line.concern = False
            if line.department_id._origin & working._origin:
                line.concern = self.env._("Took part in the work")
            elif line.user_id and line.user_id not in line.department_id.sudo().crossbiz_member_ids:
                line.concern = self.env._("Not of this department")
