"""Bad input after the approval: plan, handover, inspection, return, longer use; what stands still; what has ended."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import REFUSED, shanghai
from .resource_common import JUDGED
from .test_resource_bad_input import (
    ALLOCATION,
    EVIL,
    EXTENSION,
    FEEDBACK,
    INSPECTION,
    LIMIT,
    NEXT_WEEK,
    NOT_UNITS,
    REQUEST,
    RESOURCE,
    UNKNOWN,
    ResourceBadInputCase,
)

NO_DATES = ("soon", "2026-13-01 00:00:00", "31.12.2026", 7, True, [], {})
TEXT = {"effect": "Aligned.", "condition": "Complete."}


@tagged("post_install", "-at_install")
class TestBadResource(ResourceBadInputCase):
    """What is entered of a resource."""

    def test_capacities_that_are_none(self):
        for value in NOT_UNITS:
            with self.subTest(value=value):
                with self.refused(REFUSED):
                    self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": value})
                if isinstance(value, (int, float)) and value is not True:
                    with self.refused(REFUSED):
                        self.rpc("tech_officer", RESOURCE, "create", [{"name": "New", "capacity": value}])
        self.assertEqual(self.moves(self.tracker), [("adjust", 2, 2, 0)])

    def test_what_contradicts_itself(self):
        equipment = self.env["maintenance.equipment"].create({"name": "Crane", "company_id": self.company.id})
        other = equipment.copy()
        self.rpc("tech_officer", RESOURCE, "create", [{"name": "Crane", "equipment_id": equipment.id}])
        cases = (
            ({"name": False}, "Name"),
            ({"resource_type": "data"}, "level of the data"),
            ({"resource_type": "data", "data_level": "personal", "capacity": 2}, "capacity is 1"),
            ({"data_level": "personal"}, "Only data has a data level"),
            ({"resource_type": "other", "equipment_id": other.id}, "type Equipment only"),
            ({"employee_id": self.users["tech_member"].employee_ids.id}, "type People only"),
            ({"equipment_id": equipment.id}, "resource already"),
            ({"inspection_interval_days": -1}, "cannot be negative"),
            ({"unit_value": -1}, "cannot be negative"),
            ({"code": self.tracker.code}, "has this code"),
            ({"usage_rules": "x" * (LIMIT + 1)}, "Rules of Use has 10001"),
            ({"department_id": False}, "Choose the department"),
        )
        for values, message in cases:
            with self.subTest(values=values), self.refused(REFUSED, message):
                self.rpc("tech_officer", RESOURCE, "create", [{"name": "New", "department_id": self.tech.id, **values}])

    def test_not_deleted(self):
        """A resource stands in the ledger from its first day."""
        for login in ("manager", "tech_officer"):
            with self.refused((UserError, AccessError)):
                self.rpc(login, RESOURCE, "unlink", self.tracker.ids)
        with self.refused(UserError, "Archive it instead"):
            self.rpc("manager", RESOURCE, "unlink", self.tracker.ids)

    def test_what_loans_rest_on(self):
        """In each state of a request the resource keeps owner, company, type and stays active, in every spelling."""
        other = self.env["res.company"].create({"name": "Other Works"})
        for prepare in (self.submit_request, self.approved, self.lend, self.back):
            with self.undone():
                request = prepare()
                for values in (
                    {"department_id": self.sales.id},
                    {"company_id": other.id},
                    {"resource_type": "other"},
                    {"active": False},
                    {"active": 0},
                    {"active": None},
                ):
                    with self.subTest(state=request.state, values=values):
                        self.assert_refused(
                            request,
                            UserError,
                            "requested or lent",
                            "manager",
                            RESOURCE,
                            "write",
                            self.tracker.ids,
                            values,
                        )
                with self.refused(UserError, "requested or lent"):
                    self.rpc("tech_officer", RESOURCE, "action_archive", self.tracker.ids)
        done = self.back()
        self.confirm(done)
        with self.refused(REFUSED, "stays in its company"):
            self.rpc("manager", RESOURCE, "write", self.tracker.ids, {"company_id": other.id, "department_id": False})
        self.rpc("manager", RESOURCE, "write", self.tracker.ids, {"department_id": self.service.id})
        self.assertEqual(self.fresh(done).allocation_id.department_id, self.tech, "whose it was then")
        self.rpc("service_officer", RESOURCE, "action_archive", self.tracker.ids)

    def test_write_off(self):
        cases = (
            ("none", 1, "Gone.", "damage or loss"),
            (None, 1, "Gone.", "damage or loss"),
            ([], 1, "Gone.", "damage or loss"),
            ("loss", 3, "Gone.", "2 units.*on hand: no more"),
            ("loss", 1, " ", "Reason is empty"),
            ("loss", 1, None, "Reason is empty"),
            ("loss", 1, 7, "has to be a text"),
            ("loss", 1, "x" * (LIMIT + 1), "10001 characters"),
            *(("loss", value, "Gone.", "Quantity has to be") for value in NOT_UNITS),
        )
        for event, quantity, reason, message in cases:
            with self.subTest(event=event, quantity=quantity), self.refused(UserError, message):
                self.rpc("tech_officer", RESOURCE, "action_write_off", self.tracker.ids, event, quantity, reason)
        with self.refused(UserError, "nothing of it can be written off"):
            self.rpc("tech_officer", RESOURCE, "action_write_off", self.dataset.ids, "loss", 1, "Gone.")
        self.assertEqual(self.moves(self.tracker), [("adjust", 2, 2, 0)])

    def test_search_and_moments_that_are_none(self):
        for value in ("abc", True, [1], {}):
            with self.subTest(value=value), self.refused(REFUSED):
                self.rpc("tech_officer", RESOURCE, "search", [("free_now", ">", value)])
        for value in NO_DATES:
            if value:
                with self.subTest(moment=value), self.refused(UserError, "date and time"):
                    self.rpc("tech_officer", RESOURCE, "get_on_hand", self.tracker.ids, value)


@tagged("post_install", "-at_install")
class TestBadReview(ResourceBadInputCase):
    """Evaluations and verdicts."""

    def evaluations(self):
        request = self.submit_request()
        self.decide(request, "request_first_review", "lead_officer")
        found = request.sudo().evaluation_ids
        return request, found.filtered(lambda one: one.department_id == self.tech)

    def test_judgements_come_first(self):
        request, evaluation = self.evaluations()
        for outcome, judged, message in (
            ("approve", {}, "Judge first: Reasonable, Compliant, Available"),
            ("reject", {"compliance": "no"}, "Judge first: Reasonable, Available"),
            (
                "approve",
                {"reasonableness": "yes", "compliance": "no", "availability": "yes"},
                "Compliant: you judged no",
            ),
        ):
            with self.subTest(outcome=outcome, judged=judged), self.undone():
                self.rpc("tech_officer", evaluation._name, "write", evaluation.ids, judged)
                self.assert_refused(
                    request,
                    UserError,
                    message,
                    "tech_officer",
                    evaluation._name,
                    f"action_{outcome}",
                    evaluation.ids,
                    "So.",
                )
                node = evaluation.node_id
                self.assert_refused(
                    request, UserError, message, "tech_officer", "crossbiz.node", f"action_{outcome}", node.ids, "So."
                )
        with self.assertRaises(ValueError):
            self.rpc("tech_officer", evaluation._name, "write", evaluation.ids, {"compliance": "perhaps"})
        for outcome in ("reject", "return"):
            self.rpc(
                "tech_officer",
                evaluation._name,
                "write",
                evaluation.ids,
                dict.fromkeys(("reasonableness", "compliance", "availability"), "no"),
            )
            self.assert_refused(
                request,
                UserError,
                "Opinion is empty",
                "tech_officer",
                evaluation._name,
                f"action_{outcome}",
                evaluation.ids,
            )

    def test_two_evaluators_at_once(self):
        """The second officer of a department learns who was first; the first one's judgement stays."""
        request, evaluation = self.evaluations()
        self.decide(request, "request_evaluation", "tech_officer", department=self.tech)
        for method, arguments in (("action_approve", []), ("action_reject", ["No."]), ("action_return", ["Again."])):
            self.assert_refused(
                request,
                UserError,
                "already closed by tech_officer",
                "tech_second",
                evaluation._name,
                method,
                evaluation.ids,
                *arguments,
            )
        self.assert_refused(
            request,
            UserError,
            "What was judged stays",
            "tech_second",
            evaluation._name,
            "write",
            evaluation.ids,
            {"compliance": "no"},
        )

    def test_texts(self):
        _request, evaluation = self.evaluations()
        for name in ("remark", "compliance_note"):
            with self.subTest(field=name), self.refused(UserError, "10001 characters"):
                self.rpc("tech_officer", evaluation._name, "write", evaluation.ids, {name: "x" * (LIMIT + 1)})
        self.rpc("tech_officer", evaluation._name, "write", evaluation.ids, {"remark": EVIL})
        self.assertEqual(self.fresh(evaluation).remark, EVIL)

    def test_after_the_round_ended(self):
        """What another reviewer ended is not decided on any more."""
        request, evaluation = self.evaluations()
        self.decide(request, "request_evaluation", "lead_officer", "return", "Say why.", self.lead)
        self.assertEqual(request.state, "draft")
        self.assert_refused(
            request,
            UserError,
            "withdrawn; there is nothing left",
            "tech_officer",
            evaluation._name,
            "action_approve",
            evaluation.ids,
        )
        self.rpc("sales_officer", REQUEST, "action_submit", request.ids)
        self.assertEqual((request.state, request.round), ("review", 2))
        self.assertEqual(len(request.sudo().evaluation_ids), 2, "the opinions of the first round are kept")

    def test_no_short_cuts(self):
        """A request in review is neither pulled back nor rejected by the door meant for another state."""
        request, _evaluation = self.evaluations()
        for login, method, arguments, message in (
            ("sales_officer", "action_reopen", [], "was not rejected"),
            ("tech_officer", "action_withdraw_approval", ["No."], "no approval to take back"),
            ("tech_officer", "action_undo_handover", ["No."], "waits for its receipt"),
            ("tech_officer", "action_allocate", [], "not at this step"),
            ("tech_officer", "action_hand_over", ["x"], "not at this step"),
            ("sales_officer", "action_return", [], "not at this step"),
            ("tech_officer", "action_confirm_return", ["x"], "not at this step"),
            ("sales_officer", "action_extend_use", ["2026-03-20 00:00:00", "x"], "is lent now"),
        ):
            with self.subTest(method=method):
                self.assert_refused(request, UserError, message, login, REQUEST, method, request.ids, *arguments)
        self.assert_refused(
            request,
            UserError,
            "is lent now",
            "tech_officer",
            INSPECTION,
            "create",
            [{"request_id": request.id, "result": "compliant"}],
        )
        self.assert_refused(
            request, UserError, "is lent now", "sales_officer", FEEDBACK, "create", [{"request_id": request.id}]
        )

    def test_owner_changed_unseen(self):
        """The resource went to another department just when it was asked for: nobody is passed over."""
        request, evaluation = self.evaluations()
        self.decide(request, "request_evaluation", "lead_officer", department=self.lead)
        self.env.cr.execute(
            "UPDATE crossbiz_resource SET department_id = %s WHERE id = %s", [self.service.id, self.tracker.id]
        )
        self.rpc("tech_officer", evaluation._name, "write", evaluation.ids, JUDGED)
        self.assert_refused(
            request,
            UserError,
            "belongs to “After-Sales” now",
            "tech_officer",
            evaluation._name,
            "action_approve",
            evaluation.ids,
        )
        self.rpc("tech_officer", evaluation._name, "action_return", evaluation.ids, "Ask After-Sales.")
        self.rpc("sales_officer", REQUEST, "action_submit", request.ids)
        self.decide(request, "request_first_review", "lead_officer")
        self.assertIn(self.service, self.nodes(request, "request_evaluation", "open").department_id)

    def test_lead_asks(self):
        """The lead department asks: the decision layer reviews and evaluates in its place."""
        request = self.submit_request("lead_officer")
        self.assertEqual(self.nodes(request, "request_first_review").department_id, self.board)
        self.decide(request, "request_first_review", "decision_maker")
        self.assertEqual(self.nodes(request, "request_evaluation").department_id, self.board | self.tech)
        self.decide(request, "request_evaluation", "decision_maker", department=self.board)
        self.decide(request, "request_evaluation", "tech_officer", department=self.tech)
        self.assertEqual(request.state, "approved")

    def test_lead_owns(self):
        """The lead department is asked for its own resource: it evaluates once."""
        crane = self.as_user(self.env[RESOURCE], "lead_officer").create(
            {"name": "Crane", "department_id": self.lead.id}
        )
        request = self.submit_request(resource=crane)
        self.decide(request, "request_first_review", "lead_officer")
        self.decide(request, "request_evaluation", "lead_officer")
        self.assertEqual(request.state, "approved")

    def test_extension_and_handing_over_of_steps(self):
        """Decisions stay where they are, steps of owner and user too; a return moves by a longer use only."""
        request, evaluation = self.evaluations()
        self.assert_refused(
            request,
            UserError,
            "is a decision and stays",
            "tech_officer",
            "crossbiz.node",
            "action_hand_over",
            evaluation.node_id.ids,
            self.service.id,
            "Not ours.",
        )
        lent = self.lend()
        steps = [(self.nodes(lent, "request_return"), "sales_officer")]
        planned = self.approved(**NEXT_WEEK)
        steps.append((self.nodes(planned, "resource_allocation"), "tech_officer"))
        for node, login in steps:
            with self.subTest(kind=node.kind):
                self.assertFalse(self.as_user(node, login).can_hand_over)
                self.assert_refused(
                    lent,
                    UserError,
                    "This step belongs to",
                    login,
                    "crossbiz.node",
                    "action_hand_over",
                    node.ids,
                    self.service.id,
                    "Not ours.",
                )
        self.assert_refused(
            lent,
            UserError,
            "Ask for a longer use instead",
            "sales_officer",
            "crossbiz.node",
            "action_request_extension",
            self.nodes(lent, "request_return").ids,
            "2026-03-20 00:00:00",
            "Late.",
        )

    def test_retarget_counts_from_the_submission(self):
        """A changed rule gives the evaluation its new time from the submission, not from the first review."""
        request = self.submit_request()
        with freeze_time(shanghai(4, 10)):
            self.decide(request, "request_first_review", "lead_officer")
            nodes = self.nodes(request, "request_evaluation")
            self.assertEqual(set(nodes.mapped("deadline")), {shanghai(5, 18)})
            rule = self.env["crossbiz.deadline.rule"].create(
                {"node_kind": "request_evaluation", "company_id": self.company.id, "amount": 5}
            )
            self.rpc("manager", rule._name, "action_retarget", rule.ids)
            self.assertEqual(set(nodes.mapped("deadline")), {shanghai(9, 18)})


@tagged("post_install", "-at_install")
class TestBadHandover(ResourceBadInputCase):
    def test_plan(self):
        request = self.approved()
        cases = (
            ({"usage_rules": " "}, None),
            ({"handover_at": "2026-03-01 00:00:00"}, "lie within the use"),
            ({"handover_at": "2026-03-13 10:00:00"}, "lie within the use"),
            *(({"handover_at": value}, "date and time") for value in NO_DATES if value),
            ({"start": "never"}, "From|Start.*date and time"),
            ({"usage_rules": "x" * (LIMIT + 1)}, "10001 characters"),
        )
        for arguments, message in cases:
            if message:
                with self.subTest(arguments=str(arguments)[:60]):
                    self.assert_refused(
                        request, REFUSED, message, "tech_officer", REQUEST, "action_allocate", request.ids, **arguments
                    )
        self.tracker.usage_rules = False
        other = self.approved(**NEXT_WEEK)
        self.assert_refused(
            other, UserError, "Rules of Use is empty", "tech_officer", REQUEST, "action_allocate", other.ids
        )
        self.allocate(request)
        self.assert_refused(
            request, UserError, "already closed by tech_officer", "tech_second", REQUEST, "action_allocate", request.ids
        )
        self.assert_refused(
            request,
            UserError,
            "signed and cannot change",
            "tech_officer",
            ALLOCATION,
            "write",
            request.sudo().allocation_id.ids,
            {"usage_rules": "Other"},
        )

    def test_plan_after_the_use(self):
        """Nobody planned in time: the message says so, and both sides have a way out."""
        request = self.approved()
        with freeze_time(shanghai(14, 9)):
            self.assert_refused(
                request, UserError, "within the use|has passed", "tech_officer", REQUEST, "action_allocate", request.ids
            )
            with self.undone():
                self.rpc("sales_officer", REQUEST, "action_cancel", request.ids, "Too late.")
                self.assertEqual(self.fresh(request).state, "cancelled")
            self.rpc("tech_officer", REQUEST, "action_withdraw_approval", request.ids, "Too late.")
            self.rpc("sales_officer", REQUEST, "action_reopen", request.ids)
            self.rpc("sales_officer", REQUEST, "write", request.ids, NEXT_WEEK)
            self.rpc("sales_officer", REQUEST, "action_submit", request.ids)
        self.assert_ledger_holds()

    def test_handing_over_after_the_use(self):
        """What was promised until yesterday may be somebody else's today."""
        request = self.planned(quantity=2)
        with freeze_time(shanghai(14, 9)):
            self.assert_refused(
                request,
                UserError,
                "use has ended",
                "tech_officer",
                REQUEST,
                "action_hand_over",
                request.ids,
                "Complete.",
            )

    def test_condition_and_access(self):
        request = self.planned()
        for condition, message in (
            (None, "Condition at Handover is empty"),
            (" ", "Condition at Handover is empty"),
            ("x" * (LIMIT + 1), "10001"),
        ):
            with self.subTest(condition=str(condition)[:9]):
                self.assert_refused(
                    request, REFUSED, message, "tech_officer", REQUEST, "action_hand_over", request.ids, condition
                )
        data = self.approved(resource=self.dataset, data_scope="Calls", retention="A month", legal_basis="Contract")
        self.allocate(data)
        self.assert_refused(
            data, UserError, "Access Granted is empty", "tech_officer", REQUEST, "action_hand_over", data.ids, "A view."
        )

    def test_twice(self):
        """Handing over twice, receiving twice."""
        request = self.handed_out()
        self.assert_refused(
            request, AccessError, "Sales", "tech_second", REQUEST, "action_hand_over", request.ids, "Again."
        )
        self.rpc("sales_officer", REQUEST, "action_hand_over", request.ids)
        for login in ("tech_officer", "sales_officer", "sales_second"):
            with self.subTest(role=login):
                self.assert_refused(
                    request,
                    REFUSED,
                    "already closed by sales_officer",
                    login,
                    REQUEST,
                    "action_hand_over",
                    request.ids,
                    "x",
                )
        self.assert_ledger_holds()

    def test_refused_and_undone(self):
        """What was handed over and not received goes back to the owner, by either side, as often as it takes."""
        request = self.handed_out()
        self.assert_refused(
            request,
            UserError,
            "refuses the receipt first",
            "sales_officer",
            REQUEST,
            "action_cancel",
            request.ids,
            "No.",
        )
        self.assert_refused(
            request,
            UserError,
            "refuses the receipt first",
            "tech_officer",
            REQUEST,
            "action_withdraw_approval",
            request.ids,
            "No.",
        )
        self.assert_refused(
            request, AccessError, "Technical", "sales_officer", REQUEST, "action_undo_handover", request.ids, "No."
        )
        for method, login in (("action_refuse_receipt", "sales_officer"), ("action_undo_handover", "tech_officer")):
            self.assert_refused(request, UserError, "Reason is empty", login, REQUEST, method, request.ids, " ")
            self.rpc(login, REQUEST, method, request.ids, "A part is missing.")
            self.assertFalse(self.fresh(request).allocation_id.handed_over_at)
            self.rpc("tech_officer", REQUEST, "action_hand_over", request.ids, "Complete now.")
        self.rpc("tech_officer", REQUEST, "action_undo_handover", request.ids, "Not at all.")
        self.rpc("tech_officer", REQUEST, "action_withdraw_approval", request.ids, "It broke.")
        self.assertEqual(self.fresh(request).state, "rejected")
        self.assertFalse(self.nodes(request, state="open"))
        self.assert_ledger_holds()

    def test_suspended_department(self):
        """A department that was suspended meanwhile receives nothing."""
        request = self.planned()
        self.sales.crossbiz_suspended = True
        self.assert_refused(
            request,
            UserError,
            "Sales.*suspended",
            "tech_officer",
            REQUEST,
            "action_hand_over",
            request.ids,
            "Complete.",
        )


@tagged("post_install", "-at_install")
class TestBadUse(ResourceBadInputCase):
    """Inspections and longer use."""

    def inspect(self, request, result="compliant", login="tech_officer", **values):
        return self.rpc(login, INSPECTION, "create", [{"request_id": request.id, "result": result, **values}])

    def test_inspection(self):
        request = self.lend()
        for values, message in (
            ({"result": "violation"}, "Finding is empty"),
            ({"result": "violation", "note": " "}, "Finding is empty"),
            ({"note": "x" * (LIMIT + 1)}, "10001"),
        ):
            with self.subTest(values=str(values)[:40]), self.refused(UserError, message):
                self.inspect(request, **values)
        with self.refused(REFUSED):
            self.inspect(request, result=False)
        with self.assertRaises(ValueError):
            self.inspect(request, result="fine")
        with self.refused(AccessError, "Technical"):
            self.inspect(request, login="sales_officer")
        with self.refused(UNKNOWN):
            self.rpc("tech_officer", INSPECTION, "create", [{"request_id": 99999999, "result": "compliant"}])
        (inspection,) = self.inspect(request, "violation", note="Left in the rain.")
        for login in ("tech_officer", "manager"):
            with self.refused(REFUSED, "signed and cannot change|"):
                self.rpc(login, INSPECTION, "write", [inspection], {"result": "compliant"})
            with self.refused(REFUSED):
                self.rpc(login, INSPECTION, "unlink", [inspection])
        notices = self.env["crossbiz.notice"].search([("event", "=", "violation"), ("res_id", "=", request.id)])
        self.assertEqual(
            notices.user_id, self.users["sales_officer"] | self.users["sales_second"] | self.users["lead_officer"]
        )

    def test_intervals(self):
        """One inspection for each interval: on time, several at once, late."""
        self.tracker.inspection_interval_days = 2
        with freeze_time(shanghai(9, 9)):
            request = self.lend(date_from=shanghai(9, 9), date_to=shanghai(20, 18))

        def due():
            return self.nodes(request, "resource_inspection", "open").deadline

        self.assertEqual(due(), shanghai(11, 18))
        with freeze_time(shanghai(10, 9)):
            self.inspect(request)
            self.assertEqual(due(), shanghai(13, 18))
            self.inspect(request)  # a second look on the day does not stand for the next interval
            self.assertEqual(due(), shanghai(13, 18))
        with freeze_time(shanghai(17, 9)):  # late: stands for those that were missed
            self.assertTrue(self.nodes(request, "resource_inspection", "open").overdue)
            self.inspect(request)
            self.assertEqual(due(), shanghai(19, 18))
            self.assertEqual(self.nodes(request, "resource_inspection", "closed").sorted("id")[-1].on_time, False)
        with freeze_time(shanghai(18, 9)):
            self.inspect(request)
            self.assertFalse(self.nodes(request, "resource_inspection", "open"), "the next would be after the return")
        self.assertEqual(len(request.sudo().inspection_ids), 4)

    def test_longer_use(self):
        request = self.lend(quantity=2)
        ask = ("sales_officer", REQUEST, "action_extend_use", request.ids)
        for date, reason, message in (
            (None, "More.", "later than now"),
            (False, "More.", "later than now"),
            ("2026-03-13 10:00:00", "More.", "later than now"),
            ("2026-03-01 10:00:00", "More.", "later than now"),
            ("2036-03-01 10:00:00", "More.", "three years"),
            ("2026-03-16 10:00:00", " ", "Reason is empty"),
            ("2026-03-16 10:00:00", None, "Reason is empty"),
            *((value, "More.", "date and time") for value in NO_DATES if value),
        ):
            with self.subTest(date=date, reason=reason):
                self.assert_refused(request, UserError, message, *ask, date, reason)
        promised = self.approved(**NEXT_WEEK)
        self.assert_refused(request, UserError, "promised already", *ask, "2026-03-17 10:00:00", "More.")
        self.rpc(*ask, "2026-03-15 10:00:00", "More.")
        self.assert_refused(request, UserError, "already being decided", *ask, "2026-03-15 11:00:00", "More.")
        self.assertTrue(promised)

    def extension(self, request, date="2026-03-17 10:00:00"):
        self.rpc("sales_officer", REQUEST, "action_extend_use", request.ids, date, "More.")
        return request.sudo().use_extension_ids.sorted("id")[-1]

    def decide_extension(self, extension, login, method, opinion=None):
        department = {"lead_officer": self.lead, "tech_officer": self.tech, "decision_maker": self.board}[login]
        node = extension.node_ids.filtered(lambda found: found.state == "open" and found.department_id == department)
        self.rpc(login, "crossbiz.node", method, node.ids, opinion)

    def test_longer_use_refused_and_withdrawn(self):
        request = self.lend()
        extension = self.extension(request)
        self.decide_extension(extension, "lead_officer", "action_approve")
        self.decide_extension(extension, "tech_officer", "action_reject", "We need it.")
        self.assertEqual((extension.state, self.fresh(request).allocation_id.stop), ("refused", shanghai(13, 18)))
        self.assertFalse(extension.node_ids.filtered(lambda node: node.state == "open"))
        extension = self.extension(request)
        self.assert_refused(
            request, AccessError, "Sales", "tech_officer", EXTENSION, "action_withdraw", extension.ids, "No."
        )
        self.assert_refused(
            request, UserError, "Reason is empty", "sales_officer", EXTENSION, "action_withdraw", extension.ids, ""
        )
        self.rpc("sales_second", EXTENSION, "action_withdraw", extension.ids, "Not needed.")
        self.assertEqual(extension.state, "withdrawn")
        self.assert_refused(
            request,
            UserError,
            "was decided already",
            "sales_officer",
            EXTENSION,
            "action_withdraw",
            extension.ids,
            "No.",
        )
        extension = self.extension(request)
        self.give_back(request)
        self.confirm(request)
        self.assertEqual((extension.state, request.state), ("withdrawn", "done"))
        self.assertFalse(extension.node_ids.filtered(lambda node: node.state == "open"))

    def test_longer_use_when_meanwhile_promised(self):
        """The last approver learns that it was promised; nothing is half-written, and a refusal is possible."""
        request = self.lend(quantity=2)
        extension = self.extension(request)
        self.decide_extension(extension, "lead_officer", "action_approve")
        self.approved(quantity=1, **NEXT_WEEK)
        before = self.get_facts(request)
        with self.refused(UserError, "promised already"):
            self.decide_extension(extension, "tech_officer", "action_approve")
        self.assertEqual(self.get_facts(request), before)
        self.decide_extension(extension, "tech_officer", "action_reject", "Promised.")
        self.assertEqual(extension.state, "refused")

    def test_longer_use_becomes_major(self):
        """The whole use counts: a long one goes to the decision layer, and needs one."""
        self.company.crossbiz_major_days = 8
        request = self.lend()
        with self.undone():
            self.company.crossbiz_decision_department_id = False
            self.assert_refused(
                request,
                UserError,
                "(?i)decision",
                "sales_officer",
                REQUEST,
                "action_extend_use",
                request.ids,
                "2026-03-20 10:00:00",
                "x",
            )
        extension = self.extension(request, "2026-03-20 10:00:00")
        for login in ("lead_officer", "tech_officer"):
            self.decide_extension(extension, login, "action_approve")
        self.assertEqual(extension.state, "requested")
        self.decide_extension(extension, "decision_maker", "action_approve")
        self.assertEqual(self.fresh(request).allocation_id.stop, shanghai(20, 18))
        self.assertEqual(self.nodes(request, "request_return").deadline, shanghai(20, 18))

    def test_overdue_return(self):
        """Overdue is a fact; the step tells manager and lead, then the decision layer; the return says late."""
        request = self.lend()
        step = self.nodes(request, "request_return")
        with freeze_time(shanghai(13, 19)):
            self.assertTrue(self.fresh(request).overdue_return)
            self.assertIn(request.id, self.rpc("tech_member", REQUEST, "search", [("overdue_return", "=", True)]))
        self.run_job("cron_escalate", shanghai(13, 19))
        self.run_job("cron_escalate", step.escalate_at + timedelta(minutes=1))
        events = {
            (notice.event, notice.user_id.login)
            for notice in self.env["crossbiz.notice"].search([("node_id", "=", step.id)])
        }
        self.assertLessEqual(
            {("breached", "sales_officer"), ("breached", "lead_officer"), ("escalated", "decision_maker")}, events
        )
        with freeze_time(shanghai(17, 9)):
            self.assertEqual(
                self.rpc("tech_officer", RESOURCE, "read", self.tracker.ids, ["overdue_count"])[0]["overdue_count"], 1
            )
            self.give_back(request)
            self.assertFalse(self.fresh(request).overdue_return, "it is the owner's turn")
            self.assertFalse(self.rpc("tech_member", REQUEST, "search", [("overdue_return", "=", True)]))
            self.confirm(request)
        feedback = request.sudo().feedback_ids
        self.assertEqual(
            (feedback.late, feedback.due_at, feedback.returned_at), (True, shanghai(13, 18), shanghai(17, 9))
        )
        self.assertFalse(self.fresh(request).overdue_return)


@tagged("post_install", "-at_install")
class TestBadReturn(ResourceBadInputCase):
    def test_handing_back(self):
        request = self.lend(quantity=2)
        call = ("sales_officer", REQUEST, "action_return", request.ids)
        self.assert_refused(request, UserError, "How It Served is empty", *call, 1, None, "Complete.")
        self.assert_refused(request, UserError, "Condition is empty", *call, 1, "Good.", " ")
        self.assert_refused(request, UserError, "3 units cannot come back: 2 are lent", *call, 3, "Good.", "Complete.")
        self.assert_refused(request, UserError, "2.01 units cannot come back", *call, 2.01, "Good.", "Complete.")
        self.assert_refused(request, REFUSED, "10001 characters", *call, 1, "x" * (LIMIT + 1), "Complete.")
        for value in NOT_UNITS:
            with self.subTest(value=value):
                self.assert_refused(request, UserError, "Quantity has to be", *call, value, "Good.", "Complete.")
        self.rpc(*call, 1, "Good.", "Complete.")
        self.assert_refused(request, UserError, "already closed by sales_officer", *call, 1, "Good.", "Complete.")
        self.assert_refused(
            request,
            UserError,
            "is lent. Hand it back|lent",
            "sales_officer",
            REQUEST,
            "action_cancel",
            request.ids,
            "No.",
        )

    def test_quantities_of_the_form(self):
        """The same by the form's fields, where the ORM takes what it is given."""
        request = self.lend(quantity=2)
        with self.refused(REFUSED):
            self.rpc("sales_officer", FEEDBACK, "create", [{"request_id": request.id, "quantity": -1}])
        (feedback,) = self.rpc("sales_officer", FEEDBACK, "create", [{"request_id": request.id, **TEXT}])
        with self.refused(REFUSED, "already a feedback form"):
            self.rpc("sales_officer", FEEDBACK, "create", [{"request_id": request.id}])
        for value in (0, -1):
            with self.subTest(value=value), self.refused(REFUSED):
                self.rpc("sales_officer", FEEDBACK, "write", [feedback], {"quantity": value})
        for value in (3, float("nan"), float("inf")):
            with self.subTest(value=value), self.undone(), self.refused(REFUSED):
                self.rpc("sales_officer", FEEDBACK, "write", [feedback], {"quantity": value})
                self.rpc("sales_officer", REQUEST, "action_return", request.ids)
        self.rpc("sales_officer", REQUEST, "action_return", request.ids)
        for name in ("damaged", "lost"):
            for value in (3, float("nan"), float("inf"), -1):
                with self.subTest(field=name, value=value), self.refused(REFUSED):
                    self.rpc("tech_officer", FEEDBACK, "write", [feedback], {name: value, "check_condition": "x"})
                    self.rpc("tech_officer", REQUEST, "action_confirm_return", request.ids)
        self.assert_ledger_holds()
        with self.refused(REFUSED, "stays with its request"):
            self.rpc("tech_officer", FEEDBACK, "write", [feedback], {"request_id": self.draft_request().id})

    def test_checking(self):
        request = self.back(quantity=2)
        call = ("tech_officer", REQUEST, "action_confirm_return", request.ids)
        self.assert_refused(request, UserError, "Condition as Checked is empty", *call)
        self.assert_refused(request, UserError, "3 units are damaged or lost, but 2 came back", *call, "Bad.", 1, 2)
        for value in (-1, 0.001, float("nan"), float("inf"), True, "1", 1e300):
            with self.subTest(value=value):
                self.assert_refused(request, UserError, "Damaged has to be", *call, "Bad.", value)
                self.assert_refused(request, UserError, "Lost has to be", *call, "Bad.", None, value)
        self.assert_refused(request, AccessError, "Technical", "sales_second", *call[1:], "Fine.")
        self.assert_refused(
            request, UserError, "Reason is empty", "tech_officer", REQUEST, "action_refuse_return", request.ids, ""
        )
        self.rpc(*call, "Bad.", 1, 1)
        self.assert_refused(request, UserError, "already closed by tech_officer", *call, "Bad.", 1, 1)
        self.assertEqual((self.fresh(self.tracker).capacity, self.fresh(request).state), (0, "done"))
        self.assert_ledger_holds()

    def test_rounds(self):
        """Partial returns, one of them refused: the clock of the rest runs on, the ledger follows what is confirmed."""
        request = self.lend(quantity=2)
        self.give_back(request, 0.5)
        self.rpc("tech_officer", REQUEST, "action_refuse_return", request.ids, "Not cleaned.")
        self.assertEqual((request.state, request.sudo().allocation_id.outstanding), ("running", 2))
        self.assertEqual(self.nodes(request, "request_return", "open").deadline, shanghai(13, 18))
        self.assert_ledger_holds()
        for quantity, left in ((0.5, 1.5), (1, 0.5)):
            self.give_back(request, quantity)
            self.confirm(request)
            self.assertEqual((request.state, request.sudo().allocation_id.outstanding), ("running", left))
            self.assert_ledger_holds()
        self.assert_refused(
            request,
            UserError,
            "0.51 units cannot come back",
            "sales_officer",
            REQUEST,
            "action_return",
            request.ids,
            0.51,
            "a",
            "b",
        )
        self.give_back(request)
        self.confirm(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(len(request.sudo().feedback_ids), 4)
        self.assert_ledger_holds()

    def test_data(self):
        """No loan of data ends while somebody still has access; data is neither damaged nor lost."""
        request = self.approved(resource=self.dataset, data_scope="Calls", retention="A month", legal_basis="Contract")
        self.allocate(request)
        self.hand_over(request, access_note="Read access for sales_officer")
        self.give_back(request)
        call = ("tech_officer", REQUEST, "action_confirm_return", request.ids)
        self.assert_refused(request, UserError, "has to be revoked", *call, "Complete.")
        self.assert_refused(request, UserError, "has to be revoked", *call, "Complete.", None, None, " \n")
        self.assert_refused(request, UserError, "neither damaged nor lost", *call, "Complete.", None, 1, "Closed.")
        self.rpc(*call, "Complete.", None, None, "Account closed on the 13th")
        self.assertEqual(request.state, "done")
        self.assertEqual(self.fresh(self.dataset).capacity, 1)

    def test_history_stays(self):
        """Neither request, nor feedback, nor allocation with a history is deleted."""
        request = self.back()
        for login in ("sales_officer", "tech_officer", "manager"):
            for record in (
                request,
                request.sudo().feedback_ids,
                request.sudo().allocation_ids,
                request.sudo().move_ids,
            ):
                with self.subTest(role=login, model=record._name), self.refused(REFUSED):
                    self.rpc(login, record._name, "unlink", record.ids)
        with self.refused(UserError, "has a history"):
            self.rpc("sales_officer", REQUEST, "unlink", request.ids)
        submitted = self.submit_request(**NEXT_WEEK)
        self.decide(submitted, "request_first_review", "lead_officer", "return", "Say why.")
        with self.refused(UserError, "has a history"):
            self.rpc("sales_officer", REQUEST, "unlink", submitted.ids)
        draft = self.draft_request()
        self.rpc("sales_officer", REQUEST, "unlink", draft.ids)

    def test_owner_moves_away(self):
        """Archiving the owner's department, or its last officer leaving, never loses what is lent."""
        request = self.lend()
        (self.users["tech_officer"] | self.users["tech_second"]).active = False
        self.give_back(request)
        node = self.nodes(request, "return_check", "open")
        self.assertEqual(node.department_id, self.tech)
        notices = self.env["crossbiz.notice"].search([("node_id", "=", node.id)])
        self.assertEqual(notices.user_id, self.users["manager"], "the administrators' queue")
        self.tech.crossbiz_officer_ids = self.users["tech_member"]
        self.rpc("tech_member", REQUEST, "action_confirm_return", request.ids, "Complete.")
        self.assertEqual(self.fresh(request).state, "done")


@tagged("post_install", "-at_install")
class TestCancel(ResourceBadInputCase):
    def test_each_state(self):
        """Until the handover the requester cancels; afterwards it has to come back."""
        for label, prepare, allowed in (
            ("draft", self.draft_request, True),
            ("review", self.submit_request, True),
            ("approved", self.approved, True),
            ("planned", self.planned, True),
            ("handed out", self.handed_out, False),
            ("running", self.lend, False),
            ("closing", self.back, False),
        ):
            with self.subTest(label), self.undone():
                request = prepare()
                for login in ("tech_officer", "lead_officer", "decision_maker", "manager", "sales_member"):
                    with self.refused(AccessError):
                        self.rpc(login, REQUEST, "action_cancel", request.ids, "No.")
                self.assert_refused(
                    request, UserError, "(?i)reason|hand", "sales_officer", REQUEST, "action_cancel", request.ids, " "
                )
                if not allowed:
                    self.assert_refused(
                        request, UserError, "(?i)hand", "sales_officer", REQUEST, "action_cancel", request.ids, "No."
                    )
                    continue
                self.rpc("sales_officer", REQUEST, "action_cancel", request.ids, "Not needed.")
                self.assertEqual(self.fresh(request).state, "cancelled")
                self.assertFalse(self.nodes(request, state="open"))
                self.assertEqual(
                    set(request.sudo().allocation_ids.mapped("state")),
                    {"released"} if request.sudo().allocation_ids else set(),
                )
                self.assert_ledger_holds()
                self.submit_request(quantity=2)  # all is free again
                self.assert_refused(
                    request,
                    UserError,
                    "cannot become",
                    "sales_officer",
                    REQUEST,
                    "action_cancel",
                    request.ids,
                    "Again.",
                )

    def test_ended(self):
        """What is done or rejected is not cancelled."""
        done = self.back()
        self.confirm(done)
        rejected = self.submit_request()
        self.decide(rejected, "request_first_review", "lead_officer", "reject", "No.")
        for request in (done, rejected):
            self.assert_refused(
                request, UserError, "cannot become", "sales_officer", REQUEST, "action_cancel", request.ids, "No."
            )

    def test_draft_of_what_was_promised_before(self):
        """Withdrawn, opened again, changed and promised again: one claim at a time."""
        request = self.planned()
        self.rpc("tech_officer", REQUEST, "action_withdraw_approval", request.ids, "We need it.")
        self.assert_ledger_holds()
        self.rpc("sales_officer", REQUEST, "action_reopen", request.ids)
        self.rpc("sales_officer", REQUEST, "write", request.ids, NEXT_WEEK)
        self.rpc("sales_officer", REQUEST, "action_submit", request.ids)
        self.approve_request(request)
        self.assertEqual(request.sudo().allocation_ids.sorted("id").mapped("state"), ["released", "held"])
        self.assertEqual(
            self.rpc("tech_officer", REQUEST, "read", request.ids, ["allocation_id"])[0]["allocation_id"][0],
            request.sudo().allocation_ids.sorted("id")[-1].id,
        )
        self.allocate(request)
        self.hand_over(request)
        self.assert_ledger_holds()


@tagged("post_install", "-at_install")
class TestStandingStill(ResourceBadInputCase):
    """A suspended case: nothing moves, in no state, by nobody; afterwards all goes on."""

    def suspend(self, request, suspended=True):
        nodes = request.sudo().case_id.node_ids
        request.sudo().case_id.suspended = suspended
        nodes._pause() if suspended else nodes._resume()

    def get_acts(self):
        """For each state: how to get there, and all that could be done there."""
        why = ["No."]
        decide = [("action_approve", []), ("action_reject", why), ("action_return", why)]
        inspect = ("tech_officer", INSPECTION, "create", None, [])
        return {
            "review": (
                self.submit_request,
                [("lead_officer", "crossbiz.node", method, "request_first_review", given) for method, given in decide]
                + [("sales_officer", REQUEST, "action_cancel", None, why)],
            ),
            "approved": (
                self.approved,
                [
                    ("tech_officer", REQUEST, "action_allocate", None, []),
                    ("tech_officer", REQUEST, "action_withdraw_approval", None, why),
                    ("sales_officer", REQUEST, "action_cancel", None, why),
                ],
            ),
            "planned": (self.planned, [("tech_officer", REQUEST, "action_hand_over", None, ["x"])]),
            "handed out": (
                self.handed_out,
                [
                    ("sales_officer", REQUEST, "action_hand_over", None, []),
                    ("sales_officer", REQUEST, "action_refuse_receipt", None, why),
                    ("tech_officer", REQUEST, "action_undo_handover", None, why),
                ],
            ),
            "running": (
                self.lend,
                [
                    ("sales_officer", REQUEST, "action_return", None, [None, "x", "x"]),
                    ("sales_officer", REQUEST, "action_extend_use", None, ["2026-03-17 00:00:00", "x"]),
                    inspect,
                ],
            ),
            "closing": (
                self.back,
                [
                    ("tech_officer", REQUEST, "action_confirm_return", None, ["x"]),
                    ("tech_officer", REQUEST, "action_refuse_return", None, why),
                    inspect,
                ],
            ),
            "rejected": (self.rejected, [("sales_officer", REQUEST, "action_reopen", None, [])]),
        }

    def rejected(self):
        request = self.submit_request()
        self.decide(request, "request_first_review", "lead_officer", "reject", "No.")
        return request

    def test_each_act_in_each_state(self):
        for state, (prepare, acts) in self.get_acts().items():
            for login, model, method, kind, arguments in acts:
                with self.subTest(state=state, act=method), self.undone():
                    request = prepare()
                    ids = self.nodes(request, kind).ids if kind else request.ids
                    call = (login, model, method, ids, *arguments)
                    if model == INSPECTION:
                        call = (login, model, method, [{"request_id": request.id, "result": "compliant"}])
                    self.suspend(request)
                    self.assert_refused(request, UserError, "suspended", *call)
                    self.suspend(request, False)
                    self.rpc(*call)

    def test_evaluations_and_longer_uses(self):
        request = self.submit_request()
        self.decide(request, "request_first_review", "lead_officer")
        evaluation = request.sudo().evaluation_ids.filtered(lambda found: found.department_id == self.tech)
        self.suspend(request)
        for method, arguments in (("write", [{"compliance": "yes"}]), ("action_approve", []), ("action_return", ["x"])):
            self.assert_refused(
                request, UserError, "suspended", "tech_officer", evaluation._name, method, evaluation.ids, *arguments
            )
        lent = self.lend()
        self.rpc("sales_officer", REQUEST, "action_extend_use", lent.ids, "2026-03-15 10:00:00", "More.")
        extension = lent.sudo().use_extension_ids
        self.suspend(lent)
        for node in extension.node_ids:
            login = "lead_officer" if node.department_id == self.lead else "tech_officer"
            self.assert_refused(lent, UserError, "suspended", login, "crossbiz.node", "action_approve", node.ids)
        self.assert_refused(
            lent, UserError, "suspended", "sales_officer", EXTENSION, "action_withdraw", extension.ids, "No."
        )

    def test_standing_still_is_not_late(self):
        """The clock of the return stood still: back within the time that is left is not late."""
        request = self.lend()
        with freeze_time(shanghai(12, 10)):
            self.suspend(request)
        with freeze_time(shanghai(16, 10)):
            self.suspend(request, False)
            deadline = self.nodes(request, "request_return").deadline
            self.assertGreater(deadline, shanghai(16, 10))
        with freeze_time(deadline - timedelta(hours=1)):
            self.give_back(request)
        self.assertFalse(request.sudo().feedback_ids.late)


@tagged("post_install", "-at_install")
class TestTypes(ResourceBadInputCase):
    """Wrong types from a script: an answer, never a half-written loan."""

    def test_anything_for_anything(self):
        request = self.lend()
        calls = (
            ("sales_officer", "action_return", 3),
            ("sales_officer", "action_extend_use", 2),
            ("sales_officer", "action_cancel", 1),
            ("tech_officer", "action_confirm_return", 4),
            ("tech_officer", "action_refuse_return", 1),
            ("tech_officer", "action_undo_handover", 1),
            ("tech_officer", "action_withdraw_approval", 1),
        )
        junk = (7, True, [], {"a": 1}, [[1]], 1.5, "x" * (LIMIT + 1))
        for login, method, count in calls:
            for value in junk:
                before = self.get_facts(request)
                with self.subTest(method=method, value=str(value)[:20]), self.refused(REFUSED):
                    self.rpc(login, REQUEST, method, request.ids, *([value] * count))
                self.assertEqual(self.get_facts(request), before)

    def test_unknown_ids(self):
        for method in ("action_submit", "action_return", "action_hand_over", "action_allocate", "action_cancel"):
            with self.subTest(method=method), self.refused(UNKNOWN):
                self.rpc("sales_officer", REQUEST, method, [99999999])
