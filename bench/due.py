"""Due steps for the escalation job, and what has to come of them."""

from .volume import RUNNING_HEAD

# Who has to be told what, from the facts before the job runs.
EXPECTED = """
    CREATE TABLE bench_expected AS
    WITH acting AS (SELECT department_id, user_id FROM crossbiz_department_acting_rel),
         due AS (SELECT node.id, node.department_id, case_row.lead_department_id AS lead,
             company.crossbiz_decision_department_id AS board,
                        CASE WHEN escalate_at <= now() AT TIME ZONE 'UTC' THEN 3
                             WHEN node.deadline <= now() AT TIME ZONE 'UTC' THEN 2 ELSE 1 END AS level
                   FROM crossbiz_node AS node
                   JOIN crossbiz_case AS case_row ON case_row.id = node.case_id
                   JOIN res_company AS company ON company.id = node.company_id
                  WHERE node.state = 'open' AND notice_at <= now() AT TIME ZONE 'UTC')
    SELECT due.id AS node_id, 'reminded' AS event, user_id FROM due JOIN acting USING (department_id) WHERE level = 1
    UNION SELECT due.id, 'breached', user_id FROM due JOIN acting USING (department_id) WHERE level = 2
    UNION SELECT due.id, 'breached', acting.user_id FROM due JOIN acting ON acting.department_id = lead WHERE level = 2
    UNION SELECT due.id, 'breached', employee.user_id FROM due
            JOIN hr_department AS department ON department.id = due.department_id
            JOIN hr_employee AS employee ON employee.id = department.manager_id WHERE level = 2
    UNION SELECT due.id, 'escalated', acting.user_id FROM due JOIN acting ON acting.department_id = board
        WHERE level = 3"""
CHECKS = {
    "notices that were expected and never written": """
        SELECT count(*) FROM (SELECT node_id, event, user_id FROM bench_expected
                              EXCEPT ALL SELECT node_id, event, user_id FROM crossbiz_notice) AS missing""",
    "notices too many": """
        SELECT count(*) FROM (SELECT node_id, event, user_id FROM crossbiz_notice
                              EXCEPT ALL SELECT node_id, event, user_id FROM bench_expected) AS surplus""",
    "journal entries missing": """
        SELECT count(*) FROM (SELECT DISTINCT node_id, 'node_' || event FROM bench_expected
                              EXCEPT ALL SELECT node_id, event FROM crossbiz_journal
                                  WHERE node_id IS NOT NULL) AS missing""",
    "journal entries too many": """
        SELECT count(*) FROM (SELECT node_id, event FROM crossbiz_journal WHERE node_id IS NOT NULL
                              EXCEPT ALL SELECT DISTINCT node_id, 'node_' || event FROM bench_expected) AS surplus""",
    "steps still due": """
        SELECT count(*) FROM crossbiz_node WHERE state = 'open' AND notice_at <= now() AT TIME ZONE 'UTC'""",
}


def count_open(size):
    """How many open steps a ledger of ``size`` cases has."""
    head = min(size, RUNNING_HEAD)
    return 3 * (head + (size - head) // 5)


def make_due(env, due):
    """Make so many open steps due for the escalation job, and no others.

    Two fifths are to be reminded, two fifths were just breached (half of them reminded before), one fifth has to be
    escalated: what a job finds that was late for some hours.
    """
    env.cr.execute(
        """UPDATE crossbiz_node AS node
              SET deadline = moment, baseline_deadline = moment, remind_at = moment - interval '4 hours',
                  escalate_at = moment + interval '8 hours', notice_level = level,
                  notice_at = moment + CASE level WHEN 0 THEN interval '-4 hours' WHEN 1 THEN interval '0'
                                                  ELSE interval '8 hours' END
             FROM (SELECT id, now() AT TIME ZONE 'UTC' + number %% 97 * interval '1 minute'
                          + CASE WHEN number > %(due)s THEN interval '30 days'
                              WHEN number %% 5 < 2 THEN interval '1 hour'
                                 WHEN number %% 5 < 4 THEN interval '-3 hours' ELSE interval '-11 hours' END AS moment,
                          CASE WHEN number > %(due)s THEN 0 WHEN number %% 5 = 3 THEN 1 WHEN number %% 5 = 4 THEN 2
                               ELSE 0 END AS level
                     FROM (SELECT id, row_number() OVER (ORDER BY hashint4(id)) AS number
                             FROM crossbiz_node WHERE state = 'open') AS numbered) AS due
            WHERE node.id = due.id""",
        {"due": due},
    )
    env.cr.execute("SELECT count(*) FROM crossbiz_node WHERE state = 'open' AND notice_at <= now() AT TIME ZONE 'UTC'")
    (found,) = env.cr.fetchone()
    assert found == due, f"{found} steps are due instead of {due}"
