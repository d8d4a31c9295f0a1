from odoo import SUPERUSER_ID, api

BEFORE = (
    "['|', ('case_id.company_id', 'in', company_ids), "
    "'&', ('case_id', '=', False), ('node_id.company_id', 'in', company_ids)]"
)
NOW = (
    "['|', ('case_id.company_id', 'in', company_ids), "
    "'&', ('case_id', '=', False), '|', ('node_id.company_id', 'in', company_ids), "
    "'&', ('node_id', '=', False), ('department_id.company_id', 'in', company_ids)]"
)


def migrate(cr, version):
    """Let the journal of meetings without a case be read; a rule that the company changed itself stays."""
    rule = api.Environment(cr, SUPERUSER_ID, {}).ref("crossbiz_addon.journal_rule_company", raise_if_not_found=False)
    if rule and rule.domain_force == BEFORE:
        rule.domain_force = NOW
