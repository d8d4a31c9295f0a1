from odoo import api, fields, models


class Case(models.Model):
    _inherit = "crossbiz.case"

    # A new case knows its request from the cache; without this inverse each move of its state would search for it.
    resource_request_ids = fields.One2many("crossbiz.resource.request", "case_id", readonly=True)

    @api.model
    def _get_document_models(self):
        return {**super()._get_document_models(), "resource": "crossbiz.resource.request"}
