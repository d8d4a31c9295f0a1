"""Every bad input of the room has a clear answer and loses nothing (house rule 8), over RPC as a console would."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import MissingError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, REFUSED, shanghai
from .resource_common import JUDGED, GuardedResourceCase

RESOURCE, REQUEST = "crossbiz.resource", "crossbiz.resource.request"
ALLOCATION, FEEDBACK = "crossbiz.resource.allocation", "crossbiz.resource.feedback"
INSPECTION, EXTENSION = "crossbiz.resource.inspection", "crossbiz.resource.use.extension"
EVIL = "<script>alert('x')</script><b>bold</b> <img src=x onerror=alert(1)> & \"quoted\" {{ object.env }} ${1+1}"
LIMIT = 10_000
UNKNOWN = (*REFUSED, MissingError)
NOT_UNITS = (0, -1, 0.001, float("nan"), float("inf"), -float("inf"), True, "1", "abc", [], {}, 1e300)
NEXT_WEEK = {"date_from": shanghai(16, 9), "date_to": shanghai(20, 18)}


class ResourceBadInputCase(GuardedResourceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls._create_department("Empty Room")

    def fresh(self, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(1).sudo()

    def get_facts(self, request):
        """What must not change by a refused call."""
        seen = self.fresh(request)
        return (
            seen.read(
                ["state", "round", "quantity", "date_from", "date_to", "purpose", "submitted_at", "department_ids"]
            ),
            seen.allocation_ids.read(["state", "start", "stop", "outstanding", "planned_at", "handed_over_at"]),
            seen.evaluation_ids.read(["reasonableness", "judged_at"]),
            seen.feedback_ids.read(["state", "quantity", "damaged", "lost", "check_condition"]),
            seen.inspection_ids.ids,
            seen.use_extension_ids.read(["state", "date_to"]),
            seen.case_id.node_ids.sorted("id").mapped(lambda node: (node.kind, node.state, node.deadline)),
            self.events(request),
            self.moves(seen.resource_id),
            seen.resource_id.read(["capacity", "active", "department_id"]),
            self.env["crossbiz.notice"].search_count([("res_id", "=", request.id)]),
        )

    def assert_refused(self, request, kinds, message, login, model, method, *args, **kwargs):
        """The call is refused with this message and changes nothing."""
        before = self.get_facts(request)
        with self.refused(kinds, message):
            self.rpc(login, model, method, *args, **kwargs)
        self.assertEqual(self.get_facts(request), before)

    def assert_ledger_holds(self, resource=None):
        """What is on hand and lent is the capacity; what is promised by the ledger is what allocations claim."""
        resource = self.fresh(resource or self.tracker)
        moves = self.env["crossbiz.resource.move"].search([("resource_id", "=", resource.id)])
        claimed = resource.allocation_ids.filtered(lambda found: found.state in ("held", "active"))
        self.assertAlmostEqual(resource.on_hand + resource.lent, resource.capacity, 2)
        self.assertAlmostEqual(sum(moves.mapped("on_hand_change")), resource.on_hand, 2)
        self.assertAlmostEqual(sum(moves.mapped("promised_change")), sum(claimed.mapped("outstanding")), 2)
        self.assertGreaterEqual(resource.on_hand, 0)

    def approved(self, **values):
        return self.approve_request(self.submit_request(**values))

    def planned(self, **values):
        request = self.approved(**values)
        self.allocate(request)
        return request

    def handed_out(self, **values):
        request = self.planned(**values)
        self.rpc("tech_officer", REQUEST, "action_hand_over", request.ids, "Complete.")
        return request

    def back(self, **values):
        request = self.lend(**values)
        self.give_back(request)
        return request


@tagged("post_install", "-at_install")
class TestBadRequest(ResourceBadInputCase):
    """What keeps a request from being submitted."""

    def check_submit_refused(self, message, login="sales_officer", **changes):
        draft = self.draft_request(login, **changes)
        self.assert_refused(draft, UserError, message, login, REQUEST, "action_submit", draft.ids)
        self.assertEqual(self.fresh(draft).state, "draft")
        return draft

    def test_incomplete_or_wrong(self):
        """Each reason names the field or the fact; nothing is submitted."""
        cases = (
            ("no purpose", {"purpose": False}, "Purpose is empty"),
            ("blank purpose", {"purpose": " \n\t "}, "Purpose is empty"),
            ("no safeguards", {"safeguards": ""}, "Security Safeguards is empty"),
            ("no period", {"date_from": False, "date_to": False}, "period is empty"),
            ("half a period", {"date_to": False}, "period is empty"),
            ("end before start", {"date_from": shanghai(13, 18), "date_to": shanghai(9, 9)}, "ends before it begins"),
            ("no length", {"date_from": shanghai(9, 9), "date_to": shanghai(9, 9)}, "ends before it begins"),
            ("yesterday", {"date_from": MONDAY - timedelta(days=1)}, "lies in the past"),
            (
                "over",
                {"date_from": MONDAY - timedelta(hours=2), "date_to": MONDAY - timedelta(hours=1)},
                "lies in the past",
            ),
            ("for ever", {"date_to": MONDAY + timedelta(days=3 * 366 + 8)}, "three years at most"),
            (
                "far away",
                {"date_from": MONDAY + timedelta(days=1200), "date_to": MONDAY + timedelta(days=1201)},
                "within three years",
            ),
            ("nothing", {"quantity": 0}, "at least 0.01"),
            ("less than a hundredth", {"quantity": 0.004}, "at least 0.01"),
            ("negative", {"quantity": -1}, "at least 0.01"),
            ("too much", {"quantity": 3}, "3 units are asked for.*Laser Tracker.*has 2"),
            ("a little too much", {"quantity": 2.01}, "2.01 units are asked for"),
            ("negative value", {"value": -5}, "value cannot be negative"),
            ("no lead", {"lead_department_id": False}, "No lead department.*Settings"),
            ("lead without officer", {"lead_department_id": self.nobody.id}, "Empty Room.*no officer"),
        )
        for label, changes, message in cases:
            with self.subTest(label), self.undone():
                self.check_submit_refused(message, **changes)
        with self.subTest("all at once"):
            self.check_submit_refused(
                "(?s)Purpose is empty.*Safeguards is empty.*at least 0.01.*ends before",
                purpose=False,
                safeguards=" ",
                quantity=0,
                date_to=shanghai(9, 9),
            )

    def test_fractions(self):
        """Half a person is 0.5: halves fill a whole, and not a hundredth more."""
        person = self.as_user(self.env[RESOURCE], "tech_officer").create(
            {"name": "A welder", "resource_type": "manpower", "department_id": self.tech.id, "capacity": 1}
        )
        first = self.approved(resource=person, quantity=0.5)
        self.approved(resource=person, quantity=0.3)
        self.assertEqual(first.sudo().allocation_id.quantity, 0.5)
        self.check_submit_refused("0.21 units are not free", resource=person, quantity=0.21)
        self.approved(resource=person, quantity=0.2)
        self.check_submit_refused("0.01 units are not free", resource=person, quantity=0.01)
        self.assert_ledger_holds(person)

    def test_quantities_that_are_none(self):
        """Whatever a script sends for a number: refused when it is drafted or when it is submitted."""
        answers = {float("nan"): UserError, float("inf"): UserError, "abc": ValueError, 1e300: UserError}
        for value, kinds in answers.items():
            values = {"resource_id": self.tracker.id, "quantity": value, "purpose": "x", "safeguards": "x", **NEXT_WEEK}
            with self.subTest(value=value), self.undone(), self.assertRaises(kinds):
                (draft,) = self.rpc("sales_officer", REQUEST, "create", [values])
                self.rpc("sales_officer", REQUEST, "action_submit", [draft])

    def test_garbage_dates(self):
        draft = self.draft_request()
        for value in ("soon", "2026-13-01 00:00:00", "31.12.2026", "2026-03-06T10:00:00+08:00 or so"):
            with self.subTest(value=value), self.assertRaises(ValueError):  # the ORM's own answer
                self.rpc("sales_officer", REQUEST, "write", draft.ids, {"date_to": value})
        self.assertEqual(self.fresh(draft).date_to, shanghai(13, 18))

    def test_data_needs_its_papers(self):
        self.check_submit_refused(
            "(?s)Scope of the Data is empty.*Retention and Deletion is empty.*Legal Basis is empty",
            resource=self.dataset,
        )

    def test_texts(self):
        """Huge texts are refused where they are written, HTML stays text."""
        with self.refused(UserError, "Purpose has 10001 characters"):
            self.rpc(
                "sales_officer", REQUEST, "create", [{"resource_id": self.tracker.id, "purpose": "x" * (LIMIT + 1)}]
            )
        request = self.draft_request(purpose=EVIL, safeguards=EVIL, name=EVIL)
        self.rpc("sales_officer", REQUEST, "action_submit", request.ids)
        self.assertEqual(self.fresh(request).purpose, EVIL)
        self.approve_request(request)
        self.assertFalse(self.env["crossbiz.journal"]._verify()["broken"])

    def test_own_resource(self):
        self.check_submit_refused("your own department's", "tech_officer")

    def test_archived_resource_and_owner(self):
        draft = self.draft_request()
        self.tracker.active = False
        self.assert_refused(
            draft, UserError, "Laser Tracker.*is archived", "sales_officer", REQUEST, "action_submit", draft.ids
        )
        self.tracker.active = True
        with self.undone():
            self.tech.active = False
            self.assert_refused(
                draft, UserError, "Technical.*is archived", "sales_officer", REQUEST, "action_submit", draft.ids
            )
        self.tech.crossbiz_officer_ids = False
        self.assert_refused(
            draft, UserError, "Technical.*no officer", "sales_officer", REQUEST, "action_submit", draft.ids
        )

    def test_suspended_department(self):
        self.sales.crossbiz_suspended = True
        self.check_submit_refused("Sales.*suspended")

    def test_no_decision_layer(self):
        """Without a decision layer an ordinary request goes its way; a major one says what to set."""
        self.company.crossbiz_decision_department_id = False
        self.check_submit_refused("no decision layer.*settings", major=True)
        self.check_submit_refused("no decision layer.*settings", value=1_000_000)
        self.check_submit_refused("no decision layer.*settings", "lead_officer")
        self.approved()

    def test_nobody_else_could_review(self):
        self.company.crossbiz_decision_department_id = self.lead
        self.check_submit_refused("nobody else could review", "lead_officer")

    def test_unknown_and_foreign_resources(self):
        other = self.env["res.company"].create({"name": "Other Works", "resource_calendar_id": self.calendar.id})
        abroad = self._create_department("Abroad", company=other)
        foreign = (
            self.env[RESOURCE]
            .with_context(allowed_company_ids=other.ids)
            .create({"name": "Theirs", "department_id": abroad.id, "company_id": other.id})
        )
        for label, value in (("foreign", foreign.id), ("unknown", 99999999), ("none", False)):
            with self.subTest(label), self.refused(UNKNOWN):
                self.rpc("sales_officer", REQUEST, "create", [{"name": "x", "resource_id": value}])
        draft = self.draft_request()
        with self.refused(UNKNOWN):
            self.rpc("sales_officer", REQUEST, "write", draft.ids, {"resource_id": foreign.id})

    def test_twice(self):
        """The second click on submit learns that it was the second."""
        request = self.submit_request()
        self.assert_refused(
            request, UserError, "already submitted", "sales_officer", REQUEST, "action_submit", request.ids
        )

    def test_issued_paper_stands(self):
        request = self.submit_request()
        for values in (
            {"quantity": 2},
            {"purpose": "Other"},
            {"date_to": shanghai(20, 18)},
            {"resource_id": self.dataset.id},
        ):
            with self.subTest(values=values):
                self.assert_refused(
                    request, UserError, "no draft any more", "sales_officer", REQUEST, "write", request.ids, values
                )

    def test_clock_changes(self):
        """An owner in Paris: the due days of inspections are local ones on both sides of the change of the clock."""
        paris = self._create_calendar(self.company, "Europe/Paris")
        self.tech.crossbiz_calendar_id = paris
        self.tracker.inspection_interval_days = 5
        self.lend(date_from=shanghai(25, 18), date_to=shanghai(31, 23), quantity=1)
        # Handed over on the 2nd: the 7th is a Saturday, so its end is midnight in Paris (UTC+1 before the 29th).
        request = self.env[REQUEST].search([], limit=1)
        node = self.nodes(request, "resource_inspection", "open")
        self.assertEqual(node.deadline, fields.Datetime.to_datetime("2026-03-07 22:59:59"))
        with freeze_time("2026-03-28 09:00:00"):
            self.as_user(self.env[INSPECTION], "tech_officer").create({"request_id": request.id, "result": "compliant"})
            # a late one counts from its day: the 2nd of April is after the loan, so there is no further one
            self.assertFalse(self.nodes(request, "resource_inspection", "open"))


@tagged("post_install", "-at_install")
class TestConflicts(ResourceBadInputCase):
    """No double promise, whatever is tried."""

    def test_message(self):
        """Who comes too late learns which periods are taken and when it is free for as long."""
        self.approved(quantity=2, date_from=shanghai(9, 9), date_to=shanghai(10, 18))
        self.approved(quantity=2, date_from=shanghai(12, 9), date_to=shanghai(12, 18))
        draft = self.draft_request()
        tell = self.as_user(self.tracker, "sales_officer").with_context(lang="en_US", tz="Asia/Shanghai")._tell
        message = (
            f"{tell(shanghai(9, 9))} to {tell(shanghai(10, 18))}, {tell(shanghai(12, 9))} to {tell(shanghai(12, 18))}"
            f".*It is free for as long from {tell(shanghai(12, 18))} on"
        )
        self.assert_refused(draft, UserError, message, "sales_officer", REQUEST, "action_submit", draft.ids)
        self.rpc(
            "sales_officer", REQUEST, "write", draft.ids, {"date_from": shanghai(12, 18), "date_to": shanghai(16, 18)}
        )
        self.rpc("sales_officer", REQUEST, "action_submit", draft.ids)

    def test_approval_when_meanwhile_promised(self):
        """Both asked in time, one was approved first: the other's last approver learns it; nothing is half-written."""
        first, second = (self.submit_request(quantity=2) for _number in range(2))
        for request in (first, second):
            self.decide(request, "request_first_review", "lead_officer")
            self.decide(request, "request_evaluation", "lead_officer", department=self.lead)
        self.decide(first, "request_evaluation", "tech_officer", department=self.tech)
        evaluation = second.sudo().evaluation_ids.filtered(lambda found: found.department_id == self.tech)
        self.rpc("tech_officer", evaluation._name, "write", evaluation.ids, JUDGED)
        self.assert_refused(
            second,
            UserError,
            "promised already.*free",
            "tech_officer",
            evaluation._name,
            "action_approve",
            evaluation.ids,
        )
        self.assertEqual(second.state, "review")
        self.rpc("tech_officer", evaluation._name, "action_return", evaluation.ids, "Take the week after.")
        self.assertEqual(second.state, "draft")
        self.rpc("sales_officer", REQUEST, "write", second.ids, NEXT_WEEK)
        self.rpc("sales_officer", REQUEST, "action_submit", second.ids)
        self.approve_request(second)
        self.assert_ledger_holds()

    def test_plan_is_not_widened_over_a_promise(self):
        """What a narrower plan left free and was promised to others is theirs."""
        first = self.approved(quantity=2)
        allocation = first.sudo().allocation_id
        self.rpc("tech_member", ALLOCATION, "write", allocation.ids, {"stop": shanghai(10, 18)})
        second = self.approved(quantity=2, date_from=shanghai(11, 9), date_to=shanghai(12, 18))
        for values in ({"stop": shanghai(13, 18)}, {"stop": shanghai(12, 9)}):
            with self.subTest(values=values):
                self.assert_refused(
                    first, UserError, "promised already", "tech_member", ALLOCATION, "write", allocation.ids, values
                )
        self.assert_refused(
            first,
            UserError,
            "promised already",
            "tech_officer",
            REQUEST,
            "action_allocate",
            first.ids,
            usage_rules="x",
            return_requirements="x",
            stop="2026-03-13 10:00:00",
        )
        self.rpc("tech_member", ALLOCATION, "write", allocation.ids, {"stop": shanghai(11, 9)})
        self.assertTrue(second)

    def test_plan_stays_within_the_approval(self):
        request = self.approved()
        allocation = request.sudo().allocation_id
        for values, message in (
            ({"start": shanghai(8, 9)}, "within the approved period"),
            ({"stop": shanghai(14, 18)}, "within the approved period"),
            ({"start": shanghai(13, 18)}, "ends before it begins|within the approved period"),
        ):
            with self.subTest(values=values):
                self.assert_refused(
                    request, REFUSED, message, "tech_officer", ALLOCATION, "write", allocation.ids, values
                )

    def test_handing_over_early(self):
        """Before its time only what nobody else has then."""
        late = self.planned(quantity=2, **NEXT_WEEK)
        self.lend()
        self.assert_refused(
            late,
            UserError,
            "1 units.*are on hand, 2 are needed",
            "tech_officer",
            REQUEST,
            "action_hand_over",
            late.ids,
            "x",
        )
        with self.undone():
            small = self.planned(quantity=1, date_from=shanghai(10, 9), date_to=shanghai(11, 18))
            self.rpc("tech_officer", REQUEST, "action_hand_over", small.ids, "Complete.")
        promised = self.approved(quantity=1, date_from=shanghai(4, 9), date_to=shanghai(5, 18))
        small = self.planned(quantity=1, date_from=shanghai(10, 9), date_to=shanghai(11, 18))
        self.assert_refused(
            small, UserError, "promised already", "tech_officer", REQUEST, "action_hand_over", small.ids, "Complete."
        )
        self.assertTrue(promised)

    def test_what_is_on_its_way_is_not_handed_over_twice(self):
        """One unit is overdue elsewhere; the other goes out once, though two loans were promised on its return."""
        overdue = self.lend(date_from=shanghai(3, 9), date_to=shanghai(4, 18))
        with freeze_time(shanghai(9, 9)):
            first = self.planned(date_from=shanghai(9, 10), date_to=shanghai(13, 18))
            second = self.planned(date_from=shanghai(9, 10), date_to=shanghai(13, 18))
        with freeze_time(shanghai(9, 10)):
            self.rpc("tech_officer", REQUEST, "action_hand_over", first.ids, "Complete.")
            self.assert_refused(
                second, UserError, "0 units.*are on hand", "tech_officer", REQUEST, "action_hand_over", second.ids, "x"
            )
            with self.refused(UserError, "0 units.*on hand: no more"):
                self.rpc("tech_officer", RESOURCE, "action_write_off", self.tracker.ids, "loss", 1, "Gone.")
            with self.refused(UserError, "units.*are lent or promised"):
                self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": 1})
            self.rpc("sales_officer", REQUEST, "action_hand_over", first.ids)
            self.assert_ledger_holds()
        self.assertTrue(overdue)

    def test_overdue_is_told(self):
        """A use that would begin while units are overdue: the message says so instead of promising this very moment."""
        self.lend(quantity=2, date_from=shanghai(3, 9), date_to=shanghai(4, 18))
        with freeze_time(shanghai(9, 10)):
            draft = self.draft_request(date_from=shanghai(9, 9), date_to=shanghai(10, 18))
            self.assert_refused(
                draft, UserError, "2 units are overdue: urge", "sales_officer", REQUEST, "action_submit", draft.ids
            )
            later = self.draft_request(date_from=shanghai(10, 9), date_to=shanghai(11, 18))
            self.rpc("sales_officer", REQUEST, "action_submit", later.ids)

    def test_capacity_below_promises(self):
        """The capacity stays above what is lent and promised, and says until when."""
        self.approved(quantity=2)
        tell = self.as_user(self.tracker, "tech_officer").with_context(lang="en_US", tz="Asia/Shanghai")._tell
        before = self.moves(self.tracker)
        for login in ("tech_officer", "manager"):
            with self.refused(UserError, f"2 units.*cannot be less before {tell(shanghai(13, 18))}"):
                self.rpc(login, RESOURCE, "write", self.tracker.ids, {"capacity": 1})
        self.assertEqual((self.fresh(self.tracker).capacity, self.moves(self.tracker)), (2, before))
        self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": 5})
        self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": 2})
        self.assert_ledger_holds()

    def test_capacity_without_promises(self):
        """Where nobody claims anything the capacity goes up and down."""
        for capacity in (5, 0.5, 2):
            self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": capacity})
            self.assert_ledger_holds()
        self.rpc("tech_officer", RESOURCE, "action_write_off", self.tracker.ids, "damage", 1, "Fell down.")
        self.assertEqual(self.fresh(self.tracker).capacity, 1)

    def test_early_return_frees(self):
        request = self.lend(quantity=2)
        self.give_back(request, 1)
        self.confirm(request)
        self.approved(quantity=1, date_from=shanghai(10, 9), date_to=shanghai(11, 18))
        draft = self.draft_request(quantity=1, date_from=shanghai(10, 9), date_to=shanghai(11, 18))
        self.assert_refused(draft, UserError, "promised already", "sales_officer", REQUEST, "action_submit", draft.ids)
        self.give_back(request)
        self.confirm(request)
        self.rpc("sales_officer", REQUEST, "action_submit", draft.ids)
        self.assert_ledger_holds()

    def test_loss_below_what_is_promised(self):
        """What is lost is lost: the capacity falls below what is promised, and the owner is told."""
        request = self.lend(quantity=2)
        later = self.approved(quantity=2, **NEXT_WEEK)
        self.give_back(request)
        self.confirm(request, lost=1)
        self.assertEqual(self.fresh(self.tracker).capacity, 1)
        messages = self.tracker.message_ids.filtered(
            lambda found: "More is promised than is left" in (found.body or "")
        )
        self.assertIn(self.users["tech_second"].partner_id, messages.notified_partner_ids)
        self.rpc("tech_officer", REQUEST, "action_withdraw_approval", later.ids, "One was lost.")
        self.assert_ledger_holds()
