from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    crossbiz_loan_count = fields.Integer("Loans", compute="_compute_crossbiz_loan_count", groups="hr.group_hr_user")

    def _compute_crossbiz_loan_count(self):
        counts = self.env["crossbiz.resource"]._get_loan_counts("employee_id", self)
        for employee in self:
            employee.crossbiz_loan_count = counts.get(employee.id, 0)

    def action_crossbiz_loans(self):
        """To whom this employee was, is and will be lent."""
        self.ensure_one()
        self.check_access("read")
        return self.env["crossbiz.resource"]._get_loans_action("employee_id", self)
