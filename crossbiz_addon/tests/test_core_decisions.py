import hashlib
import json
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.crossbiz_addon.models.core.document import Document

from .common import MONDAY, CrossbizCase

LATER = MONDAY + timedelta(days=4)
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
# Opening a page is no act; everything else that is called action_… is.
NAVIGATION = {
    "action_assess_risks",
    "action_fill_in",
    "action_open_assessments",
    "action_open_case",
    "action_escalate",
    "action_open_decision",
    "action_open_delivery",
    "action_open_disputes",
    "action_open_incidents",
    "action_open_meetings",
    "action_open_document",
    "action_open_plan",
    "action_open_rectifications",
    "action_open_reviews",
    "action_raise_rectification",
    "action_open_verdict",
    # of Odoo's own mixins
    "action_archive",
    "action_unarchive",
    "action_reschedule_my_next_today",
    "action_reschedule_my_next_tomorrow",
    "action_reschedule_my_next_nextweek",
}


class DecisionCase(CrossbizCase):
    """An issued order; Technical can ask for an extension, on which Operations (the lead) decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.issue_order().sudo()
        cls.node = cls.nodes(cls.order).filtered(lambda node: node.department_id == cls.tech)
        cls.env.flush_all()

    @classmethod
    def ask(cls, node=None, login="tech_officer", reason="Spare parts are late.", deadline=LATER):
        """Ask for an extension of a step; returns the step on which somebody decides."""
        node = node or cls.node
        cls.as_user(node, login).action_request_extension(deadline, reason)
        extension = cls.env["crossbiz.extension"].search([("node_id", "=", node.id), ("state", "=", "requested")])
        return cls.env["crossbiz.node"].search([("res_model", "=", extension._name), ("res_id", "=", extension.id)])

    def ask_returnable(self):
        """The same where a decision may also be returned for changes, as in other rooms."""
        self.patch(self.env.registry["crossbiz.extension"], "_get_node_outcomes", Document._get_node_outcomes)
        return self.ask()

    @classmethod
    def extension_of(cls, decision):
        return cls.env["crossbiz.extension"].browse(decision.res_id)

    def assert_undecided(self, decision):
        decision.invalidate_recordset()
        self.assertRecordValues(
            decision,
            [{"state": "open", "outcome": False, "opinion": False, "closed_by": False, "snapshot_digest": False}],
        )


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestPersons(DecisionCase):
    """Decisions are personal: behind each act stands a person of the company, under their own login."""

    def _get_acts(self):
        """For each act: a function that prepares it and returns who does it, on what, and with which arguments."""
        tech, service, sales = "tech_officer", "service_officer", "sales_officer"

        def line(state):
            order = self.issue_order()
            if state == "asked":
                self.line_of(order, self.tech, tech).write({"plan": "Replace.", "planned_delivery": date(2026, 3, 6)})
            else:
                self.submit_plan(order, self.tech, tech)
                self.line_of(order, self.tech, tech).deliverable = "Replaced."
            if state == "delivered":
                self.deliver(order, self.tech, tech)
            return self.line_of(order, self.tech, tech)

        def closing():
            order = self.issue_order(departments=self.tech)
            self.submit_plan(order, self.tech, tech)
            self.deliver(order, self.tech, tech)
            self.line_of(order, self.tech, sales).action_accept()
            return order

        def reviewable():
            self.company.crossbiz_legal_department_id = self.control
            return self.draft_order(involves_contract=True)

        reason, text = {"reason": "No more."}, {"opinion": "So be it."}
        complete = lambda: self.order._open_node("dispute_decision", self.tech)  # noqa: E731
        return {
            "crossbiz.node": {
                "action_acknowledge": (tech, lambda: self.node, {}),
                "action_complete": (tech, complete, text),
                "action_approve": ("lead_officer", self.ask, text),
                "action_reject": ("lead_officer", self.ask, text),
                "action_return": ("lead_officer", self.ask_returnable, text),
                "action_hand_over": (tech, lambda: self.node, {"department": self.lead.id, **reason}),
                "action_request_extension": (tech, lambda: self.node, {"deadline": str(LATER), **reason}),
            },
            "crossbiz.task.order.line": {
                "action_submit_plan": (tech, lambda: line("asked"), {}),
                "action_deliver": (tech, lambda: line("planned"), {}),
                "action_accept": (sales, lambda: line("delivered"), {}),
                "action_rework": (sales, lambda: line("delivered"), reason),
                "action_withdraw": (sales, lambda: line("asked"), reason),
            },
            "crossbiz.task.order": {
                "action_issue": (sales, self.draft_order, {}),
                "action_submit": (sales, self.draft_order, {}),
                "action_cancel": (sales, lambda: self.order, reason),
                "action_urge": (sales, lambda: self.order, {}),
                "action_request_reviews": (sales, reviewable, {}),
                "action_report_difficulty": (service, lambda: self.order, {"description": "No parts."}),
                "action_send_rating": (sales, closing, {}),
            },
            "crossbiz.case": {
                "action_cancel": (sales, lambda: self.order.case_id, reason),
                "action_urge": (sales, lambda: self.order.case_id, {}),
                "action_report_difficulty": (service, lambda: self.order.case_id, {"description": "No parts."}),
            },
        }

    def test_each_act_is_tried(self):
        """No act is forgotten below."""
        for model, acts in self._get_acts().items():
            actions = {name for name in dir(self.env.registry[model]) if name.startswith("action_")}
            self.assertEqual(actions - NAVIGATION, set(acts), model)

    @mute_logger(*QUIET)
    def test_superuser_mode_and_robots_are_refused(self):
        """Neither sudo, nor uid 1 (a job, a server action, “become superuser”) acts; the person can."""
        self.check_personal(self._get_acts())

    def test_administrators_gain_no_right_to_decide(self):
        """Who configures neither decides nor issues nor urges."""
        self.users["manager"].group_ids |= self.env.ref("base.group_system")
        decision = self.ask()
        for record, name in (
            (decision, "action_approve"),
            (self.node, "action_acknowledge"),
            (self.order, "action_urge"),
            (self.order, "action_cancel"),
        ):
            arguments = {"reason": "So."} if name == "action_cancel" else {}
            with self.subTest(act=name), self.assertRaises(AccessError):
                getattr(self.as_user(record, "manager"), name)(**arguments)
        self.assert_undecided(decision)

    def test_appointment_without_permission(self):
        """An officer whose group was taken away no longer acts, and sees no button for it."""
        decision = self.ask()
        self.users["lead_officer"].group_ids -= self.env.ref("crossbiz_addon.group_officer")
        self.users["lead_officer"].group_ids |= self.env.ref("crossbiz_addon.group_user")
        node = self.as_user(decision, "lead_officer")
        self.assertFalse(node.can_act or node.can_decide)
        with self.assertRaises(AccessError):
            node.action_approve()

    def test_permission_without_appointment(self):
        """Being an officer somewhere is no right to act elsewhere; the refusal names the department."""
        decision = self.ask()
        with self.assertRaises(AccessError) as caught:
            self.as_user(decision, "service_officer").action_approve()
        self.assertIn("Operations", str(caught.exception))

    def test_named_person(self):
        """A step that names a person is that person's, until the person's login is closed."""
        self._create_person("second", self.tech, "crossbiz_addon.group_officer", officer=True)
        node = self.order._open_node("dispute_decision", self.tech, user=self.users["tech_member"])
        with self.assertRaises(AccessError) as caught:
            self.as_user(node, "second").action_complete()
        self.assertIn(self.users["tech_member"].name, str(caught.exception))
        self.assertTrue(self.as_user(node, "tech_member").can_act)
        self.users["tech_member"].active = False
        self.as_user(node, "second").action_complete()
        self.assertEqual(node.sudo().closed_by, self.users["second"])

    def test_inbox_shows_what_can_be_done(self):
        """For everybody and every kind of step: the list of my steps holds exactly those that I can act on."""
        self.lead.crossbiz_officer_ids |= self.users["tech_officer"]
        nodes = self.nodes(self.order) | self.ask()
        for period, user in (("a", "tech_member"), ("b", "outsider"), ("c", "service_officer"), ("d", "sales_member")):
            nodes |= self.order._open_node("dispute_decision", self.tech, user=self.users[user], period=period).sudo()
        self.users["sales_member"].active = False
        paused = self.order._open_node("dispute_decision", self.service).sudo()
        paused._pause()
        void = self.order._open_node("dispute_decision", self.service, period="e").sudo()
        void._void("No more.")
        nodes |= paused | void
        for login in set(self.users) - {"sales_member"}:
            mine = self.as_user(nodes, login)
            readable = mine._filtered_access("read")
            able = readable.filtered("can_act")
            with self.subTest(role=login):
                self.assertEqual(mine.search([("id", "in", nodes.ids), ("can_act", "=", True)]), able)
                self.assertEqual(mine.search([("id", "in", nodes.ids), ("can_act", "!=", True)]), readable - able)
                for node in able:
                    self.assertEqual(node.can_decide + node.can_complete + node.can_fill_in, 1)
                for node in readable - able:
                    self.assertFalse(node.can_decide or node.can_complete or node.can_fill_in)

    def test_auditor_never_acts_on_a_case(self):
        """Regulation 5.4, design: an auditor never writes a case, also not when a department appoints one as its
        officer.
        """
        self.sales.crossbiz_officer_ids |= self.users["auditor"]
        draft = self.draft_order()
        for record, name, arguments in (
            (draft, "action_issue", {}),
            (self.order, "action_cancel", {"reason": "No more."}),
            (self.order, "action_urge", {}),
        ):
            with self.subTest(act=name), self.undone(), self.assertRaises(AccessError):
                getattr(self.as_user(record, "auditor"), name)(**arguments)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestFourEyes(DecisionCase):
    """Nobody decides on what they submitted, in whatever function."""

    def assert_four_eyes(self, decision, login):
        node = self.as_user(decision, login)
        self.assertFalse(node.can_act or node.can_decide)
        self.assertFalse(node.search_count([("id", "=", node.id), ("can_act", "=", True)]))
        for name, arguments in (
            ("action_approve", {}),
            ("action_reject", {"opinion": "No."}),
            ("action_return", {"opinion": "Again."}),
        ):
            with self.assertRaises(AccessError) as caught:
                getattr(node, name)(**arguments)
            self.assertIn("Somebody else has to decide", str(caught.exception))
        self.assert_undecided(decision)

    def test_officer_of_two_departments(self):
        """Technical's officer, officer of the lead department too, asks for Technical and cannot decide for the
        lead.
        """
        self.lead.crossbiz_officer_ids |= self.users["tech_officer"]
        decision = self.ask()
        self.assertEqual(decision.department_id, self.lead)
        self.assert_four_eyes(decision, "tech_officer")
        self.as_user(decision, "lead_officer").action_approve()
        self.assertEqual(decision.outcome, "approved")

    def test_lead_asks_for_its_own_step(self):
        """What the lead department owes itself goes to the decision layer; its officer cannot decide there either."""
        own = self.order._open_node("dispute_decision", self.lead)
        decision = self.ask(own, "lead_officer", deadline=LATER + timedelta(days=10))
        self.assertEqual(decision.department_id, self.board)
        with self.assertRaises(AccessError):
            self.as_user(decision, "lead_officer").action_approve()
        self.board.crossbiz_officer_ids |= self.users["lead_officer"]
        self.assert_four_eyes(decision, "lead_officer")
        self.as_user(decision, "decision_maker").action_approve()
        self.assertEqual(decision.outcome, "approved")

    def test_manager_of_the_lead_who_asked(self):
        """The same holds for who acts as manager instead of as officer."""
        self.lead.manager_id = self.users["tech_officer"].employee_ids
        decision = self.ask()
        self.assert_four_eyes(decision, "tech_officer")

    def test_decision_is_not_handed_to_who_asked(self):
        """The lead cannot hand its decision to the department that asked for it: that would be one pair of eyes."""
        decision = self.ask()
        with self.assertRaises(UserError):
            self.as_user(decision, "lead_officer").action_hand_over(self.tech.id, "You know best.")
        self.assertEqual(decision.department_id, self.lead)

    def test_only_what_is_possible_is_offered(self):
        """A plan may be passed on or wait, for who acts; the decision on more time neither, whoever looks."""
        decision = self.ask()
        offered = {
            (node, login): (mine.can_hand_over, mine.can_extend)
            for node in (self.node, decision)
            for login in ("tech_officer", "lead_officer")
            for mine in self.as_user(node, login)
        }
        self.assertEqual(
            offered,
            {
                (self.node, "tech_officer"): (True, True),
                (self.node, "lead_officer"): (False, False),
                (decision, "tech_officer"): (False, False),
                (decision, "lead_officer"): (False, False),
            },
        )
        with self.assertRaisesRegex(UserError, "more time to grant more time"):
            self.as_user(decision, "lead_officer").action_request_extension(MONDAY + timedelta(days=30), "Busy.")

    def test_colleague_decides(self):
        """A second officer of the lead department decides what the first one asked for another department."""
        self.tech.crossbiz_officer_ids |= self.users["lead_officer"]
        self._create_person("second_lead", self.lead, "crossbiz_addon.group_officer", officer=True)
        decision = self.ask(login="lead_officer")
        self.assert_four_eyes(decision, "lead_officer")
        self.as_user(decision, "second_lead").action_reject("Not needed.")
        self.assertEqual((decision.outcome, decision.closed_by), ("rejected", self.users["second_lead"]))

    def test_batch_is_all_or_nothing(self):
        """One forbidden step among many: none is decided."""
        self.lead.crossbiz_officer_ids |= self.users["tech_officer"]
        service = self.nodes(self.order).filtered(lambda node: node.department_id == self.service)
        mine, foreign = self.ask(), self.ask(service, "service_officer")
        with self.assertRaises(AccessError):
            self.as_user(foreign | mine, "tech_officer").action_approve()
        self.assert_undecided(mine)
        self.assert_undecided(foreign)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestDecisions(DecisionCase):
    """What a decision needs, what it keeps, and what follows."""

    def test_reject_and_return_need_an_opinion(self):
        decision = self.ask_returnable()
        node = self.as_user(decision, "lead_officer")
        for opinion in (None, False, "", "  \n\t ", "x" * 10_001):
            for name in ("action_reject", "action_return"):
                with self.subTest(act=name, opinion=repr(opinion)[:20]), self.assertRaises(UserError) as caught:
                    getattr(node, name)(opinion)
                self.assertIn("Opinion", str(caught.exception))
        self.assert_undecided(decision)
        node.action_return("  Say for how long.  ")
        self.assertRecordValues(
            decision,
            [
                {
                    "state": "closed",
                    "outcome": "returned",
                    "opinion": "Say for how long.",
                    "closed_by": self.users["lead_officer"].id,
                }
            ],
        )

    def test_opinion_of_another_type_has_a_clear_answer(self):
        """A script that sends a number instead of a text is told so; the server does not stumble."""
        decision = self.ask()
        for value in (5, ["No"], {"no": 1}):
            with self.subTest(value=value), self.assertRaises(UserError):
                self.rpc("lead_officer", "crossbiz.node", "action_reject", decision.ids, value)

    def test_approval_needs_no_opinion(self):
        decision = self.ask()
        self.as_user(decision, "lead_officer").action_approve()
        self.assertRecordValues(
            decision, [{"outcome": "approved", "closed_at": MONDAY, "on_time": True, "is_decision": True}]
        )

    def test_each_step_has_its_own_way_to_end(self):
        """A handling plan is no approval, an approval is no “done”; the refusal says what closes the step."""
        decision = self.ask()
        plain = self.order._open_node("dispute_decision", self.tech)
        for node, login, name, hint in (
            (self.node, "tech_officer", "action_complete", "filling in its record"),
            (self.node, "tech_officer", "action_approve", "filling in its record"),
            (decision, "lead_officer", "action_complete", "needs a decision"),
            (plain, "tech_officer", "action_approve", "mark it as done"),
        ):
            with self.subTest(kind=node.kind, act=name), self.assertRaises(UserError) as caught:
                getattr(self.as_user(node, login), name)()
            self.assertIn(hint, str(caught.exception))
            self.assertEqual(node.sudo().state, "open")

    def test_snapshot_and_digest(self):
        """The decision keeps what it was about, and its SHA-256; anybody can recompute it."""
        decision = self.ask()
        self.as_user(decision, "lead_officer").action_approve("Fine.")
        snapshot = json.loads(decision.snapshot)
        self.assertEqual(
            snapshot,
            {
                "model": "crossbiz.extension",
                "id": decision.res_id,
                "node": self.node.id,
                "deadline": "2026-03-06 02:00:00",
                "reason": "Spare parts are late.",
            },
        )
        canonical = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self.assertEqual(decision.snapshot, canonical)
        self.assertEqual(decision.snapshot_digest, hashlib.sha256(canonical.encode()).hexdigest())
        self.assertFalse(self.as_user(decision, "auditor").changed_since)

    def test_changed_since(self):
        """What was approved and is different now says so, to everyone who reads the decision."""
        decision = self.ask()
        extension = self.extension_of(decision)
        self.assertFalse(decision.changed_since, "not decided yet")
        self.as_user(decision, "lead_officer").action_approve()
        for login in ("lead_officer", "tech_member", "auditor", "sales_member"):
            with self.subTest(role=login):
                self.assertFalse(self.as_user(decision, login).changed_since)
        self.env.cr.execute("UPDATE crossbiz_extension SET reason = 'Because' WHERE id = %s", [extension.id])
        self.env.invalidate_all()
        for login in ("lead_officer", "tech_member", "auditor", "sales_member"):
            with self.subTest(role=login):
                self.assertTrue(self.as_user(decision, login).changed_since)

    def test_rejection_keeps_its_snapshot_too(self):
        decision = self.ask()
        self.as_user(decision, "lead_officer").action_reject("No.")
        self.assertEqual(decision.snapshot_digest, hashlib.sha256(decision.snapshot.encode()).hexdigest())

    def test_after_closing_the_answer_names_who_closed(self):
        """Two officers open the same page: the second is told that, and by whom, it was decided."""
        self._create_person("second_lead", self.lead, "crossbiz_addon.group_officer", officer=True)
        decision = self.ask()
        self.as_user(decision, "lead_officer").action_approve()
        name = self.users["lead_officer"].name
        second = self.as_user(decision, "second_lead")
        for act, arguments in (
            ("action_approve", {}),
            ("action_reject", {"opinion": "No."}),
            ("action_return", {"opinion": "No."}),
            ("action_complete", {}),
            ("action_acknowledge", {}),
            ("action_hand_over", {"department": self.board.id, "reason": "You."}),
            ("action_request_extension", {"deadline": LATER, "reason": "Late."}),
        ):
            with self.subTest(act=act), self.assertRaises(UserError) as caught:
                getattr(second, act)(**arguments)
            self.assertNotIsInstance(caught.exception, AccessError)
            self.assertIn(f"already closed by {name}", str(caught.exception))
        self.assertEqual((decision.outcome, decision.closed_by), ("approved", self.users["lead_officer"]))

    def test_after_the_plan_the_answer_names_who_submitted(self):
        self._create_person("second_tech", self.tech, "crossbiz_addon.group_officer", officer=True)
        self.submit_plan(self.order, self.tech, "tech_officer")
        with self.assertRaises(UserError) as caught:
            self.line_of(self.order, self.tech, "second_tech").action_submit_plan()
        self.assertIn(f"already closed by {self.users['tech_officer'].name}", str(caught.exception))

    def test_paused_and_withdrawn_steps(self):
        """A step that stands still or was withdrawn cannot be closed; the answer says which."""
        decision = self.ask()
        decision._pause()
        with self.assertRaises(UserError) as caught:
            self.as_user(decision, "lead_officer").action_approve()
        self.assertIn("stands still", str(caught.exception))
        decision._resume()
        self.as_user(self.order, "sales_officer").action_cancel("No more.")
        with self.assertRaises(UserError) as caught:
            self.as_user(decision, "lead_officer").action_approve()
        self.assertIn("withdrawn", str(caught.exception))

    def test_journal_of_a_decision(self):
        """The journal says who decided, what and why, in the decision's own chain."""
        decision = self.ask()
        self.as_user(decision, "lead_officer").action_reject("Use the stock.")
        entries = self.env["crossbiz.journal"].search(
            [("res_model", "=", "crossbiz.extension"), ("res_id", "=", decision.res_id)], order="position"
        )
        self.assertEqual(entries.mapped("event"), ["node_opened", "node_rejected", "state"])
        rejected = entries[1]
        self.assertRecordValues(
            rejected,
            [
                {
                    "user_id": self.users["lead_officer"].id,
                    "note": "Use the stock.",
                    "department_id": self.lead.id,
                    "node_id": decision.id,
                    "case_id": self.order.case_id.id,
                    "at": MONDAY,
                }
            ],
        )

    # --------------------------------------------------
    # Extensions
    # --------------------------------------------------

    def test_granted_extension_moves_the_deadline(self):
        """Granted: the deadline moves, the first deadline stays on record, the journal tells both."""
        before = self.node.deadline
        decision = self.ask()
        self.assertEqual(self.node.deadline, before, "asking moves nothing")
        self.as_user(decision, "lead_officer").action_approve()
        self.assertRecordValues(self.node, [{"deadline": LATER, "baseline_deadline": before, "fixed": True}])
        self.assertEqual(self.extension_of(decision).state, "granted")
        entry = self.env["crossbiz.journal"].search([("node_id", "=", self.node.id), ("event", "=", "node_retargeted")])
        self.assertRecordValues(
            entry,
            [
                {
                    "old_value": str(before),
                    "new_value": str(LATER),
                    "note": "Spare parts are late.",
                    "user_id": self.users["lead_officer"].id,
                }
            ],
        )

    def test_refused_extension_moves_nothing(self):
        before = self.node.deadline
        decision = self.ask()
        self.as_user(decision, "lead_officer").action_reject("No.")
        self.assertEqual(self.node.deadline, before)
        self.assertEqual(self.extension_of(decision).state, "refused")

    def test_extension_is_yes_or_no(self):
        """There is nothing to change in a request: it cannot be returned, and neither dialog nor panel offers it."""
        decision = self.ask()
        node = self.as_user(decision, "lead_officer")
        self.assertEqual((node.can_decide, node.can_return), (True, False))
        wizards = self.as_user(self.env["crossbiz.node.opinion"], "lead_officer")
        wizard = wizards.create({"node_id": decision.id, "outcome": "returned", "opinion": "When?"})
        self.assertEqual(wizard.outcomes, ["approved", "rejected"])
        for act in (
            wizard.action_confirm,
            lambda: node.action_return("When?"),
            node.action_return,
            lambda: node.action_complete("Done."),
        ):
            with self.refused(UserError, "needs a decision. Possible are: Approved or Rejected"):
                act()
        self.assert_undecided(decision)

    def test_dialog_offers_what_closes_the_step(self):
        """Approve, reject, return for a verdict; done, and nothing else, where somebody says so."""
        dispute = self.order._open_node("dispute_decision", self.tech)
        for node, login, outcomes in (
            (self.ask_returnable(), "lead_officer", ["approved", "rejected", "returned"]),
            (dispute, "tech_officer", ["done"]),
        ):
            wizard = self.as_user(self.env["crossbiz.node.opinion"], login).new({"node_id": node.id})
            self.assertEqual(wizard.outcomes, outcomes)

    def test_extension_needs_a_reason_and_a_later_moment(self):
        node = self.as_user(self.node, "tech_officer")
        for deadline, reason in (
            (LATER, None),
            (LATER, "  "),
            (None, "Late."),
            (self.node.deadline, "Late."),
            (MONDAY, "Late."),
            ("2026-03-01 00:00:00", "Late."),
        ):
            with self.subTest(deadline=deadline, reason=reason), self.assertRaises(UserError):
                node.action_request_extension(deadline, reason)
        self.assertFalse(self.env["crossbiz.extension"].search([("node_id", "=", node.id)]))

    def test_extension_with_a_date_that_is_none(self):
        """Words instead of a date, or a year in which no clock runs, have a clear answer."""
        for deadline in ("next week", "2026-13-01 00:00:00", "9999-12-31 23:59:59", 5):
            with self.subTest(deadline=deadline), self.undone(), self.assertRaises(UserError):
                self.rpc(
                    "tech_officer",
                    "crossbiz.node",
                    "action_request_extension",
                    self.node.ids,
                    deadline=deadline,
                    reason="Late.",
                )

    def test_hand_over_to_what_is_no_department(self):
        for department in (None, 0, -1, 2**31 - 1, "Technical", 2**40):
            with self.subTest(department=department), self.undone(), self.assertRaises(UserError):
                self.rpc(
                    "tech_officer",
                    "crossbiz.node",
                    "action_hand_over",
                    self.node.ids,
                    department=department,
                    reason="You.",
                )

    def test_one_request_at_a_time(self):
        self.ask()
        with self.assertRaises(UserError) as caught:
            self.ask(reason="Even later.", deadline=LATER + timedelta(days=1))
        self.assertIn("already being decided", str(caught.exception))

    def test_nobody_asks_for_the_step_of_others(self):
        for login in ("service_officer", "tech_member", "sales_officer", "lead_officer", "manager"):
            with self.subTest(role=login), self.assertRaises(AccessError):
                self.ask(login=login)

    def test_request_ends_with_its_step(self):
        """Nothing is left to decide once the step itself is done or withdrawn."""
        for end in (
            lambda: self.submit_plan(self.order, self.tech, "tech_officer"),
            lambda: self.as_user(self.order, "sales_officer").action_cancel("No more."),
        ):
            with self.undone():
                decision = self.ask()
                end()
                self.assertEqual(decision.state, "void")
                self.assertEqual(self.extension_of(decision).state, "withdrawn")

    def test_extension_of_a_step_without_case(self):
        """Steps that belong to no case (a rectification, a suggestion) get extensions too: the lead can decide."""
        node = self.node.copy({"case_id": False, "period": "caseless", "department_id": self.tech.id})
        decision = self.ask(node)
        extension = self.extension_of(decision)
        self.assertEqual(
            self.as_user(extension, "lead_officer").reason, "Spare parts are late."
        )  # who decides reads it
        self.rpc("lead_officer", "crossbiz.node", "action_approve", decision.ids)
        self.assertEqual((decision.outcome, node.deadline), ("approved", LATER))

    def test_granting_never_shortens(self):
        """Between asking and granting the deadline moved further: granting does not pull it back."""
        decision = self.ask()
        later = LATER + timedelta(days=10)
        self.node._set_deadline(later, "node_retargeted")
        self.as_user(decision, "lead_officer").action_approve()
        self.assertEqual(self.node.deadline, later)

    # --------------------------------------------------
    # Signing, handing over
    # --------------------------------------------------

    def test_acknowledge(self):
        """Signing says who saw it and when; the clock runs on; signing twice changes nothing."""
        before = self.node.deadline
        self.as_user(self.node, "tech_officer").action_acknowledge()
        with freeze_time(MONDAY + timedelta(hours=1)):
            self.as_user(self.node, "tech_officer").action_acknowledge()
        self.assertRecordValues(
            self.node,
            [
                {
                    "state": "open",
                    "deadline": before,
                    "acknowledged_at": MONDAY,
                    "acknowledged_by": self.users["tech_officer"].id,
                }
            ],
        )

    def test_hand_over_keeps_the_elapsed_time(self):
        """Handed over after ten hours, the new department has fourteen left; the journal names both and the reason."""
        before = self.node.deadline
        self.as_user(self.node, "tech_officer").action_acknowledge()
        with freeze_time(datetime(2026, 3, 2, 12, 0)):
            self.as_user(self.node, "tech_officer").action_hand_over(self.lead.id, "Their machine.")
        self.assertRecordValues(
            self.node,
            [{"department_id": self.lead.id, "deadline": before, "acknowledged_at": False, "acknowledged_by": False}],
        )
        entry = self.env["crossbiz.journal"].search([("node_id", "=", self.node.id)], limit=1)
        self.assertRecordValues(
            entry,
            [
                {
                    "event": "node_handed_over",
                    "old_value": "Technical",
                    "new_value": "Operations",
                    "note": "Their machine.",
                    "user_id": self.users["tech_officer"].id,
                }
            ],
        )
        self.assertTrue(self.as_user(self.node, "lead_officer").can_act)

    def test_hand_over_of_several_steps(self):
        """Who loses sight of a case by handing over its step still gets the whole call through."""
        other = self.issue_order(departments=self.tech).sudo()
        nodes = self.node | self.nodes(other, "order_response")
        self.rpc(
            "tech_officer", "crossbiz.node", "action_hand_over", nodes.ids, department=self.lead.id, reason="Theirs."
        )
        self.assertEqual(nodes.department_id, self.lead)

    def test_hand_over_is_refused(self):
        """Not to itself, to nobody, to a department without officer or of another company, and not without a reason."""
        nobody = self._create_department("Nobody")
        elsewhere = self._create_department("Elsewhere", company=self.env["res.company"].create({"name": "Elsewhere"}))
        archived = self._create_department("Archived", crossbiz_officer_ids=[(4, self.users["tech_member"].id)])
        archived.active = False
        node = self.as_user(self.node, "tech_officer")
        for department, reason in (
            (self.tech, "Why not."),
            (nobody, "Why not."),
            (elsewhere, "Why not."),
            (archived, "Why not."),
            (self.service, "Takes part already."),
            (self.lead, None),
            (self.lead, " "),
        ):
            with self.subTest(department=department.name, reason=reason), self.assertRaises(UserError):
                node.action_hand_over(department.id, reason)
        self.assertEqual(self.node.department_id, self.tech)
