from odoo import fields, models


class TaskBookIndicator(models.Model):
    """By what a project's result is judged: target, weight, and what was reached (regulation 3.2.1)."""

    _name = "crossbiz.task.book.indicator"
    _description = "Indicator of a Task Book"
    _inherit = ["crossbiz.task.book.line"]
    _order = "book_id, id"

    _running_fields = frozenset({"actual"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="book_id.company_id")
    name = fields.Char("Indicator", required=True)
    target = fields.Char(required=True)
    weight = fields.Float(required=True, digits=(16, 2), help="Percent; all together 100.")
    actual = fields.Char(copy=False, help="What was reached.")

    _weight_positive = models.Constraint("CHECK(weight > 0 AND weight <= 100)", "A weight lies between 0 and 100.")

    def _get_snapshot_line(self):
        return [self.id, self.name, self.target, self.weight]
