from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...lib.wording import list_points

REFERENCE_CODE = "crossbiz.dispute"
RAISED = frozenset({"case_id", "name", "description", "department_id", "party_ids"})
ENDED = ("draft", "done", "rejected", "cancelled")


class Dispute(models.Model):
    """A disagreement on a case that the decision layer settles (争议裁决, regulation 2.3).

    Each party states its position; the ruling is written down, journaled on the case, and binding.
    Creating one raises it: what was raised never changes.
    """

    _name = "crossbiz.dispute"
    _description = "Dispute"
    _inherit = ["crossbiz.document", "crossbiz.discussed"]
    _order = "id desc"
    _rec_names_search = ["reference", "name"]
    _check_company_auto = True

    _transitions = {"open": {"ruled", "withdrawn"}}
    _node_kinds = {"dispute_decision": "verdict"}
    _verdict_forms = frozenset({"dispute_decision"})
    _protected_fields = frozenset(
        {
            "reference",
            "state",
            "user_id",
            "raised_at",
            "ruling",
            "ruled_by",
            "ruled_at",
            "withdrawal",
            "position_ids",
            "node_ids",
        }
    )

    reference = fields.Char("Number", readonly=True, copy=False, index="trigram")
    name = fields.Char("Subject", required=True, index="trigram")
    case_id = fields.Many2one(
        "crossbiz.case", required=True, index=True, ondelete="restrict", domain="[('state', '!=', 'draft')]"
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one(
        "hr.department",
        "Raised By",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user._get_home_department(),
    )
    user_id = fields.Many2one(
        "res.users", "Raised By (Person)", readonly=True, default=lambda self: self.env.uid, ondelete="restrict"
    )
    raised_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    description = fields.Text("What It Is About", required=True)
    party_ids = fields.Many2many(
        "hr.department",
        "crossbiz_dispute_party_rel",
        "dispute_id",
        "department_id",
        "Parties",
        help="The departments that disagree. Whoever acts for one of them does not rule.",
    )
    participant_ids = fields.Many2many(related="case_id.department_ids", string="Departments of the Case")
    position_ids = fields.One2many("crossbiz.dispute.position", "dispute_id", "Positions", readonly=True)
    ruling = fields.Text(readonly=True)
    ruled_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    ruled_at = fields.Datetime(readonly=True)
    withdrawal = fields.Text("Why It Was Withdrawn", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("ruled", "Ruled"), ("withdrawn", "Withdrawn")],
        default="open",
        required=True,
        readonly=True,
        group_expand=True,
    )
    can_rule = fields.Boolean(compute="_compute_can", help="I can give the ruling.")
    can_withdraw = fields.Boolean(compute="_compute_can", help="I can withdraw it.")

    _reference_uniq = models.UniqueIndex("(company_id, reference) WHERE reference IS NOT NULL")

    # --------------------------------------------------
    # Computes and constraints
    # --------------------------------------------------

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = " ".join(filter(None, (dispute.reference, dispute.name)))

    @api.depends("state", "department_id", "node_ids.state")
    @api.depends_context("uid")
    def _compute_can(self):
        acting = self.env.user._get_acting_departments()
        for dispute in self:
            is_open = dispute.state == "open" and bool(dispute.id)
            dispute.can_withdraw = is_open and dispute.department_id in acting and not dispute.case_id.suspended
            dispute.can_rule = (
                is_open
                and any(dispute.node_ids.mapped("can_act"))
                and not dispute.sudo()._get_judging_party(self.env.user)
            )

    @api.constrains("description")
    def _check_text_length(self):
        self._check_text_limits("description")

    # --------------------------------------------------
    # Raising
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Raise disputes: each party is asked for its position, the decision layer for a ruling.

        :raises AccessError: for anyone but an officer of a department that takes part in the case
        :raises UserError: saying all that is missing
        """
        for vals in vals_list:
            self._check_text_of(vals)
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        disputes = super(Dispute, quiet).create(vals_list).with_env(self.env)
        for dispute in disputes:
            dispute._raise()
        return disputes

    @api.model
    def _check_text_of(self, vals):
        for name in ("name", "description"):
            vals[name] = self._clean_text(self._fields[name]._description_string(self.env), vals.get(name))

    def write(self, vals):
        self._check_protected(vals.keys())
        if not self.env.su and RAISED.intersection(vals):
            self.check_access("read")
            raise UserError(
                self.env._("A dispute stays as it was raised. Withdraw it with a reason and raise another one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_raised(self):
        raise UserError(self.env._("A dispute stays on record. Withdraw it with a reason."))

    def _raise(self):
        self.case_id.check_access("read")
        self._check_acts_for(self.department_id, self.env._("Raise a dispute"))
        found = self.sudo()
        found.party_ids = [Command.link(found.department_id.id)]
        self._check_moving()
        failures = found._get_raising_failures()
        if failures:
            raise UserError(
                self.env._(
                    "The dispute cannot be raised:\n%(failures)s",
                    failures=list_points(failures),
                )
            )
        sequence = self.env["ir.sequence"].sudo()
        found.reference = sequence._next_crossbiz_references(REFERENCE_CODE, found.company_id.id, 1)[0]
        found.position_ids.create(
            [{"dispute_id": self.id, "department_id": department.id} for department in found.party_ids]
        )
        self._journal("dispute_raised", department_id=self.department_id.id, note=self.description)
        self._journal_on_case("dispute_raised", self.display_name)
        self._open_node("dispute_decision", self._get_decision_department())
        self.env["crossbiz.notice"].sudo()._queue_document(self, "dispute", found.party_ids, note=self.description)

    def _check_moving(self):
        """:raises UserError: while the case is suspended"""
        self.case_id._check_moving()

    def _get_raising_failures(self):
        """What keeps this from being raised, as translated sentences (superuser mode)."""
        failures, case = [], self.case_id
        decision = self.company_id.crossbiz_decision_department_id
        if case.state in ENDED:
            labels = dict(case._fields["state"]._description_selection(self.env))
            failures.append(
                self.env._(
                    "“%(case)s” is %(state)s: there is nothing to settle.",
                    case=case.display_name,
                    state=labels[case.state],
                )
            )
        if len(self.party_ids) < 2:
            failures.append(self.env._("Name at least one department that disagrees with yours."))
        failures += [
            self.env._("“%(department)s” takes no part in this case.", department=department.display_name)
            for department in self.party_ids - case.department_ids
        ]
        if decision and decision in self.party_ids:
            failures.append(
                self.env._(
                    "“%(department)s” is the decision layer: it rules and cannot be a party.",
                    department=decision.display_name,
                )
            )
        failures += (decision or self._get_decision_department())._get_serving_failures(self.company_id)
        return failures

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _journal_on_case(self, event, name, note=None):
        """The same fact in the journal of the case's own document."""
        entries = [
            document._prepare_journal_entry(event, new_value=name, note=note, department_id=self.department_id.id)
            for document in self.sudo().case_id._get_documents()
        ]
        self.env["crossbiz.journal"].sudo()._append(entries)

    def _get_case(self):
        return self.case_id

    def _get_submitter(self):
        return self.user_id

    def _get_decision_department(self):
        return self.company_id._get_crossbiz_department("decision")

    def _get_node_outcomes(self, node):
        return ("approved",)

    def _get_node_verb(self, node):
        return self.env._("Give a Ruling")

    def _get_node_action(self, node):
        return self.get_formview_action()

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "subject": self.name,
            "description": self.description or "",
            "positions": [[line.department_id.id, line.text or ""] for line in self.position_ids.sorted("id")],
        }
