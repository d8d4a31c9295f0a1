"""Nobody lets others into a meeting's event or a project's channel but by the list of the meeting or the task book."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, OFFICER, shanghai
from .communication_common import MeetingCase
from .project_common import ProjectCase

EVENT, ATTENDEE, PARTNER, CHANNEL, MEMBER = (
    "calendar.event",
    "calendar.attendee",
    "res.partner",
    "discuss.channel",
    "discuss.channel.member",
)
CONTACTS = f"{OFFICER},base.group_partner_manager"
LIST = "change Attendance"
PRIVATE = "is open to who takes part in what it is about"


@tagged("post_install", "-at_install")
class TestMeetingDoors(MeetingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls._create_person("contacts", cls.lead, CONTACTS)
        cls._create_person("tech_contacts", cls.tech, CONTACTS, officer=True)
        cls.meeting = cls.plan_meeting(start=shanghai(9, 10), stop=shanghai(9, 11), location="Room 1").sudo()
        cls.event = cls.meeting.event_id
        cls.invited = cls.event.partner_ids
        cls.stranger = cls.users["contacts"].partner_id

    def requested(self, login):
        """As in a request: commands for records of other models run as who called, not as the test."""
        return patch.object(self.env.transaction, "default_env", self.env(user=self.users[login], su=False))

    def check_closed(self):
        self.env.invalidate_all()
        self.assertEqual(self.event.partner_ids, self.invited)
        self.assertEqual(self.rpc("contacts", EVENT, "read", self.event.ids, ["name"])[0]["name"], "Busy")

    def test_contacts(self):
        """Who writes contacts writes nobody into a meeting, themselves neither, and learns nothing by trying."""
        event_id = self.event.id
        for partner in (self.stranger, self.partner):
            for values in (
                {"meeting_ids": [(4, event_id)]},
                {"meeting_ids": [(6, 0, [event_id])]},
                {"child_ids": [(0, 0, {"name": "Branch", "meeting_ids": [(4, event_id)]})]},
            ):
                with self.subTest(values=values), self.requested("contacts"), self.refused(UserError, LIST):
                    self.rpc("contacts", PARTNER, "write", partner.ids, values)
        for context, values in (
            ({}, {"meeting_ids": [(4, event_id)]}),
            ({"default_meeting_ids": [(4, event_id)]}, {}),
            ({"default_meeting_ids": [event_id]}, {}),
        ):
            with self.subTest(context=context), self.refused(UserError, LIST):
                self.rpc("contacts", PARTNER, "create", [{"name": "Me", **values}], context=context)
        self.check_closed()

    def test_taken_off_by_a_contact(self):
        """Nor does anybody take an invited person off."""
        invited = self.users["tech_contacts"].partner_id
        for command in ((3, self.event.id), (5,), (6, 0, [])):
            with self.subTest(command=command), self.refused(UserError, LIST):
                self.rpc("tech_contacts", PARTNER, "write", invited.ids, {"meeting_ids": [command]})
        self.check_closed()

    def test_other_events_of_a_contact(self):
        """Contacts keep their other events, also those who are invited to one of ours."""
        for login in ("contacts", "tech_contacts"):
            event = self.as_user(self.env[EVENT], login).create(
                {"name": "Lunch", "start": shanghai(9, 12), "stop": shanghai(9, 13), "partner_ids": [(5,)]}
            )
            for partner in (self.users[login].partner_id, self.partner):
                self.rpc(login, PARTNER, "write", partner.ids, {"meeting_ids": [(4, event.id)]})
                self.assertIn(partner, event.partner_ids)
                self.rpc(login, PARTNER, "write", partner.ids, {"meeting_ids": [(3, event.id)]})
        self.check_closed()

    def test_attendees(self):
        """An invited person answers for the meeting, and adds, changes or takes off nobody."""
        mine = self.event.attendee_ids.filtered(lambda found: found.partner_id == self.users["tech_officer"].partner_id)
        values = {"event_id": self.event.id, "partner_id": self.stranger.id}
        for login in ("sales_officer", "tech_officer"):
            with self.subTest(login), self.refused(UserError, LIST):
                self.rpc(login, ATTENDEE, "create", [values])
            with self.subTest(login), self.refused(UserError, LIST):
                self.rpc(login, ATTENDEE, "create", [{}], context={f"default_{key}": values[key] for key in values})
            with self.subTest(login), self.refused(UserError, LIST):
                self.rpc(login, ATTENDEE, "write", mine.ids, {"partner_id": self.stranger.id})
            with self.subTest(login), self.refused(UserError, LIST):
                self.rpc(login, ATTENDEE, "unlink", mine.ids)
        with self.refused((UserError, AccessError)):
            self.rpc("contacts", ATTENDEE, "create", [values])
        self.rpc("tech_officer", ATTENDEE, "do_decline", mine.ids)
        self.assertEqual(mine.state, "declined")
        self.check_closed()

    def test_attendee_of_another_event(self):
        """An attendee is not carried over from an event of one's own."""
        event = self.as_user(self.env[EVENT], "tech_officer").create(
            {
                "name": "Lunch",
                "start": shanghai(9, 12),
                "stop": shanghai(9, 13),
                "partner_ids": [(4, self.stranger.id)],
            }
        )
        attendee = event.attendee_ids.filtered(lambda found: found.partner_id == self.stranger)
        with self.refused(UserError, LIST):
            self.rpc("tech_officer", ATTENDEE, "write", attendee.ids, {"event_id": self.event.id})
        attendee.unlink()
        self.assertNotIn(attendee, event.attendee_ids)
        self.check_closed()

    def test_a_refusal_tells_strangers_nothing(self):
        """Who may not see what it is about does not read it in the refusal."""
        for values in (
            {"allday": True},
            {"active": False},
            {"recurrency": True},
            {"name": "Mine"},
            {"privacy": "public"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError) as caught, self.env.cr.savepoint():
                self.rpc("contacts", EVENT, "write", self.event.ids, values)
            self.assertNotIn(self.meeting.name, str(caught.exception))

    def test_no_trace_of_the_place(self):
        """What Odoo notes at an event is read by all employees: a meeting's event gets no such notes."""
        self.as_user(self.meeting, "sales_officer").write({"location": "Room 77"})
        self.rpc("sales_officer", EVENT, "write", self.event.ids, {"location": "Room 78"})
        self.env["mail.thread"].flush_model()
        self.cr.precommit.run()
        self.assertEqual(self.meeting.location, "Room 78")
        tracked = self.event.message_ids.sudo().tracking_value_ids
        self.assertFalse(tracked.filtered(lambda value: "Room" in (value.new_value_char or "")))


@tagged("post_install", "-at_install")
class TestChannelDoors(ProjectCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.start_book()
        cls.channel = cls.book.sudo().channel_id
        cls._create_person("tech_contacts", cls.tech, CONTACTS, officer=True)
        cls.run_job_now()
        cls.there = cls.channel.channel_member_ids.partner_id
        cls.stranger = cls.users["outsider"].partner_id

    @classmethod
    def run_job_now(cls):
        cls.book.sudo()._ensure_channel()

    def check_closed(self):
        self.env.invalidate_all()
        self.assertEqual(self.channel.channel_member_ids.partner_id, self.there)
        self.assertFalse(self.channel.channel_member_ids.guest_id)

    def test_member_invites(self):
        """A member invites nobody, whichever way; the refusal says how people come in."""
        stranger, channel_id = self.stranger.id, self.channel.id
        member = {"channel_id": channel_id, "partner_id": stranger}
        calls = (
            (CHANNEL, "add_members", [[channel_id], [stranger]], {}),
            (MEMBER, "create", [[member]], {}),
            (MEMBER, "create", [[{"channel_id": channel_id}]], {"context": {"default_partner_id": stranger}}),
            (CHANNEL, "write", [[channel_id], {"channel_member_ids": [(0, 0, {"partner_id": stranger})]}], {}),
            (CHANNEL, "write", [[channel_id], {"channel_partner_ids": [(4, stranger)]}], {}),
            (PARTNER, "write", [self.partner.ids, {"channel_member_ids": [(0, 0, {"channel_id": channel_id})]}], {}),
        )
        for model, method, args, kwargs in calls:
            with self.subTest(model=model, method=method, args=args), self.refused(ValidationError, PRIVATE):
                self.rpc("tech_contacts", model, method, *args, **kwargs)
        # this one would pass by the model of members, if the database let it
        with self.refused(ValidationError):
            self.rpc("tech_contacts", PARTNER, "write", self.partner.ids, {"channel_ids": [(4, channel_id)]})
        self.check_closed()

    def test_thread_of_the_channel(self):
        """Nor into a thread of the channel, which would open the channel as well."""
        thread = self.as_user(self.channel, "tech_officer")._create_sub_channel(name="Seals")
        with self.refused(ValidationError, PRIVATE):
            self.rpc("tech_officer", CHANNEL, "add_members", thread.ids, [self.stranger.id])
        self.check_closed()

    def test_guests_and_links(self):
        """An invitation link, which Odoo answers in superuser mode, lets nobody in."""
        guest = self.env["mail.guest"].create({"name": "Visitor"})
        with self.refused(ValidationError, PRIVATE):
            self.channel.sudo()._add_members(guests=guest)
        with self.refused(ValidationError, PRIVATE):
            self.channel.with_user(self.users["outsider"]).sudo()._add_members(users=self.users["outsider"])
        self.check_closed()

    def test_who_gets_a_part(self):
        """Who is appointed comes in, also by a colleague's invitation; who left does not come back."""
        self._create_person("tech_second", self.tech, OFFICER, officer=True)
        second = self.users["tech_second"].partner_id
        self.rpc("tech_officer", CHANNEL, "add_members", self.channel.ids, second.ids)
        self.assertIn(second, self.channel.channel_member_ids.partner_id)
        self.users["tech_second"].active = False
        self.book.sudo()._ensure_channel()
        with self.refused(ValidationError, PRIVATE):
            self.rpc("tech_officer", CHANNEL, "add_members", self.channel.ids, second.ids)

    def test_other_channels_are_free(self):
        group = self.as_user(self.env[CHANNEL], "tech_officer")._create_group(
            partners_to=self.users["sales_officer"].partner_id.ids
        )
        self.rpc("tech_officer", CHANNEL, "add_members", group.ids, [self.stranger.id])
        self.assertIn(self.stranger, group.channel_member_ids.partner_id)
