from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare

from ..models.resource.request_submit import LONGEST
from ..models.resource.resource import DIGITS, TYPES


class ResourceFinder(models.TransientModel):
    """Pick the period first, then see what is free in it (regulation 3.1.1)."""

    _name = "crossbiz.resource.finder"
    _description = "Find a Free Resource"

    date_from = fields.Datetime("Needed From", required=True)
    date_to = fields.Datetime("Needed Until", required=True)
    quantity = fields.Float("Units", required=True, default=1.0, digits=DIGITS)
    resource_type = fields.Selection(TYPES, "Type", help="Empty: any type.")

    def action_find(self):
        """Open the resources of which enough is free all through the period.

        :raises UserError: when the period or the quantity makes no sense
        """
        self.ensure_one()
        self._check_wish()
        domain = Domain("resource_type", "=", self.resource_type) if self.resource_type else Domain.TRUE
        own = self.env.user._get_home_department()  # what is one's own need not be asked for
        resources = self.env["crossbiz.resource"].search(domain & Domain("department_id", "not in", own.ids))
        free = resources._get_free(self.date_from, self.date_to)
        found = [
            resource.id
            for resource in resources
            if float_compare(free[resource.id], self.quantity, precision_digits=2) >= 0
        ]
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.resource_action_free")
        start, stop = (resources._tell(moment) for moment in (self.date_from, self.date_to))
        title = self.env._("Free from %(start)s to %(stop)s", start=start, stop=stop)
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": [("id", "in", found)],
            "context": {
                "default_date_from": fields.Datetime.to_string(self.date_from),
                "default_date_to": fields.Datetime.to_string(self.date_to),
                "default_quantity": self.quantity,
            },
        }

    def _check_wish(self):
        if self.date_from >= self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        if self.date_to <= fields.Datetime.now():
            raise UserError(self.env._("The period lies in the past."))
        if self.date_to - self.date_from > LONGEST:
            raise UserError(self.env._("A use can be three years at most."))
        self.env["crossbiz.resource"]._get_units(self._fields["quantity"]._description_string(self.env), self.quantity)
