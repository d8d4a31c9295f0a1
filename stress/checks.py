"""What has to be true of the database, whoever pressed when and whatever died."""

import bisect
from collections import defaultdict

from bench import databases, runtime

# Each counts what is wrong.
CHECKS = {
    "moments at which more is promised than there is": """
        WITH change AS (
             SELECT resource_id, start AS at, outstanding AS units FROM crossbiz_resource_allocation
              WHERE state IN ('held', 'active')
             UNION ALL
             SELECT resource_id, stop, -outstanding FROM crossbiz_resource_allocation
              WHERE state IN ('held', 'active')),
             level AS (
             SELECT resource_id, at, SUM(SUM(units)) OVER (PARTITION BY resource_id ORDER BY at) AS units
               FROM change GROUP BY resource_id, at)
        SELECT count(*) FROM level JOIN crossbiz_resource AS resource ON resource.id = level.resource_id
         WHERE level.units > resource.capacity""",
    "allocations without exactly one move that promises them": """
        SELECT count(*) FROM crossbiz_resource_allocation AS allocation
         WHERE (SELECT count(*) FROM crossbiz_resource_move AS move
                 WHERE move.request_id = allocation.request_id AND move.event = 'allocate'
                   AND move.resource_id = allocation.resource_id AND move.quantity = allocation.quantity
                   AND move.promised_change = allocation.quantity) != 1""",
    "moves that promise nothing that is held": """
        SELECT count(*) FROM crossbiz_resource_move AS move
         WHERE event = 'allocate'
           AND NOT EXISTS (SELECT 1 FROM crossbiz_resource_allocation AS allocation
                            WHERE allocation.request_id = move.request_id)""",
    "resources whose ledger and allocations differ": """
        SELECT count(*) FROM crossbiz_resource AS resource
         WHERE (SELECT COALESCE(SUM(promised_change), 0) FROM crossbiz_resource_move WHERE resource_id = resource.id)
            != (SELECT COALESCE(SUM(outstanding), 0) FROM crossbiz_resource_allocation
                 WHERE resource_id = resource.id AND state IN ('held', 'active'))
            OR (SELECT SUM(on_hand_change) FROM crossbiz_resource_move WHERE resource_id = resource.id)
            != resource.capacity""",
    "resources whose ledger has a gap": """
        SELECT count(*) FROM (SELECT 1 FROM crossbiz_resource_move GROUP BY resource_id
                              HAVING max(position) != count(*) OR min(position) != 1) AS gaps""",
    "resources whose version does not count their promises": """
        SELECT count(*) FROM crossbiz_resource AS resource
         WHERE version != (SELECT count(*) FROM crossbiz_resource_allocation WHERE resource_id = resource.id)""",
    "requests that are half approved": """
        SELECT count(*) FROM crossbiz_resource_request AS request
          JOIN crossbiz_case AS paper ON paper.id = request.case_id
         CROSS JOIN LATERAL (
               SELECT ARRAY[
                      paper.state = 'approved',
                      (SELECT count(*) = 1 FROM crossbiz_resource_allocation WHERE request_id = request.id),
                      (SELECT state = 'closed' AND outcome = 'approved' AND snapshot_digest IS NOT NULL
                         FROM crossbiz_node WHERE id = 2 * request.id),
                      (SELECT judged_at IS NOT NULL FROM crossbiz_resource_evaluation WHERE id = 2 * request.id),
                      (SELECT count(*) = 1 FROM crossbiz_node
                        WHERE case_id = paper.id AND kind = 'resource_allocation' AND state = 'open'),
                      (SELECT count(*) = 1 FROM crossbiz_journal WHERE case_id = paper.id AND event = 'capacity_held'),
                      (SELECT count(*) = 1 FROM crossbiz_journal WHERE case_id = paper.id AND event = 'evaluated'),
                      request.id IN (SELECT res_id FROM crossbiz_notice
                                      WHERE res_model = 'crossbiz.resource.request')] AS facts)
               AS approval
         WHERE NOT (true = ALL(facts) OR false = ALL(facts))
            OR paper.state NOT IN ('review', 'approved')""",
}


def judge(database, presses):
    """Everything that has to hold afterwards.

    :return: what is wrong, as sentences; and figures of what was promised
    """
    wrong = []
    with runtime.environment(database) as env:
        for name, text in CHECKS.items():
            env.cr.execute(text)
            ((count,),) = env.cr.fetchall()
            if count:
                wrong.append(f"{count:,} {name}")
        wrong += judge_answers(env, presses)
        wrong += judge_refusals(env, presses)
        env.cr.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (deadlocks,) = env.cr.fetchone()
        report = env["crossbiz.journal"]._verify()
        if report["broken"]:
            wrong.append(report["broken"])
        env.cr.execute("SELECT count(*) FROM crossbiz_resource_allocation WHERE state = 'held'")
        (held,) = env.cr.fetchone()
        figures = {
            "held": held,
            "sealed entries verified": report["entries"],
            "deadlocks": deadlocks,
            "promised": get_promised_share(env),
        }
    databases.forget(database)
    return wrong, figures


def judge_answers(env, presses):
    """What people were told is what the database holds."""
    told, lost, pressed = defaultdict(int), set(), set()
    for press in presses:
        pressed.add(press.request)
        if press.outcome == "held":
            told[press.request] += 1
        elif press.outcome in ("connection lost", "error"):
            lost.add(press.request)
    env.cr.execute("SELECT request_id FROM crossbiz_resource_allocation")
    held = {request_id for (request_id,) in env.cr.fetchall()}
    twice = [request_id for request_id, times in told.items() if times > 1]
    findings = {
        "requests whose approval two people were thanked for": twice,
        "approvals that people were told of and that are not there": told.keys() - held,
        "approvals that nobody was told of": held - told.keys() - lost,
        "approvals that nobody pressed": held - pressed,
    }
    return [f"{len(found):,} {name}" for name, found in findings.items() if found]


def judge_refusals(env, presses):
    """Nobody was refused what is still free now: promises only grew meanwhile."""
    from odoo.addons.crossbiz_addon.lib import occupancy  # noqa: PLC0415 - Odoo makes it importable late

    refused = {press.request for press in presses if press.outcome == "refused"}
    env.cr.execute("SELECT i, resource_id, units, start, stop FROM stress_plan WHERE i = ANY(%s)", [list(refused)])
    wanted = env.cr.fetchall()
    if not wanted:
        return []
    first, last = min(row[3] for row in wanted), max(row[4] for row in wanted)
    levels, starts, capacity = {}, {}, {}
    for resource in env["crossbiz.resource"].search([]):
        levels[resource.id] = occupancy.levels(resource._get_claims(first, None), first, last)
        starts[resource.id] = [level.start for level in levels[resource.id]]
        capacity[resource.id] = resource.capacity
    free = 0
    for _number, resource_id, units, start, stop in wanted:
        begin = bisect.bisect_right(starts[resource_id], start) - 1
        end = bisect.bisect_left(starts[resource_id], stop)
        peak = max(level.quantity for level in levels[resource_id][begin:end])
        free += occupancy.fits(peak, capacity[resource_id], float(units))
    return [f"{free:,} requests were refused although they fit"] if free else []


def get_promised_share(env):
    """Which part of all units was promised, over the time in which something was asked for."""
    env.cr.execute(
        """SELECT (SELECT SUM(EXTRACT(EPOCH FROM stop - start) * outstanding) FROM crossbiz_resource_allocation
                    WHERE state = 'held')
                / (SELECT SUM(capacity) FROM crossbiz_resource)
                / (SELECT EXTRACT(EPOCH FROM max(stop) - min(start)) FROM stress_plan)"""
    )
    (share,) = env.cr.fetchone()
    return float(share or 0)
