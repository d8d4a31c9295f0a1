"""script/stress calls this: prepare, press, judge, print one summary."""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles

from bench import databases, runtime
from bench.filling import Filling

from . import checks, clients, company
from .killer import Killer
from .server import Server

TEMPLATE, DATABASE = "crossbiz_stress", "crossbiz_stress_run"
FOLDER = Path(os.environ["STATE"]) / "stress"
STARTED = time.monotonic()


def progress(text):
    print(f"== {time.monotonic() - STARTED:5.0f} s  {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="script/stress")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--attempts", type=int)
    parser.add_argument("--resources", type=int, default=10)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--every", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    options.attempts = options.attempts or (1_000 if options.full else 20)
    return options


def prepare(options):
    databases.copy(TEMPLATE, DATABASE)
    with runtime.environment(DATABASE) as env:
        facts = company.found(env, options.clients, options.resources)
        progress(f"filling in {options.clients * options.attempts:,} requests for {options.resources} resources")
        company.Requests(env, facts, options.clients * options.attempts).run(options.seed)
    databases.forget(DATABASE)
    Filling.settle(DATABASE)


def press(options):
    """:return: all presses, their seconds, who killed, what the log says"""
    with Server(DATABASE, options.workers, FOLDER, options.port) as server:
        killer = Killer(server, DATABASE, options.kills, options.every)
        if options.kills:
            killer.start()
        try:
            lists = clients.share_out(options.clients, options.attempts)
            presses, seconds = clients.press_all(server.url, DATABASE, lists, progress)
        finally:
            if options.kills:
                killer.stop()
    return presses, seconds, killer, *server.read_log()


def get_latencies(presses):
    """Milliseconds by outcome: median, 95 of 100, worst."""
    by_outcome = {}
    for one in presses:
        by_outcome.setdefault(one.outcome, []).append(one.seconds * 1000)
    return {
        outcome: {
            "median": round(median(taken)),
            "p95": round(quantiles(taken, n=20)[-1]) if len(taken) > 1 else round(taken[0]),
            "worst": round(max(taken)),
        }
        for outcome, taken in by_outcome.items()
    }


def find_wrong(options, counts, log, complaints, killer):
    """What people and administrators must not see, beside the state of the database."""
    wrong = []
    if counts["error"]:
        wrong.append(f"{counts['error']:,} answers that were no clear message")
    if counts["connection lost"] and not killer.killed:
        wrong.append(f"{counts['connection lost']:,} connections lost although nobody killed a worker")
    if len(killer.promising) < options.kills:
        wrong.append(f"only {len(killer.promising)} of {options.kills} workers died in the middle of a promise")
    if not counts["held"] or not counts["refused"]:
        wrong.append("not both: some who got what they wanted, and some who were refused")
    if log["gave up"]:
        wrong.append(f"{log['gave up']:,} calls gave up after running again")
    if complaints and not killer.killed:
        wrong.append(f"{len(complaints):,} complaints in the server's log, the first: {complaints[0][:200]}")
    return wrong


def summarize(options, results):
    counts, latencies = results["outcomes"], results["milliseconds"]
    total = sum(counts.values())
    print(
        f"\n{options.clients} clients × {options.attempts:,} presses on {options.resources} resources, "
        f"{options.workers} server processes: {total:,} answers in {results['seconds']:,.0f} s, "
        f"{results['rate']:,.1f} a second\n"
    )
    print(f"{'':18}{'answers':>9}{'share':>8}{'median':>10}{'p95':>10}{'worst':>10}   (ms)")
    for outcome, count in sorted(counts.items(), key=lambda item: -item[1]):
        taken = latencies[outcome]
        print(
            f"{outcome:18}{count:>9,}{count / total:>8.1%}"
            + "".join(f"{taken[name]:>10,}" for name in ("median", "p95", "worst"))
        )
    print(
        f"\nheld: {results['held']:,} promises, {results['promised']:.0%} of all units over the whole time"
        f"\nrun again after a conflict: {results['run again']:,} calls; gave up: {results['gave up']:,}; "
        f"deadlocks: {results['deadlocks']:,}"
        f"\nworkers killed -9: {results['killed']}, of them in the middle of a promise: "
        f"{len(results['killed while promising'])}"
        f"\nsealed entries verified: {results['sealed entries verified']:,}"
    )
    for message in results["messages"]:
        print(f"said: {message}")
    print("\nwrong: " + ("nothing" if not results["wrong"] else ""))
    for finding in results["wrong"]:
        print(f"  {finding}")


def main():
    options = arguments()
    runtime.start()
    prepare(options)
    presses, seconds, killer, log, complaints = press(options)
    progress("judging")
    counts = clients.count(presses)
    wrong, figures = checks.judge(DATABASE, presses)
    wrong = find_wrong(options, counts, log, complaints, killer) + wrong
    if figures["deadlocks"]:
        wrong.append(f"{figures['deadlocks']:,} deadlocks")
    samples = {one.outcome: one.message for one in presses if one.message}
    errors = Counter(one.message[:300] for one in presses if one.outcome == "error")
    results = {
        "options": vars(options),
        "seconds": seconds,
        "rate": len(presses) / seconds,
        "outcomes": dict(counts),
        "milliseconds": get_latencies(presses),
        "run again": log["run again"],
        "gave up": log["gave up"],
        "complaints": complaints[:50],
        "killed": killer.killed,
        "killed while promising": killer.promising,
        **figures,
        "messages": [f"{outcome}: {message}" for outcome, message in samples.items()],
        "errors": dict(errors),
        "wrong": wrong,
    }
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    summarize(options, results)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
