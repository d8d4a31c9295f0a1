from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_datetime

from ..core.schedule_book import ScheduleBook

REFERENCE_CODE = "crossbiz.violation"


class Violation(models.Model):
    """The way of a violation: decided, appealed against, upheld or revoked."""

    _inherit = "crossbiz.violation"

    can_decide = fields.Boolean(compute="_compute_can_act")
    can_appeal = fields.Boolean(compute="_compute_can_act")
    can_edit = fields.Boolean(compute="_compute_can_act")

    @api.depends("state", "department_id", "deciding_department_id", "appeal_until")
    @api.depends_context("uid")
    def _compute_can_act(self):
        acting, own = self.env.user._get_acting_departments(), self.env.user._get_own_departments()
        now = fields.Datetime.now()
        for violation in self:
            decides = violation.deciding_department_id in acting and violation.department_id not in own
            in_time = bool(violation.appeal_until) and now <= violation.appeal_until
            violation.can_edit = violation.state == "draft" and (decides or not violation._origin)
            violation.can_decide = violation.state == "draft" and decides
            violation.can_appeal = violation.state == "decided" and violation.department_id in acting and in_time

    @api.model
    def _get_record_action(self, source, values):
        """Window with a new violation that was found at ``source``.

        :raises AccessError: for anyone but the officers who decide on violations of that department
        """
        company = self.env["res.company"].browse(values.get("company_id")) or self.env.company
        department = self.env["hr.department"].browse(values.get("department_id"))
        decider = self._get_deciding_department(company, department)
        self._check_acts_for(decider or company._get_crossbiz_department("audit"), self.env._("Record a violation"))
        values = {**values, "source_model": source._name, "source_id": source.id}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a Violation"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items() if value},
        }

    # --------------------------------------------------
    # Decision
    # --------------------------------------------------

    def action_decide(self):
        """Decide that this is a violation: the department is told and may appeal.

        :raises AccessError: for anyone but an officer of the deciding department, or who works in the one concerned
        :raises UserError: when it was decided already, or happened in the future
        """
        self.check_access("read")
        sequence, book = self.env["ir.sequence"].sudo(), ScheduleBook(self.env)
        for violation in self:
            violation._check_acts_for(violation.deciding_department_id, self.env._("Decide on a violation"))
            violation._check_not_own()
            violation._get_clean("description")
            if violation.date > fields.Date.context_today(violation):
                raise UserError(self.env._("The day of the violation lies ahead."))
            company, now = violation.company_id, fields.Datetime.now()
            # A number only for what can be decided: the judge of states speaks first.
            violation._transition(
                "decided",
                "violation_decided",
                note=violation.description,
                decided_by=self.env.uid,
                decided_at=now,
                appeal_until=violation._get_appeal_end(book, now),
            )
            violation.sudo().reference = sequence._next_crossbiz_references(REFERENCE_CODE, company.id, 1)[0]
            self.env["crossbiz.notice"].sudo()._queue_document(
                violation, "violation_recorded", violation.department_id, note=violation.description
            )
        return True

    def _get_appeal_end(self, book, moment):
        """Until when the department may appeal: the company's days, by the department's calendar."""
        rule = {
            "amount": self.company_id.sudo().crossbiz_appeal_days,
            "unit": "working_day",
            "start_rule": "next_day",
        }
        return book.get_deadline(self.department_id, self.company_id, moment, rule).deadline

    def _check_not_own(self):
        """:raises AccessError: for who works in the department concerned, whatever else they act for"""
        if self.department_id._origin in self.env.user._get_own_departments():
            raise AccessError(
                self.env._(
                    "You belong to “%(department)s”: somebody of another department has to decide on its violations.",
                    department=self.department_id.sudo().display_name,
                )
            )

    # --------------------------------------------------
    # Appeal
    # --------------------------------------------------

    def action_appeal(self, reason=None):
        """Appeal to the decision layer, for a reason.

        :raises AccessError: for anyone but an officer of the department concerned
        :raises UserError: without a reason, too late, or when nothing was decided
        """
        self.check_access("read")
        reason = self._clean_text(self._fields["appeal"]._description_string(self.env), reason)
        for violation in self:
            violation._check_acts_for(violation.department_id, self.env._("Appeal"))
            now = fields.Datetime.now()
            if violation.state == "decided" and now > violation.appeal_until:
                raise UserError(
                    self.env._(
                        "An appeal was possible until %(moment)s.",
                        moment=format_datetime(self.env, violation.appeal_until, dt_format="short"),
                    )
                )
            judge = violation._get_judging_department()
            violation._transition(
                "appealed",
                "violation_appealed",
                note=reason,
                appeal=reason,
                appealed_by=self.env.uid,
                appealed_at=now,
            )
            violation._open_node("violation_appeal", judge)
            self.env["crossbiz.notice"].sudo()._queue_document(
                violation, "violation_appealed", violation.deciding_department_id, note=reason
            )
        return True

    def _get_judging_department(self):
        """The decision layer; audit for what the decision layer itself is said to have done.

        :raises UserError: when nobody could judge
        """
        judge = self.company_id._get_crossbiz_department("decision")
        if judge == self.department_id:
            judge = self.company_id._get_crossbiz_department("audit")
        judge._check_can_serve(self.company_id)
        return judge

    def _check_verdict(self, node, outcome):
        """Neither who decided nor who works in the department concerned judges the appeal."""
        self._check_not_own()
        if self.decided_by == self.env.user:
            raise AccessError(self.env._("You decided on this violation. Somebody else has to judge the appeal."))
        return super()._check_verdict(node, outcome)

    def _on_node_closed(self, node):
        revoked = node.outcome == "approved"
        self._transition(
            "revoked" if revoked else "upheld",
            "violation_revoked" if revoked else "violation_upheld",
            note=node.opinion,
            ruling=node.opinion,
            ruled_by=node.closed_by.id,
            ruled_at=node.closed_at,
        )
        self.env["crossbiz.notice"].sudo()._queue_document(
            self,
            "approved" if revoked else "rejected",
            self.department_id | self.deciding_department_id,
            note=node.opinion,
        )

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.appealed_by

    def _get_node_outcomes(self, node):
        """The appeal is granted or refused."""
        return ("approved", "rejected")

    def _get_watching_departments(self, node):
        return self.deciding_department_id

    def _prepare_journal_entry(self, event, **values):
        """Each entry names a department: by it those are found that belong to no case."""
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}

    def _get_snapshot_values(self):
        """What an appeal is about."""
        return {
            **super()._get_snapshot_values(),
            "reference": self.reference,
            "department": self.department_id.id,
            "employee": self.employee_id.id,
            "severity": self.severity,
            "date": fields.Date.to_string(self.date),
            "description": self.description,
            "clause": self.clause or "",
            "appeal": self.appeal or "",
        }
