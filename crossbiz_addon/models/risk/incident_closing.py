from odoo import fields, models
from odoo.exceptions import UserError

from ...lib.wording import list_points


class Incident(models.Model):
    """The end: 《事件处置报告》 with cause, consequence and improvements, which become rectifications."""

    _inherit = "crossbiz.incident"

    cause = fields.Text(copy=False)
    consequence = fields.Text(copy=False, help="What it cost, and whom it hit.")
    improvement_ids = fields.One2many("crossbiz.incident.improvement", "incident_id", "Improvements", copy=False)
    no_improvement_reason = fields.Text("Why Nothing Has to Improve", copy=False)

    def action_close(self):
        """Close with the report; each improvement is issued as a rectification notice.

        :raises AccessError: for anyone but who acts for the department that runs the incident
        :raises UserError: saying all that is missing
        """
        for incident in self:
            incident.check_access("read")
            node = incident._get_step("incident_report")
            if not node:
                raise UserError(self.env._("Report the incident first."))
            node._check_can_act()
            failures = incident._get_closing_failures()
            if failures:
                raise UserError(
                    self.env._(
                        "“%(incident)s” cannot be closed yet:\n%(failures)s",
                        incident=incident.display_name,
                        failures=list_points(failures),
                    )
                )
            incident.improvement_ids._issue()
            incident._transition(
                "closed",
                "incident_closed",
                note=incident._get_conclusion(),
                ended_at=fields.Datetime.now(),
                ended_by=self.env.uid,
            )
            node._close("done")
        return True

    def _get_closing_failures(self):
        """What the report lacks and what is still going on, as translated sentences."""
        failures, incident = [], self.sudo()
        if incident.state != "handling":
            failures.append(self.env._("The decision layer has not approved the handling plan."))
        failures += [
            self.env._(
                "Action not ended: %(action)s (%(department)s)",
                action=action.name,
                department=action.department_id.name,
            )
            for action in incident.action_ids
            if action.state in ("draft", "open")
        ]
        failures += [
            self.env._("Still suspended: %(case)s", case=case.display_name) for case in incident._get_held_cases()
        ]
        for name in ("cause", "consequence"):
            if not (incident[name] or "").strip():
                failures.append(
                    self.env._("%(field)s is empty.", field=self._fields[name]._description_string(self.env))
                )
        if not incident.improvement_ids and not (incident.no_improvement_reason or "").strip():
            failures.append(self.env._("Name at least one improvement, or say why nothing has to improve."))
        return failures

    def _get_conclusion(self):
        """The report's own words, for the journal."""
        names = ("cause", "consequence", "no_improvement_reason")
        texts = [(self._fields[name]._description_string(self.env), (self[name] or "").strip()) for name in names]
        return "\n".join(f"{label}: {text}" for label, text in texts if text)
