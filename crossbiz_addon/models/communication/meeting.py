from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..core.schedule_book import ScheduleBook

TYPES = [
    ("kickoff", "Kick-Off"),
    ("coordination", "Coordination"),
    ("retrospective", "Retrospective"),
    ("emergency", "Emergency"),
    ("workshop", "Workshop"),
    ("acceptance", "Acceptance"),
]
LED = ("confirmed", "archived", "missed")  # when the lead department has its part


class Meeting(models.Model):
    """A meeting between departments, on a real calendar event (regulation 3.2.1, 3.2.2, 5.1).

    Who is invited is kept by department, so that a delegate may come; what was said is in
    its minutes (会议纪要), see ``meeting_minutes``. A meeting that was not held is a fact, and
    can be made up for.
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
        {
            "state",
            "event_id",
            "held_at",
            "confirmed_by",
            "confirmed_at",
            "archived_by",
            "archived_at",
            "period",
            "digest",
            "minutes_file_id",
            "node_ids",
        }
    )

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
        ondelete="restrict",
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
        help="They see the meeting: the host, all who are invited, who owes what was resolved, "
        "and the lead department once there is something to archive or it was not held.",
    )
    period = fields.Char(readonly=True, copy=False, help="The month that a regular meeting is held for, like 2026-03.")
    event_id = fields.Many2one(
        "calendar.event", "Calendar Event", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    start = fields.Datetime("Begins", required=True)
    stop = fields.Datetime("Ends", required=True)
    location = fields.Char()
    agenda = fields.Text()
    minutes = fields.Text(copy=False)
    attendance_ids = fields.One2many("crossbiz.meeting.attendance", "meeting_id", copy=True)
    resolution_ids = fields.One2many("crossbiz.resolution", "meeting_id", copy=False)
    held_at = fields.Datetime(readonly=True, copy=False, help="When it was written down that it took place.")
    confirmed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    archived_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    archived_at = fields.Datetime(readonly=True, copy=False)
    digest = fields.Char("Seal", readonly=True, copy=False, help="SHA-256 of the archived minutes.")
    minutes_file_id = fields.Many2one(
        "ir.attachment", "Archived Minutes", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("draft", "Minutes in Draft"),
            ("confirmed", "Minutes Confirmed"),
            ("archived", "Minutes Archived"),
            ("missed", "Not Held"),
            ("cancelled", "Called Off"),
        ],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )

    _period_positive = models.Constraint("CHECK(start < stop)", "The meeting ends before it begins.")
    _period_uniq = models.UniqueIndex("(case_id, meeting_type, period) WHERE period IS NOT NULL")
    _due_idx = models.Index("(stop) WHERE state = 'planned'")

    # --------------------------------------------------
    # Computes and constraints
    # --------------------------------------------------

    @api.depends(
        "department_id",
        "attendance_ids.department_id",
        "resolution_ids.department_id",
        "resolution_ids.state",
        "state",
        "case_id.lead_department_id",
    )
    def _compute_department_ids(self):
        for meeting in self:
            departments = meeting.department_id | meeting.attendance_ids.department_id
            departments |= meeting.resolution_ids.filtered(lambda line: line.state != "draft").department_id
            if meeting.state in LED:
                departments |= meeting._get_archiving_department()
            meeting.department_ids = [Command.set(departments.sorted("id").ids)]

    @api.constrains("agenda", "minutes")
    def _check_text_length(self):
        self._check_text_limits("agenda", "minutes")

    @api.constrains("start", "period")
    def _check_period(self):
        """A regular meeting stays in its month; one that was missed is made up for whenever it can be."""
        book = ScheduleBook(self.env)
        for meeting in self.filtered(lambda found: found.period and found.state == "planned"):
            if meeting._get_month(book, meeting.start) != meeting.period:
                raise ValidationError(
                    self.env._(
                        "“%(meeting)s” is the regular meeting of %(month)s: choose a day of that month.",
                        meeting=meeting.name,
                        month=meeting.period,
                    )
                )

    def _get_month(self, book, moment):
        """The month of a moment (UTC) where the host works, like 2026-03."""
        return f"{book.get_local_date(self.department_id, self.company_id, moment):%Y-%m}"

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Plan the meetings and put them into the calendars of who is invited.

        :raises AccessError: for anyone but the host's officers
        """
        names = self._get_given_names(vals_list).intersection(self._fields)
        meetings = super().create(vals_list)
        meetings._invite_host()
        if not self.env.su:
            meetings._check_hosting()
            meetings._check_writable(names)
        meetings._settle_departments()
        meetings._journal_planned()
        meetings._make_events()
        return meetings

    def write(self, vals):
        self._check_protected(vals.keys())
        self._check_writable(set(vals))
        moved = {meeting: meeting.start for meeting in self} if "start" in vals else {}
        result = super().write(vals)
        if {"department_id", "case_id"}.intersection(vals) and not self.env.su:
            self._check_hosting()
        if {"department_id", "attendance_ids"}.intersection(vals):
            self._settle_departments()
        for meeting, before in moved.items():
            if meeting.start != before:
                meeting._journal(
                    "meeting_moved",
                    old_value=fields.Datetime.to_string(before),
                    new_value=fields.Datetime.to_string(meeting.start),
                )
        if {"name", "start", "stop", "location", "attendance_ids", "department_id"}.intersection(vals):
            self._update_events()
        return result

    def unlink(self):
        self._check_writable(set())
        events = self.sudo().event_id
        result = super().unlink()
        events.exists().unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        for meeting in self:
            if meeting.state != "planned" or meeting.period:
                raise UserError(
                    self.env._(
                        "“%(meeting)s” stays on record: regular meetings and those that took place, were missed or "
                        "called off are not deleted.",
                        meeting=meeting.name,
                    )
                )

    def _invite_host(self):
        """The host stands on the list of those who come."""
        lacking = self.filtered(lambda meeting: meeting.department_id not in meeting.attendance_ids.department_id)
        self.env["crossbiz.meeting.attendance"].sudo().create(
            [{"meeting_id": meeting.id, "department_id": meeting.department_id.id} for meeting in lacking]
        )

    def _settle_departments(self):
        """Write who is invited now: record rules read the table."""
        self._recompute_recordset(["department_ids"])

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.case_id

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.create_uid

    def _write_facts(self, facts):
        result = super()._write_facts(facts)
        self._settle_departments()
        return result

    def _stands_still(self, node):
        """What was said is written down, also about a case that is suspended."""
        return False

    def _get_node_verb(self, node):
        return self.env._("Write the Minutes")

    def _get_node_action(self, node):
        return self.get_formview_action()

    def _on_node_handed_over(self, node, previous):
        """Whoever writes the minutes is the host from then on; who was it stays on the list."""
        self.sudo().department_id = node.department_id
        self._invite_host()
        self._settle_departments()

    def _prepare_journal_entry(self, event, **values):
        """Each entry names a department: by it those are found that belong to no case."""
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}
