"""Meetings and their minutes, as regulation 3.2.1, 3.2.2 and 5.1 tell them."""

import hashlib
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .communication_common import MeetingCase


@tagged("post_install", "-at_install")
class TestMeetingWay(MeetingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))

    def test_whole_way(self):
        """Planned, held, minuted, confirmed, objected to, confirmed again, archived, done."""
        # 1 planned: the host stands on the list, all who act are in the calendar
        meeting = self.plan_meeting()
        self.assertEqual(meeting.state, "planned")
        self.assertEqual(meeting.attendance_ids.department_id, self.sales | self.tech | self.service)
        self.assertEqual(meeting.department_ids, self.sales | self.tech | self.service)
        people = self.users["sales_officer"] | self.users["tech_officer"] | self.users["service_officer"]
        self.assertEqual(meeting.sudo().event_id.partner_ids, people.partner_id)
        # 2 held: two working days for the minutes
        self.hold(meeting)
        step = self.steps(meeting, "meeting_minutes")
        self.assertEqual((meeting.state, step.state, step.deadline), ("draft", "open", shanghai(4, 18)))
        # 3 confirmed: what was resolved is owed
        with freeze_time(shanghai(3, 9)):
            self.as_user(meeting, "sales_officer").action_confirm()
        resolution = meeting.sudo().resolution_ids
        owed = self.steps(resolution)
        self.assertEqual((step.state, step.on_time), ("closed", True))
        self.assertEqual((resolution.state, resolution.agreed_deadline), ("open", date(2026, 3, 6)))
        self.assertEqual((owed.kind, owed.department_id, owed.deadline), ("resolution", self.tech, shanghai(6, 18)))
        # 4 objected to: what was resolved and not done is open for changes
        with freeze_time(shanghai(3, 11)):
            self.as_user(meeting, "service_officer").action_object("We never agreed to Friday.")
        self.assertEqual((meeting.state, resolution.state, owed.state), ("draft", "draft", "void"))
        self.assertFalse(meeting.confirmed_at)
        again = self.steps(meeting, "meeting_minutes", "open")
        self.assertEqual(again.cycle, 2)
        self.assertEqual(self.told(meeting, "returned"), {"sales_officer"})
        with freeze_time(shanghai(4, 9)):
            self.as_user(resolution, "sales_officer").deadline = date(2026, 3, 10)
            self.as_user(meeting, "sales_officer").action_confirm()
        owed = self.steps(resolution, state="open")
        self.assertEqual((owed.cycle, owed.deadline), (2, shanghai(10, 18)))
        # 5 archived by the lead: sealed, printed, copied to the decision layer
        self.as_user(meeting, "lead_officer").action_archive_minutes()
        self.assertEqual((meeting.state, meeting.archived_by), ("archived", self.users["lead_officer"]))
        self.assertEqual(meeting.digest, meeting.sudo()._get_snapshot()[1])
        self.assertEqual(self.told(meeting, "minutes"), {"decision_maker"})
        self.assertEqual(
            self.rpc("decision_maker", meeting._name, "read", meeting.ids, ["minutes"])[0]["minutes"], meeting.minutes
        )
        # 6 done, with what came of it, also after the minutes were archived
        self.as_user(resolution, "tech_officer").action_done("Ordered on Monday.")
        self.assertEqual((resolution.state, resolution.result), ("done", "Ordered on Monday."))
        self.assertEqual((resolution.done_by, owed.outcome), (self.users["tech_officer"], "done"))
        self.assertEqual(meeting.digest, meeting.sudo()._get_snapshot()[1], "what was archived still says the same")
        self.assertEqual(
            [event[0] for event in self.events(meeting)],
            [
                "meeting_planned",
                "meeting_held",
                "node_opened",
                "minutes_confirmed",
                "node_done",
                "minutes_objected",
                "node_opened",
                "minutes_confirmed",
                "node_done",
                "minutes_archived",
                "minutes_filed",
            ],
        )
        self.assertIn(("minutes_objected", "After-Sales"), self.events(meeting))
        self.assertIn(("minutes_archived", "Operations"), self.events(meeting))
        self.assertFalse(self.env["crossbiz.journal"]._verify()["broken"])

    def test_filed_paper(self):
        """The paper is kept twice: for readers, and as evidence whose hash the journal has sealed."""
        meeting = self.archive()
        paper = self.as_user(meeting, "tech_member").minutes_file_id
        self.assertEqual((paper.res_model, paper.res_id), (meeting._name, meeting.id))
        entry = self.env["crossbiz.journal"].search(
            [("res_model", "=", meeting._name), ("res_id", "=", meeting.id), ("event", "=", "minutes_filed")]
        )
        digest = hashlib.sha256(paper.sudo().raw).hexdigest()
        self.assertEqual(entry.new_value, digest)
        self.assertIn(digest, entry.note)
        kept = self.env["ir.attachment"].search([("res_model", "=", "crossbiz.journal"), ("res_id", "=", entry.id)])
        self.assertEqual(kept.raw, paper.sudo().raw)
        self.assertIn(b"We agreed on the seals.", paper.sudo().raw, "rendered as HTML in tests")
        for login in ("sales_officer", "lead_officer", "tech_officer"):
            for values in ({"raw": b"forged"}, {"name": "forged"}, {"res_id": False}, {"public": True}):
                with self.refused(AccessError):
                    self.as_user(paper, login).write(values)
            with self.refused(AccessError):
                self.as_user(paper, login).unlink()
            with self.refused(AccessError):
                self.as_user(self.env["ir.attachment"], login).create(
                    {"name": "x", "raw": b"x", "res_model": meeting._name, "res_id": meeting.id}
                )

    def test_journal_without_a_case(self):
        """Auditors and the host's people read the journal of a meeting that belongs to no case; outsiders do not."""
        meeting = self.confirm()
        domain = [("res_model", "=", meeting._name), ("res_id", "=", meeting.id)]
        for login, sees in (("auditor", True), ("sales_member", True), ("decision_maker", True), ("outsider", False)):
            with self.subTest(login):
                self.assertEqual(bool(self.rpc(login, "crossbiz.journal", "search_count", domain)), sees)

    def test_hand_over_of_a_resolution(self):
        """The taking department owes it, sees the meeting, and the minutes still name who it was given to."""
        meeting = self.confirm()
        canteen = self.users["outsider"].employee_ids.department_id
        self._create_person("cook", canteen, "crossbiz_addon.group_officer", officer=True)
        resolution = self.as_user(meeting.resolution_ids, "tech_officer")
        with self.refused(AccessError):
            self.as_user(meeting, "cook").name  # noqa: B018 - reads
        self.as_user(self.steps(resolution), "tech_officer").action_hand_over(canteen.id, "They buy everything.")
        resolution = self.as_user(resolution, "cook")
        self.assertEqual((resolution.department_id, resolution.agreed_department_id), (canteen, self.tech))
        self.assertEqual(resolution.meeting_id.name, "Pumps at Riverside")
        with self.refused(AccessError, "officer of “Canteen”"):
            self.as_user(resolution, "tech_officer").action_done("x")
        resolution.action_done("Bought.")
        self.assertEqual(resolution.state, "done")

    def test_hand_over_of_the_minutes(self):
        """Whoever takes the minutes over hosts the meeting; the former host stays invited."""
        meeting = self.hold()
        self.as_user(self.steps(meeting), "sales_officer").action_hand_over(self.service.id, "You wrote along.")
        with self.refused(AccessError):
            self.as_user(meeting, "sales_officer").minutes = "x"
        self.as_user(meeting, "service_officer").action_confirm()
        self.assertEqual(meeting.attendance_ids.department_id, self.sales | self.tech | self.service)

    def test_extension_moves_the_date(self):
        meeting = self.confirm()
        node = self.as_user(self.steps(meeting.resolution_ids), "tech_officer")
        node.action_request_extension(shanghai(12, 18), "The supplier is late.")
        extension = self.env["crossbiz.extension"].search([("node_id", "=", node.id)])
        self.as_user(self.steps(extension), "lead_officer").action_approve()
        resolution = meeting.sudo().resolution_ids
        self.assertEqual((resolution.deadline, resolution.agreed_deadline), (date(2026, 3, 12), date(2026, 3, 6)))

    def test_cancelled_case_drops_what_was_resolved(self):
        order = self.issue_order()
        meeting = self.hold(self.plan_meeting(case_id=order.case_id.id))
        confirmed = self.confirm(meeting)
        other = self.hold(self.plan_meeting(case_id=order.case_id.id))
        self.as_user(order, "sales_officer").action_cancel("The customer left.")
        self.assertEqual(confirmed.sudo().resolution_ids.state, "dropped")
        # the minutes of what took place can still be confirmed, although their step has ended
        self.assertEqual(self.steps(other).state, "void")
        self.confirm(other)
        self.assertEqual(other.state, "confirmed")

    def test_call_off(self):
        meeting = self.plan_meeting(start=shanghai(9, 10), stop=shanghai(9, 11))
        event = meeting.sudo().event_id
        meeting.action_cancel("No news.")
        self.assertEqual(meeting.state, "cancelled")
        self.assertFalse(event.exists())
        self.assertEqual(self.told(meeting, "cancelled"), {"tech_officer", "service_officer"})
        self.assertEqual(self.events(meeting)[-1], ("cancelled", "Sales"))

    def test_delete_a_plan(self):
        meeting = self.plan_meeting()
        event = meeting.sudo().event_id
        meeting.unlink()
        self.assertFalse(event.exists())

    def test_copy_keeps_the_invitation_only(self):
        meeting = self.archive()
        copy = self.as_user(meeting, "sales_officer").copy()
        self.assertEqual((copy.state, copy.name), ("planned", "Pumps at Riverside"))
        for name in (
            "minutes",
            "digest",
            "minutes_file_id",
            "held_at",
            "confirmed_by",
            "archived_by",
            "resolution_ids",
            "period",
            "node_ids",
        ):
            self.assertFalse(copy[name], name)
        self.assertEqual(copy.attendance_ids.department_id, self.sales | self.tech | self.service)
        self.assertFalse(any(copy.attendance_ids.mapped("present")))
        self.assertNotEqual(copy.sudo().event_id, meeting.sudo().event_id)

    # --------------------------------------------------
    # Agenda
    # --------------------------------------------------

    def make_facts(self):
        """An order whose plan of Technical is late and about which After-Sales reported a difficulty."""
        order = self.issue_order()
        self.submit_plan(order, self.service, "service_officer")
        self.as_user(order, "service_officer").action_report_difficulty("The hall is\nlocked at night.")
        return order

    def test_agenda(self):
        order = self.make_facts()
        meeting = self.plan_meeting(
            case_id=order.case_id.id, start=shanghai(5, 10), stop=shanghai(5, 11), agenda="My own point"
        )
        with freeze_time(shanghai(4, 9)):
            self.as_user(meeting, "sales_officer").action_fill_agenda()
        lines = meeting.agenda.splitlines()
        self.assertEqual(lines[0], "My own point")
        self.assertIn("• Difficulty reported by After-Sales: The hall is locked at night.", lines)
        late = [line for line in lines if line.startswith("• Late: ")]
        self.assertEqual(len(late), 1, lines)
        self.assertIn("(Technical), was due on 03/03/2026", late[0])
        with freeze_time(shanghai(4, 10)), self.refused(message="nothing for"):
            self.as_user(meeting, "sales_officer").action_fill_agenda()
        # what was taken out on purpose comes back only when asked for; what was typed stays
        self.as_user(meeting, "sales_officer").agenda = "Typed\n" + lines[-1]
        with freeze_time(shanghai(4, 11)):
            self.as_user(meeting, "sales_officer").action_fill_agenda()
        self.assertEqual(meeting.agenda.splitlines()[:2], ["Typed", lines[-1]])
        self.assertEqual(sorted(meeting.agenda.splitlines()[2:]), sorted(set(lines[1:]) - {lines[-1]}))

    def test_agenda_without_a_case(self):
        """Without a case only those count in which all who are invited take part: nobody learns of others'."""
        self.make_facts()
        shared = self.plan_meeting(start=shanghai(5, 10), stop=shanghai(5, 11))
        with freeze_time(shanghai(4, 9)):
            self.as_user(shared, "sales_officer").action_fill_agenda()
        self.assertIn("Technical", shared.agenda)
        canteen = self.users["outsider"].employee_ids.department_id
        foreign = self.plan_meeting(departments=self.tech | canteen, start=shanghai(5, 10), stop=shanghai(5, 11))
        with freeze_time(shanghai(4, 9)), self.refused(message="nothing for"):
            self.as_user(foreign, "sales_officer").action_fill_agenda()

    def test_agenda_of_a_long_ledger(self):
        """As much as there is room for; no point is cut in two."""
        order = self.issue_order()
        for number in range(60):
            self.as_user(order, "tech_officer").action_report_difficulty(f"{number} " + "long " * 80)
        meeting = self.plan_meeting(case_id=order.case_id.id, agenda="Own " * 500)
        meeting.action_fill_agenda()
        self.assertLessEqual(len(meeting.agenda), 10_000)
        self.assertGreater(len(meeting.agenda), 9_000)

    def test_delegates(self):
        """Named people and delegates are invited instead of the officers, while they belong to the department."""
        meeting = self.plan_meeting(start=shanghai(9, 10), stop=shanghai(9, 11))
        line = self.line(meeting, self.tech)
        line.user_id = self.users["tech_member"]
        invited = meeting.sudo().event_id.partner_ids
        self.assertIn(self.users["tech_member"].partner_id, invited)
        self.assertNotIn(self.users["tech_officer"].partner_id, invited)
        self.users["tech_member"].employee_ids.department_id = self.service
        self.env.flush_all()
        self.run_job("cron_keep_events", MONDAY + timedelta(hours=1))
        invited = meeting.sudo().event_id.partner_ids
        self.assertNotIn(self.users["tech_member"].partner_id, invited)
        self.assertIn(self.users["tech_officer"].partner_id, invited)
