from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...lib.wording import list_points

REFERENCE_CODE = "crossbiz.incident"


class Incident(models.Model):
    """From the report to its end: who reports, what starts, and how a false alarm ends."""

    _inherit = "crossbiz.incident"

    # --------------------------------------------------
    # Reporting
    # --------------------------------------------------

    def action_report(self):
        """Report to the decision layer, which is told at once, at night too (regulation 4.3).

        Starts the clocks of the handling plan and of the report.

        :raises AccessError: for who belongs to no department concerned by one of the cases
        :raises UserError: saying all that is missing
        """
        self._check_person()
        self.check_access("read")
        mine = self.env.user._get_member_departments()
        for incident in self:
            incident._check_reporter(mine)
            failures = incident._get_report_failures()
            if failures:
                raise UserError(
                    self.env._(
                        "“%(incident)s” cannot be reported yet:\n%(failures)s",
                        incident=incident.name,
                        failures=list_points(failures),
                    )
                )
        now = fields.Datetime.now()
        sequence = self.env["ir.sequence"].sudo()
        for company, incidents in self.grouped("company_id").items():
            references = sequence._next_crossbiz_references(REFERENCE_CODE, company.id, len(incidents))
            for incident, reference in zip(incidents, references, strict=True):
                incident.sudo().reference = reference
        self._transition("reported", "incident_reported", reported_at=now, user_id=self.env.uid)
        self._open_nodes(
            [
                (incident, kind, incident.lead_department_id, {})
                for incident in self
                for kind in ("incident_plan", "incident_report")
            ]
        )
        self._ensure_channels()
        for incident in self:
            incident._tell_reported()
        return True

    def _check_reporter(self, mine):
        """Whoever belongs to a department that a case concerns reports it; without a case anyone of the company.

        :param mine: the departments the user belongs to
        :raises AccessError: for anyone else
        """
        if self.reporting_department_id not in mine:
            raise AccessError(
                self.env._(
                    "You do not belong to “%(department)s”: report in the name of your own department.",
                    department=self.reporting_department_id.sudo().display_name,
                )
            )
        concerned = self.sudo().case_ids.department_ids
        if self.case_ids and not concerned & mine.sudo():
            raise AccessError(self.env._("Only the departments that take part in a case can report an incident on it."))

    def _get_report_failures(self):
        """What keeps this from being reported, as translated sentences."""
        failures, incident = [], self.sudo()
        if incident.state != "draft":
            return [self.env._("It was reported already.")]
        for name in ("name", "description"):
            if not (incident[name] or "").strip():
                failures.append(
                    self.env._("%(field)s is empty.", field=self._fields[name]._description_string(self.env))
                )
        if incident.occurred_at > fields.Datetime.now():
            failures.append(self.env._("It cannot have happened in the future: check when."))
        failures += [
            self.env._("“%(case)s” is a draft: nothing has begun there.", case=case.display_name)
            for case in incident.case_ids
            if case.state == "draft"
        ]
        if not incident.lead_department_id:
            failures.append(self.env._("Choose the department that runs the handling."))
        failures += incident.lead_department_id._get_serving_failures(incident.company_id)
        if not incident.company_id.crossbiz_decision_department_id:
            failures.append(
                self.env._(
                    "The company has no decision layer to report to. "
                    "Choose one under Cross-Business > Configuration > Settings."
                )
            )
        return failures

    def _tell_reported(self):
        """Tell the decision layer, who runs it, compliance and the departments concerned; the job sends it now."""
        company = self.company_id.sudo()
        departments = company.crossbiz_decision_department_id | company.crossbiz_compliance_department_id
        departments |= self.lead_department_id | self.sudo().case_ids.department_ids
        self.env["crossbiz.notice"].sudo()._queue_document(self, "incident", departments, note=self.description)
        self.env.ref("crossbiz_addon.cron_notify").sudo()._trigger()

    # --------------------------------------------------
    # False alarms
    # --------------------------------------------------

    def action_dismiss(self, reason=None):
        """End as a false alarm, once every case it held goes on again.

        :raises AccessError: for anyone but officers of the department that runs it, and the decision layer
        :raises UserError: without a reason, or while it still holds cases
        """
        self._check_runs(self.env._("Dismiss"))
        reason = self._clean_text(self.env._("Reason"), reason)
        for incident in self:
            held = incident._get_held_cases()
            if held:
                raise UserError(
                    self.env._(
                        "“%(incident)s” still holds these cases; resume them first:\n%(cases)s",
                        incident=incident.display_name,
                        cases=list_points(held.mapped("display_name")),
                    )
                )
        self._transition(
            "dismissed",
            "incident_dismissed",
            note=reason,
            dismissal=reason,
            ended_at=fields.Datetime.now(),
            ended_by=self.env.uid,
        )
        self._get_open_nodes().sudo(self.env.su)._void(reason)
        self.sudo().action_ids._drop(reason)
        return True

    def _check_runs(self, step):
        """Refuse who neither acts for the department that runs it nor for the decision layer.

        :param str step: what is tried, translated, for the message
        :raises AccessError: naming who may
        """
        self._check_person()
        self.check_access("read")
        acting = self.env.user._get_acting_departments().sudo()
        for incident in self.sudo():
            able = incident.lead_department_id | incident.company_id.crossbiz_decision_department_id
            if not able & acting:
                raise AccessError(
                    self.env._(
                        "%(step)s: this is for the officers of “%(department)s” and the decision layer.",
                        step=step,
                        department=incident.lead_department_id.display_name,
                    )
                )

    # --------------------------------------------------
    # Steps
    # --------------------------------------------------

    def _get_hand_over_refusal(self, node):
        return super()._get_hand_over_refusal(node) or self.env._(
            "“%(department)s” runs this incident: it plans the handling and reports.",
            department=self.lead_department_id.sudo().display_name,
        )

    def _get_extension_judge(self, node):
        """The decision layer waits for the plan and for the report."""
        return self.company_id.sudo().crossbiz_decision_department_id

    def _get_node_verb(self, node):
        if node.kind == "incident_plan":
            return self.env._("Plan the Handling")
        return self.env._("Write the Report")

    def _get_node_action(self, node):
        return self.get_formview_action()
