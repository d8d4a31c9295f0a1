from odoo import api, models
from odoo.exceptions import ValidationError


class DiscussChannel(models.Model):
    """Channels that mirror a case are open to who takes part in it, and to nobody else."""

    _inherit = "discuss.channel"

    def _get_crossbiz_people(self):
        """Who takes part today, for those channels that mirror a case; rooms add theirs (superuser mode).

        :return: ``{channel: partners}``, in a bounded number of queries
        """
        return {}

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


class DiscussChannelMember(models.Model):
    _inherit = "discuss.channel.member"

    @api.constrains("channel_id", "partner_id", "guest_id")
    def _check_crossbiz_people(self):
        """Nobody invites others, whichever way and in whose rights: also an invitation link ends here."""
        people = self.sudo().channel_id._get_crossbiz_people()
        for channel, partners in people.items():
            members = [member for member in self.sudo() if member.channel_id == channel]
            strangers = [member.display_name for member in members if member.partner_id not in partners]
            if strangers:
                raise ValidationError(
                    self.env._(
                        "“%(channel)s” is open to who takes part in what it is about, and to nobody else. Give "
                        "%(people)s a part there first, then the channel follows by itself.",
                        channel=channel.name,
                        people=", ".join(strangers),
                    )
                )
