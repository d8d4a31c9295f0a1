from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools import format_list

from ..core.counting import Counted


class Case(models.Model):
    """What incidents hold a case."""

    _inherit = "crossbiz.case"

    incident_ids = fields.Many2many(
        "crossbiz.incident",
        "crossbiz_incident_case_rel",
        "case_id",
        "incident_id",
        "Incidents",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,  # an incident has a circle of its own
    )
    suspension_ids = fields.One2many(
        "crossbiz.incident.suspension", "case_id", "Suspensions", readonly=True, groups=NO_ACCESS
    )

    def _get_suspension_label(self):
        """Names the incidents that hold it, and who can resume."""
        held = self.sudo().suspension_ids.filtered(lambda line: not line.resumed_at)
        incidents = held.incident_id.sorted("id")
        if not incidents:
            return super()._get_suspension_label()
        return self.env._(
            "Suspended by %(incidents)s. The officers of %(departments)s and the decision layer can resume it.",
            incidents=format_list(self.env, [f"“{incident.display_name}”" for incident in incidents]),
            departments=format_list(
                self.env, [f"“{name}”" for name in incidents.lead_department_id.mapped("name")], "or"
            ),
        )


class CaseDocument(models.AbstractModel):
    """Incidents about a case, from its papers."""

    _inherit = "crossbiz.case.document"

    _incident_category = "other"

    incident_count = fields.Integer("Number of Incidents", compute="_compute_counts")
    can_escalate = fields.Boolean(compute="_compute_can_escalate", help="I can report an incident on this case.")

    @api.model
    def _get_counted(self):
        """Of incidents those the reader may see."""
        return {**super()._get_counted(), "incident_count": Counted("crossbiz.incident", "case_ids", shared=False)}

    @api.depends("state", "department_ids")
    @api.depends_context("uid")
    def _compute_can_escalate(self):
        mine = self.env.user._get_member_departments()
        for document in self:
            document.can_escalate = document.state not in ("draft", "cancelled") and bool(
                mine & document.department_ids
            )

    def action_open_incidents(self):
        """The incidents about this case that the reader may see."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.incident_action")
        return {**action, "domain": [("case_ids", "in", self.case_id.ids)], "context": {"create": False}}

    def action_escalate(self):
        """Begin the report of an incident on this case, in one dialog.

        :raises AccessError: for who takes no part in it
        :raises UserError: for a draft or a cancelled case
        """
        self.ensure_one()
        self.check_access("read")
        if not self.can_escalate:
            if self.state in ("draft", "cancelled"):
                raise UserError(
                    self.env._("“%(document)s” is not running: nothing to escalate.", document=self.display_name)
                )
            raise AccessError(self.env._("Only the departments that take part in a case can report an incident on it."))
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.incident_escalate_action")
        context = {"default_case_id": self.case_id.id, "default_category": self._incident_category}
        return {**action, "context": context}


class TaskOrder(models.Model):
    _inherit = "crossbiz.task.order"

    _incident_category = "complaint"


class ResourceRequest(models.Model):
    _inherit = "crossbiz.resource.request"

    _incident_category = "resource"
