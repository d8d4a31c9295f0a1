from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from .task_book import LINES, PAPER


class TaskBookVersion(models.Model):
    """What changed from one version to another, in readable words."""

    _inherit = "crossbiz.task.book.version"

    @api.model
    @api.readonly
    def get_comparison(self, left, right=0):
        """Two versions of a task book side by side.

        :param int left: id of a version
        :param int right: id of another one of the same book; 0 for the paper as it stands now
        :return: list of ``{"section", "subject", "field", "left", "right", "change"}``, the change being
            ``added``, ``removed``, ``changed`` or ``same``
        :raises AccessError: for who may not read the book
        :raises UserError: for versions of different books
        """
        before = self._get_given_version(left)
        if not before:
            raise UserError(self.env._("Choose the versions to compare."))
        book = before.book_id
        if right:
            after = self._get_given_version(right)
            if after.book_id != book:
                raise UserError(self.env._("Only versions of the same task book can be compared."))
            values = after._get_values()
        else:
            values = book._get_snapshot_values()
        return book.sudo()._compare(before._get_values(), values)

    @api.model
    def _get_given_version(self, version):
        version = version.id if isinstance(version, models.BaseModel) else version
        if isinstance(version, bool) or not isinstance(version, int):
            return self.browse()
        found = self.browse(version).exists()
        found.check_access("read")
        found.book_id.check_access("read")
        return found


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def _compare(self, left, right):
        """Rows of a comparison of two papers (superuser mode: names of people and departments)."""
        section, rows = self.env._("Task"), []
        for name in ("name", *PAPER):
            shown = [self._show_value(self._fields[name], values.get(name)) for values in (left, right)]
            rows.append(self._get_row(section, "", self._fields[name], *shown))
        for name in LINES:
            rows += self._compare_lines(name, left[name], right[name])
        return rows

    def _compare_lines(self, name, left, right):
        lines, rows = self.env[self._fields[name].comodel_name], []
        section = self._fields[name]._description_string(self.env)
        before, after = (dict(map(lines._read_snapshot_line, found)) for found in (left, right))
        for line_id in dict.fromkeys([*before, *after]):
            old, new = before.get(line_id), after.get(line_id)
            subject = self._get_line_subject(lines, new or old)
            for field_name in lines._version_fields:
                field = lines._fields[field_name]
                shown = [self._show_value(field, values[field_name]) if values else None for values in (old, new)]
                rows.append(self._get_row(section, subject, field, *shown))
        return rows

    def _get_line_subject(self, lines, values):
        first = next(iter(lines._version_fields))
        return self._show_value(lines._fields[first], values[first])

    def _get_row(self, section, subject, field, left, right):
        if left is None or right is None:
            change = "added" if left is None else "removed"
        else:
            change = "same" if left == right else "changed"
        return {
            "section": section,
            "subject": subject,
            "field": field._description_string(self.env),
            "left": left or "",
            "right": right or "",
            "change": change,
        }

    def _show_value(self, field, value):
        """A value of a snapshot as people read it."""
        if field.type == "many2one":
            record = self.env[field.comodel_name].sudo().browse(value or []).exists()
            return record.display_name if record else ("?" if value else "")
        if field.type == "date":
            return format_date(self.env, fields.Date.to_date(value)) if value else ""
        if field.type == "monetary":
            return format_amount(self.env, value or 0, self.currency_id)
        if field.type == "float":
            return f"{value or 0:g}"
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value or "")
        return value or ""
