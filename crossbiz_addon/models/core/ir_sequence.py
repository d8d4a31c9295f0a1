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
                    "The sequence “%(code)s” is missing. Restore it under Settings > Technical > Sequences.", code=code
                )
            )
        if sequence.implementation != "standard":
            return [sequence.next_by_id() for _number in range(count)]
        names = [f"ir_sequence_{sequence.id:03d}"]
        if sequence.use_date_range:
            today = fields.Date.context_today(self)
            span = self.env["ir.sequence.date_range"].search_fetch(
                [("sequence_id", "=", sequence.id), ("date_from", "<=", today), ("date_to", ">=", today)],
                ["date_from"],
                limit=1,
            ) or sequence._create_date_range_seq(today)
            names.append(f"{span.id:03d}")
            sequence = sequence.with_context(ir_sequence_date_range=span.date_from)
        numbers = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", "_".join(names), count))
        prefix, suffix = sequence._get_prefix_suffix()
        return [f"{prefix}{number:0{sequence.padding}d}{suffix}" for (number,) in numbers]
