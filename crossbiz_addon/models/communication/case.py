from odoo import fields, models


class Case(models.Model):
    _inherit = "crossbiz.case"

    meeting_ids = fields.One2many("crossbiz.meeting", "case_id", "Meetings", readonly=True)
