"""Fed to ``odoo shell``: one run of a job, begun when the file GO appears, in the month of the tests.

It works in small batches, so that whoever watches can end it halfway.
"""

import os
import time
from pathlib import Path

from odoo.tests import freeze_time

from odoo.addons.crossbiz_addon.models.communication import meeting_plan

meeting_plan.BATCH = 3
print("READY", flush=True)  # noqa: T201
while not Path(os.environ["GO"]).exists():
    time.sleep(0.01)
with freeze_time(os.environ["NOW"]):
    getattr(env["crossbiz.meeting"], os.environ["JOB"])()  # noqa: F821 - env is the shell's
