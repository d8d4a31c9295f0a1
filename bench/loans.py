"""Resources with a past and a future, made with SQL: loans of two of them, a month of 500, and meetings beside them.

The first resource has as many allocations as asked for, the second 1,000: two in five lie in the past and are
returned, one in a hundred is lent now, the others are promised. The month from MONTH on is left to the calendar: 500
resources with eight promises and two requests each. Odoo's own calendar gets a meeting for each of all of these.
"""

from datetime import timedelta

from .filling import Filling

FEW = 1_000
CAPACITY = 60
RESOURCES = 500  # of the calendar
PROMISED, PENDING = 8 * RESOURCES, 2 * RESOURCES
MONTH = 60  # days from now
DAYS = 31
TABLES = (
    "crossbiz_case",
    "crossbiz_case_collaborator_rel",
    "crossbiz_case_department_rel",
    "crossbiz_resource_request",
    "crossbiz_resource_allocation",
    "calendar_event",
    "calendar_attendee",
    "calendar_event_res_partner_rel",
)
# Loan i: of which resource, how it stands, who asks for it, and when; nothing but the calendar's touches the month.
LOANS = f"""
    SELECT i, state, today, asks,
           CASE WHEN i <= %(many)s THEN %(busy)s WHEN i <= %(two)s THEN %(quiet)s
                ELSE (%(resources)s)[i % {RESOURCES} + 1] END AS resource_id,
           CASE WHEN start + interval '1 day' > month AND start < month + interval '{DAYS} days' AND i <= %(two)s
                THEN start + interval '{DAYS + 1} days' ELSE start END AS start,
           1 + i % 20 AS hours
      FROM (SELECT numbered.*,
                   CASE state WHEN 'returned' THEN today - (2 + dice % 17000) * interval '1 day' / 24 - interval '1 day'
                              WHEN 'active' THEN today - dice % 20 * interval '1 hour' / 20
                              ELSE CASE WHEN i <= %(two)s THEN today + (1 + dice % 25000) * interval '1 hour'
                                        ELSE month + dice % {24 * (DAYS - 1)} * interval '1 hour' END END AS start
              FROM (SELECT i, hashint4(i) & 2147483647 AS dice, (hashint4(-i) & 2147483647) % 190 + 1 AS asks,
                           date_trunc('hour', now() AT TIME ZONE 'UTC') AS today,
                           date_trunc('day', now() AT TIME ZONE 'UTC') + interval '{MONTH} days' AS month,
                           CASE WHEN i > %(all)s - {PENDING} THEN 'pending' WHEN i > %(two)s THEN 'held'
                                WHEN i % 5 < 2 THEN 'returned' WHEN i % 100 = 99 THEN 'active' ELSE 'held' END AS state
                      FROM generate_series(1, %(all)s) AS i) AS numbered) AS dated"""


def get_month(env):
    """The month of the calendar, as its first moment and the last one."""
    env.cr.execute("SELECT date_trunc('day', min(today)) FROM bench_loan")
    first = env.cr.fetchone()[0] + timedelta(days=MONTH)
    return first, first + timedelta(days=DAYS, seconds=-1)


class Loans(Filling):
    """Fills one database; ``many`` counts the allocations of its first resource."""

    def __init__(self, env, many):
        company = env.company
        departments = env["hr.department"].search([("name", "like", "Department ")], order="name")
        quiet = env["base"].with_context(tracking_disable=True, mail_create_nolog=True).env
        things = quiet["crossbiz.resource"].create(
            [
                {"name": f"Tool {number:03}", "department_id": departments[number % 190].id, "capacity": CAPACITY}
                for number in range(RESOURCES + 2)
            ]
        )
        env.flush_all()
        facts = {
            "many": many,
            "two": many + FEW,
            "all": many + FEW + PROMISED + PENDING,
            "busy": things[0].id,
            "quiet": things[1].id,
            "resources": things[2:].ids,
            "company": company.id,
            "departments": departments.ids,
            "lead": company.crossbiz_lead_department_id.id,
            "user": env["res.users"].search([("login", "=", "bench_officer")]).id,
            "partners": env["res.users"].search([("login", "like", "person")], limit=RESOURCES).partner_id.ids,
        }
        super().__init__(env, facts)

    def run(self):
        with self.bare(TABLES):
            self.papers()
            self.allocations()
            self.meetings()
        for table in ("crossbiz_case", "crossbiz_resource_request", "crossbiz_resource_allocation", "calendar_event"):
            self.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")

    def papers(self):
        self.execute(
            f"""CREATE TABLE bench_loan AS
                SELECT loan.*, start + hours * interval '1 hour' AS stop, resource.department_id AS owner,
                       (%(departments)s)[asks] AS borrower
                  FROM ({LOANS}) AS loan JOIN crossbiz_resource AS resource ON resource.id = loan.resource_id"""
        )
        self.insert(
            "crossbiz_case",
            "SELECT * FROM bench_loan",
            {
                "id": "i",
                "reference": "'CB/2026/' || lpad(i::text, 6, '0')",
                "name": "'Align pump line ' || i",
                "kind": "'resource'",
                "state": "CASE state WHEN 'returned' THEN 'done' WHEN 'active' THEN 'running' "
                "WHEN 'held' THEN 'approved' ELSE 'review' END",
                "company_id": "%(company)s",
                "requesting_department_id": "borrower",
                "lead_department_id": "%(lead)s",
                "user_id": "%(user)s",
                "suspended": "false",
                "major": "false",
                "involves_contract": "false",
                "involves_data_sharing": "false",
                "involves_external": "false",
                "submitted_at": "least(start, today) - interval '5 days'",
                "was_late": "false",
            },
        )
        self.execute("INSERT INTO crossbiz_case_collaborator_rel SELECT i, owner FROM bench_loan")
        self.execute(
            "INSERT INTO crossbiz_case_department_rel "
            "SELECT DISTINCT i, department FROM bench_loan, unnest(ARRAY[owner, borrower, %(lead)s]) AS department"
        )
        self.insert(
            "crossbiz_resource_request",
            "SELECT * FROM bench_loan",
            {
                "id": "i",
                "case_id": "i",
                "resource_id": "resource_id",
                "resource_type": "'equipment'",
                "owner_department_id": "owner",
                "quantity": "1",
                "date_from": "start",
                "date_to": "stop",
                "purpose": "'Align a pump line.'",
                "safeguards": "'Locked up overnight.'",
                "value": "0",
                "round": "1",
            },
        )

    def allocations(self):
        self.insert(
            "crossbiz_resource_allocation",
            "SELECT * FROM bench_loan WHERE state != 'pending'",
            {
                "id": "i",
                "request_id": "i",
                "resource_id": "resource_id",
                "company_id": "%(company)s",
                "department_id": "owner",
                "borrower_id": "borrower",
                "quantity": "1",
                "outstanding": "CASE WHEN state IN ('held', 'active') THEN 1 ELSE 0 END",
                "start": "start",
                "stop": "stop",
                "state": "state",
                "handover_at": "start",
                "ended_at": "CASE WHEN state = 'returned' THEN stop END",
            },
        )

    def meetings(self):
        """A meeting with one attendee for each loan and request, at the same time."""
        self.insert(
            "calendar_event",
            f"SELECT bench_loan.*, (%(partners)s)[i % {RESOURCES} + 1] AS partner FROM bench_loan",
            {
                "id": "i",
                "name": "'Align pump line ' || i",
                "start": "start",
                "stop": "stop",
                "duration": "hours",
                "allday": "false",
                "active": "true",
                "show_as": "'busy'",
                "user_id": "%(user)s",
                "event_tz": "'Asia/Shanghai'",
                "recurrency": "false",
            },
        )
        self.execute(
            f"INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id) "
            f"SELECT i, (%(partners)s)[i % {RESOURCES} + 1] FROM bench_loan"
        )
        self.insert(
            "calendar_attendee",
            f"SELECT bench_loan.*, (%(partners)s)[i % {RESOURCES} + 1] AS partner FROM bench_loan",
            {"event_id": "i", "partner_id": "partner", "state": "'accepted'", "access_token": "i::text"},
        )
