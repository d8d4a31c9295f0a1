from odoo import api, fields, models
from odoo.exceptions import UserError


class IncidentSuspension(models.Model):
    """That an incident held a case from when to when, and who said so: facts, written by the incident alone."""

    _name = "crossbiz.incident.suspension"
    _description = "Suspension by an Incident"
    _inherit = ["crossbiz.protected"]
    _order = "id desc"
    _rec_name = "case_id"

    incident_id = fields.Many2one("crossbiz.incident", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="incident_id.company_id", store=True, precompute=True, index=True)
    case_id = fields.Many2one("crossbiz.case", required=True, readonly=True, ondelete="restrict", index=True)
    reason = fields.Text(readonly=True)
    suspended_at = fields.Datetime(required=True, readonly=True)
    suspended_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    resume_reason = fields.Text("Why It Went On", readonly=True)
    resumed_at = fields.Datetime(readonly=True)
    resumed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")

    _held_uniq = models.UniqueIndex(
        "(incident_id, case_id) WHERE resumed_at IS NULL", "This case is suspended by this incident already."
    )
    _case_idx = models.Index("(case_id) WHERE resumed_at IS NULL")

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)


class Incident(models.Model):
    """Which cases an incident holds: it suspends them, and lets them go on."""

    _inherit = "crossbiz.incident"

    suspension_ids = fields.One2many("crossbiz.incident.suspension", "incident_id", "Suspensions", readonly=True)
    held_case_ids = fields.Many2many("crossbiz.case", compute="_compute_held_case_ids", string="Suspended Cases")

    @api.depends("suspension_ids.resumed_at")
    def _compute_held_case_ids(self):
        for incident in self:
            incident.held_case_ids = incident._get_held_cases().sudo(False)

    def _get_held_cases(self):
        """The cases these incidents hold now (superuser mode)."""
        return self.sudo().suspension_ids.filtered(lambda line: not line.resumed_at).case_id

    # --------------------------------------------------
    # Suspending
    # --------------------------------------------------

    def action_suspend(self, case_ids=None, reason=None):
        """Suspend cases of this incident: every clock of theirs stands still, every step is refused.

        :param case_ids: ids of cases of the incident; without any all that are on their way and not held yet
        :param reason: why, for the journal
        :raises AccessError: for anyone but officers of the department that runs it, and the decision layer
        :raises UserError: saying for each case why it cannot be suspended
        """
        self.ensure_one()
        self._check_runs(self.env._("Suspend"))
        self._check_under_way()
        cases, reason = self._get_given_cases(case_ids), self._get_given_reason(reason)
        refusals = {case: self._get_holding_refusal(case) for case in cases.sorted("id")}
        free = cases.filtered(lambda case: not refusals[case])
        failures = [refusal for refusal in refusals.values() if refusal]
        if failures and (case_ids is not None or not free):
            raise UserError("\n".join(failures))
        if not free:
            raise UserError(
                self.env._("“%(incident)s” names no case that could be suspended.", incident=self.display_name)
            )
        self._hold(free, reason)
        return True

    def _get_holding_refusal(self, case):
        """Why this incident cannot suspend ``case``, as a translated sentence; ``False`` where it can."""
        if case not in self.sudo().case_ids:
            return self.env._("“%(case)s” does not belong to this incident.", case=case.display_name)
        if case in self._get_held_cases():
            return self.env._("“%(case)s” is suspended by this incident already.", case=case.display_name)
        return case._get_suspension_refusal()

    def _hold(self, cases, reason):
        now = fields.Datetime.now()
        self.env["crossbiz.incident.suspension"].sudo().create(
            [
                {
                    "incident_id": self.id,
                    "case_id": case.id,
                    "reason": reason,
                    "suspended_at": now,
                    "suspended_by": self.env.uid,
                }
                for case in cases
            ]
        )
        cases.with_env(self.env)._suspend(" · ".join(filter(None, (self.display_name, reason))))
        self._journal_cases("cases_suspended", cases, reason)

    # --------------------------------------------------
    # Resuming
    # --------------------------------------------------

    def action_resume(self, case_ids=None, reason=None):
        """Let cases go on, with every clock where it stood; one that another incident holds too waits for that.

        :param case_ids: ids of cases that this incident holds; without any all of them
        :param reason: why, for the journal
        :raises AccessError: for anyone but officers of the department that runs it, and the decision layer
        :raises UserError: naming the cases that it does not hold
        """
        self.ensure_one()
        self._check_runs(self.env._("Resume"))
        held = self._get_held_cases()
        cases = held if case_ids is None else self._get_given_cases(case_ids)
        reason = self._get_given_reason(reason)
        failures = [
            self.env._("“%(case)s” is not suspended by this incident.", case=case.display_name) for case in cases - held
        ]
        if failures or not cases:
            raise UserError(
                "\n".join(failures)
                or self.env._("“%(incident)s” holds no case: nothing to resume.", incident=self.display_name)
            )
        self._release(cases, reason)
        return True

    def _release(self, cases, reason):
        lines = self.sudo().suspension_ids.filtered(lambda line: not line.resumed_at and line.case_id in cases)
        lines.write({"resumed_at": fields.Datetime.now(), "resumed_by": self.env.uid, "resume_reason": reason})
        others = self.env["crossbiz.incident.suspension"].sudo()
        held = others.search([("case_id", "in", cases.ids), ("resumed_at", "=", False)]).case_id
        (cases - held).with_env(self.env)._resume_work(" · ".join(filter(None, (self.display_name, reason))))
        self._journal_cases("cases_resumed", cases, reason)

    # --------------------------------------------------
    # Shared
    # --------------------------------------------------

    def _check_under_way(self):
        """:raises UserError: unless it was reported and has not ended"""
        if self.state in ("reported", "handling"):
            return
        if self.state == "draft":
            raise UserError(self.env._("Report the incident first: then its cases can be suspended."))
        raise UserError(self.env._("“%(incident)s” has ended: it suspends nothing.", incident=self.display_name))

    def _get_given_cases(self, case_ids):
        """The cases that a caller named by ids (superuser mode); those of the incident that are free, without any.

        :raises UserError: when these are no ids
        """
        if case_ids is None:
            return self.sudo().case_ids - self._get_held_cases()
        if isinstance(case_ids, models.BaseModel) and case_ids._name == "crossbiz.case":
            case_ids = case_ids.ids
        is_list = isinstance(case_ids, (list, tuple))
        if not is_list or any(isinstance(item, bool) or not isinstance(item, int) for item in case_ids):
            raise UserError(self.env._("Name the cases by a list of their ids."))
        own = self.sudo().case_ids
        unknown = set(case_ids) - set(own.ids)
        if unknown or not case_ids:
            # Nothing is said of them: who guesses ids learns no names.
            raise UserError(self.env._("Choose cases of this incident. Others have to be added to it first."))
        return own.filtered(lambda case: case.id in case_ids)

    def _get_given_reason(self, reason):
        return self._clean_text(self.env._("Reason"), reason) if reason else False

    def _journal_cases(self, event, cases, reason):
        """What happened to which cases, in the incident's own journal."""
        names = ", ".join(cases.mapped("reference"))
        self._journal(event, new_value=names, note=reason or None)
        departments = cases.department_ids
        self.env["crossbiz.notice"].sudo()._queue_document(self, event, departments, note=names)
