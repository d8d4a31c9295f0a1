import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.schedule_book import ScheduleBook
from .progress_weeks import get_week

_logger = logging.getLogger(__name__)

BATCH = 500
ATTEMPTS = 3


class TaskBook(models.Model):
    """The weekly round (regulation 3.2.2): each department with a part reports, each week, once."""

    _inherit = "crossbiz.task.book"

    @api.model
    def _cron_open_progress(self):
        """Open the weekly steps of all running books; run again, it opens only what is missing.

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
        """Open the weekly steps that are lacking, and note what the weeks that are over lack.

        A bounded number of queries for any number of books.

        :param dict weeks: the weeks of each place, kept over batches
        """
        now = fields.Datetime.now()
        wanted = self._get_weeks_to_open(schedule, {} if weeks is None else weeks, now)
        self._open_nodes([(book, "progress_report", department, options) for book, department, options in wanted])
        self._note_missed_reports(now)

    def _note_missed_reports(self, now):
        """A report that did not come by the end of its week is a fact, noted once when the next week is there."""
        week = get_week(now.date())
        self.env["crossbiz.node"].flush_model(["state", "deadline", "period"])
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
