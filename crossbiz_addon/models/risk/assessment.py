from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .levels import DECIDED, LEVELS, highest

REFERENCE_CODE = "crossbiz.risk.assessment"


class RiskAssessment(models.Model):
    """《风险评估报告》: what may go wrong with a case, how bad it is, and what is done about it (regulation 4.1).

    Filed with the decision layer (备案) before the case starts; high and critical ones need its
    approval. Where a risk was accepted, only until a day. How it is filed and renewed is in
    ``assessment_filing``.
    """

    _name = "crossbiz.risk.assessment"
    _description = "Risk Assessment"
    _inherit = ["crossbiz.decided"]
    _order = "id desc"
    _rec_names_search = ["reference", "case_id"]
    _check_company_auto = True

    _transitions = {
        "draft": {"filed"},
        "filed": {"approved", "rejected", "draft", "superseded"},
        "approved": {"superseded"},
    }
    _node_kinds = {"risk_decision": "verdict", "risk_renewal": "record"}
    _protected_fields = frozenset(
        {"reference", "state", "matrix_id", "department_id", "filed_at", "filed_by", "expires_at", "node_ids"}
    )

    reference = fields.Char(readonly=True, copy=False, index="trigram")
    case_id = fields.Many2one(
        "crossbiz.case", required=True, ondelete="restrict", index=True, check_company=True, help="Whose risks."
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    case_state = fields.Selection(related="case_id.state", string="State of the Case")
    department_id = fields.Many2one(
        "hr.department", "Assessed By", readonly=True, copy=False, ondelete="restrict", index=True
    )
    matrix_id = fields.Many2one(
        "crossbiz.risk.matrix",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env["crossbiz.risk.matrix"]._get_current(self.env.company),
        help="What it is judged by.",
    )
    risk_ids = fields.One2many("crossbiz.risk", "assessment_id", "Risks", copy=True)
    summary = fields.Text(help="What the reader of the report should know beside the single risks.")
    level = fields.Selection(LEVELS, compute="_compute_level", store=True, help="The highest of its risks.")
    residual_level = fields.Selection(LEVELS, "Level Left", compute="_compute_level", store=True)
    filed_at = fields.Datetime(readonly=True, copy=False)
    filed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    expires_at = fields.Datetime(
        "Valid Until", readonly=True, copy=False, help="When the first of its accepted risks has to be looked at again."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("filed", "On File"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force", help="A case may start with it.")
    expired = fields.Boolean(compute="_compute_in_force", search="_search_expired", help="An accepted risk is due.")
    can_edit = fields.Boolean(compute="_compute_can_edit", help="I can write this report.")
    can_file = fields.Boolean(compute="_compute_can_edit", help="I can file this report.")

    _expiry_idx = models.Index("(expires_at, id) WHERE expires_at IS NOT NULL AND state IN ('filed', 'approved')")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("reference", "case_id.name")
    def _compute_display_name(self):
        for assessment in self:
            parts = (assessment.reference, assessment.case_id.name)
            assessment.display_name = " · ".join(filter(None, parts)) or self.env._("New")

    @api.depends("risk_ids.level", "risk_ids.residual_level")
    def _compute_level(self):
        for assessment in self:
            assessment.level = highest(assessment.risk_ids.mapped("level"))
            assessment.residual_level = highest(assessment.risk_ids.mapped("residual_level"))

    @api.depends("state", "level", "expires_at")
    def _compute_in_force(self):
        now = fields.Datetime.now()
        for assessment in self:
            agreed = assessment.state == "approved" or (assessment.state == "filed" and assessment.level not in DECIDED)
            assessment.expired = agreed and bool(assessment.expires_at) and assessment.expires_at <= now
            assessment.in_force = agreed and not assessment.expired

    @api.model
    def _get_agreed_domain(self):
        """What nobody has to decide on any more, and nothing newer replaced."""
        return Domain("state", "=", "approved") | (Domain("state", "=", "filed") & Domain("level", "not in", DECIDED))

    def _search_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        lasting = Domain("expires_at", "=", False) | Domain("expires_at", ">", fields.Datetime.now())
        in_force = self._get_agreed_domain() & lasting
        return Domain.OR(in_force if flag else ~in_force for flag in value)

    def _search_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        expired = self._get_agreed_domain() & Domain("expires_at", "<=", fields.Datetime.now())
        return Domain.OR(expired if flag else ~expired for flag in value)

    @api.depends("state", "case_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        mine, acting = self.env.user._get_member_departments(), self.env.user._get_acting_departments()
        audits = self.env.user.has_group("crossbiz_addon.group_audit")
        for assessment in self:
            assessing = assessment._get_assessing_departments()
            draft = assessment.state == "draft" and not audits
            assessment.can_edit = draft and (not assessment._origin or bool(assessing & mine))
            assessment.can_file = draft and bool(assessing & acting)

    def _get_assessing_departments(self):
        """Who assesses: the department that asks, and the one that leads."""
        case = self.case_id.sudo()
        return (case.requesting_department_id | case.lead_department_id).sudo(False)

    @api.constrains("summary")
    def _check_text_length(self):
        self._check_text_limits("summary")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Draft reports for cases the user may see, by the matrix in force."""
        self.check_access("create")  # before numbers are drawn
        cases = self.env["crossbiz.case"].browse([vals["case_id"] for vals in vals_list if vals.get("case_id")])
        if not self.env.su:
            cases.check_access("read")
        assessments = super().create(vals_list)
        sequence, matrices = self.env["ir.sequence"].sudo(), self.env["crossbiz.risk.matrix"]
        mine = self.env.user._get_member_departments()
        for company, drafts in assessments.grouped("company_id").items():
            matrix = matrices._get_current(company)
            references = sequence._next_crossbiz_references(REFERENCE_CODE, company.id, len(drafts))
            for draft, reference in zip(drafts.sudo(), references, strict=True):
                assessing = draft._get_assessing_departments()
                draft.write(
                    {
                        "reference": reference,
                        "matrix_id": matrix.id,
                        "department_id": ((assessing & mine) or assessing)[:1].id,
                    }
                )
        if not self.env.su:
            assessments._check_assessing()
        return assessments

    def write(self, vals):
        self._check_protected(vals.keys())
        self.check_access("read")  # who may not know of it is not told why it cannot change
        self._check_writable()
        if "case_id" in vals and not self.env.su and any(found.case_id.id != vals["case_id"] for found in self):
            raise UserError(self.env._("A report stays with its case. Write a new one for the other case."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self._check_writable()
        for assessment in self.sudo():
            if assessment.filed_at or assessment.state != "draft":
                raise UserError(self.env._("“%(report)s” was filed and stays on record.", report=assessment.reference))

    def _check_assessing(self):
        """Members of the department that asks or leads write the report.

        :raises AccessError: for other departments
        """
        mine = self.env.user._get_member_departments()
        for assessment in self:
            if not assessment._get_assessing_departments() & mine:
                raise AccessError(
                    self.env._("The requesting and the lead department assess the risks of a case, nobody else.")
                )

    def _check_writable(self):
        """Only drafts change, by those who assess; what was filed stands as it was filed.

        :raises UserError: saying what to do instead
        """
        if self.env.su:
            return
        for assessment in self:
            if assessment.sudo().state != "draft":
                raise UserError(
                    self.env._(
                        "“%(report)s” was filed and cannot change. Write a new report: it replaces this one.",
                        report=assessment.sudo().reference,
                    )
                )
        self._check_assessing()

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.case_id

    def _get_submitter(self):
        return self.filed_by

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "case": self.case_id.id,
            "matrix": self.matrix_id.id,
            "level": self.level or "",
            "summary": self.summary or "",
            "risks": [risk._get_filed_values() for risk in self.risk_ids.sorted("id")],
        }

    def _get_node_verb(self, node):
        return self.env._("Assess Anew")

    def _get_node_action(self, node):
        if node.kind == "risk_renewal":
            return self.case_id._get_document().action_assess_risks()
        return self.get_formview_action()

    def _get_hand_over_refusal(self, node):
        if node.kind == "risk_renewal":
            return self.env._("The department that asked for the case answers for its risks; the lead may help.")
        return super()._get_hand_over_refusal(node)

    def _prepare_journal_entry(self, event, **values):
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}
