import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from .routing_book import FUNCTIONS, RoutingBook

_logger = logging.getLogger(__name__)


class Complaint(models.Model):
    """Who handles a complaint: never who is accused, who belongs to them, or who stepped aside.

    Only the result stands in clear, as a list of those who may. Why somebody does not stand on it is ciphertext.
    """

    _inherit = "crossbiz.complaint"

    # --------------------------------------------------
    # What is sealed
    # --------------------------------------------------

    @api.model
    def _make_routing(self, accused, functions):
        return {
            "accused": accused or "",
            "functions": sorted(set(functions or ()).intersection(FUNCTIONS)),
            "excluded": [],
            "recused": [],
            "widened": [],
        }

    def _get_routing(self):
        return json.loads(self._unseal(self._bare().routing, "routing"))

    def _set_routing(self, routing):
        self._bare().routing = self._seal(json.dumps(routing, sort_keys=True).encode(), "routing")

    # --------------------------------------------------
    # Routing
    # --------------------------------------------------

    @api.model
    def _find_handlers(self, book, company, routing, statement):
        """Handlers as of now; ``routing`` remembers who is excluded, for good.

        :return: set of user ids
        """
        excluded = book.get_excluded(company, routing["accused"], statement, routing["functions"])
        routing["excluded"] = sorted(excluded.union(routing["excluded"]))
        kept_away = {*routing["excluded"], *routing["recused"]}
        return book.get_handlers(company, kept_away, len(routing["widened"]))

    def _route(self):
        """Let the handlers of these complaints be who may handle them now.

        Nobody comes back who was excluded once, whatever was renamed or moved since.
        """
        book = RoutingBook(self.env)
        for complaint in self._bare().filtered("wrapped_key"):
            routing, before = complaint._get_routing(), complaint.handler_ids
            known = list(routing["excluded"])
            handlers = self._find_handlers(book, complaint.company_id, routing, complaint._get_statement())
            if routing["excluded"] != known:
                complaint._set_routing(routing)
            if set(before.ids) != handlers:
                complaint.handler_ids = [fields.Command.set(sorted(handlers))]
                self.env["crossbiz.complaint.log"]._note(complaint, "routed")
                if not handlers:
                    complaint._tell_reporter("nobody")

    def _get_statement(self):
        """All that the reporter wrote so far."""
        messages = self.env["crossbiz.complaint.message"].sudo()
        words = messages.search([("complaint_id", "=", self.id), ("author", "=", "reporter")])
        return "\n".join(message._get_text() for message in words)

    @api.model
    def _follow_pools(self):
        """Route all complaints anew, after people or groups changed. A key ring that is away holds nobody up.

        Who lost the group is out at once by the record rules; this brings in who takes over.
        """
        complaints = self.sudo().search([("state", "!=", "erased")])
        try:
            with self.env.cr.savepoint():
                complaints._route()
        except UserError as error:
            _logger.error("Complaints could not be routed: %s", error)

    @api.model
    def _follow_people_soon(self):
        """The same within the minute: people move in numbers, when a list is imported."""
        job = self.env.ref("crossbiz_addon.cron_complaint_route", raise_if_not_found=False)
        if job and self.sudo().search_count([("state", "!=", "erased")], limit=1):
            job.sudo()._trigger()

    @api.model
    def _cron_route(self):
        self._follow_pools()

    # --------------------------------------------------
    # Stepping aside
    # --------------------------------------------------

    def action_recuse(self, declaration=None):
        """Step aside from this complaint, for good: access ends with this call.

        :param str declaration: why, for the other handlers
        :raises MissingError: for who does not handle it
        :raises UserError: without a declaration
        """
        self._check_handler()
        text = self._clean_text(self.env._("Declaration"), declaration)
        self._write_message("note", text)
        self.env["crossbiz.complaint.log"]._note(self, "recused")
        routing = self._get_routing()
        routing["recused"] = sorted({*routing["recused"], self.env.uid})
        self._set_routing(routing)
        self._bare()._route()
        return self._get_list_action()

    def _widen(self, clock):
        """Bring in the next pool because nobody acted in time; once for each clock."""
        routing = self._get_routing()
        if clock in routing["widened"]:
            return
        routing["widened"].append(clock)
        self._set_routing(routing)
        self.env["crossbiz.complaint.log"]._note(self, "widened")
        self._route()
