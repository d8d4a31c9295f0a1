from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Departments that were there before the addon had nobody who acts for them until somebody saved them."""
    api.Environment(cr, SUPERUSER_ID, {})["hr.department"]._rebuild_membership()
