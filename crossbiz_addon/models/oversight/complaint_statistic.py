from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...lib.suppression import SMALLEST, suppress
from .complaint import CATEGORIES, OUTCOMES

TOTAL = "total"
DIMENSIONS = {"category": ("received_on", CATEGORIES), "outcome": ("closed_on", OUTCOMES)}


class ComplaintStatistic(models.Model):
    """A figure of a quarter that is over, written once: how many complaints of a category came in, or ended how.

    Small numbers are people. What may be shown is decided before it is written (see ``lib/suppression.py``), so no
    filter, group or export gets behind it, and a snapshot is never renewed: two of them would tell the difference.
    """

    _name = "crossbiz.complaint.statistic"
    _description = "Complaint Statistics"
    _order = "date_from desc, dimension, sequence"
    _rec_name = "value"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    date_from = fields.Date("From", required=True, readonly=True)
    dimension = fields.Selection([("category", "Category"), ("outcome", "Outcome")], required=True, readonly=True)
    value = fields.Char("Code", required=True, readonly=True)
    label = fields.Char("What", compute="_compute_label")
    sequence = fields.Integer(readonly=True)
    hidden = fields.Boolean(readonly=True, help="Too small to be shown, or needed to hide one that is.")
    count = fields.Integer(readonly=True, aggregator=None)
    count_text = fields.Char("Complaints", compute="_compute_count_text")
    quarter_label = fields.Char("Quarter", readonly=True)

    _cell_uniq = models.UniqueIndex("(company_id, date_from, dimension, value)")

    @api.depends("dimension", "value")
    @api.depends_context("lang")
    def _compute_label(self):
        complaints = self.env["crossbiz.complaint"]
        for cell in self:
            if cell.value == TOTAL:
                cell.label = self.env._("Total")
            else:
                labels = complaints._fields[cell.dimension]._description_selection(self.env) if cell.dimension else ()
                cell.label = dict(labels).get(cell.value, cell.value)

    @api.depends("hidden", "count")
    @api.depends_context("lang")
    def _compute_count_text(self):
        for cell in self:
            cell.count_text = self.env._("not shown") if cell.hidden else str(cell.count)

    @api.model
    def _snapshot(self):
        """Write the figures of each company's quarters that are over and have none yet."""
        begins = self._get_quarter(fields.Date.today())
        complaints = self.env["crossbiz.complaint"].with_env(self.env(su=True, context={}))
        for company, first in complaints._read_group([], ["company_id"], ["received_on:min"]):
            known = self.sudo().search_fetch([("company_id", "=", company.id)], ["date_from"]).mapped("date_from")
            quarter = self._get_quarter(first)
            while quarter < begins:
                if quarter not in known:
                    self._snapshot_quarter(company, quarter)
                quarter += relativedelta(months=3)

    @api.model
    def _get_quarter(self, day):
        """The first day of the quarter of a day."""
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)

    @api.model
    def _snapshot_quarter(self, company, quarter):
        complaints, cells = self.env["crossbiz.complaint"].with_env(self.env(su=True, context={})), []
        ends = quarter + relativedelta(months=3)
        for dimension, (field_name, values) in DIMENSIONS.items():
            domain = [("company_id", "=", company.id), (field_name, ">=", quarter), (field_name, "<", ends)]
            counted = dict(complaints._read_group(domain, [dimension], ["__count"]))
            shown, total = suppress({code: counted.get(code, 0) for code, _label in values}, SMALLEST)
            for sequence, (code, count) in enumerate({**shown, TOTAL: total}.items()):
                cells.append(
                    {
                        "company_id": company.id,
                        "date_from": quarter,
                        "quarter_label": f"{quarter.year}-Q{(quarter.month + 2) // 3}",
                        "dimension": dimension,
                        "value": code,
                        "sequence": sequence,
                        "hidden": count is None,
                        "count": count or 0,
                    }
                )
        self.sudo().create(cells)
