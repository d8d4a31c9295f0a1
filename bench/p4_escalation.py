"""P4: the escalation job over many due steps: how fast, and each notice exactly once whatever dies."""

from . import databases, filling, runtime, worker
from . import due as due_steps

RATE = 2_000  # steps a second


def count_due(database):
    return worker.count(database, due_steps.CHECKS["steps still due"])


JOB = worker.Job("P4", "crossbiz.node", "_cron_escalate", count_due)


def prepare(ledger, database, due):
    databases.copy(ledger, database)
    with runtime.environment(database) as env:
        due_steps.make_due(env, due)
        env.cr.execute(due_steps.EXPECTED)
    databases.forget(database)
    filling.Filling.settle(database)


def judge(database):
    """Everybody told exactly once, and the chains hold.

    :return: what is wrong, as sentences
    """
    counts = {name: worker.count(database, text) for name, text in due_steps.CHECKS.items()}
    return [f"{count:,} {name}" for name, count in counts.items() if count] + worker.find_broken(database)


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    due, crash_due = options.due, max(options.due // 4, 1_000)
    fitting = [size for size in options.sizes if due_steps.count_open(size) >= due]
    size = min(fitting) if fitting else 5 * due // 3
    ledger = databases.get_ledger(size, options.progress)

    database = f"{databases.TEMPLATE}_p4"
    options.progress(f"P4 making {due:,} of the steps of {size:,} cases due")
    prepare(ledger, database, due)
    options.progress("P4 running the job alone")
    alone = worker.Worker(JOB, database).go().wait()
    assert alone, "the job died"
    wrong = judge(database)
    row = worker.get_rate_row(JOB, due, alone, wrong, "escalation job", RATE)
    row["work"] = f"{due:,} due steps"
    options.progress(f"P4 {row['text']}; wrong: {wrong or 'nothing'}")

    prepare(ledger, database, crash_due)
    happened = worker.crash(JOB, database, crash_due // 2, options.progress)
    crash_wrong = judge(database)
    crash_row = worker.get_crash_row(JOB, crash_due, happened, crash_wrong, "each notice once")
    crash_row["work"] = f"{crash_due:,} due steps"
    options.progress(f"P4 after the kill wrong: {crash_wrong or 'nothing'}; runs of the job: {happened['runs']}")
    return [row, crash_row], {"alone": {**alone, "wrong": wrong}, "crash": {**happened, "wrong": crash_wrong}}
