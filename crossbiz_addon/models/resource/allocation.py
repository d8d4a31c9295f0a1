from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .resource import DIGITS

PLAN_FIELDS = frozenset({"start", "stop", "handover_at", "usage_rules", "return_requirements"})
HANDOVER_FIELDS = frozenset({"condition_out", "photo_ids", "access_note"})


class ResourceAllocation(models.Model):
    """A promise of so many units for a period, its allocation plan (调配方案) and its handover.

    Regulation 3.1.2, 3.1.3. It holds capacity from the approval on; the owner's people fill in
    the plan, then what is handed over, each until its step is closed.
    """

    _name = "crossbiz.resource.allocation"
    _description = "Resource Allocation"
    _inherit = ["crossbiz.document", "crossbiz.evidence"]
    _order = "start desc, id desc"
    _rec_name = "resource_id"

    _transitions = {"held": {"active", "released"}, "active": {"returned"}}
    _evidence_fields = ("photo_ids",)
    _protected_fields = frozenset(
        {
            "request_id",
            "resource_id",
            "company_id",
            "department_id",
            "borrower_id",
            "quantity",
            "outstanding",
            "state",
            "planned_by",
            "planned_at",
            "handed_over_by",
            "handed_over_at",
            "received_by",
            "received_at",
            "ended_at",
        }
    )

    request_id = fields.Many2one(
        "crossbiz.resource.request", "Resource Request", required=True, readonly=True, ondelete="restrict", index=True
    )
    resource_id = fields.Many2one("crossbiz.resource", required=True, readonly=True, ondelete="restrict", index=True)
    resource_type = fields.Selection(related="resource_id.resource_type")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    department_id = fields.Many2one(
        "hr.department", "Owning Department", required=True, readonly=True, ondelete="restrict", index=True
    )
    borrower_id = fields.Many2one(
        "hr.department", "Using Department", required=True, readonly=True, ondelete="restrict", index=True
    )
    quantity = fields.Float(required=True, readonly=True, digits=DIGITS, aggregator="sum")
    outstanding = fields.Float(
        "Claimed", required=True, readonly=True, digits=DIGITS, aggregator="sum", help="Units still promised or lent."
    )
    start = fields.Datetime(required=True, help="From when the units are claimed.")
    stop = fields.Datetime("Due Back", required=True, help="By when they are returned.")
    state = fields.Selection(
        [("held", "Promised"), ("active", "Lent"), ("returned", "Returned"), ("released", "Released")],
        required=True,
        default="held",
        readonly=True,
    )
    purpose = fields.Text(related="request_id.purpose")
    overdue = fields.Boolean("Overdue Return", compute="_compute_overdue", search="_search_overdue")
    handover_at = fields.Datetime("Planned Handover")
    usage_rules = fields.Text("Rules of Use")
    return_requirements = fields.Text()
    planned_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    planned_at = fields.Datetime(readonly=True)
    condition_out = fields.Text("Condition at Handover", help="What is handed over and in which condition.")
    photo_ids = fields.Many2many(
        "ir.attachment", "crossbiz_allocation_photo_rel", "allocation_id", "attachment_id", "Photos"
    )
    access_note = fields.Text("Access Granted", help="For data: to whom, how and with which rights.")
    handed_over_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    handed_over_at = fields.Datetime(readonly=True)
    received_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    received_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime("Returned or Released At", readonly=True)
    can_plan = fields.Boolean(compute="_compute_can")
    can_hand_over = fields.Boolean(compute="_compute_can")
    can_receive = fields.Boolean(compute="_compute_can")

    # What availability reads, from the index alone; what has ended leaves it.
    _claim_idx = models.Index(
        "(resource_id, start, stop) INCLUDE (outstanding, state) WHERE state IN ('held', 'active')"
    )
    _running_uniq = models.UniqueIndex("(request_id) WHERE state IN ('held', 'active')")
    _period_positive = models.Constraint("CHECK(start < stop)", "The period ends before it begins.")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("request_id.display_name")
    def _compute_display_name(self):
        for allocation in self:
            allocation.display_name = allocation.request_id.display_name

    @api.depends("state", "stop")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for allocation in self:
            allocation.overdue = allocation.state == "active" and allocation.stop <= now

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "active") & Domain("stop", "<=", fields.Datetime.now())
        return Domain.OR(late if flag else ~late for flag in value)

    @api.depends("state", "planned_at", "handed_over_at")
    @api.depends_context("uid")
    def _compute_can(self):
        acting = self.env.user._get_acting_departments()
        for allocation in self:
            waiting = allocation.state == "held" and allocation.request_id.state == "approved"
            waiting = waiting and not allocation.request_id.suspended
            owns, borrows = allocation.department_id in acting, allocation.borrower_id in acting
            allocation.can_plan = waiting and owns and not allocation.planned_at
            allocation.can_hand_over = (
                waiting and owns and bool(allocation.planned_at) and not allocation.handed_over_at
            )
            allocation.can_receive = (
                waiting and borrows and bool(allocation.handed_over_at) and allocation.handed_over_by != self.env.user
            )

    @api.constrains("usage_rules", "return_requirements", "condition_out", "access_note")
    def _check_text_length(self):
        self._check_text_limits("usage_rules", "return_requirements", "condition_out", "access_note")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals)
        result = super().write(vals)
        if {"start", "stop"}.intersection(vals) and not self.env.su:
            self._check_period()
        return result

    def _check_writable(self, vals):
        """The owner's people write the plan until it is made, and the handover until it is signed.

        :raises AccessError: for other departments
        :raises UserError: afterwards
        """
        names = set(vals)
        mine = self.env.user._get_member_departments()
        for allocation in self:
            if allocation.department_id not in mine:
                raise AccessError(
                    self.env._(
                        "The allocation plan is written by “%(department)s”.",
                        department=allocation.department_id.sudo().display_name,
                    )
                )
            late = set()
            if allocation.state != "held" or allocation.planned_at:
                late |= names & PLAN_FIELDS
            if allocation.state != "held" or allocation.handed_over_at:
                late |= names & HANDOVER_FIELDS
            if late:
                raise UserError(
                    self.env._(
                        "%(fields)s: this was signed and cannot change now.",
                        fields=", ".join(sorted(self._fields[name]._description_string(self.env) for name in late)),
                    )
                )

    def _check_period(self):
        """A plan keeps within the approved period: for more there is no approval.

        Within it, what a narrower plan left free may have been promised to others.

        :raises UserError: naming the approved period, or when it is free next
        """
        now = fields.Datetime.now()
        for allocation in self:
            request = allocation.request_id
            if not request.date_from <= allocation.start < allocation.stop <= request.date_to:
                tell = allocation.resource_id._tell
                raise UserError(
                    self.env._(
                        "The plan has to lie within the approved period, %(start)s to %(stop)s.",
                        start=tell(request.date_from),
                        stop=tell(request.date_to),
                    )
                )
            resource, start = allocation.resource_id, max(allocation.start, now)
            if start < allocation.stop:
                resource.sudo()._bump()
                resource._check_free(allocation.outstanding, start, allocation.stop, besides=allocation)

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.request_id.case_id

    def _get_submitter(self):
        return self.request_id.user_id

    # --------------------------------------------------
    # Buttons of the dialogs
    # --------------------------------------------------

    def action_plan(self):
        """Make the allocation plan as it is filled in."""
        self.ensure_one()
        return self.request_id.action_allocate()

    def action_hand_over(self):
        """Sign the handover as it is filled in."""
        self.ensure_one()
        return self.request_id.action_hand_over()
