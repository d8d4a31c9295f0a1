from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .acceptance import DISCIPLINES


class AcceptanceFinding(models.Model):
    """What a discipline judges of a milestone or an indicator: pass, conditional or fail."""

    _name = "crossbiz.acceptance.finding"
    _description = "Finding of an Acceptance"
    _inherit = ["crossbiz.protected"]
    _order = "acceptance_id, discipline, id"
    _rec_name = "subject"

    _protected_fields = frozenset(
        {"acceptance_id", "discipline", "milestone_id", "indicator_id", "subject", "judged_at", "user_id"}
    )

    acceptance_id = fields.Many2one("crossbiz.acceptance", required=True, readonly=True, ondelete="cascade", index=True)
    discipline = fields.Selection(
        [("technical", "Technical"), ("finance", "Finance"), ("compliance", "Compliance")], required=True, readonly=True
    )
    milestone_id = fields.Many2one("crossbiz.task.book.milestone", readonly=True, ondelete="set null")
    indicator_id = fields.Many2one("crossbiz.task.book.indicator", readonly=True, ondelete="set null")
    subject = fields.Char(required=True, readonly=True)
    verdict = fields.Selection([("pass", "Pass"), ("conditional", "Conditional"), ("fail", "Fail")])
    note = fields.Text("Condition or Reason")
    judged_at = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", "Judged By", readonly=True, ondelete="restrict")

    def write(self, vals):
        if not self.env.su:
            self._check_open()
        return super().write(vals)

    def _check_open(self):
        """Findings are written by who judges the discipline, until the verdict.

        :raises AccessError: for anyone else
        :raises UserError: afterwards
        """
        for finding in self:
            if finding.judged_at:
                raise UserError(self.env._("This was judged and stays. The next round judges anew."))
            step = finding.acceptance_id._get_step(f"acceptance_{finding.discipline}")
            if not step.can_decide:
                raise AccessError(
                    self.env._("“%(subject)s” is judged by the team of the discipline.", subject=finding.subject)
                )

    def _check_judged(self, outcome):
        """Each milestone and indicator is judged before the verdict, and a pass bears no fail.

        :raises UserError: naming what is open
        """
        missing = self.filtered(lambda finding: not finding.verdict)
        if missing:
            raise UserError(self.env._("Judge first: %(subjects)s.", subjects=", ".join(missing.mapped("subject"))))
        unfounded = self.filtered(lambda finding: finding.verdict != "pass" and not (finding.note or "").strip())
        if unfounded:
            raise UserError(
                self.env._(
                    "Say why, or on which condition: %(subjects)s.", subjects=", ".join(unfounded.mapped("subject"))
                )
            )
        failed = self.filtered(lambda finding: finding.verdict == "fail")
        if outcome == "approved" and failed:
            raise UserError(
                self.env._("You judged fail: %(subjects)s. Reject.", subjects=", ".join(failed.mapped("subject")))
            )


class Acceptance(models.Model):
    _inherit = "crossbiz.acceptance"

    def _make_papers(self, departments, named):
        """The team, and a finding for each milestone and indicator and each discipline."""
        self.env["crossbiz.acceptance.member"].sudo().create(
            [
                {
                    "acceptance_id": self.id,
                    "discipline": discipline,
                    "department_id": department.id,
                    "user_id": named[discipline].id if discipline in named else False,
                }
                for discipline, department in departments.items()
            ]
        )
        book = self.book_id
        subjects = [{"milestone_id": line.id, "subject": line.name} for line in book.milestone_ids]
        subjects += [
            {"indicator_id": line.id, "subject": f"{line.name} ({line.target})"} for line in book.indicator_ids
        ]
        self.env["crossbiz.acceptance.finding"].sudo().create(
            [
                {"acceptance_id": self.id, "discipline": discipline, **subject}
                for discipline in DISCIPLINES
                for subject in subjects
            ]
        )
