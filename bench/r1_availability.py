"""R1: whether a resource is free that has 100,000 past and future allocations, beside one that has 1,000."""

import math
from datetime import datetime, timedelta, timezone
from functools import partial

from odoo.exceptions import UserError

from . import databases, loans, plans, runtime

ROUNDS = 40
WARM_UP = 3
MOST_QUERIES = 2  # of one look
AHEAD, LENGTH = timedelta(days=200), timedelta(days=7)
TABLE, INDEX = "crossbiz_resource_allocation", "crossbiz_resource_allocation_claim_idx"


def check(env, resource_id, quantity, start):
    """What comes before a promise, and before a request is submitted."""
    env["crossbiz.resource"].browse(resource_id)._check_free(quantity, start, start + LENGTH)


def refuse(env, resource_id, quantity, start):
    """The same, for more than is free: the conflicts are named, and when enough is free next."""
    try:
        check(env, resource_id, quantity, start)
    except UserError:
        return
    raise AssertionError("so many units are not free")


def show(env, resource_id, start, **_quantity):
    """What a requester sees beside the chosen period."""
    free = env["crossbiz.resource"].browse(resource_id)._get_free(start, start + LENGTH)
    assert 1 <= free[resource_id] < loans.CAPACITY


WORK = {
    "check of a request": (check, 1),
    "free units shown": (show, 1),
    "refused, next free time": (refuse, loans.CAPACITY),
}
# The periods themselves have to be read until one is free: each query reads four times as many as the one before.
SEARCHING = {"refused, next free time"}


def find_detours(work, name):
    """Queries on the allocations that read more than the index, as their plans say.

    :return: list of plans
    """
    read = [plan for plan in plans.save(work, name, whole=True) if TABLE in plan[1]]
    assert read, "nothing was looked up"
    return [
        query
        for _took, query, lines in read
        if not any(f"Index Only Scan using {INDEX}" in line for line in lines)
        or any("Heap Fetches" in line and not line.endswith(" 0") for line in lines)
        or any("Seq Scan" in line or "Bitmap Heap" in line for line in lines)
    ]


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    database = databases.get_loans(options.loans, options.progress)
    start = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) + AHEAD
    with runtime.environment(database) as env:
        resources = env["crossbiz.resource"].search([("name", "in", ("Tool 000", "Tool 001"))], order="name").ids
    sizes = dict(zip((options.loans, loans.FEW), resources, strict=True))
    works = {
        (name, size): runtime.Work(
            database, "bench_member", partial(work, resource_id=resource_id, quantity=quantity, start=start)
        )
        for name, (work, quantity) in WORK.items()
        for size, resource_id in sizes.items()
    }
    measured = runtime.measure_rounds(
        works, options.rounds or ROUNDS, WARM_UP, lambda text: options.progress(f"R1 {text}")
    )
    rows = []
    for (name, size), taken in measured.items():
        few = measured[name, loans.FEW]
        row = {"id": "R1", "work": name, "what": f"{size:,} allocations", **runtime.summarize(taken)}
        if size != loans.FEW:
            row["ratio"] = runtime.compare(taken, few)
            row["ratio_to"] = f"{loans.FEW:,}"
            more = row["queries"] - runtime.summarize(few)["queries"]
            detours = find_detours(works[name, size], f"availability {name}")
            for query in detours:
                options.progress(f"R1 not by the index alone: {' '.join(query.split())[:200]}")
            growth = math.ceil(math.log(size / loans.FEW, 4)) + 1 if name in SEARCHING else 0
            row["must"] = f"index only, {more:+.0f} queries (≤ {growth})"
            if name not in SEARCHING:
                row["must"] += f", ≤ {MOST_QUERIES}"
            row["passed"] = not detours and more <= growth and (name in SEARCHING or row["queries"] <= MOST_QUERIES)
        rows.append(row)
    return rows, runtime.get_raw(measured)
