from odoo import models

# What a reader of the report wants to know of the way; steps that opened or were told of are left out.
TOLD = (
    "incident_reported",
    "incident_dismissed",
    "cases_suspended",
    "cases_resumed",
    "incident_plan_submitted",
    "node_approved",
    "node_returned",
    "node_handed_over",
    "node_retargeted",
    "node_breached",
    "node_escalated",
    "action_started",
    "action_done",
    "action_dropped",
    "incident_closed",
)


class Incident(models.Model):
    """What happened when, as the sealed journal tells it."""

    _inherit = "crossbiz.incident"

    def _get_timeline(self):
        """The entries of this incident and of its actions in the order in which they were written.

        :return: list of dicts: ``at``, ``event``, ``who``, ``department``, ``subject`` (of an action), ``values``
            (what it names, such as cases) and ``text`` (a reason, an opinion, a plan)
        """
        self.ensure_one()
        self.check_access("read")
        journal = self.env["crossbiz.journal"].sudo()
        actions = {action.id: action for action in self.sudo().action_ids}
        entries = journal.search(
            [
                ("event", "in", TOLD),
                "|",
                "&",
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                "&",
                ("res_model", "=", self.action_ids._name),
                ("res_id", "in", list(actions)),
            ],
            order="id",
        )
        labels = dict(journal._fields["event"]._description_selection(self.env))
        names = ("cases_suspended", "cases_resumed", "node_handed_over", "node_retargeted")
        return [
            {
                "at": entry.at,
                "event": labels[entry.event],
                "who": entry.user_id.name,
                "department": entry.department_id.name or "",
                "subject": actions[entry.res_id].name if entry.res_model != self._name else "",
                "values": entry.new_text if entry.event in names else "",
                "text": entry.note or "",
            }
            for entry in entries
        ]
