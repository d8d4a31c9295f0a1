import re
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import MONDAY
from .complaint_common import CANARY, STATEMENT, ComplaintCase

TODAY = MONDAY.date()


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintHandling(ComplaintCase):
    """Acknowledge, talk, close, and what follows (regulation 6.2)."""

    def test_a_new_complaint(self):
        complaint = self.file_complaint(category="retaliation", files=[("jpg", b"x" * 70_000), ("pdf", b"y")])
        self.assertRegex(complaint.reference, r"^C-[0-9A-Z]{4}-[0-9A-Z]{4}$")
        self.assertRecordValues(
            complaint,
            [
                {
                    "category": "retaliation",
                    "state": "received",
                    "named": False,
                    "received_on": TODAY,
                    "acknowledge_by": date(2026, 3, 9),
                    "outcome_by": date(2026, 6, 9),
                }
            ],
        )
        dialogue = self._get_dialogue(complaint)
        self.assertEqual(
            dialogue,
            {
                "state": "received",
                "messages": [
                    {
                        "author": "reporter",
                        "day": "2026-03-02",
                        "text": STATEMENT,
                        "files": ["file-1.jpg", "file-2.pdf"],
                    }
                ],
            },
        )
        files = self.files_of(complaint)
        self.assertEqual(files.mapped("size"), [128, 64])

    def test_no_column_knows_who_and_when(self):
        """No author, no moment: a date at most, in every table of the channel but the staff's log."""
        for name in ("complaint", "complaint.message", "complaint.file", "complaint.identity", "complaint.disclosure"):
            columns = self.env[f"crossbiz.{name}"]._fields.values()
            stored = [field for field in columns if field.store and field.column_type]
            self.assertFalse({"create_uid", "write_uid", "create_date", "write_date"} & {c.name for c in stored}, name)
            self.assertFalse([field.name for field in stored if field.type == "datetime"], name)

    def test_what_came_in_wrong(self):
        """An unknown category or company loses no complaint."""
        complaint = self.file_complaint(category="nonsense", company_id=0)
        self.assertEqual(complaint.category, "other")
        self.assertEqual(complaint.company_id, self.env["res.company"].search([], order="id", limit=1))

    def test_many_at_once(self):
        vault = self.env["crossbiz.complaint.vault"].sudo()
        entries = [
            {"lookup": f"m{number}", "wrapped_key": vault._make_key(), "text": str(number), "company_id": False}
            for number in range(50)
        ]
        complaints = self.env["crossbiz.complaint"].sudo()._publish(entries)
        self.assertEqual(len(set(complaints.mapped("reference"))), 50)
        texts = [self._get_dialogue(complaint)["messages"][0]["text"] for complaint in complaints]
        self.assertEqual(texts, [str(number) for number in range(50)])

    def test_acknowledge(self):
        complaint = self.file_complaint()
        with freeze_time(self.after(3)):
            self.handle(complaint).action_acknowledge()
        self.assertRecordValues(
            complaint,
            [{"state": "acknowledged", "acknowledged_on": date(2026, 3, 5), "outcome_by": date(2026, 6, 5)}],
        )
        self.assertFalse(self._get_nodes(complaint, "complaint_acknowledge"))
        closed = self._get_nodes(complaint, "complaint_acknowledge", "closed")
        self.assertEqual((closed.closed_by, closed.on_time), (self.users["compliance_officer"], True))
        self.assertEqual(self._get_nodes(complaint, "complaint_outcome").deadline.date(), date(2026, 6, 5))
        self.assertEqual(self._get_dialogue(complaint)["messages"][-1]["author"], "system")
        with self.refused(UserError, "cannot become"):
            self.handle(complaint).action_acknowledge()

    def test_acknowledged_late(self):
        """The time for the outcome counts from the last day of the first seven: nobody gains by being late."""
        complaint = self.file_complaint()
        with freeze_time(self.after(20)):
            self.assertTrue(self.handle(complaint).overdue)
            self.handle(complaint).action_acknowledge()
            self.assertFalse(self.handle(complaint).overdue)
        self.assertEqual(complaint.outcome_by, date(2026, 6, 9))
        self.assertFalse(self._get_nodes(complaint, "complaint_acknowledge", "closed").on_time)

    def test_overdue_by_the_day(self):
        complaint = self.file_complaint()
        for days, overdue in ((7, False), (8, True)):
            with freeze_time(self.after(days)):
                found = self.handle(complaint).search_count([("overdue", "=", True)])
                self.assertEqual((self.handle(complaint).overdue, bool(found)), (overdue, overdue), days)

    def test_other_times(self):
        """The times are the company's own."""
        self.company.write({"crossbiz_complaint_acknowledge_days": 3, "crossbiz_complaint_outcome_months": 1})
        complaint = self.file_complaint()
        self.assertEqual((complaint.acknowledge_by, complaint.outcome_by), (date(2026, 3, 5), date(2026, 4, 5)))
        self.assertEqual(self._get_nodes(complaint, "complaint_acknowledge").deadline.date(), date(2026, 3, 5))

    def test_settings(self):
        """Cross-business administrators set the times on our page."""
        form = Form(self.as_user(self.env["crossbiz.setup"], "manager"))
        form.crossbiz_complaint_acknowledge_days = 5
        form.crossbiz_complaint_retention_days = 300
        form.crossbiz_complaint_digest_hour = 9
        form.save()
        self.assertRecordValues(
            self.company,
            [
                {
                    "crossbiz_complaint_acknowledge_days": 5,
                    "crossbiz_complaint_outcome_months": 3,
                    "crossbiz_complaint_retention_days": 300,
                    "crossbiz_complaint_digest_hour": 9,
                }
            ],
        )
        for name, value, message in (
            ("crossbiz_complaint_acknowledge_days", 0, "at least one day"),
            ("crossbiz_complaint_outcome_months", 0, "at least one month"),
            ("crossbiz_complaint_retention_days", 199, "at least 200 days"),
            ("crossbiz_complaint_digest_hour", 24, "from 0 to 23"),
        ):
            with self.subTest(name=name), self.refused(ValidationError, message):
                self.company[name] = value

    def test_dialogue(self):
        """Both sides write; the reporter sees an office without names, and no note of the handlers."""
        complaint = self.file_complaint()
        self.handle(complaint).action_answer("Which week was it?")
        self.handle(complaint).action_note("Clara: ask the warehouse.")
        self.write_again(complaint, "The first one.", self.after(1), files=[("pdf", b"list")])
        told = self._get_dialogue(complaint)
        self.assertEqual([message["author"] for message in told["messages"]], ["reporter", "staff", "reporter"])
        self.assertEqual(told["messages"][-1]["files"], ["file-1.pdf"])
        for person in self.users.values():
            self.assertNotIn(person.name, repr(told))
        seen = self.rpc("second_officer", "crossbiz.complaint", "get_dialogue", complaint.ids)
        self.assertEqual([message["author"] for message in seen["messages"]], ["reporter", "staff", "note", "reporter"])

    def test_unanswered(self):
        complaint = self.file_complaint()
        for act, unanswered in (
            (lambda: None, True),
            (lambda: self.handle(complaint).action_note("Hm."), True),
            (lambda: self.handle(complaint).action_answer("Thank you."), False),
            (lambda: self.write_again(complaint), True),
        ):
            act()
            self.env.invalidate_all()
            self.assertEqual(self.handle(complaint).unanswered, unanswered)
            found = self.handle(complaint).search([("unanswered", "=", True)])
            self.assertEqual(bool(found), unanswered)

    def test_who_is_accused_is_shown_to_handlers(self):
        complaint = self.file_complaint(accused="Sven Kauf", accused_functions={"lead"})
        seen = self.rpc("compliance_officer", "crossbiz.complaint", "get_dialogue", complaint.ids)
        self.assertEqual((seen["accused"], seen["functions"]), ("Sven Kauf", ["Lead Department"]))

    def test_reading_is_noted(self):
        complaint = self.file_complaint(files=[("txt", b"x")])
        self.rpc("second_officer", "crossbiz.complaint", "get_dialogue", complaint.ids)
        file_id = self.files_of(complaint).id
        self.handle(self.env["crossbiz.complaint"], "compliance_officer")._get_file(file_id)
        log = self.env["crossbiz.complaint.log"].sudo().search([("complaint_id", "=", complaint.id)], order="id")
        self.assertEqual(
            [(entry.event, entry.user_id.login) for entry in log][1:],
            [("read", "second_officer"), ("file_read", "compliance_officer")],
        )
        self.assertFalse(self.env["crossbiz.journal"].sudo()._verify()["broken"])

    def test_close(self):
        complaint = self.file_complaint()
        self.handle(complaint).action_acknowledge()
        self.handle(complaint).action_investigate()
        with freeze_time(self.after(10)):
            self.handle(complaint).action_close("unfounded", "Nothing of it was so.")
        self.assertRecordValues(
            complaint,
            [
                {
                    "state": "closed",
                    "outcome": "unfounded",
                    "closed_on": date(2026, 3, 12),
                    "erase_on": date(2027, 3, 12),
                }
            ],
        )
        self.assertFalse(self._get_nodes(complaint))
        told = self._get_dialogue(complaint)
        self.assertEqual((told["state"], told["messages"][-2]["text"]), ("closed", "Nothing of it was so."))
        self.assertEqual(self.log_of(complaint), ["received", "acknowledged", "investigating", "closed"])

    def test_close_needs_outcome_and_message(self):
        complaint = self.file_complaint()
        self.handle(complaint).action_acknowledge()
        for values, message in (
            ({"outcome": "unfounded", "message": " "}, "Message to the Reporter is empty"),
            ({"outcome": "nonsense", "message": "x"}, "Choose an outcome: Unfounded, Rectification"),
            ({}, "Choose an outcome"),
            ({"outcome": "unfounded", "message": "x" * 10_001}, "10001 characters"),
            ({"outcome": "unfounded", "message": 5}, "has to be a text"),
        ):
            with self.subTest(values=str(values)[:60]), self.refused(UserError, message):
                self.handle(complaint).action_close(**values)
        self.assertEqual(complaint.state, "acknowledged")

    def test_close_before_the_acknowledgement(self):
        complaint = self.file_complaint()
        with self.refused(UserError, "is Received and cannot become Closed"):
            self.handle(complaint).action_close("unfounded", "No.")

    def test_a_paper_without_a_way_back(self):
        """What follows is an empty form: no pointer, no text, no context."""
        for outcome in ("rectification", "violation", "incident"):
            complaint = self.file_complaint()
            action = self.close(complaint, outcome=outcome)
            with self.subTest(outcome=outcome):
                self.assertEqual(action["res_model"], f"crossbiz.{outcome}")
                self.assertFalse(action["context"])
                self.assertNotIn(complaint.reference, repr(action))
                self.assertNotIn(CANARY, repr(action))
                self.assertNotIn("res_id", action)

    def test_no_model_points_at_complaints(self):
        """Only the channel's own models have a relation to one."""
        channel = re.compile(r"crossbiz\.complaint(\..+)?$")
        for name, model in self.env.registry.items():
            if not channel.match(name):
                pointing = [field.name for field in model._fields.values() if channel.match(field.comodel_name or "")]
                self.assertFalse(pointing, name)

    def test_take_up_again(self):
        complaint = self.file_complaint()
        self.close(complaint)
        with freeze_time(self.after(40)):
            self.handle(complaint).action_reopen("New evidence.")
        self.assertRecordValues(
            complaint,
            [
                {
                    "state": "investigating",
                    "outcome": False,
                    "closed_on": False,
                    "erase_on": False,
                    "outcome_by": date(2026, 7, 11),
                }
            ],
        )
        self.assertEqual(self._get_nodes(complaint).mapped("kind"), ["complaint_outcome"])
        self.close(complaint, self.after(41))
        self.assertFalse(self._get_nodes(complaint))

    def test_acts_are_personal(self):
        """Neither sudo nor a robot handles complaints."""
        acts = {
            "action_acknowledge": ("compliance_officer", self.file_complaint, {}),
            "action_answer": ("compliance_officer", self.file_complaint, {"text": "x"}),
            "action_note": ("compliance_officer", self.file_complaint, {"text": "x"}),
            "action_recuse": ("compliance_officer", self.file_complaint, {"declaration": "x"}),
            "get_dialogue": ("compliance_officer", self.file_complaint, {}),
        }
        self.check_personal({"crossbiz.complaint": acts})

    def test_steps_are_not_closed_by_hand(self):
        """Nor passed on, nor given more time: the time is promised to the reporter."""
        complaint = self.file_complaint()
        node = self.as_user(self._get_nodes(complaint, "complaint_acknowledge"), "compliance_officer")
        self.assertTrue(node.can_act and node.can_fill_in)
        self.assertEqual(node.action_fill_in()["res_id"], complaint.id)
        for act in (
            node.action_complete,
            lambda: node.action_hand_over(self.sales.id, "Theirs."),
            lambda: node.action_request_extension("2026-03-20 02:00:00", "Late."),
        ):
            with self.refused():
                act()
