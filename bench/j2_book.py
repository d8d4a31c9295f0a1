"""J2: open a task book with two years behind it, beside Odoo's own project form and its updates with as much data.

Judged is what opens: the book's form, beside the project's form and the list of its updates (with the panel that the
web client loads). For who wants to see all, the book with every page of it opened stands beside the project with its
tasks as well.
"""

from functools import partial

from . import client, databases, plans, projects, runtime

ROUNDS = 15
WARM_UP = 2
LIMIT = 1.5  # of the project's time and queries
BOOK, PEER = "task book", "project form, updates"
ALL_PAGES, ALL_PEER = "task book, every page opened", "project form, updates, tasks"


def open_book(env, book, spec, pages=()):
    found = client.read(env, "crossbiz.task.book", book, spec)
    return found, [open_page(env) for open_page in pages]


def open_project(env, project, form, updates, tasks=None):
    """The form, and the list of its updates with the panel of milestones that the web client shows beside it."""
    found, mine = client.read(env, "project.project", project, form), [("project_id", "=", project)]
    listed = client.open_list(env, "project.update", mine, updates)
    panel = env["project.project"].browse(project).get_panel_data()
    return found, listed, panel, tasks and client.open_list(env, "project.task", mine, tasks)


def prepare(database):
    """:return: :class:`runtime.Work` by name"""
    with runtime.environment(database) as env:
        book = env["crossbiz.task.book"].search([("name", "=", projects.BOOK)])
        project = env["project.project"].search([("name", "=", projects.PROJECT)]).id
    with runtime.environment(database, "bench_planner") as env:
        form = client.get_spec(env, "project.project", client.get_arch(env, "project.project", "form"))
        updates, tasks = (client.get_list_request(env, model) for model in ("project.update", "project.task"))
    with runtime.environment(database, "bench_officer") as env:
        arch = client.get_arch(env, "crossbiz.task.book", "form")
        spec = client.get_spec(env, "crossbiz.task.book", arch)
        pages = client.get_pages(env, book.with_env(env), arch)
    peer = partial(open_project, project=project, form=form, updates=updates)
    own = partial(open_book, book=book.id, spec=spec)
    return {
        PEER: runtime.Work(database, "bench_planner", peer),
        BOOK: runtime.Work(database, "bench_officer", own),
        ALL_PEER: runtime.Work(database, "bench_planner", partial(peer, tasks=tasks)),
        ALL_PAGES: runtime.Work(database, "bench_officer", partial(own, pages=list(pages.values()))),
    }


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    works = prepare(databases.get_projects(options.books, options.progress))
    measured = runtime.measure_rounds(
        works, options.rounds or ROUNDS, WARM_UP, lambda text: options.progress(f"J2 {text}")
    )
    rows = [
        {
            "id": "J2",
            "work": f"{projects.MILESTONES} milestones, {projects.ASSIGNMENTS} parts, {projects.WEEKS} weeks",
            "what": name,
            **runtime.summarize(units),
        }
        for name, units in measured.items()
    ]
    for row in rows:
        peer = {BOOK: PEER, ALL_PAGES: ALL_PEER}.get(row["what"])
        if peer:
            row.update(ratio=runtime.compare(measured[row["what"]], measured[peer]), ratio_to=peer)
        if row["what"] == BOOK:
            queries = runtime.compare(measured[BOOK], measured[PEER], "queries")
            row["must"] = f"≤ {LIMIT:g}, queries {queries:.2f} ≤ {LIMIT:g}"
            row["passed"] = row["ratio"] <= LIMIT and queries <= LIMIT
    slowest = {name: plans.save(work, name) for name, work in works.items()}
    return rows, {"units": runtime.get_raw(measured), "slowest_queries": slowest}
