from odoo import models


class Discussed(models.AbstractModel):
    """Papers that people talk about, and of which nobody learns who may not read them now."""

    _name = "crossbiz.discussed"
    _description = "Paper with Messages"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    _mail_post_access = "read"

    def message_post(self, **kwargs):
        """Post without subscribing the author: a subscription would outlive the part somebody has in it."""
        return super(Discussed, self.with_context(mail_post_autofollow_author_skip=True)).message_post(**kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers and mentioned colleagues learn only of what they may read now."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        users = self.env["res.users"].browse(filter(None, (recipient.get("uid") for recipient in recipients)))
        shut_out = {user.id for user in users if user._is_internal() and not self.with_user(user).has_access("read")}
        return [recipient for recipient in recipients if recipient.get("uid") not in shut_out]
