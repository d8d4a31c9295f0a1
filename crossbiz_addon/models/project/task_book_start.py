from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .progress_weeks import get_week

OWED = ("progress_report", "milestone")  # what a department promised by a date, and nobody decides
STATUSES = ("on_track", "at_risk", "off_track")


class TaskBook(models.Model):
    """From the approved paper to the running project, its weekly summary, and its end (regulation 3.2.2)."""

    _inherit = "crossbiz.task.book"

    can_start = fields.Boolean(compute="_compute_can_go_on")
    can_revise = fields.Boolean(compute="_compute_can_go_on")
    can_drop_revision = fields.Boolean(compute="_compute_can_go_on")
    can_open_acceptance = fields.Boolean(compute="_compute_can_go_on")
    can_sum_up = fields.Boolean(compute="_compute_can_go_on")
    can_reopen = fields.Boolean(compute="_compute_can_go_on")
    can_save_as_template = fields.Boolean(compute="_compute_can_go_on")

    @api.depends("state", "suspended", "revising", "requesting_department_id", "lead_department_id")
    @api.depends_context("uid")
    def _compute_can_go_on(self):
        acting = self.env.user._get_acting_departments()
        for book in self:
            asks, leads = book.requesting_department_id in acting, book.lead_department_id in acting
            moving, running = not book.suspended, book.state == "running" and not book.suspended
            book.can_start = moving and (asks or leads) and book.state == "approved" and not book.revising
            book.can_revise = moving and asks and book.state in ("approved", "running") and not book.revising
            book.can_drop_revision = moving and asks and book.revising
            book.can_open_acceptance = running and asks and not book.revising
            book.can_sum_up = running and leads
            book.can_reopen = moving and asks and book.state == "rejected"
            book.can_save_as_template = asks and bool(book._origin)

    @api.depends("revising")
    def _compute_can_submit(self):
        """A revision is submitted like the first version."""
        result = super()._compute_can_submit()
        acting = self.env.user._get_acting_departments()
        for book in self.filtered("revising"):
            book.can_submit = book.can_change and book.requesting_department_id in acting
        return result

    # --------------------------------------------------
    # Start
    # --------------------------------------------------

    def action_start(self):
        """Start the project: its Odoo project, its channel, its milestones' clocks.

        :raises AccessError: for anyone but an officer of the initiating or the lead department
        :raises UserError: when a gate is closed, saying all that is missing
        """
        self.check_access("read")
        self._check_person()
        for book in self:
            starters = book.requesting_department_id | book.lead_department_id
            if not starters & self.env.user._get_acting_departments():
                book._check_acts_for(book.requesting_department_id, self.env._("Start the project"))
            book._check_not_suspended()
            if book.revising:
                raise UserError(
                    self.env._(
                        "A new version of “%(book)s” is being drafted: have it approved or drop it first.",
                        book=book.display_name,
                    )
                )
        self._check_gates()
        for book in self:
            book._transition("running", "book_started", started_at=fields.Datetime.now())
            book._follow_version()
        return True

    def _prepare_journal_entry(self, event, **values):
        """Who starts a project does so for a department: its paper names it."""
        if event == "book_started":
            starters = self.requesting_department_id | self.lead_department_id
            values["department_id"] = (starters & self.env.user._get_acting_departments())[:1].id
        return super()._prepare_journal_entry(event, **values)

    def _follow_version(self):
        """Bring project, channel and clocks to what the version in force says. Safe to repeat."""
        for book in self:
            if book.state != "running":
                continue
            book._ensure_project(follow=True)
            book._ensure_channel()
            book._open_milestones()
            book._part_with_departments()

    def _part_with_departments(self):
        """A department that has no part any more owes no reports, except those it did not give in time."""
        departments = self._get_part_departments()
        leaving = self._get_open_nodes("progress_report").filtered(lambda node: node.department_id not in departments)
        self._end_owed(leaving, self.env._("The department has no part in the project any more."))

    # --------------------------------------------------
    # The week
    # --------------------------------------------------

    def action_post_summary(self, text=None, status="on_track"):
        """Sum up the week for everyone (regulation 3.2.2): an update of Odoo's project.

        :param str status: ``on_track``, ``at_risk`` or ``off_track``
        :raises AccessError: for anyone but the lead department's officers
        :raises UserError: without a text
        """
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.lead_department_id, self.env._("Sum up the week"))
        self._check_running()
        text = self._clean_text(self.env._("Summary"), text)
        if status not in STATUSES:
            raise UserError(self.env._("Choose on track, at risk or off track."))
        self._ensure_project()
        week = get_week(fields.Date.context_today(self))
        self.env["project.update"].sudo().create(
            {
                "name": self.env._("Week %(week)s", week=week),
                "project_id": self.sudo().project_id.id,
                "status": status,
                "description": plaintext2html(text),
                "progress": self._get_progress(),
                "user_id": self.env.uid,
            }
        )
        self._journal("summed_up", old_value=week, new_value=status, note=text)
        return True

    def _get_progress(self):
        """Percent of the whole: the mean of what the departments with a part last reported."""
        departments = self._get_part_departments()
        latest = dict.fromkeys(departments.ids, 0)
        for report in self.sudo().report_ids.filtered("posted_at").sorted("week"):
            if report.department_id.id in latest:
                latest[report.department_id.id] = report.percent
        return sum(latest.values()) // len(latest) if latest else 0

    # --------------------------------------------------
    # Ending
    # --------------------------------------------------

    def action_cancel(self, reason=None):
        """Cancel; the project is archived, the channel is told and stays readable."""
        result = super().action_cancel(reason)
        for book in self.sudo():
            book.project_id.write({"active": False})
            if book.channel_id:
                book.channel_id.message_post(
                    body=self.env._("The project was cancelled: %(reason)s", reason=reason),
                    author_id=self.env.user.partner_id.id,
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )
        return result

    def _end_nodes(self, nodes, reason):
        owed = nodes.filtered(lambda node: node.kind in OWED)
        self._end_owed(owed, reason)
        return super()._end_nodes(nodes - owed, reason)

    def _end_owed(self, nodes, reason):
        """End reports and milestones nobody waits for any more: what was overdue stays in the figures as not done."""
        overdue = nodes.filtered("overdue")
        overdue.sudo(self.env.su)._miss(reason)
        (nodes - overdue).sudo(self.env.su)._void(reason)
