"""The company under stress: one resource for each owning department, the clients' people, and requests to approve."""

import os
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

from odoo.tools import config

from bench.filling import Filling

OFFICER = "crossbiz_addon.group_officer"
PASSWORD = "pressed at once"
CAPACITIES = (1, 2, 3, 2.5)  # of the resources, in turn
LONGEST = 24  # hours of a use
CROWDED = 3  # times as much is asked for as there is
TABLES = (
    "crossbiz_case",
    "crossbiz_case_collaborator_rel",
    "crossbiz_case_department_rel",
    "crossbiz_resource_request",
    "crossbiz_node",
    "crossbiz_resource_evaluation",
    "crossbiz_journal",
)


def login(number):
    return f"client{number:02}"


def found(env, clients, resources):
    """Departments, people and resources, as an administrator enters them.

    :return: ids that the requests refer to
    """
    quiet = env["base"].with_context(no_reset_password=True, tracking_disable=True, mail_create_nolog=True).env

    def hire(department, *logins):
        groups = [env.ref(name).id for name in ("base.group_user", OFFICER)]
        users = quiet["res.users"].create(
            [{"name": name, "login": name, "lang": "en_US", "group_ids": [(6, 0, groups)]} for name in logins]
        )
        quiet["hr.employee"].create(
            [{"name": user.name, "user_id": user.id, "department_id": department.id} for user in users]
        )
        department.crossbiz_officer_ids |= users
        return users

    departments = quiet["hr.department"].create(
        [{"name": name, "company_id": env.company.id} for name in ("Operations", "Board", "Sales")]
    )
    lead, board, sales = departments
    owners = quiet["hr.department"].create(
        [{"name": f"Workshop {number:02}", "company_id": env.company.id} for number in range(resources)]
    )
    env.company.write(
        {
            "crossbiz_lead_department_id": lead.id,
            "crossbiz_decision_department_id": board.id,
            "crossbiz_risk_resource": False,  # promises and handovers are measured, not reports
        }
    )
    people = hire(lead, *map(login, range(clients)))
    hire(board, "decision")
    (requester,) = hire(sales, "requester")
    keepers = [hire(owner, f"keeper{number:02}") for number, owner in enumerate(owners)]
    # one password for all: its hash takes a third of a second
    password = people._crypt_context().hash(PASSWORD)
    env.flush_all()
    env.cr.execute("UPDATE res_users SET password = %s WHERE id = ANY(%s)", [password, people.ids])
    things = quiet["crossbiz.resource"].create(
        [
            {
                "name": f"Tool {number:02}",
                "department_id": owner.id,
                "capacity": CAPACITIES[number % len(CAPACITIES)],
            }
            for number, owner in enumerate(owners)
        ]
    )
    env["ir.cron"].search([]).active = False
    return {
        "company": env.company.id,
        "lead": lead.id,
        "sales": sales.id,
        "requester": requester.id,
        "keeper": keepers[0].id,
        "resources": things.ids,
    }


class Requests(Filling):
    """Requests that wait for the lead department's evaluation alone; their ids are 1 to ``count``.

    The step to approve request i has the id 2 i, its evaluation too; the owner's, approved before, 2 i - 1.
    """

    def __init__(self, env, facts, count):
        super().__init__(env, {**facts, "count": count})
        self.count = count

    def run(self, seed):
        self.plan(seed)
        with self.bare(TABLES):
            self.papers()
            self.steps()
            self.journal()
        for table in ("crossbiz_case", "crossbiz_resource_request", "crossbiz_node", "crossbiz_resource_evaluation"):
            self.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")

    def plan(self, seed):
        """Draw who wants what when: so much that a third of it can be had."""
        dice = random.Random(seed)
        resources = self.env["crossbiz.resource"].browse(self.facts["resources"])
        capacities = {resource.id: resource.capacity for resource in resources}
        wanted = []
        for _number in range(self.count):
            resource_id = dice.choice(resources.ids)
            units = dice.randint(1, int(2 * capacities[resource_id])) / 2
            wanted.append((resource_id, units, dice.randint(1, LONGEST)))
        demand = sum(units * hours for _resource_id, units, hours in wanted)
        horizon = max(int(demand / CROWDED / sum(capacities.values())), LONGEST)
        first = datetime.now(timezone.utc).replace(tzinfo=None, minute=0, second=0, microsecond=0) + timedelta(days=2)
        rows = []
        for number, (resource_id, units, hours) in enumerate(wanted, 1):
            start = first + timedelta(hours=dice.randint(0, horizon))
            rows.append((number, resource_id, units, start, start + timedelta(hours=hours)))
        self.env.cr.execute(
            """CREATE TABLE stress_plan (i int PRIMARY KEY, resource_id int, units numeric,
                                        start timestamp, stop timestamp)"""
        )
        self.env.cr.execute_values("INSERT INTO stress_plan VALUES %s", rows, page_size=5_000)

    def papers(self):
        wanted = """SELECT plan.*, resource.department_id AS owner, now() AT TIME ZONE 'UTC' AS today
                      FROM stress_plan AS plan JOIN crossbiz_resource AS resource ON resource.id = plan.resource_id"""
        self.insert(
            "crossbiz_case",
            wanted,
            {
                "id": "i",
                "reference": "'ST/' || lpad(i::text, 6, '0')",
                "name": "'Align pump line ' || i",
                "kind": "'resource'",
                "state": "'review'",
                "company_id": "%(company)s",
                "requesting_department_id": "%(sales)s",
                "lead_department_id": "%(lead)s",
                "user_id": "%(requester)s",
                "suspended": "false",
                "major": "false",
                "involves_contract": "false",
                "involves_data_sharing": "false",
                "involves_external": "false",
                "submitted_at": "today",
                "next_deadline": "today + interval '3 days'",
                "next_reminder": "today + interval '2 days'",
                "was_late": "false",
            },
        )
        self.execute(f"INSERT INTO crossbiz_case_collaborator_rel SELECT i, owner FROM ({wanted}) AS wanted")
        self.execute(
            f"INSERT INTO crossbiz_case_department_rel "
            f"SELECT i, unnest(ARRAY[owner, %(sales)s, %(lead)s]) FROM ({wanted}) AS wanted"
        )
        self.insert(
            "crossbiz_resource_request",
            wanted,
            {
                "id": "i",
                "case_id": "i",
                "resource_id": "resource_id",
                "resource_type": "'equipment'",
                "owner_department_id": "owner",
                "quantity": "units",
                "date_from": "start",
                "date_to": "stop",
                "purpose": "'Align a pump line.'",
                "safeguards": "'Locked up overnight.'",
                "value": "0",
                "round": "1",
            },
        )

    def steps(self):
        """The owner has approved, the lead has judged and not yet pressed."""
        asked = """SELECT request.id AS i, now() AT TIME ZONE 'UTC' AS today, number, judges, owns
                     FROM crossbiz_resource_request AS request,
                  LATERAL (VALUES (1, owner_department_id, true), (2, %(lead)s, false))
                       AS step (number, judges, owns)"""
        self.insert(
            "crossbiz_node",
            asked,
            {
                "id": "(i - 1) * 2 + number",
                "kind": "'request_evaluation'",
                "subject": "'ST/' || lpad(i::text, 6, '0') || ' Align pump line ' || i",
                "res_model": "'crossbiz.resource.request'",
                "res_id": "i",
                "case_id": "i",
                "company_id": "%(company)s",
                "department_id": "judges",
                "submitter_id": "%(requester)s",
                "cycle": "1",
                "is_decision": "true",
                "state": "CASE WHEN owns THEN 'closed' ELSE 'open' END",
                "outcome": "CASE WHEN owns THEN 'approved' END",
                "on_time": "CASE WHEN owns THEN true END",
                "closed_at": "CASE WHEN owns THEN today END",
                "closed_by": "CASE WHEN owns THEN %(keeper)s END",
                "opened_at": "today",
                "effective_start": "today",
                "baseline_deadline": "today + interval '3 days'",
                "deadline": "today + interval '3 days'",
                "remind_at": "today + interval '2 days'",
                "escalate_at": "today + interval '4 days'",
                "notice_at": "CASE WHEN NOT owns THEN today + interval '2 days' END",
                "notice_level": "0",
                "paused_seconds": "0",
                "amount": "3",
                "unit": "'day'",
                "start_rule": "'next_day'",
                "remind_before": "4",
                "escalate_after": "8",
                "fixed": "false",
            },
        )
        self.insert(
            "crossbiz_resource_evaluation",
            asked,
            {
                "id": "(i - 1) * 2 + number",
                "request_id": "i",
                "node_id": "(i - 1) * 2 + number",
                "department_id": "judges",
                "round": "1",
                "reasonableness": "'yes'",
                "compliance": "'yes'",
                "availability": "'yes'",
                "user_id": "CASE WHEN owns THEN %(keeper)s END",
                "judged_at": "CASE WHEN owns THEN today END",
            },
        )

    def journal(self):
        """One sealed entry for each request, as its submission wrote it."""
        from odoo.addons.crossbiz_addon.lib import seal as seals  # noqa: PLC0415 - Odoo makes it importable late

        journal = self.env["crossbiz.journal"]
        columns = journal._get_columns()
        key = seals.load_key(os.environ, Path(config["data_dir"]) / "crossbiz_seal.key")
        rows = []
        for number in range(1, self.count + 1):
            row = dict.fromkeys(columns)
            row.update(res_model="crossbiz.resource.request", res_id=number, case_id=number, event="submitted")
            row.update(old_value="draft", new_value="review", user_id=self.facts["requester"])
            row.update(at=datetime(2026, 1, 1), position=1, previous_seal=seals.GENESIS)
            row["seal"] = seals.seal(key, journal._sealed_values(row), seals.GENESIS)
            rows.append(tuple(row[name] for name in columns))
        self.env.cr.execute_values(
            f"INSERT INTO crossbiz_journal ({', '.join(columns)}) VALUES %s", rows, page_size=5_000
        )
