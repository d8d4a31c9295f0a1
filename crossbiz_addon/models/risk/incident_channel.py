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
            partners = incident._get_team_partners()
            if not incident.channel_id:
                channels = self.env["discuss.channel"].sudo()
                incident.channel_id = channels._create_group(partners_to=partners.ids, name=incident.display_name)
            incident.channel_id._bring_crossbiz_members(partners)

    def _get_team_partners(self):
        """Whose channel it is today: the team, and who acts for the department in the lead (superuser mode)."""
        people = self.member_ids._get_people() | self.lead_department_id.crossbiz_acting_ids
        return people.filtered("active").partner_id

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

    def _get_crossbiz_people(self):
        incidents = self.env["crossbiz.incident"].sudo().search([("channel_id", "in", self.ids)])
        mirrored = {incident.channel_id.with_env(self.env): incident._get_team_partners() for incident in incidents}
        return {**super()._get_crossbiz_people(), **mirrored}

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
