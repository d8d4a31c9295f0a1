import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)


class TaskOrder(models.Model):
    """How the customer judges the result (regulation 6.1), and how an order ends."""

    _inherit = "crossbiz.task.order"

    satisfaction = fields.Float(
        "Customer's Rating", readonly=True, copy=False, aggregator="avg", help="From 1 (unhappy) to 5 (happy)."
    )
    rating_comment = fields.Text("Customer's Comment", readonly=True, copy=False)
    rated_at = fields.Datetime(readonly=True, copy=False)
    rating_requested_at = fields.Datetime(readonly=True, copy=False)
    rating_id = fields.Many2one(
        "rating.rating",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The one rating the customer was asked for.",
    )

    _asked_idx = models.Index("(rating_requested_at) WHERE rating_requested_at IS NOT NULL")

    def action_send_rating(self):
        """Ask the customer once more.

        :raises AccessError: for anyone but an officer of the first-contact department
        :raises UserError: when the order is not waiting for a rating, or the customer has no e-mail address
        """
        for order in self:
            order.check_access("read")
            order._check_acts_for(order.requesting_department_id, self.env._("Ask for a rating"))
            order._check_not_suspended()
            if order.state != "closing":
                raise UserError(self.env._("“%(order)s” is not waiting for a rating.", order=order.display_name))
            if not order.partner_id.sudo().email:
                raise UserError(
                    self.env._(
                        "“%(customer)s” has no e-mail address. Add one first.", customer=order.partner_id.display_name
                    )
                )
        self._request_rating()
        return True

    def _request_rating(self):
        """Send the rating link to the customer, outside the chatter: who delivered must not find it there."""
        template = self.env.ref("crossbiz_addon.mail_template_rating").sudo()
        self.sudo().rating_requested_at = fields.Datetime.now()
        for order in self.sudo():
            if order.partner_id.email:
                # A rating of our own making, and the robot as author: what employees planted or
                # could read in the queue is not what the customer is asked by.
                if not order.rating_id or order.rating_id.consumed:
                    order.rating_id = self.env["rating.rating"].sudo().create(order._prepare_rating())
                sender = template.with_user(SUPERUSER_ID)
                sender.with_context(crossbiz_rating_token=order.rating_id.access_token).send_mail(
                    order.id,
                    email_layout_xmlid="mail.mail_notification_light",
                    email_values={
                        "model": False,
                        "res_id": False,
                        "author_id": self.env.ref("base.partner_root").id,  # an author reads what waits to be sent
                    },
                )
                order.sudo(False)._journal("rating_requested", note=order.partner_id.email)
            else:
                order.message_post(
                    body=self.env._(
                        "The customer has no e-mail address, so no rating could be asked for. Add one and send the "
                        "request again; without a rating the order ends when the rating limit is over."
                    )
                )

    def _prepare_rating(self):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "partner_id": self.partner_id.id,
        }

    def rating_apply(self, rate, token=None, rating=None, feedback=None, subtype_xmlid=None, notify_delay_send=False):
        """Take the customer's rating, from the public rating page only, and end the order with it.

        :raises AccessError: outside the rating page: nobody rates their own work
        """
        if not self.env.su:
            raise AccessError(self.env._("Only the customer rates a task order, by the link in the e-mail."))
        if token:
            rating = self.env["rating.rating"].search([("access_token", "=", token)], limit=1)
        if not rating or rating != self.rating_id:
            raise AccessError(self.env._("This is not the rating that the customer was asked for."))
        rating = super().rating_apply(
            rate,
            token=token,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        self.write({"satisfaction": rate, "rating_comment": feedback, "rated_at": fields.Datetime.now()})
        self._journal("rated", new_value=str(rate), note=feedback)
        if self.state == "closing" and not self.suspended:
            self._transition("done", done_at=fields.Datetime.now())
            self._tell_lead(self.env._("The customer rated the result with %(rate)g of 5.", rate=rate))
        return rating

    def _rating_get_access_token(self, partner=None):
        """The customer's key to the rating page, for the mail that goes to the customer alone.

        :raises AccessError: for employees, also through mail templates and the composer
        """
        if not self.env.su:
            raise AccessError(self.env._("The rating link is the customer's own."))
        return self.rating_id.access_token or super()._rating_get_access_token(partner)

    def message_post(self, **kwargs):
        """Post as any document does, but never a rating: that is the customer's."""
        if kwargs.get("rating_value") and not self.env.su:
            raise AccessError(self.env._("Only the customer rates a task order, by the link in the e-mail."))
        return super().message_post(**kwargs)

    @api.model
    def _cron_close_unrated(self):
        """End orders whose customer did not answer within the company's rating limit."""
        progress = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        waiting = self.browse()
        for company in self.env["res.company"].search([("crossbiz_rating_days", ">", 0)]):
            limit = now - timedelta(days=company.crossbiz_rating_days)
            waiting |= self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "closing"),
                    ("suspended", "=", False),
                    ("rating_requested_at", "<=", limit),
                ]
            )
        progress(remaining=len(waiting))
        for order in waiting:
            try:
                with self.env.cr.savepoint():
                    order._transition("done", "state" if order.rated_at else "unrated", done_at=now)
            except Exception:
                _logger.exception("Task order %s could not be ended", order.id)
            if not progress(1):
                break
