"""What PostgreSQL did for a read: EXPLAIN (ANALYZE, BUFFERS) of each query, in .odoo/bench/plans."""

import re
from contextlib import contextmanager

from odoo.sql_db import Cursor

from . import runtime

FOLDER = runtime.STATE / "plans"


@contextmanager
def recorded():
    """Collect the text of every query while this runs."""
    queries, execute = [], Cursor.execute

    def record(cr, query, params=None, log_exceptions=True):
        result = execute(cr, query, params, log_exceptions)
        queries.append(cr._obj.query.decode())
        return result

    Cursor.execute = record
    try:
        yield queries
    finally:
        Cursor.execute = execute


def save(work, name, whole=False):
    """Do a work and explain its queries, the slowest first, in a file called ``name``.

    :return: the slowest, as ``(milliseconds, first words)``; the ``whole`` of them as ``(milliseconds, query, plan)``
    """
    with recorded() as queries, runtime.environment(work.database, work.login) as env:
        env.user.has_group("base.group_user")
        queries.clear()
        work.do(env)
        env.cr.rollback()
    plans = []
    with runtime.environment(work.database) as env:
        for query in queries:
            if not query.lstrip().upper().startswith(("SELECT", "WITH")):
                continue
            env.cr.execute("EXPLAIN (ANALYZE, BUFFERS) " + query.replace("%", "%%"), [])
            lines = [line for (line,) in env.cr.fetchall()]
            took = float(next(line for line in reversed(lines) if line.startswith("Execution Time")).split()[2])
            plans.append((took, query, lines))
        env.cr.rollback()
    plans.sort(key=lambda plan: -plan[0])
    FOLDER.mkdir(exist_ok=True)
    text = "\n\n".join("\n".join([f"-- {took:.2f} ms", query, *lines]) for took, query, lines in plans)
    file = re.sub(r"[^\w-]", "", name.replace(" ", "_"))
    (FOLDER / f"{file}.txt").write_text(f"-- {work.login} on {work.database}\n\n{text}\n")
    if whole:
        return plans
    return [(round(took, 2), " ".join(query.split())[:80]) for took, query, _lines in plans[:3]]
