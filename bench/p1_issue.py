"""P1: create and issue a task order with two departments, beside what the peers create in one step."""

import itertools
from functools import partial

from . import databases, runtime

BATCHES = {1: 60, 1000: 3}  # records in one transaction: rounds
WARM_UP = 3
LIMITS = {1: 1.0, 1000: 0.5}  # of one lead
counter = itertools.count(1)


def task_order(env, count, ids):
    """The paper, its ledger row, two lines; issued: two steps, three sealed entries, notices to their officers."""
    orders = env["crossbiz.task.order"].create(
        [
            {
                "name": f"Task order {next(counter)}",
                "partner_id": ids["partner"],
                "need": "The pumps stop at night.",
                "delivery_standard": "Runs a week without a stop.",
                "line_ids": [
                    (0, 0, {"department_id": department_id, "request": "Look after your part."})
                    for department_id in ids["departments"]
                ],
            }
            for _number in range(count)
        ]
    )
    orders.action_issue()


def lead(env, count, ids):
    env["crm.lead"].create(
        [
            {"name": f"Lead {next(counter)}", "partner_id": ids["partner"], "description": "The pumps stop at night."}
            for _number in range(count)
        ]
    )


def task(env, count, ids):
    env["project.task"].create(
        [
            {
                "name": f"Task {next(counter)}",
                "project_id": ids["project"],
                "partner_id": ids["partner"],
                "description": "The pumps stop at night.",
                "user_ids": [(6, 0, env.user.ids)],
            }
            for _number in range(count)
        ]
    )


def ticket(env, count, ids):
    env["helpdesk.ticket"].create(
        [
            {
                "name": f"Ticket {next(counter)}",
                "team_id": ids["team"],
                "partner_id": ids["partner"],
                "description": "The pumps stop at night.",
                "user_id": env.uid,
            }
            for _number in range(count)
        ]
    )


def find_ids(database):
    """What a browser has chosen before it saves."""
    with runtime.environment(database) as env:

        def search(model, *names):
            return env[model].search([("name", "in", names)]).ids

        return {
            "partner": search("res.partner", "Bench Customer")[0],
            "departments": search("hr.department", "Department 011", "Department 012"),
            "project": search("project.project", "Bench")[0],
            "team": search("helpdesk.ticket.team", "Bench")[0],
        }


WORK = {
    "crossbiz.task.order, issued": ("bench_officer", task_order),
    "crm.lead": ("bench_salesman", lead),
    "project.task": ("bench_planner", task),
    "helpdesk.ticket with one SLA": ("bench_agent", ticket),
}
OURS, LEAD = list(WORK)[:2]


def check(database):
    """What was measured has to be the whole work, not a refused or empty one."""
    with runtime.environment(database) as env:
        count = {
            name: env[name].search_count([])
            for name in (
                "crossbiz.case",
                "crossbiz.node",
                "crossbiz.notice",
                "crossbiz.journal",
                "helpdesk.ticket",
                "helpdesk.ticket.sla",
            )
        }
        cases = count["crossbiz.case"]
        assert env["crossbiz.case"].search_count([("state", "=", "running")]) == cases, "orders were not issued"
        assert count["crossbiz.node"] == 2 * cases, "each order opens two steps"
        assert count["crossbiz.notice"] >= 2 * cases, "each step tells its officers"
        assert count["crossbiz.journal"] >= 3 * cases, "each order journals its issue and its steps"
        assert count["helpdesk.ticket.sla"] == count["helpdesk.ticket"], "each ticket has one SLA"
        report = env["crossbiz.journal"]._verify()
        assert report["entries"] == count["crossbiz.journal"], "the journal is not whole"
        assert not report["broken"], report["broken"]


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    database = f"{databases.TEMPLATE}_p1"
    databases.copy(databases.TEMPLATE, database)
    rows, raw, ids = [], {}, find_ids(database)
    for batch, rounds in BATCHES.items():
        works = {
            (name, batch): runtime.Work(database, login, partial(work, count=batch, ids=ids))
            for name, (login, work) in WORK.items()
        }
        warm_up = WARM_UP if batch == 1 else 0
        measured = runtime.measure_rounds(
            works,
            options.rounds or rounds,
            warm_up,
            lambda text, batch=batch: options.progress(f"P1 batches of {batch:,}: {text}"),
            commit=True,
        )
        for (name, _batch), units in measured.items():
            ratio = runtime.compare(units, measured[LEAD, batch])
            row = {
                "id": "P1",
                "work": f"create, batch of {batch:,}",
                "what": name,
                **runtime.summarize(units, batch),
                "ratio": ratio,
                "ratio_to": LEAD,
            }
            if name == OURS:
                row.update(must=f"≤ {LIMITS[batch]:g}", passed=ratio <= LIMITS[batch])
            rows.append(row)
        raw.update(runtime.get_raw(measured))
    check(database)
    return rows, raw
