from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .project_common import ProjectCase


@tagged("post_install", "-at_install")
class TestProjectWay(ProjectCase):
    """Joint projects as regulation 3.2 tells them, clause by clause."""

    def test_book_is_drafted_after_the_kick_off(self):
        """3.2.1: after the kick-off the initiator writes the task book; nothing is submitted without it."""
        book = self.draft_book(kickoff_meeting_id=False)
        with self.refused(message="No kick-off meeting"):
            book.action_submit()
        meeting = self.hold_kickoff(confirm=False)
        book.kickoff_meeting_id = meeting
        with self.refused(message="minutes of the kick-off meeting are not confirmed"):
            book.action_submit()
        self.as_user(meeting, "sales_officer").action_confirm()
        self.as_user(book, "sales_officer").action_submit()
        self.assertEqual(book.state, "review")

    def test_decision_layer_approves_the_version(self):
        """3.2.1: the decision layer approves; what it approved is kept, and nobody approves the own book."""
        book = self.draft_book()
        book.action_submit()
        node = self.nodes(book, "book_decision")
        self.assertEqual((node.department_id, node.period, node.is_decision), (self.board, "1", True))
        with self.refused(AccessError):
            self.as_user(node, "sales_officer").action_approve()
        self.decide_book(book)
        self.assertEqual((book.state, book.version, book.changed_since), ("approved", 1, False))
        version = book.sudo().version_ids
        self.assertEqual((version.outcome, version.decided_by), ("approved", self.users["decision_maker"]))
        self.assertEqual(version.digest, node.snapshot_digest)
        self.assertEqual(set(book.milestone_ids.mapped("in_force")), {True})
        self.assertEqual(
            book.milestone_ids.mapped("baseline_date"), [date(2026, 3, 13), date(2026, 3, 27)], "baselines are set"
        )

    def test_rejected_book_opens_again(self):
        """3.2.1: a rejected book can be improved and submitted as the next version."""
        book = self.draft_book()
        book.action_submit()
        with self.refused(message="Opinion"):
            self.decide_book(book, "reject")
        self.decide_book(book, "reject", "Too dear.")
        book = self.as_user(book, "sales_officer")
        self.assertEqual((book.state, book.can_reopen), ("rejected", True))
        book.action_reopen()
        book.write({"budget": 40_000})
        book.action_submit()
        self.decide_book(book)
        self.assertEqual((book.state, book.version), ("approved", 2))

    def test_returned_book_is_a_draft_again(self):
        book = self.draft_book()
        book.action_submit()
        self.decide_book(book, "return", "Say how it is measured.")
        self.assertEqual((book.state, book.version), ("draft", 0))

    def test_start_makes_project_channel_and_clocks(self):
        """3.2.2: project, tasks, milestones and channel, for who takes part and nobody else."""
        book = self.start_book()
        self.assertEqual((book.state, book.started_at), ("running", MONDAY))
        project, channel = book.sudo().project_id, book.sudo().channel_id
        self.assertEqual((project.privacy_visibility, project.allow_milestones), ("followers", True))
        self.assertEqual(sorted(project.task_ids.mapped("name")), ["Build it", "Run it"])
        self.assertEqual(sorted(project.milestone_ids.mapped("name")), ["Concept", "Pilot"])
        people = {self.users[name] for name in ("sales_officer", "lead_officer", "tech_officer", "service_officer")}
        partners = {user.partner_id for user in people}
        self.assertEqual(set(project.message_partner_ids), partners)
        self.assertEqual(set(channel.channel_member_ids.partner_id), partners)
        self.assertEqual(channel.channel_type, "group")
        for login, seen in (("tech_officer", True), ("outsider", False), ("tech_member", False)):
            self.assertEqual(self.as_user(project, login).has_access("read"), seen, login)
        nodes = self.nodes(book, "milestone")
        self.assertEqual(nodes.mapped("deadline"), [shanghai(13, 18), shanghai(27, 18)])
        with self.refused(message="cannot become"):
            book.action_start()

    def test_week_by_week(self):
        """3.2.2: each department with a part reports every week, the lead sums up."""
        book = self.start_book()
        self.open_week(book)
        nodes = self.nodes(book, "progress_report")
        self.assertEqual(set(nodes.department_id), {self.tech, self.service})
        self.assertEqual(set(nodes.mapped("period")), {"2026-W10"})
        self.assertEqual(set(nodes.mapped("deadline")), {shanghai(6, 18)})
        report = self.write_report(book, "tech_member", self.tech)
        with self.refused(AccessError):
            report.action_post()
        self.as_user(report, "tech_officer").action_post()
        self.assertEqual(nodes.filtered(lambda node: node.department_id == self.tech).light, "green")
        message = book.sudo().channel_id.message_ids[0]
        self.assertEqual(message.author_id, self.users["tech_officer"].partner_id)
        self.assertIn("Half of it.", message.body)
        lead = self.as_user(book, "lead_officer")
        self.assertTrue(lead.can_sum_up)
        lead.action_post_summary("We are <b>fine</b>.", "at_risk")
        update = book.sudo().project_id.update_ids
        self.assertEqual((update.status, update.progress, update.user_id.login), ("at_risk", 25, "lead_officer"))
        self.assertIn("&lt;b&gt;fine", update.description, "a text is a text")
        with self.refused(AccessError):
            self.as_user(book, "tech_officer").action_post_summary("Mine")

    def test_milestone_needs_evidence_and_is_judged_on_its_baseline(self):
        """3.2.1: a milestone is reached with evidence; late stays late, also when more time was granted."""
        book = self.start_book()
        concept = self.line_named(book, "Concept", "tech_officer")
        self.assertTrue(concept.can_reach)
        self.assertFalse(self.line_named(book, "Concept", "service_officer").can_reach)
        with self.refused(message="Evidence is empty"):
            concept.action_reach()
        node = self.as_user(self.nodes(book, "milestone")[0], "tech_officer")
        node.action_request_extension("2026-03-18 10:00:00", "Parts are late.")
        decision = self.nodes(book, "extension_decision") or self.env["crossbiz.node"].search(
            [("kind", "=", "extension_decision")]
        )
        self.as_user(decision, "lead_officer").action_approve()
        concept = self.line_named(book, "Concept", "tech_officer")
        self.assertEqual((concept.deadline, concept.extended_to), (date(2026, 3, 18), date(2026, 3, 18)))
        self.assertEqual(concept.baseline_date, date(2026, 3, 13))
        self.assertEqual(concept.sudo().project_milestone_id.deadline, date(2026, 3, 18))
        self.assertTrue(book.changed_since)
        with freeze_time(shanghai(17, 10)):
            concept.action_reach("Signed.")
        node = self.nodes(book, "milestone", "closed")
        self.assertEqual((node.on_time, node.light), (False, "yellow"))
        self.assertTrue(concept.sudo().project_milestone_id.is_reached)
        self.assertTrue(concept.late)

    def test_early_milestone(self):
        book = self.start_book()
        self.reach(book, "Concept", "tech_officer")
        self.assertEqual(self.nodes(book, "milestone", "closed").light, "green")
        with self.refused(message="already closed"):
            self.reach(book, "Concept", "tech_officer")

    def test_whole_way_to_done(self):
        """3.2.3: accepted by three disciplines, looked back on, and then done."""
        book = self.start_book()
        self.open_week(book)
        self.reach_all(book)
        self.as_user(book, "sales_officer").indicator_ids[0].actual = "97 %"
        acceptance = self.open_acceptance(book)
        self.assertEqual((book.state, acceptance.round), ("closing", 1))
        self.assertEqual(len(acceptance.finding_ids), 3 * 4)
        self.pass_acceptance(acceptance)
        self.assertEqual((acceptance.state, book.state), ("passed", "closing"))
        report = self.as_user(book, "lead_officer").retrospective_ids
        for line in ("Milestones: 2, late 0", "Calls answered (60 %): 95 % → 97 %", "Acceptance rounds: 1"):
            self.assertIn(line, report.facts)
        with self.refused(message="Summary, Lessons"):
            report.action_file()
        with freeze_time(shanghai(9, 10)):
            self.file_retrospective(book)
        self.assertEqual((book.state, book.done_at), ("done", shanghai(9, 10)))
        reports = self.nodes(book, "progress_report")
        self.assertEqual(set(reports.mapped("outcome")), {"missed"}, "overdue ones stay in the figures")
        self.assertEqual(set(reports.mapped("light")), {"red"})
        with self.refused(message="A filed retrospective stays"):
            self.as_user(report, "lead_officer").write({"summary": "Better."})

    def test_failed_first_round(self):
        """3.2.3: a fail sends the project back to work with a list; the next round judges anew."""
        book = self.start_book()
        self.reach_all(book)
        first = self.open_acceptance(book)
        member = self.as_user(first, "quality_officer").member_ids.filtered("can_judge")
        member.finding_ids.write({"verdict": "pass"})
        member.finding_ids[0].write({"verdict": "fail", "note": "The pump leaks."})
        with self.refused(message="You judged fail: Concept"):
            member._get_step().action_approve()
        member._get_step().action_reject("It leaks.")
        self.assertEqual(first.state, "open", "the others are heard too")
        self.judge(first, "finance", "finance_officer")
        self.judge(first, "compliance", "compliance_officer", "conditional", "Label it.")
        self.assertEqual((first.state, book.state), ("failed", "running"))
        self.assertIn("• Concept: The pump leaks.", first.rework)
        concept = self.line_named(book, "Concept", "tech_officer")
        self.assertFalse(concept.reached_at)
        self.assertFalse(concept.sudo().project_milestone_id.is_reached)
        self.assertIn(("milestone_undone", "Technical"), self.events(book))
        with self.refused(message="“Concept” is not reached"):
            self.as_user(book, "sales_officer").action_open_acceptance()
        with freeze_time(shanghai(6, 10)):
            concept.action_reach("Sealed anew.")
        rework = self.nodes(book, "milestone").filtered(lambda node: node.cycle == 2)
        self.assertEqual(rework.light, "green", "rework has a time of its own")
        second = self.open_acceptance(book)
        self.pass_acceptance(second)
        self.assertEqual((second.round, second.state), (2, "passed"))
        facts = book.sudo().retrospective_ids.facts
        self.assertIn("1. Failed", facts)
        self.assertIn("• Concept: The pump leaks.", facts)

    def test_cancelled(self):
        """A cancelled project is archived, its channel is told, and nothing runs on."""
        book = self.start_book()
        self.open_week(book)
        with freeze_time(MONDAY + timedelta(days=14)):  # Concept was due on the 13th, Pilot is due on the 27th
            self.open_week(book)
            self.as_user(book, "sales_officer").action_cancel("The customer left.")
        self.assertEqual(book.state, "cancelled")
        self.assertFalse(book.sudo().project_id.active)
        self.assertIn("The customer left.", book.sudo().channel_id.message_ids[0].body)
        outcomes = {
            (node.kind, node.period): (node.state, node.outcome)
            for node in self.nodes(book).filtered(
                lambda node: node.kind == "milestone" or node.department_id == self.tech
            )
        }
        concept, pilot = (str(self.line_named(book.sudo(), name).id) for name in ("Concept", "Pilot"))
        self.assertEqual(outcomes["progress_report", "2026-W10"], ("closed", "missed"))
        self.assertEqual(outcomes["progress_report", "2026-W12"], ("void", False))
        self.assertEqual(outcomes["milestone", concept], ("closed", "missed"), "what was overdue stays in the figures")
        self.assertEqual(outcomes["milestone", pilot], ("void", False))
        with self.refused((AccessError, UserError)):
            self.reach(book, "Concept", "tech_officer")

    def test_suspended_refuses_everything(self):
        book = self.start_book()
        self.open_week(book)
        report = self.write_report(book, "tech_officer", self.tech)
        book.sudo().case_id.suspended = True
        steps = [
            lambda: self.reach(book, "Concept", "tech_officer"),
            lambda: self.as_user(report, "tech_officer").action_post(),
            lambda: self.as_user(book, "lead_officer").action_post_summary("Fine"),
            lambda: self.as_user(book, "sales_officer").action_open_acceptance(),
            lambda: self.as_user(book, "sales_officer").action_revise(),
            lambda: self.line_named(book, "Concept", "tech_officer").write({"evidence": "Text"}),
        ]
        for step in steps:
            with self.refused(message="suspended"):
                step()
        self.run_job("cron_open_progress", MONDAY + timedelta(days=7))
        self.assertNotIn("2026-W11", self.nodes(book, "progress_report").mapped("period"))

    def test_difficulty_and_urge(self):
        book = self.start_book()
        self.as_user(book, "tech_member").action_report_difficulty("No seals to be had.")
        self.as_user(book, "lead_officer").action_urge()
        self.assertIn("urged", [event[0] if isinstance(event, tuple) else event for event in self.events(book)])
        self.reach_all(book)
        self.pass_acceptance(self.open_acceptance(book))
        self.assertIn("Technical: No seals to be had.", book.sudo().retrospective_ids.facts)
