import base64
import json
import logging
import secrets
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from .complaint import CATEGORIES
from .complaint_file import ROUNDED_TO
from .routing_book import RoutingBook

_logger = logging.getLogger(__name__)

LONGEST_GAP = 30
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter that looks like a digit


class Complaint(models.Model):
    """How what was handed in becomes a complaint: by the publishing job, in batches, as the system.

    Nothing here runs in a request of a reporter, and nothing keeps more of the time than the job's day.
    """

    _inherit = "crossbiz.complaint"

    @api.model
    def _publish(self, entries):
        """Create complaints from what was handed in (superuser mode, the publishing job only).

        :param list entries: dicts of ``lookup``, ``wrapped_key`` (bytes), ``category``, ``company_id``, ``text``,
            ``accused``, ``accused_functions``, ``identity`` (str or None), ``files`` as ``[(kind, bytes)]``
        :return: the complaints, in the order of ``entries``
        """
        book, today = RoutingBook(self.env), fields.Date.today()
        references = self._draw_references(len(entries))
        complaints = self._bare().browse()
        for entry, reference in zip(entries, references, strict=True):
            self._skip_numbers(self)
            complaints |= self._bare().create(self._prepare_complaint(entry, reference, book, today))
        words = [("reporter", entry["text"], entry.get("files") or ()) for entry in entries]
        complaints._write_messages(words)
        for complaint, entry in zip(complaints, entries, strict=True):
            if entry.get("identity"):
                complaint._keep_identity(entry["identity"])
        for complaint in complaints.filtered(lambda complaint: not complaint.handler_ids):
            complaint._tell_reporter("nobody")
        complaints._open_clocks()
        self.env["crossbiz.complaint.log"]._note(complaints, "received")
        return complaints

    @api.model
    def _prepare_complaint(self, entry, reference, book, today):
        company = self._get_addressed_company(entry.get("company_id"))
        routing = self._make_routing(entry.get("accused"), entry.get("accused_functions"))
        handlers = self._find_handlers(book, company, routing, entry["text"])
        key = bytes(entry["wrapped_key"])
        acknowledge_by = today + timedelta(days=company.crossbiz_complaint_acknowledge_days)
        known = dict(CATEGORIES)
        return {
            "reference": reference,
            "category": entry["category"] if entry.get("category") in known else "other",
            "company_id": company.id,
            "received_on": today,
            "acknowledge_by": acknowledge_by,
            "outcome_by": acknowledge_by + relativedelta(months=company.crossbiz_complaint_outcome_months),
            "handler_ids": [Command.set(sorted(handlers))],
            "lookup": entry["lookup"],
            "wrapped_key": base64.b64encode(key),
            "routing": self._seal_with(key, reference, json.dumps(routing, sort_keys=True).encode(), "routing"),
        }

    @api.model
    def _get_addressed_company(self, company_id):
        """The company a complaint is for; the first one when the page was opened without naming it."""
        companies = self.env["res.company"].sudo()
        company = companies.browse(company_id).exists() if type(company_id) is int else companies
        return company or companies.search([], order="id", limit=1)

    @api.model
    def _draw_references(self, count):
        """So many new numbers, random and different."""
        drawn = set()
        while len(drawn) < count:
            letters = "".join(secrets.choice(ALPHABET) for _place in range(8))
            drawn.add(f"C-{letters[:4]}-{letters[4:]}")
            if len(drawn) == count:
                known = self.sudo().search_fetch([("reference", "in", list(drawn))], ["reference"])
                drawn -= set(known.mapped("reference"))
        return list(drawn)

    @api.model
    def _skip_numbers(self, *models):
        """Leave a random gap in the numbers of these models' records.

        Who handles numbers 7 and 9 would know that there is an 8 which is kept from them. A gap says nothing where
        there are always some, so the day's job makes them too.
        """
        for model in models:
            self.env.execute_query(
                SQL(
                    "SELECT COUNT(nextval(%s)) FROM generate_series(1, %s)",
                    f"{model._table}_id_seq",
                    1 + secrets.randbelow(LONGEST_GAP),
                )
            )

    @api.model
    def _publish_messages(self, entries):
        """Add later messages to their dialogues (superuser mode, the publishing job only).

        What belongs to no complaint any more is dropped: it was erased.

        :param list entries: dicts of ``lookup``, ``text``, ``files`` and ``identity``, in their order
        :return: the complaints that were written to
        """
        found = self._bare().search([("lookup", "in", [entry["lookup"] for entry in entries])])
        by_lookup = {complaint.lookup: complaint for complaint in found if complaint.wrapped_key}
        entries = [entry for entry in entries if entry["lookup"] in by_lookup]
        complaints = self._bare().browse([by_lookup[entry["lookup"]].id for entry in entries])
        complaints._write_messages([("reporter", entry["text"], entry.get("files") or ()) for entry in entries])
        for complaint, entry in zip(complaints, entries, strict=True):
            if entry.get("identity"):
                complaint._keep_identity(entry["identity"])
        written = self.browse(dict.fromkeys(complaints.ids))
        self.env["crossbiz.complaint.log"]._note(written, "message")
        written._route()  # a name that comes up later keeps its bearer away from now on
        return written

    # --------------------------------------------------
    # Messages
    # --------------------------------------------------

    def _write_messages(self, words):
        """Seal and keep one message for each of these complaints.

        :param list words: ``(author, text, [(kind, bytes)])`` for each complaint; a complaint may stand here twice
        """
        today = fields.Date.today()
        place = fields.Date.to_string(today)
        messages = self.env["crossbiz.complaint.message"].sudo()
        messages = messages.create(
            [
                {
                    "complaint_id": complaint.id,
                    "author": author,
                    "day": today,
                    "body": complaint._seal(text.encode(), "message", author, place),
                }
                for complaint, (author, text, _files) in zip(self._bare(), words, strict=True)
            ]
        )
        with_files = [(message, files) for message, (*_word, files) in zip(messages, words, strict=True) if files]
        for message, files in with_files:
            message._keep_files(files)
        return messages

    def _write_message(self, author, text):
        return self._write_messages([(author, text, ())])

    def _tell_reporter(self, subject):
        """Say a fixed sentence to the reporter, in both languages: nobody knows which one is read there."""
        for complaint in self:
            complaint._write_message("system", SENTENCES[subject])

    # --------------------------------------------------
    # Clocks
    # --------------------------------------------------

    def _open_clocks(self):
        """Open the steps with the two times that the reporter is promised.

        They stand with the compliance department whoever handles: another department would tell who is accused.
        """
        specs = []
        for complaint in self._bare():
            department = complaint._get_clock_department()
            if not department:
                _logger.warning("%s has no department that could keep the clocks of complaints", complaint.company_id)
                continue
            specs += [
                (complaint, "complaint_acknowledge", department, complaint._get_term(complaint.acknowledge_by)),
                (complaint, "complaint_outcome", department, complaint._get_term(complaint.outcome_by)),
            ]
        self._skip_numbers(self.env["crossbiz.node"], self.env["crossbiz.complaint.log"])
        self._open_nodes(specs)

    def _get_clock_department(self):
        company = self.company_id
        for function in ("compliance", "audit", "decision", "lead"):
            department = company[f"crossbiz_{function}_department_id"]
            if department:
                return department
        return self.env["hr.department"].search([("company_id", "in", [company.id, False])], order="id", limit=1)

    def _get_term(self, day):
        """The options of a step that ends with a day."""
        return {"deadline": fields.Datetime.to_datetime(day) + timedelta(days=1, seconds=-1)}


class ComplaintMessage(models.Model):
    _inherit = "crossbiz.complaint.message"

    def _keep_files(self, files):
        """Seal the files that came with this message; they are counted through their complaint."""
        store = self.env["crossbiz.complaint.file"].sudo()
        first = store.search_count([("message_id.complaint_id", "=", self.complaint_id.id)]) + 1
        store.create(
            [
                {
                    "message_id": self.id,
                    "number": number,
                    "kind": kind,
                    "size": -(-len(content) // (ROUNDED_TO * 1024)) * ROUNDED_TO,
                    "content": self.complaint_id._seal(content, "file", str(number), kind),
                }
                for number, (kind, content) in enumerate(files, first)
            ]
        )


SENTENCES = {
    "acknowledged": (
        "您的投诉已签收，正在处理。请保留回执码，以便查看回复。\n"
        "Your complaint was acknowledged and is being handled. Keep the receipt code to read the answers."
    ),
    "nobody": (
        "您的投诉涉及所有可能的处理人，目前没有人可以查看它。一旦有不涉及的人员到任，将自动转交。您也可以向外部监管机构反映。\n"
        "Everybody who could handle your complaint is concerned by it, so nobody can read it now. It is handed over as "
        "soon as somebody is appointed who is not. You may also turn to an authority outside the company."
    ),
    "closed": (
        "您的投诉已办结。如因投诉受到不利对待，请凭回执码在此告知。\n"
        "Your complaint was closed. Should you suffer for it, tell us here with your receipt code."
    ),
    "reopened": "您的投诉已重新受理。\nYour complaint was taken up again.",
    "follow_up": (
        "您的投诉办结已有一段时间。您是否因此受到不利对待？请凭回执码在此告知。\n"
        "Your complaint was closed some time ago. Have you suffered for it since? Tell us here with your receipt code."
    ),
}
