from odoo import api, fields, models
from odoo.exceptions import UserError

RUNNING = ("reported", "handling")
BATCH = 200


class Incident(models.Model):
    """The emergency team's private channel in Discuss: open to the team of today, and to nobody else."""

    _inherit = "crossbiz.incident"

    channel_id = fields.Many2one(
        "discuss.channel", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )

    def _ensure_channels(self):
        """Bring the channels to who is on the team today; made again when somebody deleted one."""
        for incident in self.sudo().filtered(lambda found: found.state in RUNNING and found.member_ids):
            people = incident.member_ids._get_people() | incident.lead_department_id.crossbiz_acting_ids
            partners = people.filtered("active").partner_id
            if not incident.channel_id:
                channels = self.env["discuss.channel"].sudo()
                incident.channel_id = channels._create_group(partners_to=partners.ids, name=incident.display_name)
            incident.channel_id._bring_crossbiz_members(partners)

    @api.model
    def _cron_follow_team(self):
        """Let the channels of running incidents follow who is on their team today."""
        progress = self.env["ir.cron"]._commit_progress
        domain = [("state", "in", RUNNING)]
        progress(remaining=self.search_count(domain))
        last_id = 0
        while incidents := self.search([("id", ">", last_id), *domain], order="id", limit=BATCH):
            last_id = incidents[-1].id
            incidents._ensure_channels()
            if not progress(len(incidents)):
                break

    def action_open_channel(self):
        """Open the team's channel in Discuss.

        :raises UserError: before there is a team
        """
        self.ensure_one()
        self.check_access("read")
        if not self.sudo().channel_id:
            raise UserError(self.env._("There is no channel yet: name the emergency team first."))
        return {
            "type": "ir.actions.client",
            "tag": "mail.action_discuss",
            # in the context, where the id of the form's record would stand otherwise
            "context": {"active_id": f"discuss.channel_{self.sudo().channel_id.id}"},
        }


class DiscussChannel(models.Model):
    """The channel of an incident keeps what the team told each other."""

    _inherit = "discuss.channel"

    def _bring_crossbiz_members(self, partners):
        """Make ``partners`` the members of this channel, and nobody else (superuser mode)."""
        self.ensure_one()
        if not self.active:
            self.active = True
        for member in self.channel_member_ids.filtered(lambda found: found.partner_id not in partners):
            if member.partner_id:
                self._action_unfollow(partner=member.partner_id, post_leave_message=False)
            else:
                member.unlink()  # a guest
        joining = partners - self.channel_member_ids.partner_id
        if joining:
            self._add_members(partners=joining, post_joined_message=False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_incident(self):
        incidents = not self.env.su and self.env["crossbiz.incident"].sudo().search([("channel_id", "in", self.ids)])
        if incidents:
            raise UserError(
                self.env._(
                    "This is the channel of the incident %(incident)s and stays with it.",
                    incident=incidents[0].reference,
                )
            )


class TaskBook(models.Model):
    """Who comes or leaves, joins or leaves the teams as well."""

    _inherit = "crossbiz.task.book"

    @api.model
    def _follow_members_soon(self):
        result = super()._follow_members_soon()
        job = self.env.ref("crossbiz_addon.cron_follow_team", raise_if_not_found=False)
        if job and self.env["crossbiz.incident"].sudo().search_count([("state", "in", RUNNING)], limit=1):
            job.sudo()._trigger()
        return result
