from odoo import api, fields, models
from odoo.exceptions import AccessError

DISCIPLINES = [("technical", "Technical"), ("finance", "Finance"), ("compliance", "Compliance")]


class Acceptance(models.Model):
    """A round of acceptance (验收, regulation 3.2.3): technical, finance and compliance judge against the task book.

    Each member of the team has a step and findings of its own; the round ends when all have judged.
    """

    _name = "crossbiz.acceptance"
    _description = "Acceptance"
    _inherit = ["crossbiz.document"]
    _order = "book_id desc, round desc"

    _transitions = {"open": {"passed", "failed", "cancelled"}}
    _node_kinds = {f"acceptance_{discipline}": "verdict" for discipline, _label in DISCIPLINES}
    _protected_fields = frozenset({"book_id", "round", "state", "ended_at", "user_id", "member_ids", "finding_ids"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, readonly=True, ondelete="cascade", index=True)
    case_id = fields.Many2one(related="book_id.case_id")
    company_id = fields.Many2one(related="book_id.company_id")
    round = fields.Integer(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Asked By", required=True, readonly=True, ondelete="restrict")
    member_ids = fields.One2many("crossbiz.acceptance.member", "acceptance_id", "Team", readonly=True)
    finding_ids = fields.One2many("crossbiz.acceptance.finding", "acceptance_id", "Findings", readonly=True)
    rework = fields.Text(compute="_compute_rework", help="What the next round has to show.")
    can_judge = fields.Boolean(compute="_compute_can_judge", help="I judge in this round now.")
    ended_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("passed", "Passed"), ("failed", "Failed"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        readonly=True,
    )

    _round_uniq = models.UniqueIndex("(book_id, round)")

    @api.depends("round", "book_id.display_name")
    def _compute_display_name(self):
        for acceptance in self:
            acceptance.display_name = self.env._(
                "%(book)s, round %(round)s", book=acceptance.book_id.display_name, round=acceptance.round
            )

    @api.depends("finding_ids.verdict", "finding_ids.note")
    def _compute_rework(self):
        for acceptance in self:
            wanting = acceptance.finding_ids.filtered(lambda finding: finding.verdict in ("fail", "conditional"))
            acceptance.rework = "\n".join(f"• {finding.subject}: {finding.note or ''}" for finding in wanting)

    @api.depends("state", "member_ids")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        for acceptance in self:
            acceptance.can_judge = bool(acceptance.member_ids.filtered("can_judge"))

    # --------------------------------------------------
    # Verdicts
    # --------------------------------------------------

    def _get_member(self, node):
        """Whose verdict a step is."""
        return self.member_ids.filtered(lambda member: str(member.id) == node.period)

    def _check_verdict(self, node, outcome):
        self.book_id._check_not_suspended()
        working = self.env.user._get_own_departments() & self.book_id.sudo()._get_working_departments()
        if working:
            raise AccessError(
                self.env._(
                    "“%(department)s” has a part in this project: its people do not judge it. "
                    "Another officer of the department that judges has to do it.",
                    department=working[0].sudo().display_name,
                )
            )
        self._get_member(node).finding_ids._check_judged(outcome)
        return super()._check_verdict(node, outcome)

    def _get_node_outcomes(self, node):
        """An acceptance passes or fails; conditions are written with the findings."""
        return ("approved", "rejected")

    def _on_node_closed(self, node):
        """The round ends when the whole team has judged; every verdict is heard, also after a fail."""
        self._get_member(node).sudo().finding_ids.write({"judged_at": node.closed_at, "user_id": node.closed_by.id})
        if self._get_open_nodes():
            return
        verdicts = self.sudo().env["crossbiz.node"].search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        passed = set(verdicts.mapped("outcome")) == {"approved"}
        self._transition("passed" if passed else "failed", ended_at=fields.Datetime.now())
        self.book_id._on_accepted(self)

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.book_id.case_id

    def _get_submitter(self):
        return self.user_id

    def _get_node_subject(self):
        return self.display_name

    def _get_node_topic(self, node):
        member = self._get_member(node)
        return (member.user_id or member.department_id).display_name

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "book": self.book_id._get_snapshot()[1],
            "findings": self._get_judged_values(self.finding_ids),
        }

    def _get_decided_values(self, node):
        """Each member vouches for the own findings: what the others judge later changes nothing about them."""
        own = self._get_judged_values(self._get_member(node).finding_ids)
        return {**super()._get_decided_values(node), "findings": own}

    def _get_judged_values(self, findings):
        return [
            [finding.member_id.id, finding.discipline, finding.subject, finding.verdict or "", finding.note or ""]
            for finding in findings.sorted("id")
        ]


class AcceptanceMember(models.Model):
    """Who judges in which discipline; nobody judges the own department's work."""

    _name = "crossbiz.acceptance.member"
    _description = "Member of an Acceptance Team"
    _order = "acceptance_id, discipline, id"

    _inherit = ["crossbiz.protected"]

    acceptance_id = fields.Many2one("crossbiz.acceptance", required=True, readonly=True, ondelete="cascade", index=True)
    discipline = fields.Selection(DISCIPLINES, required=True, readonly=True)
    department_id = fields.Many2one("hr.department", required=True, readonly=True, ondelete="restrict", index=True)
    user_id = fields.Many2one(
        "res.users", "Named Person", readonly=True, ondelete="restrict", help="Empty: whoever acts for the department."
    )
    finding_ids = fields.One2many("crossbiz.acceptance.finding", "member_id", "Findings", readonly=True)
    outcome = fields.Selection(
        [("approved", "Passed"), ("rejected", "Failed")], "Verdict", compute="_compute_step", compute_sudo=True
    )
    can_judge = fields.Boolean(compute="_compute_can_judge", help="This verdict is mine to give now.")

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)

    @api.depends("discipline", "department_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["discipline"]._description_selection(self.env))
        for member in self:
            who = member.user_id.name or member.department_id.display_name
            member.display_name = f"{labels.get(member.discipline, '')}: {who}"

    @api.depends("acceptance_id.node_ids.outcome")
    def _compute_step(self):
        outcomes = {node.period: node.outcome for node in self.acceptance_id.node_ids}
        for member in self:
            member.outcome = outcomes.get(str(member.id), False)

    @api.depends("acceptance_id.state")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        mine = set(self.acceptance_id._get_my_steps().mapped("period"))
        for member in self:
            member.can_judge = str(member.id) in mine

    def _get_step(self):
        """The step this member's verdict closes."""
        return self.acceptance_id._get_step(f"acceptance_{self.discipline}", period=str(self.id))
