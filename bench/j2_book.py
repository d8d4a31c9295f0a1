"""J2: open a task book with two years behind it, beside Odoo's own project form and its updates with as much data.

The page of a task book shows its parts, too; who wants to see as much of Odoo's project opens its tasks as well. So
the peer is form, updates (with the panel that the web client loads) and tasks; form and updates alone stand beside it.
"""

from functools import partial
from statistics import median

from lxml import etree

from . import databases, plans, projects, runtime

ROUNDS = 15
WARM_UP = 2
LIMIT = 1.5  # of the project's time and queries
PEER = "project form, updates, tasks"
LESS = "project form and updates only"


def describe(env, model, view=False, kind="form"):
    """What the web client asks for to show a view: its fields, and those of the lists inside.

    :return: a specification for ``web_read``
    """
    arch = etree.fromstring(env[model].get_view(view, kind)["arch"])
    return get_spec(env, model, arch)


def get_spec(env, model, node):
    spec = {}
    for found in node.xpath(".//field[not(ancestor::field)]" if node.tag != "field" else "./*//field"):
        depth = [parent for parent in found.iterancestors("field") if parent is not node]
        field = env[model]._fields.get(found.get("name"))
        if depth or field is None:
            continue
        spec[found.get("name")] = get_field_spec(env, field, found)
    return spec


def get_field_spec(env, field, found):
    if field.type == "many2one":
        return {"fields": {"display_name": {}}}
    if field.type not in ("one2many", "many2many"):
        return {}
    inner = next((child for child in found if child.tag in ("list", "kanban")), None)
    if inner is None:
        return {"fields": {"display_name": {}}}
    inside = {}
    for line in inner.xpath(".//field"):
        name = line.get("name")
        if name in env[field.comodel_name]._fields:
            inner_field = env[field.comodel_name]._fields[name]
            inside[name] = {"fields": {"display_name": {}}} if inner_field.relational else {}
    return {"fields": inside, "limit": int(inner.get("limit") or 40)}


def open_book(env, book, spec):
    return env["crossbiz.task.book"].browse(book).web_read(spec)


def open_project(env, project, form, updates, tasks=None):
    """The form, and the list of its updates with the panel of milestones that the web client shows beside it."""
    found = env["project.project"].browse(project).web_read(form)
    listed = env["project.update"].web_search_read([("project_id", "=", project)], updates, limit=80)
    panel = env["project.project"].browse(project).get_panel_data()
    listed_tasks = tasks and env["project.task"].web_search_read([("project_id", "=", project)], tasks, limit=80)
    return found, listed, panel, listed_tasks


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    database = databases.get_projects(options.books, options.progress)
    with runtime.environment(database) as env:
        book = env["crossbiz.task.book"].search([("name", "=", projects.BOOK)]).id
        project = env["project.project"].search([("name", "=", projects.PROJECT)]).id
    units = {}
    with runtime.environment(database, "bench_planner") as env:
        form = describe(env, "project.project")
        updates = describe(env, "project.update", kind="list")
        tasks = describe(env, "project.task", kind="list")
        work = partial(open_project, project=project, form=form, updates=updates)
        units[LESS] = "bench_planner", work
        units[PEER] = "bench_planner", partial(work, tasks=tasks)
    with runtime.environment(database, "bench_officer") as env:
        units["task book"] = "bench_officer", partial(open_book, book=book, spec=describe(env, "crossbiz.task.book"))
    measured = {name: [] for name in units}
    for number in range(-WARM_UP, options.rounds or ROUNDS):
        for name, (login, work) in units.items():
            unit = runtime.measure(database, login, work, commit=False)
            if number >= 0:
                measured[name].append(unit)
    rows, slowest = [], {}
    for name, taken in measured.items():
        login, work = units[name]
        slowest[name] = plans.save(database, login, work, name.replace(" ", "_").replace(",", ""))
        row = {
            "id": "J2",
            "work": f"{projects.MILESTONES} milestones, {projects.ASSIGNMENTS} parts, {projects.WEEKS} weeks",
            "what": name,
            "ms": median(unit.seconds for unit in taken) * 1000,
            "cpu": median(unit.cpu for unit in taken) * 1000,
            "queries": median(unit.queries for unit in taken),
        }
        if name == "task book":
            pairs = list(zip(taken, measured[PEER], strict=True))
            ratio = median(one.seconds / other.seconds for one, other in pairs)
            queries = median(one.queries / other.queries for one, other in pairs)
            row.update(
                ratio=max(ratio, queries), ratio_to=PEER, must=f"≤ {LIMIT:g}", passed=max(ratio, queries) <= LIMIT
            )
        rows.append(row)
    raw = {name: [unit._asdict() for unit in taken] for name, taken in measured.items()}
    return rows, {"units": raw, "slowest_queries": slowest}
