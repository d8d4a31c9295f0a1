"""A meeting and its event in the calendar say the same, whoever moves which of them."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import MONDAY, REFUSED, shanghai
from .communication_common import MEETING, MeetingCase

EVENT = "calendar.event"


@tagged("post_install", "-at_install")
class TestMeetingCalendar(MeetingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.employee = cls.users["employee"] = new_test_user(
            cls.env,
            "employee",
            groups="base.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.meeting = cls.plan_meeting(start=shanghai(9, 10), stop=shanghai(9, 11), location="Room 1").sudo()
        cls.event = cls.meeting.event_id

    def my_event(self, login):
        return self.as_user(self.event, login)

    # --------------------------------------------------
    # Both ways
    # --------------------------------------------------

    def test_the_meeting_moves(self):
        """The event follows, without asking back."""
        self.as_user(self.meeting, "sales_officer").write(
            {"start": shanghai(10, 14), "stop": shanghai(10, 15), "name": "Pumps again", "location": "Room 2"}
        )
        event = self.event
        self.assertEqual((event.start, event.stop), (shanghai(10, 14), shanghai(10, 15)))
        self.assertEqual((event.name, event.location), ("Pumps again", "Room 2"))
        self.assertEqual(self.events(self.meeting)[-1], ("meeting_moved", "Sales"))

    def test_the_event_moves(self):
        self.my_event("sales_officer").write({"start": shanghai(10, 14), "stop": shanghai(10, 15)})
        self.assertEqual((self.meeting.start, self.meeting.stop), (shanghai(10, 14), shanghai(10, 15)))
        self.my_event("sales_officer").write({"name": "Renamed", "location": False})
        self.assertEqual((self.meeting.name, self.meeting.location), ("Renamed", False))
        moved = [event for event in self.events(self.meeting) if event[0] == "meeting_moved"]
        self.assertEqual(len(moved), 1, "told once")

    def test_duration(self):
        self.my_event("sales_officer").write({"duration": 2.0, "stop": shanghai(9, 12)})
        self.assertEqual(self.meeting.stop, shanghai(9, 12))

    def test_moved_in_superuser_mode(self):
        """What synchronises calendars may move it too."""
        self.event.sudo().write({"start": shanghai(11, 9), "stop": shanghai(11, 10)})
        self.assertEqual(self.meeting.start, shanghai(11, 9))

    def test_what_was_held_stays(self):
        with freeze_time(shanghai(9, 12)):
            self.hold(self.meeting)
            with self.refused(message="cannot change any more"):
                self.my_event("sales_officer").write({"start": shanghai(10, 14), "stop": shanghai(10, 15)})
            self.event.sudo().write({"start": shanghai(11, 9), "stop": shanghai(11, 10)})
        self.assertEqual(self.meeting.start, shanghai(9, 10), "the record does not follow")

    # --------------------------------------------------
    # Refused in the calendar
    # --------------------------------------------------

    def test_who_is_invited_does_not_move_it(self):
        for values in (
            {"start": shanghai(10, 14), "stop": shanghai(10, 15)},
            {"name": "Mine"},
            {"location": "Here"},
            {"duration": 5.0},
        ):
            with self.subTest(values=values), self.refused(AccessError, "host this meeting"):
                self.my_event("tech_officer").write(values)

    def test_refusals(self):
        for values, message in (
            ({"active": False}, "call it off there"),
            ({"recurrency": True, "rrule_type": "weekly", "count": 3}, "does not repeat"),
            ({"allday": True, "start_date": "2026-03-09", "stop_date": "2026-03-09"}, "needs the hours"),
            ({"privacy": "public"}, "stays private"),
            ({"privacy": False}, "stays private"),
            ({"partner_ids": [(4, self.partner.id)]}, "change Attendance"),
            ({"attendee_ids": [(5,)]}, "change Attendance"),
            ({"user_id": self.users["tech_officer"].id}, "change Attendance"),
            ({"res_id": 1}, "change Attendance"),
        ):
            for login in ("sales_officer", "tech_officer"):
                with self.subTest(values=values, login=login), self.refused(message=message):
                    self.my_event(login).write(dict(values))

    def test_delete_and_archive(self):
        """Refused with the remedy, also for administrators of Odoo."""
        self._create_person("admin_too", self.sales, "crossbiz_addon.group_user,base.group_system")
        for login in ("sales_officer", "tech_officer"):
            for call in ("unlink", "action_archive"):
                with self.subTest(call=call, login=login), self.refused(message="call it off there"):
                    getattr(self.my_event(login), call)()
        for call in ("unlink", "action_archive"):
            with self.subTest(call=call), self.refused(REFUSED):
                getattr(self.my_event("admin_too"), call)()
        with self.refused(message="call it off there"):
            self.my_event("sales_officer").action_mass_archive("self_only")

    def test_made_again_for_a_superuser(self):
        self.event.sudo().unlink()
        self.assertTrue(self.meeting.event_id.exists())
        self.assertEqual(self.meeting.event_id.start, self.meeting.start)
        event = self.meeting.event_id
        event.sudo().active = False
        self.assertTrue(event.active)
        event.sudo().write({"privacy": "public", "partner_ids": [(5,)]})
        self.assertEqual(event.privacy, "private")
        self.assertIn(self.users["tech_officer"].partner_id, event.partner_ids)

    def test_lost_in_the_database(self):
        """Deleted past all of Odoo, the event is made again by the job."""
        self.env.cr.execute("DELETE FROM calendar_event WHERE id = %s", [self.event.id])
        self.env.invalidate_all(flush=False)
        self.assertFalse(self.meeting.event_id)
        self.run_job("cron_keep_events", MONDAY)
        self.assertEqual(self.meeting.event_id.start, self.meeting.start)

    def test_own_events_are_free(self):
        """Other events are as they were."""
        event = self.as_user(self.env[EVENT], "tech_officer").create(
            {"name": "Lunch", "start": shanghai(9, 12), "stop": shanghai(9, 13)}
        )
        event.write(
            {"recurrency": True, "rrule_type": "weekly", "count": 2, "interval": 1, "end_type": "count", "mon": True}
        )
        event.recurrence_id.calendar_event_ids.unlink()

    # --------------------------------------------------
    # Who sees what
    # --------------------------------------------------

    def test_outsiders_see_busy(self):
        """Others see that people are busy; who is invited sees what it is about."""
        self.assertEqual(self.event.privacy, "private")
        for login in ("outsider", "employee", "tech_member", "decision_maker"):
            with self.subTest(login):
                values = self.rpc(
                    login, EVENT, "read", self.event.ids, ["name", "location", "description", "res_id", "display_name"]
                )[0]
                self.assertEqual((values["name"], values["display_name"]), ("Busy", "Busy"))
                self.assertFalse(values["location"] or values["description"] or values["res_id"])
                groups = self.rpc(
                    login, EVENT, "formatted_read_group", [("id", "=", self.event.id)], ["name"], ["__count"]
                )
                self.assertFalse(groups)
        values = self.rpc("tech_officer", EVENT, "read", self.event.ids, ["name", "res_model", "res_id"])[0]
        self.assertEqual(
            (values["name"], values["res_model"], values["res_id"]), (self.meeting.name, MEETING, self.meeting.id)
        )

    def test_the_event_opens_no_door(self):
        """An invited person of no group of ours sees the event, and nothing of the meeting."""
        self.users["employee"].partner_id.sudo()
        self.event.sudo().with_context(no_mail_to_attendees=True)
        employees = self.env["hr.employee"].create(
            {
                "name": "employee",
                "user_id": self.employee.id,
                "department_id": self.tech.id,
                "company_id": self.company.id,
            }
        )
        self.assertTrue(employees)
        self.line(self.meeting, self.tech).user_id = self.employee
        self.assertIn(self.employee.partner_id, self.event.partner_ids)
        self.assertEqual(self.rpc("employee", EVENT, "read", self.event.ids, ["name"])[0]["name"], self.meeting.name)
        self.rpc("employee", EVENT, "read", self.event.ids)  # every field
        with self.refused(AccessError):
            self.rpc("employee", MEETING, "read", self.meeting.ids, ["name"])
        with self.refused(REFUSED):
            self.rpc("employee", EVENT, "write", self.event.ids, {"start": shanghai(10, 9), "stop": shanghai(10, 10)})

    def test_attendees_follow(self):
        """Who is on the list is in the calendar; who is taken off leaves it."""
        line = self.line(self.meeting, self.service)
        line.unlink()
        self.assertNotIn(self.users["service_officer"].partner_id, self.event.partner_ids)
        self.assertNotIn(self.service, self.meeting.department_ids)
        with self.refused(AccessError):
            self.as_user(self.meeting, "service_officer").name  # noqa: B018 - reads
        self.as_user(self.meeting, "sales_officer").write(
            {"attendance_ids": [(0, 0, {"department_id": self.lead.id, "user_id": self.users["lead_officer"].id})]}
        )
        self.assertIn(self.users["lead_officer"].partner_id, self.event.partner_ids)
        self.assertEqual(self.as_user(self.meeting, "lead_officer").name, "Pumps at Riverside")

    def test_organizer(self):
        self.assertEqual(self.event.user_id, self.users["sales_officer"])
        made = (
            self.env[MEETING]
            .sudo()
            .create(
                {
                    "name": "By the job",
                    "department_id": self.tech.id,
                    "start": MONDAY,
                    "stop": MONDAY + timedelta(hours=1),
                    "company_id": self.company.id,
                }
            )
        )
        self.assertEqual(made.event_id.user_id, self.users["tech_officer"])
