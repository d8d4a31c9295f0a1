"""script/bench calls this: measure, print one table, write .odoo/bench/results.json."""

import argparse
import sys
import time

from . import (
    j1_weekly,
    j2_book,
    k1_suspension,
    p1_issue,
    p2_ledger,
    p4_escalation,
    r1_availability,
    r2_request,
    r3_calendar,
    report,
    runtime,
)

SMALL, FULL = ([2_000, 20_000], [2_000, 20_000, 200_000])
SMALL_DUE, FULL_DUE = 15_000, 100_000
LOANS = 100_000  # allocations of one resource
BOOKS = 5_000  # running task books
STARTED = time.monotonic()


def progress(text):
    print(f"== {time.monotonic() - STARTED:5.0f} s  {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("what", choices=("p1", "p2", "p4", "r1", "r2", "r3", "j1", "j2", "k1", "all"))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--sizes", type=lambda text: sorted(int(size) for size in text.split(",")))
    parser.add_argument("--due", type=int)
    parser.add_argument("--rounds", type=int)
    options = parser.parse_args()
    options.sizes = options.sizes or (FULL if options.full else SMALL)
    options.due = options.due or (FULL_DUE if options.full else SMALL_DUE)
    options.loans = LOANS
    options.books = BOOKS
    options.progress = progress
    return options


def main():
    options = arguments()
    runtime.start()
    parts = {
        "p1": p1_issue.run,
        "p2": p2_ledger.run,
        "p4": p4_escalation.run,
        "r1": r1_availability.run,
        "r2": r2_request.run,
        "r3": r3_calendar.run,
        "j1": j1_weekly.run,
        "j2": j2_book.run,
        "k1": k1_suspension.run,
    }
    rows, raw = [], {}
    for name in parts if options.what == "all" else [options.what]:
        measured, details = parts[name](options)
        rows += measured
        raw[name] = details
        report.save(measured, {name: details}, options)
    report.print_table(rows)
    return 0 if all(row.get("passed", True) for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
