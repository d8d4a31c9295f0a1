from odoo import api, fields, models
from odoo.exceptions import UserError


class TaskBookLine(models.AbstractModel):
    """Base of what stands on a task book: it changes with the paper only, and never moves to another one.

    A line of an approved version stays: a revision takes it out, so that the version in force can
    be put back and old papers keep what they name.
    """

    _name = "crossbiz.task.book.line"
    _description = "Line of a Task Book"
    _inherit = ["crossbiz.protected"]

    # What a version keeps of a line, beside its id.
    _version_fields = ()
    # What may be written while the project runs, without a new version.
    _running_fields = frozenset()

    book_id = fields.Many2one("crossbiz.task.book", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="book_id.company_id")
    in_force = fields.Boolean(readonly=True, copy=False, help="An approved version has this line.")
    withdrawn = fields.Boolean("Taken Out", copy=False, help="The next version does not have this line any more.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"in_force"}

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.book_id._check_changeable()
            lines._check_withdrawn()
            filled = lines.filtered(lambda line: any(line[name] for name in self._running_fields))
            filled._check_running_write()  # nobody plants evidence or results with the paper
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_line_write(vals)
        result = super().write(vals)
        if not self.env.su and "withdrawn" in vals:
            self._check_withdrawn()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        if not self.env.su:
            self.book_id._check_changeable()
        for line in self:
            if line.in_force:
                raise UserError(
                    self.env._(
                        "“%(line)s” stands in an approved version and cannot be deleted. "
                        "Tick “Taken Out”: the next version will not have it.",
                        line=line._get_label(),
                    )
                )

    def _check_line_write(self, vals):
        """The paper changes while it is drafted or revised; some fields are written while the project runs.

        :raises AccessError: for departments that do not write this
        :raises UserError: saying what to do
        """
        if "book_id" in vals and any(line.book_id.id != vals["book_id"] for line in self):
            raise UserError(self.env._("A line stays with its task book. Enter it anew in the other one."))
        if self._running_fields.intersection(vals):
            self._check_running_write()
        if set(vals) - self._running_fields - {"book_id"}:
            self.book_id._check_changeable()
            self._check_settled()

    def _check_running_write(self):
        """Refuse who may not write what is filled in while the project runs."""

    def _check_settled(self):
        """Refuse to change what already happened.

        :raises UserError: naming it
        """

    def _check_withdrawn(self):
        for line in self:
            if line.withdrawn and not line.in_force:
                raise UserError(
                    self.env._(
                        "“%(line)s” stands in no approved version yet: delete it instead of taking it out.",
                        line=line._get_label(),
                    )
                )

    # --------------------------------------------------
    # Versions
    # --------------------------------------------------

    def _get_label(self):
        """How messages and comparisons call this line."""
        return self.display_name

    def _get_standing(self):
        """The lines the paper has: not those that were taken out."""
        return self.filtered(lambda line: not line.withdrawn)

    def _get_snapshot_lines(self):
        """What a version keeps of these lines: plain values, ids first."""
        return [line._get_snapshot_line() for line in self._get_standing().sorted("id")]

    def _get_snapshot_line(self):
        values = [self.id]
        for name in self._version_fields:
            value = self[name]
            if isinstance(value, models.BaseModel):
                value = value.id or 0
            elif value is False:
                value = ""
            values.append(value)
        return values

    @api.model
    def _read_snapshot_line(self, line):
        """``(id, {field: plain value})`` of a line that a version kept."""
        return line[0], dict(zip(self._version_fields, line[1:], strict=True))

    def _restore(self, lines):
        """Put these lines back to what a version kept of them (superuser mode); what happened since stays.

        New ones go, taken-out ones come back; what the version does not have is taken out.

        :param list lines: what :meth:`_get_snapshot_lines` gave
        """
        kept = self._get_values_in_force(lines)
        new = self.filtered(lambda line: not line.in_force)
        for line in self - new:
            if line.id not in kept:
                if not line.withdrawn:
                    line.withdrawn = True
                continue
            values = {**kept[line.id], "withdrawn": False}
            changed = {
                name: value
                for name, value in values.items()
                if line._fields[name].convert_to_write(line[name], line) != (value or False)
            }
            if changed:
                line.write(changed)
        new.unlink()
