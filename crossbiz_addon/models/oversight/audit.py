from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..core.schedule_book import ScheduleBook
from .audit_types import FUNCTIONS, TYPES, get_last_period
from .res_company import REFERENCE_CODE

PLAN = frozenset({"audit_type", "company_id", "date_from", "date_to", "method"})
REPORT = frozenset({"conclusion"})


class Audit(models.Model):
    """A check of the ledger by a sample (regulation 4.2, 6.2).

    The lead department looks at each month, compliance at each interval, audit at each half-year. The sample is
    drawn with a stored seed from a stored frame, so that anybody can draw it again (``audit_draw``); nobody checks a
    case of their own department (``audit_line``); its report closes it (``audit_closing``).
    """

    _name = "crossbiz.audit"
    _description = "Audit"
    _inherit = ["crossbiz.document"]
    _order = "date_to desc, id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference"]
    _check_company_auto = True

    _transitions = {"draft": {"running", "cancelled"}, "running": {"closed", "cancelled"}}
    _node_kinds = {"audit": "record"}

    reference = fields.Char("Number", readonly=True, copy=False, index="trigram")
    audit_type = fields.Selection(TYPES, "Kind", required=True, default=lambda self: self._default_audit_type())
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    department_id = fields.Many2one(
        "hr.department",
        "Held By",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        index=True,
        help="Lead, compliance or audit department, as the settings said when it was opened.",
    )
    date_from = fields.Date("From", required=True, default=lambda self: self._default_period()[0])
    date_to = fields.Date("Until", required=True, default=lambda self: self._default_period()[1])
    period = fields.Char(readonly=True, copy=False, help="The month in which a regular audit's period begins.")
    missed_from = fields.Date("Counts as Missed From", readonly=True, copy=False, help="When the next one is due.")
    missed_at = fields.Datetime("Noted as Missed", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "Drawn By", readonly=True, copy=False, ondelete="restrict")
    drawn_at = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("crossbiz.audit.line", "audit_id", "Cases", readonly=True, copy=False)
    figure_ids = fields.One2many("crossbiz.audit.figure", "audit_id", "Figures", readonly=True, copy=False)
    conclusion = fields.Text(copy=False, help="What was found, what follows from it, what was put right since.")
    closed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_at = fields.Datetime(readonly=True, copy=False)
    digest = fields.Char("Seal", readonly=True, copy=False, help="SHA-256 of the report as it was closed.")
    state = fields.Selection(
        [("draft", "To Be Drawn"), ("running", "Running"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )
    deadline = fields.Datetime(compute="_compute_deadline", help="By when the report is due.")
    overdue = fields.Boolean(compute="_compute_deadline", search="_search_overdue")
    missed = fields.Boolean(compute="_compute_missed", search="_search_missed")
    can_edit = fields.Boolean(compute="_compute_can_edit", help="I act for the department that holds it.")
    can_draw = fields.Boolean(compute="_compute_can_edit")
    can_close = fields.Boolean(compute="_compute_can_edit")
    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        compute_sudo=True,
        help="My department holds it, or I check a case of it. What record rules ask.",
    )

    _days_order = models.Constraint("CHECK(date_from <= date_to)", "The period ends before it begins.")
    _period_uniq = models.UniqueIndex(
        "(company_id, audit_type, period) WHERE period IS NOT NULL", "This period has its regular audit already."
    )

    # --------------------------------------------------
    # Defaults and computes
    # --------------------------------------------------

    @api.model
    def _default_audit_type(self):
        """What the user's department holds."""
        acting, company = self.env.user._get_acting_departments(), self.env.company.sudo()
        held = [kind for kind, name in FUNCTIONS.items() if company[f"crossbiz_{name}_department_id"] & acting]
        return held[0] if held else "ledger_check"

    @api.model
    def _default_period(self):
        """The last month that has ended."""
        return get_last_period(fields.Date.context_today(self), 1)

    @api.depends("audit_type", "company_id")
    def _compute_department_id(self):
        for audit in self:
            company = audit.company_id.sudo()
            function = FUNCTIONS.get(audit.audit_type)
            audit.department_id = company[f"crossbiz_{function}_department_id"].sudo(False) if function else False

    @api.depends("reference", "audit_type", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["audit_type"]._description_selection(self.env))
        for audit in self:
            days = f"{audit.date_from or ''} – {audit.date_to or ''}"
            audit.display_name = " · ".join(filter(None, (audit.reference, labels.get(audit.audit_type), days)))

    @api.depends("node_ids.deadline", "node_ids.state")
    def _compute_deadline(self):
        now = fields.Datetime.now()
        for audit in self:
            running = audit.sudo().node_ids.filtered(lambda node: node.state in ("open", "paused"))
            audit.deadline = running[:1].deadline
            audit.overdue = bool(running.filtered(lambda node: node.state == "open" and node.deadline <= now))

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("node_ids", "any", [("state", "=", "open"), ("deadline", "<=", fields.Datetime.now())])
        return Domain.OR(late if flag else ~late for flag in value)

    @api.depends("missed_at")
    def _compute_missed(self):
        for audit in self:
            audit.missed = bool(audit.missed_at)

    def _search_missed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain("missed_at", "!=" if flag else "=", False) for flag in value)

    @api.depends("state", "department_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        acting = self.env.user._get_acting_departments()
        for audit in self:
            acts = audit.department_id in acting
            audit.can_edit = acts and audit.state in ("draft", "running")
            audit.can_draw = acts and audit.state == "draft"
            audit.can_close = acts and audit.state == "running"

    @api.depends("department_id", "line_ids.user_id")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        mine = self.env.user._get_member_departments()
        for audit in self:
            audit.concerns_me = audit.department_id in mine or self.env.user in audit.line_ids.user_id

    def _search_concerns_me(self, operator, value):
        """The user's few departments as they are now, and the few cases a user checks."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        mine = self.env.user._get_member_departments().ids
        return Domain("department_id", "in", mine) | Domain("line_ids", "any!", [("user_id", "=", self.env.uid)])

    @api.constrains("conclusion")
    def _check_text_length(self):
        self._check_text_limits("conclusion")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model
    def _get_protected_fields(self):
        """All but what is planned in a draft and what its report says."""
        return set(self._fields) - PLAN - REPORT

    @api.model_create_multi
    def create(self, vals_list):
        """Plan an audit by hand, as an officer of the department that holds its kind.

        :raises AccessError: for anyone else
        :raises UserError: when the settings name no such department
        """
        if not self.env.su:
            for vals in vals_list:
                self.new({**self.default_get(["audit_type", "company_id"]), **vals})._check_holder()
        audits = super().create(vals_list)
        audits._check_holder()
        sequence = self.env["ir.sequence"].sudo()
        for company, group in audits.sudo().grouped("company_id").items():
            references = sequence._next_crossbiz_references(REFERENCE_CODE, company.id, len(group))
            for audit, reference in zip(group, references, strict=True):
                audit.reference = reference
        return audits

    def write(self, vals):
        self._check_protected(vals.keys())
        self.check_access("read")  # who may not know of it is not told why it cannot change
        if not self.env.su:
            self._check_writable(set(vals))
        result = super().write(vals)
        if PLAN.intersection(vals):
            self._check_holder()
        return result

    def _check_holder(self):
        """:raises AccessError: for who does not act for the department that holds it; UserError when there is none"""
        for audit in self:
            function = FUNCTIONS.get(audit.audit_type)
            if not function:
                raise ValidationError(self.env._("Choose the kind of audit."))
            department = audit.department_id or (audit.company_id or self.env.company)._get_crossbiz_department(
                function
            )
            if not self.env.su:
                audit._check_acts_for(department._origin or department, self.env._("Hold an audit"))

    def _check_writable(self, names):
        """The plan is written in a draft that was made by hand, the report while the audit runs.

        :raises AccessError: for who does not act for the department that holds it
        :raises UserError: naming what is settled
        """
        for audit in self:
            audit._check_acts_for(audit.department_id, self.env._("Hold an audit"))
            settled = names & PLAN if audit.state != "draft" or audit.period else set()
            if audit.state == "draft":
                settled -= {"method"}
            settled |= names & REPORT if audit.state not in ("draft", "running") else set()
            if settled:
                labels = sorted(self._fields[name]._description_string(self.env) for name in settled)
                raise UserError(
                    self.env._(
                        "“%(audit)s”: %(fields)s cannot change any more.",
                        audit=audit.display_name,
                        fields=", ".join(labels),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for audit in self:
            if audit.state != "draft" or audit.period:
                raise UserError(
                    self.env._("“%(audit)s” stays on record. Call it off instead.", audit=audit.display_name)
                )

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.user_id

    def _get_bounds(self, book=None):
        """The moments (UTC) between which the period lies, by the clock of the department that holds it."""
        schedule = (book or ScheduleBook(self.env)).get_schedule(self.department_id, self.company_id)
        following = fields.Date.add(self.date_to, days=1)
        return schedule.midnight(self.date_from), schedule.midnight(following)

    def _get_hand_over_refusal(self, node):
        return self.env._("An audit stays with the department that holds it.")

    def _get_node_verb(self, node):
        return self.env._("Go to the Audit")

    def _get_node_action(self, node):
        return self.get_formview_action()

    def _prepare_journal_entry(self, event, **values):
        """Each entry names the department that holds it: by it those are found that belong to no case."""
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}

    def _check_running(self):
        """:raises UserError: when it does not run"""
        for audit in self:
            if audit.state != "running":
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(audit)s” is %(state)s: its cases are checked while it runs.",
                        audit=audit.display_name,
                        state=labels[audit.state],
                    )
                )

    def _check_holds(self, step):
        """:raises AccessError: for anyone but officers of the department that holds it"""
        self.check_access("read")
        for audit in self:
            audit._check_acts_for(audit.department_id, step)
