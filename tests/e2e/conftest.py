"""A real Odoo server with two worker processes on a database of its own, spoken to over ``/json/2`` with API keys.

``E2E_SOURCE_DB`` may name a database with the addon installed, to copy; without it the addon is
installed into a copy of the template (half a minute more). Stops only the server it started.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
DATABASE = f"crossbiz_races_{os.getpid()}"
READY_WITHIN = 60  # seconds


def run_in_environment(command, **options):
    """Run a line of bash with the functions of script/environment.sh."""
    line = f'. "{ROOT}/script/environment.sh"; need_bootstrap; {command}'
    return subprocess.run(["bash", "-c", line], check=True, capture_output=True, text=True, **options).stdout


def get_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Company:
    """The server's company as its people's scripts see it."""

    def __init__(self, url, seed):
        self.url = url
        self.departments, self.partner, self.keys = seed["departments"], seed["partner"], seed["keys"]

    def call(self, login, model, method, **body):
        """One call under this person's key.

        :return: ``(HTTP status, answer)``
        """
        body.setdefault("context", {"lang": "en_US"})
        response = requests.post(
            f"{self.url}/json/2/{model}/{method}",
            json=body,
            headers={"Authorization": f"bearer {self.keys[login]}", "X-Odoo-Database": DATABASE},
            timeout=60,
        )
        return response.status_code, response.json()

    def do(self, login, model, method, **body):
        """A call that has to succeed."""
        status, answer = self.call(login, model, method, **body)
        assert status == 200, (method, status, answer.get("message"))
        return answer

    def at_once(self, *calls):
        """Make the calls ``(login, model, method, body)`` in the same moment.

        :return: their ``(status, answer)`` in the given order
        """
        barrier = Barrier(len(calls))

        def make(call):
            login, model, method, body = call
            barrier.wait()
            return self.call(login, model, method, **body)

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(make, calls))


def wait_until_ready(url, server, log):
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            if requests.get(f"{url}/web/health", timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


def stop(server):
    """End the server and its workers: asked once it waits for idle ones, asked twice it does not."""
    for patience in (1, 20):
        server.send_signal(signal.SIGINT)
        try:
            server.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue
    server.kill()
    server.wait()


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    source = os.environ.get("E2E_SOURCE_DB")
    try:
        if source:
            run_in_environment(f'database copy "{source}" {DATABASE}')
        else:
            run_in_environment(f'ensure_template; database copy "$TEMPLATE_DB" {DATABASE}')
            run_in_environment(f'odoo -d {DATABASE} -i "$ADDON" --stop-after-init --no-http')
        with (Path(__file__).parent / "seed.py").open() as seed_file:
            output = run_in_environment(f"odoo shell -d {DATABASE} --no-http --log-level=error", stdin=seed_file)
        seed = next(line for line in output.splitlines() if line.startswith("SEED "))
        port, log = get_free_port(), tmp_path_factory.mktemp("server") / "server.log"
        options = {
            "database": DATABASE,
            "db-filter": f"^{DATABASE}$",
            "workers": 2,
            "max-cron-threads": 0,
            "http-interface": "127.0.0.1",
            "http-port": port,
            "gevent-port": get_free_port(),
            "logfile": log,
            "log-level": os.environ.get("E2E_LOG_LEVEL", "warn"),
        }
        command = [ROOT / "script" / "odoo", "server", *(f"--{name}={value}" for name, value in options.items())]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url, server, log)
            yield Company(url, json.loads(seed.removeprefix("SEED ")))
        finally:
            stop(server)
            if os.environ.get("E2E_LOG"):
                shutil.copy(log, os.environ["E2E_LOG"])
    finally:
        run_in_environment(f"database drop {DATABASE}")
