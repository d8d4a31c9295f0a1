"""R2: create and submit a resource request, beside a booking of OCA's resource_booking."""

import itertools
from datetime import datetime, timedelta, timezone
from functools import partial

from . import databases, runtime

ROUNDS = 60
WARM_UP = 3
LIMIT = 2.0  # bookings
counter = itertools.count()


def get_start():
    """Another hour each time in which people work (Shanghai): 9, 10 or 11 o'clock from Monday to Friday."""
    days, hour = divmod(next(counter), 3)
    today = datetime.now(timezone.utc).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    monday = today + timedelta(days=14 - today.weekday())
    return monday + timedelta(days=days // 5 * 7 + days % 5, hours=hour + 1)


def request(env, ids):
    """The paper and its ledger row; submitted: checked for all that may be missing and whether it is free, journaled,
    its first review opened with a deadline, and the lead department's officers told."""
    start = get_start()
    record = env["crossbiz.resource.request"].create(
        {
            "name": "Align pump line",
            "resource_id": ids["resource"],
            "quantity": 1,
            "date_from": start,
            "date_to": start + timedelta(hours=1),
            "purpose": "Align a pump line.",
            "safeguards": "Locked up overnight.",
        }
    )
    record.action_submit()


def booking(env, ids):
    """A booking with its time: checked against the calendars, and the meeting that takes the time."""
    env["resource.booking"].create(
        {
            "type_id": ids["type"],
            "partner_ids": [(6, 0, env.user.partner_id.ids)],
            "name": "Align pump line",
            "start": get_start(),
            "duration": 1,
        }
    )


def pending(env, ids):
    """A booking without a time: nothing is checked and nothing taken."""
    env["resource.booking"].create(
        {"type_id": ids["type"], "partner_ids": [(6, 0, env.user.partner_id.ids)], "name": "Align pump line"}
    )


WORK = {
    "resource request, submitted": ("bench_officer", request),
    "resource.booking, scheduled": ("bench_booker", booking),
    "resource.booking, pending": ("bench_booker", pending),
}
OURS, BOOKING, _PENDING = WORK


def prepare(database):
    """What a browser has chosen before it saves."""
    with runtime.environment(database) as env:
        department = env["hr.department"].search([("name", "=", "Department 011")])
        resource = env["crossbiz.resource"].create(
            {"name": "Laser Tracker", "department_id": department.id, "capacity": 5}
        )
        return {"resource": resource.id, "type": env["resource.booking.type"].search([("name", "=", "Bench")]).id}


def check(database, rounds):
    """What was measured has to be the whole work, not a refused or empty one."""
    with runtime.environment(database) as env:
        requests = env["crossbiz.resource.request"].search([])
        assert requests.mapped("state") == ["review"] * rounds, "requests were not submitted"
        assert env["crossbiz.node"].search_count([("kind", "=", "request_first_review")]) == rounds
        assert env["crossbiz.notice"].search_count([("event", "=", "opened")]) >= rounds, "nobody was told"
        states = env["resource.booking"].search([]).mapped("state")
        assert len(states) == 2 * rounds
        assert states.count("pending") == rounds, "bookings were not scheduled"
        assert not env["crossbiz.journal"]._verify()["broken"]


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    database = f"{databases.TEMPLATE}_r2"
    databases.copy(databases.TEMPLATE, database)
    ids, rounds = prepare(database), options.rounds or ROUNDS
    works = {name: runtime.Work(database, login, partial(work, ids=ids)) for name, (login, work) in WORK.items()}
    measured = runtime.measure_rounds(works, rounds, WARM_UP, lambda text: options.progress(f"R2 {text}"), commit=True)
    check(database, rounds + WARM_UP)
    rows = []
    for name, taken in measured.items():
        ratio = runtime.compare(taken, measured[BOOKING])
        row = {
            "id": "R2",
            "work": "ask for a resource",
            "what": name,
            **runtime.summarize(taken),
            "ratio": ratio,
            "ratio_to": "booking",
        }
        if name == OURS:
            row.update(must=f"≤ {LIMIT:g}", passed=ratio <= LIMIT)
        rows.append(row)
    return rows, runtime.get_raw(measured)
