from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...lib.wording import list_points


class CaseDocument(models.AbstractModel):
    """Base of the documents that are a case: task order, resource request, task book.

    A room inherits it beside ``_inherits = {"crossbiz.case": "case_id"}`` and names its
    ``_case_kind``. Chatter belongs to the document; evidence to the journal.
    """

    _name = "crossbiz.case.document"
    _description = "Document of a Case"
    _inherit = ["crossbiz.document", "crossbiz.discussed"]

    _case_kind = None
    # Own fields that are fixed once the document left draft, beside those of the case.
    _draft_fields = frozenset()

    case_id = fields.Many2one("crossbiz.case", required=True, readonly=True, ondelete="cascade", index=True, copy=False)
    node_ids = fields.One2many(related="case_id.node_ids")
    difficulty_ids = fields.One2many(related="case_id.difficulty_ids")
    can_submit = fields.Boolean(compute="_compute_can_submit")
    can_urge = fields.Boolean(compute="_compute_can_submit")
    can_cancel = fields.Boolean(compute="_compute_can_submit")
    can_report = fields.Boolean(compute="_compute_can_submit")
    can_edit = fields.Boolean(compute="_compute_can_submit", help="A draft of one's own departments.")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Create the documents and, in superuser mode, the ledger rows they delegate to."""
        self.check_access("create")
        self._check_protected(self._get_given_names(vals_list) - {"case_id"})
        self._check_own_case(self._get_given_names(vals_list))
        case_fields = {name for name, field in self._fields.items() if field.inherited}
        own, inherited = [], []
        home = None
        for vals in vals_list:
            own.append({name: value for name, value in vals.items() if name not in case_fields})
            inherited.append(
                {
                    **self._prepare_case_values(vals),
                    **{name: value for name, value in vals.items() if name in case_fields},
                    "kind": self._case_kind,
                }
            )
            if "requesting_department_id" not in inherited[-1]:
                home = self.env.user._get_home_department() if home is None else home
                inherited[-1]["requesting_department_id"] = home.id
            if not inherited[-1]["requesting_department_id"]:
                raise UserError(
                    self.env._(
                        "You belong to no department yet. Have yours entered in Employees, "
                        "or choose the requesting department."
                    )
                )
        cases = self.env["crossbiz.case"].sudo().create(inherited)
        for vals, case in zip(own, cases, strict=True):
            vals["case_id"] = case.id
        # The journal tells what happened; the chatter needs no "created" line, and its creator no subscription
        # that would outlive the membership.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(CaseDocument, quiet).create(own).with_env(self.env)

    def write(self, vals):
        self._check_own_case(vals)
        fixed = self._draft_fields.intersection(vals)
        if fixed and not self.env.su:
            self.case_id._check_frozen(self._name, fixed)
        return super().write(vals)

    def unlink(self):
        cases = self.case_id
        cases._unlink_except_history()
        result = super().unlink()
        cases.sudo().unlink()
        return result

    def copy_data(self, default=None):
        self._check_own_case(default or {})
        vals_list = super().copy_data(default)
        for vals in vals_list:
            vals.pop("case_id", None)
        return vals_list

    @api.model
    def _prepare_case_values(self, vals):
        """Further values of the case that ``vals`` of its document imply."""
        return {}

    def _check_own_case(self, names):
        """A document gets its ledger row with its creation and never another one."""
        if "case_id" in names and not self.env.su:
            raise AccessError(self.env._("The ledger row of a document is made with it and cannot be chosen."))

    # --------------------------------------------------
    # Columns of a board
    # --------------------------------------------------

    def _post_model_setup__(self):
        """Inherited through the delegation, the state would stand in alphabetical order."""
        result = super()._post_model_setup__()
        if not self._abstract:
            self._fields["state"].group_expand = "_group_expand_states"
        return result

    @api.model
    def _group_expand_states(self, states, domain):
        return self.env["crossbiz.case"]._group_expand_states(states, domain)

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.case_id

    def _write_facts(self, facts):
        """The case's own fields in one write for all; through the delegation each would be one a record."""
        inherited = {name: value for name, value in facts.items() if self._fields[name].inherited}
        if inherited:
            self.case_id.sudo().write(inherited)
            self.case_id._settle_participants()
        own = {name: value for name, value in facts.items() if name not in inherited}
        if own:
            self.sudo().write(own)

    def _get_submitter(self):
        return self.user_id

    def _get_node_subject(self):
        return self.display_name

    @api.depends("state", "suspended", "requesting_department_id", "lead_department_id")
    @api.depends_context("uid")
    def _compute_can_submit(self):
        acting = self.env.user._get_acting_departments()
        mine = self.env.user._get_member_departments()
        decides = self.env.user.has_group("crossbiz_addon.group_decision")
        for document in self:
            asks = document.requesting_department_id in acting
            leads = document.lead_department_id in acting
            running = document.state in ("review", "approved", "running", "closing") and not document.suspended
            document.can_submit = asks and document.state == "draft"
            document.can_urge = running and (asks or leads or decides) and bool(document.next_deadline)
            document.can_report = document.state in ("running", "closing") and bool(mine & document.department_ids)
            document.can_edit = document.state == "draft" and (
                not document._origin or document.requesting_department_id in mine
            )
            document.can_cancel = asks and not document.suspended and document._can_transition("cancelled")

    # --------------------------------------------------
    # Gates
    # --------------------------------------------------

    def _check_gates(self):
        """Ask every room whether these documents may start.

        :raises UserError: saying all that is missing, not just the first thing
        """
        for document in self:
            failures = document._get_gate_failures() + document._get_start_failures()
            if failures:
                raise UserError(
                    self.env._(
                        "“%(document)s” cannot start yet:\n%(failures)s",
                        document=document.display_name,
                        failures=list_points(failures),
                    )
                )

    def _get_gate_failures(self):
        """What keeps this document from being submitted, and so from starting, as translated sentences; rooms add
        theirs.
        """
        self.ensure_one()
        failures = []
        if not self.lead_department_id:
            failures.append(
                self.env._(
                    "No lead department: choose one here or set the default under "
                    "Cross-Business > Configuration > Settings."
                )
            )
        failures += self._get_serving_departments()._get_serving_failures(self.company_id)
        if self.requesting_department_id.sudo().crossbiz_suspended:
            failures.append(
                self.env._(
                    "“%(department)s” is suspended from new cross-business work until its rectification is verified.",
                    department=self.requesting_department_id.sudo().display_name,
                )
            )
        return failures

    def _get_start_failures(self):
        """What keeps this document from starting although it may be submitted: what others do in between.

        :return: translated sentences; rooms add theirs
        """
        self.ensure_one()
        return []

    def _get_serving_departments(self):
        """The departments that will owe steps of this document."""
        return self.requesting_department_id | self.lead_department_id

    def _check_not_suspended(self):
        """A suspended case refuses every step.

        :raises UserError: naming the case, what holds it, and who can let it go on
        """
        self.case_id._check_moving()
