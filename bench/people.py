"""The company that all figures are measured in: 200 departments, 2,000 people, the peers' apps set up.

Run once on the database without our addon; installing it computes who belongs to which department.
"""

import sys

from . import runtime

DEPARTMENTS = 200
PEOPLE_EACH = 10
BATCH = 500
COMMON = "base.group_user"
# Who measures, and what lets them. Each has the rights of an ordinary user of that one app.
CAST = {
    "bench_member": (),
    "bench_officer": (),
    "bench_decision": (),
    "bench_salesman": ("sales_team.group_sale_salesman",),
    "bench_sales_lead": ("sales_team.group_sale_salesman_all_leads",),
    "bench_planner": ("project.group_project_user",),
    "bench_agent": ("helpdesk_mgmt.group_helpdesk_user",),
    "bench_booker": ("resource_booking.group_user",),
}


def get_groups(env, *names):
    return [(6, 0, [env.ref(name).id for name in (COMMON, *names)])]


def hire(env):
    """Ten employees with a login for each department, the first of them its manager."""
    departments = env["hr.department"].create(
        [{"name": f"Department {number:03}", "company_id": env.company.id} for number in range(DEPARTMENTS)]
    )
    groups = get_groups(env)
    for start in range(0, DEPARTMENTS * PEOPLE_EACH, BATCH):
        numbers = range(start, min(start + BATCH, DEPARTMENTS * PEOPLE_EACH))
        users = env["res.users"].create(
            [
                {
                    "name": f"Person {number:04}",
                    "login": f"person{number:04}",
                    "email": f"person{number:04}@example.com",
                    "tz": "Asia/Shanghai",
                    "group_ids": groups,
                }
                for number in numbers
            ]
        )
        employees = env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "department_id": departments[number // PEOPLE_EACH].id}
                for number, user in zip(numbers, users, strict=True)
            ]
        )
        for number, employee in zip(numbers, employees, strict=True):
            if number % PEOPLE_EACH == 0:
                departments[number // PEOPLE_EACH].manager_id = employee
        env.cr.commit()
    return departments


def cast(env, departments):
    """The people who measure; all work in the first department, the decision maker in the last."""
    users = env["res.users"].create(
        [
            {
                "name": login,
                "login": login,
                "email": f"{login}@example.com",
                "tz": "Asia/Shanghai",
                "group_ids": get_groups(env, *groups),
            }
            for login, groups in CAST.items()
        ]
    )
    env["hr.employee"].create(
        [
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": departments[-1 if user.login == "bench_decision" else 0].id,
            }
            for user in users
        ]
    )
    return {user.login: user for user in users}


def set_up_peers(env, users):
    """A sales team, a project with stages, a helpdesk team with one SLA and one thing to book, each with its user."""
    stages = env["project.task.type"].create([{"name": name} for name in ("New", "Doing", "Done")])
    env["project.project"].create(
        {"name": "Bench", "privacy_visibility": "employees", "type_ids": [(6, 0, stages.ids)]}
    )
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Bench",
            "use_sla": True,
            "user_ids": [(6, 0, users["bench_agent"].ids)],
            "resource_calendar_id": env.company.resource_calendar_id.id,
        }
    )
    env["helpdesk.sla"].create(
        {
            "name": "Three days",
            "days": 3,
            "team_ids": [(6, 0, team.ids)],
            "stage_id": env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1).id,
        }
    )
    env["crm.team"].create(
        {"name": "Bench", "member_ids": [(6, 0, (users["bench_salesman"] | users["bench_sales_lead"]).ids)]}
    )
    thing = env["resource.resource"].create({"name": "Bench", "resource_type": "material", "tz": "Asia/Shanghai"})
    combination = env["resource.booking.combination"].create({"resource_ids": [(6, 0, thing.ids)]})
    env["resource.booking.type"].create(
        {"name": "Bench", "combination_rel_ids": [(0, 0, {"combination_id": combination.id})]}
    )
    env["res.partner"].create({"name": "Bench Customer", "email": "customer@example.com"})


def main(database):
    runtime.start()
    with runtime.environment(database) as env:
        quiet = env["base"].with_context(no_reset_password=True, tracking_disable=True, mail_create_nolog=True).env
        quiet.company.resource_calendar_id.tz = "Asia/Shanghai"
        departments = hire(quiet)
        set_up_peers(quiet, cast(quiet, departments))


if __name__ == "__main__":
    main(sys.argv[1])
