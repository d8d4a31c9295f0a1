from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

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
    department_ids = fields.Many2many(
        "hr.department",
        "crossbiz_case_department_rel",
        "crossbiz_case_id",
        "hr_department_id",
        string="Participants",
        compute="_compute_department_ids",
        store=True,
        help="Every department that takes part, and so sees the case. A draft is seen by who drafts it.",
    )
    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        help="One of my departments takes part. What record rules ask: looked up with each query, true of this moment.",
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

    def init(self):
        """Read these tables in one process: a page of the ledger takes less time than starting helpers for it."""
        for table in (self._table, self._fields["department_ids"].relation):
            self.env.cr.execute(SQL("ALTER TABLE %s SET (parallel_workers = 0)", SQL.identifier(table)))

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends(
        "submitted_at", "requesting_department_id", "lead_department_id", "collaborator_ids", "node_ids.department_id"
    )
    def _compute_department_ids(self):
        # One write for all cases with the same participants: each would cost a query.
        owing = self._get_owing_departments()
        for departments, cases in self.grouped(lambda case: case._get_participants(owing)._ids).items():
            cases.department_ids = [Command.set(departments)]

    @api.depends("department_ids.crossbiz_member_ids")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        self._settle_participants()
        mine = self.env.user._get_member_departments()
        found = mine and self.env.execute_query(
            SQL(
                "SELECT crossbiz_case_id FROM crossbiz_case_department_rel"
                " WHERE crossbiz_case_id = ANY(%s) AND hr_department_id = ANY(%s)",
                self.ids,
                mine.ids,
            )
        )
        concerning = {case_id for (case_id,) in found or ()}
        for case in self:
            case.concerns_me = case.id in concerning

    def _search_concerns_me(self, operator, value):
        """The user's few departments as they are now; PostgreSQL plans far better with them than with the relation."""
        if operator != "in":
            return NotImplemented
        concerning = Domain("department_ids", "in", self.env.user._get_member_departments().ids)
        return Domain.OR(concerning if flag else ~concerning for flag in value)

    def _settle_participants(self):
        """Write who takes part now: record rules read the table, and a search does not wait for pending computes."""
        self._recompute_recordset(["department_ids"])

    def _get_owing_departments(self):
        """Ids of the departments of each case's steps, by one query: a project has a thousand steps in two years."""
        groups = (
            self.env["crossbiz.node"]
            .sudo()
            ._read_group([("case_id", "in", self.filtered("submitted_at").ids)], ["case_id", "department_id"])
        )
        owing = {}
        for case, department in groups:
            owing.setdefault(case.id, []).append(department.id)
        return owing

    def _get_participants(self, owing):
        """Every department that takes part; of a draft only who drafts it.

        :param dict owing: what :meth:`_get_owing_departments` gave
        """
        departments = self.requesting_department_id
        if self.submitted_at:
            departments |= self.lead_department_id | self.collaborator_ids
            departments |= departments.browse(owing.get(self.id, ()))
        return departments.sorted("id")

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

    # --------------------------------------------------
    # Documents
    # --------------------------------------------------

    @api.model
    def _get_document_models(self):
        """Which model holds the papers of each kind of case; rooms add theirs."""
        return {}

    def _get_document(self):
        """The document of this case, in the caller's rights.

        :raises UserError: when no installed room knows this kind
        """
        self.ensure_one()
        model = self._get_document_models().get(self.kind)
        document = model and self.env[model].search([("case_id", "=", self.id)], limit=1)
        if not document:
            raise UserError(self.env._("The document of “%(case)s” cannot be opened.", case=self.display_name))
        return document

    def action_open_document(self):
        """Open the paper behind a ledger row."""
        return self._get_document().get_formview_action()

    def action_cancel(self, reason=None):
        """Cancel with a reason; see the document."""
        return self._get_document().action_cancel(reason)

    def action_urge(self):
        """Urge the waiting departments (督办); see the document."""
        for case in self:
            case._get_document().action_urge()
        return True

    def action_report_difficulty(self, description=None, category="difficulty"):
        """Report a difficulty, risk or suggestion (难点反馈, regulation 2.2); see the document."""
        return self._get_document().action_report_difficulty(description, category)
