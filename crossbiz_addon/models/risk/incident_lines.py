from odoo import api, models
from odoo.exceptions import UserError


class IncidentLines(models.AbstractModel):
    """Base of the lists of an incident: written like the incident itself, by the department that runs it."""

    _name = "crossbiz.incident.lines"
    _description = "Lines of an Incident"
    _inherit = ["crossbiz.protected"]

    _list_field = None  # the incident's name of this list

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_incident_writable()
        return lines

    def write(self, vals):
        self._check_incident_writable()
        if any(line.incident_id.id != vals.get("incident_id", line.incident_id.id) for line in self):
            raise UserError(self.env._("A line belongs to its incident. Add a new one to the other incident."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_incident_writable()

    def _check_incident_writable(self):
        """:raises AccessError: for another department
        :raises UserError: when the incident leaves this list as it is
        """
        if not self.env.su:
            self.incident_id._check_writable({self._list_field})
