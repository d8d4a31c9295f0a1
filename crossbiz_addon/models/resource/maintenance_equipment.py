from odoo import fields, models


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    crossbiz_loan_count = fields.Integer("Loans", compute="_compute_crossbiz_loan_count")

    def _compute_crossbiz_loan_count(self):
        counts = self.env["crossbiz.resource"]._get_loan_counts("equipment_id", self)
        for equipment in self:
            equipment.crossbiz_loan_count = counts.get(equipment.id, 0)

    def action_crossbiz_loans(self):
        """Who had, has and will have this equipment."""
        self.ensure_one()
        self.check_access("read")
        return self.env["crossbiz.resource"]._get_loans_action("equipment_id", self)
