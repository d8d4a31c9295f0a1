import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...lib.wording import list_points
from ..core.case import FINAL_STATES
from ..core.schedule_book import ScheduleBook
from .levels import DECIDED

_logger = logging.getLogger(__name__)

BATCH = 200


class RiskAssessment(models.Model):
    """How a report is filed, decided, replaced, and renewed when an accepted risk expires."""

    _inherit = "crossbiz.risk.assessment"

    # --------------------------------------------------
    # Filing
    # --------------------------------------------------

    def action_file(self):
        """File the report with the decision layer (备案, regulation 4.1); high and critical wait for its approval.

        :raises AccessError: for anyone but officers of the requesting or the lead department
        :raises UserError: saying all that is missing
        """
        self.check_access("read")
        for assessment in self:
            assessment._check_may_file()
            failures = assessment._get_filing_failures()
            if failures:
                raise UserError(
                    self.env._(
                        "“%(report)s” cannot be filed yet:\n%(failures)s",
                        report=assessment.display_name,
                        failures=list_points(failures),
                    )
                )
        for assessment in self:
            assessment._file()
        return True

    def _check_may_file(self):
        """:raises AccessError: for who is no officer of the department that asks or leads"""
        self._check_person()
        acting = self._get_assessing_departments() & self.env.user._get_acting_departments()
        if not acting:
            self._check_acts_for(self.case_id.sudo().requesting_department_id, self.env._("File the risk assessment"))
        if self.state != "draft":
            raise UserError(self.env._("“%(report)s” was already filed.", report=self.display_name))
        case = self.case_id.sudo()
        case._get_document()._check_not_suspended()
        if case.state in FINAL_STATES:
            raise UserError(self.env._("“%(case)s” has ended: it has no risks any more.", case=case.display_name))

    def _get_filing_failures(self):
        """What keeps this report from being filed, as translated sentences: all of it at once."""
        failures = []
        if not self.risk_ids:
            failures.append(self.env._("It has no risk. If you see none, enter the one you looked for and its level."))
        if not self.env["crossbiz.risk.matrix"]._get_current(self.company_id):
            failures.append(
                self.env._(
                    "The company has no risk matrix in force: "
                    "put one in force under Cross-Business > Configuration > Risk Matrix."
                )
            )
        today = ScheduleBook(self.env).get_local_date(self.department_id, self.company_id, fields.Datetime.now())
        for risk in self.risk_ids:
            failures += risk._get_failures(today)
        decision = self.company_id.sudo().crossbiz_decision_department_id
        if not decision:
            failures.append(self.env._("The company has no decision layer: choose one in the settings."))
        failures += decision._get_serving_failures(self.company_id)
        pending = self._get_siblings().filtered(lambda found: found.state == "filed" and not found._is_agreed())
        if pending:
            failures.append(
                self.env._("The decision layer decides on “%(report)s” right now.", report=pending[0].reference)
            )
        return failures

    def _file(self):
        risks = self.risk_ids.sudo()
        risks.filtered(lambda risk: risk.treatment != "accept").accepted_until = False
        days = list(filter(None, risks.mapped("accepted_until")))
        book, place = ScheduleBook(self.env), (self.department_id, self.company_id)
        self._transition(
            "filed",
            "risk_filed",
            filed_at=fields.Datetime.now(),
            filed_by=self.env.uid,
            expires_at=book.get_day_end(*place, min(days)) if days else False,
            matrix_id=self.env["crossbiz.risk.matrix"]._get_current(self.company_id).id,
        )
        self._get_siblings()._get_open_nodes("risk_renewal").sudo(False)._close("done", self.reference)
        decision = self.company_id._get_crossbiz_department("decision")
        if self.level in DECIDED:
            self._open_node("risk_decision", decision, cycle=1 + self.sudo()._get_step("risk_decision").cycle)
        else:
            self._supersede_others()
        self.env["crossbiz.notice"].sudo()._queue_document(self, "risk_filed", decision)

    def _is_agreed(self):
        """Whether nothing is left to decide."""
        return self.state == "approved" or (self.state == "filed" and self.level not in DECIDED)

    def _get_siblings(self):
        """The other reports of these cases (superuser mode)."""
        return self.sudo().search([("case_id", "in", self.case_id.ids), ("id", "not in", self.ids)])

    def _supersede_others(self):
        """The newest report that needs no decision any more is the one in force."""
        older = self._get_siblings().filtered(lambda found: found._is_agreed())
        older.sudo(self.env.su)._transition("superseded", "risk_superseded", note=self.reference)

    # --------------------------------------------------
    # The decision
    # --------------------------------------------------

    def _check_verdict(self, node, outcome):
        self.case_id.sudo()._get_document()._check_not_suspended()
        return super()._check_verdict(node, outcome)

    def _on_node_closed(self, node):
        if node.kind != "risk_decision":
            return
        if node.outcome == "approved":
            self._transition("approved", note=node.opinion)
            self._supersede_others()
        else:
            target = {"rejected": "rejected", "returned": "draft"}[node.outcome]
            self._transition(target, note=node.opinion)
        self.env["crossbiz.notice"].sudo()._queue_document(self, node.outcome, self.department_id, note=node.opinion)

    # --------------------------------------------------
    # Renewal
    # --------------------------------------------------

    @api.model
    def _cron_renew(self):
        """Ask for a new report where an accepted risk expired and the case still runs; each once."""
        progress, last_id = self.env["ir.cron"]._commit_progress, 0
        domain = self._get_renewal_domain()
        progress(remaining=self.search_count(domain))
        while expired := self.search([("id", ">", last_id), *domain], order="id", limit=BATCH):
            last_id = expired[-1].id
            for assessment in expired._get_unanswered():
                try:
                    with self.env.cr.savepoint():
                        assessment._ask_for_renewal()
                        self.env.flush_all()
                except (IntegrityError, OperationalError):
                    _logger.info("Assessment %s is being renewed by somebody else", assessment.id)
                except Exception:
                    self.env.invalidate_all(flush=False)
                    _logger.exception("Assessment %s could not be renewed", assessment.id)
            if not progress(len(expired)):
                break

    @api.model
    def _get_renewal_domain(self):
        return [
            ("expired", "=", True),
            ("case_id.state", "in", ("review", "approved", "running", "closing")),
            ("case_id.suspended", "=", False),
        ]

    def _get_unanswered(self):
        """Those for which no newer report waits for a decision and no renewal is asked for already."""
        asked = set(self._get_open_nodes("risk_renewal").mapped("res_id"))
        waiting = self.search([("case_id", "in", self.case_id.ids), ("state", "=", "filed")])
        decided = waiting.filtered(lambda found: not found._is_agreed()).case_id
        return self.filtered(lambda found: found.id not in asked and found.case_id not in decided)

    def _ask_for_renewal(self):
        """The department that asked for the case looks at its risks again."""
        self._journal("risk_expired", new_value=fields.Datetime.to_string(self.expires_at))
        department = self.case_id.requesting_department_id
        self._open_node("risk_renewal", department, cycle=1 + self._get_step("risk_renewal").cycle)
