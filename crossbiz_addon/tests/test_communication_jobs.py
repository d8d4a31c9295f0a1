"""The month's coordination meetings, and those that were not held."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.core.schedule_book import ScheduleBook
from .common import MONDAY, OFFICER, shanghai
from .communication_common import MEETING, MeetingCase
from .project_common import ProjectCase

PLAN = "odoo.addons.crossbiz_addon.models.communication.meeting_plan"


@tagged("post_install", "-at_install")
class TestMeetingJobs(MeetingCase):
    """Task orders stand in for the cases that want a meeting: which do is their room's to say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.order = cls.issue_order()

    @contextmanager
    def coordinated(self, *orders):
        cases = [order.sudo().case_id.id for order in orders or (self.order,)]
        domain = Domain("id", "in", cases) & Domain("state", "=", "running")
        with patch.object(self.env.registry["crossbiz.case"], "_get_coordinated_domain", lambda _self: domain):
            yield

    def plan(self, moment=MONDAY, *orders):
        with self.coordinated(*orders):
            self.run_job("cron_plan_coordination", moment)
        cases = [order.sudo().case_id.id for order in orders or (self.order,)]
        return self.env[MEETING].search([("case_id", "in", cases)], order="id")

    # --------------------------------------------------
    # Planning
    # --------------------------------------------------

    def test_plan(self):
        """On the last working day but four, at two o'clock, for an hour, with agenda and list."""
        self.as_user(self.order, "tech_officer").action_report_difficulty("No crane.")
        meeting = self.plan()
        self.assertEqual((meeting.period, meeting.start, meeting.stop), ("2026-03", shanghai(25, 14), shanghai(25, 15)))
        self.assertEqual((meeting.meeting_type, meeting.department_id), ("coordination", self.lead))
        self.assertEqual(meeting.attendance_ids.department_id, self.lead | self.sales | self.tech | self.service)
        self.assertIn("No crane.", meeting.agenda)
        self.assertEqual(meeting.event_id.start, meeting.start)
        self.assertEqual(
            self.told(meeting, "meeting"), {"lead_officer", "sales_officer", "tech_officer", "service_officer"}
        )
        self.assertEqual(self.as_user(meeting, "tech_member").name, meeting.name)
        notices = self.env["crossbiz.notice"].search([("res_model", "=", MEETING), ("res_id", "=", meeting.id)])
        self.assertEqual(set(notices.mapped("note")), {"2026-03-25 14:00"})

    def test_once(self):
        """Run twice, or at the month's end and again: one meeting a month."""
        first = self.plan()
        self.assertEqual(self.plan(MONDAY + timedelta(hours=1)), first)
        self.assertEqual(self.plan(shanghai(26, 9)), first)
        self.assertEqual(self.plan(shanghai(31, 9)), first)
        with freeze_time(datetime(2026, 4, 1, 2)):
            both = self.plan(datetime(2026, 4, 1, 2))
        self.assertEqual(both.mapped("period"), ["2026-03", "2026-04"])
        self.assertEqual(len(self.env["calendar.event"].search([("name", "like", "Coordination Meeting 2026-04")])), 1)

    def test_two_workers(self):
        """Another worker was faster with one of them: the unique index refuses that one, the others are planned."""
        other = self.issue_order()
        cases = self.order.sudo().case_id | other.sudo().case_id
        meetings, book = self.env[MEETING], ScheduleBook(self.env)
        first = meetings._plan_batch(self.order.sudo().case_id, book)
        search = type(meetings).search

        def blind(records, domain, *args, **kwargs):
            return (
                records.browse()
                if any("period" in map(str, term) for term in domain)
                else search(records, domain, *args, **kwargs)
            )

        with patch.object(self.env.registry[MEETING], "search", blind), mute_logger(PLAN, "odoo.sql_db"):
            made = meetings._plan_batch(cases, book)
        self.assertEqual(made.case_id, other.sudo().case_id)
        self.assertEqual(meetings.search([("case_id", "=", self.order.sudo().case_id.id)]), first)

    def test_one_bad_case_stops_nobody(self):
        """A host without a calendar is logged; the others get their meeting."""
        other = self.issue_order()
        broken = self.issue_order()
        lonely = self._create_department(
            "Lonely",
            crossbiz_calendar_id=self.env["resource.calendar"]
            .create({"name": "Empty", "company_id": self.company.id, "schedule_type": "flexible"})
            .id,
        )
        broken.sudo().case_id.lead_department_id = lonely
        with mute_logger(PLAN):
            meetings = self.plan(MONDAY, self.order, broken, other)
        self.assertEqual(meetings.case_id, self.order.sudo().case_id | other.sudo().case_id)

    def test_holidays(self):
        """Days off do not count, make-up days do."""
        for day, kind in (("2026-03-31", "off"), ("2026-03-28", "work"), ("2026-03-25", "off")):
            self.env["crossbiz.workday"].create(
                {"date": day, "name": kind, "kind": kind, "company_id": self.company.id}
            )
        # worked: 24, 26, 27, 28, 30
        self.assertEqual(self.plan().start, shanghai(24, 14))

    def test_a_month_without_work(self):
        """Nobody is invited into a month of holidays."""
        for day in range(1, 32):
            self.env["crossbiz.workday"].create(
                {"date": f"2026-03-{day:02}", "name": "Off", "kind": "off", "company_id": self.company.id}
            )
        self.assertFalse(self.plan())

    def test_begun_late_in_the_month(self):
        """After the usual day the last working day is left; after that nothing."""
        self.assertEqual(self.plan(shanghai(27, 9)).start, shanghai(31, 14))
        other = self.issue_order()
        self.assertFalse(self.plan(shanghai(31, 15), other))

    def test_time_zone_and_summer_time(self):
        """Two o'clock where the host works, before and after the clocks change; the month is the host's as well."""
        berlin = self._create_calendar(self.company, "Europe/Berlin")
        self.lead.crossbiz_calendar_id = berlin
        self.assertEqual(self.plan().start, datetime(2026, 3, 25, 13, 0), "winter time")
        april = self.plan(datetime(2026, 4, 1, 2)).filtered(lambda found: found.period == "2026-04")
        self.assertEqual(april.start, datetime(2026, 4, 24, 12, 0), "summer time")
        # 31 May 22:30 UTC is 00:30 of 1 June in Berlin, and 06:30 in Shanghai
        june = self.plan(datetime(2026, 5, 31, 22, 30)).filtered(lambda found: found.period == "2026-06")
        self.assertEqual(june.start, datetime(2026, 6, 24, 12, 0))
        honolulu = self._create_calendar(self.company, "Pacific/Honolulu")
        self.lead.crossbiz_calendar_id = honolulu
        other = self.issue_order()
        # there it is still the 31st of May, a Sunday: nothing is left of the month
        self.assertFalse(self.plan(datetime(2026, 6, 1, 5), other))

    def test_language_of_the_company(self):
        self.learn_chinese()
        self.company.partner_id.lang = "zh_CN"
        self.assertTrue(self.plan().name)

    def test_case_that_is_not_running(self):
        self.as_user(self.order, "sales_officer").action_cancel("No more.")
        self.assertFalse(self.plan())

    def test_queries(self):
        """What a batch costs does not grow with what is read; writing grows as Odoo's calendar does."""
        orders = [self.order, *[self.issue_order() for _number in range(11)]]
        cases = self.env["crossbiz.case"].browse([order.sudo().case_id.id for order in orders])
        meetings = self.env[MEETING]
        meetings._plan_batch(cases[:1], ScheduleBook(self.env))  # warm
        self.env.flush_all()
        counts = []
        for batch in (cases[1:3], cases[3:]):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            meetings._plan_batch(batch, ScheduleBook(self.env))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        grown = (counts[1] - counts[0]) / 7
        self.assertLessEqual(grown, 1, f"{counts}: queries for two and for nine meetings")

    # --------------------------------------------------
    # Moved and missed
    # --------------------------------------------------

    def test_a_regular_meeting_stays_in_its_month(self):
        meeting = self.as_user(self.plan(), "lead_officer")
        meeting.write({"start": shanghai(31, 17), "stop": shanghai(31, 18)})
        with self.refused(ValidationError, "regular meeting of 2026-03"):
            meeting.write({"start": datetime(2026, 4, 1, 2), "stop": datetime(2026, 4, 1, 3)})
        with self.refused(ValidationError, "regular meeting of 2026-03"):
            self.as_user(meeting.sudo().event_id, "lead_officer").write(
                {"start": datetime(2026, 4, 1, 2), "stop": datetime(2026, 4, 1, 3)}
            )
        with self.refused(message="move it within its month"):
            meeting.action_cancel("No time.")
        with self.refused(message="stays on record"):
            meeting.unlink()

    def test_missed(self):
        """Not held when its month is over: a fact that stays, also when it is made up for."""
        meeting = self.plan()
        self.run_job("cron_note_missed", shanghai(31, 23))
        self.assertEqual(meeting.state, "planned")
        for _time in range(2):
            self.run_job("cron_note_missed", datetime(2026, 3, 31, 16, 1))  # 1 April in Shanghai
        self.assertEqual(meeting.state, "missed")
        self.assertEqual(self.events(meeting).count(("meeting_missed", "Operations")), 1)
        self.assertEqual(self.told(meeting, "meeting_missed"), {"lead_officer", "decision_maker"})
        # made up for
        with freeze_time(datetime(2026, 4, 2, 2)):
            self.as_user(meeting, "lead_officer").write(
                {"start": datetime(2026, 4, 3, 2), "stop": datetime(2026, 4, 3, 3)}
            )
        self.assertEqual(meeting.event_id.start, datetime(2026, 4, 3, 2))
        with freeze_time(datetime(2026, 4, 3, 4)):
            self.hold(meeting, "lead_officer", resolutions=0)
        self.assertEqual(meeting.state, "draft")
        self.assertIn(("meeting_missed", "Operations"), self.events(meeting))

    def test_held_in_time_is_not_missed(self):
        meeting = self.plan()
        with freeze_time(shanghai(25, 16)):
            self.as_user(meeting, "lead_officer").action_hold()
        self.run_job("cron_note_missed", datetime(2026, 4, 5))
        self.assertEqual(meeting.state, "draft")

    def test_other_meetings_have_a_week(self):
        meeting = self.plan_meeting()
        self.run_job("cron_note_missed", shanghai(9, 10))
        self.assertEqual(meeting.state, "planned")
        self.run_job("cron_note_missed", shanghai(9, 12))
        self.assertEqual(meeting.state, "missed")
        self.assertEqual(self.told(meeting, "meeting_missed"), {"lead_officer", "decision_maker", "sales_officer"})
        self.assertEqual(self.as_user(meeting, "lead_officer").name, meeting.name, "who is told may read it")

    def test_ended_case(self):
        """Nobody misses a meeting about what has ended: it is called off."""
        meeting = self.plan()
        self.as_user(self.order, "sales_officer").action_cancel("No more.")
        self.run_job("cron_note_missed", shanghai(4, 9))
        self.assertEqual(meeting.state, "cancelled")
        self.assertFalse(meeting.event_id)

    def test_one_that_fails_stops_nobody(self):
        meetings = [self.plan_meeting() for _number in range(3)]
        note = type(self.env[MEETING])._note_missed

        def fail(records, book):
            if meetings[1].id in records.ids:
                raise ValueError("broken")
            return note(records, book)

        with patch.object(self.env.registry[MEETING], "_note_missed", fail), mute_logger(PLAN):
            self.run_job("cron_note_missed", shanghai(20, 9))
        self.assertEqual([meeting.state for meeting in meetings], ["missed", "planned", "missed"])

    def test_what_another_worker_has(self):
        """It is left to the other, and not counted as done: should the other die, the job comes back."""
        meetings = [self.plan_meeting() for _number in range(2)]
        lock, told = type(self.env[MEETING]).try_lock_for_update, []

        def skip_first(records, **options):
            return lock(records - meetings[0].with_env(records.env), **options)

        def progress(_cron, done=0, *, remaining=None, deactivate=False):
            told.append((done, remaining))
            return 60

        with (
            patch.object(self.env.registry[MEETING], "try_lock_for_update", skip_first),
            patch.object(self.env.registry["ir.cron"], "_commit_progress", progress),
            freeze_time(shanghai(20, 9)),
        ):
            self.env[MEETING]._cron_note_missed()
        self.assertEqual([meeting.state for meeting in meetings], ["planned", "missed"])
        self.assertEqual(told, [(0, 2), (1, None)])
        self.run_job("cron_note_missed", shanghai(20, 10))
        self.assertEqual(meetings[0].state, "missed")

    def test_people_who_left(self):
        """An archived person leaves the calendars with the next run; an empty department falls to the one above."""
        meeting = self.plan_meeting(start=shanghai(9, 10), stop=shanghai(9, 11))
        self._create_person("tech_second", self.tech, OFFICER, officer=True)
        self.users["tech_officer"].active = False
        self.run_job("cron_keep_events", MONDAY)
        people = meeting.sudo().event_id.partner_ids
        self.assertIn(self.users["tech_second"].partner_id, people)
        self.assertNotIn(self.users["tech_officer"].partner_id, people)


@tagged("post_install", "-at_install")
class TestProjectMeetings(ProjectCase):
    """Every running joint project meets once a month (regulation 3.2.2)."""

    def plan(self, book, moment):
        self.run_job("cron_plan_coordination", moment)
        domain = [("case_id", "=", book.sudo().case_id.id), ("meeting_type", "=", "coordination")]
        return self.env[MEETING].search(domain, order="period")

    def test_running_book(self):
        """The lead invites all who have a part; milestones of the coming month stand on the agenda."""
        drafted, book = self.draft_book(), self.start_book()
        for _time in range(2):
            meeting = self.plan(book, MONDAY + timedelta(hours=1))
        self.assertEqual((meeting.period, meeting.start), ("2026-03", shanghai(25, 14)))
        self.assertEqual(meeting.department_id, self.lead)
        self.assertEqual(meeting.attendance_ids.department_id, self.lead | self.sales | self.tech | self.service)
        near = book.sudo().milestone_ids.filtered(lambda found: found.deadline < date(2026, 4, 2))
        self.assertTrue(near)
        for milestone in near:
            self.assertIn(f"Milestone: {milestone.name} (", meeting.agenda)
        self.assertFalse(self.plan(drafted, MONDAY + timedelta(hours=2)), "a draft has no meeting")

    def test_each_month_until_it_ends(self):
        book = self.start_book()
        self.plan(book, MONDAY)
        meetings = self.plan(book, datetime(2026, 4, 1, 2))
        self.assertEqual(meetings.mapped("period"), ["2026-03", "2026-04"])
        self.as_user(book, "sales_officer").action_cancel("The market is gone.")
        self.assertEqual(self.plan(book, datetime(2026, 5, 6, 2)), meetings)
        self.run_job("cron_note_missed", datetime(2026, 5, 6, 3))
        self.assertEqual(meetings.mapped("state"), ["cancelled", "cancelled"])
