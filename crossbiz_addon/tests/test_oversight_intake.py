import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crossbiz_addon.controllers import complaint as controller
from odoo.addons.crossbiz_addon.lib import parcel, submission
from odoo.addons.crossbiz_addon.lib.bucket import Bucket

from .intake_common import CANARY, IntakeCase

# Tables in which Odoo notes who did what.
NOTING = ("res_device_log", "mail_message", "mail_mail", "ir_attachment", "bus_bus", "ir_cron_trigger", "ir_logging")


@tagged("post_install", "-at_install")
class TestIntake(IntakeCase):
    """What an ordinary test can show of the intake; ``stress/intake`` proves the rest on a real server."""

    def setUp(self):
        super().setUp()
        self.reporter = new_test_user(self.env, "reporter", groups="base.group_user", password="reporter-pass")
        self.authenticate("reporter", "reporter-pass")

    def read_row(self):
        self.env.cr.execute("SELECT * FROM crossbiz_complaint_intake ORDER BY id DESC LIMIT 1")
        return self.env.cr.dictfetchone()

    # ---- no trace --------------------------------------------------------------------------------------------------

    def test_who_is_logged_in_leaves_no_trace(self):
        """Even with the session's cookie, which the page does not send, nothing binds the request to a person."""
        before = {table: self.count(table) for table in NOTING}
        body = parcel.pack({"category": "violation", "text": f"Text {CANARY}"}, [])
        response = self.post("submit", self.stamp("submit", body) + body)
        self.assertTrue(json.loads(response.content)["ok"])
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual({table: self.count(table) for table in NOTING}, before)
        self.assertEqual(
            self.url_open("/web/session/get_session_info", json={}).json()["result"]["uid"], self.reporter.id
        )

    def test_a_row_says_no_more_than_the_day(self):
        self.submit(identity=f"Li {CANARY}", accused=f"Wang {CANARY}")
        row = self.read_row()
        self.assertEqual(set(row), {"id", "lookup", "kind", "wrapped_key", "payload", "day"})
        self.assertIs(type(row["day"]), type(fields.Date.today()))
        self.assertNotIn(CANARY.encode(), bytes(row["payload"]) + bytes(row["wrapped_key"]))
        header, files = self.env["crossbiz.complaint.intake"]._unpack(row["wrapped_key"], row["payload"])
        self.assertEqual((header["text"], files), (f"Text {CANARY}", []))

    def test_the_code_is_nowhere(self):
        code = self.submit()["code"]
        row = repr(self.read_row())
        self.assertNotIn(code, row)
        self.assertNotIn(code.replace("-", ""), row)

    # ---- dialogue --------------------------------------------------------------------------------------------------

    def test_dialogue_before_anybody_took_over(self):
        code = self.submit([b"evidence"])["code"]
        today = self.env["crossbiz.complaint.intake"]._get_today().isoformat()
        first = {"author": "reporter", "day": today, "text": f"Text {CANARY}", "files": ["file-1.txt"]}
        self.assertEqual(self.discuss(code), {"ok": True, "state": "staged", "messages": [first]})
        second = {"author": "reporter", "day": today, "text": "More", "files": []}
        self.assertEqual(self.discuss(code, text="More")["messages"], [first, second])
        self.assertEqual(self.discuss(code)["messages"], [first, second])

    def test_codes_are_typed_tolerantly(self):
        code = self.submit()["code"]
        typed = f" {code.lower().replace('0', 'o').replace('1', 'l').replace('-', ' ')} "
        self.assertTrue(self.discuss(typed)["ok"])

    def test_a_message_with_the_code_is_refused(self):
        code = self.submit()["code"]
        with self.nothing_stored():
            for values in ({"text": f"My code is {code.lower()}"}, {"identity": code.replace("-", "")}):
                self.assertEqual(self.discuss(code, **values), {"ok": False, "error": "contains_code"})

    def test_codes_that_open_nothing_get_the_same_bytes(self):
        answers = set()
        for code in ("7F3K9-QXD2M-0HTWA-V8E4N", "U" * 20, "", "x", "中文", "7" * 199):
            body = parcel.pack({"code": code, "text": "Hello"}, [])
            with self.nothing_stored():
                response = self.post("dialogue", self.stamp("dialogue", body) + body)
            headers = tuple((name, value) for name, value in response.headers.items() if name != "Date")
            answers.add((response.status_code, headers, response.content))
        self.assertEqual(len(answers), 1)
        self.assertIn(b"unknown_code", answers.pop()[2])

    def test_messages_between_two_publications_are_limited(self):
        code = self.submit()["code"]
        with patch.object(controller, "MOST_WAITING", 2):
            self.assertTrue(self.discuss(code, text="One")["ok"])
            self.assertEqual(self.discuss(code, text="Two")["error"], "too_many_messages")

    # ---- bad input -------------------------------------------------------------------------------------------------

    def test_bad_content(self):
        for error, values in (
            ("no_text", {"text": ""}),
            ("no_text", {"text": " \n "}),
            ("too_long", {"text": "x" * 1_000_000}),
            ("too_long", {"accused": "x" * 2_001}),
            ("bad_text", {"text": "a\x00b"}),
            ("bad_text", {"text": "\x1b[31m"}),
            ("no_category", {"category": "gossip"}),
            ("no_category", {"category": []}),
            ("unreadable", {"text": {"a": 1}}),
            ("unreadable", {"functions": ["everybody"]}),
            ("unreadable", {"functions": "audit"}),
            ("unreadable", {"company": "1"}),
            ("unreadable", {"company": True}),
        ):
            with self.subTest(error=error, values=str(values)[:40]), self.nothing_stored():
                self.assertEqual(self.submit(**values), {"ok": False, "error": error})

    def test_bad_bytes(self):
        for body in (
            b"",
            b"\x00" * 500,
            b"9\n{",
            b"\xff\xfe" * 100,
            b'14\n{"text":"\xff\xff"}',
            b'24\n{"text": "\\ud800" ...  }',
        ):
            with self.subTest(body=body[:20]), self.nothing_stored():
                answer = json.loads(self.post("submit", self.stamp("submit", body) + body).content)
                self.assertEqual(answer, {"ok": False, "error": "unreadable"})

    def test_half_a_character(self):
        text = rb'{"category": "other", "text": "\ud800", "files": []}'
        body = b"%d\n%s" % (len(text), text)
        answer = json.loads(self.post("submit", self.stamp("submit", body) + body).content)
        self.assertEqual(answer, {"ok": False, "error": "bad_text"})

    def test_bad_files(self):
        for error, number, files in (
            ("too_many_files", None, [b"x"] * 100),
            ("file_empty", 2, [b"x", b""]),
            ("file_too_large", 1, [b"x" * (submission.LARGEST_FILE + 1)]),
            ("files_too_large", None, [b"x" * (submission.LARGEST_TOTAL // 3 + 1)] * 3),
            ("file_type", 1, [b"MZ\x90\x00\x03\x00"]),
            ("file_damaged", 2, [b"x", b"\xff\xd8\xff rubbish"]),
            ("file_damaged", 1, [b"%PDF-1.7 rubbish"]),
        ):
            expected = {"ok": False, "error": error, **({"file": number} if number else {})}
            with self.subTest(error=error), self.nothing_stored():
                self.assertEqual(self.submit(files), expected)

    def test_wrong_content_type_is_refused_unread(self):
        body = parcel.pack({"category": "other", "text": "x"}, [])
        data = self.stamp("submit", body) + body
        for content_type in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", ""):
            with self.subTest(content_type), self.nothing_stored():
                answer = json.loads(self.post("submit", data, content_type).content)
                self.assertEqual(answer, {"ok": False, "error": "content_type"})

    def test_only_post(self):
        self.assertEqual(self.url_open("/crossbiz/complaint/submit").status_code, 405)

    def test_too_large_a_body(self):
        answer = json.loads(self.post("submit", b"x" * (submission.LARGEST_BODY + 1)).content)
        self.assertEqual(answer, {"ok": False, "error": "too_large"})

    # ---- proof and limits ------------------------------------------------------------------------------------------

    def test_a_proof_counts_once(self):
        body = parcel.pack({"category": "other", "text": "x"}, [])
        data = self.stamp("submit", body) + body
        self.assertTrue(json.loads(self.post("submit", data).content)["ok"])
        with self.nothing_stored():
            self.assertEqual(json.loads(self.post("submit", data).content), {"ok": False, "error": "replayed"})

    def test_without_proof(self):
        body = parcel.pack({"category": "other", "text": "x"}, [])
        stamped = self.stamp("submit", body)
        for data in (body, b"\n\n" + body, stamped + body + b" ", self.stamp("dialogue", body) + body, stamped):
            with self.subTest(data=data[:30]), self.nothing_stored():
                self.assertEqual(json.loads(self.post("submit", data).content), {"ok": False, "error": "no_proof"})

    def test_used_proofs_are_forgotten(self):
        self.submit()
        tickets = self.env["crossbiz.complaint.ticket"]
        tickets._forget_old()
        self.assertTrue(self.count("crossbiz_complaint_ticket"))
        later = self.env["crossbiz.complaint.intake"]._get_today() + timedelta(days=4)
        with patch.object(type(self.env["crossbiz.complaint.intake"]), "_get_today", lambda _self: later):
            tickets._forget_old()
        self.assertFalse(self.count("crossbiz_complaint_ticket"))

    def test_all_together_are_limited(self):
        with patch.object(controller, "LIMITS", {"submit": Bucket(0, 2)}):
            self.assertEqual([self.submit()["ok"] for _number in range(3)], [True, True, False])
            self.assertEqual(self.submit(), {"ok": False, "error": "busy"})

    # ---- refusing ----------------------------------------------------------------------------------------------------

    def test_nothing_is_taken_in_while_requests_are_recorded(self):
        settings = self.env["ir.config_parameter"].sudo()
        now = fields.Datetime.now()
        settings.set_param("base.profiling_enabled_until", fields.Datetime.to_string(now + timedelta(hours=1)))
        with self.nothing_stored():
            self.assertEqual(self.submit(), {"ok": False, "error": "unavailable"})
        settings.set_param("base.profiling_enabled_until", fields.Datetime.to_string(now - timedelta(hours=1)))
        self.assertTrue(self.submit()["ok"])

    def test_nothing_is_taken_in_without_keys(self):
        vault = type(self.env["crossbiz.complaint.vault"])
        with patch.object(vault, "_has_ring", lambda _self: False), self.nothing_stored():
            self.assertEqual(self.submit(), {"ok": False, "error": "unavailable"})

    def test_whatever_breaks_is_a_constant(self):
        def fail(*_arguments):
            raise ValueError(CANARY)

        with self.assertNoLogs(level="INFO"):
            for place in ("_stage", "_get_dialogue"):
                with patch.object(type(self.env["crossbiz.complaint.intake"]), place, fail):
                    answers = (self.submit(), self.discuss("7F3K9-QXD2M-0HTWA-V8E4N"))
                self.assertIn({"ok": False, "error": "unavailable"}, answers)
                self.assertNotIn(CANARY, str(answers))


# Choose the page in the menus, and tell what was opened and what the server was asked meanwhile.
CHOOSE = """
(async () => {
    const { browser } = odoo.loader.modules.get("@web/core/browser/browser");
    const { registry } = odoo.loader.modules.get("@web/core/registry");
    const { menu } = odoo.__WOWL_DEBUG__.root.env.services;
    const opened = [], asked = [];
    browser.open = (...parameters) => opened.push(parameters);
    const fetch = browser.fetch;
    browser.fetch = (address, ...rest) => { asked.push(address); return fetch(address, ...rest); };
    await menu.selectMenu(menu.getAll().find((one) => one.xmlid === "crossbiz_addon.complaint_page_menu"));
    registry.category("user_menuitems").get("crossbiz_complaint")().callback();
    const expected = /^\\/crossbiz_addon\\/static\\/complaint\\/index.html#db=[^&]+&c=\\d+$/;
    const good = opened.every(([address, , features]) => expected.test(address) && features === "noopener,noreferrer");
    if (opened.length === 2 && good && !asked.length) {
        console.log("test successful");
    } else {
        console.error("test failed", JSON.stringify({ opened, asked }));
    }
})();
"""


@tagged("post_install", "-at_install")
class TestWayIn(HttpCase):
    """How people come to the page, without telling the server."""

    def test_the_menus_ask_nothing_of_the_server(self):
        new_test_user(self.env, "reporter", groups="crossbiz_addon.group_user", password="reporter-pass")
        self.browser_js("/odoo", CHOOSE, "Boolean(odoo.isReady && odoo.__WOWL_DEBUG__)", login="reporter")

    def test_the_login_page_leads_there(self):
        page = self.url_open("/web/login").text
        self.assertIn(f"/crossbiz_addon/static/complaint/index.html#db={self.env.cr.dbname}", page)

    def test_the_page_is_served_without_a_session(self):
        response = self.url_open("/crossbiz_addon/static/complaint/index.html")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("Set-Cookie", response.headers)
