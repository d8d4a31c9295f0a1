from odoo import fields, models
from odoo.exceptions import AccessError


class TaskBookIndicator(models.Model):
    """By what a project's result is judged: target, weight, and what was reached (regulation 3.2.1)."""

    _name = "crossbiz.task.book.indicator"
    _description = "Indicator of a Task Book"
    _inherit = ["crossbiz.task.book.line"]
    _order = "book_id, id"

    _version_fields = ("name", "target", "weight")
    _running_fields = frozenset({"actual"})

    name = fields.Char("Indicator", required=True)
    target = fields.Char(required=True)
    weight = fields.Float(required=True, digits=(16, 2), help="Percent; all together 100.")
    actual = fields.Char(copy=False, help="What was reached.")

    _weight_positive = models.Constraint("CHECK(weight > 0 AND weight <= 100)", "A weight lies between 0 and 100.")

    def _check_running_write(self):
        """Results are entered by the initiating and the lead department, while the project runs.

        :raises AccessError: for other departments
        :raises UserError: before and afterwards
        """
        self.book_id._check_running()
        mine = self.env.user._get_member_departments()
        for book in self.book_id:
            if not mine & (book.requesting_department_id | book.lead_department_id):
                raise AccessError(
                    self.env._("The results of indicators are entered by the initiating and the lead department.")
                )
