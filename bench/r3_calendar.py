"""R3: the calendar of 500 resources for a month, beside Odoo's own calendar with as many events."""

from functools import partial

from lxml import etree

from . import databases, loans, plans, runtime

ROUNDS = 15
WARM_UP = 2
LIMIT = 1.5  # of the month of meetings
BOOKINGS, EVENTS = "crossbiz.resource.booking", "calendar.event"
# What is opened: (model, who, the peer's work to compare with).
WORK = {
    "meetings of a month": (EVENTS, "bench_member", None),
    "resource calendar, member": (BOOKINGS, "bench_member", "meetings of a month"),
    "resource calendar, decision maker": (BOOKINGS, "bench_decision", "meetings of a month"),
}


def describe(env, model):
    """The fields that the web client's calendar asks for, as its view names them.

    :return: names of fields
    """
    view = env.ref("calendar.view_calendar_event_calendar").id if model == EVENTS else False
    calendar = etree.fromstring(env[model].get_view(view, "calendar")["arch"])
    dates = [calendar.get(name) for name in ("date_start", "date_stop", "date_delay", "all_day", "color")]
    names = ["display_name", *filter(None, dates), *calendar.xpath("//field[not(ancestor::field)]/@name")]
    return list(dict.fromkeys(names))


def open_month(env, model, names, month):
    """All that lies in the month, as the calendar reads it."""
    first, last = month
    return env[model].search_read([("start", "<=", last), ("stop", ">=", first)], names)


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    database = databases.get_loans(options.loans, options.progress)
    with runtime.environment(database) as env:
        month = loans.get_month(env)
    works = {}
    for name, (model, login, _peer) in WORK.items():
        with runtime.environment(database, login) as env:
            work = partial(open_month, model=model, names=describe(env, model), month=month)
            found = len(work(env))
        assert found == loans.PROMISED + loans.PENDING, f"{name}: {found}"
        works[name] = runtime.Work(database, login, work)
    measured = runtime.measure_rounds(
        works, options.rounds or ROUNDS, WARM_UP, lambda text: options.progress(f"R3 {text}")
    )
    rows, slowest = [], {}
    for name, taken in measured.items():
        slowest[name] = plans.save(works[name], name)
        row = {
            "id": "R3",
            "work": f"{loans.PROMISED + loans.PENDING:,} of {loans.RESOURCES}, a month",
            "what": name,
            **runtime.summarize(taken),
        }
        peer = WORK[name][2]
        if peer:
            ratio = runtime.compare(taken, measured[peer])
            row.update(ratio=ratio, ratio_to=peer, must=f"≤ {LIMIT:g}", passed=ratio <= LIMIT)
        rows.append(row)
    return rows, {"units": runtime.get_raw(measured), "slowest_queries": slowest}
