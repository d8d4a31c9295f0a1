"""J1: the weekly job over thousands of running task books: steps a second, and each once whatever dies."""

import json
import os
import signal
import subprocess
import sys
import time

import psycopg2

from . import databases, projects, runtime

RATE = 1_000  # steps a second
MOST_RUNS = 10
OPENED = "SELECT count(*) FROM crossbiz_node WHERE kind = 'progress_report' AND state = 'open'"
TWICE = """SELECT count(*) FROM (SELECT 1 FROM crossbiz_node WHERE kind = 'progress_report' AND state = 'open'
            GROUP BY res_id, department_id, period HAVING count(*) > 1) AS twice"""


class Worker:
    """The job in another process, as a cron worker does it; it starts when told to."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.j1_weekly", database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline().strip() == "ready"

    def go(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self

    def wait(self):
        output = self.process.communicate()[0]
        return json.loads(output) if self.process.returncode == 0 else None

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def work(database):
    """What a worker's process does."""
    runtime.start("--log-handler", "odoo.sql_db:CRITICAL")
    with runtime.environment(database) as env:
        env["crossbiz.task.book"].search([], limit=1)
        print("ready", flush=True)
        sys.stdin.readline()
        before, cpu, started = env.cr.sql_log_count, runtime.cpu_seconds(env.cr), time.perf_counter()
        env["crossbiz.task.book"]._cron_open_progress()
        seconds, cpu = time.perf_counter() - started, runtime.cpu_seconds(env.cr) - cpu
        print(json.dumps({"seconds": seconds, "cpu": cpu, "queries": env.cr.sql_log_count - before}), flush=True)


def count(database, text):
    connection = psycopg2.connect(dbname=database)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def judge(database, wanted):
    """Each step once, and the chains hold.

    :return: what is wrong, as sentences
    """
    wrong, opened, twice = [], count(database, OPENED), count(database, TWICE)
    if opened != wanted:
        wrong.append(f"{opened:,} steps instead of {wanted:,}")
    if twice:
        wrong.append(f"{twice:,} steps twice")
    with runtime.environment(database) as env:
        report = env["crossbiz.journal"]._verify()
        if report["broken"]:
            wrong.append(report["broken"])
    databases.forget(database)
    return wrong


def crash(database, wanted, progress):
    """Two workers at once, one of them killed in the middle; then until nothing is left.

    :return: dict of what happened
    """
    pair = [Worker(database), Worker(database)]
    started = time.perf_counter()
    for worker in pair:
        worker.go()
    while count(database, OPENED) < wanted // 4:
        time.sleep(0.05)
    victim = next((worker for worker in pair if worker.process.poll() is None), None)
    assert victim, "both workers were faster than the kill"
    victim.kill()
    progress(f"J1 killed a worker after {count(database, OPENED):,} steps")
    for worker in pair:
        if worker is not victim:
            worker.wait()
    runs = 0
    while count(database, OPENED) < wanted and runs < MOST_RUNS:
        Worker(database).go().wait()
        runs += 1
    return {"runs": runs, "seconds": time.perf_counter() - started}


def run(options):
    """:return: rows of the table, and everything measured for the JSON."""
    many = options.books
    wanted = (many + 1) * projects.PARTS
    filled = databases.get_projects(many, options.progress)
    database = f"{databases.TEMPLATE}_j1"
    databases.copy(filled, database)
    options.progress("J1 running the weekly job alone")
    alone = Worker(database).go().wait()
    assert alone, "the job died"
    wrong = judge(database, wanted)
    rate = wanted / alone["seconds"]
    options.progress(f"J1 {rate:,.0f} steps a second; wrong: {wrong or 'nothing'}")
    again = Worker(database).go().wait()
    rows = [
        {
            "id": "J1",
            "work": f"{many:,} books × {projects.PARTS}",
            "what": "weekly job",
            "text": f"{rate:,.0f} /s",
            "cpu": alone["cpu"] * 1000 / wanted,
            "queries": alone["queries"] / wanted,
            "must": f"≥ {RATE:,} /s",
            "passed": rate >= RATE and not wrong,
        },
        {
            "id": "J1",
            "work": f"{many:,} books × {projects.PARTS}",
            "what": "weekly job, nothing to ask",
            "ms": again["seconds"] * 1000,
            "cpu": again["cpu"] * 1000,
            "queries": again["queries"],
        },
    ]
    databases.copy(filled, database)
    happened = crash(database, wanted, options.progress)
    crash_wrong = judge(database, wanted)
    rows.append(
        {
            "id": "J1",
            "work": f"{many:,} books × {projects.PARTS}",
            "what": "two workers, one killed -9 and started again",
            "text": f"{wanted / happened['seconds']:,.0f} /s",
            "must": "each step once",
            "passed": not crash_wrong,
        }
    )
    options.progress(f"J1 after the kill wrong: {crash_wrong or 'nothing'}; further runs: {happened['runs']}")
    return rows, {"alone": {**alone, "wrong": wrong}, "again": again, "crash": {**happened, "wrong": crash_wrong}}


if __name__ == "__main__":
    work(sys.argv[1])
