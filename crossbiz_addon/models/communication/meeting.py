from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

TYPES = [
    ("kickoff", "Kick-Off"),
    ("coordination", "Coordination"),
    ("retrospective", "Retrospective"),
    ("emergency", "Emergency"),
    ("workshop", "Workshop"),
    ("acceptance", "Acceptance"),
]


class Meeting(models.Model):
    """A meeting between departments, on a real calendar event (regulation 3.2.1, 3.2.2, 5.1).

    Who is invited is kept by department, so that a delegate may come; what was said is in
    its minutes (会议纪要), see ``meeting_minutes``. A meeting that was not held is a fact.
    """

    _name = "crossbiz.meeting"
    _description = "Cross-Business Meeting"
    _inherit = ["crossbiz.document"]
    _order = "start desc, id desc"
    _check_company_auto = True

    _transitions = {
        "planned": {"draft", "missed", "cancelled"},
        "missed": {"draft"},
        "draft": {"confirmed"},
        "confirmed": {"draft", "archived"},
    }
    _node_kinds = {"meeting_minutes": "record"}
    _protected_fields = frozenset(
        {"state", "event_id", "held_at", "confirmed_by", "confirmed_at", "archived_by", "archived_at", "period"}
    )
    _planned_fields = frozenset({"meeting_type", "case_id", "department_id", "company_id", "start", "stop"})

    name = fields.Char("Subject", required=True)
    meeting_type = fields.Selection(TYPES, "Type", required=True, default="coordination")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    case_id = fields.Many2one("crossbiz.case", "About", index="btree_not_null", ondelete="restrict", check_company=True)
    department_id = fields.Many2one(
        "hr.department",
        "Host",
        required=True,
        check_company=True,
        index=True,
        default=lambda self: self.env.user._get_home_department(),
        help="Invites, writes the minutes and has them confirmed.",
    )
    department_ids = fields.Many2many(
        "hr.department",
        "crossbiz_meeting_department_rel",
        "meeting_id",
        "department_id",
        "Departments",
        compute="_compute_department_ids",
        store=True,
        help="The host and all who are invited: they see the meeting.",
    )
    period = fields.Char(readonly=True, copy=False, help="The month or quarter it is held for.")
    event_id = fields.Many2one(
        "calendar.event", "Calendar Event", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime("End", required=True)
    location = fields.Char()
    agenda = fields.Text()
    minutes = fields.Text(copy=False)
    attendance_ids = fields.One2many("crossbiz.meeting.attendance", "meeting_id", "Attendance", copy=True)
    resolution_ids = fields.One2many("crossbiz.resolution", "meeting_id", "Resolutions")
    held_at = fields.Datetime(readonly=True, copy=False)
    confirmed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    archived_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    archived_at = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("draft", "Minutes in Draft"),
            ("confirmed", "Minutes Confirmed"),
            ("archived", "Minutes Archived"),
            ("missed", "Not Held"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
    )
    can_host = fields.Boolean(compute="_compute_can_host")

    _period_positive = models.Constraint("CHECK(start < stop)", "The meeting ends before it begins.")
    _period_uniq = models.UniqueIndex("(case_id, meeting_type, period) WHERE period IS NOT NULL")
    _due_idx = models.Index("(stop) WHERE state = 'planned'")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("department_id", "attendance_ids.department_id")
    def _compute_department_ids(self):
        for meeting in self:
            meeting.department_ids = [
                Command.set((meeting.department_id | meeting.attendance_ids.department_id).sorted("id").ids)
            ]

    @api.depends("department_id")
    @api.depends_context("uid")
    def _compute_can_host(self):
        acting = self.env.user._get_acting_departments()
        for meeting in self:
            meeting.can_host = not meeting._origin or meeting.department_id in acting

    @api.constrains("agenda", "minutes")
    def _check_text_length(self):
        self._check_text_limits("agenda", "minutes")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Plan the meetings and put them into the calendars of who is invited.

        :raises AccessError: for anyone but the host's officers
        """
        meetings = super().create(vals_list)
        for meeting in meetings:
            if not self.env.su:
                meeting._check_acts_for(meeting.department_id, self.env._("Invite"))
        meetings._settle_departments()
        meetings._make_events()
        return meetings

    def write(self, vals):
        self._check_writable(set(vals))
        result = super().write(vals)
        if {"department_id", "attendance_ids"}.intersection(vals):
            self._settle_departments()
        if {"name", "start", "stop", "location", "agenda", "attendance_ids"}.intersection(vals):
            self._update_events()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(meeting.state != "planned" or meeting.period for meeting in self):
            raise UserError(self.env._("A meeting that was planned by the calendar of meetings or held stays."))

    def _check_writable(self, names):
        """The host writes; what was held does not move, and archived minutes never change.

        :raises AccessError: for other departments
        :raises UserError: for what is settled
        """
        if self.env.su:
            return
        acting = self.env.user._get_acting_departments()
        for meeting in self:
            if meeting.department_id not in acting:
                raise AccessError(
                    self.env._(
                        "The officers of “%(department)s” host this meeting and write its minutes.",
                        department=meeting.department_id.sudo().display_name,
                    )
                )
            settled = meeting.state in ("confirmed", "archived", "cancelled")
            if settled or (meeting.state != "planned" and self._planned_fields & names):
                raise UserError(
                    self.env._("“%(meeting)s” was held; this cannot change any more.", meeting=meeting.name)
                )

    def _settle_departments(self):
        """Write who is invited now: record rules read the table."""
        self._recompute_recordset(["department_ids"])

    # --------------------------------------------------
    # Calendar
    # --------------------------------------------------

    def _make_events(self):
        """One calendar event for each meeting, in superuser mode: it invites people of other departments."""
        events = self.env["calendar.event"].sudo().with_context(mail_create_nosubscribe=True)
        for meeting in self.sudo():
            meeting.event_id = events.create(meeting._prepare_event())

    def _update_events(self):
        for meeting in self.sudo():
            if meeting.event_id and meeting.state == "planned":
                meeting.event_id.write(meeting._prepare_event())

    def _prepare_event(self):
        people = self.attendance_ids._get_people() | self.department_id.crossbiz_acting_ids
        return {
            "name": self.name,
            "start": self.start,
            "stop": self.stop,
            "location": self.location,
            "user_id": self.create_uid.id if self.create_uid._is_internal() else self.env.uid,
            "partner_ids": [Command.set(people.partner_id.ids)],
            "privacy": "confidential",
        }

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.case_id

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.create_uid

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "minutes": self.minutes or "",
            "attendance": [
                [line.department_id.id, line.user_id.id, line.present] for line in self.attendance_ids.sorted("id")
            ],
            "resolutions": [
                [line.name, line.department_id.id, line.deadline] for line in self.resolution_ids.sorted("id")
            ],
        }
