from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AcceptanceFinding(models.Model):
    """What a member of the team judges of a milestone or an indicator: pass, conditional or fail."""

    _name = "crossbiz.acceptance.finding"
    _description = "Finding of an Acceptance"
    _inherit = ["crossbiz.protected"]
    _order = "acceptance_id, member_id, id"
    _rec_name = "subject"

    _protected_fields = frozenset(
        {"acceptance_id", "member_id", "milestone_id", "indicator_id", "subject", "judged_at", "user_id"}
    )

    acceptance_id = fields.Many2one("crossbiz.acceptance", required=True, readonly=True, ondelete="cascade", index=True)
    member_id = fields.Many2one(
        "crossbiz.acceptance.member", required=True, readonly=True, ondelete="cascade", index=True
    )
    discipline = fields.Selection(related="member_id.discipline", store=True)
    milestone_id = fields.Many2one("crossbiz.task.book.milestone", readonly=True, ondelete="set null")
    indicator_id = fields.Many2one("crossbiz.task.book.indicator", readonly=True, ondelete="set null")
    subject = fields.Char(required=True, readonly=True)
    verdict = fields.Selection([("pass", "Pass"), ("conditional", "Conditional"), ("fail", "Fail")])
    note = fields.Text("Condition or Reason")
    can_judge = fields.Boolean(related="member_id.can_judge")
    judged_at = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", "Judged By", readonly=True, ondelete="restrict")

    @api.constrains("note")
    def _check_text_length(self):
        self._check_text_limits("note")

    def write(self, vals):
        if not self.env.su:
            self._check_open()
        return super().write(vals)

    def _check_open(self):
        """Findings are written by who gives the verdict, until it is given.

        :raises AccessError: for anyone else
        :raises UserError: afterwards
        """
        for finding in self:
            finding.check_access("read")
            if finding.judged_at:
                raise UserError(self.env._("This was judged and stays. The next round judges anew."))
            finding.acceptance_id.book_id._check_not_suspended()
            if not finding.member_id.can_judge:
                raise AccessError(
                    self.env._(
                        "“%(subject)s” is judged by %(member)s.",
                        subject=finding.subject,
                        member=finding.member_id.sudo().display_name,
                    )
                )

    def _check_judged(self, outcome):
        """Each milestone and indicator is judged before the verdict, and the verdict fits what was found.

        :raises UserError: with everything that is open
        """
        failures = []
        missing = self.filtered(lambda finding: not finding.verdict)
        if missing:
            failures.append(self.env._("Judge first: %(subjects)s.", subjects=", ".join(missing.mapped("subject"))))
        unfounded = self.filtered(
            lambda finding: finding.verdict not in (False, "pass") and not (finding.note or "").strip()
        )
        if unfounded:
            failures.append(
                self.env._(
                    "Say why, or on which condition: %(subjects)s.", subjects=", ".join(unfounded.mapped("subject"))
                )
            )
        failed = self.filtered(lambda finding: finding.verdict == "fail")
        if outcome == "approved" and failed:
            failures.append(
                self.env._("You judged fail: %(subjects)s. Reject.", subjects=", ".join(failed.mapped("subject")))
            )
        if outcome == "rejected" and not failed and not missing:
            failures.append(self.env._("Nothing is judged fail: say what the next round has to show."))
        if failures:
            raise UserError("\n".join(failures))
