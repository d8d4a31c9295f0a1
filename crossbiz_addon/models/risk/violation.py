from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

FINDING = frozenset(
    {
        "department_id",
        "employee_id",
        "case_id",
        "company_id",
        "source",
        "source_model",
        "source_id",
        "severity",
        "date",
        "description",
        "clause",
    }
)
STANDING = ("decided", "appealed", "upheld")


class Violation(models.Model):
    """A breach of the rules by a department (违规): the fact behind the violation rate (regulation 2.3, 6.1).

    Found by compliance, and by audit where compliance itself is concerned; the department may appeal
    to the decision layer. Seen by the department, compliance, decision layer and audit.
    """

    _name = "crossbiz.violation"
    _description = "Violation"
    _inherit = ["crossbiz.decided", "crossbiz.finding"]
    _order = "date desc, id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "description"]
    _check_company_auto = True

    _transitions = {
        "draft": {"decided"},
        "decided": {"appealed"},
        "appealed": {"upheld", "revoked"},
    }
    _node_kinds = {"violation_appeal": "verdict"}
    _protected_fields = frozenset(
        {
            "reference",
            "state",
            "decided_by",
            "decided_at",
            "appeal_until",
            "appeal",
            "appealed_by",
            "appealed_at",
            "ruling",
            "ruled_by",
            "ruled_at",
            "node_ids",
        }
    )

    reference = fields.Char("Number", readonly=True, copy=False, index="trigram", help="Given when it is decided.")
    department_id = fields.Many2one(
        "hr.department", "Department Concerned", required=True, ondelete="restrict", index=True, check_company=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Person",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Empty: the department as a whole.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    source = fields.Selection(default="check")
    severity = fields.Selection(
        [("minor", "Minor"), ("major", "Severe"), ("critical", "Critical")], required=True, default="minor"
    )
    date = fields.Date(required=True, default=fields.Date.context_today, help="When it happened.")
    description = fields.Text(required=True)
    clause = fields.Char(help="The rule that was broken, like “3.1.3”.")
    deciding_department_id = fields.Many2one(
        "hr.department",
        compute="_compute_deciding_department_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        index=True,
        help="Compliance; audit where compliance itself is concerned.",
    )
    decided_by = fields.Many2one("res.users", "Established By", readonly=True, copy=False, ondelete="restrict")
    decided_at = fields.Datetime("Established At", readonly=True, copy=False)
    appeal_until = fields.Datetime(readonly=True, copy=False)
    appeal = fields.Text("Reasons of the Appeal", readonly=True, copy=False)
    appealed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    appealed_at = fields.Datetime(readonly=True, copy=False)
    ruling = fields.Text(readonly=True, copy=False)
    ruled_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    ruled_at = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("decided", "Decided"),
            ("appealed", "Under Appeal"),
            ("upheld", "Upheld"),
            ("revoked", "Revoked"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )
    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        compute_sudo=True,
        help="My department is concerned, or decides. What record rules ask.",
    )
    stands = fields.Boolean(
        compute="_compute_stands", search="_search_stands", help="Counts for the violation rate: decided, not revoked."
    )

    _reference_uniq = models.UniqueIndex("(company_id, reference) WHERE reference IS NOT NULL")
    _source_idx = models.Index("(source_model, source_id) WHERE source_id IS NOT NULL")

    # --------------------------------------------------
    # Computes and constraints
    # --------------------------------------------------

    @api.depends("reference", "description")
    def _compute_display_name(self):
        for violation in self:
            violation.display_name = violation._get_short_name(violation.description)

    @api.depends("company_id", "department_id")
    def _compute_deciding_department_id(self):
        for violation in self:
            company, department = violation.company_id, violation.department_id
            violation.deciding_department_id = self._get_deciding_department(company, department)

    @api.depends("state", "department_id", "deciding_department_id")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        mine = self.env.user._get_member_departments()
        for violation in self:
            parts = violation.deciding_department_id
            if violation.state != "draft":
                parts |= violation.department_id
            violation.concerns_me = bool(parts & mine)

    def _search_concerns_me(self, operator, value):
        """The user's few departments as they are now; a draft is seen by who decides."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        mine = self.env.user._get_member_departments().ids
        told = Domain("state", "!=", "draft") & Domain("department_id", "in", mine)
        return told | Domain("deciding_department_id", "in", mine)

    @api.depends("state")
    def _compute_stands(self):
        for violation in self:
            violation.stands = violation.state in STANDING

    def _search_stands(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain("state", "in" if flag else "not in", STANDING) for flag in value)

    @api.constrains("description")
    def _check_text_length(self):
        self._check_text_limits("description")

    @api.constrains("department_id", "employee_id")
    def _check_employee(self):
        for violation in self:
            person = violation.employee_id
            if person and person.crossbiz_department_id != violation.department_id:
                raise UserError(
                    self.env._(
                        "“%(person)s” does not work in “%(department)s”.",
                        person=person.name,
                        department=violation.department_id.display_name,
                    )
                )

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model
    def _get_deciding_department(self, company, department):
        """Who decides on a violation of ``department``: compliance, audit where that is compliance itself."""
        company = company.sudo()
        compliance = company.crossbiz_compliance_department_id
        chosen = company.crossbiz_audit_department_id if compliance == department else compliance
        return chosen.sudo(False)

    @api.model_create_multi
    def create(self, vals_list):
        """Draft a violation, as an officer of the department that decides on it.

        :raises AccessError: for anyone else, or for a case or record the user may not read
        """
        if not self.env.su:
            given = self.default_get(["company_id", "department_id"])
            for vals in vals_list:
                self.new({**given, **vals})._check_recorder()  # before a record rule says less
        violations = super().create(vals_list)
        violations._check_draft()
        return violations

    def write(self, vals):
        self._check_protected(vals.keys())
        if not self.env.su:
            self._check_writable(FINDING.intersection(vals))
        result = super().write(vals)
        if FINDING.intersection(vals):
            self._check_draft()
        return result

    def _check_recorder(self):
        """Refuse who does not decide on this violation.

        :raises AccessError: naming who may record it
        :raises UserError: when nobody decides, with the way to the setting
        """
        decider = self.deciding_department_id._origin
        if not decider:
            has_compliance = self.company_id.sudo().crossbiz_compliance_department_id
            decider = self.company_id._get_crossbiz_department("audit" if has_compliance else "compliance")
        self._check_acts_for(decider, self.env._("Record a violation"))
        self._check_not_own()

    def _check_draft(self):
        """Refuse drafts by others than the officers who decide, and those that point at what these may not read."""
        for violation in self.browse() if self.env.su else self:
            violation._check_recorder()
            violation.case_id.check_access("read")
            if violation.source_id and not violation._get_shown_source():
                raise AccessError(self.env._("The record where it was found does not exist, or is not for you."))

    def _check_writable(self, names):
        """:raises UserError: what was decided stands"""
        for violation in self:
            if names and violation.state != "draft":
                labels = sorted(self._fields[name]._description_string(self.env) for name in names)
                raise UserError(
                    self.env._(
                        "“%(violation)s” was decided: %(fields)s cannot change any more.",
                        violation=violation.display_name,
                        fields=", ".join(labels),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for violation in self:
            if violation.state != "draft":
                raise UserError(
                    self.env._("“%(violation)s” was decided and stays on record.", violation=violation.display_name)
                )
