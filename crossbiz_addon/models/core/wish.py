from odoo import fields, models


class Wish(models.AbstractModel):
    """Base of what somebody asks for and somebody else grants or refuses: more time for a step, a longer use."""

    _name = "crossbiz.wish"
    _description = "Wish"
    _inherit = ["crossbiz.document"]

    _transitions = {"requested": {"granted", "refused", "withdrawn"}}

    user_id = fields.Many2one("res.users", "Asked By", required=True, readonly=True, ondelete="restrict")
    reason = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [("requested", "Requested"), ("granted", "Granted"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        default="requested",
        required=True,
        readonly=True,
    )

    def _clean_reason(self, reason):
        """:raises UserError: without a reason"""
        return self._clean_text(self._fields["reason"]._description_string(self.env), reason)

    def _get_submitter(self):
        return self.user_id

    def _get_node_outcomes(self, node):
        """Yes or no: there is nothing to change in a wish; who wants something else asks anew."""
        return ("approved", "rejected")
