"""The jobs of the meetings in two real processes at once, one of which is killed halfway (regulation 3.2.2).

Each month's meeting is planned once and noted as not held once, whoever runs the job, and how often.
"""

import json
import os
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from conftest import DATABASE, ROOT, run_in_environment

MEETING = "crossbiz.meeting"
COUNT = 60
PLANNING, MISSING = "2026-03-02 02:00:00", "2026-04-02 02:00:00"


@pytest.fixture(scope="module")
def cases(company):
    environment = {**os.environ, "DEPARTMENTS": json.dumps(company.departments), "COUNT": str(COUNT)}
    with (ROOT / "tests" / "e2e" / "books.py").open() as books:
        command = f"odoo shell -d {DATABASE} --no-http --log-level=error"
        output = run_in_environment(command, stdin=books, env=environment)
    return json.loads(next(line for line in output.splitlines() if line.startswith("BOOKS ")).removeprefix("BOOKS "))


@pytest.fixture
def begin(tmp_path):
    """Start a job in so many processes, each ready to go; what still runs at the end of the test is killed."""
    runs = []

    def begin_job(job, now, count):
        environment = {**os.environ, "GO": str(tmp_path / f"{job}{len(runs)}"), "JOB": job, "NOW": now}
        command = [ROOT / "script" / "odoo", "shell", "-d", DATABASE, "--no-http", "--log-level=critical"]
        for _number in range(count):
            with (ROOT / "tests" / "e2e" / "job.py").open() as source:
                runs.append(subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, text=True, env=environment))
        for run in runs[-count:]:
            assert any("READY" in line for line in iter(run.stdout.readline, "")), "the process did not get ready"
        Path(environment["GO"]).touch()
        return runs[-count:]

    yield begin_job
    for run in runs:
        if run.poll() is None:
            run.kill()
            run.wait()
        run.stdout.close()


def kill_halfway(run, count_done):
    """End a process as a power cut does, once it has done a part of the work."""
    deadline = time.monotonic() + 60
    while not count_done() and run.poll() is None:
        assert time.monotonic() < deadline, "nothing happens"
        time.sleep(0.01)
    run.kill()
    run.wait()
    return count_done()


def check_planned(company, cases):
    meetings = company.do("auditor", MEETING, "search_read", domain=[["case_id", "in", cases]], fields=["case_id"])
    assert Counter(meeting["case_id"][0] for meeting in meetings) == dict.fromkeys(cases, 1)
    ids = [meeting["id"] for meeting in meetings]
    assert get_entries(company, ids, "meeting_planned") == dict.fromkeys(ids, 1)
    return ids


def get_entries(company, ids, event):
    """How many entries of this kind the journal has for each meeting."""
    domain = [["res_model", "=", MEETING], ["res_id", "in", ids], ["event", "=", event]]
    entries = company.do("auditor", "crossbiz.journal", "search_read", domain=domain, fields=["res_id"])
    return Counter(entry["res_id"] for entry in entries)


def count(company, domain):
    return company.do("auditor", MEETING, "search_count", domain=domain)


def test_each_month_is_planned_once(company, cases, begin):
    """One of two dies in the middle; the other goes on, and a third finds nothing left to do."""
    of_cases = [["case_id", "in", cases]]
    first, second = begin("_cron_plan_coordination", PLANNING, 2)
    done = kill_halfway(first, lambda: count(company, of_cases))
    assert done < COUNT, "it was killed too late to say anything"
    assert second.wait(120) == 0
    ids = check_planned(company, cases)
    [third] = begin("_cron_plan_coordination", PLANNING, 1)
    assert third.wait(120) == 0
    assert check_planned(company, cases) == ids


def test_each_is_missed_once(company, cases, begin):
    """Also what nobody held is noted once, with one entry in the journal.

    Whoever runs leaves to the other what that one is at; when the other dies, the next run does it.
    """
    missed = [["case_id", "in", cases], ["state", "=", "missed"]]
    if not count(company, [["case_id", "in", cases]]):
        [run] = begin("_cron_plan_coordination", PLANNING, 1)
        assert run.wait(120) == 0
    ids = check_planned(company, cases)
    first, second = begin("_cron_note_missed", MISSING, 2)
    done = kill_halfway(first, lambda: count(company, missed))
    assert done < COUNT, "it was killed too late to say anything"
    assert second.wait(120) == 0
    assert count(company, missed) >= COUNT - 1
    [third] = begin("_cron_note_missed", MISSING, 1)
    assert third.wait(120) == 0
    assert count(company, missed) == COUNT
    assert get_entries(company, ids, "meeting_missed") == dict.fromkeys(ids, 1)
    report = company.do("auditor", "crossbiz.journal", "action_verify")["params"]
    assert report["type"] == "success", report["message"]
