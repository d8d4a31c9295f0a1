"""Fed to ``odoo shell``: running joint projects of Sales with Technical; their ids as one line of JSON."""

import json
import os

departments = json.loads(os.environ["DEPARTMENTS"])
books = env["crossbiz.task.book"].create(  # noqa: F821 - env is the shell's
    [
        {
            "name": f"Service line {number}",
            "requesting_department_id": departments["Sales"],
            "lead_department_id": departments["Operations"],
            "assignment_ids": [(0, 0, {"department_id": departments["Technical"], "duty": "Build it"})],
        }
        for number in range(int(os.environ["COUNT"]))
    ]
)
books.case_id.write({"state": "running"})
env.cr.commit()  # noqa: F821
print("BOOKS " + json.dumps(books.case_id.ids))  # noqa: T201
