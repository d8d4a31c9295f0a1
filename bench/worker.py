"""One run of the escalation job in a process of its own, as a cron worker does it."""

import json
import sys
import time

from . import runtime


def main(database):
    runtime.start("--log-handler", "odoo.sql_db:CRITICAL")  # what it says of two workers on one row fills the screen
    with runtime.environment(database) as env:
        env["crossbiz.node"].search([], limit=1)
        print("ready", flush=True)
        sys.stdin.readline()
        before, cpu, started = env.cr.sql_log_count, runtime.cpu_seconds(env.cr), time.perf_counter()
        env["crossbiz.node"]._cron_escalate()
        seconds, cpu = time.perf_counter() - started, runtime.cpu_seconds(env.cr) - cpu
        print(json.dumps({"seconds": seconds, "cpu": cpu, "queries": env.cr.sql_log_count - before}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
