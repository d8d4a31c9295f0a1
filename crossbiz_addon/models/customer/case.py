from odoo import api, models


class Case(models.Model):
    _inherit = "crossbiz.case"

    @api.model
    def _get_document_models(self):
        return {**super()._get_document_models(), "customer": "crossbiz.task.order"}
