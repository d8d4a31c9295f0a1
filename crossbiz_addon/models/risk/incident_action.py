from odoo import api, fields, models
from odoo.exceptions import UserError


class IncidentAction(models.Model):
    """A measure against an incident: a department, a deadline, a clock, and evidence that it was done.

    Those of the plan start when the decision layer approves it; what cannot wait is started at once.
    """

    _name = "crossbiz.incident.action"
    _description = "Action against an Incident"
    _inherit = ["crossbiz.document", "crossbiz.incident.lines", "crossbiz.evidence"]
    _order = "deadline, id"
    _check_company_auto = True

    _list_field = "action_ids"
    _transitions = {"draft": {"open", "dropped"}, "open": {"done", "dropped"}}
    _node_kinds = {"incident_action": "record"}
    _evidence_fields = ("file_ids",)
    _protected_fields = frozenset({"state", "done_at", "done_by", "started_at", "node_ids"})

    incident_id = fields.Many2one("crossbiz.incident", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="incident_id.company_id", store=True, precompute=True, index=True)
    name = fields.Char("Action to Take", required=True)
    department_id = fields.Many2one(
        "hr.department", "Responsible", required=True, check_company=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Person", ondelete="restrict", domain="[('share', '=', False)]", help="Empty: the officers."
    )
    deadline = fields.Datetime("By", required=True)
    evidence = fields.Text("How It Was Handled", copy=False)
    file_ids = fields.Many2many(
        "ir.attachment", "crossbiz_incident_action_file_rel", "action_id", "attachment_id", "Evidence", copy=False
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    done_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    state = fields.Selection(
        [("draft", "Planned"), ("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    concerns_me = fields.Boolean(related="incident_id.concerns_me")
    overdue = fields.Boolean(compute="_compute_overdue")
    can_answer = fields.Boolean(compute="_compute_can_answer", help="I can report this as done.")
    can_start = fields.Boolean(compute="_compute_can_answer", help="I can start or drop this.")

    @api.depends("state", "deadline")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for action in self:
            action.overdue = action.state == "open" and bool(action.deadline) and action.deadline <= now

    @api.depends("state", "incident_id.state", "incident_id.lead_department_id")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        acting = self.env.user._get_acting_departments()
        for action in self:
            action.can_answer = action.state == "open" and any(action.node_ids.mapped("can_act"))
            running = action.incident_id.state in ("reported", "handling")
            action.can_start = running and action.incident_id.lead_department_id in acting

    @api.constrains("evidence")
    def _check_text_length(self):
        self._check_text_limits("evidence")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    def write(self, vals):
        if not self.env.su and set(vals) <= {"evidence", "file_ids"}:
            self._check_can_answer()
        elif not self.env.su and any(action.state != "draft" for action in self):
            raise UserError(
                self.env._("What was started stands. Drop it with a reason and add another action instead.")
            )
        return super().write(vals)

    def _check_can_answer(self):
        """What was done is written by who does it, while the action is open.

        :raises UserError: before it started or after it ended
        """
        for action in self:
            if action.state != "open":
                raise UserError(self.env._("“%(action)s” is not open: nothing can be reported.", action=action.name))
            action._get_step("incident_action")._check_can_act()

    def _check_incident_writable(self):
        return super(IncidentAction, self.filtered(lambda action: action.state != "open"))._check_incident_writable()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(action.state != "draft" for action in self):
            raise UserError(self.env._("What was started stays on record. Drop it with a reason."))

    # --------------------------------------------------
    # The way of an action
    # --------------------------------------------------

    def action_start(self):
        """Start now what cannot wait for the plan's approval, or was added after it.

        :raises AccessError: for anyone but officers of the department that runs the incident, and the decision layer
        :raises UserError: saying all that is missing
        """
        self.check_access("read")
        self.incident_id._check_runs(self.env._("Start"))
        for action in self:
            if action.incident_id.state not in ("reported", "handling"):
                raise UserError(self.env._("“%(incident)s” is not being handled.", incident=action.incident_id.name))
        self._start()
        return True

    def _start_drafts(self):
        self.filtered(lambda action: action.state == "draft")._start()

    def _start(self):
        """Start the clocks; all or none.

        :raises UserError: saying all that is missing
        """
        failures = [failure for action in self for failure in action._get_start_failures()]
        if failures:
            raise UserError("\n".join(dict.fromkeys(failures)))
        self._transition("open", "action_started", started_at=fields.Datetime.now())
        self._open_nodes(
            [
                (
                    action,
                    "incident_action",
                    action.department_id,
                    {"deadline": action.deadline, **({"user": action.user_id} if action.user_id else {})},
                )
                for action in self
            ]
        )

    def _get_start_failures(self):
        """What keeps this from starting, as translated sentences."""
        failures = self.department_id._get_serving_failures(self.company_id)
        if self.deadline <= fields.Datetime.now():
            failures.append(
                self.env._("“%(action)s” should have been done in the past: choose a later time.", action=self.name)
            )
        if self.user_id and self.user_id not in self.department_id.sudo().crossbiz_member_ids:
            failures.append(
                self.env._(
                    "%(person)s does not belong to “%(department)s”.",
                    person=self.user_id.sudo().name,
                    department=self.department_id.sudo().display_name,
                )
            )
        return failures

    def action_done(self, result=None):
        """Report as done, with what was done.

        :raises AccessError: for anyone but the named person, else the officers of the department
        :raises UserError: without a description, or when it is not open
        """
        for action in self:
            action.check_access("read")
            node = action._get_step("incident_action")
            if not node:
                raise UserError(self.env._("“%(action)s” has not started yet.", action=action.name))
            node._check_can_act()
            if result is not None:
                label = self._fields["evidence"]._description_string(self.env)
                action.sudo().evidence = self._clean_text(label, result)
            text = action._get_clean("evidence")
            action._journal_with_files(
                "action_done", action.file_ids, node_id=node.id, department_id=node.department_id.id, note=text
            )
            node._close("done", text)
        return True

    def action_drop(self, reason=None):
        """Give an action up.

        :raises AccessError: for anyone but officers of the department that runs the incident, and the decision layer
        :raises UserError: without a reason, or when it ended
        """
        self.check_access("read")
        self.incident_id._check_runs(self.env._("Drop"))
        reason = self._clean_text(self.env._("Reason"), reason)
        self._transition("dropped", "action_dropped", note=reason)
        nodes = self._get_open_nodes()
        nodes._notify("cancelled", note=reason)
        nodes.sudo(self.env.su)._void(reason)
        return True

    def _drop(self, reason):
        """What nobody has to do any more, because its incident ended (superuser mode)."""
        left = self.filtered(lambda action: action.state in ("draft", "open"))
        left._transition("dropped", "action_dropped", note=reason)
        left._get_open_nodes()._void(reason)

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _on_node_closed(self, node):
        self._transition("done", done_at=node.closed_at, done_by=node.closed_by.id)

    def _on_node_handed_over(self, node, previous):
        self.sudo().write({"department_id": node.department_id.id, "user_id": False})

    def _on_extended(self, node):
        self.sudo().deadline = node.deadline

    def _get_extension_judge(self, node):
        return self.incident_id.sudo().lead_department_id

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.env["res.users"]

    def _get_node_subject(self):
        return " · ".join(filter(None, (self.incident_id.reference, self.name)))

    def _get_node_action(self, node):
        return self.get_formview_action()

    def _get_node_verb(self, node):
        return self.env._("Report as Done")

    def _prepare_journal_entry(self, event, **values):
        """Each entry names the responsible department: by it those are found that belong to no case."""
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}
