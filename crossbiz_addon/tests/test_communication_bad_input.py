"""What is refused, and how a person learns what to do."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, REFUSED, shanghai
from .communication_common import MEETING, MeetingCase


@tagged("post_install", "-at_install")
class TestMeetingBadInput(MeetingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))

    # --------------------------------------------------
    # Planning
    # --------------------------------------------------

    def test_times(self):
        for start, stop in ((MONDAY, MONDAY), (MONDAY, MONDAY - timedelta(hours=1))):
            with self.refused(ValidationError, "ends before it begins"):
                self.plan_meeting(start=start, stop=stop)

    def test_required(self):
        for values in ({"name": False}, {"start": False}, {"stop": False}, {"department_id": False}):
            with self.subTest(values=values), self.refused(REFUSED):
                self.plan_meeting(**values)

    def test_long_texts(self):
        with self.refused(message="Agenda has 10001 characters"):
            self.plan_meeting(agenda="x" * 10_001)
        meeting = self.hold()
        with self.refused(message="Minutes has 10001 characters"):
            meeting.minutes = "x" * 10_001

    def test_only_officers_invite(self):
        with self.refused(AccessError, "officers of “Sales” host this meeting"):
            self.plan_meeting("sales_member")
        with self.refused(AccessError, "Sales"):
            self.plan_meeting("sales_member", departments=self.env["hr.department"])
        with self.refused(AccessError):
            self.plan_meeting("sales_officer", department_id=self.tech.id)
        with self.refused(AccessError):
            self.as_user(self.env[MEETING], "outsider").create({"name": "x", "start": MONDAY, "stop": shanghai(2, 12)})

    def test_host_cannot_be_given_away(self):
        meeting = self.plan_meeting()
        with self.refused(AccessError):
            meeting.department_id = self.tech

    def test_foreign_case(self):
        """Nobody invites to a case they do not see, and no form tells its name."""
        order = self.issue_order(departments=self.tech)
        with self.refused(AccessError):
            self.plan_meeting("service_officer", departments=self.tech, case_id=order.case_id.id)
        meeting = self.plan_meeting("service_officer", departments=self.tech)
        with self.refused(AccessError):
            meeting.case_id = order.case_id.id

    def test_departments(self):
        gone = self._create_department("Gone", active=False)
        with self.refused(ValidationError, "“Gone” is archived"):
            self.plan_meeting(departments=gone)
        with self.refused(ValidationError, "stands once on the list"):
            self.plan_meeting(attendance_ids=[(0, 0, {"department_id": self.tech.id}) for _time in range(2)])
        abroad = self._create_department("Abroad", self.env["res.company"].create({"name": "Abroad Inc"}))
        with self.refused(REFUSED):
            self.plan_meeting(departments=abroad)

    def test_people_of_other_departments(self):
        meeting = self.plan_meeting()
        for name in ("user_id", "delegate_id"):
            with self.subTest(name), self.refused(ValidationError, "service_officer .*does not belong to “Technical”"):
                self.line(meeting, self.tech)[name] = self.users["service_officer"]
        self.line(meeting, self.tech).delegate_id = self.users["tech_member"]
        with self.refused(ValidationError, "does not belong to “Operations”"):
            self.line(meeting, self.tech).department_id = self.lead

    def test_protected(self):
        meeting = self.plan_meeting()
        values = {
            "state": "archived",
            "held_at": MONDAY,
            "confirmed_by": 1,
            "archived_by": 1,
            "archived_at": MONDAY,
            "digest": "x",
            "period": "2026-03",
            "event_id": False,
            "minutes_file_id": False,
            "department_ids": [(5,)],
            "node_ids": [(5,)],
        }
        for name, value in values.items():
            with self.subTest(name), self.refused(AccessError):
                meeting.write({name: value})
            with self.subTest(name, how="create"), self.refused(AccessError):
                self.plan_meeting(**{name: value})
            with self.subTest(name, how="default"), self.refused(AccessError):
                self.as_user(self.env[MEETING], "sales_officer").with_context(**{f"default_{name}": value}).create(
                    {"name": "x", "start": MONDAY, "stop": shanghai(2, 12)}
                )
        resolution = self.hold(meeting).resolution_ids
        for name, value in {"state": "done", "result": "x", "done_by": 1, "agreed_deadline": MONDAY}.items():
            with self.subTest(name), self.refused(AccessError):
                resolution.write({name: value})

    # --------------------------------------------------
    # In its time
    # --------------------------------------------------

    def test_before_it_took_place(self):
        meeting = self.plan_meeting(start=shanghai(9, 10), stop=shanghai(9, 11))
        with self.refused(message="begins on 2026-03-09 10:00"):
            meeting.action_hold()
        for values in (
            {"minutes": "x"},
            {"resolution_ids": [(0, 0, {"name": "x", "department_id": self.tech.id, "deadline": "2026-03-20"})]},
        ):
            with self.subTest(values=values), self.refused(message="once it took place"):
                meeting.write(values)
        with self.refused(message="has not taken place yet"):
            self.line(meeting, self.tech).present = True
        for method in ("action_confirm", "action_archive_minutes"):
            login = "lead_officer" if method == "action_archive_minutes" else "sales_officer"
            with self.subTest(method), self.refused(REFUSED):
                getattr(self.as_user(meeting, login), method)()
        with self.refused(message="only confirmed minutes"):
            meeting.action_object("x")
        self.assertEqual(meeting.state, "planned")

    def test_all_that_is_missing(self):
        """Said at once: empty minutes, nobody present, a date that has passed, a department that cannot answer."""
        lonely = self._create_department("Lonely")
        meeting = self.plan_meeting()
        meeting.action_hold()
        meeting.resolution_ids = [
            (0, 0, {"name": "Too late", "department_id": self.tech.id, "deadline": date(2026, 2, 27)}),
            (0, 0, {"name": "Nobody", "department_id": lonely.id, "deadline": date(2026, 3, 20)}),
        ]
        with self.assertRaises(Exception) as caught:
            meeting.action_confirm()
        message = str(caught.exception)
        for part in ("minutes are empty", "Nobody is marked as present", "“Too late”", "“Lonely” has no officer"):
            self.assertIn(part, message)
        self.assertEqual(meeting.state, "draft")

    def test_reasons(self):
        meeting = self.plan_meeting()
        for reason in (None, "", "   ", 7):
            with self.subTest(reason=reason), self.refused(message="Reason"):
                meeting.action_cancel(reason)
        self.confirm(self.hold(meeting))
        for reason in (None, "", "  "):
            with self.subTest(reason=reason), self.refused(message="Reason is empty"):
                self.as_user(meeting, "tech_officer").action_object(reason)
            with self.subTest(reason=reason, what="result"), self.refused(message="Result is empty"):
                self.as_user(meeting.resolution_ids, "tech_officer").action_done(reason)

    def test_no_step_twice(self):
        meeting = self.hold()
        with self.refused(message="is Minutes in Draft and cannot become"):
            meeting.action_hold()
        with self.refused(message="cannot become Called Off"):
            meeting.action_cancel("x")
        self.confirm(meeting)
        with self.refused(message="is Minutes Confirmed and cannot become"):
            meeting.action_confirm()
        self.archive(meeting)
        with self.refused(message="cannot become"):
            self.as_user(meeting, "lead_officer").action_archive_minutes()
        with self.refused(message="only confirmed minutes"):
            self.as_user(meeting, "tech_officer").action_object("x")
        self.as_user(meeting.resolution_ids, "tech_officer").action_done("x")
        with self.refused(message="already closed by tech_officer"):
            self.as_user(meeting.resolution_ids, "tech_officer").action_done("x")

    def test_a_draft_resolution_is_not_owed(self):
        resolution = self.as_user(self.hold().resolution_ids, "tech_officer")
        with self.refused(message="not confirmed yet"):
            resolution.action_done("x")

    def test_a_paper_that_cannot_be_printed(self):
        """Without the PDF nothing is archived, and nothing is lost."""
        meeting = self.confirm()
        reports = self.env.registry["ir.actions.report"]

        failure = "no wkhtmltopdf"

        def fail(*_args, **_kwargs):
            raise ValidationError(failure)

        with patch.object(reports, "_render_qweb_pdf", fail), self.refused(ValidationError, failure):
            self.as_user(meeting, "lead_officer").action_archive_minutes()
        self.assertEqual(meeting.state, "confirmed")

    # --------------------------------------------------
    # What is settled stays
    # --------------------------------------------------

    def test_settled(self):
        """After confirmation and for good after archiving: no way to change a word."""
        for state, make in (("confirmed", self.confirm), ("archived", self.archive)):
            meeting = make()
            self.check_settled(meeting, state)

    def check_settled(self, meeting, state):
        line = meeting.attendance_ids[0]
        resolution = meeting.resolution_ids
        other = self.hold(resolutions=1)
        new_line = {"department_id": self.lead.id}
        new_resolution = {"name": "x", "department_id": self.tech.id, "deadline": "2026-03-20"}
        for login in ("sales_officer", "lead_officer", "tech_officer", "decision_maker", "auditor", "manager"):
            mine = self.as_user(meeting, login)
            env = mine.env
            attempts = {
                "write": lambda mine=mine: mine.write({"minutes": "x"}),
                "name": lambda mine=mine: mine.write({"name": "x"}),
                "start": lambda mine=mine: mine.write({"start": shanghai(10, 9), "stop": shanghai(10, 10)}),
                "agenda": lambda mine=mine: mine.action_fill_agenda(),
                "unlink": lambda mine=mine: mine.unlink(),
                "line write": lambda line=line, login=login: self.as_user(line, login).write({"present": True}),
                "line create": lambda env=env: env["crossbiz.meeting.attendance"].create(
                    {"meeting_id": meeting.id, **new_line}
                ),
                "line unlink": lambda line=line, login=login: self.as_user(line, login).unlink(),
                "line command": lambda mine=mine: mine.write({"attendance_ids": [(1, line.id, {"note": "x"})]}),
                "line delete command": lambda mine=mine: mine.write({"attendance_ids": [(2, line.id)]}),
                "line clear": lambda mine=mine: mine.write({"attendance_ids": [(5,)]}),
                "line moved in": lambda login=login: self.as_user(other.attendance_ids[0], login).write(
                    {"meeting_id": meeting.id}
                ),
                "line moved out": lambda login=login: self.as_user(line, login).write({"meeting_id": other.id}),
                "line linked": lambda login=login: self.as_user(other, login).write({"attendance_ids": [(4, line.id)]}),
                "resolution write": lambda login=login: self.as_user(resolution, login).write({"name": "x"}),
                "resolution date": lambda login=login: self.as_user(resolution, login).write(
                    {"deadline": "2027-01-01"}
                ),
                "resolution create": lambda env=env: env["crossbiz.resolution"].create(
                    {"meeting_id": meeting.id, **new_resolution}
                ),
                "resolution unlink": lambda login=login: self.as_user(resolution, login).unlink(),
                "resolution command": lambda mine=mine: mine.write(
                    {"resolution_ids": [(1, resolution.id, {"name": "x"})]}
                ),
                "resolution moved in": lambda login=login: self.as_user(other.resolution_ids, login).write(
                    {"meeting_id": meeting.id}
                ),
                "resolution moved out": lambda login=login: self.as_user(resolution, login).write(
                    {"meeting_id": other.id}
                ),
                "resolution linked": lambda login=login: self.as_user(other, login).write(
                    {"resolution_ids": [(4, resolution.id)]}
                ),
                "case command": lambda env=env: (
                    env["calendar.event"].browse(meeting.sudo().event_id.id).write({"name": "x"})
                ),
            }
            for what, attempt in attempts.items():
                with self.subTest(what, state=state, login=login), self.refused(REFUSED):
                    attempt()
        loaded = self.as_user(self.env[MEETING], "sales_officer").load(
            [".id", "minutes"], [[str(meeting.id), "forged"]]
        )
        self.assertFalse(loaded["ids"], "imported over settled minutes")
        self.assertEqual(meeting.minutes, "We agreed on the seals.")

    def test_remedy(self):
        with self.refused(message="Object to them first"):
            self.confirm().minutes = "x"
        with self.refused(message="cannot change any more: Minutes Archived"):
            self.archive().minutes = "x"

    def test_draft_keeps_its_invitation(self):
        meeting = self.hold()
        for values in (
            {"name": "x"},
            {"start": shanghai(2, 8)},
            {"meeting_type": "kickoff"},
            {"agenda": "x"},
            {"case_id": False},
        ):
            with self.subTest(values=values), self.refused(message="was held"):
                meeting.write(values)

    def test_lines_stay_with_their_meeting(self):
        """A line is not moved to another meeting, also between two of one's own."""
        one, two = self.hold(), self.hold()
        with self.refused(message="belongs to its meeting"):
            one.attendance_ids[0].meeting_id = two
        with self.refused(message="belongs to its meeting"):
            one.resolution_ids.meeting_id = two


@tagged("post_install", "-at_install")
class TestMeetingRights(MeetingCase):
    """Who may do what with a meeting, in the lowest rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))

    def test_actions(self):
        """Each step by its officers alone; members, guests, outsiders, auditors and administrators are refused."""
        everyone = set(self.users)
        cases = (
            ("action_hold", self.plan_meeting, {"sales_officer"}),
            ("action_fill_agenda", self.plan_with_a_case, {"sales_officer"}),
            ("action_cancel", self.plan_meeting, {"sales_officer"}),
            ("action_confirm", self.hold, {"sales_officer"}),
            ("action_object", self.confirm, {"sales_officer", "tech_officer", "service_officer"}),
            ("action_archive_minutes", self.confirm, {"lead_officer"}),
        )
        for method, make, able in cases:
            meeting = make()
            for login in sorted(everyone):
                with self.subTest(method=method, login=login), self.undone():
                    arguments = ("Reason",) if method in ("action_cancel", "action_object") else ()
                    if login in able:
                        getattr(self.as_user(meeting, login), method)(*arguments)
                        continue
                    with self.refused(AccessError):
                        getattr(self.as_user(meeting, login), method)(*arguments)

    def plan_with_a_case(self):
        order = self.issue_order()
        self.as_user(order, "tech_officer").action_report_difficulty("No crane.")
        return self.plan_meeting(case_id=order.case_id.id)

    def test_superuser_decides_nothing(self):
        meeting = self.confirm()
        for method, arguments in (("action_object", ("x",)), ("action_archive_minutes", ())):
            with self.subTest(method), self.refused(AccessError):
                getattr(meeting.sudo(), method)(*arguments)

    def test_resolution_is_done_by_its_department(self):
        resolution = self.confirm().resolution_ids
        for login in set(self.users) - {"tech_officer"}:
            with self.subTest(login), self.refused(AccessError):
                self.as_user(resolution, login).action_done("x")
        self.as_user(resolution, "tech_officer").action_done("Ordered.")

    def test_a_foreign_meeting_gets_no_lines(self):
        """A guest with a console adds nothing, whatever the way."""
        meeting = self.hold()
        for model, values in (
            ("crossbiz.meeting.attendance", {"department_id": self.lead.id}),
            ("crossbiz.resolution", {"name": "x", "department_id": self.sales.id, "deadline": "2026-03-20"}),
        ):
            for login in ("tech_officer", "outsider", "sales_member", "decision_maker", "auditor", "manager"):
                with self.subTest(model=model, login=login), self.refused(AccessError):
                    self.as_user(self.env[model], login).create({"meeting_id": meeting.id, **values})

    def test_draft_resolutions_are_not_seen_by_who_was_not_invited(self):
        canteen = self.users["outsider"].employee_ids.department_id
        self._create_person("cook", canteen, "crossbiz_addon.group_officer", officer=True)
        meeting = self.hold()
        meeting.resolution_ids = [(0, 0, {"name": "Cook", "department_id": canteen.id, "deadline": date(2026, 3, 20)})]
        self.assertFalse(self.rpc("cook", "crossbiz.resolution", "search_count", []))
        self.confirm(meeting)
        self.assertEqual(self.rpc("cook", "crossbiz.resolution", "search_count", [("name", "=", "Cook")]), 1)
        self.assertTrue(self.rpc("cook", MEETING, "read", meeting.ids, ["minutes"]))

    def test_who_left_sees_nothing(self):
        meeting = self.plan_meeting()
        self.assertTrue(self.rpc("tech_member", MEETING, "read", meeting.ids, ["name"]))
        self.users["tech_member"].employee_ids.department_id = self.users["outsider"].employee_ids.department_id
        with self.refused(AccessError):
            self.rpc("tech_member", MEETING, "read", meeting.ids, ["name"])

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Abroad Inc"})
        self._create_person(
            "abroad", self._create_department("Abroad", other), "crossbiz_addon.group_decision", True, other
        )
        meeting = self.archive()
        for model in (MEETING, "crossbiz.meeting.attendance", "crossbiz.resolution"):
            self.assertFalse(self.rpc("abroad", model, "search_count", []))
        with self.refused(AccessError):
            self.rpc("abroad", MEETING, "read", meeting.ids, ["name"])
        entries = [("res_model", "=", MEETING), ("res_id", "=", meeting.id)]
        self.assertFalse(self.rpc("abroad", "crossbiz.journal", "search_count", entries))

    def test_two_companies(self):
        """A host of two companies invites within one of them."""
        other = self.env["res.company"].create({"name": "Abroad Inc"})
        self.users["sales_officer"].company_ids |= other
        with self.refused(REFUSED):
            self.plan_meeting(company_id=other.id)
