from odoo import fields, models
from odoo.exceptions import UserError

from ...lib.wording import list_points
from ..core.schedule_book import ScheduleBook
from .audit_line import FINDINGS
from .audit_types import SOURCES


class Audit(models.Model):
    """How an audit ends: every case checked, its findings sent out, its report sealed; or called off with a reason."""

    _inherit = "crossbiz.audit"

    # --------------------------------------------------
    # Closing
    # --------------------------------------------------

    def action_close(self):
        """Close the audit: the report stands, and what has to be done becomes rectification notices.

        :raises AccessError: for anyone but officers of the department that holds it
        :raises UserError: saying all that is missing
        """
        self._check_holds(self.env._("Close the audit"))
        book = ScheduleBook(self.env)
        for audit in self:
            audit._check_running()
            audit._check_closable(book)
            audit._issue_findings()
            audit.sudo()._compute_figures()
            digest = audit.sudo()._get_snapshot()[1]
            audit._transition(
                "closed",
                "audit_closed",
                note=f"{audit.conclusion}\nSHA-256 {digest}",
                closed_by=self.env.uid,
                closed_at=fields.Datetime.now(),
                digest=digest,
            )
            audit.sudo()._get_open_nodes().sudo(False)._close("done", audit.conclusion)
            company = audit.company_id.sudo()
            told = company.crossbiz_decision_department_id | company.crossbiz_compliance_department_id
            self.env["crossbiz.notice"].sudo()._queue_document(audit, "audit_closed", told, note=audit.conclusion)
        return True

    def _check_closable(self, book):
        """:raises UserError: saying all that is missing"""
        failures = []
        waiting = self.line_ids.filtered(lambda line: line.state != "judged")
        for user, lines in waiting.grouped("user_id").items():
            failures.append(
                self.env._(
                    "Not checked yet (%(person)s): %(cases)s.",
                    person=user.sudo().name or self.env._("nobody is named"),
                    cases=", ".join(lines.sudo().case_id.mapped("reference")),
                )
            )
        for line in self.line_ids - waiting:
            failures += [
                f"{line.case_id.sudo().reference}: {failure}" for failure in line.check_ids._get_order_failures(book)
            ]
        if not (self.conclusion or "").strip():
            label = self._fields["conclusion"]._description_string(self.env)
            failures.append(self.env._("%(field)s is empty.", field=label))
        if failures:
            raise UserError(
                self.env._(
                    "“%(audit)s” cannot be closed yet:\n%(failures)s",
                    audit=self.display_name,
                    failures=list_points(dict.fromkeys(failures)),
                )
            )

    def _issue_findings(self):
        """Each finding with a requirement is a rectification of the department that has to meet it."""
        checks = self.line_ids.check_ids.filtered(
            lambda check: check.result in FINDINGS and check._is_order() and not check.rectification_id
        )
        if checks:
            notices = self.env["crossbiz.rectification"]._issue_for(
                SOURCES[self.audit_type], self, self.department_id, [check._prepare_rectification() for check in checks]
            )
            for check, notice in zip(checks.sudo(), notices, strict=True):
                check.rectification_id = notice

    def _get_snapshot_values(self):
        """The report, as plain values."""
        return {
            **super()._get_snapshot_values(),
            "reference": self.reference,
            "type": self.audit_type,
            "period": [fields.Date.to_string(self.date_from), fields.Date.to_string(self.date_to)],
            "sample": self.sample_digest or "",
            "cases": [
                [line.case_id.id, line.user_id.id, line.result or "", [check._get_values() for check in line.check_ids]]
                for line in self.line_ids.sorted("id")
            ],
            "figures": [[figure.key, figure.hits, figure.total] for figure in self.figure_ids.sorted("key")],
            "conclusion": self.conclusion or "",
        }

    # --------------------------------------------------
    # Calling off
    # --------------------------------------------------

    def action_cancel(self, reason=None):
        """Call an audit off, with a reason that the decision layer is told.

        :raises AccessError: for anyone but officers of the department that holds it
        :raises UserError: without a reason, or when it has ended
        """
        self._check_holds(self.env._("Call the audit off"))
        reason = self._clean_text(self.env._("Reason"), reason)
        self._transition("cancelled", "audit_cancelled", note=reason)
        self.sudo()._get_open_nodes()._void(reason)
        for audit in self:
            self.env["crossbiz.notice"].sudo()._queue_document(
                audit, "cancelled", audit.company_id.sudo().crossbiz_decision_department_id, note=reason
            )
        return True
