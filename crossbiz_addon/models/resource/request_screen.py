from odoo import api, fields, models
from odoo.fields import Domain

REVIEWED_BY_OPINION = ("request_first_review", "request_decision")


class ResourceRequest(models.Model):
    """What a request's page offers to whom: whose turn it is, and the dialogs behind its buttons."""

    _inherit = "crossbiz.resource.request"

    move_count = fields.Integer(compute="_compute_move_count")
    can_review = fields.Boolean(compute="_compute_my_turn", help="I give the first review or the decision now.")
    can_evaluate = fields.Boolean(compute="_compute_my_turn", help="I evaluate it now.")
    can_plan = fields.Boolean(compute="_compute_my_turn", help="I make the allocation plan now.")
    can_hand_over = fields.Boolean(compute="_compute_my_turn", help="I hand it over now.")
    can_receive = fields.Boolean(compute="_compute_my_turn", help="I sign for the receipt now.")
    can_return = fields.Boolean(compute="_compute_my_turn", help="I hand it back when it is not needed any more.")
    can_check = fields.Boolean(compute="_compute_my_turn", help="I check what was handed back now.")
    can_decide_extension = fields.Boolean(compute="_compute_my_turn", help="I decide on a longer use now.")
    wanted_until = fields.Datetime(
        compute="_compute_can_change_course", help="Until when it is wanted by a request for longer use."
    )
    can_inspect = fields.Boolean(compute="_compute_can_change_course", help="I can inspect what we lent.")
    can_extend = fields.Boolean(compute="_compute_can_change_course", help="I can ask for a longer use.")
    can_withdraw = fields.Boolean(compute="_compute_can_change_course", help="I can take the approval back.")
    can_undo = fields.Boolean(
        compute="_compute_can_change_course", help="I can take back a handover nobody signed for."
    )
    can_withdraw_wish = fields.Boolean(
        compute="_compute_can_change_course", help="I can take back our wish for a longer use."
    )
    can_reopen = fields.Boolean(compute="_compute_can_change_course", help="I can open a rejected request again.")

    @api.depends("move_ids")
    def _compute_move_count(self):
        counts = dict(
            self.env["crossbiz.resource.move"]._read_group(
                [("request_id", "in", self.ids)], ["request_id"], ["__count"]
            )
        )
        for request in self:
            request.move_count = counts.get(request._origin, 0)

    @api.depends("node_ids.state")
    @api.depends_context("uid")
    def _compute_my_turn(self):
        """The judge is the step: it says who may act on it."""
        kinds = {}
        for node in self._get_my_steps():
            kinds.setdefault(node.case_id.id, set()).add(node.kind)
        for request in self:
            mine = kinds.get(request.case_id.id, set())
            request.can_review = not mine.isdisjoint(REVIEWED_BY_OPINION)
            request.can_evaluate = "request_evaluation" in mine
            request.can_plan = "resource_allocation" in mine
            request.can_hand_over = "resource_handover" in mine
            # Who handed it over or back does not sign for the other side as well.
            request.can_receive = "resource_receipt" in mine and request.allocation_id.can_receive
            request.can_return = "request_return" in mine
            request.can_check = "return_check" in mine and request._get_feedback().can_check
            request.can_decide_extension = "use_extension_decision" in mine

    @api.depends(
        "state", "suspended", "allocation_ids.state", "allocation_ids.handed_over_at", "use_extension_ids.state"
    )
    @api.depends_context("uid")
    def _compute_can_change_course(self):
        acting = self.env.user._get_acting_departments()
        for request in self:
            owns, asks = request.owner_department_id in acting, request.requesting_department_id in acting
            moving, lent = not request.suspended, request.state == "running"
            wish = request._get_wish()
            handed_out = request.state == "approved" and request.allocation_id.handed_over_at
            request.wanted_until = wish.date_to
            request.can_inspect = moving and lent and owns
            request.can_extend = moving and lent and asks and not wish
            request.can_withdraw = moving and owns and request.state == "approved" and not handed_out
            request.can_undo = moving and owns and bool(handed_out)
            request.can_withdraw_wish = moving and asks and bool(wish)
            request.can_reopen = moving and asks and request.state == "rejected"

    def _get_wish(self):
        """The wish for a longer use that is being decided."""
        return self.use_extension_ids.filtered(lambda found: found.state == "requested")[:1]

    def _get_steps_domain(self):
        """Also the decision on a longer use, which is a document of the same case."""
        return Domain("case_id", "in", self.case_id.ids)

    def _get_node_verb(self, node):
        verbs = {
            "request_evaluation": self.env._("Evaluate"),
            "resource_allocation": self.env._("Make the Plan"),
            "resource_handover": self.env._("Hand It Over"),
            "resource_receipt": self.env._("Receive"),
            "resource_inspection": self.env._("Inspect"),
            "request_return": self.env._("Hand Back"),
            "return_check": self.env._("Check"),
        }
        return verbs.get(node.kind) or super()._get_node_verb(node)

    # --------------------------------------------------
    # Buttons
    # --------------------------------------------------

    def action_open_step(self, kind=None):
        """Open the dialog that closes the running step of ``kind``.

        :raises UserError: when there is no such step for the current user
        """
        self.ensure_one()
        self.check_access("read")
        kinds = REVIEWED_BY_OPINION if kind == "review" else (kind,)
        steps = self._get_my_steps().filtered(lambda step: step.kind in kinds)
        return steps._get_first()._get_closing_action()

    def action_open_inspection(self):
        """Write down an inspection, whether one is due or not."""
        self.ensure_one()
        self.check_access("read")
        return self._get_dialog(
            self.env["crossbiz.resource.inspection"],
            "crossbiz_addon.inspection_view_form_dialog",
            self.env._("Inspection"),
        )

    def action_open_bookings(self):
        """Who has the resource when."""
        self.ensure_one()
        self.check_access("read")
        action = self.resource_id.action_open_bookings()
        return {**action, "context": {"initial_date": self.date_from} if self.date_from else {}}

    def action_open_moves(self):
        """What the resource ledger says of this request."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.move_action")
        return {**action, "domain": [("request_id", "=", self.id)], "context": {}}
