"""The resource ledger: append-only, sealed, and the sum of its moves is what is on hand (regulation 3.1.3)."""

import random
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..lib import occupancy
from ..models.resource import resource_availability
from .common import MONDAY, REFUSAL_LOGGERS, shanghai
from .ledger_common import Tampering
from .resource_common import ResourceCase

RESOURCE, REQUEST, MOVE = "crossbiz.resource", "crossbiz.resource.request", "crossbiz.resource.move"


class LedgerCase(Tampering, ResourceCase):
    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(MONDAY))  # before the first move is written
        super().setUpClass()
        cls.enterClassContext(mute_logger(*REFUSAL_LOGGERS))
        cls.journal = cls.env["crossbiz.journal"]
        cls.ledger = cls.env[MOVE]

    def fresh(self, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.sudo()

    def chain(self, resource=None):
        return self.ledger.search([("resource_id", "=", (resource or self.tracker).id)], order="position")

    def assert_broken(self, position, resource=None):
        self.assert_names(position, MOVE, (resource or self.tracker).id)


@tagged("post_install", "-at_install")
class TestLedgerSums(LedgerCase):
    """On hand, lent and promised are read from the moves, at any moment."""

    def assert_invariants(self, resource):
        resource = self.fresh(resource)
        moves = self.chain(resource)
        claimed = resource.allocation_ids.filtered(lambda found: found.state in ("held", "active"))
        lent = claimed.filtered(lambda found: found.state == "active")
        self.assertAlmostEqual(resource.on_hand, sum(moves.mapped("on_hand_change")), 2)
        self.assertAlmostEqual(resource.lent, sum(lent.mapped("outstanding")), 2)
        self.assertAlmostEqual(resource.on_hand + resource.lent, resource.capacity, 2)
        self.assertAlmostEqual(sum(moves.mapped("promised_change")), sum(claimed.mapped("outstanding")), 2)
        self.assertGreaterEqual(resource.on_hand, 0)
        self.assertEqual(moves.mapped("position"), list(range(1, len(moves) + 1)))

    def test_as_of(self):
        """What was on hand at any past moment is the sum of the moves until then, the moment's own included."""
        expected = {MONDAY - timedelta(seconds=1): 0, MONDAY: 2}
        with freeze_time(shanghai(9, 9)):
            request = self.lend(date_from=shanghai(9, 9), date_to=shanghai(13, 18), quantity=1.5)
            expected[shanghai(9, 9)] = 0.5
        with freeze_time(shanghai(11, 10)):
            self.give_back(request, 1)
            expected[shanghai(11, 10)] = 0.5
        with freeze_time(shanghai(11, 11)):
            self.confirm(request, damaged=0.25)
            expected[shanghai(11, 11)] = 1.25
        with freeze_time(shanghai(13, 10)):
            self.give_back(request)
            self.confirm(request, lost=0.5)
            expected[shanghai(13, 10)] = 1.25
        with freeze_time(shanghai(16, 10)):
            self.rpc("tech_officer", RESOURCE, "action_write_off", self.tracker.ids, "loss", 0.25, "Not found.")
            expected[shanghai(16, 10)] = 1
        with freeze_time(shanghai(17, 10)):
            self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": 4})
            expected[shanghai(17, 10)] = 4
        moments = sorted(expected)
        for moment, until in zip(moments, [*moments[1:], None], strict=True):
            for login in ("tech_member", "outsider", "auditor"):
                with self.subTest(moment=moment, role=login):
                    for at in (moment, until and until - timedelta(seconds=1)):
                        answer = self.rpc(login, RESOURCE, "get_on_hand", self.tracker.ids, str(at) if at else None)
                        self.assertEqual(answer, [{"id": self.tracker.id, "on_hand": expected[moment]}])
        sums = self.ledger._read_group(
            [("resource_id", "=", self.tracker.id), ("at", "<=", shanghai(11, 10))], [], ["on_hand_change:sum"]
        )
        self.assertEqual(sums, [(0.5,)], "the view as of a moment sums the same column")
        self.assert_invariants(self.tracker)

    def test_each_event(self):
        """Which event changes what, with both departments, person and condition."""
        request = self.lend(quantity=2)
        self.give_back(request)
        self.confirm(request, damaged=0.5, lost=0.5)
        withdrawn = self.approve_request(self.submit_request(date_from=shanghai(23, 9), date_to=shanghai(24, 18)))
        self.rpc("tech_officer", REQUEST, "action_withdraw_approval", withdrawn.ids, "It is to be calibrated.")
        self.rpc("tech_officer", RESOURCE, "action_write_off", self.tracker.ids, "damage", 0.5, "Fell down.")
        self.assertEqual(
            self.moves(self.tracker),
            [
                ("adjust", 2, 2, 0),
                ("allocate", 2, 0, 2),
                ("hand_over", 2, -2, 0),
                ("return", 1.5, 1.5, -1.5),
                ("loss", 0.5, 0, -0.5),
                ("damage", 0.5, -0.5, 0),
                ("allocate", 1, 0, 1),
                ("release", 1, 0, -1),
                ("damage", 0.5, -0.5, 0),
            ],
        )
        chain = self.chain()
        self.assertEqual(chain.department_id, self.tech)
        self.assertEqual(chain.filtered("request_id").borrower_id, self.sales)
        persons = {move.event: move.user_id.login for move in chain}
        self.assertEqual((persons["hand_over"], persons["return"]), ("sales_officer", "tech_officer"))
        self.assertEqual(chain[-1].condition, "Fell down.")
        self.assertEqual(chain[7].condition, "It is to be calibrated.")
        self.assert_invariants(self.tracker)

    def test_corrections_are_new_moves(self):
        """A capacity that was entered wrongly is corrected by a move; what was written stays."""
        before = self.chain()
        facts = before.read(["event", "quantity", "on_hand_change", "seal"])
        for capacity, change in ((20, 18), (2, -18), (2, None)):
            self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": capacity})
            last = self.chain()[-1]
            if change:
                self.assertEqual((last.event, last.quantity, last.on_hand_change), ("adjust", abs(change), change))
        self.assertEqual(len(self.chain()), 3, "what changes nothing writes nothing")
        self.assertEqual(before.read(["event", "quantity", "on_hand_change", "seal"]), facts)
        self.assert_holds()

    def test_data_stays_where_it_is(self):
        """Data is not used up: several have it, and it is on hand all the time."""
        papers = {"data_scope": "Calls", "retention": "A month", "legal_basis": "Contract"}
        for _number in range(2):
            request = self.approve_request(self.submit_request(resource=self.dataset, **papers))
            self.allocate(request)
            self.hand_over(request, access_note="A view.")
        resource = self.fresh(self.dataset)
        self.assertEqual((resource.on_hand, resource.lent, resource.free_now), (1, 2, 1))

    def test_random_ways(self):
        """Whatever people do in whatever order: on hand and lent are the capacity, nothing is promised twice."""
        chance = random.Random(20260302)
        requests = []
        day = 3
        for _turn in range(80):
            day = min(day + chance.choice((0, 0, 0, 1)), 25)
            with freeze_time(shanghai(day, 10)):
                self.do_something(chance, requests, day)
                self.assert_invariants(self.tracker)
        self.assertGreater(len(self.chain()), 20, "too little happened")
        self.assertFalse(self.find_over_promise(), "promised twice")
        self.assert_holds()

    def do_something(self, chance, requests, day):
        """One step of somebody; what is refused is refused as a whole."""
        quantity = chance.choice((0.25, 0.5, 1, 1.25, 2))
        if chance.random() < 0.3 or not requests:
            first = day + chance.randint(0, 3)
            when = {"date_from": shanghai(first, 11), "date_to": shanghai(first + chance.randint(0, 2), 18)}
            with self.may_be_refused():
                requests.append(self.approve_request(self.submit_request(quantity=quantity, **when)))
            return
        request = chance.choice(requests)
        allocation = self.fresh(request).allocation_id
        with self.may_be_refused():
            if request.state == "approved" and chance.random() < 0.1:
                self.as_user(request, "sales_officer").action_cancel("Not needed.")
            elif request.state == "approved" and not allocation.planned_at:
                self.allocate(request, handover_at=max(allocation.start, shanghai(day, 10)))
            elif request.state == "approved":
                self.hand_over(request)
            elif request.state == "running":
                self.give_back(request, min(quantity, allocation.outstanding))
            elif request.state == "closing":
                lost = chance.choice((0, 0, 0, 0.05))
                self.confirm(request, lost=lost)
            else:
                self.as_user(self.tracker, "tech_officer").capacity = chance.choice((2, 2.5, 3))

    @contextmanager
    def may_be_refused(self):
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                yield
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()

    def find_over_promise(self):
        """Moments ahead at which more is claimed than there is."""
        self.env.cr.execute(
            """SELECT one.start FROM crossbiz_resource_allocation AS one
                 JOIN crossbiz_resource AS resource ON resource.id = one.resource_id
                WHERE one.state = 'held' AND resource.capacity < (
                      SELECT SUM(outstanding) FROM crossbiz_resource_allocation AS other
                       WHERE other.resource_id = one.resource_id AND other.state IN ('held', 'active')
                         AND other.start <= one.start AND one.start < other.stop)
                  AND resource.id = %s""",
            [self.tracker.id],
        )
        return self.env.cr.fetchall()


@tagged("post_install", "-at_install")
class TestLedgerSeals(LedgerCase):
    """What is written stays, for the application and for a console; and what does not, is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.lend()
        cls.give_back(cls.request)
        cls.confirm(cls.request)
        cls.env.flush_all()

    def test_postgresql_refuses(self):
        move = self.chain()[1]
        for statement in (
            "UPDATE crossbiz_resource_move SET quantity = 9",
            f"UPDATE crossbiz_resource_move SET condition = condition WHERE id = {move.id}",
            f"DELETE FROM crossbiz_resource_move WHERE id = {move.id}",
            "TRUNCATE crossbiz_resource_move",
            "TRUNCATE crossbiz_resource CASCADE",
            f"""INSERT INTO crossbiz_resource_move SELECT * FROM crossbiz_resource_move WHERE id = {move.id}
                ON CONFLICT (resource_id, position) DO UPDATE SET quantity = 9""",
        ):
            with (
                self.subTest(statement=statement[:40]),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege) as found,
            ):
                self._sql(statement)
            self.assertIn("append-only", str(found.exception))
        self.assert_holds()

    def test_triggers_are_on(self):
        self.env.cr.execute(
            """SELECT tgname, tgenabled FROM pg_trigger
                WHERE tgrelid = 'crossbiz_resource_move'::regclass AND NOT tgisinternal ORDER BY tgname"""
        )
        self.assertEqual(self.env.cr.fetchall(), [("crossbiz_no_change", "O"), ("crossbiz_no_truncate", "O")])

    def test_superuser_mode_changes_nothing_either(self):
        move = self.chain()[0].sudo()
        for change in (lambda: move.write({"quantity": 9}), move.unlink):
            with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
                change()
                self.env.flush_all()

    def test_no_group_writes(self):
        ours = self.env["res.groups"].search(
            [("privilege_id.category_id", "=", self.env.ref("crossbiz_addon.module_category_crossbiz").id)]
        )
        self._create_person("everything", self.tech, "base.group_system,hr.group_hr_manager", officer=True)
        self.users["everything"].group_ids |= ours
        move = self.chain()[0]
        calls = {
            "write": (move.ids, {"quantity": 9}),
            "web_save": (move.ids, {"quantity": 9}, {"quantity": {}}),
            "create": ([move.sudo().copy_data()[0]],),
            "unlink": (move.ids,),
            "copy": (move.ids,),
        }
        for login in ("everything", "auditor", "manager", "tech_officer", "sales_member"):
            for method, arguments in calls.items():
                with self.subTest(role=login, method=method), self.assertRaises(AccessError):
                    self.rpc(login, MOVE, method, *arguments)

    def test_tampering_is_found(self):
        """Each sealed column, the seal and the link: the verifier names the entry and the resource's ledger."""
        move = self.chain()[2]
        changes = {
            "event": "loss",
            "quantity": 7,
            "on_hand_change": 0,
            "promised_change": 3,
            "condition": "Forged",
            "borrower_id": self.service.id,
            "department_id": self.board.id,
            "user_id": self.users["outsider"].id,
            "request_id": None,
            "at": MONDAY - timedelta(days=1),
            "seal": "0" * 64,
            "previous_seal": "0" * 64,
        }
        self.check_sealed(move, changes, 3)

    def test_every_column_is_sealed(self):
        """What the table keeps of a move is sealed, but for what names the row."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'crossbiz_resource_move'"
        )
        columns = {name for (name,) in self.env.cr.fetchall()}
        self.assertEqual(columns - set(self.ledger._sealed_fields), {"id", "seal", "previous_seal"})

    def test_nothing_is_not_zero(self):
        """A quantity that becomes empty is a change too."""
        move = self.chain()[1]
        self._tamper("UPDATE crossbiz_resource_move SET on_hand_change = NULL WHERE id = %s", move.id)
        self.assert_broken(2)

    def test_removed_and_moved_rows(self):
        chain = self.chain()
        for index in (0, 2):
            with self.subTest(position=index + 1), self.undone():
                self._tamper("DELETE FROM crossbiz_resource_move WHERE id = %s", chain[index].id)
                self.assert_broken(index + 1)
        with self.undone():  # a row given to another resource
            self._tamper(
                "UPDATE crossbiz_resource_move SET resource_id = %s, position = 2 WHERE id = %s",
                self.dataset.id,
                chain[-1].id,
            )
            self.assert_broken(2, self.dataset)

    def test_cut_tail(self):
        """The last moves gone without a trace in the chain: the anchored head knows, and names the ledger."""
        self.env["crossbiz.journal.anchor"]._anchor()
        heads = self.env["crossbiz.journal.anchor"].search([], limit=1).heads
        last = self.chain()[-1]
        position = last.position
        self.assertIn([MOVE, self.tracker.id, position, last.seal], heads)
        self._tamper("DELETE FROM crossbiz_resource_move WHERE id = %s", last.id)
        broken = self.journal._verify()["broken"]
        self.assertIn(f"{MOVE} {self.tracker.id}", broken)
        self.assertIn(f"{position} entries were anchored", broken)

    def test_anchors_keep_only_what_moved(self):
        anchors = self.env["crossbiz.journal.anchor"]
        anchors._anchor()
        self.assertFalse(anchors._anchor(), "nothing moved")
        self.rpc("tech_officer", RESOURCE, "write", self.tracker.ids, {"capacity": 3})
        heads = anchors._anchor().heads
        self.assertEqual([head[:2] for head in heads], [[MOVE, self.tracker.id]])
        self.assert_holds()

    def test_counted(self):
        """The verifier's figures count the moves and their chains."""
        self.env.cr.execute(
            """SELECT (SELECT COUNT(*) FROM crossbiz_journal) + (SELECT COUNT(*) FROM crossbiz_resource_move),
                      (SELECT COUNT(DISTINCT (res_model, res_id)) FROM crossbiz_journal)
                      + (SELECT COUNT(DISTINCT resource_id) FROM crossbiz_resource_move)"""
        )
        counted = self.env.cr.fetchone()
        found = self.journal._verify()
        self.assertEqual((found["entries"], found["chains"]), counted)

    def test_odd_texts_hold(self):
        for text in ("a\r\nb", "e\u0301", "\u202eabc", "😀" * 50, "'; DROP TABLE x; --", '{"a": 1}', "x" * 10_000):
            self.rpc("tech_officer", RESOURCE, "action_write_off", self.tracker.ids, "damage", 0.01, text)
        self.assert_holds()


@tagged("post_install", "-at_install")
class TestFacts(LedgerCase):
    """What resource-use compliance will count is kept as facts with dates (regulation 6.1)."""

    def test_inspections_violations_and_late_returns(self):
        self.tracker.inspection_interval_days = 2
        with freeze_time(shanghai(9, 9)):
            request = self.lend()
        inspections = self.as_user(self.env["crossbiz.resource.inspection"], "tech_officer")
        with freeze_time(shanghai(11, 10)):
            inspections.create({"request_id": request.id, "result": "violation", "note": "Used outdoors."})
        with freeze_time(shanghai(12, 10)):
            inspections.create({"request_id": request.id, "result": "compliant"})
        with freeze_time(shanghai(16, 10)):
            self.give_back(request, 1)
        with freeze_time(shanghai(17, 10)):
            self.confirm(request)
        facts = self.env["crossbiz.resource.inspection"]._read_group(
            [("borrower_id", "=", self.sales.id), ("date", ">=", shanghai(1, 0)), ("date", "<", shanghai(31, 23))],
            ["department_id", "result"],
            ["__count", "date:min"],
        )
        self.assertEqual(
            {(department, result): (count, when) for department, result, count, when in facts},
            {(self.tech, "violation"): (1, shanghai(11, 10)), (self.tech, "compliant"): (1, shanghai(12, 10))},
        )
        inspected = inspections.search([("request_id", "=", request.id)], order="id").sudo()
        self.assertEqual(inspected.user_id, self.users["tech_officer"])
        self.assertEqual(inspected[0].node_id.kind, "resource_inspection")
        self.assertFalse(inspected[1].node_id, "the second one was not due")
        feedback = request.sudo().feedback_ids
        self.assertRecordValues(
            feedback,
            [{"late": True, "due_at": shanghai(13, 18), "returned_at": shanghai(16, 10), "state": "confirmed"}],
        )
        self.assertEqual(
            [entry for entry in self.moves(self.tracker) if entry[0] == "inspect"], [("inspect", 1, 0, 0)] * 2
        )

    def test_missed_inspection_is_counted(self):
        """An inspection that nobody made was late or void: its step says so."""
        self.tracker.inspection_interval_days = 1
        with freeze_time(shanghai(9, 9)):
            request = self.lend()
        with freeze_time(shanghai(13, 10)):
            self.give_back(request)
            self.confirm(request)
        node = self.nodes(request, "resource_inspection")
        self.assertEqual((node.state, node.deadline), ("void", shanghai(10, 18)))


@tagged("post_install", "-at_install")
class TestQueryCounts(LedgerCase):
    """The number of queries does not grow with the number of promises."""

    def fill(self, count):
        """So many past and future promises of the tracker, straight into the table."""
        template = self.approve_request(self.submit_request(date_from=shanghai(23, 9), date_to=shanghai(24, 18)))
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO crossbiz_resource_allocation
                      (request_id, resource_id, company_id, department_id, borrower_id, quantity, outstanding,
                       start, stop, state)
               SELECT request_id, resource_id, company_id, department_id, borrower_id, 1, 0,
                      start + n * interval '1 day', stop + n * interval '1 day',
                      CASE WHEN n %% 2 = 0 THEN 'returned' ELSE 'released' END
                 FROM crossbiz_resource_allocation, generate_series(-%s, %s) AS n
                WHERE request_id = %s""",
            [count, count, template.id],
        )
        self.env.cr.execute("DROP INDEX crossbiz_resource_allocation_running_uniq")
        self.env.cr.execute(
            """INSERT INTO crossbiz_resource_allocation
                      (request_id, resource_id, company_id, department_id, borrower_id, quantity, outstanding,
                       start, stop, state)
               SELECT request_id, resource_id, company_id, department_id, borrower_id, 1, 1,
                      start + n * interval '3 day', stop + n * interval '3 day', 'held'
                 FROM crossbiz_resource_allocation, generate_series(3, %s) AS n
                WHERE request_id = %s AND state = 'held'""",
            [count, template.id],
        )
        self.env.invalidate_all()

    def count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def measure(self):
        """Queries of a check, of a refused one, of a submit and of the page."""
        start, stop = shanghai(9, 9), shanghai(13, 18)
        tracker = self.as_user(self.tracker, "sales_officer")
        draft, page = self.draft_request(), self.draft_request()
        self.as_user(draft, "sales_officer").read(["availability"])  # warms caches of the registry

        def conflict():
            with self.assertRaises(UserError):
                tracker._check_free(3, start, stop + timedelta(days=400))

        return {
            "check": self.count(lambda: tracker._check_free(1, start, stop)),
            "conflict": self.count(conflict),
            "free": self.count(lambda: (tracker | self.dataset)._get_free(start, stop)),
            "submit": self.count(lambda: self.as_user(draft, "sales_officer").action_submit()),
            "page": self.count(lambda: self.as_user(page, "sales_officer").read()),
        }

    def test_submit_and_checks(self):
        self.measure()
        few = self.measure()
        self.fill(300)
        many = self.measure()
        for what, count in few.items():
            with self.subTest(what=what):
                self.assertLessEqual(many[what], count)
        self.assertLessEqual(few["check"], 6)
        self.assertLessEqual(few["conflict"], 20)

    def test_batch_of_resources(self):
        """An import of resources costs a few queries for all, not one for each."""

        def create(count):
            return self.count(
                lambda: self.as_user(self.env[RESOURCE], "tech_officer").create(
                    [{"name": f"Pump {number}", "department_id": self.tech.id} for number in range(count)]
                )
            )

        create(2)
        few, many = create(10), create(60)
        self.assertLessEqual(many, few + 2)
        self.assert_holds()


@tagged("post_install", "-at_install")
class TestNextFree(LedgerCase):
    """When a resource is free next is found among any number of promises, of which only those that matter are read."""

    def promise(self, *claims):
        """Straight into the table, for the tracker: ``(state, hours until it begins, hours, units)`` each."""
        template = self.approve_request(self.submit_request(date_from=shanghai(30, 9), date_to=shanghai(31, 18)))
        self._sql("DROP INDEX crossbiz_resource_allocation_running_uniq")
        hour = SQL("interval '1 hour'")
        self._sql(
            SQL(
                """INSERT INTO crossbiz_resource_allocation
                          (request_id, resource_id, company_id, department_id, borrower_id, quantity, outstanding,
                           start, stop, state)
                   SELECT request_id, resource_id, company_id, department_id, borrower_id, units, units,
                          %(now)s + since * %(hour)s, %(now)s + (since + hours) * %(hour)s, claim.state
                     FROM crossbiz_resource_allocation AS template,
                          (VALUES %(claims)s) AS claim(state, since, hours, units)
                    WHERE request_id = %(request)s""",
                now=MONDAY,
                hour=hour,
                claims=SQL(", ").join(claims),
                request=template.id,
            )
        )

    @contextmanager
    def counted(self):
        """How many claims are read by each query inside."""
        counts, read = [], type(self.tracker)._read_claims

        def count(*args, **kwargs):
            claims = read(*args, **kwargs)
            counts.append(len(claims))
            return claims

        with patch.object(type(self.tracker), "_read_claims", count):
            yield counts

    def test_same_answer(self):
        """However few are read at once, the answer is that of all claims together."""
        chance = random.Random(7)
        self.promise(
            ("active", -50, 20, 1),
            ("active", -40, 300, 1),
            ("released", 0, 9_000, 2),
            ("returned", 0, 9_000, 2),
            *(
                ("held", hour, chance.choice((1, 5, 24, 24, 90)), chance.choice((0.5, 1, 1.5, 2)))
                for hour in (chance.randrange(0, 2_000, 10) for _number in range(120))
            ),
        )
        tracker, answers = self.as_user(self.tracker, "sales_officer"), set()
        for since, length, quantity in product((0, 100, 420, 900, 1_500, 9_000), (1, 4, 26, 100), (0.5, 1, 2, 3)):
            start = MONDAY + timedelta(hours=since)
            stop = start + timedelta(hours=length)
            every = tracker._get_claims(start, start + resource_availability.SEARCHED)
            expected = occupancy.next_free(every, 2, quantity, start, stop - start)
            answers.add(expected)
            for at_once in (1, 3, 200):
                with (
                    self.subTest(since=since, length=length, quantity=quantity, at_once=at_once),
                    patch.object(resource_availability, "CLAIMS_AT_ONCE", at_once),
                ):
                    known = tracker._get_claims(start, stop)
                    self.assertEqual(tracker._get_next_free(known, quantity, start, stop), expected)
        self.assertGreater(len(answers), 15, "the claims leave too little to find")

    def test_reads_what_matters(self):
        """Thousands of later promises are not read, unless it is free after them only."""
        self.promise(*(("held", 3 * number, 2, 2) for number in range(4_000)))
        tracker, start = self.as_user(self.tracker, "sales_officer"), MONDAY
        with self.counted() as counts, self.refused(message="free for as long from"):
            tracker._check_free(1, start, start + timedelta(hours=1))
        self.assertEqual(counts, [1, 200])
        with self.counted() as counts, self.refused(message="free for as long from"):
            tracker._check_free(1, start, start + timedelta(hours=2))
        self.assertLessEqual(len(counts), 5, "each query reads far more than the one before")
        self.assertEqual(sum(counts), 4_000 + 1)  # and the one it takes the period from

    def test_nothing_is_read_for_what_never_fits(self):
        self.promise(*(("held", number, 2, 1) for number in range(50)))
        with self.counted() as counts, self.refused(message="2 units at all"):
            self.as_user(self.tracker, "sales_officer")._check_free(3, MONDAY, MONDAY + timedelta(hours=1))
        self.assertEqual(len(counts), 1)
