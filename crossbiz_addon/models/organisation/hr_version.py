from odoo import api, models


class HrVersion(models.Model):
    """A dated version can move an employee to another department, now or when its day comes."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        employees = self.env["hr.employee"].browse(
            {vals["employee_id"] for vals in vals_list if vals.get("employee_id")}
        )
        with employees._watch_departments():
            return super().create(vals_list)

    def write(self, vals):
        with self.employee_id._watch_departments():
            return super().write(vals)

    def unlink(self):
        with self.employee_id._watch_departments():
            return super().unlink()
