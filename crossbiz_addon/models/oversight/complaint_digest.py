import pytz

from odoo import api, fields, models
from odoo.fields import Domain

LENGTH = 600  # bytes of every body, whatever it says and in whichever language


class Complaint(models.Model):
    """One message a day to everybody who may handle complaints, whether there is something for them or not.

    Who watches the mails, their number, size and hour learns nothing: they are the same each day. They name no
    complaint and hold no link.
    """

    _inherit = "crossbiz.complaint"

    @api.model
    def _cron_digest(self):
        """Send the day's message of each company whose hour has come; once a day, also when the job is late."""
        now = fields.Datetime.now()
        unsent = Domain("crossbiz_complaint_digest_on", "=", False)
        unsent |= Domain("crossbiz_complaint_digest_on", "<=", now.date())
        for company in self.env["res.company"].sudo().search(unsent):
            local = pytz.utc.localize(now).astimezone(company._get_crossbiz_zone())
            sent_on = company.crossbiz_complaint_digest_on
            due = local.hour >= company.crossbiz_complaint_digest_hour
            if due and (not sent_on or sent_on < local.date()):
                company.crossbiz_complaint_digest_on = local.date()
                self._send_digest(company)

    @api.model
    def _send_digest(self, company):
        pools = self.env["res.users"]._get_complaint_pools().values()
        readers = self.env["res.users"].sudo().union(*pools)
        readers = readers.filtered(lambda user: user._is_internal() and user.email and company == user.company_id)
        self.env["mail.mail"].sudo().create([self._prepare_digest(user) for user in readers])

    @api.model
    def _prepare_digest(self, user):
        localized = self.with_context(lang=user.lang)
        return {
            "subject": localized.env._("Complaint channel: message of the day"),
            "body_html": localized._get_digest_body(self._has_news(user)),
            "email_to": user.email_formatted,
            "auto_delete": True,
        }

    @api.model
    def _has_news(self, user):
        """Whether something waits for a person: a complaint to acknowledge, an answer to give, a decision to take."""
        mine = self.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).sudo(False)
        waiting = Domain.OR([[("state", "=", "received")], [("overdue", "=", True)], [("unanswered", "=", True)]])
        steps = [("res_model", "=", self._name), ("kind", "=", "complaint_follow_up"), ("can_act", "=", True)]
        return any(
            model.search_count(domain, limit=1)
            for model, domain in (
                (mine, waiting),
                (mine.env["crossbiz.node"], steps),
                (mine.env["crossbiz.complaint.disclosure"], [("can_decide", "=", True)]),
            )
        )

    @api.model
    def _get_digest_body(self, news):
        """The body, always ``LENGTH`` bytes."""
        text = (
            self.env._("Something in the complaint channel waits for you. Open Odoo to see it.")
            if news
            else self.env._("Nothing in the complaint channel waits for you today.")
        )
        body = f"<p>{text}</p>"
        # A comment is shown nowhere; it takes the place that the other sentence would need.
        padding = LENGTH - len(body.encode()) - len("<!---->")
        return f"{body}<!--{'.' * padding}-->"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_crossbiz_zone(self):
        """The time zone of a company's day."""
        return pytz.timezone(self.resource_calendar_id.tz or self.partner_id.tz or "UTC")
