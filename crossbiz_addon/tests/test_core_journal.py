import hashlib
import hmac
import json
import logging
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, config, mute_logger

from odoo.addons.mail.tests.common import MailCase

from .common import MONDAY, CrossbizCase
from .ledger_common import TABLES, Tampering

SEALED = (
    "res_model",
    "res_id",
    "case_id",
    "node_id",
    "event",
    "old_value",
    "new_value",
    "note",
    "department_id",
    "user_id",
    "at",
    "position",
)
KEY_LOG = "odoo.addons.crossbiz_addon.models.core.sealed_ledger"
VERIFIER_LOG = "odoo.addons.crossbiz_addon.models.core.journal_verifier"


class JournalCase(Tampering, CrossbizCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["crossbiz.journal"]
        cls.order = cls.issue_order().sudo()
        cls.submit_plan(cls.order, cls.tech, "tech_officer")
        cls.env.flush_all()

    def chain(self, record=None):
        record = record or self.order
        return self.journal.search([("res_model", "=", record._name), ("res_id", "=", record.id)], order="position")

    def assert_broken(self, position, *words, record=None):
        record = record or self.order
        self.assert_names(position, record._name, record.id, *words)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestAppendOnly(JournalCase):
    """What is written stays: PostgreSQL refuses every change, for the application and for a console."""

    @mute_logger("odoo.sql_db")
    def test_postgresql_refuses(self):
        entry = self.chain()[0]
        self.env["crossbiz.journal.anchor"]._anchor()
        statements = {
            "update": "UPDATE crossbiz_journal SET note = 'Forged'",
            "update of one": f"UPDATE crossbiz_journal SET note = note WHERE id = {entry.id}",
            "delete": f"DELETE FROM crossbiz_journal WHERE id = {entry.id}",
            "truncate": "TRUNCATE crossbiz_journal",
            "truncate of what it refers to": "TRUNCATE crossbiz_node CASCADE",
            "upsert": f"""INSERT INTO crossbiz_journal SELECT * FROM crossbiz_journal WHERE id = {entry.id}
                          ON CONFLICT (res_model, res_id, position) DO UPDATE SET note = 'Forged'""",
            "anchor update": "UPDATE crossbiz_journal_anchor SET count = 0",
            "anchor delete": "DELETE FROM crossbiz_journal_anchor",
            "anchor truncate": "TRUNCATE crossbiz_journal_anchor",
        }
        for label, statement in statements.items():
            with self.subTest(statement=label), self.assertRaises(psycopg2.errors.InsufficientPrivilege) as caught:
                self._sql(statement)
            self.assertIn("append-only", str(caught.exception))
        self.assert_holds()

    def test_triggers_are_on(self):
        """All sealed tables have both triggers, enabled."""
        self.env.cr.execute(
            """SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger
                WHERE tgrelid::regclass::text = ANY(%s) AND NOT tgisinternal""",
            [list(TABLES)],
        )
        self.assertEqual(
            sorted(self.env.cr.fetchall()),
            [(table, name, "O") for table in sorted(TABLES) for name in ("crossbiz_no_change", "crossbiz_no_truncate")],
        )

    @mute_logger("odoo.sql_db")
    def test_superuser_mode_changes_nothing_either(self):
        entry = self.chain()[0].sudo()
        for change in (lambda: entry.write({"note": "Forged"}), entry.unlink):
            with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
                change()
                self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_what_it_tells_of_stays(self):
        """A case, step, person or department that the journal names cannot be deleted away under it."""
        node = self.nodes(self.order)[0]
        for record in (self.order.case_id, node, self.tech):
            with self.subTest(model=record._name):
                try:
                    with self.undone():
                        record.sudo().unlink()
                        self.env.flush_all()
                        self.fail("removed")
                except (UserError, psycopg2.Error):
                    continue

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_no_group_writes(self):
        """Nobody writes, adds or removes over RPC, in whatever combination of groups."""
        ours = self.env["res.groups"].search(
            [("privilege_id.category_id", "=", self.env.ref("crossbiz_addon.module_category_crossbiz").id)]
        )
        self.assertEqual(len(ours), 6)
        self._create_person("everything", self.tech, "base.group_system,hr.group_hr_manager", officer=True)
        self.users["everything"].group_ids |= ours
        entry, anchor = self.chain()[0], self.env["crossbiz.journal.anchor"]._anchor()
        for login in (
            "everything",
            "auditor",
            "manager",
            "decision_maker",
            "compliance_officer",
            "sales_officer",
            "tech_member",
        ):
            for record in (entry, anchor):
                values = record.sudo().copy_data()[0]
                calls = {
                    "write": (record.ids, {"seal": "0"}),
                    "web_save": (record.ids, {"seal": "0"}, {"seal": {}}),
                    "create": ([values],),
                    "unlink": (record.ids,),
                    "copy": (record.ids,),
                }
                for method, arguments in calls.items():
                    with self.subTest(role=login, model=record._name, method=method), self.assertRaises(AccessError):
                        self.rpc(login, record._name, method, *arguments)
        self.assert_holds()


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestChain(JournalCase):
    """One chain for each document, each entry sealed with the one before it."""

    def test_chain_continues(self):
        """Positions count from 1 without a gap, each entry carries the seal before it, over several requests."""
        for moment in (1, 2, 3):
            with freeze_time(MONDAY + timedelta(hours=moment)):
                self.as_user(self.order, "tech_member").action_report_difficulty(f"Difficulty {moment}")
        other = self.issue_order()
        chain = self.chain()
        self.assertEqual(chain.mapped("position"), list(range(1, len(chain) + 1)))
        self.assertEqual(chain.mapped("previous_seal"), ["0" * 64, *chain[:-1].mapped("seal")])
        self.assertEqual(self.chain(other)[0].previous_seal, "0" * 64)
        self.assertEqual(len(set(chain.mapped("seal"))), len(chain))
        self.assert_holds()

    def test_seal_is_what_it_is_said_to_be(self):
        """HMAC-SHA256 over the canonical JSON of the entry and the seal before it, recomputed here without our code."""
        self.as_user(self.order, "tech_member").action_report_difficulty("难点：缺件 – “Ä” 😀\r\n\tzwei")
        key = self.journal._seal_key()
        for entry in self.chain():
            self.env.cr.execute(
                SQL(
                    "SELECT %s FROM crossbiz_journal WHERE id = %s",
                    SQL(", ").join(map(SQL.identifier, SEALED)),
                    entry.id,
                )
            )
            values = dict(zip(SEALED, self.env.cr.fetchone(), strict=True))
            values["at"] = values["at"].strftime("%Y-%m-%d %H:%M:%S")
            values = {name: value for name, value in values.items() if value is not None}
            message = json.dumps(
                {"entry": values, "previous": entry.previous_seal},
                ensure_ascii=False,
                sort_keys=True,
                separators=(",", ":"),
            )
            self.assertEqual(entry.seal, hmac.new(key, message.encode(), hashlib.sha256).hexdigest())

    def test_several_entries_at_once(self):
        """Entries of several documents in one call continue each its own chain, in the given order."""
        other = self.issue_order().sudo()
        before = len(self.chain()), len(self.chain(other))
        entries = [
            document._prepare_journal_entry("urged", note=str(number))
            for number in range(3)
            for document in (self.order, other)
        ]
        self.journal._append(entries)
        for document, count in zip((self.order, other), before, strict=True):
            chain = self.chain(document)
            self.assertEqual(len(chain), count + 3)
            self.assertEqual(chain[-3:].mapped("note"), ["0", "1", "2"])
        self.assert_holds()

    def test_person_and_moment(self):
        """The entry names the person also where the method works in superuser mode, and the moment of the fact."""
        with freeze_time(MONDAY + timedelta(hours=5)):
            self.submit_plan(self.order, self.service, "service_officer")
        entries = self.chain().filtered(lambda entry: entry.event in ("plan_submitted", "node_done"))[-2:]
        self.assertEqual(entries.user_id, self.users["service_officer"])
        self.assertEqual(set(entries.mapped("at")), {MONDAY + timedelta(hours=5)})

    def test_odd_texts_hold(self):
        """What people type comes back from the database byte by byte, or the seal would break."""
        for text in ("a\r\nb", "é", "e\u0301", "\u202eabc", "😀" * 50, "'; DROP TABLE x; --", '{"a": 1}', "x" * 10_000):
            self.as_user(self.order, "tech_member").action_report_difficulty(text)
        self.assert_holds()

    def test_decision_is_sealed(self):
        """The entry of a decision holds the digest of what was decided: nobody changes both unseen."""
        node = self.nodes(self.order, "order_response", "open")
        self.as_user(node, "service_officer").action_request_extension(MONDAY + timedelta(days=4), "No parts.")
        extension = self.env["crossbiz.extension"].search([("node_id", "=", node.id)])
        decision = self.env["crossbiz.node"].search(
            [("res_model", "=", extension._name), ("res_id", "=", extension.id)]
        )
        self.as_user(decision, "lead_officer").action_approve("Fine.")
        entry = self.chain(extension).filtered(lambda found: found.event == "node_approved")
        self.assertEqual(entry.new_value, decision.snapshot_digest)

    @mute_logger(KEY_LOG)
    def test_unusable_key(self):
        """A short key stops the work with an answer that does not show it; nothing is stored unsealed."""
        draft = self.draft_order()
        before = self.journal.search_count([])
        with patch.dict(os.environ, {"CROSSBIZ_SEAL_KEY": "tooshort"}), self.assertRaises(UserError) as caught:
            draft.action_issue()
        self.assertIn("seal key", str(caught.exception))
        self.assertNotIn("tooshort", str(caught.exception))
        self.assertEqual(self.journal.search_count([]), before)
        self.assertEqual(draft.state, "draft")

    @mute_logger(KEY_LOG)
    def test_other_key(self):
        """Entries sealed with another key do not hold: the key is what makes them evidence."""
        with patch.dict(os.environ, {"CROSSBIZ_SEAL_KEY": "k" * 64}):
            self.assertTrue(self.journal._verify()["broken"])
        self.assert_holds()


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestVerifier(JournalCase, MailCase):
    """Whoever can write the tables but has no key is found out, and the first broken entry is named."""

    def count_sealed(self):
        """Entries and chains of all sealed ledgers: a database may hold more than these tests write."""
        self._sql(
            """SELECT COUNT(*), COUNT(DISTINCT (ledger, model, id))
                 FROM (SELECT 1 AS ledger, res_model AS model, res_id AS id FROM crossbiz_journal
                       UNION ALL SELECT 2, NULL, resource_id FROM crossbiz_resource_move) AS entry"""
        )
        return self.env.cr.fetchone()

    def test_counts(self):
        found = self.journal._verify()
        self.assertEqual((found["entries"], found["chains"], found["broken"]), (*self.count_sealed(), False))

    def test_changed_entry(self):
        """Each sealed column, the seal itself and the link to the entry before."""
        entry = self.chain()[2]
        changes = {
            "note": "Forged",
            "new_value": "Forged",
            "old_value": "Forged",
            "event": "urged",
            "user_id": self.users["outsider"].id,
            "department_id": self.board.id,
            "case_id": None,
            "node_id": None if entry.node_id else self.nodes(self.order)[0].id,
            "at": MONDAY - timedelta(days=1),
            "seal": "0" * 64,
            "previous_seal": "0" * 64,
        }
        self.check_sealed(entry, changes, 3)

    def test_emptied_text(self):
        """A text that becomes an empty one is a change too."""
        entry = self.chain().filtered(lambda found: not found.note)[0]
        self._tamper("UPDATE crossbiz_journal SET note = '' WHERE id = %s", entry.id)
        self.assert_broken(entry.position)

    def test_removed_entry(self):
        """In the middle and at the beginning; also when those behind move up."""
        chain = self.chain()
        for index, move_up in ((0, False), (2, False), (0, True), (2, True)):
            with self.subTest(position=index + 1, move_up=move_up), self.undone():
                self._tamper("DELETE FROM crossbiz_journal WHERE id = %s", chain[index].id)
                if move_up:
                    for entry in chain[index + 1 :]:
                        self._tamper("UPDATE crossbiz_journal SET position = position - 1 WHERE id = %s", entry.id)
                self.assert_broken(index + 1)

    def test_swapped_entries(self):
        first, second = self.chain()[1:3]
        for entry, position in ((first, 999), (second, 2), (first, 3)):
            self._tamper("UPDATE crossbiz_journal SET position = %s WHERE id = %s", position, entry.id)
        self.assert_broken(2)

    def test_forged_entry(self):
        """An entry added without the key, at the end, even with the right link."""
        last = self.chain()[-1]
        self._tamper(
            """INSERT INTO crossbiz_journal (res_model, res_id, case_id, event, user_id, at, position,
                previous_seal, seal)
               SELECT res_model, res_id, case_id, 'urged', user_id, at, position + 1, seal, %s
                   FROM crossbiz_journal WHERE id = %s""",
            hashlib.sha256(b"guess").hexdigest(),
            last.id,
        )
        self.assert_broken(last.position + 1)

    def test_entry_moved_to_another_document(self):
        other = self.issue_order()
        last = self.chain()[-1]
        self._tamper("UPDATE crossbiz_journal SET res_id = %s, position = 99 WHERE id = %s", other.id, last.id)
        self.assertTrue(self.journal._verify()["broken"])

    def test_first_broken_entry_is_named(self):
        chain = self.chain()
        for entry in (chain[3], chain[1], chain[-1]):
            self._tamper("UPDATE crossbiz_journal SET note = 'Forged' WHERE id = %s", entry.id)
        self.assert_broken(2)

    def test_cut_tail(self):
        """The last entries are gone after the heads were anchored: seals alone cannot show it, the anchor does."""
        self.env["crossbiz.journal.anchor"]._anchor()
        self.assert_holds()
        last = self.chain()[-1]
        with self.undone():
            self._tamper("DELETE FROM crossbiz_journal WHERE id = %s", last.id)
            broken = self.journal._verify()["broken"]
            self.assertIn(f"{self.order._name} {self.order.id}", broken or "")
        with self.undone():
            self._tamper(
                "DELETE FROM crossbiz_journal WHERE res_model = %s AND res_id = %s", self.order._name, self.order.id
            )
            broken = self.journal._verify()["broken"]
            self.assertIn(f"{self.order._name} {self.order.id}", broken or "")

    def test_cut_tail_that_grew_again(self):
        """The application writes on after the cut, with valid seals: the anchored head is still not there."""
        self.env["crossbiz.journal.anchor"]._anchor()
        cut = self.chain()[-2:]
        self._tamper("DELETE FROM crossbiz_journal WHERE id IN %s", tuple(cut.ids))
        for number in range(4):
            self.as_user(self.order, "tech_member").action_report_difficulty(f"Difficulty {number}")
        broken = self.journal._verify()["broken"]
        self.assertIn(f"{self.order._name} {self.order.id}", broken or "")

    def test_older_anchor_counts_too(self):
        """A cut before the newest anchor is found by the older ones."""
        anchors = self.env["crossbiz.journal.anchor"]
        first = anchors._anchor()
        self.as_user(self.order, "tech_member").action_report_difficulty("More.")
        self.assertTrue(anchors._anchor())
        position = next(head[2] for head in first.heads if head[:2] == [self.order._name, self.order.id])
        self._tamper(
            "UPDATE crossbiz_journal SET seal = %s WHERE res_model = %s AND res_id = %s AND position = %s",
            "0" * 64,
            self.order._name,
            self.order.id,
            position,
        )
        self.assert_broken(position)

    def test_changed_anchor(self):
        """An anchor that was changed, removed from the middle or given another date is found."""
        anchors = self.env["crossbiz.journal.anchor"]
        anchors._anchor()
        for _number in range(2):
            self.as_user(self.order, "tech_member").action_report_difficulty("More.")
            anchors._anchor()
        first, middle, last = anchors.search([], order="id desc", limit=3).sorted("id")
        for label, query, anchor in (
            ("heads", "UPDATE crossbiz_journal_anchor SET heads = '[]' WHERE id = %s", last),
            ("date", "UPDATE crossbiz_journal_anchor SET date = date - interval '1 day' WHERE id = %s", first),
            ("seal", "UPDATE crossbiz_journal_anchor SET seal = repeat('0', 64) WHERE id = %s", middle),
            ("removed", "DELETE FROM crossbiz_journal_anchor WHERE id = %s", middle),
        ):
            with self.subTest(change=label), self.undone():
                self._tamper(query, anchor.id)
                self.assertIn("anchor", (self.journal._verify()["broken"] or "").lower())
        self.assert_holds()

    # --------------------------------------------------
    # Who verifies, and when
    # --------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_menu_of_auditors(self):
        """Auditors and administrators verify by a menu entry; it says how much holds, or names what does not."""
        for login in ("auditor", "manager"):
            with self.subTest(role=login):
                params = self.rpc(login, "crossbiz.journal", "action_verify")["params"]
                self.assertEqual(params["type"], "success")
                entries, chains = self.count_sealed()
                self.assertIn(f"{entries} entries in {chains} documents", params["message"].replace(",", ""))
        for login in ("sales_officer", "tech_member", "decision_maker", "compliance_officer", "outsider"):
            with self.subTest(role=login), self.assertRaises(AccessError):
                self.rpc(login, "crossbiz.journal", "action_verify")
        self._tamper("UPDATE crossbiz_journal SET note = 'Forged' WHERE id = %s", self.chain()[1].id)
        params = self.rpc("auditor", "crossbiz.journal", "action_verify")["params"]
        self.assertEqual((params["type"], params["sticky"]), ("danger", True))
        self.assertIn(f"Entry 2 of {self.order._name} {self.order.id}", params["message"])

    def _run_nightly_job(self):
        self.run_job("cron_verify_journal")

    def test_nightly_job_anchors(self):
        """Each night the heads that moved are anchored; a night without news leaves no anchor."""
        anchors = self.env["crossbiz.journal.anchor"]
        self._run_nightly_job()
        anchor = anchors.search([], limit=1, order="id desc")
        self.assertIn([self.order._name, self.order.id, len(self.chain()), self.chain()[-1].seal], anchor.heads)
        self.assertEqual(anchor.count, len(anchor.heads))
        self._run_nightly_job()
        self.assertEqual(anchors.search([], limit=1, order="id desc"), anchor)
        self.as_user(self.order, "tech_member").action_report_difficulty("More.")
        self._run_nightly_job()
        newest = anchors.search([], limit=1, order="id desc")
        self.assertEqual(newest.heads, [[self.order._name, self.order.id, len(self.chain()), self.chain()[-1].seal]])
        self.assertEqual(newest.previous_seal, anchor.seal)

    def test_nightly_job_logs_the_anchor(self):
        """The anchor's seal goes to the server's log, outside the database."""
        # By number: Odoo gives the name INFO to a level of its own.
        with self.assertLogs("odoo.addons.crossbiz_addon.models.core.journal_anchor", logging.INFO) as logs:
            self._run_nightly_job()
        self.assertIn(self.env["crossbiz.journal.anchor"].search([], limit=1, order="id desc").seal, logs.output[0])

    def test_nightly_job_raises_the_alarm(self):
        """A broken journal is logged, told to the auditors with the entry's name, and not anchored."""
        before = self.env["crossbiz.journal.anchor"].search_count([])
        self._tamper("UPDATE crossbiz_journal SET note = 'Forged' WHERE id = %s", self.chain()[1].id)
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        with self.assertLogs(VERIFIER_LOG, "CRITICAL") as logs, self.mock_mail_gateway():
            self._run_nightly_job()
        self.assertIn("Entry 2", logs.output[0])
        self.assertEqual(self.env["crossbiz.journal.anchor"].search_count([]), before)
        partner = self.users["auditor"].partner_id
        messages = self.env["mail.message"].search([("id", ">", last), ("notified_partner_ids", "in", partner.ids)])
        self.assertEqual(len(messages), 1)
        self.assertIn("Entry 2", messages.body)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestReading(JournalCase):
    """What is sealed technically is read by people: names of states, moments of their zone, short digests."""

    def read_text(self, event, login="auditor", **context):
        """Old and new text of the newest entry of an event, as this person reads them."""
        entry = self.journal.search([("event", "=", event)], order="id desc", limit=1)
        (values,) = self.rpc(login, entry._name, "read", entry.ids, ["old_text", "new_text"], context=context)
        return values["old_text"], values["new_text"]

    def test_states(self):
        self.assertEqual(self.read_text("order_issued"), ("Draft", "Running"))
        self.learn_chinese()
        state = self.env["crossbiz.task.order"].with_context(lang="zh_CN")._fields["state"]
        labels = dict(state._description_selection(self.env(context={"lang": "zh_CN"})))
        self.assertEqual(self.read_text("order_issued", lang="zh_CN"), (labels["draft"], labels["running"]))
        self.assertNotEqual(labels["draft"], "Draft")

    def test_moments_and_dates(self):
        """The plan's step ran until Tuesday 10:00 in Shanghai, which is Monday evening in New York."""
        opened = self.chain().filtered(lambda entry: entry.event == "node_opened")[0]
        self.assertEqual(opened.new_value, "2026-03-03 02:00:00")
        self.assertRegex(opened.with_context(tz="Asia/Shanghai").new_text, r"^3/3/26, 10:00\sAM$")
        self.assertRegex(opened.with_context(tz="America/New_York").new_text, r"^3/2/26, 9:00\sPM$")
        self.assertEqual(self.read_text("plan_submitted"), (False, "03/06/2026"))

    def test_other_values(self):
        """A category by its name, a digest shortened, a department as it was called, whatever that means elsewhere."""
        self.as_user(self.order, "service_officer").action_report_difficulty("No parts.", "risk")
        self.assertEqual(self.read_text("difficulty"), (False, "Risk"))
        node = self.nodes(self.order, "order_delivery")
        self.as_user(node, "tech_officer").action_request_extension(MONDAY + timedelta(days=9), "Late.")
        decision = self.env["crossbiz.node"].search([("kind", "=", "extension_decision")], order="id desc", limit=1)
        self.as_user(decision, "lead_officer").action_approve()
        self.assertEqual(self.read_text("node_approved"), (False, f"{decision.snapshot_digest[:12]}…"))
        self.env.ref("base.lang_en").date_format = "%d/%m/%Y"
        taking = self._create_department("draft")
        taking.crossbiz_officer_ids = self.users["lead_officer"]
        self.as_user(node, "tech_officer").action_hand_over(taking, "Theirs.")
        self.assertEqual(self.read_text("node_handed_over"), ("Technical", "draft"))

    def test_what_cannot_be_read_stays(self):
        """The entries of a room that is gone, and values of another shape, are shown as they were sealed."""
        for values in (
            {"event": "state", "res_model": "crossbiz.gone", "old_value": "draft", "new_value": "running"},
            {"event": "state", "res_model": self.order._name, "old_value": "odd", "new_value": "running later"},
            {"event": "node_opened", "res_model": self.order._name, "old_value": "never", "new_value": "2026-99-99"},
        ):
            entry = self.journal.new(values)
            self.assertEqual((entry.old_text, entry.new_text), (values["old_value"], values["new_value"]))


@tagged("post_install", "-at_install")
class TestCommand(CrossbizCase):
    """``odoo crossbiz_verify`` on a machine that has no seal key."""

    def test_makes_no_key(self):
        environ = {name: value for name, value in os.environ.items() if name != "CROSSBIZ_SEAL_KEY"}
        paths = ",".join(config["addons_path"])
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "odoo", f"--addons-path={paths}", "crossbiz_verify", "-d", "nowhere"]
            done = subprocess.run(
                [*command, "--data-dir", folder], env=environ, capture_output=True, text=True, check=False
            )
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("There is no seal key", done.stderr)
            self.assertNotIn("crossbiz_seal.key", os.listdir(folder))
