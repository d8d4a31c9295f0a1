from odoo import models
from odoo.exceptions import AccessError, UserError

# What running loans rest on.
SETTLED_FIELDS = frozenset(
    {"department_id", "company_id", "resource_type", "data_level", "equipment_id", "employee_id"}
)
PERIOD_DEFAULTS = ("default_date_from", "default_date_to", "default_quantity")
UNDER_WAY = ("review", "approved", "running", "closing")


class Resource(models.Model):
    """Who keeps a resource, and what of it stays while it is lent."""

    _inherit = "crossbiz.resource"

    def _check_manages(self):
        """Resources are kept by the officers of their department and by administrators.

        :raises AccessError: for everyone else
        """
        if self.env.su or self.env.user.has_group("crossbiz_addon.group_manager"):
            return
        acting = self.env.user._get_acting_departments()
        for resource in self:
            if resource.department_id not in acting:
                raise AccessError(
                    self.env._(
                        "“%(resource)s” is kept by the officers of “%(department)s”.",
                        resource=resource.sudo().name,
                        department=resource.department_id.sudo().display_name,
                    )
                )

    def _check_settled(self, vals):
        """What loans rest on stays while they last; a resource with a past stays in its company.

        :raises UserError: naming the loan that holds it
        """
        changing = [
            resource
            for resource in self
            if any(
                self._fields[name].convert_to_write(resource[name], resource) != vals[name]
                for name in SETTLED_FIELDS.intersection(vals)
            )
            or (resource.active and not vals.get("active", True))
        ]
        if not changing:
            return
        requests = self.env["crossbiz.resource.request"].sudo()
        ids = [resource.id for resource in changing]
        loan = requests.search([("resource_id", "in", ids), ("state", "in", UNDER_WAY)], limit=1)
        if loan:
            raise UserError(
                self.env._(
                    "“%(resource)s” is requested or lent (%(request)s). Owner, company, type, data level and what it "
                    "stands for can change, and it can be archived, once that has ended.",
                    resource=loan.resource_id.display_name,
                    request=loan.reference,
                )
            )
        if "company_id" in vals and requests.search_count([("resource_id", "in", ids)], limit=1):
            raise UserError(
                self.env._("A resource that was lent stays in its company. Archive it and enter it in the other one.")
            )

    # --------------------------------------------------
    # Actions
    # --------------------------------------------------

    def action_request(self):
        """Draft a request for this resource."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Resource Request"),
            "res_model": "crossbiz.resource.request",
            "views": [(False, "form")],
            "context": {
                **{name: value for name, value in self.env.context.items() if name in PERIOD_DEFAULTS},
                "default_resource_id": self.id,
            },
        }

    def action_open_bookings(self):
        """Who has it when."""
        return self._get_action("crossbiz_addon.booking_action")

    def action_open_requests(self):
        return self._get_action("crossbiz_addon.request_action")

    def action_open_moves(self):
        return self._get_action("crossbiz_addon.move_action")

    def _get_action(self, xml_id):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": [("resource_id", "in", self.ids)], "context": {}}
