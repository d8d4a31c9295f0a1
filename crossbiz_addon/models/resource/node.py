from odoo import fields, models

from ..core.history import keep

KINDS = [
    ("request_first_review", "First Review"),
    ("request_evaluation", "Evaluation"),
    ("request_decision", "Decision of the Decision Layer"),
    ("resource_allocation", "Allocation Plan"),
    ("resource_handover", "Handover"),
    ("resource_receipt", "Receipt"),
    ("resource_inspection", "Inspection"),
    ("request_return", "Return and Feedback"),
    ("return_check", "Check of the Return"),
    ("use_extension_decision", "Decision on Longer Use"),
]
# Whose approval may promise a resource.
PROMISING = ("request_evaluation", "request_decision", "use_extension_decision")


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(
        selection_add=KINDS,
        ondelete={code: keep for code, _label in KINDS},
    )

    def _act(self, outcome, opinion, needs_opinion=False):
        """Let people who promise the same resource take turns."""
        if outcome == "approved":
            self._check_can_act()  # nobody else makes others wait
            self._get_promised_resources()._take_turn()
        return super()._act(outcome, opinion, needs_opinion)

    def _get_promised_resources(self):
        """The resources that approving these steps may promise (superuser mode)."""
        resources = self.env["crossbiz.resource"].sudo()
        promising = self.sudo().exists().filtered(lambda node: node.kind in PROMISING)
        for model, nodes in promising.grouped("res_model").items():
            resources |= self.env[model].sudo().browse(nodes.mapped("res_id")).exists().resource_id
        return resources
