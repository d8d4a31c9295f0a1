from odoo import fields, models
from odoo.exceptions import UserError


class ResourceAsOf(models.TransientModel):
    """What was on hand at a moment: the sum of the ledger's moves until then."""

    _name = "crossbiz.resource.as.of"
    _description = "Stock as of a Moment"

    moment = fields.Datetime("At", required=True, default=fields.Datetime.now)

    def action_open(self):
        """Open the ledger's moves until the moment, summed up by department and resource.

        :raises UserError: for a moment that has not come
        """
        self.ensure_one()
        if self.moment > fields.Datetime.now():
            raise UserError(self.env._("The ledger knows the past only. Choose a moment that has passed."))
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.move_action_as_of")
        title = self.env._("On hand at %(moment)s", moment=self.env["crossbiz.resource"]._tell(self.moment))
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": [("at", "<=", fields.Datetime.to_string(self.moment))],
        }
