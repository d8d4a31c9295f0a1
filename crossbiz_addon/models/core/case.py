from odoo import api, fields, models
from odoo.exceptions import UserError

from .light import LIGHTS

FINAL_STATES = ("done", "rejected", "cancelled")
REFERENCE_CODE = "crossbiz.case"


class Case(models.Model):
    """A row of the task ledger (任务台账): something that crosses departments.

    Regulation 2.1. Documents of all three kinds delegate to it, so that one table is the
    ledger and one set of rules guards all. It is created with its document and holds no
    papers of its own.
    """

    _name = "crossbiz.case"
    _description = "Cross-Business Case"
    _inherit = ["crossbiz.protected"]
    _order = "id desc"
    _rec_names_search = ["reference", "name"]
    _check_company_auto = True

    _protected_fields = frozenset(
        {
            "reference",
            "kind",
            "state",
            "suspended",
            "suspended_at",
            "user_id",
            "collaborator_ids",
            "submitted_at",
            "started_at",
            "done_at",
            "node_ids",
            "difficulty_ids",
            "journal_ids",
        }
    )
    # What is fixed once the case is on its way.
    _draft_fields = frozenset(
        {
            "name",
            "company_id",
            "requesting_department_id",
            "lead_department_id",
            "major",
            "involves_contract",
            "involves_data_sharing",
            "involves_external",
            "deadline",
        }
    )

    reference = fields.Char(readonly=True, copy=False, index="trigram")
    name = fields.Char("Subject", required=True, index="trigram")
    kind = fields.Selection(
        [("customer", "Customer Collaboration"), ("resource", "Resource Sharing"), ("project", "Joint Project")],
        required=True,
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "Under Review"),
            ("approved", "Approved"),
            ("running", "Running"),
            ("closing", "Closing"),
            ("done", "Done"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        group_expand="_group_expand_states",
    )
    suspended = fields.Boolean(readonly=True, copy=False, help="All clocks of this case stand still.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    requesting_department_id = fields.Many2one(
        "hr.department",
        required=True,
        check_company=True,
        index=True,
        default=lambda self: self.env.user._get_home_department(),
        help="The department that asks: requester, initiator or first contact.",
    )
    lead_department_id = fields.Many2one(
        "hr.department",
        check_company=True,
        index=True,
        default=lambda self: self.env.company.crossbiz_lead_department_id,
        help="Plans, supervises and urges (regulation 2.1).",
    )
    collaborator_ids = fields.Many2many(
        "hr.department", "crossbiz_case_collaborator_rel", string="Collaborating Departments", readonly=True, copy=False
    )
    user_id = fields.Many2one(
        "res.users", "Submitted By", readonly=True, copy=False, default=lambda self: self.env.uid, index=True
    )
    major = fields.Boolean(help="Needs the decision layer.")
    involves_contract = fields.Boolean("Involves a Contract")
    involves_data_sharing = fields.Boolean()
    involves_external = fields.Boolean("Involves Outside Parties")
    deadline = fields.Date("Due Date", help="When the whole case should be done.")
    submitted_at = fields.Datetime(readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime("Ended At", readonly=True, copy=False)
    node_ids = fields.One2many("crossbiz.node", "case_id", "Process", readonly=True, copy=False)
    next_deadline = fields.Datetime(compute="_compute_clock", store=True, help="Earliest deadline of the open steps.")
    next_reminder = fields.Datetime(compute="_compute_clock", store=True, help="From then on the light is yellow.")
    was_late = fields.Boolean(compute="_compute_clock", store=True, help="A step of this case was done late.")
    waiting_department_ids = fields.Many2many(
        "hr.department",
        string="Waiting For",
        compute="_compute_waiting_department_ids",
        compute_sudo=True,
        search="_search_waiting_department_ids",
    )
    light = fields.Selection(LIGHTS, compute="_compute_light", search="_search_light")
    difficulty_ids = fields.One2many("crossbiz.difficulty", "case_id", "Difficulties", readonly=True, copy=False)
    journal_ids = fields.One2many("crossbiz.journal", "case_id", readonly=True, copy=False)

    _ledger_idx = models.Index("(next_deadline, id DESC)")
    _state_idx = models.Index("(company_id, state, kind, id)")
    _reference_uniq = models.UniqueIndex("(company_id, reference) WHERE reference IS NOT NULL")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.model
    def _group_expand_states(self, states, _domain):
        """Columns in the order of the way, with those that matter every day even when empty."""
        every_day = ("draft", "running", "closing")
        return [state for state, _label in self._fields["state"].selection if state in states or state in every_day]

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " ".join(filter(None, (case.reference, case.name)))

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")  # before numbers are drawn
        vals_by_company = {}
        vals_list = [{"company_id": self.env.company.id, **vals} for vals in vals_list]
        for vals in vals_list:
            vals_by_company.setdefault(vals["company_id"], []).append(vals)
        sequence = self.env["ir.sequence"].sudo()
        for company_id, group in vals_by_company.items():
            references = sequence._next_crossbiz_references(REFERENCE_CODE, company_id, len(group))
            for vals, reference in zip(group, references, strict=True):
                vals["reference"] = reference
        return super().create(vals_list)

    @api.model
    def _get_protected_fields(self):
        """Also every list of what hangs on a case: documents create their case in superuser mode, and a command
        in such a list would run in it.
        """
        lists = {name for name, field in self._fields.items() if field.type in ("one2many", "many2many")}
        return super()._get_protected_fields() | lists

    def write(self, vals):
        self._check_still_draft(vals)
        result = super().write(vals)
        if "requesting_department_id" in vals:
            self.check_access("write")  # nobody pushes a draft into a department they do not belong to
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        for case in self:
            if case.state != "draft" or case.submitted_at:
                raise UserError(
                    self.env._(
                        "“%(case)s” has a history and stays in the ledger. Cancel it instead.", case=case.display_name
                    )
                )

    def _check_still_draft(self, vals):
        """What was issued stands: its subject, departments and date change in drafts only.

        :raises UserError: naming the fields
        """
        fixed = self._draft_fields.intersection(vals)
        if not fixed or self.env.su:
            return
        if "company_id" in vals and any(case.company_id.id != vals["company_id"] for case in self):
            raise UserError(self.env._("A case stays in its company. Draft a new one in the other company."))
        self._check_frozen(self._name, fixed)

    def _check_frozen(self, model_name, names):
        """Refuse a change of ``names`` (fields of ``model_name``) on cases that left draft."""
        issued = self.filtered(lambda case: case.state != "draft")
        if issued:
            labels = sorted(self.env[model_name]._fields[name]._description_string(self.env) for name in names)
            raise UserError(
                self.env._(
                    "“%(case)s” is no draft any more: %(fields)s cannot change. "
                    "Cancel it with a reason and issue a new one.",
                    case=issued[0].display_name,
                    fields=", ".join(labels),
                )
            )
