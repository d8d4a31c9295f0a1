from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

REQUEST_FIELDS = frozenset({"order_id", "department_id", "request", "sequence"})
PLAN_FIELDS = frozenset({"plan", "planned_delivery"})
DELIVERY_FIELDS = frozenset({"deliverable"})


class TaskOrderLine(models.Model):
    """What one department contributes to a task order: request, handling plan, delivery, verdict.

    Who may write what follows from where the line stands: the first contact writes the
    request while the order is a draft, the department its plan until it is submitted and
    its deliverable until it is delivered. All else is written by the steps.
    """

    _name = "crossbiz.task.order.line"
    _description = "Task Order Line"
    _inherit = ["crossbiz.protected"]
    _order = "order_id, sequence, id"
    _rec_name = "department_id"

    _protected_fields = frozenset(
        {
            "issued_at",
            "plan_submitted_at",
            "plan_submitted_by",
            "delivered_at",
            "delivered_by",
            "verdict",
            "verdict_note",
            "verdict_by",
            "verdict_at",
            "withdrawn_at",
            "cycle",
        }
    )

    order_id = fields.Many2one("crossbiz.task.order", "Task Order", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="order_id.company_id")
    order_need = fields.Text(related="order_id.need", related_sudo=False)
    order_standard = fields.Text(related="order_id.delivery_standard", related_sudo=False)
    department_id = fields.Many2one("hr.department", required=True, ondelete="restrict", index=True)
    request = fields.Text(help="What this department is asked to do.")
    issued_at = fields.Datetime(readonly=True, copy=False)
    plan = fields.Text("Handling Plan", copy=False, help="How the department will serve the need.")
    planned_delivery = fields.Date(copy=False, help="By when the department will deliver.")
    plan_submitted_at = fields.Datetime(readonly=True, copy=False)
    plan_submitted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    deliverable = fields.Text(copy=False, help="What was delivered, and where to find it.")
    delivered_at = fields.Datetime(readonly=True, copy=False)
    delivered_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    verdict = fields.Selection([("accepted", "Accepted"), ("rework", "Sent Back")], readonly=True, copy=False)
    verdict_note = fields.Text("Verdict's Reason", readonly=True, copy=False)
    verdict_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    verdict_at = fields.Datetime(readonly=True, copy=False)
    withdrawn_at = fields.Datetime(readonly=True, copy=False)
    cycle = fields.Integer("Round", default=1, readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Plan Awaited"),
            ("planned", "Delivery Awaited"),
            ("delivered", "Acceptance Awaited"),
            ("accepted", "Accepted"),
            ("withdrawn", "Released"),
        ],
        compute="_compute_state",
        store=True,
    )
    can_plan = fields.Boolean(compute="_compute_can")
    can_deliver = fields.Boolean(compute="_compute_can")
    can_judge = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")
    can_edit_request = fields.Boolean(compute="_compute_can")

    _department_uniq = models.UniqueIndex(
        "(order_id, department_id) WHERE withdrawn_at IS NULL", "A department can take part in a task order only once."
    )

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("issued_at", "plan_submitted_at", "delivered_at", "verdict", "withdrawn_at")
    def _compute_state(self):
        for line in self:
            if line.withdrawn_at:
                line.state = "withdrawn"
            elif not line.issued_at:
                line.state = "draft"
            elif not line.plan_submitted_at:
                line.state = "asked"
            elif not line.delivered_at:
                line.state = "planned"
            else:
                line.state = "accepted" if line.verdict == "accepted" else "delivered"

    @api.depends("state", "department_id", "order_id.state", "order_id.suspended")
    @api.depends_context("uid")
    def _compute_can(self):
        acting = self.env.user._get_acting_departments()
        judged = self._get_judged_by_me()
        for line in self:
            order = line.order_id
            moving = order.state == "running" and not order.suspended
            theirs = moving and line.department_id in acting
            asks = moving and order.requesting_department_id in acting
            line.can_plan = theirs and line.state == "asked"
            line.can_deliver = theirs and line.state == "planned"
            line.can_judge = line in judged
            line.can_withdraw = asks and line.state in ("asked", "planned")
            line.can_edit_request = line.state == "draft" or not line.state

    def _get_judged_by_me(self):
        """The delivered lines whose acceptance this user owes."""
        delivered = self.filtered(lambda line: line.state == "delivered" and line.delivered_by != self.env.user)
        if not delivered:
            return delivered
        periods = set(delivered.order_id._get_my_steps("order_acceptance").mapped("period"))
        return delivered.filtered(lambda line: str(line.id) in periods)

    @api.depends("order_id.display_name", "department_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.order_id.display_name} · {line.department_id.sudo().name}"

    # --------------------------------------------------
    # Constraints
    # --------------------------------------------------

    @api.constrains("request", "plan", "deliverable")
    def _check_text_length(self):
        self._check_text_limits("request", "plan", "deliverable")

    @api.model
    def _check_departments_once(self, order, departments):
        """A department stands once on an order; asked before PostgreSQL's unique index is, which knows no names.

        :param departments: list of the departments of its lines, as they will be
        :raises ValidationError: naming the one that would stand there twice
        """
        for department in set(departments):
            if departments.count(department) > 1:
                raise ValidationError(
                    self.env._(
                        "“%(department)s” stands twice on “%(order)s”. Put its requests on one line.",
                        department=department.sudo().display_name,
                        order=order.sudo().display_name,
                    )
                )

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        answers = PLAN_FIELDS | DELIVERY_FIELDS  # a form sends them empty
        given = any(vals.get(name) or self.env.context.get(f"default_{name}") for vals in vals_list for name in answers)
        if given and not self.env.su:
            raise AccessError(
                self.env._("Plan and deliverable are written by the department itself, once it was asked.")
            )
        asked = {}
        for vals in vals_list:
            asked.setdefault(vals.get("order_id"), []).append(
                self.env["hr.department"].browse(vals.get("department_id"))
            )
        for order in self.env["crossbiz.task.order"].browse(filter(None, asked)):
            self._check_departments_once(order, asked[order.id] + order.sudo().line_ids._get_departments())
        lines = super().create(vals_list)
        new = lines.filtered(lambda line: line.department_id not in line.order_id.collaborator_ids)
        new.order_id._sync_collaborators()
        late = lines.filtered(lambda line: line.order_id.state != "draft")
        if late:
            late._add_late()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals)
        if "department_id" in vals:
            department = self.env["hr.department"].browse(vals["department_id"])
            for order, lines in self.grouped("order_id").items():
                others = order.sudo().line_ids - lines
                self._check_departments_once(order, [department] * len(lines) + others._get_departments())
        result = super().write(vals)
        if "department_id" in vals:
            self.order_id._sync_collaborators()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders.exists()._sync_collaborators()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(line.issued_at or line.order_id.state != "draft" for line in self):
            raise UserError(
                self.env._("A department that was asked has a history here. Release it instead of deleting the line.")
            )

    def _get_departments(self):
        """The departments of these lines, but for released ones, as a list."""
        return [line.department_id.sudo(False) for line in self if not line.withdrawn_at]

    def _check_writable(self, vals):
        """Who may write what, and until when.

        :raises AccessError: for fields of another department
        :raises UserError: for what is settled by now
        """
        names = set(vals)
        request, plan, deliverable = names & REQUEST_FIELDS, names & PLAN_FIELDS, names & DELIVERY_FIELDS
        if "order_id" in names:
            raise AccessError(self.env._("A line stays in its task order."))
        mine = self.env.user._get_member_departments() if plan or deliverable else None
        for line in self:
            if request - {"sequence"} and not (line.state == line.order_id.state == "draft"):
                line._refuse_settled(request)
            if request and line.order_id.requesting_department_id not in self.env.user._get_member_departments():
                raise AccessError(self.env._("The request is written by the first-contact department."))
            if (plan or deliverable) and line.department_id not in mine:
                raise AccessError(
                    self.env._(
                        "Plan and deliverable of “%(department)s” are written by its own people.",
                        department=line.department_id.sudo().display_name,
                    )
                )
            running = line.order_id.state == "running"
            if plan and not (running and line.state == "asked"):
                line._refuse_settled(plan)
            if deliverable and not (running and line.state in ("asked", "planned")):
                line._refuse_settled(deliverable)

    def _refuse_settled(self, names):
        raise UserError(
            self.env._(
                "%(fields)s: this line is “%(state)s”, so that cannot change now.",
                fields=", ".join(sorted(self._fields[name]._description_string(self.env) for name in names)),
                state=dict(self._fields["state"]._description_selection(self.env)).get(self.state, ""),
            )
        )
