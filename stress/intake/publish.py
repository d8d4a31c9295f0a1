"""10,000 complaints wait, and one run of the job hands them over, in bounded memory."""

import subprocess
import sys
import time

from bench import databases, runtime

from .snapshot import connect

COMPLAINTS = 10_000
TEXT = "The papers lie with purchasing for three weeks, and nobody answers. " * 20
FILE = 20_000  # bytes with every hundredth
BOUND = 400  # megabytes more than before
BATCH = 500

RUN = """
import resource, sys
from bench import runtime
runtime.start()
with runtime.environment(sys.argv[1]) as env:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    env["crossbiz.complaint.intake"]._cron_publish()
print(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def run(facts, progress):
    """:return: figures, and what is wrong"""
    database = facts["database"]
    progress(f"publish: staging {COMPLAINTS:,} complaints")
    with runtime.environment(database) as env:
        if "crossbiz.complaint" not in env:
            return {}, ["there is nobody to hand complaints over to"]
        _stage(env)
    databases.forget(database)
    progress("publish: handing them over")
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", RUN, database], capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    if done.returncode:
        return {}, [f"the job failed: {done.stderr[-2000:]}"]
    before, peak = (int(kilobytes) / 1024 for kilobytes in done.stdout.split()[-2:])
    left, made, ordered = _count(database)
    figures = {
        "complaints": made,
        "seconds": round(seconds, 1),
        "a second": round(made / seconds),
        "MB before": round(before),
        "MB more at its peak": round(peak - before),
        "still in their order, of 1000": round(1000 * ordered),
    }
    wrong = []
    if left or made != COMPLAINTS:
        wrong.append(f"{made} were handed over, {left} are left")
    if peak - before > BOUND:
        wrong.append("memory is not bounded")
    if not 0.4 < ordered < 0.6:
        wrong.append("they were not shuffled")
    return figures, wrong


def _stage(env):
    intake, vault = env["crossbiz.complaint.intake"], env["crossbiz.complaint.vault"]
    header = {"category": "slow_response", "company": env.company.id, "accused": "", "functions": [], "identity": ""}
    for number in range(COMPLAINTS):
        files = [("txt", b"x" * FILE)] if not number % 100 else []
        intake._stage("complaint", vault._get_lookup(f"{number:020}"), {**header, "text": f"{number} {TEXT}"}, files)
        if not number % BATCH:
            env.cr.commit()
    env.cr.execute(
        "CREATE TABLE stress_order AS SELECT lookup, row_number() OVER (ORDER BY id) AS place "
        "FROM crossbiz_complaint_intake"
    )


def _count(database):
    """What is left, what was made, and the share of neighbours whose order is as they came in."""
    with connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM crossbiz_complaint_intake")
        (left,) = cursor.fetchone()
        cursor.execute(
            "SELECT place FROM crossbiz_complaint JOIN stress_order USING (lookup) ORDER BY crossbiz_complaint.id"
        )
        places = [row[0] for row in cursor.fetchall()]
    ascending = sum(one < other for one, other in zip(places, places[1:], strict=False))
    return left, len(places), ascending / max(len(places) - 1, 1)
