from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists

BEFORE = "[('in_force', '=', True), ('department_id.crossbiz_is_mine', '=', True)]"
NOW = "[('can_gather', '=', True)]"


def migrate(cr, version):
    """Keep what retrospectives said as text, and let evidence follow the running step.

    A rule that the company changed itself stays.
    """
    if column_exists(cr, "crossbiz_retrospective", "facts"):
        cr.execute(
            """UPDATE crossbiz_retrospective SET fact_data = jsonb_build_object('text', facts)
                WHERE fact_data IS NULL AND facts IS NOT NULL"""
        )
        cr.execute("ALTER TABLE crossbiz_retrospective DROP COLUMN facts")
    rule = api.Environment(cr, SUPERUSER_ID, {}).ref(
        "crossbiz_addon.task_book_milestone_rule_department", raise_if_not_found=False
    )
    if rule and rule.domain_force == BEFORE:
        rule.domain_force = NOW
