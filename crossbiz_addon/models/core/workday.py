from odoo import api, fields, models


class Workday(models.Model):
    """A dated exception to the working week: a day off or a make-up day (调休).

    Odoo's calendars repeat weeks and cannot say "this Saturday is worked". Without a
    company the exception is everyone's. Imported with Odoo's importer (CSV, XLSX).
    """

    _name = "crossbiz.workday"
    _description = "Workday Exception"
    _order = "date desc, id"

    date = fields.Date(required=True, index=True)
    kind = fields.Selection([("off", "Day Off"), ("work", "Make-Up Workday")], required=True, default="off")
    name = fields.Char("Occasion", required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: every company.",
    )

    _date_uniq = models.UniqueIndex(
        "(date, COALESCE(company_id, 0))", "There is already an exception for this date. Change that one instead."
    )

    @api.model
    def _is_year_known(self, company):
        """Whether any exception or closure of this year is entered for ``company``."""
        year = fields.Date.context_today(self).year
        first, last = f"{year}-01-01", f"{year}-12-31"
        days = [("date", ">=", first), ("date", "<=", last), ("company_id", "in", [False, company.id])]
        closures = [
            ("resource_id", "=", False),
            ("date_from", ">=", first),
            ("date_from", "<=", last),
            ("company_id", "in", [False, company.id]),
        ]
        leaves = self.env["resource.calendar.leaves"].sudo()
        return bool(self.sudo().search_count(days, limit=1) or leaves.search_count(closures, limit=1))
