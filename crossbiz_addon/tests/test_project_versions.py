from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import shanghai
from .project_common import ProjectCase


@tagged("post_install", "-at_install")
class TestProjectVersions(ProjectCase):
    """A task book changes by versions; the approved one stays in force until the next is approved."""

    def test_paper_is_fixed_once_submitted(self):
        book = self.draft_book()
        book.action_submit()
        for target, values in (
            (book, {"budget": 1}),
            (book.milestone_ids[0], {"deadline": date(2026, 4, 1)}),
            (book.assignment_ids[0], {"duty": "Less"}),
            (book.indicator_ids[0], {"weight": 1}),
        ):
            with self.refused(message="was submitted: what it says stands"):
                target.write(values)
        with self.refused(message="was submitted"):
            book.write({"milestone_ids": [(5, 0, 0)]})
        with self.refused(message="already submitted"):
            book.action_submit()

    def test_changed_version_is_not_approved(self):
        """What changed after it was submitted cannot be approved, however it changed."""
        book = self.draft_book()
        book.action_submit()
        book.sudo().milestone_ids[0].name = "Something else"
        with self.refused(message="changed after version 1 was submitted"):
            self.decide_book(book)
        self.decide_book(book, "return", "Submit it as it is now.")
        book = self.as_user(book, "sales_officer")
        book.action_submit()
        self.decide_book(book)
        self.assertEqual((book.state, book.version), ("approved", 2))

    def test_approval_looks_again(self):
        """What the paper lacks by now keeps it from being approved, all of it at once."""
        book = self.draft_book(
            assignment_ids=[
                (0, 0, {"department_id": self.tech.id, "duty": "Build", "user_id": self.users["tech_member"].id}),
                (0, 0, {"department_id": self.service.id, "duty": "Run"}),
            ]
        )
        book.action_submit()
        self.users["tech_member"].active = False
        self.service.active = False
        with self.refused(message="(?s)cannot be approved any more.*“After-Sales” is archived.*tech_member .*has left"):
            self.decide_book(book)

    def test_revision_leaves_the_version_in_force(self):
        book = self.start_book()
        with self.refused(AccessError):
            self.as_user(book, "tech_officer").action_revise()
        book.action_revise()
        self.assertTrue(book.revising)
        with self.refused(message="cannot be revised now"):
            book.action_revise()
        tech = self.as_user(book, "tech_officer")
        for lines in (tech.milestone_ids, tech.assignment_ids, tech.indicator_ids):
            with self.refused(AccessError):
                lines[0].write({"withdrawn": True})
        part = self.assignment_of(book, self.service)
        with self.refused(message="stands in an approved version and cannot be deleted"):
            part.unlink()
        part.withdrawn = True
        book.write(
            {
                "date_end": date(2026, 7, 31),
                "assignment_ids": [(0, 0, {"department_id": self.quality.id, "duty": "Test it"})],
                "milestone_ids": [
                    (0, 0, {"name": "Report", "department_id": self.quality.id, "deadline": date(2026, 4, 3)})
                ],
            }
        )
        book.milestone_ids.filtered(lambda found: found.name == "Pilot").withdrawn = True
        self.open_week(book)
        self.assertEqual(
            self.nodes(book, "progress_report").department_id, self.tech | self.service, "as the version in force says"
        )
        self.assertNotIn(self.quality, book.department_ids)
        self.assertTrue(self.line_named(book, "Pilot", "service_officer").can_reach)
        self.assertFalse(self.line_named(book, "Report").can_reach)

    def test_draft_of_a_revision_counts_nowhere(self):
        """Timeline, agenda, colours, evidence and Odoo's project follow the version in force until the new one is."""
        book = self.start_book()
        book.action_revise()
        self.line_named(book, "Pilot").withdrawn = True
        self.line_named(book, "Concept").write(
            {"name": "Draft concept", "deadline": date(2026, 4, 20), "department_id": self.quality.id}
        )
        book.write(
            {
                "date_end": date(2026, 7, 31),
                "assignment_ids": [(0, 0, {"department_id": self.quality.id, "duty": "Test it"})],
                "milestone_ids": [
                    (0, 0, {"name": "Report", "department_id": self.quality.id, "deadline": date(2026, 3, 20)})
                ],
            }
        )

        def shown():
            answer = self.rpc("tech_member", "crossbiz.task.book", "get_timeline", book.ids)
            lines = [(line["name"], line["department"], line["deadline"]) for line in answer["milestones"]]
            return answer["end"], lines

        def planned():
            return self.as_user(book.case_id, "lead_officer")._get_agenda_points()[book.case_id]

        def mirrored():
            return sorted(book.sudo().project_id.milestone_ids.mapped("name"))

        concept, pilot = ("Concept", "Technical", "2026-03-13"), ("Pilot", "After-Sales", "2026-03-27")
        self.assertEqual(shown(), ("2026-06-30", [concept, pilot]))
        self.assertEqual(
            planned(),
            [
                "Milestone: Concept (Technical), by 03/13/2026",
                "Milestone: Pilot (After-Sales), by 03/27/2026",
            ],
        )
        book.sudo().project_id.milestone_ids.unlink()
        book.sudo()._put_right()
        self.assertEqual(mirrored(), ["Concept", "Pilot"])
        line = self.line_named(book, "Draft concept")
        with freeze_time(shanghai(16, 10)):
            self.assertEqual(self.as_user(line, "tech_member").progress, "overdue")
            found = self.as_user(line, "tech_member").search([("progress", "=", "overdue"), ("book_id", "=", book.id)])
            self.assertEqual(found, line)
        self.assertEqual((str(line.due_date), str(line.deadline)), ("2026-03-13", "2026-04-20"))
        self.rpc("tech_member", line._name, "write", line.ids, {"evidence": "A draft."})
        with self.refused(AccessError):
            self.rpc("quality_officer", line._name, "write", line.ids, {"evidence": "Not yet theirs."})
        self.revise(book)
        moved = [("Report", "Quality", "2026-03-20"), ("Draft concept", "Quality", "2026-04-20")]
        self.assertEqual(shown(), ("2026-07-31", moved))
        self.assertEqual(planned(), ["Milestone: Report (Quality), by 03/20/2026"])
        self.assertEqual(mirrored(), ["Draft concept", "Report"])

    def test_approved_revision_comes_into_force(self):
        book = self.start_book()
        self.open_week(book)
        book.action_revise()
        self.assignment_of(book, self.service).withdrawn = True
        self.line_named(book, "Pilot").withdrawn = True
        self.line_named(book, "Concept").deadline = date(2026, 3, 18)
        book.write(
            {
                "assignment_ids": [(0, 0, {"department_id": self.quality.id, "duty": "Test it"})],
                "milestone_ids": [
                    (0, 0, {"name": "Report", "department_id": self.quality.id, "deadline": date(2026, 4, 3)})
                ],
            }
        )
        self.revise(book)
        self.assertEqual((book.state, book.version, book.revising, book.changed_since), ("running", 2, False, False))
        milestones = self.nodes(book, "milestone")
        state = {self.line_named(book.sudo(), name).id: name for name in ("Concept", "Pilot", "Report")}
        self.assertEqual(
            {state[int(node.period)]: node.state for node in milestones},
            {"Concept": "open", "Pilot": "void", "Report": "open"},
        )
        concept = milestones.filtered(lambda node: state[int(node.period)] == "Concept")
        self.assertEqual((concept.deadline, concept.baseline_deadline), (shanghai(18, 18), shanghai(13, 18)))
        self.assertEqual(self.line_named(book, "Concept").baseline_date, date(2026, 3, 13))
        reports = {node.department_id: node.state for node in self.nodes(book, "progress_report")}
        self.assertEqual(reports, {self.tech: "open", self.service: "void"})
        self.assertIn(("department_joined", "Quality"), self.events(book))
        self.assertIn(("department_left", "After-Sales"), self.events(book))
        project = book.sudo().project_id
        self.assertEqual(sorted(project.milestone_ids.mapped("name")), ["Concept", "Report"])
        tasks = project.with_context(active_test=False).task_ids
        self.assertEqual(
            {task.name: task.active for task in tasks}, {"Build it": True, "Run it": False, "Test it": True}
        )
        channel = book.sudo().channel_id.channel_member_ids.partner_id
        self.assertIn(self.users["quality_officer"].partner_id, channel)
        self.assertNotIn(self.users["service_officer"].partner_id, channel)
        self.assertIn(self.quality, book.department_ids)

    def test_milestone_goes_to_another_department(self):
        book = self.start_book()
        book.action_revise()
        self.line_named(book, "Pilot").department_id = self.tech
        self.revise(book)
        node = self.nodes(book, "milestone", "open").filtered(lambda found: found.deadline == shanghai(27, 18))
        self.assertEqual(node.department_id, self.tech)
        self.reach(book, "Pilot", "tech_officer")

    def test_dropped_revision(self):
        """Given up, the paper says again what is in force; what happened meanwhile stays."""
        book = self.start_book()
        before = book.sudo()._get_snapshot()[1]
        with self.refused(message="No revision"):
            book.action_drop_revision()
        book.action_revise()
        self.assignment_of(book, self.service).duty = "Less of it"
        self.line_named(book, "Concept").write({"name": "Draft", "deadline": date(2026, 5, 1)})
        book.indicator_ids[0].weight = 10
        book.write(
            {
                "objective": "Less.",
                "budget": 1,
                "milestone_ids": [
                    (0, 0, {"name": "Report", "department_id": self.tech.id, "deadline": date(2026, 4, 3)})
                ],
            }
        )
        with self.refused(message="add up to 50"):
            book.action_submit()
        book.indicator_ids[0].weight = 60
        book.action_submit()
        with self.refused(message="is being decided"):
            book.write({"budget": 2})
        book.action_drop_revision()
        self.assertEqual(self.nodes(book, "book_decision").mapped("state"), ["closed", "void"])
        self.assertEqual(book.sudo()._get_snapshot()[1], before)
        self.assertEqual((book.revising, book.changed_since, book.version), (False, False, 1))
        self.assertEqual(sorted(book.milestone_ids.mapped("name")), ["Concept", "Pilot"])
        self.assertIn("revision_dropped", self.events(book))

    def test_dropped_revision_keeps_what_happened(self):
        book = self.start_book()
        node = self.nodes(book, "milestone", "open").filtered(lambda found: found.department_id == self.tech)
        self.as_user(node, "tech_officer").action_request_extension("2026-03-18 10:00:00", "Parts are late.")
        extension = self.nodes(book, "extension_decision")
        book.action_revise()
        self.line_named(book, "Concept").name = "Draft"
        self.as_user(extension, "lead_officer").action_approve()
        pilot = self.nodes(book, "milestone", "open").filtered(lambda found: found.department_id == self.service)
        self.as_user(pilot, "service_officer").action_hand_over(self.tech.id, "They know it better.")
        self.as_user(book, "sales_officer").action_drop_revision()
        self.assertEqual(self.line_named(book, "Concept").deadline, date(2026, 3, 18))
        self.assertEqual(self.line_named(book, "Pilot").department_id, self.tech)
        self.assertTrue(book.changed_since, "the comparison tells what")

    def test_reached_while_revised(self):
        """A milestone that is reached meanwhile is the one in force, and stays."""
        book = self.start_book()
        book.action_revise()
        concept = self.line_named(book, "Concept")
        concept.write({"withdrawn": True, "name": "Gone"})
        self.as_user(concept, "tech_officer").action_reach("Signed.")
        concept = self.as_user(concept, "sales_officer")
        self.assertEqual((concept.name, concept.withdrawn), ("Concept", False))
        for values in ({"withdrawn": True}, {"name": "Other"}, {"deadline": date(2026, 5, 1)}, {"evidence": "No"}):
            with self.refused((AccessError, UserError)):
                concept.write(values)

    def test_withdrawn_comes_back(self):
        """A line that a version took out can come back with a later one."""
        book = self.start_book()
        book.action_revise()
        self.line_named(book, "Pilot").withdrawn = True
        self.revise(book)
        book.action_revise()
        book.action_drop_revision()
        self.assertTrue(self.line_named(book, "Pilot").withdrawn, "dropping brings back version 2")
        book.action_revise()
        self.line_named(book, "Pilot").withdrawn = False
        self.revise(book)
        self.assertEqual(book.version, 3)
        self.reach(book, "Pilot", "service_officer")

    def test_start_waits_for_the_revision(self):
        book = self.approve_book()
        book.action_revise()
        self.assertFalse(book.can_start)
        with self.refused(message="A new version .* is being drafted"):
            book.action_start()

    def test_comparison(self):
        book = self.start_book()
        first = book.version_ids
        book.action_revise()
        self.line_named(book, "Concept").deadline = date(2026, 3, 18)
        self.line_named(book, "Pilot").withdrawn = True
        book.write(
            {
                "budget": 60_000,
                "milestone_ids": [
                    (0, 0, {"name": "Report", "department_id": self.tech.id, "deadline": date(2026, 4, 3)})
                ],
            }
        )
        rows = self.rpc("tech_officer", "crossbiz.task.book.version", "get_comparison", first.id, 0)
        changed = {(row["subject"], row["field"]): row for row in rows if row["change"] == "changed"}
        self.assertEqual(set(changed), {("", "Budget"), ("Concept", "By")})
        self.assertEqual(
            (changed["Concept", "By"]["left"], changed["Concept", "By"]["right"]), ("03/13/2026", "03/18/2026")
        )
        self.assertEqual({row["subject"] for row in rows if row["change"] == "added"}, {"Report"})
        self.assertEqual({row["subject"] for row in rows if row["change"] == "removed"}, {"Pilot"})
        self.assertIn("Technical", {row["left"] for row in rows})
        with self.refused(AccessError):
            self.rpc("outsider", "crossbiz.task.book.version", "get_comparison", first.id, 0)
        for wrong in (0, "1", [first.id], False):
            with self.refused(message="Choose the versions"):
                self.rpc("tech_officer", "crossbiz.task.book.version", "get_comparison", wrong, 0)
        other = self.approve_book(name="Other").version_ids
        with self.refused(message="same task book"):
            self.rpc("sales_officer", "crossbiz.task.book.version", "get_comparison", first.id, other.id)

    def test_version_never_changes(self):
        book = self.approve_book()
        for login in ("sales_officer", "decision_maker", "manager"):
            with self.refused(AccessError):
                self.as_user(book.version_ids, login).write({"snapshot": "{}"})
            with self.refused(AccessError):
                self.as_user(book.version_ids, login).unlink()

    def test_copy_and_template(self):
        """The next book begins with an earlier one or with a template, without what was taken out."""
        book = self.start_book()
        book.action_revise()
        self.line_named(book, "Pilot").withdrawn = True
        self.revise(book)
        copy = book.copy()
        self.assertEqual((copy.state, copy.version, copy.kickoff_meeting_id.id), ("draft", 0, False))
        self.assertEqual(copy.milestone_ids.mapped("name"), ["Concept"])
        self.assertEqual(copy.milestone_ids.mapped("in_force"), [False])
        action = book.action_save_as_template()
        template = self.env["crossbiz.task.book.template"].browse(action["res_id"])
        with freeze_time(shanghai(9, 10)):
            action = self.as_user(template, "tech_officer").action_use()
        drafted = self.as_user(self.env["crossbiz.task.book"].browse(action["res_id"]), "tech_officer")
        self.assertEqual((drafted.requesting_department_id, drafted.date_start), (self.tech, date(2026, 3, 9)))
        self.assertEqual(drafted.milestone_ids.mapped("deadline"), [date(2026, 3, 20)])
        self.assertEqual(drafted.weight_total, 100)
        with self.refused(AccessError):
            self.as_user(book, "tech_officer").action_save_as_template()
