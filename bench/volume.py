"""Ledgers of any size, made with SQL in a minute: cases, papers, lines, steps, participants, journal, and leads.

Everything follows from a row's number, so that every run measures the same data. The newest 2,000 cases and every
fifth of the others are running, with three open steps each; what ended keeps five closed ones. A case has five of the
200 departments: one asks, one leads all, three answer.
"""

import os
from datetime import datetime
from pathlib import Path

from odoo.tools import config

from .filling import Filling

RUNNING_HEAD = 2_000
ORDINARY = 190  # the first departments; those after them have the company's functions
SALES_SHARE = 16  # each salesman has this part of the leads: as much as a member of three departments sees of the cases
JOURNAL_ROWS = 100_000
NUMBERED = ("crossbiz_case", "crossbiz_task_order", "crossbiz_task_order_line", "crossbiz_node", "crm_lead")
LINKS = ("crossbiz_case_collaborator_rel", "crossbiz_case_department_rel", "crossbiz_journal")

# Numbers of the departments of case i, from 0: who asks, and three others.
ASKS = f"(hashint4(i) & 2147483647) % {ORDINARY}"
PLACES = f"""
    SELECT i, i > %(size)s - {RUNNING_HEAD} OR i % 5 = 0 AS running, asks,
           (asks + 1 + i % 47) % {ORDINARY} AS one, (asks + 60 + i % 41) % {ORDINARY} AS two,
           (asks + 120 + i % 53) % {ORDINARY} AS three,
           now() AT TIME ZONE 'UTC' AS today,
           date_trunc('hour', now() AT TIME ZONE 'UTC') + i % 700 * interval '1 hour' - interval '4 days' AS base
      FROM (SELECT i, {ASKS} AS asks FROM generate_series(1, %(size)s) AS i) AS numbered"""
# The steps of a case: number, kind, whose, open while the case runs, deadline after the case's base.
STEPS = """(VALUES
    (1, 'order_response', one, false, interval '-3 days'), (2, 'order_response', three, false, interval '-2 days'),
    (3, 'order_response', two, true, interval '0'), (4, 'order_delivery', one, true, interval '1 day'),
    (5, 'order_delivery', three, true, interval '2 days'))"""


class Volume(Filling):
    """Fills one database; ``size`` counts cases and leads."""

    def __init__(self, env, size):
        self.size = size
        company = env.company
        departments = env["hr.department"].search([("name", "like", "Department ")], order="name")
        facts = {
            "size": size,
            "company": company.id,
            "departments": departments.ids,
            "lead": company.crossbiz_lead_department_id.id,
            "partner": env["res.partner"].search([("name", "=", "Bench Customer")]).id,
            "user": env["res.users"].search([("login", "=", "bench_officer")]).id,
            "salesman": env["res.users"].search([("login", "=", "bench_salesman")]).id,
            "people": env["res.users"].search([("login", "like", "person")], order="login", limit=100).ids,
            "team": env["crm.team"].search([("name", "=", "Bench")]).id,
            "stages": env["crm.stage"].search([]).ids,
        }
        super().__init__(env, facts)

    def run(self):
        with self.bare(NUMBERED + LINKS):
            for fill in (self.cases, self.papers, self.participants, self.steps, self.journal, self.leads):
                fill()
        for table in NUMBERED:
            self.env.cr.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
        self.env.cr.commit()

    def department(self, number):
        return f"(%(departments)s)[{number} + 1]"

    # --------------------------------------------------
    # Ours
    # --------------------------------------------------

    def cases(self):
        self.insert(
            "crossbiz_case",
            PLACES,
            {
                "id": "i",
                "reference": "'CB/2026/' || lpad(i::text, 6, '0')",
                "name": "'Retrofit of pump line ' || i",
                "kind": "'customer'",
                "state": "CASE WHEN running THEN 'running' ELSE 'done' END",
                "company_id": "%(company)s",
                "requesting_department_id": self.department("asks"),
                "lead_department_id": "%(lead)s",
                "user_id": "%(user)s",
                "suspended": "false",
                "major": "i % 20 = 0",
                "involves_contract": "false",
                "involves_data_sharing": "false",
                "involves_external": "false",
                "submitted_at": "base - interval '5 days'",
                "started_at": "base - interval '5 days'",
                "done_at": "CASE WHEN NOT running THEN base END",
                "next_deadline": "CASE WHEN running THEN base END",
                "next_reminder": "CASE WHEN running THEN base - interval '4 hours' END",
                "was_late": "NOT running AND i % 10 = 3",
            },
        )

    def papers(self):
        self.insert(
            "crossbiz_task_order",
            PLACES,
            {
                "id": "i",
                "case_id": "i",
                "partner_id": "%(partner)s",
                "commercial_partner_id": "%(partner)s",
                "need": "'The pumps stop at night.'",
                "delivery_standard": "'Runs a week without a stop.'",
                "response_hours": "24",
            },
        )
        self.insert(
            "crossbiz_task_order_line",
            f"SELECT * "
            f"FROM ({PLACES}) AS places, LATERAL (VALUES (1, one), (2, two), (3, three)) AS line (number, place)",
            {
                "id": "(i - 1) * 3 + number",
                "order_id": "i",
                "sequence": "10",
                "department_id": self.department("place"),
                "request": "'Look after your part.'",
                "cycle": "1",
                "issued_at": "base - interval '5 days'",
                "state": "CASE WHEN running THEN 'asked' ELSE 'accepted' END",
            },
        )

    def participants(self):
        collaborators, all_places = (
            f"SELECT i, {self.department('place')} AS department "
            f"FROM ({PLACES}) AS places, unnest(ARRAY[{places}]) AS place"
            for places in ("one, two, three", "one, two, three, asks")
        )
        self.execute(f"INSERT INTO crossbiz_case_collaborator_rel {collaborators}")
        self.execute(
            f"INSERT INTO crossbiz_case_department_rel {all_places} "
            "UNION ALL SELECT i, %(lead)s FROM generate_series(1, %(size)s) AS i"
        )

    def steps(self):
        self.insert(
            "crossbiz_node",
            f"SELECT * FROM ({PLACES}) AS places, LATERAL {STEPS} AS step (number, kind, place, waits, after)",
            {
                "id": "(i - 1) * 5 + number",
                "kind": "kind",
                "subject": "'CB/2026/' || lpad(i::text, 6, '0') || ' Retrofit of pump line ' || i",
                "res_model": "'crossbiz.task.order'",
                "res_id": "i",
                "case_id": "i",
                "company_id": "%(company)s",
                "department_id": self.department("place"),
                "submitter_id": "%(user)s",
                "cycle": "1",
                "is_decision": "false",
                "state": "CASE WHEN running AND waits THEN 'open' ELSE 'closed' END",
                "outcome": "CASE WHEN NOT (running AND waits) THEN 'done' END",
                "on_time": "CASE WHEN NOT (running AND waits) THEN (i + number) % 10 <> 3 END",
                "closed_at": "CASE WHEN NOT (running AND waits) THEN base + after END",
                "closed_by": "CASE WHEN NOT (running AND waits) THEN %(user)s END",
                "opened_at": "base - interval '5 days'",
                "effective_start": "base - interval '5 days'",
                "baseline_deadline": "base + after",
                "deadline": "base + after",
                "remind_at": "base + after - interval '4 hours'",
                "escalate_at": "base + after + interval '8 hours'",
                "notice_at": "CASE WHEN running AND waits THEN base + after - interval '4 hours' END",
                "notice_level": "CASE WHEN running AND waits THEN 0 ELSE 1 END",
                "paused_seconds": "0",
                "amount": "24",
                "unit": "'hour'",
                "start_rule": "'same_day'",
                "remind_before": "4",
                "escalate_after": "8",
                "fixed": "false",
            },
        )

    def journal(self):
        """One sealed entry for each case, as its issue would have written."""
        from odoo.addons.crossbiz_addon.lib import seal as seals  # noqa: PLC0415 - Odoo makes it importable late

        journal = self.env["crossbiz.journal"]
        columns = journal._get_columns()
        key = seals.load_key(os.environ, Path(config["data_dir"]) / "crossbiz_seal.key")
        at = datetime(2026, 1, 1)
        for start in range(1, self.size + 1, JOURNAL_ROWS):
            rows = []
            for number in range(start, min(start + JOURNAL_ROWS, self.size + 1)):
                row = dict.fromkeys(columns)
                row.update(res_model="crossbiz.task.order", res_id=number, case_id=number, event="order_issued")
                row.update(old_value="draft", new_value="running", user_id=self.facts["user"], at=at, position=1)
                row["previous_seal"] = seals.GENESIS
                row["seal"] = seals.seal(key, journal._sealed_values(row), seals.GENESIS)
                rows.append(tuple(row[name] for name in columns))
            self.env.cr.execute_values(
                f"INSERT INTO crossbiz_journal ({', '.join(columns)}) VALUES %s", rows, page_size=5_000
            )

    # --------------------------------------------------
    # The peer
    # --------------------------------------------------

    def leads(self):
        self.insert(
            "crm_lead",
            "SELECT i, now() AT TIME ZONE 'UTC' AS today FROM generate_series(1, %(size)s) AS i",
            {
                "id": "i",
                "name": "'Retrofit of pump line ' || i",
                "type": "'opportunity'",
                "active": "i % 20 <> 0",
                "priority": "(i % 4)::text",
                "user_id": f"CASE WHEN i % {SALES_SHARE} = 7 THEN %(salesman)s "
                "ELSE (%(people)s)[(hashint4(i) & 63) + 1] END",
                "team_id": "%(team)s",
                "company_id": "%(company)s",
                "stage_id": "(%(stages)s)[i % array_length(%(stages)s, 1) + 1]",
                "partner_id": "%(partner)s",
                "contact_name": "'Bench Customer'",
                "email_from": "'customer' || i || '@example.com'",
                "email_normalized": "'customer' || i || '@example.com'",
                "won_status": "'pending'",
                "color": "0",
                "expected_revenue": "i % 1000 * 100",
                "prorated_revenue": "i % 1000 * 50",
                "recurring_revenue": "0",
                "recurring_revenue_monthly": "0",
                "recurring_revenue_monthly_prorated": "0",
                "recurring_revenue_prorated": "0",
                "probability": "50",
                "automated_probability": "50",
                "date_open": "today - i % 100 * interval '1 day'",
                "date_last_stage_update": "today - i % 10 * interval '1 day'",
                "date_deadline": "(today + i % 90 * interval '1 day')::date",
            },
        )
