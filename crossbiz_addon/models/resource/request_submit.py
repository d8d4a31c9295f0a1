from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ...lib.wording import list_points
from ..core.schedule_book import ScheduleBook
from .resource import tell_units

LONGEST = timedelta(days=3 * 366)
FOR_DATA = ("data_scope", "retention", "legal_basis")


class ResourceRequest(models.Model):
    """How a request is submitted, and all that can keep it from being so (regulation 3.1.1)."""

    _inherit = "crossbiz.resource.request"

    # --------------------------------------------------
    # Submitting
    # --------------------------------------------------

    def action_submit(self):
        """Submit for review: the three working days of the evaluation begin (regulation 3.1.2).

        :raises AccessError: for anyone but an officer of the requesting department
        :raises UserError: saying all that is missing
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Submit the request"))
        for request in self:
            if request.state != "draft":
                raise UserError(self.env._("“%(request)s” was already submitted.", request=request.display_name))
            request._check_complete()
        now = fields.Datetime.now()
        self._follow_resource()
        for request in self:
            request._transition(
                "review",
                "submitted",
                submitted_at=now,
                user_id=self.env.uid,
                round=request.round + 1,
                major=request._is_major(),
            )
            request._open_first_review()
        return True

    def action_reopen(self):
        """Open a rejected request again for changes; it keeps its number and the opinions (a new round).

        :raises AccessError: for anyone but an officer of the requesting department
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Open the request again"))
        self._check_not_suspended()
        for request in self:
            if request.state != "rejected":
                raise UserError(
                    self.env._("“%(request)s” was not rejected; there is nothing to open again.", request=request.name)
                )
        self._transition("draft", "reopened", decided_at=False)
        self._judge_anew()
        return True

    def _check_complete(self):
        """Say all that keeps this request from being submitted.

        :raises UserError: with every reason
        """
        failures = self._get_submit_failures()
        if failures:
            raise UserError(
                self.env._(
                    "“%(document)s” cannot be submitted yet:\n%(failures)s",
                    document=self.display_name,
                    failures=list_points(failures),
                )
            )
        self.resource_id._check_free(self.quantity, self.date_from, self.date_to)

    def _get_submit_failures(self):
        """What is missing or wrong on the paper, as translated sentences."""
        failures = self._get_gate_failures()
        resource, label = self.resource_id, self._fields
        required = ["purpose", "safeguards", *(FOR_DATA if resource.resource_type == "data" else ())]
        failures += [
            self.env._("%(field)s is empty.", field=label[name]._description_string(self.env))
            for name in required
            if not (self[name] or "").strip()
        ]
        if not resource.active:
            failures.append(self.env._("“%(resource)s” is archived.", resource=resource.display_name))
        if resource.department_id == self.requesting_department_id:
            failures.append(
                self.env._("“%(resource)s” is your own department's: use it.", resource=resource.display_name)
            )
        if resource.company_id != self.company_id:
            failures.append(self.env._("“%(resource)s” belongs to another company.", resource=resource.display_name))
        if float_compare(self.quantity, 0, precision_digits=2) <= 0:
            failures.append(self.env._("The quantity has to be at least 0.01."))
        elif float_compare(self.quantity, resource.capacity, precision_digits=2) > 0:
            failures.append(
                self.env._(
                    "%(quantity)s units are asked for; “%(resource)s” has %(capacity)s.",
                    quantity=tell_units(self.quantity),
                    resource=resource.display_name,
                    capacity=tell_units(resource.capacity),
                )
            )
        if self.currency_id.compare_amounts(self.value, 0) < 0:
            failures.append(self.env._("The value cannot be negative."))
        failures += self._get_period_failures()
        if not failures:
            failures += self._get_reviewer_failures()
        return failures

    def _get_period_failures(self):
        """What is wrong with the period; a use may begin on the day on which it is asked for, not before."""
        start, stop = self.date_from, self.date_to
        if not start or not stop:
            return [self.env._("The period is empty: say from when until when it is needed.")]
        if start >= stop:
            return [self.env._("The period ends before it begins.")]
        now = fields.Datetime.now()
        book, place = ScheduleBook(self.env), (self.owner_department_id, self.company_id)
        if stop <= now or book.get_local_date(*place, start) < book.get_local_date(*place, now):
            return [self.env._("The period lies in the past.")]
        if stop - start > LONGEST or start - now > LONGEST:
            return [self.env._("A use can be three years at most and begin within three years.")]
        return []

    def _get_serving_departments(self):
        departments = super()._get_serving_departments() | self.resource_id.sudo().department_id
        if self._is_major() or self.lead_department_id == self.requesting_department_id:
            departments |= self.company_id.sudo().crossbiz_decision_department_id
        return departments

    # --------------------------------------------------
    # Major
    # --------------------------------------------------

    def _is_major(self):
        """Whether the decision layer decides: by the settings' thresholds, the data's level, or who says so."""
        return bool(self.major or self._is_major_by_rule())

    def _judge_anew(self):
        """A request that comes back may become smaller: what the rules made major is judged at the next submission."""
        self.filtered(lambda request: request._is_major_by_rule()).sudo().major = False

    def _is_major_by_rule(self):
        company = self.company_id.sudo()
        value = max(self.value, self.resource_id.unit_value * self.quantity)
        length = self.date_to - self.date_from if self.date_from and self.date_to else timedelta()
        return bool(
            self.data_level in ("important", "personal")
            or (company.crossbiz_major_value and value >= company.crossbiz_major_value)
            or (company.crossbiz_major_days and length >= timedelta(days=company.crossbiz_major_days))
        )
