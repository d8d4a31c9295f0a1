from odoo import api, models


class Resource(models.Model):
    """The loans of what stands behind a resource: a piece of equipment, an employee."""

    _inherit = "crossbiz.resource"

    @api.model
    def _get_loan_counts(self, field_name, records):
        """How many bookings there are of the resources that stand for ``records``.

        :return: ``{record id: count}``, empty for who sees no resources
        """
        bookings = self.env["crossbiz.resource.booking"]
        if not bookings.has_access("read"):
            return {}
        resources = self.with_context(active_test=False).sudo().search([(field_name, "in", records.ids)])
        counts = dict(bookings._read_group([("resource_id", "in", resources.ids)], ["resource_id"], ["__count"]))
        result = {}
        for resource, count in counts.items():
            record_id = resource.sudo()[field_name].id
            result[record_id] = result.get(record_id, 0) + count
        return result

    @api.model
    def _get_loans_action(self, field_name, record):
        resources = self.with_context(active_test=False).sudo().search([(field_name, "=", record.id)])
        return resources.sudo(False)._get_action("crossbiz_addon.booking_action")
