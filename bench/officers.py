"""Who acts for the departments, once our addon is installed: what its administrator would set up."""

import sys

from . import runtime

FUNCTIONS = {"lead": 197, "decision": -1, "compliance": 196, "audit": 195, "aftersales": 194}


def main(database):
    runtime.start()
    with runtime.environment(database) as env:
        departments = env["hr.department"].search([("name", "like", "Department ")], order="name")
        users = {user.login: user for user in env["res.users"].search([("login", "like", "bench_")])}
        env.company.write(
            {f"crossbiz_{name}_department_id": departments[index].id for name, index in FUNCTIONS.items()}
        )
        # every second department has an officer beside its manager
        for number, department in enumerate(departments):
            if number % 2:
                department.crossbiz_officer_ids = env["res.users"].search(
                    [("login", "=", f"person{number * 10 + 1:04}")]
                )
        departments[0].crossbiz_officer_ids |= users["bench_officer"]
        # an ordinary officer: at home in the first department and appointed by two others
        for department in departments[0] | departments[70] | departments[140]:
            department.crossbiz_officer_ids |= users["bench_member"]
        departments[-1].crossbiz_officer_ids |= users["bench_decision"]
        users["bench_decision"].group_ids |= env.ref("crossbiz_addon.group_decision")
        # jobs and mail are no part of what is measured
        env["ir.cron"].search([]).active = False


if __name__ == "__main__":
    main(sys.argv[1])
