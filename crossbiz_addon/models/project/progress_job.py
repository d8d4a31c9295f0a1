import logging
from datetime import timedelta

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.schedule_book import ScheduleBook

_logger = logging.getLogger(__name__)

BATCH = 500
ATTEMPTS = 3


def get_week(day):
    """The ISO week of a date, like 2026-W10."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


class TaskBook(models.Model):
    """The weekly round (regulation 3.2.2): each department with a part reports, each week, once."""

    _inherit = "crossbiz.task.book"

    @api.model
    def _cron_open_progress(self):
        """Open this week's steps of all running books; run again, it opens only what is missing.

        One transaction a batch: killed halfway, the next run goes on with what is left. Two workers
        never open a step twice: they would write to the same chains of the journal, which only one
        can, and the other starts its batch anew from what is there then.
        """
        progress, schedule, weeks = self.env["ir.cron"]._commit_progress, ScheduleBook(self.env), {}
        domain = [("state", "=", "running"), ("suspended", "=", False)]
        progress(remaining=self.search_count(domain))
        last_id, failed = 0, 0
        while books := self.search([("id", ">", last_id), *domain], order="id", limit=BATCH):
            try:
                with self.env.cr.savepoint():
                    books._open_progress(schedule, weeks)
                    self.env.flush_all()
            except (IntegrityError, OperationalError):
                self.env.cr.rollback()
                failed += 1
                if failed < ATTEMPTS:
                    continue
                _logger.warning("Progress of %s task books from %s is left for the next run", len(books), books[0].id)
            except Exception:
                _logger.exception("Opening progress together failed; trying one by one from %s", books[0].id)
                books._open_progress_one_by_one(schedule, weeks)
            last_id, failed = books[-1].id, 0
            if not progress(len(books)):
                break
            self.env.invalidate_all()  # memory stays flat

    def _open_progress_one_by_one(self, schedule, weeks):
        """Find the book that fails and let the others have their week."""
        for book in self:
            try:
                with self.env.cr.savepoint():
                    book._open_progress(schedule, weeks)
                    self.env.flush_all()
            except (IntegrityError, OperationalError):
                raise
            except Exception:
                self.env.invalidate_all(flush=False)
                _logger.exception("The week of task book %s could not be opened", book.id)

    def _open_progress(self, schedule, weeks=None):
        """Open the steps of the present week where there are none yet, and note what the last one lacks.

        A bounded number of queries for any number of books.

        :param dict weeks: the present week of each place, kept over batches
        """
        now, specs, weeks = fields.Datetime.now(), [], {} if weeks is None else weeks
        asked, parts = self._get_asked_weeks(now), self._get_parts()
        departments = self.env["hr.department"].with_context(active_test=False)
        for book in self:
            for department_id in dict.fromkeys(department_id for department_id, _user_id in parts[book.id]):
                department = departments.browse(department_id)
                week, due = self._get_present_week(schedule, weeks, department, book.company_id, now)
                if due and now < due and (book.id, department_id, week) not in asked:
                    specs.append((book, "progress_report", department, {"deadline": due, "period": week}))
        self._note_missed_reports(now)
        self._open_nodes(specs)

    def _get_asked_weeks(self, now):
        """(book, department, week) of the steps there are, of whatever state, of this week and its neighbours."""
        self.env["crossbiz.node"].flush_model(["period", "state"])
        weeks = [get_week((now + timedelta(days=shift)).date()) for shift in (-7, 0, 7)]
        return set(
            self.env.execute_query(
                SQL(
                    """SELECT res_id, department_id, period FROM crossbiz_node
                        WHERE res_model = %s AND res_id = ANY(%s) AND kind = 'progress_report' AND period = ANY(%s)""",
                    self._name,
                    self.ids,
                    weeks,
                )
            )
        )

    @api.model
    def _get_present_week(self, schedule, weeks, department, company, now):
        """The present week of a place and its end, read once; none where no calendar can say."""
        place = (department.id, company.id)
        if place not in weeks:
            try:
                weeks[place] = self._get_week_end(schedule, department, company, now)
            except UserError as error:
                _logger.warning("No week can be told for department %s: %s", department.id, error)
                weeks[place] = (None, None)
        return weeks[place]

    @api.model
    def _get_week_end(self, schedule, department, company, now):
        """The present week where a department works, and the end of its last working day.

        :return: ``(week, naive UTC)``; no moment for a week of holidays: then nothing is asked for
        """
        today = schedule.get_local_date(department, company, now)
        monday = today - timedelta(days=today.weekday())
        days = schedule.get_schedule(department, company)
        for shift in range(6, -1, -1):
            intervals = days.intervals(monday + timedelta(days=shift))
            if intervals:
                return get_week(monday), intervals[-1][1]
        return get_week(monday), None

    def _note_missed_reports(self, now):
        """A report that did not come by the end of its week is a fact, noted once when the next week is there."""
        week = get_week(now.date())
        rows = self.env.execute_query(
            SQL(
                """SELECT node.id FROM crossbiz_node AS node
                    WHERE node.res_model = %s AND node.res_id = ANY(%s) AND node.kind = 'progress_report'
                      AND node.state = 'open' AND node.deadline <= %s AND node.period < %s
                      AND NOT EXISTS (SELECT 1 FROM crossbiz_journal AS entry
                                       WHERE entry.node_id = node.id AND entry.event = 'progress_missed')
                    ORDER BY node.id""",
                self._name,
                self.ids,
                now,
                week,
            )
        )
        nodes = self.env["crossbiz.node"].sudo().browse([node_id for (node_id,) in rows])
        self.env["crossbiz.journal"].sudo()._append(
            [node._prepare_journal_entry("progress_missed", new_value=node.period) for node in nodes]
        )
