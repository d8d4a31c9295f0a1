from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST = timedelta(days=366)


class Extension(models.Model):
    """A wish for a later deadline, decided by the lead department (decision layer, when the lead itself asks)."""

    _name = "crossbiz.extension"
    _description = "Extension Request"
    _inherit = ["crossbiz.wish"]
    _order = "id desc"
    _rec_name = "node_id"

    _node_kinds = {"extension_decision": "verdict"}
    _protected_fields = frozenset(
        {"node_id", "user_id", "state", "reason", "deadline", "old_deadline", "deciding_department_id"}
    )

    node_id = fields.Many2one("crossbiz.node", "Step", required=True, readonly=True, ondelete="restrict", index=True)
    case_id = fields.Many2one(related="node_id.case_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="node_id.company_id", store=True, index=True)
    department_id = fields.Many2one("hr.department", "Asked By", required=True, readonly=True, ondelete="restrict")
    deciding_department_id = fields.Many2one(
        "hr.department", "Decided By", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(string="Asked By (Person)")
    old_deadline = fields.Datetime(required=True, readonly=True)
    deadline = fields.Datetime("Wanted Deadline", required=True, readonly=True)

    _open_uniq = models.UniqueIndex(
        "(node_id) WHERE state = 'requested'", "An extension of this step is already being decided."
    )

    @api.depends("node_id", "deadline")
    def _compute_display_name(self):
        for extension in self:
            extension.display_name = self.env._("Extension of %(step)s", step=extension.node_id.subject or "")

    @api.model
    def _request(self, node, deadline, reason):
        """Open a request for ``node`` (the caller has checked that the user may act on it).

        :param deadline: the wanted deadline, naive UTC
        :raises UserError: when it is not later, one is already open, or nobody can decide
        """
        refusal = node._get_document().sudo()._get_extension_refusal(node)
        if refusal:
            raise UserError(refusal)
        reason = self._clean_reason(reason)
        if not deadline or deadline <= max(node.deadline, fields.Datetime.now()):
            raise UserError(
                self.env._("The wanted deadline has to be later than now and than the present deadline of the step.")
            )
        if self.sudo().search_count([("node_id", "=", node.id), ("state", "=", "requested")], limit=1):
            raise UserError(self.env._("An extension of “%(step)s” is already being decided.", step=node.name))
        if deadline > fields.Datetime.now() + LONGEST:
            raise UserError(self.env._("An extension can be a year at most."))
        node._get_document()._check_wanted_deadline(node, deadline)
        deciding = self._get_deciding_department(node)
        extension = self.sudo().create(
            {
                "deciding_department_id": deciding.id,
                "node_id": node.id,
                "department_id": node.department_id.id,
                "user_id": self.env.uid,
                "old_deadline": node.deadline,
                "deadline": deadline,
                "reason": reason,
            }
        )
        extension._open_node("extension_decision", deciding)
        return extension.sudo(self.env.su)

    @api.model
    def _get_deciding_department(self, node):
        """Whom the document names, else the lead department; the decision layer for what that one owes itself."""
        judge = node._get_document().sudo()._get_extension_judge(node).sudo(False) or node.case_id.lead_department_id
        judge = judge or node.company_id._get_crossbiz_department("lead")
        if judge == node.department_id:
            judge = node.company_id._get_crossbiz_department("decision")
        judge._check_can_serve(node.company_id)
        return judge

    @api.model
    def _withdraw_for(self, nodes):
        """A request ends with its step: nobody decides on more time for what is closed."""
        requests = self.sudo().search([("node_id", "in", nodes.ids), ("state", "=", "requested")])
        if requests:
            requests._transition("withdrawn")
            requests._get_open_nodes()._void(self.env._("The step has ended."))

    def _on_node_closed(self, node):
        if node.outcome != "approved":
            self._transition("refused")
            return
        self._transition("granted")
        step = self.node_id.sudo()
        if step.state == "open" and self.deadline > step.deadline:
            entry = step._set_deadline(self.deadline, "node_retargeted", note=self.reason, fixed=True)
            self.env["crossbiz.journal"].sudo()._append([entry])
            step._get_document()._on_extended(step)

    def _get_extension_refusal(self, node):
        return self.env._("Decide on this wish as it is: nobody asks for more time to grant more time.")

    def _get_node_subject(self):
        return self.node_id.subject

    def _get_node_topic(self, node):
        return self.node_id._get_kind_label()

    def _get_case(self):
        return self.case_id

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "node": self.node_id.id,
            "deadline": fields.Datetime.to_string(self.deadline),
            "reason": self.reason,
        }
