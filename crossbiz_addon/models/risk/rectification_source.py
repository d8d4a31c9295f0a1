from odoo import fields, models


class RectificationSource(models.AbstractModel):
    """Base of the records on which a problem is found: "Raise Rectification" begins a notice from them."""

    _name = "crossbiz.rectification.source"
    _description = "Where Problems Are Found"

    rectification_count = fields.Integer("Rectifications", compute="_compute_rectification_count")

    def _compute_rectification_count(self):
        """What the reader may see of them."""
        counts = dict(
            self.env["crossbiz.rectification"]._read_group(
                [("source_model", "=", self._name), ("source_id", "in", self.ids)], ["source_id"], ["__count"]
            )
        )
        for record in self:
            record.rectification_count = counts.get(record.id, 0)

    def _get_rectifying_departments(self):
        """The departments to which this record belongs: their officers may issue notices about it."""
        return self.env["hr.department"]
