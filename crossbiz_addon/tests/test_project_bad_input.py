import base64
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import REFUSED, shanghai
from .project_common import ProjectCase


@tagged("post_install", "-at_install")
class TestProjectBadInput(ProjectCase):
    """What is wrong is said at once, with the remedy; nothing is lost and nobody gets past the process."""

    def test_everything_missing_is_said_at_once(self):
        left = self._create_person("left", self.tech, "crossbiz_addon.group_user")
        stranger = self._create_person("stranger", self.tech, "crossbiz_addon.group_user")
        closed = self._create_department("Closed")
        self._create_person("closed_officer", closed, "crossbiz_addon.group_officer", officer=True)
        book = self.as_user(self.env["crossbiz.task.book"], "sales_officer").create(
            {
                "name": "Nothing",
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 2, 1),
                "milestone_ids": [
                    (0, 0, {"name": "Outside", "department_id": self.tech.id, "deadline": date(2027, 1, 1)}),
                    (0, 0, {"name": "Past", "department_id": self.service.id, "deadline": date(2026, 1, 9)}),
                ],
                "assignment_ids": [
                    (0, 0, {"department_id": self.tech.id, "duty": "A", "user_id": left.id}),
                    (0, 0, {"department_id": self.tech.id, "duty": "B", "user_id": stranger.id}),
                    (0, 0, {"department_id": closed.id, "duty": "C"}),
                ],
                "indicator_ids": [(0, 0, {"name": "I", "target": "T", "weight": 33.33})],
            }
        )
        left.active = False
        stranger.employee_ids.department_id = self.finance
        closed.active = False
        self.company.crossbiz_decision_department_id = False
        with self.assertRaises(UserError) as caught:
            self.as_user(book, "sales_officer").action_submit()
        message = str(caught.exception)
        for part in (
            "“Closed” is archived",
            "The objective is empty",
            "The project's end is past",
            "No kick-off meeting",
            "“Outside” lies outside",
            "the milestone “Past” is past",
            "“After-Sales” has no assignment",
            "left (",
            "has left",
            "does not belong to “Technical”",
            "add up to 33.33, not to 100",
            "no decision layer",
        ):
            self.assertIn(part, message)
        self.assertEqual(book.state, "draft")
        empty = self.as_user(self.env["crossbiz.task.book"], "sales_officer").create({"name": "Empty"})
        with self.refused(message="(?s)Start and end.*No milestone.*No division of work.*No indicator"):
            empty.action_submit()

    def test_weights_to_two_decimals(self):
        thirds = [
            (0, 0, {"name": str(number), "target": "T", "weight": weight})
            for number, weight in enumerate((33.33, 33.33, 33.34))
        ]
        book = self.draft_book(indicator_ids=thirds)
        self.assertEqual(book.weight_total, 100)
        book.indicator_ids[0].weight = 33.32
        with self.refused(message="add up to 99.99"):
            book.action_submit()
        for weight in (0, -1, 100.5, float("nan"), float("inf")):
            with self.refused(REFUSED):
                book.indicator_ids[0].write({"weight": weight})

    def test_kickoff_belongs_to_one_book(self):
        meeting = self.hold_kickoff()
        first = self.draft_book(kickoff_meeting_id=meeting.id)
        second = self.draft_book(kickoff_meeting_id=meeting.id, name="Second")
        first.action_submit()
        with self.refused(message=f"belongs to the task book {first.reference} already"):
            self.as_user(second, "sales_officer").action_submit()
        self.decide_book(first, "reject", "No.")
        self.as_user(second, "sales_officer").action_submit()
        with self.refused(message="belongs to the task book"):
            self.as_user(first, "sales_officer").action_reopen()
            first.action_submit()

    def test_foreign_kickoff(self):
        """A meeting one may not read cannot be pointed at: its name would be shown."""
        meeting = self.hold_kickoff()
        with self.refused(AccessError):
            self.as_user(self.env["crossbiz.task.book"], "outsider").create(
                {"name": "Spy", "kickoff_meeting_id": meeting.id}
            )
        book = self.as_user(self.env["crossbiz.task.book"], "outsider").create({"name": "Spy"})
        with self.refused(AccessError):
            book.write({"kickoff_meeting_id": meeting.id})

    def test_impossible_values(self):
        for values in (
            {"date_start": date(2026, 7, 1)},
            {"budget": -1},
            {"objective": "x" * 10_001},
            {
                "assignment_ids": [
                    (0, 0, {"department_id": self.tech.id, "duty": "A", "user_id": self.users["outsider"].id})
                ]
            },
        ):
            with self.refused((ValidationError, UserError)):
                self.draft_book(kickoff_meeting_id=False, **values)

    # --------------------------------------------------
    # An attacker with a console
    # --------------------------------------------------

    def test_protected_fields(self):
        book = self.start_book()
        for name, value in {
            "state": "done",
            "version": 7,
            "revising": True,
            "project_id": False,
            "channel_id": False,
            "started_at": False,
            "collaborator_ids": [(5, 0, 0)],
            "case_id": 1,
        }.items():
            with self.refused(AccessError):
                self.rpc("sales_officer", "crossbiz.task.book", "write", book.ids, {name: value})
            with self.refused(AccessError):
                self.rpc("sales_officer", "crossbiz.task.book", "create", {"name": "N", name: value})
            with self.refused(AccessError):
                self.rpc(
                    "sales_officer", "crossbiz.task.book", "create", {"name": "N"}, context={f"default_{name}": value}
                )
        line = book.milestone_ids[0]
        for name, value in {
            "baseline_date": "2026-12-31",
            "extended_to": "2026-12-31",
            "reached_at": "2026-03-02 02:00:00",
            "reached_by": 2,
            "in_force": False,
            "project_milestone_id": False,
        }.items():
            for login in ("sales_officer", "tech_officer"):
                with self.refused((AccessError, UserError)):
                    self.rpc(login, line._name, "write", line.ids, {name: value})
                with self.refused((AccessError, UserError)):
                    self.rpc(login, line._name, "web_save", line.ids, {name: value}, {})
            with self.refused((AccessError, UserError)):
                self.rpc(
                    "sales_officer",
                    "crossbiz.task.book",
                    "create",
                    {
                        "name": "N",
                        "milestone_ids": [
                            (0, 0, {"name": "M", "department_id": self.tech.id, "deadline": "2026-04-01", name: value})
                        ],
                    },
                )
        with self.refused((AccessError, UserError)):
            self.rpc(
                "sales_officer", "crossbiz.task.book.assignment", "write", book.assignment_ids[0].ids, {"task_id": 1}
            )

    def test_commands_on_lists(self):
        """Nothing gets onto a book, or off it, by a command in one of its lists."""
        book = self.start_book()
        self.open_week(book)
        milestone, version = book.milestone_ids[0], book.version_ids
        node = self.nodes(book, "milestone")[0]
        other = self.draft_book(name="Other", kickoff_meeting_id=False)
        for target in (book, other):
            for values in (
                {"milestone_ids": [(4, (other if target == book else book).milestone_ids[0].id)]},
                {"assignment_ids": [(6, 0, (other if target == book else book).assignment_ids.ids)]},
                {"version_ids": [(0, 0, {"number": 2, "snapshot": "{}", "digest": "x"})]},
                {"version_ids": [(2, version.id)]},
                {"node_ids": [(1, node.id, {"state": "closed"})]},
                {"report_ids": [(0, 0, {"department_id": self.sales.id, "week": "2026-W10"})]},
                {"acceptance_ids": [(0, 0, {"round": 1})]},
                {"retrospective_ids": [(0, 0, {"summary": "x"})]},
                {"difficulty_ids": [(0, 0, {"description": "x"})]},
            ):
                with self.subTest(target=target, values=values), self.refused(REFUSED):
                    self.rpc("sales_officer", "crossbiz.task.book", "write", target.ids, values)
        self.assertEqual(milestone.book_id, book)
        for lines in (book.milestone_ids, book.assignment_ids, book.indicator_ids):
            with self.refused(REFUSED):
                self.rpc("sales_officer", lines._name, "write", lines[0].ids, {"book_id": other.id})
            with self.refused(REFUSED):
                self.rpc("sales_officer", lines._name, "unlink", lines[0].ids)
            with self.refused(REFUSED):
                self.rpc("sales_officer", lines._name, "copy", lines[0].ids)

    def test_lines_into_a_foreign_book(self):
        book = self.draft_book()
        for login in ("outsider", "tech_officer", "decision_maker", "auditor", "manager"):
            for model, values in (
                ("milestone", {"name": "M", "department_id": self.tech.id, "deadline": "2026-04-01"}),
                ("assignment", {"department_id": self.tech.id, "duty": "D"}),
                ("indicator", {"name": "I", "target": "T", "weight": 1}),
            ):
                with self.refused((AccessError, UserError)):
                    self.rpc(login, f"crossbiz.task.book.{model}", "create", {"book_id": book.id, **values})
                with self.refused((AccessError, UserError)):
                    self.rpc(
                        login, f"crossbiz.task.book.{model}", "create", values, context={"default_book_id": book.id}
                    )
        result = self.rpc(
            "outsider",
            "crossbiz.task.book.indicator",
            "load",
            ["book_id/.id", "name", "target", "weight"],
            [[str(book.id), "I", "T", "1"]],
        )
        self.assertFalse(result["ids"])

    def test_import_cannot_forge(self):
        result = self.rpc("sales_officer", "crossbiz.task.book", "load", ["name", "state"], [["Forged", "done"]])
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])
        result = self.rpc("sales_officer", "crossbiz.task.book", "load", ["name", "objective"], [["Fair", "Good"]])
        self.assertEqual(self.env["crossbiz.task.book"].browse(result["ids"]).state, "draft")

    def test_withdrawing_outside_a_revision(self):
        book = self.start_book()
        for lines in (book.milestone_ids, book.assignment_ids, book.indicator_ids):
            with self.refused(message="Revise"):
                lines[0].withdrawn = True
        draft = self.draft_book(name="Draft", kickoff_meeting_id=False)
        with self.refused(message="delete it instead"):
            draft.milestone_ids[0].withdrawn = True
        draft.milestone_ids[0].unlink()

    # --------------------------------------------------
    # Evidence
    # --------------------------------------------------

    def attach(self, login, name="protocol.txt", **values):
        return self.as_user(self.env["ir.attachment"], login).create(
            {"name": name, "datas": base64.b64encode(b"signed"), **values}
        )

    def test_evidence_files(self):
        book = self.start_book()
        milestone = self.line_named(book, "Concept", "tech_officer")
        mine = self.attach("tech_officer")
        milestone.write({"evidence_file_ids": [(4, mine.id)]})
        milestone.action_reach()
        kept = milestone.sudo().evidence_file_ids
        self.assertEqual((kept.res_model, kept.raw), ("crossbiz.journal", b"signed"))
        self.assertNotEqual(kept, mine, "a copy belongs to the journal, so that nobody exchanges it")
        entry = self.env["crossbiz.journal"].search([("event", "=", "milestone_reached"), ("res_id", "=", book.id)])
        self.assertIn("Files:", entry.note)

    def test_evidence_of_others(self):
        book = self.start_book()
        milestone = self.line_named(book, "Concept", "tech_officer")
        foreign = self.attach("outsider")
        link = self.attach("tech_officer", type="url", url="https://example.com", datas=False)
        with self.refused(AccessError):
            milestone.write({"evidence_file_ids": [(4, foreign.id)]})
        with self.refused(message="is a link"):
            milestone.write({"evidence_file_ids": [(4, link.id)]})
        for login in ("service_officer", "sales_officer", "decision_maker", "manager"):
            with self.refused((AccessError, UserError)):
                self.as_user(milestone, login).write({"evidence": "Forged"})
            with self.refused((AccessError, UserError)):
                self.as_user(milestone, login).action_reach("Forged")
        self.as_user(milestone, "tech_member").write({"evidence": "Gathered."})
        with self.refused(AccessError):
            self.as_user(milestone, "tech_member").action_reach()
        with self.refused(message="Evidence has"):
            milestone.action_reach("x" * 10_001)
        for wrong in (1, {"a": 1}, ["x"]):
            with self.refused(REFUSED):
                self.rpc("tech_officer", milestone._name, "action_reach", milestone.ids, wrong)

    def test_nothing_is_reached_in_a_draft(self):
        book = self.draft_book()
        with self.refused(message="is not running"):
            book.milestone_ids[0].action_reach("x")
        with self.refused(REFUSED):
            book.milestone_ids[0].write({"evidence": "x"})
        with self.refused(REFUSED):
            book.indicator_ids[0].write({"actual": "x"})

    def test_evidence_is_not_planted_with_the_paper(self):
        """A draft, a copy or a template brings no evidence and no results."""
        milestone = {"name": "M", "department_id": self.tech.id, "deadline": date(2026, 4, 1), "evidence": "Planted"}
        indicator = {"name": "I", "target": "T", "weight": 1, "actual": "100 %"}
        for values in ({"milestone_ids": [(0, 0, milestone)]}, {"indicator_ids": [(0, 0, indicator)]}):
            with self.refused((AccessError, UserError)):
                self.draft_book(kickoff_meeting_id=False, **values)
        book = self.start_book()
        self.as_user(book, "sales_officer").indicator_ids[0].actual = "97 %"
        self.reach(book, "Concept", "tech_officer")
        copy = self.as_user(book, "sales_officer").copy()
        self.assertFalse(any(copy.milestone_ids.mapped("evidence")) or any(copy.milestone_ids.mapped("reached_at")))
        self.assertFalse(any(copy.indicator_ids.mapped("actual")))

    def test_results_of_indicators(self):
        book = self.start_book()
        self.as_user(book, "lead_officer").indicator_ids[0].actual = "97 %"
        self.as_user(book, "sales_member").indicator_ids[1].actual = "48,000"
        for login in ("tech_officer", "decision_maker", "auditor", "manager", "compliance_officer"):
            with self.refused(AccessError):
                self.as_user(book, login).indicator_ids[0].write({"actual": "0"})
        self.assertFalse(book.changed_since, "results are not the paper")
        self.reach_all(book)
        self.open_acceptance(book)
        with self.refused(message="is not running"):
            self.as_user(book, "sales_officer").indicator_ids[0].actual = "100 %"

    # --------------------------------------------------
    # Who does what
    # --------------------------------------------------

    def test_steps_in_the_lowest_rights(self):
        draft = self.draft_book(name="Draft")
        running = self.start_book(name="Running")
        steps = (
            (draft, "action_submit", ()),
            (running, "action_revise", ()),
            (running, "action_cancel", ("No",)),
            (running, "action_open_acceptance", ()),
            (running, "action_save_as_template", ()),
        )
        for login in (
            "sales_member",
            "tech_officer",
            "outsider",
            "decision_maker",
            "auditor",
            "manager",
            "compliance_officer",
        ):
            for book, name, arguments in steps:
                with self.refused((AccessError, UserError)):
                    self.rpc(login, book._name, name, book.ids, *arguments)
        self.assertEqual((draft.state, running.state), ("draft", "running"))
        with self.refused(AccessError):
            running.sudo().action_revise()

    def test_summary_in_wrong_words(self):
        book = self.as_user(self.start_book(), "lead_officer")
        with self.refused(message="Summary is empty"):
            book.action_post_summary(" ")
        for status in ("done", "", None, 1):
            with self.refused(message="Choose on track"):
                book.action_post_summary("Fine", status)

    def test_other_company(self):
        book = self.start_book()
        self.open_week(book)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        there = self._create_department("There", other)
        self._create_person(
            "there", there, "crossbiz_addon.group_officer,crossbiz_addon.group_decision", officer=True, company=other
        )
        records = (book, book.milestone_ids, book.assignment_ids, book.indicator_ids, book.version_ids)
        for record in records:
            self.assertFalse(self.as_user(record[0], "there").has_access("read"), record._name)
        draft = self.draft_book(
            name="Across",
            kickoff_meeting_id=False,
            assignment_ids=[(0, 0, {"department_id": there.id, "duty": "Help"})],
        )
        with self.refused(message="“There” belongs to another company"):
            draft.action_submit()

    def test_cancelled_early(self):
        """A draft, a submitted and an approved book can be cancelled with a reason, too."""
        submitted = self.draft_book()
        submitted.action_submit()
        for found in (submitted, self.approve_book(name="Approved"), self.draft_book(name="Draft")):
            book = self.as_user(found, "sales_officer")
            with self.refused(message="Reason is empty"):
                book.action_cancel()
            book.action_cancel("No money.")
            self.assertEqual(book.state, "cancelled")
            self.assertFalse(self.nodes(book, state="open"))

    def test_started_late(self):
        """Approved in time and started after a milestone's date: it is late by its baseline, and says so."""
        book = self.approve_book()
        with freeze_time(shanghai(16, 10)):
            book.action_start()
            node = self.nodes(book, "milestone").filtered(lambda found: found.department_id == self.tech)
            self.assertEqual(node.light, "red")
            self.reach(book, "Concept", "tech_officer")
        self.assertEqual((node.light, node.on_time), ("yellow", False))
