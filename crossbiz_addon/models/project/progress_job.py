from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.schedule_book import ScheduleBook

BATCH = 500


def get_week(day):
    """The ISO week of a date, like 2026-W10."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


class TaskBook(models.Model):
    """The weekly round (regulation 3.2.2): each department with a part reports, each week, once."""

    _inherit = "crossbiz.task.book"

    @api.model
    def _cron_open_progress(self):
        """Open this week's steps of all running books; run again, it opens only what is missing."""
        progress, book = self.env["ir.cron"]._commit_progress, ScheduleBook(self.env)
        remaining = self.search_count([("state", "=", "running"), ("suspended", "=", False)])
        progress(remaining=remaining)
        last_id = 0
        while books := self.search(
            [("id", ">", last_id), ("state", "=", "running"), ("suspended", "=", False)], order="id", limit=BATCH
        ):
            last_id = books[-1].id
            books._open_progress(book)
            if not progress(len(books)):
                break

    def _open_progress(self, book):
        """Open the steps of the present week where there are none yet."""
        now, specs, dues = fields.Datetime.now(), [], {}
        asked = self._get_asked_weeks(now)
        for document in self:
            for department in document.sudo().assignment_ids.department_id:
                place = (department, document.company_id)
                if place not in dues:
                    dues[place] = self._get_week_end(book, *place, now)
                week, due = dues[place]
                if due and (document.id, department.id, week) not in asked:
                    specs.append((document, "progress_report", department, {"deadline": due, "period": week}))
        self._open_nodes(specs)

    def _get_asked_weeks(self, now):
        """(book, department, week) of the steps there are, of whatever state, of this week and its neighbours."""
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
    def _get_week_end(self, book, department, company, now):
        """The present week where a department works, and the end of its last working day.

        :return: ``(week, naive UTC)``; no moment for a week of holidays: then nothing is asked for
        """
        today = book.get_local_date(department, company, now)
        monday = today - timedelta(days=today.weekday())
        schedule = book.get_schedule(department, company)
        for shift in range(6, -1, -1):
            intervals = schedule.intervals(monday + timedelta(days=shift))
            if intervals:
                return get_week(monday), intervals[-1][1]
        return get_week(monday), None
