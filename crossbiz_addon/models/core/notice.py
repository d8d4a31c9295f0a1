import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

from .column_types import COLUMN_TYPES
from .schedule_book import ScheduleBook

_logger = logging.getLogger(__name__)

EVENTS = [
    ("opened", "New Step"),
    ("handed_over", "Handed Over to You"),
    ("reminded", "Due Soon"),
    ("breached", "Overdue"),
    ("escalated", "Escalated"),
    ("urged", "Urged"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("returned", "Returned for Changes"),
    ("cancelled", "Cancelled"),
    ("difficulty", "Difficulty Reported"),
    ("violation", "Violation Found"),
    ("minutes", "Minutes Archived"),
    ("meeting", "Meeting Planned"),
    ("meeting_missed", "Meeting Not Held"),
]
QUEUED = ("user_id", "company_id", "event", "node_id", "res_model", "res_id", "subject", "deadline", "note", "at")
LINES_A_MESSAGE = 20
KEPT_DAYS = 90


class Notice(models.Model):
    """A message that somebody still has to get: written with the fact it tells, sent by a job.

    The row commits together with what happened, so that no notice is lost or sent for what
    was rolled back; the job sends what waits for one person as one message, in that
    person's working hours when the company says so.
    """

    _name = "crossbiz.notice"
    _description = "Notice"
    _order = "id"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    event = fields.Selection(EVENTS, required=True, readonly=True)
    node_id = fields.Many2one("crossbiz.node", readonly=True, ondelete="cascade", index="btree_not_null")
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", required=True, readonly=True)
    subject = fields.Char(required=True, readonly=True)
    deadline = fields.Datetime(readonly=True)
    note = fields.Text(readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    sent_at = fields.Datetime(readonly=True)

    _waiting_idx = models.Index("(user_id, id) WHERE sent_at IS NULL")

    # --------------------------------------------------
    # Queueing
    # --------------------------------------------------

    @api.model
    def _queue_nodes(self, event, recipients, note=None):
        """Queue a notice on each step for each of its recipients.

        :param dict recipients: ``{node: users}``
        """
        now = fields.Datetime.now()
        rows = [
            (
                user_id,
                node.company_id.id,
                event,
                node.id,
                node.res_model,
                node.res_id,
                node.subject,
                node.deadline,
                note or None,
                now,
            )
            for node, users in recipients.items()
            for user_id in users._ids
        ]
        if rows:
            # One statement whatever the number: the escalation job queues thousands.
            columns = [
                SQL("%s::%s[]", list(values), COLUMN_TYPES[self._fields[name].column_type[0]])
                for name, values in zip(QUEUED, zip(*rows, strict=True), strict=True)
            ]
            self.env.execute_query(
                SQL(
                    "INSERT INTO %s (%s) SELECT * FROM unnest(%s) RETURNING 1",
                    SQL.identifier(self._table),
                    SQL(", ").join(map(SQL.identifier, QUEUED)),
                    SQL(", ").join(columns),
                )
            )

    @api.model
    def _queue_document(self, document, event, departments, note=None):
        """Queue a notice on a document for the officers of ``departments``, but not for who caused it."""
        users = departments.sudo().crossbiz_acting_ids - self.env.user
        self.create(
            [
                {
                    "user_id": user.id,
                    "company_id": document._get_company().id,
                    "event": event,
                    "res_model": document._name,
                    "res_id": document.id,
                    "subject": document._get_node_subject(),
                    "note": note,
                    "at": fields.Datetime.now(),
                }
                for user in users
            ]
        )

    # --------------------------------------------------
    # Sending
    # --------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what waits: one message a person, exactly once, and nobody's failure stops the others."""
        progress, book, seen = self.env["ir.cron"]._commit_progress, ScheduleBook(self.env), set()
        while user_ids := [user_id for user_id in self._get_waiting_users() if user_id not in seen]:
            progress(remaining=len(user_ids))
            for user_id in user_ids:
                seen.add(user_id)
                try:
                    with self.env.cr.savepoint():
                        self._send_to(self.env["res.users"].browse(user_id), book)
                except Exception:
                    _logger.exception("Notices for user %s could not be sent and stay queued", user_id)
                if not progress(1):
                    return

    @api.model
    def _get_waiting_users(self):
        """Ids of the people for whom notices wait, the longest waiting first."""
        self.flush_model(["sent_at"])
        waiting = SQL("SELECT user_id FROM crossbiz_notice WHERE sent_at IS NULL GROUP BY user_id ORDER BY MIN(id)")
        return [user_id for (user_id,) in self.env.execute_query(waiting)]

    def _send_to(self, user, book):
        notices = self.search([("user_id", "=", user.id), ("sent_at", "=", False)]).try_lock_for_update()
        notices = notices.filtered(lambda notice: not notice.sent_at)
        now = fields.Datetime.now()
        if notices and not self._is_reachable(user, notices.company_id, book, now):
            notices = notices.filtered(lambda notice: notice.event in self._get_urgent_events())
        if not notices:
            return
        notices.sent_at = now
        current = notices.filtered(
            lambda notice: notice._is_current() and (not user.active or notice._is_open_to(user))
        )
        if not user.active:
            for event, left in current.filtered("node_id").grouped("event").items():
                left.node_id._notify(event)  # to who acts now
        elif current:
            current._deliver(user)

    @api.model
    def _get_urgent_events(self):
        """The events that wait for nobody's working hours; rooms add theirs."""
        return frozenset()

    def _is_reachable(self, user, companies, book, now):
        """Whether the person works now, where a company wants notices to wait for working hours."""
        for company in companies:
            if not company.crossbiz_notice_working_hours:
                continue
            employee = user.sudo().employee_ids.filtered(lambda found, company=company: found.company_id == company)[:1]
            calendar = employee.resource_calendar_id or company.resource_calendar_id
            if calendar and calendar.schedule_type != "flexible":
                return book.get_working_moment(calendar, company, now) <= now
        return True

    def _is_current(self):
        """A reminder of what is done by now, or of a paused step, is not worth a message."""
        return self.event in ("cancelled", "difficulty") or not self.node_id or self.node_id.state == "open"

    def _is_open_to(self, user):
        """Whether the reader may still know of the document: who left learns nothing more of it."""
        documents = self.env[self.res_model].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return documents.browse(self.res_id).has_access("read")

    def _deliver(self, user):
        """Send these notices to ``user`` as one message, by the user's own preference (inbox or e-mail)."""
        localized = self.with_context(lang=user.lang, tz=user.tz)
        shown = localized[:LINES_A_MESSAGE]
        more = len(self) - len(shown)
        body = localized.env["ir.qweb"]._render(
            "crossbiz_addon.notice_message",
            {
                "notices": shown,
                "greeting": localized.env._("Hello %(name)s,", name=user.name),
                "more": more and localized.env._("And %(count)s more: see My Nodes.", count=more),
            },
        )
        subject = (
            f"{localized._get_event_label()}: {localized.subject}"
            if len(self) == 1
            else localized.env._("Cross-Business: %(count)s notices", count=len(self))
        )
        user.partner_id.with_context(lang=user.lang).message_notify(
            body=body,
            subject=subject,
            partner_ids=user.partner_id.ids,
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
        )
        user._bus_send("crossbiz_addon.inbox", {})

    def _get_event_label(self):
        return dict(self._fields["event"]._description_selection(self.env))[self.event]

    def _get_due_text(self):
        """By when, in the reader's zone and language; nothing for what is not due any more."""
        if not self.deadline or self.event == "cancelled":
            return ""
        return self.env._(
            "due %(deadline)s", deadline=format_datetime(self.env, self.deadline, tz=self.user_id.tz, dt_format="short")
        )

    def _get_url(self):
        """Where the reader gets to work: the document behind the notice."""
        return f"{self.get_base_url()}/odoo/{self.res_model}/{self.res_id}"

    @api.autovacuum
    def _gc_sent(self):
        """What was sent long ago is in the person's inbox; the fact itself is in the journal."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("sent_at", "<", limit)], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000
