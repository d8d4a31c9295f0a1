from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .progress_job import get_week


class TaskBook(models.Model):
    """How an approved book becomes a running Odoo project with its channel (regulation 3.2.2)."""

    _inherit = "crossbiz.task.book"

    def action_start(self):
        """Start the project: its Odoo project, its channel, its milestones' clocks.

        :raises AccessError: for anyone but an officer of the initiating or the lead department
        :raises UserError: when a gate is closed, saying all that is missing
        """
        self.check_access("read")
        self.env["crossbiz.node"]._check_person()
        for book in self:
            starters = book.requesting_department_id | book.lead_department_id
            if not starters & self.env.user._get_acting_departments():
                book._check_acts_for(book.requesting_department_id, self.env._("Start the project"))
            book._check_not_suspended()
        self._check_gates()
        for book in self:
            book._transition("running", "book_started", started_at=fields.Datetime.now())
            book._follow_version()
        return True

    def _follow_version(self):
        """Bring project, channel and clocks to what the version in force says. Safe to repeat."""
        for book in self:
            if book.state != "running":
                continue
            book._ensure_project()
            book._ensure_channel()
            book._open_milestones()
            book._part_with_departments()

    def _part_with_departments(self):
        """A department that has no part any more owes no reports; the ledger says when it left."""
        owing = self._get_open_nodes("progress_report")
        leaving = owing.filtered(lambda node: node.department_id not in self.assignment_ids.department_id)
        leaving.sudo(self.env.su)._void(self.env._("The department has no part in the project any more."))
        for department in leaving.department_id:
            self._journal("department_left", department_id=department.id)

    # --------------------------------------------------
    # Odoo's project
    # --------------------------------------------------

    def _get_people(self):
        """Who takes part today: the named people, and who acts for the departments (superuser mode)."""
        book = self.sudo()
        departments = book.assignment_ids.department_id | book.lead_department_id | book.requesting_department_id
        people = book.assignment_ids.user_id & departments.crossbiz_member_ids
        return people | departments.crossbiz_acting_ids

    def _ensure_project(self):
        """The project behind the book, private to who takes part; made again when somebody deleted it."""
        book = self.sudo()
        if not book.project_id:
            book.project_id = self.env["project.project"].sudo().create(book._prepare_project())
        book.project_id.write({"name": book.display_name, "date_start": book.date_start, "date": book.date_end})
        book._sync_followers(book.project_id)
        book.milestone_ids._ensure_project_milestones()
        book.assignment_ids._ensure_tasks()

    def _prepare_project(self):
        stages = [self.env._("To Do"), self.env._("In Progress"), self.env._("Done")]
        return {
            "name": self.display_name,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "privacy_visibility": "followers",
            "allow_milestones": True,
            "date_start": self.date_start,
            "date": self.date_end,
            "description": self.objective,
            "type_ids": [
                Command.create({"name": name, "sequence": number, "fold": number == len(stages) - 1})
                for number, name in enumerate(stages)
            ],
        }

    def _sync_followers(self, record):
        """Who takes part follows, who left does not any more."""
        people = self._get_people().partner_id
        record.message_unsubscribe((record.message_partner_ids - people).ids)
        record.message_subscribe((people - record.message_partner_ids).ids)

    # --------------------------------------------------
    # The channel
    # --------------------------------------------------

    def _ensure_channel(self):
        """The project's channel in Discuss (项目协作群), open to who takes part and to nobody else."""
        book = self.sudo()
        people = book._get_people().partner_id
        if not book.channel_id:
            book.channel_id = (
                self.env["discuss.channel"].sudo()._create_group(partners_to=people.ids, name=book.display_name)
            )
        members = book.channel_id.channel_member_ids
        for member in members.filtered(lambda found: found.partner_id and found.partner_id not in people):
            book.channel_id._action_unfollow(partner=member.partner_id, post_leave_message=False)
        joining = people - members.partner_id
        if joining:
            book.channel_id._add_members(partners=joining, post_joined_message=False)

    @api.model
    def _cron_follow_members(self):
        """Bring projects and channels of running books to who takes part today."""
        progress = self.env["ir.cron"]._commit_progress
        books = self.search([("state", "in", ("running", "closing"))])
        progress(remaining=len(books))
        for book in books:
            if book.project_id:
                book._sync_followers(book.project_id)
            book._ensure_channel()
            if not progress(1):
                break

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
        if status not in ("on_track", "at_risk", "off_track"):
            raise UserError(self.env._("Choose on track, at risk or off track."))
        self._ensure_project()
        posted = self.report_ids.filtered("posted_at").sorted("week")
        latest = {report.department_id: report.percent for report in posted}
        self.env["project.update"].sudo().create(
            {
                "name": self.env._("Week %(week)s", week=get_week(fields.Date.context_today(self))),
                "project_id": self.sudo().project_id.id,
                "status": status,
                "description": text,
                "progress": sum(latest.values()) // len(latest) if latest else 0,
                "user_id": self.env.uid,
            }
        )
        self._journal("summed_up", new_value=status, note=text)
        return True

    # --------------------------------------------------
    # Ending
    # --------------------------------------------------

    def action_cancel(self, reason=None):
        """Cancel; the project is archived, the channel stays readable."""
        result = super().action_cancel(reason)
        self.sudo().project_id.write({"active": False})
        return result

    def _check_running(self):
        for book in self:
            book._check_not_suspended()
            if book.state != "running":
                raise UserError(self.env._("“%(book)s” is not running.", book=book.display_name))
