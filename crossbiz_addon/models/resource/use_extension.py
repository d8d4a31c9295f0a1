from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .request_submit import LONGEST

KIND = "use_extension_decision"


class ResourceUseExtension(models.Model):
    """A wish to use a resource longer: approved by lead and owner, by the decision layer when major, if it is free."""

    _name = "crossbiz.resource.use.extension"
    _description = "Longer Use of a Resource"
    _inherit = ["crossbiz.wish"]
    _order = "id desc"
    _rec_name = "request_id"

    _node_kinds = {KIND: "verdict"}
    _protected_fields = frozenset({"request_id", "user_id", "old_date_to", "date_to", "reason", "state"})

    request_id = fields.Many2one(
        "crossbiz.resource.request", "Resource Request", required=True, readonly=True, ondelete="restrict", index=True
    )
    resource_id = fields.Many2one(related="request_id.resource_id")
    company_id = fields.Many2one(related="request_id.company_id")
    old_date_to = fields.Datetime("Due Back Until Now", required=True, readonly=True)
    date_to = fields.Datetime("Wanted Until", required=True, readonly=True)

    _open_uniq = models.UniqueIndex(
        "(request_id) WHERE state = 'requested'", "A longer use of this is already being decided."
    )

    @api.depends("request_id.display_name")
    def _compute_display_name(self):
        for extension in self:
            extension.display_name = self.env._("Longer use: %(request)s", request=extension.request_id.display_name)

    @api.model
    def _request(self, request, date_to, reason):
        """Open a wish for ``request`` (the caller has checked that the user may ask).

        :raises UserError: saying what keeps it from being decided
        """
        reason = self._clean_reason(reason)
        allocation, now = request.allocation_id, fields.Datetime.now()
        if request.state != "running" or allocation.state != "active":
            raise UserError(self.env._("Nothing of “%(request)s” is lent now.", request=request.display_name))
        if not date_to or date_to <= max(allocation.stop, now):
            raise UserError(self.env._("The wanted end has to be later than now and than the present one."))
        if date_to - allocation.start > LONGEST:
            raise UserError(self.env._("A use can be three years at most."))
        if self.sudo().search_count([("request_id", "=", request.id), ("state", "=", "requested")], limit=1):
            raise UserError(self.env._("A longer use of “%(request)s” is already being decided.", request=request.name))
        request.resource_id._check_free(allocation.outstanding, max(allocation.stop, now), date_to, besides=allocation)
        departments = request._get_reviewer() | request.owner_department_id
        departments._check_can_serve(request.company_id)
        extension = self.sudo().create(
            {
                "request_id": request.id,
                "user_id": self.env.uid,
                "old_date_to": allocation.stop,
                "date_to": date_to,
                "reason": reason,
            }
        )
        extension._open_nodes([(extension, KIND, department, {}) for department in departments])
        if extension._is_major():
            request.company_id._get_crossbiz_department("decision")._check_can_serve(request.company_id)

    def _on_node_closed(self, node):
        if node.outcome != "approved":
            self._get_open_nodes().sudo(self.env.su)._void(self.env._("Another reviewer refused."))
            self._transition("refused", note=node.opinion)
            self.env["crossbiz.notice"].sudo()._queue_document(
                self, "rejected", self.request_id.requesting_department_id, note=node.opinion
            )
        elif not self._get_open_nodes():
            if self._is_major() and node.period != "decision":
                decision = self.request_id.company_id._get_crossbiz_department("decision")
                self._open_node(KIND, decision, period="decision")
            else:
                self._grant()

    def _is_major(self):
        """The whole use counts, not just what is added."""
        days = self.request_id.company_id.sudo().crossbiz_major_days
        length = self.date_to - self.request_id.sudo().allocation_id.start
        return self.request_id._is_major() or bool(days and length >= timedelta(days=days))

    def _grant(self):
        """Hold the resource longer and move the date of its return.

        :raises UserError: when it was promised to others meanwhile
        """
        request = self.request_id
        allocation, now = request.sudo().allocation_id, fields.Datetime.now()
        resource = request.resource_id.sudo()
        resource._bump()
        resource.sudo(False)._check_free(
            allocation.outstanding, max(allocation.stop, now), self.date_to, besides=allocation
        )
        self._transition("granted")
        allocation.stop = self.date_to
        request._journal(
            "use_extended",
            old_value=fields.Datetime.to_string(self.old_date_to),
            new_value=fields.Datetime.to_string(self.date_to),
            note=self.reason,
        )
        entries = [
            step._set_deadline(self.date_to, "node_retargeted", note=self.reason, fixed=True)
            for step in request._get_open_nodes("request_return").filtered(lambda step: step.state == "open")
        ]
        self.env["crossbiz.journal"].sudo()._append(entries)
        request._plan_inspection()

    def action_withdraw(self, reason=None):
        """Take the wish back, to ask for another date or to return in time.

        :raises AccessError: for anyone but the officers of the department that asked
        :raises UserError: without a reason, or when it was decided
        """
        self.check_access("read")
        reason = self._clean_text(self.env._("Reason"), reason)
        for extension in self:
            extension._check_acts_for(
                extension.request_id.requesting_department_id, self.env._("Withdraw the wish for a longer use")
            )
            extension.request_id._check_not_suspended()
            if extension.state != "requested":
                raise UserError(self.env._("“%(wish)s” was decided already.", wish=extension.display_name))
        self._withdraw(reason)
        return True

    def _withdraw(self, reason):
        """A wish ends with its loan, or when it is taken back."""
        for extension in self.filtered(lambda found: found.state == "requested"):
            extension._get_open_nodes().sudo(self.env.su)._void(reason)
            extension._transition("withdrawn", note=reason)

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.request_id.case_id

    def _get_node_subject(self):
        return self.display_name

    def _get_node_topic(self, node):
        return False

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "request": self.request_id.id,
            "date_to": self.date_to,
            "reason": self.reason,
        }
