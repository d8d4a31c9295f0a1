from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .deadline_rule import UNITS
from .light import LIGHTS

RUNNING = ("open", "paused")


class Node(models.Model):
    """A clocked obligation (流程节点): which department owes what, by when.

    Regulation 1.3: every open step names one department and one clock. Nodes are opened,
    closed and moved by documents only; nobody has write access. What people may do with
    one is in ``node_actions.py``, its clock in ``node_clock.py``.
    """

    _name = "crossbiz.node"
    _description = "Process Step"
    _inherit = ["crossbiz.protected", "crossbiz.circle"]
    _order = "deadline, id"
    _rec_name = "subject"

    kind = fields.Selection(
        [("dispute_decision", "Dispute Decision"), ("extension_decision", "Decision on an Extension")],
        "Step",
        required=True,
        readonly=True,
    )
    name = fields.Char(compute="_compute_name", search="_search_name")
    subject = fields.Char(required=True, readonly=True, help="What the step is about.")
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", required=True, readonly=True, index=True)
    case_id = fields.Many2one("crossbiz.case", readonly=True, ondelete="cascade", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department", "Responsible Department", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Responsible Person", readonly=True, ondelete="restrict")
    submitter_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", help="Who submitted the document: never decides on it."
    )
    topic = fields.Char("Part", compute="_compute_topic", help="What within the document the step is about.")
    period = fields.Char(readonly=True, help="What repeats: a week, a milestone, an interval.")
    cycle = fields.Integer(default=1, required=True, readonly=True, help="How often this step was opened again.")
    is_decision = fields.Boolean("Decision", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("paused", "Paused"), ("closed", "Closed"), ("void", "Void")],
        required=True,
        default="open",
        readonly=True,
    )
    outcome = fields.Selection(
        [
            ("done", "Done"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("returned", "Returned for Changes"),
            ("missed", "Not Done"),
        ],
        readonly=True,
    )
    opinion = fields.Text(readonly=True)
    snapshot = fields.Text(readonly=True, help="What the decision was about, as canonical JSON.")
    snapshot_digest = fields.Char(readonly=True, help="SHA-256 of the snapshot.")
    changed_since = fields.Boolean("Changed Since the Decision", compute="_compute_changed_since")

    opened_at = fields.Datetime(required=True, readonly=True)
    counted_from = fields.Datetime(readonly=True, help="From when its time counts, where that is not its opening.")
    effective_start = fields.Datetime(required=True, readonly=True, help="When the clock began to count.")
    baseline_deadline = fields.Datetime("First Deadline", required=True, readonly=True)
    deadline = fields.Datetime(required=True, readonly=True)
    remind_at = fields.Datetime(readonly=True)
    escalate_at = fields.Datetime(readonly=True)
    notice_at = fields.Datetime("Next Notice", readonly=True, help="When the next reminder or escalation is due.")
    notice_level = fields.Integer(
        default=0, required=True, readonly=True, help="1 reminded, 2 breached, 3 told to the decision layer."
    )
    acknowledged_at = fields.Datetime(readonly=True)
    acknowledged_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    closed_at = fields.Datetime(readonly=True)
    closed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    urged_at = fields.Datetime("Last Urged", readonly=True)
    paused_since = fields.Datetime(readonly=True)
    paused_seconds = fields.Integer(readonly=True, help="Wall-clock time this step stood still, in seconds.")
    pauses = fields.Json(readonly=True, help="When this step stood still: pairs of UTC moments.")
    on_time = fields.Boolean(readonly=True, help="Closed not later than its deadline.")
    amount = fields.Float(readonly=True, digits=(16, 2), help="Time of the rule when the step opened.")
    unit = fields.Selection(UNITS, required=True, readonly=True)
    start_rule = fields.Char(readonly=True)
    remind_before = fields.Float(readonly=True, help="Hours before the deadline.")
    escalate_after = fields.Float(readonly=True, help="Hours after the deadline.")
    fixed = fields.Boolean(readonly=True, help="The deadline was set by hand or by a plan, not by a rule.")

    light = fields.Selection(LIGHTS, compute="_compute_light", search="_search_light")
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    can_act = fields.Boolean(compute="_compute_can_act", search="_search_can_act")
    can_decide = fields.Boolean(compute="_compute_can_act", help="I can approve, reject or return this.")
    can_complete = fields.Boolean(compute="_compute_can_act", help="I can close this by saying it is done.")
    can_fill_in = fields.Boolean(compute="_compute_can_act", help="I close this by filling in its record.")

    # One running step for each document, kind, department and period.
    _running_uniq = models.UniqueIndex(
        "(res_model, res_id, kind, department_id, COALESCE(period, '')) WHERE state IN ('open', 'paused')",
        "This step is already running for this department.",
    )
    _inbox_idx = models.Index("(department_id, deadline) WHERE state = 'open'")
    _person_idx = models.Index("(user_id, deadline) WHERE state = 'open' AND user_id IS NOT NULL")
    _notice_idx = models.Index("(notice_at, id) WHERE state = 'open' AND notice_at IS NOT NULL")
    _deadline_idx = models.Index("(company_id, deadline)")
    _open_idx = models.Index("(company_id, deadline, id) WHERE state = 'open'")

    @api.model
    def _get_protected_fields(self):
        """All of them: a node is a fact of its document."""
        return set(self._fields)

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("kind", "subject")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for node in self:
            node.name = self.env._("%(step)s: %(subject)s", step=labels.get(node.kind, ""), subject=node.subject or "")

    @api.depends("kind", "period")
    @api.depends_context("lang")
    def _compute_topic(self):
        for node in self:
            document = node._get_document() if node.res_model in self.env else None
            node.topic = document.sudo()._get_node_topic(node) if document else False

    def _get_kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _search_name(self, operator, value):
        return [("subject", operator, value)]

    @api.depends("name")
    def _compute_display_name(self):
        for node in self:
            node.display_name = node.name

    def _compute_changed_since(self):
        for node in self:
            document = node._get_document() if node.snapshot_digest and node.outcome == "approved" else None
            node.changed_since = bool(document) and document._get_snapshot(node)[1] != node.snapshot_digest

    @api.depends("state", "deadline")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for node in self:
            node.overdue = node.state == "open" and bool(node.deadline) and node.deadline <= now

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "=", "open") & Domain("deadline", "<=", fields.Datetime.now())
        return Domain.OR(overdue if flag else ~overdue for flag in value)

    @api.depends("state", "outcome", "deadline", "remind_at", "on_time")
    def _compute_light(self):
        now = fields.Datetime.now()
        for node in self:
            if node.outcome == "missed":
                node.light = "red"
            elif node.state == "closed":
                node.light = "green" if node.on_time else "yellow"
            elif node.state != "open":
                node.light = "grey"
            elif node.deadline and node.deadline <= now:
                node.light = "red"
            else:
                node.light = "yellow" if node.remind_at and node.remind_at <= now else "blue"

    def _search_light(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        missed = Domain("outcome", "=", "missed")
        running, closed = Domain("state", "=", "open"), Domain("state", "=", "closed") & ~missed
        ahead = running & Domain("deadline", ">", now)
        near = Domain("remind_at", "<=", now)
        domains = {
            "grey": Domain("state", "in", ("paused", "void")),
            "green": closed & Domain("on_time", "=", True),
            "yellow": (closed & Domain("on_time", "=", False)) | (ahead & near),
            "red": missed | (running & Domain("deadline", "<=", now)),
            "blue": ahead & (Domain("remind_at", "=", False) | Domain("remind_at", ">", now)),
        }
        return Domain.OR(domains[light] for light in value if light in domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let the light be grouped by, although it depends on the clock and is no column."""
        if field_expr != "light":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["light"], "read")
        return SQL(
            """CASE WHEN %(outcome)s = 'missed' THEN 'red'
                    WHEN %(state)s IN ('paused', 'void') THEN 'grey'
                    WHEN %(state)s = 'closed' THEN CASE WHEN %(on_time)s THEN 'green' ELSE 'yellow' END
                    WHEN %(deadline)s <= %(now)s THEN 'red'
                    WHEN %(remind_at)s <= %(now)s THEN 'yellow'
                    ELSE 'blue' END""",
            outcome=self._field_to_sql(alias, "outcome", query),
            state=self._field_to_sql(alias, "state", query),
            on_time=self._field_to_sql(alias, "on_time", query),
            deadline=self._field_to_sql(alias, "deadline", query),
            remind_at=self._field_to_sql(alias, "remind_at", query),
            now=fields.Datetime.now(),
        )

    @api.depends("state", "department_id", "user_id", "is_decision")
    @api.depends_context("uid")
    def _compute_can_act(self):
        acting = self.env.user._get_acting_departments()
        for node in self:
            able = not node._get_refusal(acting)
            mode = node._get_mode()
            has_form = mode == "record" or (mode == "verdict" and node.kind in node._get_document()._verdict_forms)
            node.can_act = able
            node.can_decide = able and mode == "verdict" and not has_form
            node.can_complete = able and mode == "complete"
            node.can_fill_in = able and has_form

    def _search_can_act(self, operator, value):
        """Steps this user may act on now; four eyes on decisions included."""
        if operator != "in":
            return NotImplemented
        named = Domain.custom(to_sql=self._named_to_sql)
        for_department = Domain("department_id", "in", self.env.user._get_acting_departments().ids) & ~named
        named &= Domain("user_id", "=", self.env.uid)
        foreign = Domain("is_decision", "=", False) | Domain("submitter_id", "!=", self.env.uid)
        mine = Domain("state", "=", "open") & (named | for_department) & foreign
        return Domain.OR(mine if flag else ~mine for flag in value)

    @api.model
    def _named_to_sql(self, model, alias, _query):
        """Whether a step names a person who belongs to its department; see ``_get_named_user``."""
        return SQL(
            """EXISTS (SELECT 1 FROM crossbiz_department_member_rel AS member
                        WHERE member.department_id = %s AND member.user_id = %s)""",
            model._field_to_sql(alias, "department_id"),
            model._field_to_sql(alias, "user_id"),
        )

    # --------------------------------------------------
    # The document behind the step
    # --------------------------------------------------

    def _get_document(self):
        """The document this step belongs to, in the caller's rights."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _get_mode(self):
        """What closes this step: ``record``, ``complete`` or ``verdict``."""
        self.ensure_one()
        document_model = self.env.get(self.res_model)
        return document_model._node_kinds.get(self.kind, "complete") if document_model is not None else "complete"
