from odoo import api, fields, models


class Case(models.Model):
    _inherit = "crossbiz.case"

    # A new case knows its book from the cache; without this inverse each move of its state would search for it.
    task_book_ids = fields.One2many("crossbiz.task.book", "case_id", readonly=True)

    @api.model
    def _get_document_models(self):
        return {**super()._get_document_models(), "project": "crossbiz.task.book"}
