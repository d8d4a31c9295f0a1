"""K1: suspending and resuming a case with thousands of running steps; a tenth of them takes as many queries."""

import time

from . import databases, runtime

STEPS = 10_000
LEDGER = 2_000
MOST_SECONDS = 30.0


def fill(database, count):
    """Open ``count`` steps of three departments on a running case.

    :return: id of the case
    """
    with runtime.environment(database) as env:
        orders = env["crossbiz.task.order"].search([("state", "=", "running"), ("suspended", "=", False)])
        order = min(orders[:50], key=lambda found: (len(found.case_id.node_ids), found.id))
        departments = env["hr.department"].search([("crossbiz_acting_ids", "!=", False)], limit=3)
        order._open_nodes(
            [
                (order, "dispute_decision", departments[number % len(departments)], {"period": f"k1 {number}"})
                for number in range(count)
            ]
        )
        return order.case_id.id


def measure(database, case_id, method):
    """:return: what one call took, its commit included"""
    with runtime.environment(database) as env:
        case = env["crossbiz.case"].browse(case_id)
        before, cpu, started = env.cr.sql_log_count, runtime.cpu_seconds(env.cr), time.perf_counter()
        getattr(case, method)("K1")
        env.cr.commit()
        return {
            "seconds": time.perf_counter() - started,
            "cpu": runtime.cpu_seconds(env.cr) - cpu,
            "queries": env.cr.sql_log_count - before,
        }


def count_states(database, case_id):
    with runtime.environment(database) as env:
        groups = env["crossbiz.node"]._read_group([("case_id", "=", case_id)], ["state"], ["__count"])
        return dict(groups)


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    filled = databases.get_ledger(LEDGER, options.progress)
    database = f"{databases.TEMPLATE}_k1"
    databases.copy(filled, database)
    options.progress(f"K1 opening {STEPS + STEPS // 10 + 10:,} steps")
    warm, few, many = (fill(database, count) for count in (10, STEPS // 10, STEPS))
    rows, details = [], {}
    for method, what, left in (("_suspend", "suspend", "open"), ("_resume_work", "resume", "paused")):
        measure(database, warm, method)
        small, large = measure(database, few, method), measure(database, many, method)
        wrong = count_states(database, many).get(left, 0)
        details[what] = {"small": small, "large": large, "left": wrong}
        rows.append(
            {
                "id": "K1",
                "work": f"{STEPS:,} steps",
                "what": what,
                "ms": large["seconds"] * 1000,
                "cpu": large["cpu"] * 1000,
                "queries": large["queries"],
                "must": f"queries as for {STEPS // 10:,}: {small['queries']}",
                "passed": not wrong and large["queries"] == small["queries"] and large["seconds"] <= MOST_SECONDS,
            }
        )
        options.progress(f"K1 {what}: {large['seconds']:.1f} s, {large['queries']} queries; left behind: {wrong}")
    databases.forget(database)
    return rows, details
