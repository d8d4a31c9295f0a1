from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.schedule_book import ScheduleBook


class Resolution(models.Model):
    """What a meeting resolved (会议决议), for one department and by a date; its clock runs from the confirmed
    minutes on.
    """

    _name = "crossbiz.resolution"
    _description = "Resolution of a Meeting"
    _inherit = ["crossbiz.document"]
    _order = "deadline, id"
    _check_company_auto = True

    _transitions = {"draft": {"open"}, "open": {"done", "draft", "dropped"}}
    _node_kinds = {"resolution": "record"}
    _protected_fields = frozenset(
        {"state", "result", "done_at", "done_by", "agreed_department_id", "agreed_deadline", "node_ids"}
    )

    meeting_id = fields.Many2one("crossbiz.meeting", required=True, ondelete="cascade", index=True)
    case_id = fields.Many2one(related="meeting_id.case_id", store=True, precompute=True, index="btree_not_null")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, precompute=True, index=True)
    name = fields.Char("What Is to Be Done", required=True)
    department_id = fields.Many2one(
        "hr.department", "Responsible", required=True, ondelete="restrict", index=True, check_company=True
    )
    deadline = fields.Date("By", required=True)
    agreed_department_id = fields.Many2one(
        "hr.department", "Agreed Responsible", readonly=True, copy=False, ondelete="restrict", help="As minuted."
    )
    agreed_deadline = fields.Date("Agreed Date", readonly=True, copy=False, help="As minuted.")
    result = fields.Text(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    done_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    can_finish = fields.Boolean(compute="_compute_can_finish", help="I can report this as done.")

    @api.depends("state", "deadline")
    def _compute_overdue(self):
        today = fields.Date.context_today(self)
        for line in self:
            line.overdue = line.state == "open" and bool(line.deadline) and line.deadline < today

    def _search_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "open"), ("deadline", "<", fields.Date.context_today(self))]

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_finish(self):
        for line in self:
            line.can_finish = line.state == "open" and any(line.node_ids.mapped("can_fill_in"))

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.meeting_id._check_writable({"resolution_ids"})
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_draft()
            if any(line.meeting_id.id != vals.get("meeting_id", line.meeting_id.id) for line in self):
                raise UserError(self.env._("A line belongs to its meeting. Add a new one to the other meeting."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_resolved(self):
        self._check_draft()

    def _check_draft(self):
        """What was resolved stays, whoever asks.

        :raises UserError: saying what to do instead
        """
        self.meeting_id._check_writable({"resolution_ids"})
        if any(line.state != "draft" for line in self):
            raise UserError(self.env._("This was resolved and stays. Hold another meeting to change it."))

    # --------------------------------------------------
    # The way of a resolution
    # --------------------------------------------------

    def _get_failures(self):
        """What keeps this from becoming an obligation, as translated sentences."""
        failures = self.department_id._get_serving_failures(self.company_id)
        if self.deadline < fields.Date.context_today(self):
            failures.append(
                self.env._(
                    "“%(resolution)s” should have been done in the past: choose a later day.", resolution=self.name
                )
            )
        return failures

    def _open(self):
        """Start the clocks of what was resolved."""
        book, specs = ScheduleBook(self.env), []
        new = self.filtered(lambda line: line.state == "draft")
        for line in new:
            due = book.get_day_end(line.department_id, line.company_id, line.deadline)
            cycle = 1 + line.sudo()._get_step("resolution").cycle
            specs.append((line, "resolution", line.department_id, {"deadline": due, "cycle": cycle}))
            line.sudo().write({"agreed_department_id": line.department_id.id, "agreed_deadline": line.deadline})
        new._transition("open", "resolved")
        self._open_nodes(specs)

    def _reopen(self, reason):
        """Open for changes what was resolved and not done: the minutes are discussed again."""
        running = self.filtered(lambda line: line.state == "open")
        running._transition("draft", note=reason)
        running._get_open_nodes()._void(reason)

    def _drop(self, reason):
        """What nobody owes any more, because its case was cancelled."""
        dropped = self.sudo().filtered(lambda line: line.state == "open")
        dropped._transition("dropped", "resolution_dropped", note=reason)

    def action_done(self, result=None):
        """Report as done, with what came of it.

        :raises AccessError: for anyone but the officers of the responsible department
        :raises UserError: without a result, or when it is not open
        """
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.department_id, self.env._("Report as done"))
        result = self._clean_text(self._fields["result"]._description_string(self.env), result)
        node = self._get_step("resolution")
        if not node:
            raise UserError(self.env._("The minutes are not confirmed yet: nothing is owed so far."))
        node._check_can_act()
        node._close("done", result)
        return True

    def action_open_meeting(self):
        """The meeting that resolved this."""
        self.ensure_one()
        self.check_access("read")
        return self.meeting_id.get_formview_action()

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_node_verb(self, node):
        return self.env._("Report as Done")

    def _get_node_action(self, node):
        """A step that is done says what came of it, in the inbox as on the resolution."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.resolution_done_action")
        return {**action, "context": {"active_model": self._name, "active_id": self.id}}

    def _on_node_closed(self, node):
        self._transition(
            "done", note=node.opinion, result=node.opinion, done_at=node.closed_at, done_by=node.closed_by.id
        )

    def _stands_still(self, node):
        """What an emergency meeting resolved belongs to the handling of what suspended its case."""
        return self.meeting_id.meeting_type != "emergency"

    def _on_node_handed_over(self, node, previous):
        self.sudo().department_id = node.department_id
        self.sudo().meeting_id._settle_departments()

    def _on_extended(self, node):
        self.sudo().deadline = ScheduleBook(self.env).get_local_date(node.department_id, node.company_id, node.deadline)

    def _get_case(self):
        return self.case_id

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.meeting_id.sudo().create_uid

    def _get_node_subject(self):
        return self.name

    def _prepare_journal_entry(self, event, **values):
        """Each entry names a department: by it those are found that belong to no case."""
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}
