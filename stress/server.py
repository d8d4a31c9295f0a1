"""An Odoo server with worker processes, started for this run and stopped with it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import requests

READY_WITHIN = 60  # seconds
MOMENT = 0.03  # seconds
RETRY = re.compile(r"tries left, try again")
GAVE_UP = re.compile(r"maximum number of tries reached")
# When two promises meet, the cursor logs what PostgreSQL says and the call runs again; each clear message is logged.
EXPECTED = re.compile(r"odoo\.sql_db: bad query:|odoo\.http: .*(promised already|was already closed by)")
COMPLAINT = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


def get_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """``with Server(…) as server``: answers when entered, is gone when left."""

    def __init__(self, database, workers, folder, port=None, **others):
        self.log = folder / "server.log"
        self.port = port or get_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        options = {
            "config": os.environ["ODOO_RC"],
            "database": database,
            "db-filter": f"^{database}$",
            "workers": workers,
            "max-cron-threads": 0,
            "http-interface": "127.0.0.1",
            "http-port": self.port,
            "gevent-port": port + 1 if port else get_free_port(),
            "logfile": self.log,
            "log-level": "warn",
            "log-handler": "odoo.service.model:INFO",
            **{name.replace("_", "-"): value for name, value in others.items()},
        }
        self.command = [
            sys.executable,
            str(Path(__file__).with_name("launch.py")),
            "server",
            *(f"--{name}={value}" for name, value in options.items()),
        ]
        self.process = None

    def __enter__(self):
        self.log.unlink(missing_ok=True)
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error):
        self.stop()

    def wait_until_ready(self):
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if requests.get(f"{self.url}/web/health", timeout=5).status_code == 200:
                    return
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.2)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self):
        """Asked once it waits for idle workers, asked twice it does not."""
        for patience in (1, 20):
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                continue
        self.process.kill()
        self.process.wait()

    def get_workers(self):
        """The workers that answer requests; the second server (for the bus) is none of them."""
        children = psutil.Process(self.process.pid).children()
        return [child for child in children if "gevent" not in child.cmdline()]

    def get_busiest_worker(self):
        """The process id of the worker that used the processor most in this moment."""
        before = {worker: worker.cpu_times().user for worker in self.get_workers()}
        time.sleep(MOMENT)
        return max(before, key=lambda worker: worker.cpu_times().user - before[worker]).pid

    def read_log(self):
        """What happened behind the scenes: calls that ran again, calls that gave up, and all other complaints."""
        counts, complaints = Counter(), []
        for line in self.log.read_text().splitlines():
            counts["run again"] += bool(RETRY.search(line))
            counts["gave up"] += bool(GAVE_UP.search(line))
            if COMPLAINT.search(line) and not EXPECTED.search(line):
                complaints.append(line)
        return counts, complaints
