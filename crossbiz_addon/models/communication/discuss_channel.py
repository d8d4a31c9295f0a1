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
                        "“%(channel)s” is open to who takes part in the project. Give %(people)s a part there first, "
                        "then the channel follows by itself.",
                        channel=channel.name,
                        people=", ".join(strangers),
                    )
                )
