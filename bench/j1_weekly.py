"""J1: the weekly job over thousands of running task books: steps a second, and each once whatever dies."""

from functools import partial

from . import databases, projects, worker

RATE = 1_000  # steps a second
OPENED = "SELECT count(*) FROM crossbiz_node WHERE kind = 'progress_report' AND state = 'open'"
TWICE = """SELECT count(*) FROM (SELECT 1 FROM crossbiz_node WHERE kind = 'progress_report' AND state = 'open'
            GROUP BY res_id, department_id, period HAVING count(*) > 1) AS twice"""


def count_missing(database, wanted):
    return wanted - worker.count(database, OPENED)


def judge(database, wanted):
    """Each step once, and the chains hold.

    :return: what is wrong, as sentences
    """
    wrong, missing, twice = [], count_missing(database, wanted), worker.count(database, TWICE)
    if missing:
        wrong.append(f"{missing:,} of {wanted:,} steps are missing")
    if twice:
        wrong.append(f"{twice:,} steps twice")
    return wrong + worker.find_broken(database)


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    many = options.books
    wanted = (many + 1) * projects.PARTS
    job = worker.Job("J1", "crossbiz.task.book", "_cron_open_progress", partial(count_missing, wanted=wanted))
    filled = databases.get_projects(many, options.progress)
    database = f"{databases.TEMPLATE}_j1"
    databases.copy(filled, database)
    options.progress("J1 running the weekly job alone")
    alone = worker.Worker(job, database).go().wait()
    assert alone, "the job died"
    wrong = judge(database, wanted)
    rows = [worker.get_rate_row(job, wanted, alone, wrong, "weekly job", RATE)]
    options.progress(f"J1 {rows[0]['text']}; wrong: {wrong or 'nothing'}")
    again = worker.Worker(job, database).go().wait()
    rows.append(
        {
            "id": "J1",
            "what": "weekly job, nothing to ask",
            "ms": again["seconds"] * 1000,
            "cpu": again["cpu"] * 1000,
            "queries": again["queries"],
        }
    )
    databases.copy(filled, database)
    happened = worker.crash(job, database, wanted * 3 // 4, options.progress)
    crash_wrong = judge(database, wanted)
    rows.append(worker.get_crash_row(job, wanted, happened, crash_wrong, "each step once"))
    options.progress(f"J1 after the kill wrong: {crash_wrong or 'nothing'}; runs of the job: {happened['runs']}")
    for row in rows:
        row["work"] = f"{many:,} books × {projects.PARTS}"
    return rows, {"alone": {**alone, "wrong": wrong}, "again": again, "crash": {**happened, "wrong": crash_wrong}}
