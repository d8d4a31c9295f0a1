import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.schedule_book import ScheduleBook
from .audit_types import FUNCTIONS, get_last_period, get_months, get_next_period

_logger = logging.getLogger(__name__)

CAUGHT_UP = 12  # periods that are opened after a standstill


class Audit(models.Model):
    """The job: opens the regular audits once each, and notes which were not done (regulation 6.2).

    An audit is about a period that has ended, and is missed when the next one is due. It can still be done; that it
    was missed stays.
    """

    _inherit = "crossbiz.audit"

    _due_idx = models.Index("(missed_from) WHERE state IN ('draft', 'running') AND missed_at IS NULL")

    # --------------------------------------------------
    # Opening
    # --------------------------------------------------

    @api.model
    def _cron_open_regular(self):
        """Open what is due in every company, then note what was missed: once each, also when run again."""
        progress, book = self.env["ir.cron"]._commit_progress, ScheduleBook(self.env)
        companies = self.env["res.company"].search([("crossbiz_audit_percent", ">", 0)], order="id")
        progress(remaining=len(companies))
        for company in companies:
            for audit_type in FUNCTIONS:
                try:
                    with self.env.cr.savepoint():
                        self._open_regular(company, audit_type, book)
                except Exception:
                    self.env.invalidate_all(flush=False)
                    _logger.exception("The regular %s of company %s could not be opened", audit_type, company.id)
            self._note_missed(company, book)
            if not progress(1):
                return

    @api.model
    def _open_regular(self, company, audit_type, book):
        """Open the audits of one kind that are due: those since the last one, at first the last period only.

        Where nothing was under way there is nothing to look at, and no audit. A company without the department that
        holds them has none; its settings say what is missing.
        """
        department = company[f"crossbiz_{FUNCTIONS[audit_type]}_department_id"]
        if not department:
            return self.browse()
        months, today = get_months(audit_type, company), book.get_local_date(department, company, fields.Datetime.now())
        opened = self.browse()
        for first, last in self._get_due_periods(company, audit_type, months, today):
            audit = self.new({"audit_type": audit_type, "company_id": company.id, "date_from": first, "date_to": last})
            if self.env["crossbiz.case"].search_count(audit._get_frame_domain(book), limit=1):
                opened |= self.create(
                    {
                        "audit_type": audit_type,
                        "company_id": company.id,
                        "date_from": first,
                        "date_to": last,
                        "period": f"{first:%Y-%m}",
                        "missed_from": fields.Date.add(get_next_period(last, months)[1], days=1),
                    }
                )
        self._open_nodes([(audit, "audit", audit.department_id, {"period": audit.period}) for audit in opened])
        return opened

    @api.model
    def _get_due_periods(self, company, audit_type, months, today):
        """The periods that have ended and have no regular audit yet, oldest first."""
        latest = self.search(
            [("company_id", "=", company.id), ("audit_type", "=", audit_type), ("period", "!=", False)],
            order="date_to desc",
            limit=1,
        )
        due = get_last_period(today, months)
        if not latest:
            return [due]
        periods, period = [], get_next_period(latest.date_to, months)
        while period[1] <= due[1]:
            periods.append(period)
            period = get_next_period(period[1], months)
        return periods[-CAUGHT_UP:]

    # --------------------------------------------------
    # Missed
    # --------------------------------------------------

    @api.model
    def _note_missed(self, company, book):
        """Note the audits of a company that were not closed when the next one is due."""
        now = fields.Datetime.now()
        late = self.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ("draft", "running"))
            & Domain("missed_at", "=", False)
            & Domain("missed_from", "<=", now.date() + timedelta(days=1))
        )
        for audit in late:
            try:
                with self.env.cr.savepoint():
                    if book.get_local_date(audit.department_id, company, now) >= audit.missed_from:
                        audit._miss()
            except Exception:
                self.env.invalidate_all(flush=False)
                _logger.exception("Audit %s could not be noted as missed", audit.id)

    def _miss(self):
        """It was not done in time: its step ends so, whoever does it later (superuser mode)."""
        note = self.env._("The next one is due.")
        self._get_open_nodes()._miss(note)
        self.missed_at = fields.Datetime.now()
        self._journal("audit_missed", note=note)
        company = self.company_id
        told = self.department_id | company.crossbiz_decision_department_id | company.crossbiz_audit_department_id
        self.env["crossbiz.notice"]._queue_document(self, "audit_missed", told)
