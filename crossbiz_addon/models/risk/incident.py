from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CATEGORIES = [
    ("complaint", "Customer Complaint"),
    ("resource", "Resource Conflict"),
    ("leak", "Data Leak"),
    ("contract", "Contract Dispute"),
    ("safety", "Safety"),
    ("other", "Other"),
]
SEVERITIES = [("serious", "Serious"), ("major", "Grave"), ("critical", "Very Grave")]
REPORT = frozenset(
    {
        "name",
        "category",
        "severity",
        "description",
        "occurred_at",
        "reporting_department_id",
        "lead_department_id",
        "company_id",
        "case_ids",
    }
)
CONCLUSION = frozenset({"cause", "consequence", "improvement_ids", "no_improvement_reason"})
HANDLING = CONCLUSION | {"case_ids", "member_ids", "action_ids"}
# What is written in each state: the report by who reports, all else by the department that runs it.
WRITABLE = {"draft": REPORT, "reported": HANDLING | {"plan"}, "handling": HANDLING}


class Incident(models.Model):
    """A major risk event (风险事件, regulation 4.3): reported at once, handled by a team, closed with a report.

    Anyone concerned reports it; the lead department runs it. Seen by who reported it, the team, the departments
    of its cases and actions, compliance, decision layer and audit, and by nobody else: its steps belong to no case.
    """

    _name = "crossbiz.incident"
    _description = "Incident"
    _inherit = ["crossbiz.decided", "crossbiz.rectification.source", "crossbiz.discussed"]
    _order = "id desc"
    _rec_names_search = ["reference", "name"]
    _check_company_auto = True

    _transitions = {"draft": {"reported"}, "reported": {"handling", "dismissed"}, "handling": {"closed"}}
    _node_kinds = {"incident_plan": "record", "incident_plan_decision": "verdict", "incident_report": "record"}
    _protected_fields = frozenset(
        {
            "reference",
            "state",
            "user_id",
            "reported_at",
            "channel_id",
            "plan_state",
            "plan_cycle",
            "plan_submitted_by",
            "plan_submitted_at",
            "plan_approved_at",
            "suspension_ids",
            "ended_at",
            "ended_by",
            "dismissal",
            "node_ids",
        }
    )

    reference = fields.Char("Number", readonly=True, copy=False, index="trigram", help="Given when it is reported.")
    name = fields.Char("Subject", required=True, index="trigram")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    category = fields.Selection(CATEGORIES, required=True, default="other")
    severity = fields.Selection(SEVERITIES, required=True, default="serious")
    description = fields.Text("What Happened")
    occurred_at = fields.Datetime(required=True, default=fields.Datetime.now)
    reported_at = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", "Reporter", readonly=True, copy=False, default=lambda self: self.env.uid, ondelete="restrict"
    )
    reporting_department_id = fields.Many2one(
        "hr.department",
        required=True,
        check_company=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user._get_home_department(),
    )
    lead_department_id = fields.Many2one(
        "hr.department",
        "Run By",
        compute="_compute_lead_department_id",
        store=True,
        precompute=True,
        readonly=False,
        check_company=True,
        index=True,
        ondelete="restrict",
        help="Plans and runs the handling. Empty: the lead department of the case, else of the company.",
    )
    case_ids = fields.Many2many(
        "crossbiz.case",
        "crossbiz_incident_case_rel",
        "incident_id",
        "case_id",
        "Cases Concerned",
        domain="[('company_id', '=', company_id), ('state', '!=', 'draft')]",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("reported", "Raised"),
            ("handling", "Being Handled"),
            ("closed", "Closed"),
            ("dismissed", "False Alarm"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )
    ended_at = fields.Datetime(readonly=True, copy=False)
    ended_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    dismissal = fields.Text("Why It Was None", readonly=True, copy=False)

    _reference_uniq = models.UniqueIndex("(company_id, reference) WHERE reference IS NOT NULL")
    _state_idx = models.Index("(company_id, state, id)")

    # --------------------------------------------------
    # Computes and constraints
    # --------------------------------------------------

    @api.depends("case_ids", "company_id")
    def _compute_lead_department_id(self):
        for incident in self:
            if incident.state == "draft" or not incident.lead_department_id:
                lead = incident.sudo().case_ids[:1].lead_department_id
                incident.lead_department_id = lead or incident.sudo().company_id.crossbiz_lead_department_id

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for incident in self:
            incident.display_name = " ".join(filter(None, (incident.reference, incident.name)))

    @api.constrains("description", "plan", "cause", "consequence", "no_improvement_reason")
    def _check_text_length(self):
        self._check_text_limits("description", "plan", "cause", "consequence", "no_improvement_reason")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Draft a report, for a department of one's own."""
        names = self._get_given_names(vals_list).intersection(self._fields)
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        incidents = super(Incident, quiet).create(vals_list).with_env(self.env)
        if not self.env.su:
            incidents._check_writable(names & (REPORT | HANDLING | {"plan"}))
            incidents.case_ids.check_access("read")
        return incidents

    def write(self, vals):
        self._check_protected(vals.keys())
        if not self.env.su:
            self._check_writable({name for name in vals if name in REPORT | HANDLING or name == "plan"})
        result = super().write(vals)
        if not self.env.su:
            self.check_access("write")
            if "case_ids" in vals:
                self.case_ids.check_access("read")
                self._check_held_cases_stay()
        if {"member_ids", "lead_department_id"}.intersection(vals):
            self._ensure_channels()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reported(self):
        for incident in self:
            if incident.state != "draft":
                raise UserError(
                    self.env._("“%(incident)s” was reported and stays on record.", incident=incident.display_name)
                )

    def _check_writable(self, names):
        """The report is written by who reports, until it is sent; all else by the department that runs the handling.

        :raises AccessError: for another department
        :raises UserError: naming the fields that cannot change now
        """
        mine = self.env.user._get_member_departments()
        for incident in self:
            fixed = names - WRITABLE.get(incident.state, frozenset())
            if incident.plan_state in ("submitted", "approved"):
                fixed |= names & {"plan"}
            if fixed:
                labels = sorted(self._fields[name]._description_string(self.env) for name in fixed)
                raise UserError(
                    self.env._(
                        "“%(incident)s”: %(fields)s cannot change now. The report is written while it is a draft, "
                        "the plan until it is submitted, all else until the incident is closed.",
                        incident=incident.display_name,
                        fields=", ".join(labels),
                    )
                )
            draft = incident.state == "draft"
            writer = incident.reporting_department_id if draft else incident.lead_department_id
            if names and writer not in mine:
                raise AccessError(
                    self.env._(
                        "“%(incident)s”: this is for “%(department)s” to write.",
                        incident=incident.display_name,
                        department=writer.sudo().display_name,
                    )
                )

    def _check_held_cases_stay(self):
        """:raises UserError: naming the cases it holds, which cannot be taken out"""
        for incident in self:
            left = incident._get_held_cases() - incident.sudo().case_ids
            if left:
                raise UserError(
                    self.env._(
                        "“%(case)s” is suspended by this incident: resume it before you take it out.",
                        case=left[0].display_name,
                    )
                )

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.plan_submitted_by

    def _get_decision_department(self):
        return self.company_id._get_crossbiz_department("decision")

    def _get_rectifying_departments(self):
        return self.lead_department_id

    def _prepare_rectification(self):
        return {"source": "incident", "company_id": self.company_id.id}
