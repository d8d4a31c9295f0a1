from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give the companies there are the numbering of the resource ledger; new ones get it when they are made."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["res.company"].search([])._create_crossbiz_sequence()
