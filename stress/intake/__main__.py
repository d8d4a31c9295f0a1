"""script/stress intake calls this: prepare, try each promise, print one summary."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from odoo.tools import config

from bench import databases, runtime

from . import codes, failures, people, publish, speed, trace

TEMPLATE = os.environ.get("STRESS_DB", "crossbiz_stress")
DATABASE = f"{TEMPLATE}_intake"
FOLDER = Path(os.environ["STATE"]) / "stress"
PARTS = {"trace": trace, "failures": failures, "codes": codes, "speed": speed, "publish": publish}
STARTED = time.monotonic()


def progress(text):
    print(f"== {time.monotonic() - STARTED:5.0f} s  {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="script/stress intake")
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--port", type=int)
    return parser.parse_args()


def prepare():
    """A database of its own with the employee.

    :return: what the parts need to know
    """
    databases.copy(TEMPLATE, DATABASE)
    with runtime.environment(DATABASE) as env:
        uid, partner_id = people.found(env)
    databases.forget(DATABASE)
    return {"database": DATABASE, "uid": uid, "partner": partner_id, "sessions": config.session_dir, "folder": FOLDER}


def main():
    options = arguments()
    runtime.start()
    results, wrong = {}, []
    for name, part in PARTS.items():
        if options.only and name not in options.only:
            continue
        progress(f"{name}: {part.__doc__.splitlines()[0]}")
        facts = {**prepare(), "port": options.port}
        figures, findings = part.run(facts, progress)
        results[name] = figures
        wrong += [f"{name}: {finding}" for finding in findings]
    results["wrong"] = wrong
    (FOLDER / "intake.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    for name, figures in results.items():
        if name != "wrong":
            print(f"\n{name}")
            for what, value in figures.items():
                print(f"  {what}: {value}")
    print("\nwrong: " + ("nothing" if not wrong else ""))
    for finding in wrong:
        print(f"  {finding}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
