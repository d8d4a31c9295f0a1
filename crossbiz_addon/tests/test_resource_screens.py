"""The dialogs and buttons of the room of resources."""

from odoo import fields
from odoo.tests import Form, freeze_time, tagged

from .common import MONDAY, shanghai
from .resource_common import ResourceCase

REQUEST = "crossbiz.resource.request"
# Offered whoever's turn it is.
ANY_TIME = {"can_urge", "can_report", "can_cancel", "can_assess", "can_escalate", "can_dispute", "can_raise"}


@tagged("post_install", "-at_install")
class TestResourceScreens(ResourceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))

    def find_free(self, start, stop, quantity=1, **values):
        finder = self.as_user(self.env["crossbiz.resource.finder"], "sales_officer").create(
            {"date_from": start, "date_to": stop, "quantity": quantity, **values}
        )
        action = finder.action_find()
        resources = self.as_user(self.env["crossbiz.resource"], "sales_officer").with_context(**action["context"])
        return resources.search(action["domain"])

    # --------------------------------------------------
    # Finder
    # --------------------------------------------------

    def test_finder(self):
        """The period first, then what is free all through it; the request takes the period over."""
        self.approve_request(self.submit_request(date_from=shanghai(9, 9), date_to=shanghai(10, 9)))
        self.assertIn(self.tracker, self.find_free(shanghai(11, 9), shanghai(12, 9), 2))
        self.assertNotIn(self.tracker, self.find_free(shanghai(9, 18), shanghai(12, 9), 2))
        found = self.find_free(shanghai(9, 18), shanghai(12, 9), resource_type="equipment")
        self.assertEqual((found, found.free_then, found.free_now), (self.tracker, 1, 2))
        action = found.action_request()
        form = Form(self.as_user(self.env[REQUEST], "sales_officer").with_context(**action["context"]))
        self.assertEqual((form.resource_id, form.date_from, form.date_to), (found, shanghai(9, 18), shanghai(12, 9)))
        self.assertTrue(form.is_free)

    def test_finder_bad_periods(self):
        for start, stop, quantity, message in (
            (shanghai(9, 9), shanghai(9, 9), 1, "ends before it begins"),
            (shanghai(1, 9), shanghai(1, 18), 1, "in the past"),
            (shanghai(9, 9), fields.Datetime.add(shanghai(9, 9), years=4), 1, "three years"),
            (shanghai(9, 9), shanghai(10, 9), 0, "above 0"),
            (shanghai(9, 9), shanghai(10, 9), -1, "above 0"),
        ):
            with self.subTest(message), self.refused(message=message):
                self.find_free(start, stop, quantity)

    # --------------------------------------------------
    # Ledger
    # --------------------------------------------------

    def test_as_of(self):
        """What was on hand then is the sum of the moves that the dialog opens."""
        camera = self.tracker.create({"name": "Thermal Camera", "department_id": self.tech.id, "capacity": 2})
        with freeze_time(shanghai(9, 9)):
            self.lend(resource=camera)
        moves = self.as_user(self.env["crossbiz.resource.move"], "tech_officer")
        for moment, expected in ((shanghai(8, 9), 2), (shanghai(9, 10), 1)):
            with freeze_time(shanghai(10, 9)):
                dialog = self.as_user(self.env["crossbiz.resource.as.of"], "tech_officer").create({"moment": moment})
                domain = dialog.action_open()["domain"]
            found = moves.search([*domain, ("resource_id", "=", camera.id)])
            self.assertEqual(sum(found.mapped("on_hand_change")), expected)
        dialog = self.as_user(self.env["crossbiz.resource.as.of"], "tech_officer").create({"moment": shanghai(20, 9)})
        with self.refused(message="has passed"):
            dialog.action_open()

    def test_write_off(self):
        form = self.open_dialog("crossbiz.resource.write.off", "tech_officer", self.tracker)
        self.assertEqual((form.resource_id, form.on_hand), (self.tracker, 2))
        form.reason = "Fell off the table."
        form.save().action_confirm()
        self.assertEqual((self.tracker.capacity, self.tracker.on_hand), (1, 1))

    # --------------------------------------------------
    # Buttons and dialogs of a request
    # --------------------------------------------------

    def step(self, request, login, kind):
        """The form behind the button for a step, as this person sees it."""
        action = self.as_user(request, login).action_open_step(kind)
        record = self.as_user(self.env[action["res_model"]], login).with_context(**action["context"])
        record = record.browse(action.get("res_id") or ())
        return Form(record, view=self.env["ir.ui.view"].browse(action["views"][0][0]))

    def offered(self, request):
        """Who is offered which button now: ``{login: {field}}``."""
        names = [name for name in request._fields if name.startswith("can_") and name != "can_edit"]
        found = {}
        for login in ("sales_officer", "sales_member", "lead_officer", "tech_officer", "tech_member"):
            reader = self.as_user(request, login)
            if not reader.has_access("read"):
                continue
            buttons = {name for name in names if reader[name]} - ANY_TIME
            if buttons:
                found[login] = buttons
        return found

    def test_way(self):
        """Each step's button is offered to whose turn it is, and its dialog closes the step."""
        request = self.draft_request()
        self.assertEqual(self.offered(request), {"sales_officer": {"can_submit"}})
        request.action_submit()
        self.assertEqual(self.offered(request), {"lead_officer": {"can_review"}})
        opinion = self.as_user(request, "lead_officer").action_open_step("review")
        form = Form(self.as_user(self.env[opinion["res_model"]], "lead_officer").with_context(**opinion["context"]))
        form.outcome = "approved"
        form.save().action_confirm()
        self.assertEqual(self.offered(request), {login: {"can_evaluate"} for login in ("lead_officer", "tech_officer")})
        for login in ("lead_officer", "tech_officer"):
            form = self.step(request, login, "request_evaluation")
            form.reasonableness = form.compliance = form.availability = "yes"
            form.remark = f"Fine with {login}."
            form.save().action_approve()
        self.assertEqual(
            set(request.evaluation_ids.mapped("opinion")), {"Fine with lead_officer.", "Fine with tech_officer."}
        )
        self.assertEqual(self.offered(request), {"tech_officer": {"can_plan", "can_withdraw"}})
        form = self.step(request, "tech_officer", "resource_allocation")
        self.assertEqual(form.usage_rules, "Trained people only.")
        form.save().action_plan()
        self.assertEqual(self.offered(request), {"tech_officer": {"can_hand_over", "can_withdraw"}})
        with freeze_time(shanghai(9, 9)):
            form = self.step(request, "tech_officer", "resource_handover")
            form.condition_out = "Calibrated."
            form.save().action_hand_over()
            self.assertEqual(self.offered(request), {"sales_officer": {"can_receive"}, "tech_officer": {"can_undo"}})
            form = self.step(request, "sales_officer", "resource_receipt")
            self.assertEqual(form.condition_out, "Calibrated.")
            form.record.action_hand_over()
        self.assertEqual(
            self.offered(request),
            {"sales_officer": {"can_return", "can_extend"}, "tech_officer": {"can_inspect"}},
        )
        with freeze_time(shanghai(12, 9)):
            form = self.step(request, "sales_officer", "request_return")
            self.assertEqual(form.quantity, 1)
            form.effect, form.condition = "Aligned.", "Clean."
            form.save().action_hand_in()
            self.assertEqual(self.offered(request), {"tech_officer": {"can_check"}})
            form = self.step(request, "tech_officer", "return_check")
            form.check_condition = "As handed over."
            form.save().action_confirm()
        self.assertEqual((request.state, self.offered(request)), ("done", {}))

    def test_step_of_somebody_else(self):
        request = self.submit_request()
        for login in ("sales_officer", "tech_officer"):
            with self.subTest(login), self.refused(message="not yours"):
                self.as_user(request, login).action_open_step("review")
        with self.refused(message="not yours"):
            self.as_user(request, "lead_officer").action_open_step("resource_handover")

    def test_refusals(self):
        """One dialog for what is refused with a reason, opened from the request or its papers."""
        request = self.approve_request(self.submit_request())
        self.allocate(request)
        self.as_user(request, "tech_officer").action_hand_over("Calibrated.")
        allocation = self.as_user(request, "sales_officer").allocation_id
        self.refuse("sales_officer", allocation, "refuse_receipt", "The tripod is missing.")
        self.assertEqual(self.nodes(request, "resource_handover", "open").department_id, self.tech)
        self.hand_over(request)
        self.give_back(request)
        feedback = self.as_user(request, "tech_officer").feedback_ids
        self.refuse("tech_officer", feedback, "refuse_return", "The case is missing.")
        self.assertEqual((request.state, feedback.refusal), ("running", "The case is missing."))
        other = self.approve_request(self.submit_request(date_from=shanghai(16, 9), date_to=shanghai(17, 9)))
        self.refuse("tech_officer", other, "withdraw_approval", "It broke.")
        self.assertEqual(other.state, "rejected")
        self.assertTrue(self.as_user(other, "sales_officer").can_reopen)

    def refuse(self, login, record, purpose, reason):
        form = self.open_dialog("crossbiz.resource.reason", login, record, default_purpose=purpose)
        form.reason = reason
        form.save().action_confirm()

    def test_longer_use(self):
        request = self.lend()
        form = self.open_dialog("crossbiz.resource.extend", "sales_officer", request)
        self.assertEqual((form.request_id, form.old_date_to), (request, shanghai(13, 18)))
        form.date_to, form.reason = shanghai(16, 18), "The customer waits for a part."
        form.save().action_confirm()
        self.assertEqual(self.as_user(request, "tech_officer").wanted_until, shanghai(16, 18))
        self.assertEqual(
            self.offered(request),
            {
                "sales_officer": {"can_return", "can_withdraw_wish"},
                "lead_officer": {"can_decide_extension"},
                "tech_officer": {"can_decide_extension", "can_inspect"},
            },
        )

    def test_board(self):
        """The columns stand in the order of the way, those of every day also when empty."""
        self.submit_request()
        requests = self.as_user(self.env[REQUEST], "sales_officer").with_context(read_group_expand=True)
        groups = requests.web_read_group([], ["state"], ["__count"])["groups"]
        self.assertEqual([group["state"] for group in groups], ["draft", "review", "running", "closing"])

    def test_bookings(self):
        """Everyone sees who has what; who takes part opens the request."""
        request = self.lend()
        bookings = self.env["crossbiz.resource.booking"]
        for login, opens in (("sales_officer", True), ("tech_officer", True), ("outsider", False)):
            booking = self.as_user(bookings, login).search([("resource_id", "=", self.tracker.id)])
            with self.subTest(login):
                self.assertEqual((len(booking), booking.can_open), (1, opens))
        with freeze_time(shanghai(20, 9)):
            self.env.invalidate_all()
            booking = self.as_user(bookings, "sales_officer").search([("resource_id", "=", self.tracker.id)])
            self.assertEqual((booking.state, booking.stop), ("overdue", shanghai(20, 9)), "it is still out")
            self.assertEqual(booking.action_open_request()["res_id"], request.id)
