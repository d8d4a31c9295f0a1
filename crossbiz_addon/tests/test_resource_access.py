"""Who may see and do what in the room of resources; the matrix of all models is in test_core_access."""

import base64
import json
from contextlib import suppress
from hashlib import sha256

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import OFFICER, REFUSED, shanghai
from .resource_common import JUDGED, GuardedResourceCase
from .test_core_decisions import NAVIGATION

RESOURCE, REQUEST = "crossbiz.resource", "crossbiz.resource.request"
PAPERS = ("evaluation", "allocation", "feedback", "inspection", "use.extension", "move")
GONE = (AccessError, UserError)
WHEN = {"date_from": shanghai(23, 9), "date_to": shanghai(24, 18)}


class ResourceAccessCase(GuardedResourceCase):
    """One loan that runs, with a paper of each kind, and a second company that has its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lent = cls.lend()
        cls.as_user(cls.env["crossbiz.resource.inspection"], "tech_officer").create(
            {"request_id": cls.lent.id, "result": "compliant"}
        )
        cls.as_user(cls.env["crossbiz.resource.feedback"], "sales_member").create({"request_id": cls.lent.id})
        cls.as_user(cls.lent, "sales_officer").action_extend_use(shanghai(16, 18), "The part is late.")
        cls.lent = cls.lent.sudo()
        cls.env.flush_all()

    @classmethod
    def papers(cls, request=None):
        """A record of each model that hangs on a request, and the request itself."""
        request = (request or cls.lent).sudo()
        return [
            request,
            request.case_id,
            request.evaluation_ids,
            request.allocation_ids,
            request.feedback_ids,
            request.inspection_ids,
            request.use_extension_ids,
            request.case_id.node_ids,
        ]

    def can_read(self, login, records):
        """Whether read and search agree that a person sees all of these records."""
        found = self.rpc_or_nothing(login, records._name, "search", [("id", "in", records.ids)])
        read = self.rpc_or_nothing(login, records._name, "read", records.ids, ["display_name"])
        self.assertEqual(bool(found), bool(read), f"search and read of {records} disagree for {login}")
        return len(found) == len(records)

    def rpc_or_nothing(self, *args):
        try:
            return self.rpc(*args)
        except AccessError:
            return []

    def step(self, request, kind):
        return self.nodes(request, kind, "open")


@tagged("post_install", "-at_install")
class TestResourceReaders(ResourceAccessCase):
    def test_who_sees_a_loan(self):
        """Every department that takes part and who oversees all, each paper alike; nobody else."""
        sees = {"sales_member", "sales_officer", "tech_member", "tech_officer", "lead_officer"}
        oversee = {"decision_maker", "compliance_officer", "auditor", "manager"}
        for login in self.users:
            expected = login in sees | oversee | {"sales_second", "tech_second"}
            for records in self.papers():
                with self.subTest(role=login, model=records._name):
                    self.assertTrue(records)
                    self.assertEqual(self.can_read(login, records), expected)

    def test_everyone_sees_resources_and_their_calendar(self):
        """Regulation 3.1.1: whoever looks for a resource sees what there is and when it is taken."""
        bookings = self.env["crossbiz.resource.booking"].search([("resource_id", "=", self.tracker.id)])
        for login in self.users:
            with self.subTest(role=login):
                self.assertTrue(self.can_read(login, self.tracker))
                self.assertTrue(self.can_read(login, bookings))
                answer = self.rpc(login, RESOURCE, "read", self.tracker.ids)[0]
                self.assertEqual((answer["on_hand"], answer["lent"], answer["promised"]), (1, 1, 1))

    def test_ledger_readers(self):
        """The resource ledger is read by owner, user, lead department and oversight."""
        moves = self.lent.move_ids
        for login, expected in (
            ("tech_member", True),
            ("sales_member", True),
            ("lead_officer", True),
            ("auditor", True),
            ("service_officer", False),
            ("outsider", False),
        ):
            with self.subTest(role=login):
                self.assertEqual(self.can_read(login, moves), expected)

    def test_draft_is_private(self):
        draft = self.draft_request("sales_member").sudo()
        for login in ("tech_officer", "lead_officer", "service_officer", "outsider"):
            self.assertFalse(self.can_read(login, draft), login)

    def test_booking_of_others_opens_no_paper(self):
        """The calendar shows who has it; the request behind it is for who takes part. The refusal says whom to ask."""
        booking = self.env["crossbiz.resource.booking"].search([("request_number", "=", self.lent.id)])
        with self.refused(UserError, "Ask “Technical”"):
            self.rpc("outsider", "crossbiz.resource.booking", "action_open_request", booking.ids)
        answer = self.rpc("sales_member", "crossbiz.resource.booking", "action_open_request", booking.ids)
        self.assertEqual(answer["res_id"], self.lent.id)
        shown = json.dumps(self.rpc("outsider", "crossbiz.resource.booking", "read", booking.ids), default=str)
        self.assertNotIn("pump", shown)
        self.assertNotIn("Measuring", shown)

    def test_second_company(self):
        """Whoever works in another company sees nothing of ours, not even what there is, also with a forged context."""
        other = self.env["res.company"].create({"name": "Other Works", "resource_calendar_id": self.calendar.id})
        abroad = self._create_department("Abroad", company=other)
        groups = f"{OFFICER},crossbiz_addon.group_decision,crossbiz_addon.group_audit,crossbiz_addon.group_manager"
        self._create_person("abroad_officer", abroad, groups, officer=True, company=other)
        bookings = self.env["crossbiz.resource.booking"].search([("resource_id", "=", self.tracker.id)])
        for records in (*self.papers(), self.tracker, self.lent.move_ids, bookings):
            with self.subTest(model=records._name):
                self.assertFalse(self.can_read("abroad_officer", records))
                with self.refused(AccessError):
                    self.rpc(
                        "abroad_officer",
                        records._name,
                        "read",
                        records.ids,
                        context={"allowed_company_ids": self.company.ids},
                    )
        values = {"name": "Grab", "resource_id": self.tracker.id}
        with self.refused(GONE):
            self.rpc("abroad_officer", REQUEST, "create", [values])

    def test_membership_is_live(self):
        """Who moves to another department loses the loan in the very next request, and the new one gets it."""
        canteen = self.users["outsider"].employee_ids.department_id
        for login in ("sales_member", "tech_member"):
            self.assertTrue(all(self.can_read(login, records) for records in self.papers()))
            self.users[login].employee_ids.department_id = canteen
            with self.subTest(left=login):
                for records in (*self.papers(), self.lent.move_ids):
                    self.assertFalse(self.can_read(login, records), records._name)
                draft = self.lent.feedback_ids
                with self.refused(AccessError):
                    self.rpc(login, draft._name, "write", draft.ids, {"effect": "Still mine"})
        self.users["outsider"].employee_ids.department_id = self.sales
        for records in (*self.papers(), self.lent.move_ids):
            self.assertTrue(self.can_read("outsider", records), records._name)

    def test_officer_who_left_acts_no_more(self):
        """An appointment ends with the department: the step of the return is not theirs any more."""
        self.users["sales_officer"].employee_ids.department_id = self.users["outsider"].employee_ids.department_id
        with self.refused(AccessError):
            self.rpc("sales_officer", REQUEST, "action_return", self.lent.ids)


@tagged("post_install", "-at_install")
class TestResourceKeepers(ResourceAccessCase):
    def test_members_do_not_keep_resources(self):
        """Members see their department's resources; its officers and administrators keep them."""
        for login in ("tech_member", "sales_officer", "lead_officer", "decision_maker", "outsider", "auditor"):
            with self.subTest(role=login):
                for values in ({"description": "Mine"}, {"capacity": 99}, {"active": False}):
                    with self.refused(AccessError):
                        self.rpc(login, RESOURCE, "write", self.tracker.ids, values)
                with self.refused(AccessError):
                    self.rpc(login, RESOURCE, "action_write_off", self.tracker.ids, "loss", 1, "Gone.")
                with self.refused(GONE):
                    self.rpc(login, RESOURCE, "create", [{"name": "Theirs", "department_id": self.tech.id}])
        for login in ("tech_officer", "manager"):
            self.rpc(login, RESOURCE, "write", self.tracker.ids, {"description": f"Seen by {login}"})

    def test_nobody_pushes_a_resource_into_another_department(self):
        free = self.rpc("tech_officer", RESOURCE, "create", [{"name": "Crane", "department_id": self.tech.id}])
        with self.refused(AccessError):
            self.rpc("tech_officer", RESOURCE, "write", free, {"department_id": self.sales.id})
        self.rpc("manager", RESOURCE, "write", free, {"department_id": self.sales.id})

    def test_a_plain_member_only_drafts(self):
        """Without the officers' group nobody submits, plans, hands over, inspects, returns or asks for longer use."""
        draft = self.draft_request("sales_member")
        with self.refused(AccessError, "Technical"):
            self.rpc("tech_member", REQUEST, "action_allocate", self.approve_request(self.submit_request(**WHEN)).ids)
        for login, method, arguments in (
            ("sales_member", "action_return", {"effect": "x", "condition": "x"}),
            ("sales_member", "action_extend_use", {"date_to": "2026-03-20 02:00:00", "reason": "x"}),
            ("sales_member", "action_cancel", {"reason": "x"}),
            ("tech_member", "action_withdraw_approval", {"reason": "x"}),
        ):
            with self.subTest(method=method), self.refused(AccessError):
                self.rpc(login, REQUEST, method, self.lent.ids, **arguments)
        with self.refused(AccessError, "Submit the request.*Sales"):
            self.rpc("sales_member", REQUEST, "action_submit", draft.ids)
        with self.refused(AccessError):
            self.rpc(
                "tech_member",
                "crossbiz.resource.inspection",
                "create",
                [{"request_id": self.lent.id, "result": "compliant"}],
            )

    def test_each_side_writes_its_own_part(self):
        """Plan and handover are the owner's, the feedback's first part the user's, its second the owner's."""
        feedback = self.lent.feedback_ids
        name = "crossbiz.resource.feedback"
        for login in ("tech_officer", "lead_officer", "decision_maker", "compliance_officer", "auditor", "manager"):
            with self.subTest(role=login):
                with self.refused(AccessError):
                    self.rpc(login, name, "write", feedback.ids, {"effect": "Splendid"})
                with self.refused(AccessError):
                    self.rpc(login, name, "unlink", feedback.ids)
        with self.refused(AccessError, "Technical"):
            self.rpc("sales_member", name, "write", feedback.ids, {"check_condition": "As new"})
        with self.refused(UserError, "cannot change now"):
            self.rpc("tech_officer", name, "write", feedback.ids, {"check_condition": "Too early"})
        self.give_back(self.lent)
        with self.refused(UserError, "cannot change now"):
            self.rpc("sales_member", name, "write", feedback.ids, {"effect": "Afterwards"})
        with self.refused(UserError, "stays"):
            self.rpc("sales_member", name, "unlink", feedback.ids)
        self.rpc("tech_member", name, "write", feedback.ids, {"check_condition": "As new"})

    def test_feedback_has_no_check_from_the_start(self):
        """Who hands back does not write the owner's check beforehand, by no way of creating."""
        self.lent.feedback_ids.unlink()
        for values, context in (
            ({"check_condition": "As new"}, {}),
            ({"damaged": 1}, {}),
            ({}, {"default_check_condition": "As new"}),
            ({}, {"default_revocation_evidence": "All gone"}),
        ):
            with self.subTest(values=values, context=context), self.refused(AccessError, "written by the owner"):
                self.rpc(
                    "sales_officer",
                    "crossbiz.resource.feedback",
                    "create",
                    [{"request_id": self.lent.id, **values}],
                    context=context,
                )


@tagged("post_install", "-at_install")
class TestResourceProtected(ResourceAccessCase):
    """What only the steps of the process set: over RPC it is refused to everyone, in whatever way."""

    EXPECTED = {
        RESOURCE: {"version", "move_ids"},
        REQUEST: {
            "round",
            "decided_at",
            "state",
            "suspended",
            "user_id",
            "submitted_at",
            "collaborator_ids",
            "owner_department_id",
            "resource_type",
            "resource_request_ids",
            "task_order_ids",
        },
        "crossbiz.resource.evaluation": {"request_id", "node_id", "department_id", "round", "user_id", "judged_at"},
        "crossbiz.resource.allocation": {
            "request_id",
            "resource_id",
            "department_id",
            "borrower_id",
            "quantity",
            "outstanding",
            "state",
            "planned_by",
            "planned_at",
            "handed_over_by",
            "handed_over_at",
            "received_by",
            "received_at",
            "ended_at",
        },
        "crossbiz.resource.feedback": {
            "state",
            "returned_by",
            "returned_at",
            "due_at",
            "late",
            "checked_by",
            "checked_at",
            "refusal",
        },
        "crossbiz.resource.inspection": {"resource_id", "department_id", "borrower_id", "date", "user_id", "node_id"},
        "crossbiz.resource.use.extension": {"request_id", "user_id", "old_date_to", "date_to", "reason", "state"},
    }

    def get_value(self, field):
        """Something that the field could hold."""
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        samples = {"many2one": 1, "boolean": True, "integer": 7, "float": 7.0, "monetary": 7.0}
        if field.type in ("one2many", "many2many"):
            return [Command.clear()]
        return samples.get(field.type, "2026-03-20 00:00:00" if field.type == "datetime" else "Forged")

    def test_declared(self):
        for name, expected in self.EXPECTED.items():
            with self.subTest(model=name):
                self.assertLessEqual(expected, self.env[name]._get_protected_fields())

    def test_write(self):
        draft = self.draft_request("sales_officer")
        records = {record._name: record[:1] for record in self.papers()}
        for name in self.EXPECTED:
            record = self.tracker if name == RESOURCE else records[name]
            for field_name in sorted(self.env[name]._get_protected_fields()):
                value = self.get_value(self.env[name]._fields[field_name])
                for login in ("sales_officer", "tech_officer", "manager"):
                    with self.subTest(model=name, field=field_name, role=login), self.refused(REFUSED):
                        self.rpc(login, name, "write", record.ids, {field_name: value})
                if name == REQUEST:
                    with self.subTest(draft=field_name), self.refused(AccessError):
                        self.rpc("sales_officer", name, "write", draft.ids, {field_name: value})

    def test_create_copy_import_and_context(self):
        """The four ways to bring a value in when a record is made."""
        base = {
            RESOURCE: {"name": "New", "department_id": self.tech.id},
            REQUEST: {"name": "New", "resource_id": self.tracker.id},
            "crossbiz.resource.inspection": {"request_id": self.lent.id, "result": "compliant"},
        }
        people = {RESOURCE: "tech_officer", REQUEST: "sales_officer", "crossbiz.resource.inspection": "tech_officer"}
        draft = self.draft_request("sales_officer")
        for name, values in base.items():
            login = people[name]
            for field_name in sorted(self.env[name]._get_protected_fields()):
                field = self.env[name]._fields[field_name]
                value = self.get_value(field)
                with self.subTest(model=name, field=field_name, by="create"), self.refused(AccessError):
                    self.rpc(login, name, "create", [{**values, field_name: value}])
                with self.subTest(model=name, field=field_name, by="context"), self.refused(AccessError):
                    self.rpc(login, name, "create", [values], context={f"default_{field_name}": value})
                if name == REQUEST:
                    with self.subTest(model=name, field=field_name, by="copy"), self.refused(AccessError):
                        self.rpc(login, name, "copy", draft.ids, {field_name: value})
                if field.type in ("char", "text", "datetime", "integer", "float", "selection"):
                    with self.subTest(model=name, field=field_name, by="load"), self.undone():
                        columns = ["name", field_name] if "name" in values else ["request_id/.id", "result", field_name]
                        row = ["New", str(value)] if "name" in values else [str(self.lent.id), "compliant", str(value)]
                        before = self.env[name].search_count([])
                        with suppress(AccessError):
                            loaded = self.rpc(login, name, "load", columns, [row])
                            self.assertFalse(loaded["ids"], loaded)
                        self.assertEqual(self.env[name].search_count([]), before)

    def test_no_commands_in_superuser_mode_through_the_case(self):
        """A request creates its case in superuser mode: lists of the case in its values would run in it."""
        victim = self.submit_request(**WHEN).sudo()
        for command in (
            Command.update(victim.id, {"purpose": "Forged", "state": "approved"}),
            Command.create({"resource_id": self.tracker.id, "round": 9}),
            Command.delete(victim.id),
        ):
            for field in ("resource_request_ids", "task_order_ids", "difficulty_ids", "node_ids"):
                with self.subTest(field=field, command=command), self.refused(AccessError):
                    self.rpc("sales_officer", REQUEST, "create", [{"resource_id": self.tracker.id, field: [command]}])
        self.assertEqual((victim.state, victim.purpose), ("review", "Align a pump line."))

    def test_papers_are_not_made_by_hand(self):
        """Evaluations, allocations, longer uses and moves come from steps; nobody creates or removes one."""
        for name in PAPERS:
            model = f"crossbiz.resource.{name}"
            if name in ("feedback", "inspection"):
                continue
            for login in ("sales_officer", "tech_officer", "decision_maker", "manager", "auditor"):
                with self.subTest(model=model, role=login):
                    with self.refused(AccessError):
                        self.rpc(login, model, "create", [{"request_id": self.lent.id}])
                    record = self.env[model].sudo().search([], limit=1)
                    with self.refused(AccessError):
                        self.rpc(login, model, "unlink", record.ids)
        for field in ("allocation_ids", "evaluation_ids", "use_extension_ids", "move_ids"):
            with self.subTest(field=field), self.refused(AccessError):
                self.rpc("sales_officer", REQUEST, "write", self.lent.ids, {field: [Command.create({})]})


@tagged("post_install", "-at_install")
class TestResourceFourEyes(ResourceAccessCase):
    """Nobody is on both sides of a signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One person who acts for everybody, as in a small company.
        for department in (cls.sales, cls.tech, cls.lead, cls.board):
            department.crossbiz_officer_ids |= cls.users["sales_second"]

    def test_submitter_decides_nowhere(self):
        """Who submitted it gives neither the review, nor an evaluation, nor the decision, as officer of whatever."""
        request = self.submit_request("sales_second", major=True, **WHEN)
        for kind, others in (
            ("request_first_review", {self.lead: "lead_officer"}),
            ("request_evaluation", {self.lead: "lead_officer", self.tech: "tech_officer"}),
            ("request_decision", {self.board: "decision_maker"}),
        ):
            for node in self.step(request, kind):
                with self.subTest(kind=kind, department=node.department_id.name):
                    for method, opinion in (("approve", "Yes"), ("reject", "No"), ("return", "Again")):
                        with self.refused(AccessError, "submitted this yourself"):
                            self.rpc("sales_second", "crossbiz.node", f"action_{method}", node.ids, opinion)
                    evaluation = request.sudo().evaluation_ids.filtered(lambda found, node=node: found.node_id == node)
                    if evaluation:
                        with self.refused(AccessError, "submitted this yourself"):
                            self.rpc("sales_second", evaluation._name, "write", evaluation.ids, JUDGED)
                        with self.refused(AccessError, "submitted this yourself"):
                            self.rpc("sales_second", evaluation._name, "action_approve", evaluation.ids)
                    self.decide(request, kind, others[node.department_id], department=node.department_id)
        self.assertEqual(request.state, "approved")

    def test_giver_does_not_receive(self):
        request = self.approve_request(self.submit_request(**WHEN))
        self.allocate(request, "sales_second")
        self.rpc("sales_second", REQUEST, "action_hand_over", request.ids, "Complete.")
        with self.refused(AccessError, "handed it over yourself"):
            self.rpc("sales_second", REQUEST, "action_hand_over", request.ids)
        self.assertEqual(request.sudo().allocation_id.state, "held")
        self.rpc("sales_officer", REQUEST, "action_hand_over", request.ids)
        self.assertEqual(request.state, "running")

    def test_receiver_does_not_inspect(self):
        request = self.approve_request(self.submit_request(**WHEN))
        self.allocate(request)
        self.rpc("tech_officer", REQUEST, "action_hand_over", request.ids, "Complete.")
        self.rpc("sales_second", REQUEST, "action_hand_over", request.ids)
        values = [{"request_id": request.id, "result": "compliant"}]
        with self.refused(AccessError, "received it yourself"):
            self.rpc("sales_second", "crossbiz.resource.inspection", "create", values)
        self.rpc("tech_second", "crossbiz.resource.inspection", "create", values)

    def test_returner_does_not_check(self):
        self.rpc("sales_second", REQUEST, "action_return", self.lent.ids, None, "Aligned.", "Complete.")
        for method, arguments in (("action_confirm_return", ["Complete."]), ("action_refuse_return", ["No."])):
            with self.subTest(method=method), self.refused(AccessError, "handed this back yourself"):
                self.rpc("sales_second", REQUEST, method, self.lent.ids, *arguments)
        self.rpc("tech_second", REQUEST, "action_confirm_return", self.lent.ids, "Complete.")
        self.assertEqual(self.lent.state, "done")

    def test_asker_does_not_decide_on_longer_use(self):
        self.rpc(
            "sales_officer", "crossbiz.resource.use.extension", "action_withdraw", self.lent.use_extension_ids.ids, "x"
        )
        self.rpc("sales_second", REQUEST, "action_extend_use", self.lent.ids, "2026-03-17 02:00:00", "More.")
        extension = self.lent.use_extension_ids.filtered(lambda found: found.state == "requested")
        for node in extension.node_ids:
            with self.refused(AccessError, "submitted this yourself"):
                self.rpc("sales_second", "crossbiz.node", "action_approve", node.ids)


@tagged("post_install", "-at_install")
class TestResourcePersons(ResourceAccessCase):
    """Each act of the room has a person behind it; superuser mode and uid 1 are refused."""

    def _review(self):
        request = self.submit_request(**WHEN)
        self.decide(request, "request_first_review", "lead_officer")
        return request.sudo().evaluation_ids.filtered(lambda found: found.department_id == self.lead)

    def _judged(self):
        evaluation = self._review()
        self.as_user(evaluation, "lead_officer").write(JUDGED)
        return evaluation

    def _approved(self):
        return self.approve_request(self.submit_request(**WHEN))

    def _planned(self):
        request = self._approved()
        self.allocate(request)
        return request

    def _filled(self):
        allocation = self._approved().sudo().allocation_id
        self.as_user(allocation, "tech_officer").write({"usage_rules": "Careful.", "return_requirements": "Clean."})
        return allocation

    def _described(self):
        allocation = self._planned().sudo().allocation_id
        self.as_user(allocation, "tech_officer").condition_out = "Complete."
        return allocation

    def _handed_out(self):
        request = self._planned()
        self.as_user(request, "tech_officer").action_hand_over("Complete.")
        return request

    def _back(self):
        self.give_back(self.lent)
        return self.lent

    def _rejected(self):
        request = self.submit_request(**WHEN)
        self.decide(request, "request_first_review", "lead_officer", "reject", "No.")
        return request

    def _reviewable(self):
        self.company.crossbiz_legal_department_id = self.control
        return self.draft_request(**WHEN, involves_contract=True)

    def _form(self):
        self.as_user(self.lent.feedback_ids, "sales_officer").write({"effect": "Good.", "condition": "Complete."})
        return self.lent.feedback_ids

    def _checked(self):
        feedback = self._back().feedback_ids
        self.as_user(feedback, "tech_officer").check_condition = "Complete."
        return feedback

    def get_acts(self):
        """For each act of the room: who does it, a function that prepares it, its arguments."""
        sales, tech, lead = "sales_officer", "tech_officer", "lead_officer"
        reason, opinion = {"reason": "No more."}, {"opinion": "So be it."}
        text = {"effect": "Good.", "condition": "Complete."}
        return {
            RESOURCE: {
                "action_write_off": (tech, lambda: self.tracker, {"event": "loss", "quantity": 1, **reason}),
            },
            REQUEST: {
                "action_submit": (sales, lambda: self.draft_request(**WHEN), {}),
                "action_reopen": (sales, self._rejected, {}),
                "action_request_reviews": (sales, self._reviewable, {}),
                "action_allocate": (tech, self._approved, {"usage_rules": "Careful.", "return_requirements": "Clean."}),
                "action_hand_over": (tech, self._planned, {"condition": "Complete."}),
                "action_undo_handover": (tech, self._handed_out, reason),
                "action_refuse_receipt": (sales, self._handed_out, reason),
                "action_withdraw_approval": (tech, self._approved, reason),
                "action_return": (sales, lambda: self.lent, text),
                "action_confirm_return": (tech, self._back, {"condition": "Complete."}),
                "action_refuse_return": (tech, self._back, reason),
                "action_extend_use": (
                    sales,
                    self.lend,
                    {"date_to": "2026-03-16 10:00:00", **reason},
                ),
                "action_cancel": (sales, self._approved, reason),
                "action_urge": (sales, self._approved, {}),
                "action_report_difficulty": (sales, lambda: self.lent, {"description": "It is heavy."}),
            },
            "crossbiz.resource.evaluation": {
                "action_approve": (lead, self._judged, opinion),
                "action_reject": (lead, self._judged, opinion),
                "action_return": (lead, self._review, opinion),
            },
            "crossbiz.resource.allocation": {
                "action_plan": (tech, self._filled, {}),
                "action_hand_over": (tech, self._described, {}),
            },
            "crossbiz.resource.feedback": {
                "action_hand_in": (sales, self._form, {}),
                "action_confirm": (tech, self._checked, {}),
            },
            "crossbiz.resource.use.extension": {
                "action_withdraw": (sales, lambda: self.lent.use_extension_ids, reason),
            },
        }

    def test_each_act_is_tried(self):
        for model, acts in self.get_acts().items():
            actions = {name for name in dir(self.env.registry[model]) if name.startswith("action_")}
            opens = {name for name in actions if name.startswith("action_open_")} | {"action_request"}
            self.assertEqual(actions - NAVIGATION - opens, set(acts), model)

    def test_superuser_mode_and_robots_are_refused(self):
        """Neither sudo, nor uid 1 acts; the person can."""
        self.check_personal(self.get_acts())

    def test_inspections_are_made_by_persons(self):
        values = {"request_id": self.lent.id, "result": "compliant"}
        inspections = self.env["crossbiz.resource.inspection"]
        for env in (inspections.with_user(self.users["tech_officer"]).sudo(), inspections.with_user(SUPERUSER_ID)):
            with self.refused(AccessError, "under their own login"):
                env.create(values)


@tagged("post_install", "-at_install")
class TestResourceFiles(ResourceAccessCase):
    """Photos are evidence: nobody steals, exchanges or removes one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = cls.approve_request(cls.submit_request(**WHEN))
        cls.allocate(cls.planned)
        cls.allocation = cls.planned.sudo().allocation_id

    def upload(self, login, content=b"photo", **values):
        (file_id,) = self.rpc(
            login, "ir.attachment", "create", [{"name": "photo.png", "datas": base64.b64encode(content), **values}]
        )
        return self.env["ir.attachment"].browse(file_id)

    def read_file(self, login, file):
        return self.rpc(login, "ir.attachment", "read", file.ids, ["raw"])[0]["raw"]

    def test_foreign_files_are_not_linked(self):
        """A file of another record or person can be put into no photo field, neither by write nor by create."""
        order = self.issue_order(departments=self.service)
        secrets = (
            self.upload("sales_officer", res_model=order._name, res_id=order.id),
            self.upload("outsider"),
        )
        feedback = self.lent.feedback_ids
        fields = {
            ("crossbiz.resource.allocation", "tech_officer"): (self.allocation, "photo_ids"),
            ("crossbiz.resource.feedback", "sales_member"): (feedback, "photo_ids"),
        }
        for secret in secrets:
            for (model, login), (record, name) in fields.items():
                if login == "sales_member" and secret == secrets[0]:
                    continue  # an order of the own department
                for command in (Command.link(secret.id), Command.set(secret.ids)):
                    with self.subTest(model=model, command=command), self.refused(AccessError):
                        self.rpc(login, model, "write", record.ids, {name: [command]})
            with self.refused(AccessError):
                self.rpc("tech_officer", REQUEST, "action_hand_over", self.planned.ids, "x", None, secret.ids)
            with self.refused(AccessError):
                self.rpc(
                    "tech_officer",
                    "crossbiz.resource.inspection",
                    "create",
                    [{"request_id": self.lent.id, "result": "compliant", "photo_ids": [Command.set(secret.ids)]}],
                )
        self.assertFalse(self.allocation.photo_ids)

    def test_colleagues_files_are_signed_too(self):
        """What a member attached belongs to the paper, so that the officer who signs vouches for it as well."""
        photo = self.upload("tech_member")
        self.rpc(
            "tech_member", self.allocation._name, "write", self.allocation.ids, {"photo_ids": [Command.set(photo.ids)]}
        )
        self.assertEqual(self.read_file("tech_officer", photo), b"photo")
        self.rpc("tech_officer", REQUEST, "action_hand_over", self.planned.ids, "Complete.")
        kept = self.allocation.photo_ids
        self.assertEqual(len(kept), 1)
        self.assertNotEqual(kept, photo)
        self.assertEqual((kept.raw, kept.name), (b"photo", "photo.png"))
        entry = self.env["crossbiz.journal"].search([("event", "=", "handed_over"), ("res_id", "=", self.planned.id)])
        self.assertEqual((kept.res_model, kept.res_id), ("crossbiz.journal", entry.id))
        self.assertIn(sha256(kept.raw).hexdigest(), entry.note)
        for login, expected in (("sales_member", True), ("lead_officer", True), ("auditor", True), ("outsider", False)):
            with self.subTest(role=login):
                if expected:
                    self.assertEqual(self.read_file(login, kept), b"photo")
                else:
                    with self.refused(AccessError):
                        self.read_file(login, kept)

    def test_signed_files_stay(self):
        """After the signature nobody changes, removes, moves or exchanges a photo, not even who took it."""
        photo = self.upload("tech_officer")
        self.rpc("tech_officer", REQUEST, "action_hand_over", self.planned.ids, "Complete.", None, photo.ids)
        kept = self.allocation.photo_ids
        other = self.upload("tech_officer", b"other")
        for login in ("tech_officer", "sales_officer", "lead_officer", "manager", "auditor"):
            with self.subTest(role=login):
                for values in (
                    {"raw": b"forged"},
                    {"datas": base64.b64encode(b"forged")},
                    {"name": "forged.png"},
                    {"res_model": "crossbiz.resource", "res_id": self.tracker.id},
                    {"public": True},
                ):
                    with self.refused(REFUSED):
                        self.rpc(login, "ir.attachment", "write", kept.ids, values)
                with self.refused(REFUSED):
                    self.rpc(login, "ir.attachment", "unlink", kept.ids)
                for command in (
                    Command.set(other.ids),
                    Command.clear(),
                    Command.unlink(kept.id),
                    Command.delete(kept.id),
                ):
                    with self.refused(REFUSED):
                        self.rpc(login, self.allocation._name, "write", self.allocation.ids, {"photo_ids": [command]})
        self.assertEqual(kept.raw, b"photo")
        # The file that was uploaded is the uploader's to delete; the copy stays.
        self.rpc("tech_officer", "ir.attachment", "unlink", photo.ids)
        self.assertEqual(self.allocation.photo_ids.raw, b"photo")

    def test_public_files_and_tokens_do_not_spread(self):
        """A file that its owner had opened to the world is not open as evidence."""
        photo = self.upload("tech_officer")
        photo.sudo().write({"public": True, "access_token": "known-to-all"})
        self.rpc("tech_officer", REQUEST, "action_hand_over", self.planned.ids, "Complete.", None, photo.ids)
        kept = self.allocation.photo_ids
        self.assertFalse(kept.public or kept.access_token)

    def test_links_are_no_evidence(self):
        """What a link shows can be exchanged."""
        (link,) = self.rpc(
            "tech_officer",
            "ir.attachment",
            "create",
            [{"name": "Photo", "type": "url", "url": "https://example.com/x"}],
        )
        with self.refused(UserError, "“Photo” is a link"):
            self.rpc("tech_officer", REQUEST, "action_hand_over", self.planned.ids, "Complete.", None, [link])

    def test_garbage_for_files(self):
        for value in ("abc", "12", 12, [True], [-1], ["x"], [0], [99999999], {"id": 1}, [[1]]):
            with self.subTest(value=value), self.refused(UserError, "Photos"):
                self.rpc("tech_officer", REQUEST, "action_hand_over", self.planned.ids, "Complete.", None, value)
        self.assertFalse(self.allocation.handed_over_at)

    def test_check_and_revocation_files(self):
        """The owner's files of the check and of the revocation are kept apart and kept for good."""
        first, second = self.upload("tech_officer", b"check"), self.upload("tech_officer", b"revoked")
        self.give_back(self.lent)
        feedback = self.lent.feedback_ids
        self.rpc(
            "tech_officer",
            feedback._name,
            "write",
            feedback.ids,
            {"check_photo_ids": [Command.set(first.ids)], "revocation_file_ids": [Command.set(second.ids)]},
        )
        self.confirm(self.lent)
        self.assertEqual(feedback.check_photo_ids.raw, b"check")
        self.assertEqual(feedback.revocation_file_ids.raw, b"revoked")
        with self.refused(REFUSED):
            self.rpc("tech_officer", "ir.attachment", "unlink", feedback.check_photo_ids.ids)
