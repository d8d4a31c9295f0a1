from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Departments that were there before the addon had nobody who acts for them until somebody saved them."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["hr.department"].search([])._rebuild_membership()
