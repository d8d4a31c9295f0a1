"""P4: the escalation job over many due steps: how fast, and each notice exactly once whatever dies."""

import json
import os
import signal
import subprocess
import sys
import time

import psycopg2

from . import databases, filling, runtime
from . import due as due_steps

RATE = 2_000  # steps a second
MOST_RUNS = 10  # of the job, until nothing is due any more


class Worker:
    """The job in another process; it starts when told to."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline().strip() == "ready"

    def go(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self

    def wait(self):
        """:return: what it measured, or None when it died"""
        output = self.process.communicate()[0]
        return json.loads(output) if self.process.returncode == 0 else None

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def query(database, text):
    connection = psycopg2.connect(dbname=database)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def count_due(database):
    return query(database, due_steps.CHECKS["steps still due"])[0][0]


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
    wrong = []
    for name, text in due_steps.CHECKS.items():
        ((count,),) = query(database, text)
        if count:
            wrong.append(f"{count:,} {name}")
    with runtime.environment(database) as env:
        report = env["crossbiz.journal"]._verify()
        if report["broken"]:
            wrong.append(report["broken"])
    databases.forget(database)
    return wrong


def crash(database, due, progress):
    """Two workers at once; one that works is killed in the middle and started again.

    :return: dict of what happened
    """
    pair, again = [Worker(database), Worker(database)], Worker(database)
    started = time.perf_counter()
    for worker in pair:
        worker.go()
    while (left := count_due(database)) > due // 2:
        time.sleep(0.05)
    victim = next((worker for worker in pair if worker.process.poll() is None), None)
    assert victim, f"both workers gave up with {left:,} steps left"
    victim.kill()
    progress(f"P4 killed a worker with {left:,} steps left")
    again.go()
    finished = [worker.wait() for worker in (*pair, again) if worker is not victim]
    runs = 1
    while count_due(database) and runs < MOST_RUNS:
        Worker(database).go().wait()
        runs += 1
    return {"left_at_kill": left, "workers": finished, "runs": runs, "seconds": time.perf_counter() - started}


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
    alone = Worker(database).go().wait()
    assert alone, "the job died"
    wrong = judge(database)
    rate = due / alone["seconds"]
    rows = [
        {
            "id": "P4",
            "work": f"{due:,} due steps",
            "what": "escalation job",
            "text": f"{rate:,.0f} /s",
            "cpu": alone["cpu"] * 1000 / due,
            "queries": alone["queries"] / due,
            "must": f"≥ {RATE:,} /s",
            "passed": rate >= RATE and not wrong,
        }
    ]
    options.progress(f"P4 {rate:,.0f} steps a second; wrong: {wrong or 'nothing'}")

    prepare(ledger, database, crash_due)
    happened = crash(database, crash_due, options.progress)
    crash_wrong = judge(database)
    rows.append(
        {
            "id": "P4",
            "work": f"{crash_due:,} due steps",
            "what": "two workers, one killed -9 and started again",
            "text": f"{crash_due / happened['seconds']:,.0f} /s",
            "must": "each notice once",
            "passed": not crash_wrong,
        }
    )
    options.progress(f"P4 after the kill wrong: {crash_wrong or 'nothing'}; runs of the job: {happened['runs']}")
    return rows, {"alone": {**alone, "wrong": wrong}, "crash": {**happened, "wrong": crash_wrong}}
