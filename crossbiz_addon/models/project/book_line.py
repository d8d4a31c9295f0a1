from odoo import api, models


class TaskBookLine(models.AbstractModel):
    """Base of what stands on a task book: it changes with the paper only, and never moves to another one."""

    _name = "crossbiz.task.book.line"
    _description = "Line of a Task Book"
    _inherit = ["crossbiz.protected"]

    # What may be written while the project runs, without a new version.
    _running_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.book_id._check_changeable()
        return lines

    def write(self, vals):
        if not self.env.su and set(vals) - self._running_fields:
            self.book_id._check_changeable()
        result = super().write(vals)
        if "book_id" in vals and not self.env.su:
            self.book_id._check_changeable()
        return result

    def unlink(self):
        if not self.env.su:
            self.book_id._check_changeable()
        return super().unlink()

    def _get_snapshot_line(self):
        """What a version keeps of this line: plain values, ids first."""
        raise NotImplementedError
