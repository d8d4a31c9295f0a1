from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.counting import Counted
from ..core.node import RUNNING


class DisputePosition(models.Model):
    """How a party sees it: one for each department, signed by an officer, open until the ruling."""

    _name = "crossbiz.dispute.position"
    _description = "Position in a Dispute"
    _inherit = ["crossbiz.protected"]
    _order = "dispute_id, id"
    _rec_name = "department_id"

    dispute_id = fields.Many2one("crossbiz.dispute", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="dispute_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one("hr.department", required=True, readonly=True, ondelete="restrict", index=True)
    text = fields.Text("Statement")
    user_id = fields.Many2one("res.users", "Stated By", readonly=True, ondelete="restrict")
    at = fields.Datetime("Stated At", readonly=True)
    can_state = fields.Boolean(compute="_compute_can_state", help="I can state this department's position.")

    _department_uniq = models.UniqueIndex("(dispute_id, department_id)")

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)

    @api.depends("dispute_id.state", "department_id")
    @api.depends_context("uid")
    def _compute_can_state(self):
        acting = self.env.user._get_acting_departments()
        for position in self:
            dispute = position.dispute_id
            moving = dispute.state == "open" and not dispute.case_id.suspended
            position.can_state = moving and position.department_id in acting

    def action_state(self, text=None):
        """State the position of one's department, or state it anew; each wording stays in the journal.

        :raises AccessError: for anyone but officers of that department
        :raises UserError: without a text, after the ruling, or while the case is suspended
        """
        self.check_access("read")
        text = self._clean_text(self._fields["text"]._description_string(self.env), text)
        for position in self:
            dispute = position.dispute_id
            dispute._check_acts_for(position.department_id, self.env._("State a position"))
            if dispute.state != "open":
                raise UserError(
                    self.env._("“%(dispute)s” is settled: positions stay as they are.", dispute=dispute.display_name)
                )
            dispute._check_moving()
            position.sudo().write({"text": text, "user_id": self.env.uid, "at": fields.Datetime.now()})
            dispute._journal("dispute_position", department_id=position.department_id.id, note=text)
        return True


class Node(models.Model):
    _inherit = "crossbiz.node"

    def _void(self, note=None):
        """A dispute whose step ends without a verdict, because its case was cancelled, is withdrawn."""
        running = self.sudo().filtered(lambda node: node.res_model == "crossbiz.dispute" and node.state in RUNNING)
        result = super()._void(note)
        disputes = self.env["crossbiz.dispute"].sudo().browse(running.mapped("res_id"))
        disputes.filtered(lambda dispute: dispute.state == "open")._withdraw(note)
        return result


class CaseDocument(models.AbstractModel):
    """Disputes on a case, from its papers."""

    _inherit = "crossbiz.case.document"

    dispute_count = fields.Integer("Number of Disputes", compute="_compute_counts")
    can_dispute = fields.Boolean(compute="_compute_can_dispute", help="I can ask for a ruling on this case.")

    @api.model
    def _get_counted(self):
        return {**super()._get_counted(), "dispute_count": Counted("crossbiz.dispute", "case_id", shared=False)}

    @api.depends("state", "suspended", "department_ids")
    @api.depends_context("uid")
    def _compute_can_dispute(self):
        acting = self.env.user._get_acting_departments()
        for document in self:
            moving = document.state in ("review", "approved", "running", "closing") and not document.suspended
            document.can_dispute = moving and bool(acting & document.department_ids)

    def action_open_disputes(self):
        """The disputes on this case; a new one there is about it, too."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.dispute_action")
        context = {"default_case_id": self.case_id.id}
        return {**action, "domain": [("case_id", "=", self.case_id.id)], "context": context}
