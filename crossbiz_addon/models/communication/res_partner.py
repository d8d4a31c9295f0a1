from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ResPartner(models.Model):
    """Nobody enters a meeting between departments by way of a contact, whose events Odoo lets write from there, too."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if "default_meeting_ids" in self.env.context or any("meeting_ids" in vals for vals in vals_list):
            partners._check_crossbiz_invitations(set())
        return partners

    def write(self, vals):
        if "meeting_ids" not in vals:
            return super().write(vals)
        before = self._get_crossbiz_invitations()
        result = super().write(vals)
        self._check_crossbiz_invitations(before)
        return result

    def _get_crossbiz_invitations(self):
        """Which of these contacts stand in the calendar of which meeting between departments."""
        if not self:
            return set()
        self.env["crossbiz.meeting"].flush_model(["event_id"])
        return set(
            self.env.execute_query(
                SQL(
                    """SELECT meeting.id, invited.res_partner_id
                         FROM crossbiz_meeting AS meeting
                         JOIN calendar_event_res_partner_rel AS invited ON invited.calendar_event_id = meeting.event_id
                        WHERE invited.res_partner_id IN %s""",
                    tuple(self.ids),
                )
            )
        )

    def _check_crossbiz_invitations(self, before):
        """Compare with what was there before; names no meeting, for the caller need not know of it.

        :raises UserError: saying where who comes is written
        """
        if not self.env.su and self._get_crossbiz_invitations() != before:
            raise UserError(self.env["crossbiz.meeting"]._tell_list())
