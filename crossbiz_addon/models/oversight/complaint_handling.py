from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint import OUTCOMES

PAPERS = {
    "rectification": "crossbiz.rectification",
    "violation": "crossbiz.violation",
    "incident": "crossbiz.incident",
}


class Complaint(models.Model):
    """What handlers do with a complaint. Each act is safe to call by anyone: it judges first."""

    _inherit = "crossbiz.complaint"

    can_follow_up = fields.Boolean(compute="_compute_can_follow_up", help="It is time to look for retaliation.")

    @api.depends("state", "node_ids.state")
    def _compute_can_follow_up(self):
        waiting = self._get_open_nodes("complaint_follow_up").mapped("res_id") if self.ids else []
        for complaint in self:
            complaint.can_follow_up = complaint.id in waiting

    # --------------------------------------------------
    # Acts
    # --------------------------------------------------

    def action_acknowledge(self):
        """Tell the reporter that the complaint is in good hands. The time for the outcome counts from now.

        :raises UserError: when it was acknowledged already
        """
        self._check_handler()
        today = fields.Date.today()
        months = self.company_id.sudo().crossbiz_complaint_outcome_months
        outcome_by = min(self.outcome_by, today + relativedelta(months=months))
        self._transition("acknowledged", "acknowledged", acknowledged_on=today, outcome_by=outcome_by)
        self._tell_reporter("acknowledged")
        self._close_clock("complaint_acknowledge")
        self._move_clock("complaint_outcome", outcome_by)
        return True

    def action_investigate(self):
        """Begin to investigate."""
        self._check_handler()
        self._transition("investigating", "investigating")
        return True

    def action_close(self, outcome=None, message=None):
        """Close with an outcome and tell the reporter what came of it.

        :param str outcome: one of ``OUTCOMES``
        :param str message: for the reporter
        :return: where the outcome is a paper, the empty form for it: nothing leads from there to here
        :raises UserError: naming what is missing
        """
        self._check_handler()
        known = dict(self._fields["outcome"]._description_selection(self.env))
        if outcome not in dict(OUTCOMES):
            raise UserError(self.env._("Choose an outcome: %(outcomes)s.", outcomes=", ".join(known.values())))
        text = self._clean_text(self.env._("Message to the Reporter"), message)
        today = fields.Date.today()
        days = self.company_id.sudo().crossbiz_complaint_retention_days
        erase_on = today + timedelta(days=days)
        self._transition("closed", "closed", closed_on=today, outcome=outcome, erase_on=erase_on)
        self._write_message("staff", text)
        self._tell_reporter("closed")
        self._close_clock("complaint_outcome")
        return self._get_paper_action(outcome)

    def action_reopen(self, reason=None):
        """Take a closed complaint up again.

        :raises UserError: without a reason, which the other handlers read
        """
        self._check_handler()
        text = self._clean_text(self.env._("Reason"), reason)
        months = self.company_id.sudo().crossbiz_complaint_outcome_months
        outcome_by = fields.Date.today() + relativedelta(months=months)
        facts = {"closed_on": False, "outcome": False, "erase_on": False, "outcome_by": outcome_by}
        self._transition("investigating", "reopened", **facts)
        self._get_open_nodes("complaint_follow_up")._void()
        self._write_message("note", text)
        self._tell_reporter("reopened")
        self._open_outcome_again()
        return True

    def action_follow_up(self, note=None):
        """Say what a look for retaliation found; the reporter was asked when it became due.

        :raises UserError: without a finding, or before it is time
        """
        self._check_handler()
        nodes = self._get_open_nodes("complaint_follow_up")
        if not nodes:
            raise UserError(
                self.env._("Nothing is to be checked now: retaliation is looked for 30, 90 and 180 days after closing.")
            )
        self._write_message("note", self._clean_text(self.env._("Finding"), note))
        self.env["crossbiz.complaint.log"]._note(self, "followed_up")
        nodes.sudo(False)._close("done")
        return True

    # --------------------------------------------------
    # Clocks
    # --------------------------------------------------

    def _close_clock(self, kind):
        """Close a step in the name of who acted."""
        self._get_open_nodes(kind).sudo(False)._close("done")

    def _move_clock(self, kind, day):
        deadline = self._get_term(day)["deadline"]
        for node in self._get_open_nodes(kind):
            node._set_deadline(deadline, "node_retargeted", baseline_deadline=deadline)

    def _open_outcome_again(self):
        complaint = self._bare()
        department = complaint._get_clock_department()
        if department:
            earlier = self.env["crossbiz.node"].sudo()
            cycle = 1 + earlier.search_count(
                [("res_model", "=", self._name), ("res_id", "=", self.id), ("kind", "=", "complaint_outcome")]
            )
            options = {**complaint._get_term(complaint.outcome_by), "cycle": cycle}
            complaint._open_node("complaint_outcome", department, **options)

    # --------------------------------------------------
    # Screens
    # --------------------------------------------------

    @api.model
    def _get_list_action(self):
        """The list in place of a complaint that is gone, which no breadcrumb leads back to."""
        return {**self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.complaint_action"), "target": "main"}

    def _get_paper_action(self, outcome):
        """An empty form of the paper that an outcome asks for; who fills it in types each word of it.

        It gets nothing from here, neither number nor text nor context: what it is about has to be found in it alone.
        """
        model = PAPERS.get(outcome)
        if not model:
            return False
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(model).name,
            "res_model": model,
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "current",
            "context": {},
        }

    def action_open_answer(self):
        """Ask for an answer to the reporter."""
        return self._get_dialog(
            "action_answer",
            self.env._("Answer the Reporter"),
            self.env._("The reporter reads this with the receipt code. You appear as the office, never by your name."),
            [self._ask_text("text", self.env._("Answer"))],
        )

    def action_open_recuse(self):
        """Ask why somebody steps aside."""
        return self._get_dialog(
            "action_recuse",
            self.env._("Step Aside"),
            self.env._("Your access ends at once and does not come back. The other handlers read your declaration."),
            [self._ask_text("declaration", self.env._("Declaration"))],
        )

    def action_open_close(self):
        """Ask for the outcome."""
        outcomes = self._fields["outcome"]._description_selection(self.env)
        return self._get_dialog(
            "action_close",
            self.env._("Close the Complaint"),
            self.env._(
                "What follows from it is a paper of its own, which you fill in next: nothing in it points here."
            ),
            [
                {"name": "outcome", "type": "selection", "label": self.env._("Outcome"), "options": outcomes},
                self._ask_text("message", self.env._("Message to the Reporter")),
            ],
        )

    def action_open_reopen(self):
        """Ask why a complaint is taken up again."""
        return self._get_dialog(
            "action_reopen",
            self.env._("Take Up Again"),
            self.env._("The reporter is told, and the time for the outcome begins anew."),
            [self._ask_text("reason", self.env._("Reason"))],
        )

    def action_open_follow_up(self):
        """Ask what a look for retaliation found."""
        return self._get_dialog(
            "action_follow_up",
            self.env._("Check for Retaliation"),
            self.env._("Has anybody treated the reporter worse since? The handlers read what you write."),
            [self._ask_text("note", self.env._("Finding"))],
        )

    def action_open_identity(self):
        """Ask why the identity is needed."""
        return self._get_dialog(
            "action_ask_identity",
            self.env._("Ask for the Identity"),
            self.env._("A custodian of the decision layer reads your reason and decides once. It is all on record."),
            [self._ask_text("reason", self.env._("Reason"))],
        )

    @api.model
    def _ask_text(self, name, label):
        return {"name": name, "type": "text", "label": label}

    def _get_dialog(self, method, title, help_text, inputs):
        """A dialog in the browser that calls ``method`` with what was typed.

        A wizard would keep the text in a table of the database for hours, in clear.
        """
        self._check_handler()
        params = {
            "model": self._name,
            "id": self.id,
            "method": method,
            "title": title,
            "help": help_text,
            "inputs": inputs,
        }
        return {"type": "ir.actions.client", "tag": "crossbiz_complaint_dialog", "params": params}
