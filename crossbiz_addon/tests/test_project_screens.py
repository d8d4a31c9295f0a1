"""The screens of the room of projects: who sees which button, and the dialogs behind them."""

from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from ..models.core.schedule_book import ScheduleBook
from .common import MONDAY, shanghai
from .project_screen_common import ProjectScreenCase

BOOK = "crossbiz.task.book"
BUTTONS = (
    "can_submit",
    "can_decide",
    "can_start",
    "can_report_progress",
    "can_look_back",
    "can_reopen",
    "can_sum_up",
    "can_open_acceptance",
    "can_revise",
    "can_drop_revision",
)
READERS = ("sales_officer", "sales_member", "lead_officer", "tech_officer", "tech_member", "decision_maker", "auditor")
ACTIONS = (
    "task_book_action",
    "milestone_action",
    "progress_report_action",
    "progress_missing_action",
    "acceptance_action",
    "retrospective_action",
    "lesson_action",
    "task_book_template_action",
)


@tagged("post_install", "-at_install")
class TestProjectScreens(ProjectScreenCase):
    def offered(self, book):
        """Who is offered which button now: ``{login: {field}}``."""
        found = {}
        for login in READERS:
            reader = self.as_user(book, login)
            if not reader.has_access("read"):
                continue
            buttons = {name.removeprefix("can_") for name in BUTTONS if reader[name]}
            if buttons:
                found[login] = buttons
        return found

    def fill_in(self, node, login):
        """The form that closes a step, as the inbox opens it for this person."""
        return self.open_action(self.as_user(node, login).action_fill_in(), login)

    def open_action(self, action, login):
        """The form that an action opens for this person."""
        record = self.as_user(self.env[action["res_model"]], login).with_context(**action.get("context", {}))
        view = action["views"][0][0]
        return Form(
            record.browse(action.get("res_id") or ()), view=self.env["ir.ui.view"].browse(view) if view else None
        )

    # --------------------------------------------------
    # Views
    # --------------------------------------------------

    def test_every_view_opens_for_each_role(self):
        self.close_book()
        self.run_book(name="Another")
        for login in (*READERS, "outsider", "manager", "compliance_officer"):
            for name in ACTIONS:
                action = self.env["ir.actions.act_window"]._for_xml_id(f"crossbiz_addon.{name}")
                records = self.as_user(self.env[action["res_model"]], login)
                views = records.get_views([(False, kind) for kind in action["view_mode"].split(",")], {"toolbar": True})
                for kind, view in views["views"].items():
                    names = {node.get("name") for node in etree.fromstring(view["arch"]).iter("field")}
                    spec = {name: {} for name in names & set(records._fields)}
                    with self.subTest(login=login, action=name, view=kind):
                        records.search([], limit=3).web_read(spec)

    def test_buttons_follow_the_way(self):
        """Each button is offered to whose turn it is, and to nobody else."""
        book = self.draft_book()
        self.assertEqual(self.offered(book), {"sales_officer": {"submit"}})
        book.action_submit()
        self.assertEqual(self.offered(book), {"decision_maker": {"decide"}})
        self.decide_book(book)
        offered = self.offered(book)
        self.assertEqual(offered["sales_officer"], {"start", "revise"})
        self.assertNotIn("tech_officer", offered)
        self.as_user(book, "sales_officer").action_start()
        book.sudo()._open_progress(ScheduleBook(self.env))
        offered = self.offered(book)
        self.assertEqual(offered["tech_officer"], {"report_progress"})
        self.assertEqual(offered["tech_member"], {"report_progress"}, "begun by everybody there, posted by officers")
        self.assertIn("sum_up", offered["lead_officer"])
        self.assertTrue({"revise", "open_acceptance"} <= offered["sales_officer"])
        for login in ("sales_member", "decision_maker", "auditor"):
            self.assertNotIn(login, offered)
        self.as_user(book, "sales_officer").action_revise()
        self.assertTrue({"submit", "drop_revision"} <= self.offered(book)["sales_officer"])

    def test_checklist_of_a_draft(self):
        """A draft tells all that is missing, and nothing once it can be submitted."""
        book = self.draft_book(indicator_ids=False, objective=False)
        failures = self.as_user(book, "sales_officer").submit_failures
        self.assertIn("objective", failures)
        self.assertIn("No indicator", failures)
        self.assertFalse(self.as_user(book, "decision_maker").submit_failures, "who cannot change it is not told")
        book = self.as_user(book, "sales_officer")
        book.write(
            {"objective": "A line.", "indicator_ids": [(0, 0, {"name": "Calls", "target": "95 %", "weight": 100})]}
        )
        self.assertFalse(self.as_user(book, "sales_officer").submit_failures)

    def test_new_book_is_filled_in_by_an_officer(self):
        with Form(self.as_user(self.env[BOOK], "sales_officer")) as form:
            form.name = "A line"
            form.objective = "Runs."
            with form.assignment_ids.new() as line:
                line.department_id, line.duty = self.tech, "Build it"
        self.assertEqual(form.record.requesting_department_id, self.sales)
        self.assertEqual(form.record.assignment_ids.department_id, self.tech)

    def test_kickoff_is_planned_from_the_draft(self):
        """The meeting knows the project and who has a part in it."""
        book = self.draft_book(kickoff_meeting_id=False)
        action = self.as_user(book, "sales_officer").action_plan_kickoff()
        record = self.as_user(self.env[action["res_model"]], "sales_officer").with_context(**action["context"])
        with Form(record) as form:
            form.start, form.stop = shanghai(3, 10), shanghai(3, 11)
        meeting = form.record
        self.assertEqual((meeting.meeting_type, meeting.case_id), ("kickoff", book.case_id))
        self.assertLessEqual(self.tech | self.service, meeting.attendance_ids.department_id)
        self.assertEqual(self.as_user(book, "sales_officer").book_meeting_count, 1)
        self.assertEqual(book.kickoff_meeting_id, meeting, "it stands on the paper at once")

    def test_one_kickoff_for_one_book(self):
        """A second one is refused with the remedy; one that is called off or deleted makes room."""
        book = self.draft_book(kickoff_meeting_id=False)
        values = {
            "name": "Kick-off",
            "meeting_type": "kickoff",
            "case_id": book.case_id.id,
            "department_id": self.sales.id,
            "start": shanghai(3, 10),
            "stop": shanghai(3, 11),
        }

        def plan(**changes):
            (meeting_id,) = self.rpc("sales_officer", "crossbiz.meeting", "create", [{**values, **changes}])
            return self.as_user(self.env["crossbiz.meeting"].browse(meeting_id), "sales_officer")

        first = plan()
        self.assertEqual(book.kickoff_meeting_id, first)
        for attempt in (
            lambda: self.rpc("sales_officer", BOOK, "action_plan_kickoff", book.ids),
            plan,
            lambda: plan(meeting_type="workshop").write({"meeting_type": "kickoff"}),
        ):
            with self.refused(message="has its kick-off already: “Kick-off”.*take it off the task book first"):
                attempt()
        first.action_cancel("Another day.")
        self.assertFalse(book.kickoff_meeting_id)
        second = plan()
        self.assertEqual(book.kickoff_meeting_id, second)
        second.unlink()
        self.assertFalse(book.kickoff_meeting_id)
        third = plan(meeting_type="workshop")
        self.assertFalse(book.kickoff_meeting_id)
        third.meeting_type = "kickoff"
        self.assertEqual(book.kickoff_meeting_id, third)
        with self.refused(AccessError):
            self.rpc("tech_officer", "crossbiz.meeting", "create", [{**values, "department_id": self.tech.id}])

    def test_kickoff_of_a_running_book_stays(self):
        book = self.run_book()
        with self.refused(message="Use “Revise”"):
            self.rpc("sales_officer", BOOK, "action_plan_kickoff", book.ids)

    def test_opinion_of_the_decision_layer(self):
        book = self.submit_book()
        self.decide_book(book, "reject", "Too dear.")
        self.assertEqual(self.as_user(book, "sales_officer").opinion, "Too dear.")
        self.assertEqual(self.offered(book), {"sales_officer": {"reopen"}})

    # --------------------------------------------------
    # From the inbox to the form
    # --------------------------------------------------

    def test_progress_from_the_inbox(self):
        """One click: the report knows its book, department and week; half written, it is found again."""
        book = self.run_book()
        node = self.nodes(book, "progress_report", "open").filtered(lambda found: found.department_id == self.tech)
        self.assertEqual(self.as_user(node, "tech_officer").verb, "Write Report")
        form = self.fill_in(node, "tech_officer")
        self.assertEqual((form.book_id.id, form.department_id, form.week), (book.id, self.tech, "2026-W10"))
        form.done, form.percent = "Concept written", 20
        report = form.save()
        again = self.fill_in(node, "tech_officer")
        self.assertEqual(again.record, report)
        again.save().action_post()
        self.assertEqual(node.state, "closed")
        self.assertTrue(report.is_this_week)
        found = self.env["crossbiz.progress.report"].search([("is_this_week", "=", True), ("book_id", "=", book.id)])
        self.assertEqual(found, report)

    def test_employee_drafts_the_report_and_an_officer_posts_it(self):
        book = self.run_book()
        node = self.nodes(book, "progress_report", "open").filtered(lambda found: found.department_id == self.tech)
        action = self.rpc("tech_member", BOOK, "action_open_step", book.ids, "progress_report")
        form = self.open_action(action, "tech_member")
        self.assertEqual((form.week, form.can_write, form.can_post), ("2026-W10", True, False))
        form.done = "Half a concept"
        report = form.save()
        with self.refused(AccessError):
            self.rpc("tech_member", report._name, "action_post", report.ids)
        self.assertEqual((node.state, report.posted_at), ("open", False))
        again = self.open_action(
            self.rpc("tech_officer", BOOK, "action_open_step", book.ids, "progress_report"), "tech_officer"
        )
        self.assertEqual((again.record, again.can_post), (report, True))
        again.save().action_post()
        self.assertEqual((node.state, report.posted_by), ("closed", self.users["tech_officer"]))
        for login in ("tech_member", "sales_member", "auditor"):
            with self.refused(message="not yours"):
                self.rpc(login, BOOK, "action_open_step", book.ids, "progress_report")

    def test_employee_begins_the_next_week_while_one_waits_for_the_officer(self):
        book = self.run_book()
        with freeze_time(shanghai(9, 10)):
            book.sudo()._open_progress(ScheduleBook(self.env))
            weeks = []
            for login in ("tech_member", "tech_member", "tech_officer"):
                form = self.open_action(self.rpc(login, BOOK, "action_open_step", book.ids, "progress_report"), login)
                form.done = "Something"
                form.save()
                weeks.append(form.week)
        self.assertEqual(weeks, ["2026-W10", "2026-W11", "2026-W10"])

    def test_employee_gathers_the_evidence_and_an_officer_reports_it(self):
        book = self.run_book()
        milestone = self.as_user(book, "tech_member").milestone_ids
        self.assertEqual((milestone.can_gather, milestone.can_reach), (True, False))
        form = self.open_action(
            self.rpc("tech_member", milestone._name, "action_open_reach", milestone.ids), "tech_member"
        )
        form.evidence = "A paper."
        form.save()
        with self.refused(AccessError):
            self.rpc("tech_member", milestone._name, "action_reach", milestone.ids)
        officer = self.as_user(milestone, "tech_officer")
        self.assertEqual((officer.can_gather, officer.can_reach, officer.evidence), (True, True, "A paper."))
        officer.action_reach()
        self.assertEqual((officer.can_gather, officer.can_reach), (False, False))
        with self.refused(message="was reached"):
            self.rpc("tech_member", milestone._name, "write", milestone.ids, {"evidence": "Another."})
        for login in ("sales_member", "service_officer", "auditor"):
            self.assertFalse(self.as_user(milestone, login).can_gather)

    def test_milestone_from_the_inbox(self):
        book = self.run_book()
        node = self.nodes(book, "milestone", "open")
        form = self.fill_in(node, "tech_officer")
        self.assertEqual(form.name, "Concept")
        form.evidence = "Signed by all."
        form.save().action_reach()
        self.assertEqual(node.state, "closed")
        milestone = self.as_user(book, "sales_officer").milestone_ids
        self.assertEqual((milestone.progress, milestone.can_reach), ("reached", False))

    def test_milestone_extension(self):
        book = self.run_book()
        action = self.as_user(book, "tech_officer").milestone_ids.action_open_extension()
        self.assertEqual(action["context"]["active_id"], self.nodes(book, "milestone", "open").id)
        with self.refused(message="not yours"):
            self.as_user(book, "service_officer").milestone_ids.action_open_extension()

    def test_milestone_colours(self):
        """Overdue past its date, late when reached after the baseline."""
        book = self.run_book()
        milestones = self.env["crossbiz.task.book.milestone"]
        with freeze_time(shanghai(16, 10)):
            self.env.invalidate_all()
            self.assertEqual(book.milestone_ids.progress, "overdue")
            self.assertEqual(milestones.search([("progress", "=", "overdue")]), book.sudo().milestone_ids.sudo(False))
            self.reach_all(book)
            self.env.invalidate_all()
            self.assertEqual(book.milestone_ids.progress, "late")
            self.assertFalse(milestones.search([("progress", "=", "reached"), ("book_id", "=", book.id)]))
            self.assertTrue(milestones.search([("progress", "=", "late"), ("book_id", "=", book.id)]))

    def test_acceptance_from_the_inbox(self):
        """Judging opens the round with one's own findings; the verdict follows them."""
        book = self.run_book()
        self.reach_all(book)
        acceptance = self.open_acceptance(book)
        node = self.env["crossbiz.node"].search(
            [("res_model", "=", acceptance._name), ("department_id", "=", self.quality.id)]
        )
        mine = self.as_user(node, "quality_officer")
        self.assertEqual((mine.can_fill_in, mine.can_decide, mine.verb), (True, False, "Judge"))
        form = self.fill_in(node, "quality_officer")
        self.assertEqual(len(form.my_finding_ids), 2, "a milestone and an indicator")
        for index in range(2):
            with form.my_finding_ids.edit(index) as line:
                line.verdict = "pass"
        form.save()
        findings = self.as_user(acceptance, "quality_officer").my_finding_ids
        self.assertEqual((set(findings.mapped("verdict")), findings.member_id.department_id), ({"pass"}, self.quality))
        self.assertIn("Signed by all.", findings.mapped("evidence"))
        action = self.as_user(acceptance, "quality_officer").action_open_verdict()
        dialog = self.open_dialog(action["res_model"], "quality_officer", node)
        dialog.outcome = "approved"
        dialog.save().action_confirm()
        self.assertEqual(node.outcome, "approved")
        with self.refused(message="not yours"):
            self.as_user(acceptance, "quality_officer").action_open_verdict()
        self.assertFalse(self.as_user(acceptance, "sales_officer").my_finding_ids)

    def test_retrospective_from_the_inbox(self):
        book = self.run_book()
        self.reach_all(book)
        self.pass_acceptance(self.open_acceptance(book))
        node = self.nodes(book, "retrospective", "open")
        self.assertEqual(self.as_user(node, "lead_officer").verb, "Look Back")
        form = self.fill_in(node, "lead_officer")
        self.assertIn("Milestones", form.facts)
        form.summary, form.lessons = "Done.", "Begin earlier."
        form.save().action_file()
        self.assertEqual(book.state, "done")
        self.assertTrue(self.as_user(self.env["crossbiz.lesson"], "outsider").search([("text", "ilike", "earlier")]))

    def test_step_of_somebody_else(self):
        book = self.run_book()
        with self.refused(message="not yours"):
            self.as_user(book, "sales_officer").action_open_step("progress_report")

    # --------------------------------------------------
    # Dialogs
    # --------------------------------------------------

    def test_team_is_prefilled(self):
        """The departments of the settings, each discipline once; who worked is named as a concern."""
        book = self.run_book()
        self.reach_all(book)
        form = self.open_dialog("crossbiz.acceptance.team", "sales_officer", book)
        lines = [form.line_ids.edit(index) for index in range(3)]
        self.assertEqual(
            [(line.discipline, line.department_id) for line in lines],
            [("technical", self.quality), ("finance", self.finance), ("compliance", self.control)],
        )
        self.assertEqual([line.concern for line in lines], [False] * 3)
        self.company.crossbiz_technical_department_id = self.tech
        form = self.open_dialog("crossbiz.acceptance.team", "sales_officer", book)
        self.assertEqual(form.line_ids.edit(0).concern, "Took part in the work")
        team = form.save()
        self.assertEqual(team.line_ids[0].concern, "Took part in the work")
        with self.refused(message="took part in the work"):
            team.action_confirm()
        team.line_ids[0].department_id = self.quality
        team.line_ids[0].user_id = self.users["quality_officer"]
        self.assertFalse(team.line_ids[0].concern)
        team.action_confirm()
        members = book.sudo().acceptance_ids.member_ids
        self.assertEqual(members.user_id, self.users["quality_officer"])
        self.assertEqual(book.state, "closing")

    def test_summary(self):
        """The week's reports are in sight, and what is missing; it becomes an update of Odoo's project."""
        book = self.run_book()
        self.post_report(book)
        form = self.open_dialog("crossbiz.progress.summary", "lead_officer", book)
        self.assertEqual((form.week, form.missing), ("2026-W10", "After-Sales"))
        self.assertEqual(len(form.report_ids), 1)
        form.status, form.text = "at_risk", "The supplier is late."
        form.save().action_confirm()
        self.assertEqual(book.sudo().project_id.last_update_status, "at_risk")

    def test_comparison(self):
        """Side by side, with the words that differ; a stranger's versions stay closed."""
        book = self.run_book()
        book = self.as_user(book, "sales_officer")
        book.action_revise()
        book.objective = "A <b>better</b> line by summer."
        form = self.open_dialog("crossbiz.task.book.compare", "sales_officer", book)
        self.assertEqual(form.left_id.number, 1)
        self.assertFalse(form.right_id)
        html = form.comparison
        self.assertIn("&lt;", html, "texts are escaped")
        self.assertNotIn("<b>better", html)
        marks = etree.HTML(html).xpath("//mark/text()")
        self.assertTrue(any("better" in mark for mark in marks), marks)
        self.assertNotIn("95 %", html, "what is the same is left out")
        form.only_changes = False
        self.assertIn("95 %", form.comparison)
        with self.refused(AccessError):
            self.open_dialog("crossbiz.task.book.compare", "outsider", book).save()

    def test_new_book_from_template_and_book(self):
        """Texts and lines are taken over, the dates move to the new start."""
        book = self.draft_book()
        template = self.env["crossbiz.task.book.template"].browse(book.action_save_as_template()["res_id"])
        start = MONDAY.date() + timedelta(days=30)
        for source, name in ((template, "template"), (book, "book")):
            form = self.open_dialog("crossbiz.task.book.new", "sales_officer")
            form.source = name
            form[f"{name}_id"] = self.as_user(source, "sales_officer")
            self.assertEqual(form.name, "New service line")
            form.name, form.date_start = f"From {name}", start
            action = form.save().action_create_book()
            made = self.env[BOOK].browse(action["res_id"])
            with self.subTest(name):
                self.assertEqual((made.name, made.state, made.version), (f"From {name}", "draft", 0))
                self.assertEqual(made.milestone_ids.deadline, start + timedelta(days=11))
                self.assertEqual(made.assignment_ids.department_id, self.tech | self.service)
                self.assertEqual(made.weight_total, 100)

    def test_new_book_needs_a_source(self):
        form = self.open_dialog("crossbiz.task.book.new", "sales_officer")
        form.source = "nothing"
        form.name = "Empty"
        action = form.save().action_create_book()
        self.assertEqual(action["context"]["default_name"], "Empty")
        dialog = self.as_user(self.env["crossbiz.task.book.new"], "sales_officer").create({"source": "book"})
        with self.refused(message="Choose what to begin with"):
            dialog.action_create_book()

    # --------------------------------------------------
    # Timeline
    # --------------------------------------------------

    def test_timeline(self):
        """Milestones with both dates, weeks with what is posted, late, missing and awaited."""
        book = self.run_book()
        self.post_report(book)
        with freeze_time(shanghai(11, 10)):
            book.sudo()._open_progress(ScheduleBook(self.env))
            self.env.invalidate_all()
            answer = self.as_user(book, "sales_officer").get_timeline()
        self.assertEqual((answer["start"], answer["today"]), ("2026-03-02", "2026-03-11"))
        (milestone,) = answer["milestones"]
        self.assertEqual(
            (milestone["name"], milestone["baseline"], milestone["deadline"], milestone["state"]),
            ("Concept", "2026-03-13", "2026-03-13", "planned"),
        )
        weeks = {
            line["name"]: [(week["week"], week["state"]) for week in line["weeks"]] for line in answer["departments"]
        }
        self.assertEqual(weeks["Technical"], [("2026-W10", "posted"), ("2026-W11", "awaited")])
        self.assertEqual(weeks["After-Sales"], [("2026-W10", "missing"), ("2026-W11", "awaited")])
        with self.refused(AccessError):
            self.as_user(book, "outsider").get_timeline()

    def test_counts(self):
        book = self.run_book()
        self.post_report(book)
        with freeze_time(shanghai(11, 10)):
            self.env.invalidate_all()
            mine = self.as_user(book, "sales_officer")
            self.assertEqual((mine.report_count, mine.missing_count, mine.book_meeting_count), (1, 1, 1))
            self.assertEqual(
                self.env["crossbiz.node"].search(mine.action_open_missing()["domain"]).department_id, self.service
            )
        channel = self.as_user(book, "tech_officer").action_open_channel()["context"]["active_id"]
        self.assertEqual(channel, f"discuss.channel_{book.sudo().channel_id.id}")
        self.assertTrue(self.as_user(book, "tech_officer").can_open_project)
        self.assertFalse(self.as_user(book, "auditor").can_open_project, "the project is for who takes part")

    def test_steps_of_a_long_book(self):
        """The page reads what runs and the latest that ended, not hundreds."""
        book = self.run_book()
        self.post_report(book)
        shown = self.as_user(book, "sales_officer").step_ids
        self.assertEqual(set(shown.mapped("state")), {"open", "closed"})
        self.assertLessEqual(len(shown.filtered(lambda node: node.state == "closed")), 30)
