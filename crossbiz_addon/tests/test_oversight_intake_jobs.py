import base64
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.crossbiz_addon.lib import keyring
from odoo.addons.crossbiz_addon.models.oversight import intake_publishing

from .intake_common import CANARY, IntakeCase

QUIET = "odoo.addons.crossbiz_addon.models.oversight"


@tagged("post_install", "-at_install")
class TestHandingOver(IntakeCase):
    """The job that empties the letter box."""

    def publish(self):
        self.env.ref("crossbiz_addon.cron_publish_complaints").method_direct_trigger()
        self.env.invalidate_all()

    def find(self, code):
        lookup = self.env["crossbiz.complaint.vault"]._get_lookup(code.replace("-", ""))
        return self.env["crossbiz.complaint"].sudo().search([("lookup", "=", lookup)])

    def test_complaints_and_messages_are_handed_over(self):
        company = self.env["res.company"].create({"name": "Second Works"})
        code = self.submit([b"evidence"], company=company.id, category="retaliation")["code"]
        self.discuss(code, text="More")
        self.assertEqual(self.discuss(code)["state"], "staged")
        self.publish()
        self.assertFalse(self.count("crossbiz_complaint_intake"))
        complaint = self.find(code)
        self.assertEqual((complaint.category, complaint.company_id), ("retaliation", company))
        dialogue = self.discuss(code)
        texts = [message["text"] for message in dialogue["messages"] if message["author"] == "reporter"]
        self.assertEqual((dialogue["state"], texts), ("received", [f"Text {CANARY}", "More"]))

    def test_a_message_after_publication(self):
        code = self.submit()["code"]
        self.publish()
        self.assertEqual(self.discuss(code, text="Later")["messages"][-1]["text"], "Later")
        self.assertEqual(self.discuss(code)["messages"][-1]["text"], "Later")
        self.publish()
        self.assertEqual(self.discuss(code)["messages"][-1]["text"], "Later")
        self.assertFalse(self.count("crossbiz_complaint_intake"))

    def test_an_unknown_company_is_the_first_one(self):
        code = self.submit(company=2**31 - 1)["code"]
        self.publish()
        self.assertEqual(self.find(code).company_id, self.env["res.company"].search([], order="sequence, id", limit=1))

    @mute_logger(f"{QUIET}.vault", f"{QUIET}.intake_publishing")
    def test_one_that_cannot_be_opened_holds_up_nobody(self):
        codes = [self.submit()["code"] for _number in range(5)]
        damaged = self.env["crossbiz.complaint.vault"]._get_lookup(codes[2].replace("-", ""))
        self.env.cr.execute(
            "UPDATE crossbiz_complaint_intake SET payload = '\\x00112233'::bytea WHERE lookup = %s", [damaged]
        )
        self.publish()
        self.assertEqual([bool(self.find(code)) for code in codes], [True, True, False, True, True])
        self.assertEqual(self.count("crossbiz_complaint_intake"), 1)

    def test_what_breaks_while_handing_over_is_not_told(self):
        self.submit()

        def fail(*_arguments):
            raise ValueError(CANARY)

        with (
            patch.object(type(self.env["crossbiz.complaint"]), "_publish", fail),
            self.assertLogs(f"{QUIET}.intake_publishing", "WARNING") as logs,
        ):
            self.publish()
        self.assertIn("ValueError", str(logs.output))
        self.assertNotIn(CANARY, str(logs.output))
        self.assertEqual(self.count("crossbiz_complaint_intake"), 1)

    def test_batches_fit_into_memory_and_are_shuffled(self):
        intake = self.env["crossbiz.complaint.intake"]
        for number in range(40):
            intake._stage("message" if number % 4 == 3 else "complaint", f"{number % 8:064}", {"text": ""}, [])
        order = intake._draw_order()
        kinds = [kind for kind, _id, _size in order]
        self.assertEqual(kinds, sorted(kinds))
        self.assertNotEqual([row[1] for row in order], sorted(row[1] for row in order))
        with patch.object(intake_publishing, "BATCH_BYTES", 3 * order[0][2]):
            batches = list(intake._split(order))
        self.assertEqual([number for _kind, ids in batches for number in ids], [row[1] for row in order])
        self.assertLessEqual(max(len(ids) for _kind, ids in batches), 3)
        self.assertTrue(all(len({kind}) == 1 for kind, _ids in batches))


@tagged("post_install", "-at_install")
class TestKeyRing(IntakeCase):
    """The key ring's life beside a database."""

    def setUp(self):
        super().setUp()
        self.vault = self.env["crossbiz.complaint.vault"]
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "rings" / "test.json"
        self.startPatcher(patch.object(type(self.vault), "_get_path", lambda _self: self.path))
        self.vault._get_ring()

    def test_rotation_keeps_everything_readable(self):
        code = self.submit()["code"]
        identity = self.env["crossbiz.complaint.identity"].sudo()
        self.env.cr.execute("SELECT wrapped_key FROM crossbiz_complaint_intake ORDER BY id DESC LIMIT 1")
        before = bytes(self.env.cr.fetchone()[0])
        self.assertEqual(self.vault._count_old(), 0)
        self.assertGreaterEqual(self.vault._rotate(), 1)
        self.env.cr.execute("SELECT wrapped_key FROM crossbiz_complaint_intake ORDER BY id DESC LIMIT 1")
        self.assertNotEqual(bytes(self.env.cr.fetchone()[0]), before)
        self.vault._rotate()
        self.vault._rotate()
        self.assertEqual(self.vault._forget_old_keys(), 3)
        self.assertEqual(len(self.vault._get_ring().keys), 1)
        self.assertEqual(self.discuss(code)["messages"][0]["text"], f"Text {CANARY}")
        self.assertFalse(identity.search([], limit=1))

    def test_keys_of_published_complaints_are_wrapped_anew(self):
        code = self.submit(identity="Li Na")["code"]
        self.env.ref("crossbiz_addon.cron_publish_complaints").method_direct_trigger()
        self.env.invalidate_all()
        self.vault._rotate()
        self.vault._forget_old_keys()
        self.assertEqual(self.discuss(code)["messages"][0]["text"], f"Text {CANARY}")
        for model in ("crossbiz.complaint", "crossbiz.complaint.identity"):
            [key] = self.env[model].sudo().search([("wrapped_key", "!=", False)]).mapped("wrapped_key")
            self.assertTrue(self.vault._is_current(base64.b64decode(key)))

    def test_a_needed_key_is_not_forgotten(self):
        self.submit()
        ring = self.vault._get_ring()
        keyring.replace(self.path, ring.rotated())
        self.assertEqual(self.vault._count_old(), 1)
        with self.assertRaisesRegex(UserError, "Rotate first"):
            self.vault._forget_old_keys()

    @mute_logger(f"{QUIET}.vault")
    def test_a_lost_ring_is_not_replaced_while_complaints_need_it(self):
        code = self.submit()["code"]
        content = self.path.read_bytes()
        self.path.unlink()
        with self.assertRaisesRegex(UserError, "missing"):
            self.vault._get_ring()
        self.assertEqual(self.submit(), {"ok": False, "error": "unavailable"})
        self.assertEqual(self.discuss(code), {"ok": False, "error": "unavailable"})
        self.assertFalse(self.path.exists())
        self.path.write_bytes(content)
        self.path.chmod(0o600)
        self.assertTrue(self.discuss(code)["ok"])

    @mute_logger(f"{QUIET}.vault")
    def test_an_exposed_ring_is_refused(self):
        self.path.chmod(0o644)
        with self.assertRaisesRegex(UserError, "cannot be used"):
            self.vault._make_key()
        self.assertEqual(self.submit(), {"ok": False, "error": "unavailable"})


@tagged("post_install", "-at_install")
class TestSelfCheck(IntakeCase):
    """What administrators are told of the channel."""

    def check(self, user=None):
        checks = self.env["crossbiz.complaint.check"].with_user(user or self.env.ref("base.user_admin"))
        action = checks.action_check()
        return {line.name: line for line in checks.search(action["domain"])}

    def test_every_point_is_looked_at(self):
        lines = self.check()
        self.assertGreaterEqual(
            set(lines), {"Log level", "Access log", "Profiler", "PostgreSQL", "Transport", "Key ring", "Encryption"}
        )
        self.assertTrue(all(line.finding for line in lines.values()))
        self.assertTrue(all(line.remedy for line in lines.values() if line.state != "fine"))

    def test_findings(self):
        self.env["ir.config_parameter"].set_param("base.profiling_enabled_until", "2999-01-01 00:00:00")
        self.env["ir.config_parameter"].set_param("web.base.url", "http://intranet")
        values = {"type": "server", "name": "werkzeug", "path": "", "func": "", "line": "1"}
        self.env["ir.logging"].create({**values, "message": '"POST /crossbiz/complaint/submit HTTP/1.1" 200'})
        lines = self.check()
        for name in ("Profiler", "Transport", "Access log"):
            self.assertEqual(lines[name].state, "problem", name)

    def test_a_healthy_key_ring(self):
        lines = self.check()
        self.assertEqual([lines[name].state for name in ("Key ring", "Encryption")], ["fine", "fine"])

    def test_for_administrators_alone(self):
        employee = new_test_user(self.env, "curious", groups="base.group_user,crossbiz_addon.group_compliance")
        with self.assertRaises(AccessError):
            self.check(employee)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.env["crossbiz.complaint.check"].with_user(employee).search([]).read(["finding"])
