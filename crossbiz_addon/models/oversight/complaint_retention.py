import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

_logger = logging.getLogger(__name__)

FOLLOW_UPS = (30, 90, 180)


class Complaint(models.Model):
    """What days bring: the next pool, the looks for retaliation, and the end of the content."""

    _inherit = "crossbiz.complaint"

    @api.model
    def _cron_day(self):
        """Everything that becomes due by the day, in batches; each is done once, however often the job runs."""
        for find, act in (
            (self._find_unattended, lambda complaints: complaints._widen_unattended()),
            (self._find_follow_ups, lambda complaints: complaints._open_follow_ups()),
            (self._find_expired, lambda complaints: complaints._erase()),
        ):
            if not self._work_off(self.browse(find()), act):
                return
        self.env["crossbiz.complaint.statistic"]._snapshot()
        self._skip_numbers(self, self.env["crossbiz.node"], self.env["crossbiz.complaint.log"])

    @api.model
    def _work_off(self, complaints, act):
        """Do one thing with many complaints; one that cannot be opened never stops the others.

        :return: whether there is time for more
        """
        progress = self.env["ir.cron"]._commit_progress
        left = progress(remaining=len(complaints))
        for complaint in complaints:
            try:
                with self.env.cr.savepoint():
                    act(complaint)
            except UserError as error:
                _logger.error("%s could not be worked off: %s", complaint.reference, error)
            left = progress(1)
            if not left:
                break
        return left

    # --------------------------------------------------
    # Overdue
    # --------------------------------------------------

    @api.model
    def _find_unattended(self):
        return self.sudo().search([("overdue", "=", True)]).ids

    def _widen_unattended(self):
        for complaint in self.sudo():
            clock = "acknowledge" if complaint.state == "received" else "outcome"
            complaint._widen(clock)

    # --------------------------------------------------
    # Retaliation
    # --------------------------------------------------

    @api.model
    def _find_follow_ups(self):
        return self.sudo().search([("state", "=", "closed"), ("closed_on", "<=", self._get_day(FOLLOW_UPS[0]))]).ids

    @api.model
    def _get_day(self, ago):
        return fields.Date.today() - timedelta(days=ago)

    def _open_follow_ups(self):
        """Ask the reporter and let the handlers look when one of the days has come; the latest is enough."""
        for complaint in self._bare():
            due = [days for days in FOLLOW_UPS if complaint.closed_on <= complaint._get_day(days)]
            period = f"{complaint.closed_on}/{due[-1]}"
            nodes = self.env["crossbiz.node"].sudo()
            known = nodes.search_count(
                [("res_model", "=", self._name), ("res_id", "=", complaint.id), ("period", "=", period)]
            )
            department = complaint._get_clock_department()
            if known or not department:
                continue
            complaint._get_open_nodes("complaint_follow_up")._miss()
            complaint._open_node("complaint_follow_up", department, period=period)
            complaint._tell_reporter("follow_up")

    # --------------------------------------------------
    # Erasure
    # --------------------------------------------------

    @api.model
    def _find_expired(self):
        return self.sudo().search([("state", "=", "closed"), ("erase_on", "<=", fields.Date.today())]).ids

    def _erase(self):
        """Destroy key and content; a shell stays, for the figures and so that the log has what it tells of.

        The receipt code opens nothing any more, as a code that never was.
        """
        complaints = self._bare()
        complaints._get_open_nodes()._void()
        identities = complaints.env["crossbiz.complaint.identity"].search([("complaint_id", "in", complaints.ids)])
        messages = complaints.env["crossbiz.complaint.message"].search([("complaint_id", "in", complaints.ids)])
        identities.unlink()
        messages.file_ids.unlink()
        messages.unlink()
        complaints.disclosure_ids.write({"reason": False, "state": "erased", "custodian_ids": [Command.clear()]})
        complaints._transition("erased", "erased", wrapped_key=False, lookup=False, routing=False, named=False)
