from odoo import fields, models


class TaskBook(models.Model):
    """What counts now: the version in force while a revision is drafted, else what the paper says.

    Whoever asks what a project owes (the weekly job, timeline, agendas, Odoo's project, papers) asks here.
    """

    _inherit = "crossbiz.task.book"

    def _get_lines_in_force(self, name):
        """The lines that count now, with what counts of them; a bounded number of queries.

        Of a book that was never approved these are the lines of its draft.

        :param str name: ``milestone_ids``, ``assignment_ids`` or ``indicator_ids``
        :return: ``{book id: {line: {field: value}}}``, lines in superuser mode, dates as dates, records as ids
        """
        found, revised = {}, self.env[self._fields[name].comodel_name].sudo()
        kept = []
        for book in self.sudo():
            if book.revising:
                revised |= book[name]
                kept += book._get_version_in_force()._get_values()[name]
            else:
                found[book.id] = {line: line._get_plain_values() for line in book[name]._get_standing()}
        counting = revised._get_values_in_force(kept)
        for book in self.sudo().filtered("revising"):
            found[book.id] = {line: counting[line.id] for line in book[name] if line.id in counting}
        return found

    def _get_dates_in_force(self):
        """The project's first and last day as they count now, as dates; False where they are empty."""
        self.ensure_one()
        if not self.revising:
            return self.date_start, self.date_end
        values = self.sudo()._get_version_in_force()._get_values()
        return tuple(fields.Date.to_date(values[name]) for name in ("date_start", "date_end"))


class TaskBookLine(models.AbstractModel):
    _inherit = "crossbiz.task.book.line"

    def _get_plain_values(self):
        """What a version would keep of this line: dates as dates, records as ids or False."""
        return {name: self._fields[name].convert_to_write(self[name], self) for name in self._version_fields}

    def _get_values_in_force(self, lines):
        """What counts of these lines by what a version kept of them, and by what happened since.

        :param list lines: what :meth:`_get_snapshot_lines` gave
        :return: ``{line id: {field: value}}``, dates as dates, records as ids
        """
        return {
            line_id: {
                name: fields.Date.to_date(value) if self._fields[name].type == "date" else value or False
                for name, value in values.items()
            }
            for line_id, values in map(self._read_snapshot_line, lines)
        }


class TaskBookMilestone(models.Model):
    _inherit = "crossbiz.task.book.milestone"

    def _get_values_in_force(self, lines):
        """An extension or a hand-over that happened since the version was approved stays."""
        found = super()._get_values_in_force(lines)
        steps = {
            (node.res_id, node.period): node.department_id.id for node in self.book_id._get_open_nodes("milestone")
        }
        for line in self.filtered(lambda line: line.id in found):
            values = found[line.id]
            if line.extended_to and line.extended_to > values["deadline"]:
                values["deadline"] = line.extended_to
            values["department_id"] = steps.get((line.book_id.id, str(line.id)), values["department_id"])
        return found

    def _get_counting_values(self):
        """What counts of these milestones now, by their ids; those that count nowhere yet are left out."""
        books = self.book_id._origin
        return {
            line.id: values
            for lines in books._get_lines_in_force("milestone_ids").values()
            for line, values in lines.items()
        }
