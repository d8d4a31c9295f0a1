"""The departments of a task order: added late, released, handed over, extended, urged (regulation 3.3.2, 2.1, 2.2)."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import MONDAY, OFFICER, REFUSED, CrossbizCase, shanghai

LINE = "crossbiz.task.order.line"


class LineCase(CrossbizCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_person(
            "sales_second", cls.sales, f"{OFFICER},sales_team.group_sale_salesman_all_leads", officer=True
        )
        cls.finance = cls._create_department("Finance")
        cls._create_person("finance_officer", cls.finance, OFFICER, officer=True)

    def fresh(self, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(1).sudo()

    def node_of(self, order, department, kind="order_response", state=None):
        return self.nodes(order, kind, state).filtered(lambda node: node.department_id == department)

    def notices(self, order, event):
        """Who got a notice of ``event``: logins, sorted."""
        found = self.env["crossbiz.notice"].search([("res_id", "=", order.id), ("event", "=", event)])
        return sorted(found.user_id.mapped("login"))


@tagged("post_install", "-at_install")
class TestLateLines(LineCase):
    def test_added_line_starts_its_own_clock(self):
        """A department that is added to a running order has 24 hours from then on, the others keep theirs.

        1. Issued on Monday 10:00 to Technical.
        2. On Monday 16:00 Sales adds After-Sales in the form: its plan is due on Tuesday 16:00.
        3. It takes part from then on: it sees the order, its officer has a notice, the journal says who was added.
        """
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
        hidden = self.env["crossbiz.task.order"].with_user(self.users["service_officer"])
        self.assertFalse(hidden.search([("id", "=", order.id)]))
        with freeze_time(shanghai(2, 16)):
            form = Form(self.as_user(order, "sales_officer"))
            with form.line_ids.new() as line:
                line.department_id = self.service
                line.request = "Train the staff."
            form.save()
            self.assertRecordValues(
                self.nodes(order).sorted("id"),
                [
                    {"department_id": self.tech.id, "deadline": shanghai(3, 10), "opened_at": MONDAY},
                    {"department_id": self.service.id, "deadline": shanghai(3, 16), "opened_at": shanghai(2, 16)},
                ],
            )
        seen = self.fresh(order)
        self.assertEqual(seen.waiting_department_ids, self.tech | self.service)
        self.assertIn(self.service, seen.collaborator_ids & seen.department_ids)
        self.assertTrue(hidden.search([("id", "=", order.id)]))
        self.assertIn("service_officer", self.notices(order, "opened"))
        self.assertEqual(self.events(order)[-2:], [("node_opened", "After-Sales"), ("line_added", "After-Sales")])

    @freeze_time(MONDAY)
    def test_added_after_all_was_delivered(self):
        """A department added while another delivery is judged keeps the order running until it delivered too."""
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.as_user(order, "sales_officer").line_ids = [Command.create({"department_id": self.service.id})]
        self.line_of(order, self.tech, "sales_officer").action_accept()
        self.assertEqual(self.fresh(order).state, "running")
        self.submit_plan(order, self.service, "service_officer")
        self.deliver(order, self.service, "service_officer")
        self.line_of(order, self.service, "sales_officer").action_accept()
        self.assertEqual(self.fresh(order).state, "closing")

    @freeze_time(MONDAY)
    def test_who_adds_and_when(self):
        """Only officers of the first contact add departments to running orders, only ones that can answer."""
        order = self.issue_order(departments=self.tech)
        values = {"order_id": order.id, "department_id": self.service.id}
        for login in ("sales_member", "tech_officer", "lead_officer", "service_officer", "decision_maker", "manager"):
            with self.subTest(login=login), self.refused(AccessError):
                self.rpc(login, LINE, "create", values)
        empty = self._create_department("Nobody there")
        with self.refused(UserError, "Nobody there.*no officer"):
            self.rpc("sales_officer", LINE, "create", {**values, "department_id": empty.id})
        with self.refused(ValidationError, "Technical.*twice|only once"):
            self.rpc("sales_officer", LINE, "create", {**values, "department_id": self.tech.id})
        self.assertEqual(len(self.nodes(order)), 1)
        self.as_user(order, "sales_officer").action_cancel("Not needed.")
        with self.refused(UserError, "draft or running"):
            self.rpc("sales_officer", LINE, "create", values)

    @freeze_time(MONDAY)
    def test_added_to_a_suspended_order(self):
        """Nobody is added while the case is suspended."""
        order = self.issue_order(departments=self.tech)
        order.sudo().case_id.suspended = True
        with self.refused(UserError, "suspended"):
            self.rpc("sales_officer", LINE, "create", {"order_id": order.id, "department_id": self.service.id})

    @freeze_time(MONDAY)
    def test_the_asked_department_speaks_for_itself(self):
        """The first contact puts no plan or deliverable into another department's mouth, also not with a new line."""
        words = {"plan": "We do it all.", "planned_delivery": "2026-03-03", "deliverable": "Done."}
        for field, value in words.items():
            with self.subTest(field=field, to="draft"), self.refused(REFUSED):
                self.draft_order(line_ids=[Command.create({"department_id": self.tech.id, field: value})])
            order = self.issue_order(departments=self.tech)
            with self.subTest(field=field, to="running"), self.refused(REFUSED):
                self.rpc(
                    "sales_officer",
                    LINE,
                    "create",
                    {"order_id": order.id, "department_id": self.service.id, field: value},
                )
            with self.subTest(field=field, by="default"), self.refused(REFUSED):
                self.rpc(
                    "sales_officer", LINE, "create", {"order_id": order.id, "department_id": self.finance.id},
                    context={f"default_{field}": value},
                )  # fmt: skip

    @freeze_time(MONDAY)
    def test_line_stays_in_its_order(self):
        """A draft line cannot be moved into another order, where nobody asked for it and it could never be answered."""
        draft = self.draft_order(departments=self.tech)
        canteen = self.users["outsider"].employee_ids.department_id
        own_running = self.issue_order(departments=self.service)
        foreign_draft = self.draft_order("outsider", departments=self.service)
        canteen.crossbiz_officer_ids |= self.users["outsider"]
        foreign_running = self.issue_order(login="outsider", departments=self.service)
        for target in (own_running, foreign_draft, foreign_running):
            with self.subTest(target=target.id), self.refused(REFUSED):
                self.rpc("sales_officer", LINE, "write", draft.line_ids.ids, {"order_id": target.id})
        self.assertEqual(self.fresh(draft).line_ids.department_id, self.tech)
        for target in (own_running, foreign_draft, foreign_running):
            self.assertEqual(self.fresh(target).line_ids.department_id, self.service)


@tagged("post_install", "-at_install")
class TestRelease(LineCase):
    @freeze_time(MONDAY)
    def test_release(self):
        """Sales releases a department with a reason: its step ends without a verdict and it is told.

        1. Technical and After-Sales were asked; After-Sales is not needed after all.
        2. Its step is void, leaves what the order waits for, and its officer gets the reason.
        3. The reason is in the journal; with Technical's delivery accepted the order closes.
        """
        order = self.issue_order()
        line = self.line_of(order, self.service, "sales_officer")
        form = self.open_dialog("crossbiz.task.order.line.withdraw", "sales_officer", line)
        form.reason = "The customer trains the staff."
        form.save().action_confirm()
        self.assertEqual(self.fresh(line).state, "withdrawn")
        node = self.node_of(order, self.service)
        self.assertRecordValues(node, [{"state": "void", "light": "grey", "closed_by": False}])
        seen = self.fresh(order)
        self.assertEqual(seen.waiting_department_ids, self.tech)
        self.assertEqual(seen.collaborator_ids, self.tech)
        self.assertEqual((seen.line_count, seen.state), (1, "running"))
        self.assertEqual(self.notices(order, "cancelled"), ["service_officer"])
        notice = self.env["crossbiz.notice"].search([("res_id", "=", order.id), ("event", "=", "cancelled")])
        self.assertEqual(notice.note, "The customer trains the staff.")
        entry = seen.journal_ids.filtered(lambda found: found.event == "line_withdrawn")
        self.assertEqual((entry.department_id, entry.note), (self.service, "The customer trains the staff."))
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.line_of(order, self.tech, "sales_officer").action_accept()
        self.assertEqual(self.fresh(order).state, "closing")

    @freeze_time(MONDAY)
    def test_release_of_the_last_one_awaited(self):
        """When all the others were accepted, releasing the one that is missing asks the customer."""
        order = self.issue_order()
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.line_of(order, self.tech, "sales_officer").action_accept()
        self.line_of(order, self.service, "sales_officer").action_withdraw("Not needed.")
        self.assertEqual(self.fresh(order).state, "closing")

    @freeze_time(MONDAY)
    def test_release_after_the_plan(self):
        """A department that planned can be released too; its plan stays readable and in the journal."""
        order = self.issue_order()
        line = self.submit_plan(order, self.tech, "tech_officer")
        self.line_of(order, self.tech, "sales_officer").action_withdraw("Somebody else does it.")
        self.assertEqual(self.node_of(order, self.tech, "order_delivery").state, "void")
        self.assertEqual(self.node_of(order, self.tech, "order_response").state, "closed")
        self.assertEqual(self.fresh(line).plan, "Replace the seals.")
        with self.refused(UserError, "withdrawn"):
            self.rpc("tech_officer", LINE, "action_deliver", line.ids)
        with self.refused(UserError, "Released"):
            self.rpc("tech_officer", LINE, "write", line.ids, {"deliverable": "Done anyway."})

    @freeze_time(MONDAY)
    def test_released_and_asked_again(self):
        """A released department can be asked again: a new line with a new clock; the old one stays as it was."""
        order = self.issue_order()
        self.line_of(order, self.service, "sales_officer").action_withdraw("Not needed.")
        with freeze_time(shanghai(3, 9)):
            self.rpc("sales_officer", LINE, "create", {"order_id": order.id, "department_id": self.service.id})
            self.assertEqual(
                self.node_of(order, self.service).sorted("id").mapped(lambda node: (node.state, node.deadline)),
                [("void", shanghai(3, 10)), ("open", shanghai(4, 9))],
            )
            self.submit_plan(order, self.service, "service_officer")
        states = self.fresh(order).line_ids.sorted("id").mapped(lambda line: (line.department_id.name, line.state))
        self.assertEqual(states, [("Technical", "asked"), ("After-Sales", "withdrawn"), ("After-Sales", "planned")])

    @freeze_time(MONDAY)
    def test_copy_asks_each_department_once(self):
        """A copy of an order asks the departments that took part at the end: none twice, none that was released."""
        order = self.issue_order()
        self.line_of(order, self.service, "sales_officer").action_withdraw("Not needed.")
        copy = self.as_user(order, "sales_officer").copy()
        self.assertEqual(copy.line_ids.department_id, self.tech)
        self.rpc("sales_officer", LINE, "create", {"order_id": order.id, "department_id": self.service.id})
        copy = self.as_user(order, "sales_officer").copy()
        self.assertEqual(copy.line_ids.department_id, self.tech | self.service)
        self.assertRecordValues(copy, [{"state": "draft", "submitted_at": False, "partner_id": self.partner.id}])
        self.assertNotEqual(copy.reference, order.reference)
        self.assertEqual(copy.line_ids.mapped("state"), ["draft", "draft"])
        self.assertFalse(copy.line_ids.filtered("plan") | copy.line_ids.filtered("planned_delivery"))

    @freeze_time(MONDAY)
    def test_who_releases_and_when(self):
        """Officers of the first contact release, with a reason, before the delivery, never the last, never twice."""
        order = self.issue_order()
        line = self.line_of(order, self.tech, "sales_officer")
        for login in ("sales_member", "tech_officer", "service_officer", "lead_officer", "decision_maker", "manager"):
            with self.subTest(login=login), self.refused(AccessError):
                self.rpc(login, LINE, "action_withdraw", line.ids, "No.")
        for reason in (None, "", "  \n"):
            with self.subTest(reason=reason), self.refused(UserError, "Reason"):
                self.rpc("sales_officer", LINE, "action_withdraw", line.ids, reason)
        self.rpc("sales_officer", LINE, "action_withdraw", line.ids, "Not needed.")
        with self.refused(UserError, "Released"):
            self.rpc("sales_officer", LINE, "action_withdraw", line.ids, "Not needed.")
        last = self.line_of(order, self.service, "sales_officer")
        with self.refused(UserError, "last department.*Cancel"):
            self.rpc("sales_officer", LINE, "action_withdraw", last.ids, "Not needed.")
        self.submit_plan(order, self.service, "service_officer")
        self.deliver(order, self.service, "service_officer")
        with self.refused(UserError, "Acceptance Awaited"):
            self.rpc("sales_officer", LINE, "action_withdraw", last.ids, "Not needed.")
        draft = self.draft_order()
        with self.refused(UserError, "Draft"):
            self.rpc("sales_officer", LINE, "action_withdraw", draft.line_ids[0].ids, "Not needed.")

    @freeze_time(MONDAY)
    def test_release_ends_what_the_department_asked_for(self):
        """With the released department's step ends its wish for more time: the lead has nothing left to decide."""
        order = self.issue_order()
        node = self.node_of(order, self.tech)
        self.as_user(node, "tech_officer").action_request_extension(shanghai(5, 10), "Spare parts are late.")
        self.line_of(order, self.tech, "sales_officer").action_withdraw("Not needed.")
        extension = self.env["crossbiz.extension"].search([("node_id", "=", node.id)])
        self.assertEqual(self.fresh(extension).state, "withdrawn")
        self.assertEqual(self.fresh(extension).node_ids.state, "void")
        self.assertEqual(self.fresh(order).waiting_department_ids, self.service)


@tagged("post_install", "-at_install")
class TestHandOver(LineCase):
    def test_line_follows_and_the_clock_runs_on(self):
        """A plan's step that is handed over takes its line along; the department that takes over has what time is left.

        1. Technical has until Tuesday 10:00 and signed for it.
        2. On Monday 20:00 it hands over to Finance: same deadline, not signed for, the line is Finance's.
        3. Technical still reads the case, can no longer answer; Finance answers in time.
        """
        with freeze_time(MONDAY):
            order = self.issue_order()
            node = self.node_of(order, self.tech)
            self.as_user(node, "tech_officer").action_acknowledge()
        with freeze_time(shanghai(2, 20)):
            form = self.open_dialog("crossbiz.node.hand.over", "tech_officer", node)
            form.department_id = self.finance
            form.reason = "It is about money."
            form.save().action_confirm()
        self.assertRecordValues(
            self.fresh(node),
            [
                {
                    "department_id": self.finance.id,
                    "deadline": shanghai(3, 10),
                    "opened_at": MONDAY,
                    "acknowledged_at": False,
                }
            ],
        )
        seen = self.fresh(order)
        self.assertEqual(seen.line_ids.department_id, self.finance | self.service)
        self.assertEqual(seen.waiting_department_ids, self.finance | self.service)
        self.assertEqual(seen.collaborator_ids, self.finance | self.service)
        self.assertEqual(self.notices(order, "handed_over"), ["finance_officer"])
        entry = seen.journal_ids.filtered(lambda found: found.event == "node_handed_over")
        self.assertEqual((entry.old_value, entry.new_value, entry.note), ("Technical", "Finance", "It is about money."))
        with freeze_time(shanghai(3, 9)):
            line = seen.line_ids.filtered(lambda found: found.department_id == self.finance)
            for values in ({"plan": "Ours"}, {"deliverable": "Ours"}):
                with self.refused(AccessError):
                    self.rpc("tech_officer", LINE, "write", line.ids, values)
            with self.refused(AccessError):
                self.rpc("tech_officer", LINE, "action_submit_plan", line.ids)
            self.submit_plan(order, self.finance, "finance_officer")
        self.assertTrue(self.fresh(node).on_time)

    @freeze_time(MONDAY)
    def test_to_a_department_that_takes_part(self):
        """A department that already has a line cannot take over another's: the conflict is named and nothing moves."""
        order = self.issue_order()
        node = self.node_of(order, self.tech)
        before = (self.events(order), self.fresh(order).line_ids.mapped("department_id.name"))
        with self.refused((UserError, ValidationError), "After-Sales.*(already takes part|twice)"):
            self.rpc("tech_officer", node._name, "action_hand_over", node.ids, self.service.id, "Yours.")
        self.assertEqual((self.events(order), self.fresh(order).line_ids.mapped("department_id.name")), before)
        self.assertEqual(self.fresh(node).department_id, self.tech)

    @freeze_time(MONDAY)
    def test_delivery_handed_over(self):
        """A delivery can be handed over with its plan; who takes over delivers by the same date."""
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        node = self.node_of(order, self.tech, "order_delivery")
        self.as_user(node, "tech_officer").action_hand_over(self.finance.id, "They have the parts.")
        self.assertEqual(self.fresh(node).deadline, shanghai(6, 18))
        with self.refused(AccessError):
            self.rpc("tech_officer", LINE, "action_deliver", order.line_ids.ids)
        self.deliver(order, self.finance, "finance_officer")
        self.line_of(order, self.finance, "sales_officer").action_accept()
        self.assertEqual(self.fresh(order).state, "closing")

    @freeze_time(MONDAY)
    def test_acceptance_handed_over(self):
        """The first contact may pass the judging on, but the delivery stays its department's and can still be accepted.

        1. Technical delivered; Sales hands the acceptance to the lead department.
        2. The line is still Technical's; either the lead judges, or the hand-over was refused and Sales judges.
        """
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        line = self.deliver(order, self.tech, "tech_officer")
        node = self.nodes(order, "order_acceptance")
        judge = "lead_officer"
        try:
            self.rpc("sales_officer", node._name, "action_hand_over", node.ids, self.lead.id, "You know it better.")
        except UserError:
            judge = "sales_officer"
        self.assertEqual(self.fresh(line).department_id, self.tech)
        self.rpc(judge, LINE, "action_accept", line.ids)
        self.assertEqual(self.fresh(line).state, "accepted")
        self.assertEqual(self.fresh(order).state, "closing")

    @freeze_time(MONDAY)
    def test_judging_is_not_handed_to_who_delivered(self):
        """The acceptance never lands with the department that delivered."""
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        line = self.deliver(order, self.tech, "tech_officer")
        self._create_person("tech_second", self.tech, OFFICER, officer=True)
        node = self.nodes(order, "order_acceptance")
        with self.refused(REFUSED):
            self.rpc("sales_officer", node._name, "action_hand_over", node.ids, self.tech.id, "Judge yourselves.")
            self.rpc("tech_second", LINE, "action_accept", line.ids)
        self.assertEqual(self.fresh(line).state, "delivered")

    @freeze_time(MONDAY)
    def test_refused_hand_overs(self):
        """Each hand-over that would be a dead end is refused with its reason, and nothing moves."""
        order = self.issue_order()
        node = self.node_of(order, self.tech)
        other_company = self.env["res.company"].create({"name": "Other Works"})
        archived = self._create_department("Archived", active=False)
        cases = (
            ("without a department", None, "Yours.", "Choose the department"),
            ("unknown department", 999999, "Yours.", "Choose the department"),
            ("no number", "nonsense", "Yours.", "Choose the department"),
            ("itself", self.tech.id, "Yours.", "already with this department"),
            ("nobody there", self._create_department("Empty Room").id, "Yours.", "Empty Room.*no officer"),
            ("archived", archived.id, "Yours.", "Archived.*archived"),
            ("other company", self._create_department("Abroad", company=other_company).id, "Yours.", "another company"),
            ("no reason", self.finance.id, None, "Reason is empty"),
            ("blank reason", self.finance.id, "  ", "Reason is empty"),
            ("long reason", self.finance.id, "x" * 10_001, "Reason has 10001 characters"),
        )
        for label, department, reason, message in cases:
            with self.subTest(label), self.refused(UserError, message):
                self.rpc("tech_officer", node._name, "action_hand_over", node.ids, department, reason)
        for login in ("tech_member", "sales_officer", "lead_officer", "manager"):
            with self.subTest(login), self.refused(AccessError):
                self.rpc(login, node._name, "action_hand_over", node.ids, self.finance.id, "Theirs.")
        self.assertEqual(self.fresh(node).department_id, self.tech)
        self.assertNotIn("node_handed_over", [event[0] for event in self.events(order)])


@tagged("post_install", "-at_install")
class TestExtension(LineCase):
    def ask(self, order, wanted=None):
        node = self.node_of(order, self.tech, "order_delivery")
        form = self.open_dialog("crossbiz.node.extension", "tech_officer", node)
        form.deadline = wanted or shanghai(10, 18)
        form.reason = "Spare parts are late."
        form.save().action_confirm()
        extension = self.env["crossbiz.extension"].search([("node_id", "=", node.id)], limit=1)
        return node, extension

    def planned(self):
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        return order

    @freeze_time(MONDAY)
    def test_granted_by_the_lead(self):
        """More time for a delivery is granted by the lead department, never by who asked (regulation 2.1).

        1. Technical asks for Tuesday the 10th; until then Friday the 6th stands.
        2. The lead department owes the decision within a working day; Sales and Technical cannot decide.
        3. The lead approves: the deadline moves, the first one stays on record, both moves are journaled.
        """
        order = self.planned()
        node, extension = self.ask(order)
        self.assertEqual(self.fresh(node).deadline, shanghai(6, 18))
        decision = self.fresh(extension).node_ids
        self.assertRecordValues(
            decision,
            [{"department_id": self.lead.id, "is_decision": True, "state": "open", "deadline": shanghai(3, 18)}],
        )
        self.assertIn(self.lead, self.fresh(order).waiting_department_ids)
        for login in ("tech_officer", "sales_officer", "decision_maker", "manager"):
            with self.subTest(login), self.refused(AccessError):
                self.rpc(login, decision._name, "action_approve", decision.ids)
        with self.refused(UserError, "already being decided"):
            self.as_user(node, "tech_officer").action_request_extension(shanghai(11, 18), "Once more.")
        self.rpc("lead_officer", decision._name, "action_approve", decision.ids, "Granted.")
        self.assertRecordValues(
            self.fresh(node), [{"deadline": shanghai(10, 18), "baseline_deadline": shanghai(6, 18), "state": "open"}]
        )
        self.assertEqual(self.fresh(extension).state, "granted")
        entry = self.fresh(order).journal_ids.filtered(lambda found: found.event == "node_retargeted")
        self.assertEqual((entry.old_value, entry.new_value), ("2026-03-06 10:00:00", "2026-03-10 10:00:00"))
        self.assertEqual(entry.note, "Spare parts are late.")
        with freeze_time(shanghai(9, 10)):
            self.deliver(order, self.tech, "tech_officer")
            self.assertTrue(self.fresh(node).on_time)

    @freeze_time(MONDAY)
    def test_refused_by_the_lead(self):
        """A refused wish changes nothing; the lead says why; asking again is possible."""
        order = self.planned()
        node, extension = self.ask(order)
        decision = self.fresh(extension).node_ids
        with self.refused(UserError, "Opinion"):
            self.rpc("lead_officer", decision._name, "action_reject", decision.ids)
        self.rpc("lead_officer", decision._name, "action_reject", decision.ids, "The customer waits.")
        self.assertEqual(self.fresh(node).deadline, shanghai(6, 18))
        self.assertEqual(self.fresh(extension).state, "refused")
        self.ask(order, shanghai(9, 18))

    @freeze_time(MONDAY)
    def test_wish_ends_with_its_step(self):
        """Who delivers in time needs no more time: the lead's decision ends with the step, and nothing waits for it."""
        order = self.planned()
        node, extension = self.ask(order)
        self.deliver(order, self.tech, "tech_officer")
        self.assertEqual(self.fresh(extension).state, "withdrawn")
        self.assertEqual(self.fresh(extension).node_ids.state, "void")
        self.line_of(order, self.tech, "sales_officer").action_accept()
        seen = self.fresh(order)
        self.assertFalse(seen.waiting_department_ids)
        self.assertFalse(seen.next_deadline)

    @freeze_time(MONDAY)
    def test_wish_ends_with_the_case(self):
        """A cancelled case leaves no wish to decide on."""
        order = self.planned()
        extension = self.ask(order)[1]
        self.as_user(order, "sales_officer").action_cancel("The customer left.")
        self.assertEqual(self.fresh(extension).node_ids.state, "void")
        self.assertEqual(self.fresh(extension).state, "withdrawn")

    @freeze_time(MONDAY)
    def test_refused_wishes(self):
        """A wish without reason, for an earlier moment, or in words instead of a date, is refused."""
        order = self.planned()
        node = self.node_of(order, self.tech, "order_delivery")
        cases = (
            ("no reason", "2026-03-10 10:00:00", "", "Reason is empty"),
            ("blank reason", "2026-03-10 10:00:00", " \n ", "Reason is empty"),
            ("long reason", "2026-03-10 10:00:00", "x" * 10_001, "Reason has 10001 characters"),
            ("no deadline", None, "Late.", "later than"),
            ("the same deadline", "2026-03-06 10:00:00", "Late.", "later than"),
            ("an earlier deadline", "2026-03-05 10:00:00", "Late.", "later than"),
            ("the past", "2026-02-05 10:00:00", "Late.", "later than"),
            ("no date at all", "soon", "Late.", "(?i)deadline"),
        )
        for label, deadline, reason, message in cases:
            with self.subTest(label), self.refused(UserError, message):
                self.rpc("tech_officer", node._name, "action_request_extension", node.ids, deadline, reason)
        for login in ("tech_member", "sales_officer", "lead_officer"):
            with self.subTest(login), self.refused(AccessError):
                self.rpc(login, node._name, "action_request_extension", node.ids, "2026-03-10 10:00:00", "Late.")
        self.assertFalse(self.env["crossbiz.extension"].search([("node_id", "=", node.id)]))


@tagged("post_install", "-at_install")
class TestNothingButAPlan(LineCase):
    @freeze_time(MONDAY)
    def test_nodes_are_closed_by_their_record_only(self):
        """Regulation 3.3.2: the 24-hour clock stops with a handling plan and with nothing else.

        ``done``, approve, reject and return on the step, in the inbox or over RPC, are refused with the way to go,
        for the step of a plan, of a delivery and of an acceptance alike.
        """
        order = self.issue_order()
        self.submit_plan(order, self.tech, "tech_officer")
        self.submit_plan(order, self.service, "service_officer")
        self.deliver(order, self.service, "service_officer")
        late = self.issue_order(departments=self.tech)
        cases = (
            (self.node_of(late, self.tech), "tech_officer", "Write the Plan"),
            (self.node_of(order, self.tech, "order_delivery"), "tech_officer", "Deliver"),
            (self.nodes(order, "order_acceptance"), "sales_officer", "Judge"),
        )
        for node, login, verb in cases:
            self.assertEqual(node.verb, verb)
            for method in ("action_complete", "action_approve", "action_reject", "action_return"):
                with self.subTest(kind=node.kind, method=method), self.refused(UserError, f"Open it with “{verb}”"):
                    self.rpc(login, node._name, method, node.ids, "Done, believe me.")
            for values in (
                {"state": "closed"},
                {"outcome": "done"},
                {"on_time": True},
                {"deadline": "2027-01-01 00:00:00"},
            ):
                with self.subTest(kind=node.kind, values=values), self.refused(AccessError):
                    self.rpc(login, node._name, "write", node.ids, values)
            opinion = self.env["crossbiz.node.opinion"].with_user(self.users[login])
            wizard = opinion.create({"node_id": node.id, "outcome": "done", "opinion": "Done."})
            with self.subTest(kind=node.kind, method="dialog"), self.refused(UserError, f"Open it with “{verb}”"):
                wizard.action_confirm()
            self.assertEqual(self.fresh(node).state, "open")

    @freeze_time(MONDAY)
    def test_steps_in_order(self):
        """No step before its time: no delivery without a plan, no verdict without one, nothing before issuing."""
        draft, order = self.draft_order(departments=self.tech), self.issue_order(departments=self.tech)
        line, unissued = order.line_ids, draft.line_ids
        cases = (
            ("plan a draft", "tech_officer", unissued, "action_submit_plan", AccessError, ""),
            ("deliver a draft", "sales_officer", unissued, "action_deliver", UserError, "not at this step.*Draft"),
            ("accept a draft", "sales_officer", unissued, "action_accept", UserError, "not at this step.*Draft"),
            ("deliver unplanned", "tech_officer", line, "action_deliver", UserError, "not at this step.*Plan Awaited"),
            ("accept unplanned", "sales_officer", line, "action_accept", UserError, "not at this step.*Plan Awaited"),
            ("rework unplanned", "sales_officer", line, "action_rework", UserError, "Reason|not at this step"),
        )
        for label, login, record, method, error, message in cases:
            with self.subTest(label), self.refused(error, message):
                self.rpc(login, LINE, method, record.ids)
        self.submit_plan(order, self.tech, "tech_officer")
        with self.refused(UserError, "already closed by tech_officer"):
            self.rpc("tech_officer", LINE, "action_submit_plan", line.ids)
        with self.refused(UserError, "not at this step.*Delivery Awaited"):
            self.rpc("sales_officer", LINE, "action_accept", line.ids)
        self.deliver(order, self.tech, "tech_officer")
        with self.refused(UserError, "already closed by tech_officer"):
            self.rpc("tech_officer", LINE, "action_deliver", line.ids)
        self.rpc("sales_officer", LINE, "action_accept", line.ids)
        for method, arguments in (("action_accept", []), ("action_rework", ["Again"])):
            with self.subTest("second verdict", method=method), self.refused(UserError, "already closed by"):
                self.rpc("sales_second", LINE, method, line.ids, *arguments)
        self.assertEqual(self.events(order).count(("accepted", "Technical")), 1)


@tagged("post_install", "-at_install")
class TestWhoWrites(LineCase):
    """Who may write what on a line, and when: table-driven."""

    VALUES = {
        "request": "Other request",
        "plan": "Other plan",
        "planned_delivery": "2026-03-05",
        "deliverable": "Other deliverable",
        "sequence": 3,
    }
    # Which field groups a person may write while the line is …; all else is refused.
    ALLOWED = {
        "draft": {
            "sales_officer": {"request", "department_id", "sequence"},
            "sales_member": {"request", "department_id", "sequence"},
        },
        "asked": {
            "sales_officer": {"sequence"},
            "sales_member": {"sequence"},
            "tech_officer": {"plan", "planned_delivery", "deliverable"},
            "tech_member": {"plan", "planned_delivery", "deliverable"},
        },
        "planned": {
            "sales_officer": {"sequence"},
            "sales_member": {"sequence"},
            "tech_officer": {"deliverable"},
            "tech_member": {"deliverable"},
        },
        "delivered": {"sales_officer": {"sequence"}, "sales_member": {"sequence"}},
        "accepted": {"sales_officer": {"sequence"}, "sales_member": {"sequence"}},
        "withdrawn": {"sales_officer": {"sequence"}, "sales_member": {"sequence"}},
        "cancelled": {"sales_officer": {"sequence"}, "sales_member": {"sequence"}},
    }
    LOGINS = (
        "sales_officer", "sales_member", "tech_officer", "tech_member", "service_officer", "lead_officer", "outsider",
        "decision_maker", "compliance_officer", "auditor", "manager",
    )  # fmt: skip
    PROTECTED = {
        "issued_at": "2026-03-01 00:00:00",
        "plan_submitted_at": "2026-03-01 00:00:00",
        "plan_submitted_by": 2,
        "delivered_at": "2026-03-01 00:00:00",
        "delivered_by": 2,
        "verdict": "accepted",
        "verdict_note": "fine",
        "verdict_by": 2,
        "verdict_at": "2026-03-01 00:00:00",
        "withdrawn_at": "2026-03-01 00:00:00",
        "state": "accepted",
        "cycle": 7,
    }

    def get_line(self, state):
        order = self.draft_order()
        line = order.line_ids.filtered(lambda found: found.department_id == self.tech)
        if state != "draft":
            order.action_issue()
        if state in ("planned", "delivered", "accepted"):
            self.submit_plan(order, self.tech, "tech_officer")
        if state in ("delivered", "accepted"):
            self.deliver(order, self.tech, "tech_officer")
        if state == "accepted":
            self.line_of(order, self.tech, "sales_officer").action_accept()
        if state == "withdrawn":
            line.action_withdraw("Not needed.")
        if state == "cancelled":
            order.action_cancel("Not needed.")
        else:
            self.assertEqual(self.fresh(line).state, state)
        return line

    @freeze_time(MONDAY)
    def test_matrix(self):
        """The request is the first contact's while it drafts, the plan the department's until submitted, the
        deliverable until delivered; after the end, and for anybody else, nothing."""
        for state, allowed in self.ALLOWED.items():
            line = self.get_line(state)
            for login in self.LOGINS:
                for field, value in {**self.VALUES, "department_id": self.finance.id}.items():
                    with self.subTest(state=state, login=login, field=field), self.undone():
                        if field in allowed.get(login, ()):
                            self.rpc(login, LINE, "write", line.ids, {field: value})
                        else:
                            with self.refused(REFUSED):
                                self.rpc(login, LINE, "write", line.ids, {field: value})

    @freeze_time(MONDAY)
    def test_protected_facts(self):
        """Facts of the process are nobody's to write, on no state, by no way: write, create, defaults, import, copy."""
        for state in ("draft", "asked"):
            line = self.get_line(state)
            for login in ("sales_officer", "tech_officer"):
                for field, value in self.PROTECTED.items():
                    with self.subTest(state=state, login=login, field=field), self.refused(AccessError):
                        self.rpc(login, LINE, "write", line.ids, {field: value})
        draft = self.draft_order()
        values = {"order_id": draft.id, "department_id": self.finance.id}
        for field, value in self.PROTECTED.items():
            with self.subTest(field=field, by="create"), self.refused(AccessError):
                self.rpc("sales_officer", LINE, "create", {**values, field: value})
            with self.subTest(field=field, by="default"), self.refused(AccessError):
                self.rpc("sales_officer", LINE, "create", values, context={f"default_{field}": value})
            with self.subTest(field=field, by="order"), self.refused(AccessError):
                self.rpc(
                    "sales_officer", "crossbiz.task.order", "write", draft.ids,
                    {"line_ids": [(1, draft.line_ids[0].id, {field: value})]},
                )  # fmt: skip
        result = self.rpc(
            "sales_officer", LINE, "load", ["order_id/.id", "department_id/.id", "verdict"],
            [[str(draft.id), str(self.finance.id), "accepted"]],
        )  # fmt: skip
        self.assertFalse(result["ids"])
        self.assertIn("Verdict", result["messages"][0]["message"])

    @freeze_time(MONDAY)
    def test_deleting_lines(self):
        """A line is deleted while nobody was asked, by the first contact; later it is released instead."""
        draft, order = self.draft_order(), self.issue_order()
        for login in ("tech_officer", "lead_officer", "manager", "auditor"):
            with self.subTest(login), self.refused(AccessError):
                self.rpc(login, LINE, "unlink", draft.line_ids[0].ids)
        for login, error, message in (("sales_officer", UserError, "Release it"), ("tech_officer", AccessError, "")):
            with self.subTest(login), self.refused(error, message):
                self.rpc(login, LINE, "unlink", order.line_ids[0].ids)
        self.rpc("sales_member", LINE, "unlink", draft.line_ids[0].ids)
        self.assertEqual(self.fresh(draft).collaborator_ids, self.service, "the ledger shows who is still asked")
        self.rpc("sales_officer", draft._name, "action_issue", draft.ids)
        self.assertNotIn(self.tech, self.fresh(draft).department_ids, "whose line was deleted takes no part")
        self.assertFalse(self.rpc("tech_officer", draft._name, "search", [("id", "=", draft.id)]))


@tagged("post_install", "-at_install")
class TestUrgeReportCancel(LineCase):
    def test_urge(self):
        """The lead department urges who is waited for (督办, regulation 2.1), once a day for each step.

        1. The lead urges on Monday 11:00: officers of both waiting departments get a notice, the journal says by whom.
        2. Again on the same day it is refused; a department added meanwhile can be urged.
        3. From Tuesday 11:00 on it is possible again.
        """
        with freeze_time(MONDAY):
            order = self.issue_order()
        with freeze_time(shanghai(2, 11)):
            self.rpc("lead_officer", order._name, "action_urge", order.ids)
            self.assertEqual(self.notices(order, "urged"), ["service_officer", "tech_officer"])
            entries = self.fresh(order).journal_ids.filtered(lambda found: found.event == "urged")
            self.assertEqual(entries.user_id, self.users["lead_officer"])
            self.assertEqual(entries.department_id, self.tech | self.service)
        with freeze_time(shanghai(2, 15)):
            with self.refused(UserError, "already urged today"):
                self.rpc("sales_officer", order._name, "action_urge", order.ids)
            self.rpc("sales_officer", LINE, "create", {"order_id": order.id, "department_id": self.finance.id})
            self.rpc("sales_officer", order._name, "action_urge", order.ids)
            self.assertEqual(self.notices(order, "urged"), ["finance_officer", "service_officer", "tech_officer"])
        with freeze_time(shanghai(3, 10, 59)), self.refused(UserError, "already urged today"):
            self.rpc("lead_officer", order._name, "action_urge", order.ids)
        with freeze_time(shanghai(3, 11)):
            self.rpc("lead_officer", order._name, "action_urge", order.ids)
        entries = self.fresh(order).journal_ids.filtered(lambda found: found.event == "urged")
        self.assertEqual(len(entries), 5)

    @freeze_time(MONDAY)
    def test_who_urges(self):
        """Officers of lead and first contact and the decision layer urge; waiting departments and others do not."""
        order = self.issue_order()
        for login in (
            "tech_officer",
            "tech_member",
            "sales_member",
            "outsider",
            "compliance_officer",
            "auditor",
            "manager",
        ):
            with self.subTest(login), self.refused(AccessError):
                self.rpc(login, order._name, "action_urge", order.ids)
        for login in ("lead_officer", "sales_officer", "decision_maker"):
            with self.subTest(login), self.undone():
                self.rpc(login, order._name, "action_urge", order.ids)
        draft = self.draft_order()
        with self.refused(UserError, "waits for nobody"):
            self.rpc("sales_officer", draft._name, "action_urge", draft.ids)

    @freeze_time(MONDAY)
    def test_difficulty(self):
        """Participants report difficulties (难点反馈, regulation 2.2); lead and first contact are told."""
        order = self.issue_order()
        form = self.open_dialog("crossbiz.difficulty.report", "tech_member", order)
        form.category = "risk"
        form.description = "The old pipes may burst."
        form.save().action_confirm()
        self.assertRecordValues(
            self.fresh(order).difficulty_ids,
            [
                {
                    "category": "risk",
                    "description": "The old pipes may burst.",
                    "department_id": self.tech.id,
                    "user_id": self.users["tech_member"].id,
                    "date": MONDAY,
                }
            ],
        )
        self.assertEqual(self.events(order)[-1], ("difficulty", "Technical"))
        self.assertEqual(self.notices(order, "difficulty"), ["lead_officer", "sales_officer", "sales_second"])
        for login in ("outsider", "decision_maker", "compliance_officer", "auditor", "manager", "finance_officer"):
            with self.subTest(login), self.refused(AccessError):
                self.rpc(login, order._name, "action_report_difficulty", order.ids, "I heard of it.")
        for description in (None, "", " \n"):
            with self.subTest(description=description), self.refused(UserError, "Description is empty"):
                self.rpc("tech_member", order._name, "action_report_difficulty", order.ids, description)
        with self.refused(UserError, "difficulty, risk or suggestion"):
            self.rpc("tech_member", order._name, "action_report_difficulty", order.ids, "Text", "gossip")
        draft = self.draft_order()
        with self.refused(UserError, "not running"):
            self.rpc("sales_officer", draft._name, "action_report_difficulty", draft.ids, "Text")
        self.assertEqual(len(self.fresh(order).difficulty_ids), 1)

    @freeze_time(MONDAY)
    def test_cancel(self):
        """Cancelled with a reason: open steps end without a verdict, their departments are told, nothing can follow.

        1. Technical planned, After-Sales still owes a plan; Sales cancels with a reason in the dialog.
        2. Both open steps are void, the closed one stays; both officers are told the reason.
        3. The case is grey, ended, waits for nobody; every further step is refused.
        """
        order = self.issue_order()
        line = self.submit_plan(order, self.tech, "tech_officer")
        form = self.open_dialog("crossbiz.case.cancel", "sales_officer", order)
        form.reason = "The customer left."
        form.save().action_confirm()
        seen = self.fresh(order)
        self.assertRecordValues(
            seen,
            [
                {
                    "state": "cancelled",
                    "light": "grey",
                    "done_at": MONDAY,
                    "next_deadline": False,
                    "submitted_at": MONDAY,
                }
            ],
        )
        self.assertFalse(seen.waiting_department_ids)
        self.assertEqual(sorted(seen.node_ids.mapped("state")), ["closed", "void", "void"])
        self.assertEqual(self.notices(order, "cancelled"), ["service_officer", "tech_officer"])
        entry = seen.journal_ids.filtered(lambda found: found.event == "cancelled")
        self.assertEqual((entry.old_value, entry.new_value, entry.note), ("running", "cancelled", "The customer left."))
        self.assert_nothing_follows(order, line)

    def assert_nothing_follows(self, order, line):
        waiting = order.line_ids - line
        facts = (self.events(order), self.fresh(order).line_ids.mapped("state"))
        cases = (
            ("sales_officer", order, "action_issue", []),
            ("sales_officer", order, "action_cancel", ["Again."]),
            ("lead_officer", order, "action_urge", []),
            ("tech_officer", order, "action_report_difficulty", ["Text"]),
            ("sales_officer", order, "action_send_rating", []),
            ("service_officer", waiting, "action_submit_plan", []),
            ("service_officer", waiting, "write", [{"plan": "Still ours"}]),
            ("tech_officer", line, "write", [{"deliverable": "Still ours"}]),
            ("tech_officer", line, "action_deliver", []),
            ("sales_officer", line, "action_accept", []),
            ("sales_officer", line, "action_rework", ["Again."]),
            ("sales_officer", line, "action_withdraw", ["Not needed."]),
            ("sales_officer", waiting, "action_withdraw", ["Not needed."]),
            ("service_officer", self.node_of(order, self.service), "action_acknowledge", []),
            ("service_officer", self.node_of(order, self.service), "action_hand_over", [self.finance.id, "Yours."]),
            (
                "service_officer",
                self.node_of(order, self.service),
                "action_request_extension",
                ["2026-03-20 00:00:00", "x"],
            ),
            ("sales_officer", order, "write", [{"line_ids": [(0, 0, {"department_id": self.finance.id})]}]),
            ("sales_officer", order, "write", [{"need": "Another need"}]),
            ("sales_officer", order, "unlink", []),
        )
        for login, record, method, arguments in cases:
            with self.subTest("after the end", method=method, login=login), self.refused(REFUSED):
                self.rpc(login, record._name, method, record.ids, *arguments)
        self.assertEqual((self.events(order), self.fresh(order).line_ids.mapped("state")), facts)

    @freeze_time(MONDAY)
    def test_who_cancels(self):
        """Officers of the first contact cancel, with a reason, until it is done; a draft can be cancelled too."""
        order = self.issue_order(departments=self.tech)
        for login in ("sales_member", "tech_officer", "lead_officer", "decision_maker", "auditor", "manager"):
            with self.subTest(login), self.refused(AccessError):
                self.rpc(login, order._name, "action_cancel", order.ids, "No.")
        for reason in (None, "", "  "):
            with self.subTest(reason=reason), self.refused(UserError, "Reason is empty"):
                self.rpc("sales_officer", order._name, "action_cancel", order.ids, reason)
        with self.refused(UserError, "Reason has 10001 characters"):
            self.rpc("sales_officer", order._name, "action_cancel", order.ids, "x" * 10_001)
        self.assertEqual(self.fresh(order).state, "running")
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.line_of(order, self.tech, "sales_officer").action_accept()
        self.fresh(order).rating_apply(5, token=self.fresh(order).rating_id.access_token)
        with self.refused(UserError, "Done.*Cancelled"):
            self.rpc("sales_officer", order._name, "action_cancel", order.ids, "Too late.")
        draft = self.draft_order()
        self.rpc("sales_officer", draft._name, "action_cancel", draft.ids, "Entered twice.")
        self.assertEqual(self.fresh(draft).state, "cancelled")

    @freeze_time(MONDAY)
    def test_ledger_row_does_the_same(self):
        """Cancel, urge and report on the ledger row do what they do on the document, with the same rights."""
        order = self.issue_order()
        case = order.case_id
        for method, arguments in (("action_urge", []), ("action_cancel", ["x"]), ("action_report_difficulty", ["x"])):
            with self.subTest(method), self.refused(AccessError):
                self.rpc("outsider", case._name, method, case.ids, *arguments)
        self.rpc("lead_officer", case._name, "action_urge", case.ids)
        self.rpc("tech_member", case._name, "action_report_difficulty", case.ids, "Pipes.", "risk")
        action = self.rpc("tech_member", case._name, "action_open_document", case.ids)
        self.assertEqual((action["res_model"], action["res_id"]), (order._name, order.id))
        self.rpc("sales_officer", case._name, "action_cancel", case.ids, "Gone.")
        self.assertEqual(self.fresh(case).state, "cancelled")

    @freeze_time(MONDAY)
    def test_suspended_case_refuses_every_step(self):
        """While the case is suspended its clocks stand still and every step is refused with that reason."""
        order = self.issue_order()
        line = self.submit_plan(order, self.tech, "tech_officer")
        case = self.fresh(order).case_id
        case.suspended = True
        case.node_ids._pause()
        cases = (
            ("sales_officer", order, "action_cancel", ["x"], "suspended"),
            ("service_officer", order.line_ids - line, "action_submit_plan", [], "stands still|suspended"),
            ("tech_officer", line, "action_deliver", [], "stands still|suspended"),
            ("sales_officer", line, "action_withdraw", ["x"], "suspended"),
            ("lead_officer", order, "action_urge", [], "suspended|waits for nobody"),
        )
        for login, record, method, arguments, message in cases:
            with self.subTest(method=method), self.refused(UserError, message):
                self.rpc(login, record._name, method, record.ids, *arguments)
        with freeze_time(MONDAY + timedelta(hours=30)):
            self.fresh(case).suspended = False
            self.fresh(case).node_ids._resume()
            self.assertEqual(self.node_of(order, self.service).deadline, shanghai(3, 10) + timedelta(hours=30))
            self.submit_plan(order, self.service, "service_officer", date(2026, 3, 9))
        self.assertTrue(self.node_of(order, self.service).on_time)
