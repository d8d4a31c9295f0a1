"""Codes that open nothing: wrong ones, erased ones, those of another server. The same bytes after the same time."""

import time
from statistics import median

from bench import runtime
from stress.server import Server

from . import people, sender

TRIES = 25
CLOSE = 0.010  # seconds between the medians of kinds that nobody may tell apart


def _erase(database):
    """Hand over what waits, and let its time run out."""
    with runtime.environment(database) as env:
        env["crossbiz.complaint.intake"]._cron_publish()
        complaint = env["crossbiz.complaint"].search([])
        assert len(complaint) == 1, complaint
        env.cr.execute("UPDATE crossbiz_complaint SET state = 'closed'")
        env.invalidate_all()
        complaint._erase()


def run(facts, progress):
    """:return: figures, and what is wrong"""
    from odoo.addons.crossbiz_addon.lib import receipt  # noqa: PLC0415 - Odoo makes it importable late

    with Server(facts["database"], 1, facts["folder"], facts["port"]) as server:
        erased = sender.submit(server, people.CANARY)["code"]
        _erase(facts["database"])
        kinds = {
            "wrong": lambda: receipt.show(receipt.generate()),
            "erased": lambda: erased,
            "no code at all": lambda: "never mind",
            "much too long": lambda: "7" * 190,
        }
        seconds, answers = {kind: [] for kind in kinds}, set()
        for number in range(TRIES):
            progress(f"codes: round {number + 1} of {TRIES}") if not number % 10 else None
            for kind, draw in kinds.items():
                data = sender.prepare("dialogue", {"code": draw(), "text": "Hello"})
                started = time.perf_counter()
                response = sender.post(server, "dialogue", data)
                seconds[kind].append(time.perf_counter() - started)
                headers = tuple((name, value) for name, value in response.headers.items() if name != "Date")
                answers.add((response.status_code, headers, response.content))
    medians = {kind: median(taken) for kind, taken in seconds.items()}
    wrong = []
    if len(answers) != 1 or b"unknown_code" not in answers.pop()[2]:
        wrong.append("the answers differ")
    if max(medians.values()) - min(medians.values()) > CLOSE:
        wrong.append("the times differ")
    return {f"{kind}, median ms": round(value * 1000, 1) for kind, value in medians.items()}, wrong
