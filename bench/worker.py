"""A job in a process of its own, as a cron worker runs it; and what becomes of its work when one is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import psycopg2

from . import databases, runtime

MOST_RUNS = 10  # of a job, until nothing is left to do


class Job(NamedTuple):
    """A job of ``model``; ``left`` says what is still to be done in a database."""

    name: str
    model: str
    method: str
    left: Callable  # of a database's name


class Worker:
    """A job in another process; it starts when told to."""

    def __init__(self, job, database):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", database, job.model, job.method],
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
        """:return: what it measured, or None when it died"""
        output = self.process.communicate()[0]
        return json.loads(output) if self.process.returncode == 0 else None

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def count(database, text):
    """The one number that a query answers, seen from outside."""
    connection = psycopg2.connect(dbname=database)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def find_broken(database):
    """What is wrong with the journal's chains, as sentences."""
    with runtime.environment(database) as env:
        broken = env["crossbiz.journal"]._verify()["broken"]
    databases.forget(database)
    return [broken] if broken else []


def crash(job, database, kill_at, progress):
    """Two workers at once; one that works is killed in the middle and started again, until nothing is left.

    :param int kill_at: how much may be left when it is killed
    :return: dict of what happened
    """
    pair, again = [Worker(job, database), Worker(job, database)], Worker(job, database)
    started = time.perf_counter()
    for worker in pair:
        worker.go()
    while (left := job.left(database)) > kill_at:
        time.sleep(0.05)
    victim = next((worker for worker in pair if worker.process.poll() is None), None)
    assert victim, f"both workers gave up with {left:,} left"
    victim.kill()
    progress(f"{job.name} killed a worker with {left:,} left")
    again.go()
    finished = [worker.wait() for worker in (*pair, again) if worker is not victim]
    runs = 1
    while job.left(database) and runs < MOST_RUNS:
        Worker(job, database).go().wait()
        runs += 1
    return {"left_at_kill": left, "workers": finished, "runs": runs, "seconds": time.perf_counter() - started}


def get_rate_row(job, amount, measured, wrong, what, rate):
    """A row of the table: how many of an ``amount`` are done in a second; ``rate`` is the least that must be.

    :param dict measured: what :meth:`Worker.wait` answered
    """
    reached = amount / measured["seconds"]
    return {
        "id": job.name,
        "what": what,
        "text": f"{reached:,.0f} /s",
        "cpu": measured["cpu"] * 1000 / amount,
        "queries": measured["queries"] / amount,
        "must": f"≥ {rate:,} /s",
        "passed": reached >= rate and not wrong,
    }


def get_crash_row(job, amount, happened, wrong, must):
    """The row of :func:`crash`."""
    return {
        "id": job.name,
        "what": "two workers, one killed -9 and started again",
        "text": f"{amount / happened['seconds']:,.0f} /s",
        "must": must,
        "passed": not wrong,
    }


def main(database, model, method):
    """What the other process does."""
    runtime.start("--log-handler", "odoo.sql_db:CRITICAL")  # what it says of two workers on one row fills the screen
    with runtime.environment(database) as env:
        env[model].search([], limit=1)
        print("ready", flush=True)
        sys.stdin.readline()
        before, cpu, started = env.cr.sql_log_count, runtime.cpu_seconds(env.cr), time.perf_counter()
        getattr(env[model], method)()
        seconds, cpu = time.perf_counter() - started, runtime.cpu_seconds(env.cr) - cpu
        print(json.dumps({"seconds": seconds, "cpu": cpu, "queries": env.cr.sql_log_count - before}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
