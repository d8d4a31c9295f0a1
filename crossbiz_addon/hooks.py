from odoo.fields import Command
from odoo.tools import SQL


def post_init_hook(env):
    """Let every employee take part, appointed managers act, and every company count its own cases."""
    group = env.ref("crossbiz_addon.group_user")
    employees = env["res.users"].with_context(active_test=False).search([("share", "=", False), ("id", "!=", 1)])
    group.write({"user_ids": [Command.link(user.id) for user in employees]})
    env["res.company"].search([])._create_crossbiz_sequence()
    departments = env["hr.department"].with_context(active_test=False).search([])
    departments._rebuild_membership()
    departments.filtered("active")._grant_officer_rights()


def uninstall_hook(env):
    """Take away what the tables' own removal would leave in the database."""
    env["crossbiz.append.only"]._release_tables()
    demo = env.ref("crossbiz_addon.demo_company", raise_if_not_found=False)
    beside = _get_records_beside(env, demo) if demo else ()
    # The tables go with the addon; emptied first, they hold no user, department or company back.
    # Without CASCADE: a table of somebody else that refers to ours is not ours to empty.
    models = [model for name, model in env.items() if name.startswith("crossbiz.") and model._auto]
    tables = {model._table for model in models} | {
        field.relation
        for model in models
        for field in model._fields.values()
        if field.type == "many2many" and field.store
    }
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ").join(map(SQL.identifier, sorted(tables)))))
    env.invalidate_all(flush=False)
    if demo:
        demo.resource_calendar_id = False  # each would keep the other
        for records in beside:
            records.unlink()
    codes = list(env["res.company"]._get_crossbiz_sequences())
    env["ir.sequence"].search([("code", "in", codes)]).unlink()
    env["ir.config_parameter"].search([("key", "=like", "crossbiz_addon.%")]).unlink()


def _get_records_beside(env, company):
    """Projects, channels and calendar events that were made for a company's task books and meetings.

    Everywhere else they stay; those of the demo company would keep its people.
    """
    domain = [("company_id", "=", company.id)]
    books, meetings = env["crossbiz.task.book"].search(domain), env["crossbiz.meeting"].search(domain)
    projects = books.project_id
    return projects.update_ids, projects, books.channel_id, meetings.event_id
