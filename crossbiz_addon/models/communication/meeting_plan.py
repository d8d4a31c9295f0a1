import logging
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..core.case import FINAL_STATES
from ..core.schedule_book import ScheduleBook

_logger = logging.getLogger(__name__)

BATCH = 200
HOUR = time(14)
LENGTH = timedelta(hours=1)
LAST_BUT = 5  # the last working day but four
PATIENCE = timedelta(days=7)


class Meeting(models.Model):
    """The jobs: plan each month's coordination meetings, and note which were not held (regulation 3.2.2)."""

    _inherit = "crossbiz.meeting"

    # --------------------------------------------------
    # Planning
    # --------------------------------------------------

    @api.model
    def _cron_plan_coordination(self):
        """Plan the present month's meeting of every case that wants one: once each, also when run again."""
        progress, book = self.env["ir.cron"]._commit_progress, ScheduleBook(self.env)
        cases_model = self.env["crossbiz.case"]
        domain = cases_model._get_coordinated_domain()
        progress(remaining=cases_model.search_count(domain))
        last_id = 0
        while cases := cases_model.search(domain & Domain("id", ">", last_id), order="id", limit=BATCH):
            last_id = cases[-1].id
            self._plan_batch(cases, book)
            if not progress(len(cases)):
                break

    @api.model
    def _plan_batch(self, cases, book):
        """Plan the meetings of ``cases`` together or, when that fails, one by one: the unique index has the last word.

        :return: the new meetings
        """
        try:
            with self.env.cr.savepoint():
                return self._plan_coordination(cases, book)
        except Exception:  # noqa: BLE001 - find the one that fails
            self.env.invalidate_all(flush=False)
        made = self.browse()
        for case in cases:
            try:
                with self.env.cr.savepoint():
                    made |= self._plan_coordination(case, book)
            except Exception:
                self.env.invalidate_all(flush=False)
                _logger.exception("The coordination meeting of case %s could not be planned", case.id)
        return made

    @api.model
    def _plan_coordination(self, cases, book):
        now, slots = fields.Datetime.now(), {}
        for case in cases:
            slot = self._get_coordination_slot(book, case._get_coordination_host(), case.company_id, now)
            if slot:
                slots[case] = slot
        planned = self.search(
            [
                ("case_id", "in", cases.ids),
                ("meeting_type", "=", "coordination"),
                ("period", "in", list({month for month, _start in slots.values()})),
            ]
        )
        for meeting in planned:
            if slots.get(meeting.case_id, [None])[0] == meeting.period:
                del slots[meeting.case_id]
        made = self.browse()
        for company, group in cases.browse(case.id for case in slots).grouped("company_id").items():
            localized = self.with_context(lang=company.partner_id.lang or self.env.lang)
            points = group.with_env(localized.env)._get_agenda_points()
            made |= localized.create(
                [localized._prepare_coordination(case, *slots[case], points[case]) for case in group]
            ).with_env(self.env)
        made._tell("meeting")
        return made

    @api.model
    def _prepare_coordination(self, case, month, start, points):
        host = case._get_coordination_host()
        departments = case._get_coordinated_departments() - host
        return {
            "name": self.env._("Coordination Meeting %(month)s: %(case)s", month=month, case=case.name),
            "meeting_type": "coordination",
            "case_id": case.id,
            "company_id": case.company_id.id,
            "department_id": host.id,
            "period": month,
            "start": start,
            "stop": start + LENGTH,
            "agenda": self._get_extended_agenda(points),
            "attendance_ids": [
                Command.create({"department_id": department.id})
                for department in departments.filtered("active").sorted("id")
            ],
        }

    @api.model
    def _get_coordination_slot(self, book, host, company, now):
        """The month where the host works now, and when its meeting begins.

        It is the last working day but four; once that has passed, the last working day. A month
        that has no working day left gets none.

        :return: ``(month, naive UTC)`` or None
        """
        today, schedule = book.get_local_date(host, company, now), book.get_schedule(host, company)
        last = monthrange(today.year, today.month)[1]
        days = [date(today.year, today.month, number) for number in range(1, last + 1)]
        worked = [day for day in days if schedule.intervals(day)]
        for day in worked[-LAST_BUT:][:1] + worked[-1:]:
            start = datetime.combine(day, HOUR, schedule.zone).astimezone(UTC).replace(tzinfo=None)
            if start > now:
                return f"{today:%Y-%m}", start
        return None

    def _journal_planned(self):
        self.env["crossbiz.journal"].sudo()._append(
            [
                meeting._prepare_journal_entry("meeting_planned", new_value=fields.Datetime.to_string(meeting.start))
                for meeting in self
            ]
        )

    def _tell(self, event, departments=None):
        """Queue a notice on these meetings for who acts for their departments, in one go."""
        now, vals_list = fields.Datetime.now(), []
        for meeting in self.sudo():
            users = (departments[meeting] if departments else meeting.department_ids).crossbiz_acting_ids
            vals_list += [
                {
                    "user_id": user.id,
                    "company_id": meeting.company_id.id,
                    "event": event,
                    "res_model": meeting._name,
                    "res_id": meeting.id,
                    "subject": meeting._get_node_subject(),
                    "note": meeting._get_start_text(),
                    "at": now,
                }
                for user in users - self.env.user
            ]
        self.env["crossbiz.notice"].sudo().create(vals_list)

    # --------------------------------------------------
    # Not held
    # --------------------------------------------------

    @api.model
    def _get_missed_domain(self, now):
        """Planned meetings that may be missed by now; where the host works decides on the month."""
        month = f"{now + timedelta(days=1):%Y-%m}"
        regular = Domain("period", "!=", False) & Domain("period", "<", month)  # an empty text is less than any
        other = Domain("period", "=", False) & Domain("stop", "<", now - PATIENCE)
        ended = Domain("case_id.state", "in", FINAL_STATES)
        return Domain("state", "=", "planned") & (regular | other | ended)

    @api.model
    def _cron_note_missed(self):
        """Note which meetings were not held: a regular one in its month, another one within a week."""
        progress, book = self.env["ir.cron"]._commit_progress, ScheduleBook(self.env)
        domain = self._get_missed_domain(fields.Datetime.now())
        progress(remaining=self.search_count(domain))
        last_id = 0
        while meetings := self.search(domain & Domain("id", ">", last_id), order="id", limit=BATCH):
            last_id = meetings[-1].id
            for meeting in meetings:
                mine = meeting.try_lock_for_update()
                if not mine:
                    continue  # not counted, so that the job comes back should the one who has it fail
                try:
                    with self.env.cr.savepoint():
                        mine.filtered_domain(domain)._note_missed(book)
                except Exception:
                    self.env.invalidate_all(flush=False)
                    _logger.exception("Meeting %s could not be noted as not held", meeting.id)
                if not progress(1):
                    return

    def _note_missed(self, book):
        """What was planned and not held is missed; where its case has ended there is nothing left to meet about."""
        now = fields.Datetime.now()
        for meeting in self:
            if meeting.case_id.state in FINAL_STATES:
                meeting._call_off(self.env._("The case has ended."))
            elif not meeting.period or meeting._get_month(book, now) > meeting.period:
                meeting._transition("missed", "meeting_missed")
                company = meeting.company_id
                told = meeting._get_archiving_department() | company.crossbiz_decision_department_id
                meeting._tell("meeting_missed", {meeting: told | meeting.department_id})

    # --------------------------------------------------
    # Calendars
    # --------------------------------------------------

    @api.model
    def _cron_keep_events(self):
        """Bring the calendars in line: people who joined or left a department, events that got lost."""
        progress = self.env["ir.cron"]._commit_progress
        domain = Domain("state", "=", "planned") & Domain("stop", ">", fields.Datetime.now())
        progress(remaining=self.search_count(domain))
        last_id = 0
        while meetings := self.search(domain & Domain("id", ">", last_id), order="id", limit=BATCH):
            last_id = meetings[-1].id
            try:
                with self.env.cr.savepoint():
                    meetings._update_events()
            except Exception:
                self.env.invalidate_all(flush=False)
                _logger.exception(
                    "The calendars of meetings %s to %s were not brought in line", meetings[0].id, last_id
                )
            if not progress(len(meetings)):
                return
