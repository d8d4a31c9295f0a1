"""Odoo as a library: a loaded registry, and units of work measured like requests of their own."""

import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import odoo.service.server
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

STATE = Path(os.environ["STATE"]) / "bench"


def start(*options):
    """Read the bench's configuration, once a process."""
    config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level", "warn", "--no-http", *options], setup_logging=True)
    odoo.service.server.load_server_wide_modules()


@contextmanager
def environment(database, login=None, readonly=False):
    """An environment in a transaction of its own, with empty caches, as a request gets one. Commits at the end."""
    registry = Registry(database)
    with registry.cursor(readonly=readonly) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if login:
            user = env["res.users"].search([("login", "=", login)])
            company = user.company_id.id
            env = api.Environment(
                cr, user.id, {"lang": "en_US", "tz": "Asia/Shanghai", "allowed_company_ids": [company]}
            )
        yield env


class Work(NamedTuple):
    """One request of a user."""

    database: str
    login: str
    do: Callable  # of an environment


class Unit(NamedTuple):
    """What one unit of work took."""

    seconds: float
    queries: int
    # seconds of processor time, of this process and of its PostgreSQL backend: what other load disturbs least
    cpu: float


def cpu_seconds(cr):
    """Processor time that this process and, where it runs on this machine, the backend of ``cr`` have used."""
    try:
        backend = int(Path(f"/proc/{cr.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError):
        backend = 0.0
    return time.process_time() + backend


def measure(work, commit=False):
    """Do a work as a user would by one request, and count until its transaction has ended.

    A new transaction has empty record caches; what lives as long as the process (registry, rules, views) stays warm.
    Flush, precommit hooks and the commit itself are inside the measured time; ``commit=False`` is for reading.
    """
    with environment(work.database, work.login) as env:
        cr = env.cr
        env.user.has_group("base.group_user")  # authentication has read the user before the work begins
        before, cpu, started = cr.sql_log_count, cpu_seconds(cr), time.perf_counter()
        work.do(env)
        if commit:
            cr.commit()
        else:
            cr.rollback()
        seconds, cpu = time.perf_counter() - started, cpu_seconds(cr) - cpu
        queries = cr.sql_log_count - before
    return Unit(seconds, queries, cpu)


def measure_rounds(works, rounds, warm_up, tell, commit=False):
    """Measure each of ``works`` once a round, so that what else the machine does meets all alike.

    :param dict works: :class:`Work` by any key
    :param tell: gets a text now and then
    :return: lists of :class:`Unit` by the same keys
    """
    measured = {key: [] for key in works}
    for number in range(-warm_up, rounds):
        for key, work in works.items():
            unit = measure(work, commit)
            if number >= 0:
                measured[key].append(unit)
        if number >= 0 and not (number + 1) % max(rounds // 4, 1):
            tell(f"round {number + 1} of {rounds}")
    return measured


def summarize(units, per=1):
    """What a row of the table says of its units, each of which did so many things."""
    return {
        "ms": median(unit.seconds for unit in units) * 1000 / per,
        "cpu": median(unit.cpu for unit in units) * 1000 / per,
        "queries": median(unit.queries for unit in units) / per,
    }


def compare(ours, theirs, what="seconds"):
    """The median of the rounds' ratios: each round is compared within itself."""
    return median(getattr(one, what) / getattr(other, what) for one, other in zip(ours, theirs, strict=True))


def get_raw(measured):
    """All units, for the JSON."""
    return {
        ", ".join(map(str, key)) if isinstance(key, tuple) else key: [unit._asdict() for unit in units]
        for key, units in measured.items()
    }
