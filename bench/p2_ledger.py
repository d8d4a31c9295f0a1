"""P2: open the ledger and "My nodes" while they grow, beside the list of leads."""

from functools import partial

from lxml import etree

from . import databases, plans, runtime

PAGE = 80
COUNT_LIMIT = 10_000  # the web client's, unless the view says otherwise
ROUNDS = 25
WARM_UP = 3
GROWTH = 1.5
GOING_ON = [("state", "in", ("review", "approved", "running", "closing"))]
OPPORTUNITIES = [("type", "=", "opportunity")]

LEDGER, NODES, LEADS = "crossbiz.case", "crossbiz.node", "crm.lead"
# What is opened: (model, who, domain, the peer's work to compare with). Growth is judged where a requirement says so.
WORK = {
    "leads of a salesman": (LEADS, "bench_salesman", OPPORTUNITIES, None),
    "leads, who sees all": (LEADS, "bench_sales_lead", OPPORTUNITIES, None),
    "ledger, member of 3 of 200": (LEDGER, "bench_member", GOING_ON, "leads of a salesman"),
    "ledger with history, member": (LEDGER, "bench_member", [], "leads of a salesman"),
    "ledger, decision maker": (LEDGER, "bench_decision", GOING_ON, "leads, who sees all"),
    "ledger with history, decision maker": (LEDGER, "bench_decision", [], "leads, who sees all"),
    "open steps, member": (NODES, "bench_member", [("state", "=", "open")], "leads of a salesman"),
    "My nodes, member": (NODES, "bench_member", [("can_act", "=", True)], "leads of a salesman"),
}
NOT_JUDGED = {"open steps, member"}
# Without a view of its own yet, a list shows these.
FALLBACK = {
    LEDGER: "reference name kind state light waiting_department_ids next_deadline "
    "requesting_department_id lead_department_id",
    NODES: "name subject kind state light department_id deadline can_act",
}


def describe(env, model):
    """What the web client asks for when it opens the list of ``model``.

    :return: keyword arguments of ``web_search_read``
    """
    view = env.ref("crm.crm_case_tree_view_oppor").id if model == LEADS else False
    arch = etree.fromstring(env[model].get_view(view, "list")["arch"])
    names = [node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")]
    if len(names) < 3:
        names = FALLBACK[model].split()
    specification = {}
    for name in names:
        field = env[model]._fields[name]
        labelled = field.type == "many2one" or (
            field.type in ("many2many", "one2many")
            and arch.xpath(f"//field[@name='{name}'][contains(@widget, 'tags')]")
        )
        specification[name] = {"fields": {"display_name": {}}} if labelled else {}
    order = arch.get("default_order") or {LEDGER: "next_deadline, id desc", NODES: "deadline, id"}.get(model, "")
    return {
        "specification": specification,
        "limit": PAGE,
        "order": order,
        "count_limit": int(arch.get("count_limit") or COUNT_LIMIT) + 1,
    }


def open_list(env, model, domain, request):
    return env[model].with_context(bin_size=True).web_search_read(domain, **request)


def open_panel(env, field, domain):
    """The search panel beside the ledger, with its counters; the web client asks for it with the page."""
    return env[LEDGER].search_panel_select_range(
        field,
        category_domain=[],
        comodel_domain=[],
        filter_domain=[],
        search_domain=domain,
        enable_counters=True,
        expand=False,
        hierarchize=True,
        limit=200,
    )


def prepare(size_databases):
    """:return: :class:`runtime.Work` by ``(name, size)``"""
    works = {}
    for size, database in size_databases.items():
        for name, (model, login, domain, _peer) in WORK.items():
            with runtime.environment(database, login) as env:
                request = describe(env, model)
                found = open_list(env, model, domain, request)
                assert len(found["records"]) == PAGE, f"{name} at {size}: only {len(found['records'])} rows"
            do = partial(open_list, model=model, domain=domain, request=request)
            works[name, size] = runtime.Work(database, login, do)
        with runtime.environment(database, "bench_member") as env:
            arch = etree.fromstring(env[LEDGER].get_view(False, "search")["arch"])
        for field in arch.xpath("//searchpanel/field[@enable_counters='1']/@name"):
            for login in ("bench_member", "bench_decision"):
                name = f"search panel's {field}, {login.removeprefix('bench_')}"
                works[name, size] = runtime.Work(database, login, partial(open_panel, field=field, domain=GOING_ON))
    return works


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    sizes = options.sizes
    size_databases = {size: databases.get_ledger(size, options.progress) for size in sizes}
    works = prepare(size_databases)
    measured = runtime.measure_rounds(
        works, options.rounds or ROUNDS, WARM_UP, lambda text: options.progress(f"P2 {text}")
    )
    rows = []
    for name in dict.fromkeys(name for name, _size in works):
        peer = WORK[name][3] if name in WORK else None
        for size in sizes:
            taken = measured[name, size]
            row = {"id": "P2", "work": name, "what": f"{size:,}", **runtime.summarize(taken)}
            if peer:
                row.update(ratio=runtime.compare(taken, measured[peer, size]), ratio_to=peer)
            if size == sizes[-1] and len(sizes) > 1:
                first = measured[name, sizes[0]]
                growth = runtime.compare(taken, first)
                more = row["queries"] - runtime.summarize(first)["queries"]
                row.update(growth=growth, must=f"growth {growth:.2f}")
                if peer and name not in NOT_JUDGED:
                    row["must"] += f" ≤ {GROWTH:g}, ≤ 1 × leads, {more:+.0f} queries"
                    row["passed"] = growth <= GROWTH and row["ratio"] <= 1 and more <= 0
            rows.append(row)
    slowest = {name: plans.save(work, name) for (name, size), work in works.items() if size == sizes[-1]}
    options.progress("P2 plans are in .odoo/bench/plans")
    return rows, {"units": runtime.get_raw(measured), "slowest_queries": slowest}
