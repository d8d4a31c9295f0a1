import logging
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

LOOK_BACK = 12  # weeks that are still asked for when the job did not run: a quarter
# From when on a project reports: what the journal calls its start, its way back to work, and the end of a pause.
RUNS_AGAIN = ("book_started", "acceptance_failed", "node_resumed")


def get_week(day):
    """The ISO week of a date, like 2026-W10."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


class TaskBook(models.Model):
    """Which weeks are asked for: the present one, and those that nobody asked for because the job did not run."""

    _inherit = "crossbiz.task.book"

    def _get_weeks_to_open(self, schedule, weeks, now):
        """The weekly steps that these books lack; a bounded number of queries.

        :param dict weeks: the weeks of each place, kept over batches
        :return: list of ``(book, department, options)`` as ``_open_nodes`` wants them
        """
        asked, parts, wanted, gaps = self._get_asked_weeks(now), self._get_parts(), [], []
        departments = self.env["hr.department"].with_context(active_test=False)
        for book in self:
            for department_id in dict.fromkeys(department_id for department_id, _user_id in parts[book.id]):
                department = departments.browse(department_id)
                this, before = (
                    self._get_week_of(schedule, weeks, department, book.company_id, now, back) for back in (0, 1)
                )
                if not this:
                    continue
                week, _begins, due = this
                lacks = due and (book.id, department_id, week) not in asked
                if lacks and now < due:
                    wanted.append((book, department, {"deadline": due, "period": week}))
                last_lacks = before and before[2] and (book.id, department_id, before[0]) not in asked
                if last_lacks or (lacks and due <= now):
                    gaps.append((book, department))
        return wanted + self._get_missed_weeks(schedule, weeks, gaps, now)

    def _get_missed_weeks(self, schedule, weeks, gaps, now):
        """The weeks that ended after the last one asked for, and in which the department had its part.

        Each is owed by the end of its own week: the regulation asks for it, not the job.

        :param list gaps: ``(book, department)`` that lack a week
        """
        if not gaps:
            return []
        books, missed = self.browse(dict.fromkeys(book.id for book, _department in gaps)), []
        last, since = books._get_last_weeks(), books._get_reporting_since()
        for book, department in gaps:
            moments = (since.get((book.id, None)) or book.started_at, since.get((book.id, department.id)))
            begun = max(filter(None, moments), default=now)
            for back in range(LOOK_BACK + 1):
                found = self._get_week_of(schedule, weeks, department, book.company_id, now, back)
                if not found:
                    break
                week, begins, due = found
                if week <= last.get((book.id, department.id), ""):
                    break
                if not due or due > now:
                    continue
                if due <= begun:
                    break
                options = {"deadline": due, "period": week, "since": max(begins, begun)}
                missed.append((book, department, options))
        return missed

    def _get_asked_weeks(self, now):
        """(book, department, week) of the steps there are, of whatever state, of this week and its neighbours."""
        self.env["crossbiz.node"].flush_model(["period", "state"])
        weeks = [get_week((now + timedelta(days=days)).date()) for days in (-14, -7, 0, 7)]
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

    def _get_last_weeks(self):
        """``{(book id, department id): the last week that was asked for}``."""
        rows = self.env.execute_query(
            SQL(
                """SELECT res_id, department_id, max(period) FROM crossbiz_node
                    WHERE res_model = %s AND res_id = ANY(%s) AND kind = 'progress_report' AND period IS NOT NULL
                    GROUP BY res_id, department_id""",
                self._name,
                self.ids,
            )
        )
        return {(book_id, department_id): week for book_id, department_id, week in rows}

    def _get_reporting_since(self):
        """Since when without a break reports are asked for, by the journal.

        :return: ``{(book id, None): since it runs, (book id, department id): since the department has joined}``
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT res_id, CASE WHEN event = 'department_joined' THEN department_id END AS joined, max(at)
                     FROM crossbiz_journal
                    WHERE res_model = %s AND res_id = ANY(%s) AND event = ANY(%s)
                    GROUP BY res_id, joined""",
                self._name,
                self.ids,
                [*RUNS_AGAIN, "department_joined"],
            )
        )
        return {(book_id, department_id): moment for book_id, department_id, moment in rows}

    @api.model
    def _get_week_of(self, schedule, weeks, department, company, now, back):
        """A week of a place, read once.

        :param int back: how many weeks before the present one
        :return: ``(week, when it begins, the end of its last working day)``, naive UTC; without moments for a week
            of holidays, in which nothing is asked for; None where no calendar can say
        """
        key = (department.id, company.id, back)
        if key not in weeks:
            try:
                weeks[key] = self._read_week(schedule, department, company, now, back)
            except UserError as error:
                _logger.warning("No week can be told for department %s: %s", department.id, error)
                weeks[key] = None
        return weeks[key]

    @api.model
    def _read_week(self, schedule, department, company, now, back):
        today = schedule.get_local_date(department, company, now)
        monday = today - timedelta(days=today.weekday() + 7 * back)
        days = schedule.get_schedule(department, company)
        worked = [days.intervals(monday + timedelta(days=number)) for number in range(7)]
        worked = [intervals for intervals in worked if intervals]
        if not worked:
            return get_week(monday), None, None
        return get_week(monday), worked[0][0][0], worked[-1][-1][1]
