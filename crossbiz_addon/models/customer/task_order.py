from odoo import api, fields, models
from odoo.exceptions import UserError


class TaskOrder(models.Model):
    """《客户协同任务单》: a customer's need that several departments serve together.

    Regulation 3.3.2. The first-contact department issues it; each responsible department
    answers with a handling plan within 24 hours, delivers by its planned date, and the
    first contact accepts or sends back; then the customer rates the result.
    """

    _name = "crossbiz.task.order"
    _description = "Task Order"
    _inherit = ["crossbiz.case.document", "rating.mixin"]
    _inherits = {"crossbiz.case": "case_id"}
    _order = "id desc"
    _check_company_auto = True

    _case_kind = "customer"
    _transitions = {
        "draft": {"running", "cancelled"},
        "running": {"closing", "cancelled"},
        "closing": {"done", "cancelled"},
    }
    _node_kinds = {"order_response": "record", "order_delivery": "record", "order_acceptance": "record"}
    _protected_fields = frozenset(
        {"delivered_at", "satisfaction", "rated_at", "rating_comment", "rating_id", "rating_requested_at"}
    )
    _draft_fields = frozenset({"lead_id", "partner_id", "need", "delivery_standard", "response_hours"})

    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
    )
    partner_id = fields.Many2one("res.partner", "Customer", check_company=True, index=True, ondelete="restrict")
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True, precompute=True
    )
    # The mixin's own statistics cost a query a record; ours are in `satisfaction`.
    rating_last_value = fields.Float(store=False)
    need = fields.Text("Customer's Need", help="What the customer needs, as the departments have to know it.")
    delivery_standard = fields.Text(help="By what the first contact judges each delivery.")
    response_hours = fields.Float(
        "Response Limit (hours)",
        default=lambda self: self._default_response_hours(),
        copy=False,
        help="Hours in which each department answers with a handling plan; never more than the deadline rule allows.",
    )
    line_ids = fields.One2many("crossbiz.task.order.line", "order_id", "Responsible Departments", copy=True)
    delivered_at = fields.Datetime("All Delivered", readonly=True, copy=False)
    line_count = fields.Integer("Departments", compute="_compute_progress")
    accepted_count = fields.Integer("Accepted", compute="_compute_progress")

    @api.model
    def _default_response_hours(self):
        return self.env["crossbiz.deadline.rule"]._get_values("order_response", self.env.company.id)["amount"]

    @api.depends("line_ids.state")
    def _compute_progress(self):
        for order in self:
            lines = order.line_ids.filtered(lambda line: line.state != "withdrawn")
            order.line_count = len(lines)
            order.accepted_count = len(lines.filtered(lambda line: line.state == "accepted"))

    @api.depends("case_id.display_name")
    def _compute_display_name(self):
        for order in self:
            order.display_name = order.case_id.display_name

    @api.constrains("need", "delivery_standard")
    def _check_text_length(self):
        self._check_text_limits("need", "delivery_standard")

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        """An order drafted from an opportunity knows its customer, subject and need."""
        lead = self.lead_id
        if lead:
            self.partner_id = self.partner_id or lead.partner_id
            self.name = self.name or lead.name

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if any(vals.get("lead_id") for vals in vals_list):
            orders._check_lead()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("lead_id"):
            self._check_lead()
        return result

    def _check_lead(self):
        """Nobody hangs an order on an opportunity they may not see: its name would show, and we write into it."""
        leads = self.env["crm.lead"].browse(self.sudo().lead_id.ids)
        if leads and not self.env.su:
            leads.check_access("read")

    @api.model
    def _prepare_case_values(self, vals):
        """The departments asked for are the case's collaborators from the start, so that the ledger can show them."""
        department_ids = {
            command[2].get("department_id")
            for command in vals.get("line_ids") or []
            if command[0] == fields.Command.CREATE
        }
        return {"collaborator_ids": [fields.Command.set(sorted(filter(None, department_ids)))]}

    # --------------------------------------------------
    # Issuing
    # --------------------------------------------------

    def action_submit(self):
        """Submit: a task order needs no review, so this issues it."""
        return self.action_issue()

    def action_issue(self):
        """Issue the order: each responsible department's clock starts (regulation 3.3.2).

        :raises AccessError: for anyone but an officer of the first-contact department
        :raises UserError: saying all that is missing
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Issue the task order"))
        for order in self:
            if order.state != "draft":
                raise UserError(self.env._("“%(order)s” was already issued.", order=order.display_name))
        self._check_gates()
        now = fields.Datetime.now()
        with self.env["crossbiz.journal"]._collected():
            self._transition("running", "order_issued", submitted_at=now, started_at=now, user_id=self.env.uid)
            self.line_ids._issue()
        self._tell_lead(self.env._("The task order was issued to the responsible departments."))
        return True

    def copy_data(self, default=None):
        """A copy asks whom the order asks now: released departments stay out."""
        vals_list = super().copy_data(default)
        for order, vals in zip(self, vals_list, strict=True):
            if "line_ids" in vals and "line_ids" not in (default or {}):
                lines = order.line_ids.filtered(lambda line: not line.withdrawn_at)
                vals["line_ids"] = [fields.Command.create(line_vals) for line_vals in lines.copy_data()]
        return vals_list

    def _get_gate_failures(self):
        failures = super()._get_gate_failures()
        label = {
            name: field._description_string(self.env)
            for name, field in self._fields.items()
            if name in ("need", "partner_id")
        }
        for name in ("partner_id", "need"):
            value = self[name]
            if not (value.strip() if name == "need" and value else value):
                failures.append(self.env._("%(field)s is empty.", field=label[name]))
        if not self.line_ids:
            failures.append(self.env._("No responsible department: add at least one."))
        limit = self.env["crossbiz.deadline.rule"]._get_values("order_response", self.company_id.id)["amount"]
        if not 0 < self.response_hours <= limit:
            failures.append(self.env._("The response limit has to be between 0 and %(limit)g hours.", limit=limit))
        return failures

    def _get_serving_departments(self):
        return super()._get_serving_departments() | self.line_ids.department_id

    # --------------------------------------------------
    # What follows from a closed step
    # --------------------------------------------------

    def _on_node_closed(self, node):
        if node.kind == "order_acceptance" and all(line.state in ("accepted", "withdrawn") for line in self.line_ids):
            self._close_up()

    def _on_node_handed_over(self, node, previous):
        line = self._get_line(node, previous)
        if node.kind == "order_acceptance":
            line._check_other_judge(node.department_id)
        elif line:
            line._move_to(node.department_id)

    def _get_line(self, node, department=None):
        """The line a step is about."""
        if node.period:
            return self.line_ids.filtered(lambda line: str(line.id) == node.period)
        wanted = department or node.department_id
        return self.line_ids.filtered(lambda line: line.department_id == wanted and line.state != "withdrawn")

    def _get_node_topic(self, node):
        return self._get_line(node).department_id.name if node.period else False

    def _get_node_verb(self, node):
        verbs = {
            "order_response": self.env._("Write the Plan"),
            "order_delivery": self.env._("Deliver"),
            "order_acceptance": self.env._("Judge"),
        }
        return verbs.get(node.kind) or super()._get_node_verb(node)

    def _get_node_action(self, node):
        line = self._get_line(node)
        if not line:
            return super()._get_node_action(node)
        return line._get_dialog_action(node.kind)

    def _sync_collaborators(self):
        """Keep the ledger's collaborating departments those that are asked."""
        for order in self.sudo():
            departments = order.line_ids.filtered(lambda line: not line.withdrawn_at).department_id
            if order.case_id.collaborator_ids != departments:
                order.case_id.collaborator_ids = departments

    def _close_up(self):
        """All is accepted: ask the customer."""
        self._transition("closing", delivered_at=fields.Datetime.now())
        self._tell_lead(self.env._("All departments delivered; the customer is asked for a rating."))
        self._request_rating()

    # --------------------------------------------------
    # Beside the process
    # --------------------------------------------------

    def _tell_lead(self, text):
        """Note what matters on the opportunity too (superuser mode: its readers are sales', not ours)."""
        bodies = {}
        for order in self.sudo():
            if order.lead_id:
                bodies[order.lead_id.id] = f"{order.display_name}: {text}"
        if bodies:
            leads = self.env["crm.lead"].sudo().browse(bodies)
            leads._message_log_batch(bodies=bodies, author_id=self.env.user.partner_id.id)

    def _rating_get_operator(self):
        return self.env["res.partner"]

    def action_open_case(self):
        """Open the ledger on this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.case_action")
        return {**action, "domain": [("id", "=", self.case_id.id)]}
