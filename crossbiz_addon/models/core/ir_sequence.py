from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _next_crossbiz_references(self, code, company_id, count):
        """Draw ``count`` numbers of a company's yearly sequence in one query.

        Odoo draws one number a call; a batch of a thousand would ask a thousand times.

        :return: list of formatted references, e.g. ``CB/2026/00001``
        :raises UserError: when the company has no such sequence
        """
        sequence = self.search_fetch(
            [("code", "=", code), ("company_id", "in", [company_id, False])],
            ["implementation", "prefix", "suffix", "padding", "use_date_range"],
            order="company_id",
            limit=1,
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "The sequence “%(code)s” is missing. "
                    "Restore it under Settings > Technical > Sequences & Identifiers > Sequences.",
                    code=code,
                )
            )
        if sequence.implementation != "standard":
            return [sequence.next_by_id() for _number in range(count)]
        if not sequence.use_date_range:
            drawn = self.env.execute_query(
                SQL("SELECT nextval(%s), NULL FROM generate_series(1, %s)", f"ir_sequence_{sequence.id:03d}", count)
            )
        else:
            drawn = sequence._draw_crossbiz_numbers(count)
            sequence = sequence.with_context(ir_sequence_date_range=drawn[0][1])
        prefix, suffix = sequence._get_prefix_suffix()
        return [f"{prefix}{number:0{sequence.padding}d}{suffix}" for number, _date_from in drawn]

    def _draw_crossbiz_numbers(self, count):
        """Draw from this year's sub-sequence, which PostgreSQL names after both ids.

        :return: pairs of number and first day of the range
        """
        today = fields.Date.context_today(self)
        query = SQL(
            """SELECT nextval(%s || CASE WHEN id < 1000 THEN lpad(id::text, 3, '0') ELSE id::text END), date_from
                 FROM (SELECT id, date_from FROM ir_sequence_date_range
                        WHERE sequence_id = %s AND date_from <= %s AND date_to >= %s ORDER BY id LIMIT 1) AS span,
                      generate_series(1, %s)""",
            f"ir_sequence_{self.id:03d}_",
            self.id,
            today,
            today,
            count,
        )
        drawn = self.env.execute_query(query)
        if not drawn:
            self._create_date_range_seq(today)
            self.env.flush_all()
            drawn = self.env.execute_query(query)
        return drawn
