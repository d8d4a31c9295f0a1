"""The databases of a run: copies of crossbiz_bench, filled to a size and kept until the code changes."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import odoo.sql_db
from odoo.modules.registry import Registry

from . import filling, loans, projects, runtime, volume

TEMPLATE = "crossbiz_bench"


def call(*arguments):
    """``script/database.py``; True when it answers yes."""
    return subprocess.run([sys.executable, "script/database.py", *arguments], check=False).returncode == 0


def copy(source, target):
    """Replace ``target`` by a copy of ``source``, which nobody may be connected to."""
    forget(target)
    forget(source)
    assert call("copy", source, target), f"{source} could not be copied"


def forget(database):
    """Close this process's connections to a database."""
    Registry.delete(database)
    odoo.sql_db.close_db(database)


def get_ledger(size, progress):
    """The name of a database with ``size`` cases and leads; it is made when there is none of today's code."""
    what = f"{size:,} cases, {5 * size:,} steps, {size:,} leads"
    return get_filled(f"{TEMPLATE}_{size}", volume.Volume, size, what, progress)


def get_loans(many, progress):
    """The name of a database with a resource that has so many allocations; see ``loans.py``."""
    what = f"{many:,} allocations of one resource, a month of {loans.RESOURCES}, as many meetings"
    return get_filled(f"{TEMPLATE}_loans_{many}", loans.Loans, many, what, progress)


def get_projects(many, progress):
    """The name of a database with so many running task books, and one long one; see ``projects.py``."""
    what = f"{many:,} running task books, one of {projects.WEEKS} weeks, a project as large"
    return get_filled(f"{TEMPLATE}_projects_{many}", projects.Projects, many, what, progress)


def get_filled(database, recipe, size, what, progress):
    """The name of ``database``, filled by ``recipe(env, size)`` unless it was so with today's code."""
    text = b"".join(Path(module.__file__).read_bytes() for module in (filling, sys.modules[recipe.__module__]))
    mark = f"{os.environ['BENCH_CODE']} {hashlib.sha256(text).hexdigest()[:16]}"
    if not call("fresh", database, mark):
        progress(f"filling {database}: {what}")
        copy(TEMPLATE, database)
        with runtime.environment(database) as env:
            recipe(env, size).run()
        forget(database)
        filling.Filling.settle(database)
        assert call("mark", database, mark)
    return database
