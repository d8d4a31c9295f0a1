from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare

from .resource import DIGITS, tell_units

TEXTS = ("purpose", "safeguards", "data_scope", "retention", "legal_basis")


class ResourceRequest(models.Model):
    """《交叉业务资源共享申请表》: a department asks another one for its resource (regulation 3.1).

    Reviewed by the lead department, evaluated by lead and owner within three working days,
    decided by the decision layer when major; then promised, handed over, inspected and
    returned. This file has the paper; its way is in ``request_submit``, ``request_review``,
    ``request_plan``, ``request_handover`` and ``request_return``.
    """

    _name = "crossbiz.resource.request"
    _description = "Resource Request"
    _inherit = ["crossbiz.case.document"]
    _inherits = {"crossbiz.case": "case_id"}
    _order = "id desc"
    _check_company_auto = True

    _case_kind = "resource"
    _transitions = {
        "draft": {"review", "cancelled"},
        "review": {"draft", "approved", "rejected", "cancelled"},
        "rejected": {"draft"},
        "approved": {"running", "rejected", "cancelled"},
        "running": {"closing"},
        "closing": {"running", "done"},
    }
    _node_kinds = {
        "request_first_review": "verdict",
        "request_evaluation": "verdict",
        "request_decision": "verdict",
        "resource_allocation": "record",
        "resource_handover": "record",
        "resource_receipt": "record",
        "resource_inspection": "record",
        "request_return": "record",
        "return_check": "record",
    }
    _verdict_forms = frozenset({"request_evaluation"})
    _protected_fields = frozenset({"round", "decided_at"})
    _draft_fields = frozenset({"resource_id", "quantity", "date_from", "date_to", "value", *TEXTS})

    resource_id = fields.Many2one(
        "crossbiz.resource", required=True, check_company=True, ondelete="restrict", index=True
    )
    resource_type = fields.Selection(string="Type", related="resource_id.resource_type", store=True)
    data_level = fields.Selection(related="resource_id.data_level")
    owner_department_id = fields.Many2one(
        "hr.department", "Owning Department", related="resource_id.department_id", store=True, index=True
    )
    quantity = fields.Float(required=True, default=1.0, digits=DIGITS, help="Units; half a person is 0.5.")
    date_from = fields.Datetime("Needed From")
    date_to = fields.Datetime("Needed Until")
    purpose = fields.Text(help="What it is needed for.")
    safeguards = fields.Text("Security Safeguards", help="How it is kept safe while it is lent.")
    data_scope = fields.Text(
        "Scope of the Data", help="Which fields of which records, and no more than the purpose needs."
    )
    retention = fields.Text("Retention and Deletion", help="How long the data is kept, and how it is deleted.")
    legal_basis = fields.Text(help="What allows the use: consent, contract, law (PIPL art. 13).")
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(help="What is lent is worth so much. High values need the decision layer.")
    round = fields.Integer(default=0, readonly=True, copy=False, help="How often it was submitted.")
    decided_at = fields.Datetime("Approved At", readonly=True, copy=False)
    needs_decision = fields.Boolean(compute="_compute_needs_decision")
    availability = fields.Text(compute="_compute_availability")
    is_free = fields.Boolean(compute="_compute_availability", help="Enough units are free in the whole period.")
    evaluation_ids = fields.One2many("crossbiz.resource.evaluation", "request_id", "Evaluations", readonly=True)
    allocation_ids = fields.One2many("crossbiz.resource.allocation", "request_id", "Allocations", readonly=True)
    allocation_id = fields.Many2one("crossbiz.resource.allocation", compute="_compute_allocation_id")
    inspection_ids = fields.One2many("crossbiz.resource.inspection", "request_id", "Inspections", readonly=True)
    feedback_ids = fields.One2many("crossbiz.resource.feedback", "request_id", "Returns", readonly=True)
    use_extension_ids = fields.One2many("crossbiz.resource.use.extension", "request_id", "Longer Use", readonly=True)
    move_ids = fields.One2many("crossbiz.resource.move", "request_id", "Ledger", readonly=True)
    overdue_return = fields.Boolean(compute="_compute_overdue_return", search="_search_overdue_return")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("major", "value", "quantity", "date_from", "date_to", "resource_id", "company_id")
    def _compute_needs_decision(self):
        for request in self:
            request.needs_decision = request._is_major()

    @api.depends("resource_id", "quantity", "date_from", "date_to", "state")
    def _compute_availability(self):
        """What a reader should know before submitting or approving."""
        for request in self:
            known = request.state in ("draft", "review") and request._get_availability()
            request.is_free, request.availability = known or (False, False)

    def _get_availability(self):
        """Whether enough is free in the wanted period, and a sentence about it; nothing without a period."""
        resource, start, stop = self.resource_id._origin, self.date_from, self.date_to
        if not resource or not start or not stop or start >= stop:
            return None
        if resource._is_shared():
            return True, self.env._("Data can be used by several at the same time.")
        free = resource._get_free(start, stop)[resource.id]
        if float_compare(free, self.quantity, precision_digits=2) >= 0:
            return True, self.env._(
                "%(free)s of %(capacity)s units are free then.",
                free=tell_units(free),
                capacity=tell_units(resource.capacity),
            )
        try:
            resource._check_free(self.quantity, start, stop)
        except UserError as conflict:
            return False, str(conflict)
        return None

    @api.depends("allocation_ids.state")
    def _compute_allocation_id(self):
        for request in self:
            kept = request.allocation_ids.filtered(lambda found: found.state != "released")
            request.allocation_id = kept.sorted("id")[-1:]

    @api.depends("state", "allocation_ids.state", "allocation_ids.stop")
    def _compute_overdue_return(self):
        """Whose turn it is decides: what was handed back and waits for the owner's check is not overdue."""
        now = fields.Datetime.now()
        for request in self:
            loan = request.sudo().allocation_id
            request.overdue_return = request.state == "running" and loan.state == "active" and loan.stop <= now

    def _search_overdue_return(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "active"), ("stop", "<=", fields.Datetime.now())]
        late = Domain("state", "=", "running") & Domain("allocation_ids", "any!", late)
        return Domain.OR(late if flag else ~late for flag in value)

    @api.depends("case_id.display_name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.case_id.display_name

    @api.constrains(*TEXTS)
    def _check_text_length(self):
        self._check_text_limits(*TEXTS)

    @api.onchange("resource_id")
    def _onchange_resource_id(self):
        if self.resource_id:
            self.name = self.name or self.resource_id.name

    @api.onchange("resource_id", "quantity")
    def _onchange_value(self):
        self.value = self.resource_id.unit_value * self.quantity

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model
    def _prepare_case_values(self, vals):
        """The ledger shows whom a request asks, and by default what for."""
        resource = self.env["crossbiz.resource"].browse(vals.get("resource_id"))
        resource.check_access("read")
        return {
            "name": resource.name,
            "collaborator_ids": [fields.Command.set(resource.department_id.ids)],
            "involves_data_sharing": resource.resource_type == "data",
        }

    def write(self, vals):
        result = super().write(vals)
        if "resource_id" in vals:
            self._follow_resource()
        return result

    def _follow_resource(self):
        """Keep the ledger's collaborating department the resource's owner."""
        for request in self.sudo():
            resource = request.resource_id
            request.case_id.write(
                {
                    "collaborator_ids": [fields.Command.set(resource.department_id.ids)],
                    "involves_data_sharing": request.involves_data_sharing or resource.resource_type == "data",
                }
            )

    # --------------------------------------------------
    # What others ask of a document
    # --------------------------------------------------

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "resource": self.resource_id.id,
            "owner": self.owner_department_id.id,
            "requester": self.requesting_department_id.id,
            "quantity": self.quantity,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "value": self.value,
            **{name: self[name] or "" for name in TEXTS},
        }

    def _get_node_topic(self, node):
        """Which inspection it is; the other steps need no telling apart."""
        return self.env._("No. %(number)s", number=node.period) if node.kind == "resource_inspection" else False

    def _get_watching_departments(self, node):
        """The owner learns that its resource did not come back."""
        return self.owner_department_id if node.kind == "request_return" else super()._get_watching_departments(node)

    def _get_hand_over_refusal(self, node):
        return super()._get_hand_over_refusal(node) or self.env._(
            "This step belongs to “%(department)s”: its resource or its use is what it is about.",
            department=node.department_id.sudo().display_name,
        )

    def _get_extension_refusal(self, node):
        if node.kind == "request_return":
            return self.env._("Ask for a longer use instead: the resource may be promised to others.")
        return super()._get_extension_refusal(node)
