"""For all tests: each of the processes that share Odoo's tests writes into a filestore of its own."""

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_filestore(request):
    """pytest-odoo copies the database for each process but lets all of them write, and clean up, in one filestore."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker or not request.config.pluginmanager.hasplugin("odoo"):
        yield
        return
    request.getfixturevalue("load_registry")
    from odoo.tools import config  # noqa: PLC0415 Odoo is there only where its plugin is

    shared = Path(config.filestore(""))
    own = shared.with_name(f"{shared.name}-{worker}")
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(shared, own)
    config.filestore.return_value = str(own)
    yield
    shutil.rmtree(own, ignore_errors=True)
