"""Running task books, made with SQL: thousands that report every week, and one with two years behind it.

Each of the many has four departments with a part and a milestone. The long one has fifty milestones, two hundred
assignments, and a report of each of its departments for every week of two years; Odoo's own project beside it has as
many milestones and tasks, and an update for each of those reports.
"""

from datetime import timedelta

from odoo import fields

from .filling import Filling

PARTS = 4
HISTORY = 20  # weeks that each of the many has reported
MILESTONES, ASSIGNMENTS, WEEKS = 50, 200, 104
BOOK, PROJECT = "Long project", "Long project of Odoo's own"


class Projects(Filling):
    """Fills one database; ``many`` counts its running books."""

    def __init__(self, env, many):
        company = env.company
        departments = env["hr.department"].search([("name", "like", "Department ")], order="name")
        officer = env["res.users"].search([("login", "=", "bench_officer")])
        facts = {
            "many": many,
            "company": company.id,
            "departments": departments.ids,
            "home": departments[0].id,
            "lead": company.crossbiz_lead_department_id.id,
            "user": officer.id,
        }
        super().__init__(env, facts)

    def run(self):
        self.books()
        self.long_book()
        self.long_project()

    # --------------------------------------------------
    # The many
    # --------------------------------------------------

    def books(self):
        self.execute("CREATE TABLE bench_book AS SELECT generate_series(1, %(many)s) AS i")
        source = "SELECT bench_book.i, now() AT TIME ZONE 'UTC' AS today FROM bench_book"
        self.insert(
            "crossbiz_case",
            source,
            {
                "id": "i",
                "reference": "'CB/2026/' || lpad(i::text, 6, '0')",
                "name": "'Service line ' || i",
                "kind": "'project'",
                "state": "'running'",
                "company_id": "%(company)s",
                "requesting_department_id": "(%(departments)s)[1 + i % 190]",
                "lead_department_id": "%(lead)s",
                "user_id": "%(user)s",
                "suspended": "false",
                "major": "true",
                "involves_contract": "false",
                "involves_data_sharing": "false",
                "involves_external": "false",
                "submitted_at": "today - interval '30 days'",
                "started_at": "today - interval '20 days'",
                "was_late": "false",
            },
        )
        self.insert(
            "crossbiz_task_book",
            source,
            {
                "id": "i",
                "case_id": "i",
                "objective": "'A service line by summer.'",
                "date_start": "(today - interval '20 days')::date",
                "date_end": "(today + interval '200 days')::date",
                "version": "1",
                "revising": "false",
            },
        )
        self.insert(
            "crossbiz_task_book_assignment",
            f"SELECT i, part, now() AT TIME ZONE 'UTC' AS today FROM bench_book, generate_series(1, {PARTS}) AS part",
            {
                "book_id": "i",
                "department_id": "(%(departments)s)[1 + (i + 37 * part) % 190]",
                "duty": "'Part ' || part",
                "role": "'responsible'",
                "in_force": "true",
                "withdrawn": "false",
            },
        )
        with self.bare(["crossbiz_node"]):
            self.history()
        self.execute(
            "INSERT INTO crossbiz_case_collaborator_rel SELECT DISTINCT book_id, department_id "
            "FROM crossbiz_task_book_assignment"
        )
        self.execute(
            "INSERT INTO crossbiz_case_department_rel SELECT * FROM crossbiz_case_collaborator_rel UNION "
            "SELECT id, requesting_department_id FROM crossbiz_case UNION SELECT id, %(lead)s FROM crossbiz_case"
        )
        for table in ("crossbiz_case", "crossbiz_task_book"):
            self.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")

    def history(self):
        """Reports of the past weeks: a project's steps are many."""
        self.steps(
            f"""SELECT part.book_id AS book, part.book_id AS ledger, part.department_id AS part, monday,
                       to_char(monday, 'IYYY-"W"IW') AS label, 'Service line ' || part.book_id AS subject
                  FROM crossbiz_task_book_assignment AS part, generate_series(1, {HISTORY}) AS week,
                       LATERAL (SELECT date_trunc('week', now() AT TIME ZONE 'UTC')
                                       - week * interval '7 days' AS monday) AS dated"""
        )

    def steps(self, source):
        """A closed step for each row of ``book``, ``ledger``, ``part``, ``monday``, ``label`` and ``subject``."""
        self.insert(
            "crossbiz_node",
            f"SELECT book, ledger, part, monday, label, subject, now() AS today FROM ({source}) AS one",
            {
                "kind": "'progress_report'",
                "subject": "subject",
                "res_model": "'crossbiz.task.book'",
                "res_id": "book",
                "case_id": "ledger",
                "company_id": "%(company)s",
                "department_id": "part",
                "period": "label",
                "cycle": "1",
                "state": "'closed'",
                "outcome": "'done'",
                "on_time": "true",
                "opened_at": "monday",
                "effective_start": "monday",
                "baseline_deadline": "monday + interval '5 days'",
                "deadline": "monday + interval '5 days'",
                "closed_at": "monday + interval '4 days'",
                "closed_by": "%(user)s",
                "notice_level": "0",
                "unit": "'working_day'",
            },
        )

    # --------------------------------------------------
    # The long one and its peer
    # --------------------------------------------------

    def long_book(self):
        """A book by its own methods, so that it has its project, channel, steps and journal; its reports by SQL."""
        env = self.env["base"].with_context(tracking_disable=True, mail_create_nolog=True).env
        today = fields.Date.today()
        parts = self.facts["departments"][:PARTS]
        book = env["crossbiz.task.book"].create(
            {
                "name": BOOK,
                "objective": "A service line in two years.",
                "requesting_department_id": self.facts["home"],
                "date_start": today - timedelta(weeks=WEEKS),
                "date_end": today + timedelta(days=60),
                "milestone_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Milestone {number:02}",
                            "department_id": parts[number % PARTS],
                            "deadline": today + timedelta(days=number),
                        },
                    )
                    for number in range(MILESTONES)
                ],
                "assignment_ids": [
                    (0, 0, {"department_id": parts[number % PARTS], "duty": f"Part {number:03} of the work"})
                    for number in range(ASSIGNMENTS)
                ],
                "indicator_ids": [
                    (0, 0, {"name": f"Indicator {number}", "target": "95 %", "weight": 20}) for number in range(5)
                ],
            }
        )
        now = fields.Datetime.now()
        book.case_id.write({"state": "review", "submitted_at": now, "user_id": self.facts["user"]})
        version = book._make_version()
        version.write({"outcome": "approved", "decided_at": now})
        book._put_in_force(version)
        book.case_id.write({"state": "running", "started_at": now})
        book._follow_version()
        env.flush_all()
        self.facts |= {"book": book.id, "book_case": book.case_id.id, "parts": parts}
        weeks = f"""SELECT week, part, now() AT TIME ZONE 'UTC' AS today, monday,
                           to_char(monday, 'IYYY-"W"IW') AS label
                      FROM generate_series(1, {WEEKS}) AS week, unnest(%(parts)s) AS part,
                           LATERAL (SELECT date_trunc('week', now() AT TIME ZONE 'UTC')
                                           - week * interval '7 days' AS monday) AS dated"""
        self.insert(
            "crossbiz_progress_report",
            weeks,
            {
                "book_id": "%(book)s",
                "department_id": "part",
                "week": "label",
                "done": "'Done in the week ' || label",
                "problems": "'Parts came late.'",
                "next": "'The next part.'",
                "percent": "100 - 100 * week / 104",
                "posted_by": "%(user)s",
                "posted_at": "monday + interval '4 days'",
                "late": "false",
            },
        )
        self.steps(
            f"SELECT %(book)s AS book, %(book_case)s AS ledger, '{BOOK}' AS subject, weekly.* FROM ({weeks}) AS weekly"
        )

    def long_project(self):
        """Odoo's own project with as much data; its planner sees it as bench_officer sees the book."""
        env = self.env["base"].with_context(tracking_disable=True, mail_create_nolog=True).env
        today = fields.Date.today()
        project = env["project.project"].create(
            {
                "name": PROJECT,
                "allow_milestones": True,
                "privacy_visibility": "followers",
                "user_id": self.facts["user"],
                "type_ids": [(0, 0, {"name": name}) for name in ("To Do", "In Progress", "Done")],
                "milestone_ids": [
                    (0, 0, {"name": f"Milestone {number:02}", "deadline": today + timedelta(days=number)})
                    for number in range(MILESTONES)
                ],
                "task_ids": [(0, 0, {"name": f"Part {number:03} of the work"}) for number in range(ASSIGNMENTS)],
            }
        )
        planner = env["res.users"].search([("login", "=", "bench_planner")])
        planner.group_ids |= env.ref("project.group_project_milestone")
        project.message_subscribe((planner | env["res.users"].browse(self.facts["user"])).partner_id.ids)
        env["project.update"].create(
            [
                {
                    "name": f"Week {week}, department {part}",
                    "project_id": project.id,
                    "status": "on_track",
                    "progress": 100 - week,
                    "description": "Parts came late. The next part.",
                    "date": today - timedelta(weeks=week),
                    "user_id": self.facts["user"],
                }
                for week in range(WEEKS)
                for part in range(PARTS)
            ]
        )
