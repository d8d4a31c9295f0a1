"""《客户协同任务单》 on paper (regulation 3.3.2): complete, bilingual, signed by the journal, for readers only."""

import json
from datetime import date
from urllib.parse import quote

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .common import MONDAY, CrossbizCase, shanghai
from .paper_common import Papers

REPORT = "crossbiz_addon.task_order_form"


@tagged("post_install", "-at_install")
class TestForm(Papers, CrossbizCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.learn_chinese()
        with freeze_time(MONDAY):
            cls.order = cls.issue_order(name="管道改造 Retrofit", need="夜间水泵停机。\nSecond line of the need.")
        with freeze_time(shanghai(2, 14)):
            cls.submit_plan(cls.order, cls.tech, "tech_officer", date(2026, 3, 6), "更换密封件 Replace the seals.")
        with freeze_time(shanghai(5, 9)):
            cls.deliver(cls.order, cls.tech, "tech_officer", "已更换 Seals replaced.")
            cls.line_of(cls.order, cls.tech, "sales_officer").action_rework("The protocol is missing.", "2026-03-09")
        with freeze_time(shanghai(6, 9)):
            cls.deliver(cls.order, cls.tech, "tech_officer", "With the protocol.")
            cls.line_of(cls.order, cls.tech, "sales_officer").action_accept("Well done.")

    def test_complete(self):
        """The form has number, subject, need, and each department's request, plan, delivery and verdict."""
        text = self.text(REPORT, self.order)
        for part in (
            "Customer Collaboration Task Order",
            self.order.sudo().reference,
            "管道改造 Retrofit",
            "Riverside Mill",
            "Sales",
            "Operations",
            "夜间水泵停机。 Second line of the need.",
            "Runs a week without a stop.",
            "24 hours",
            "Part of Technical",
            "更换密封件 Replace the seals.",
            "2026-03-09",
            "With the protocol.",
            "Accepted",
            "Well done.",
            "Part of After-Sales",
        ):
            self.assertIn(part, text)

    def test_signatures(self):
        """Each signature is an entry of the journal: event, department, name, moment in the reader's zone, seal."""
        text = self.text(REPORT, self.order)
        entries = self.order.sudo().journal_ids.sorted("position")
        signed = entries.filtered(
            lambda entry: entry.event in ("order_issued", "plan_submitted", "delivered", "rework", "accepted")
        )
        self.assertEqual(
            signed.mapped("event"), ["order_issued", "plan_submitted", "delivered", "rework", "delivered", "accepted"]
        )
        places = [text.index(entry.seal[:12]) for entry in signed]
        self.assertEqual(places, sorted(places), "in the order in which they were given")
        for moment in ("2026-03-02 10:00", "2026-03-02 14:00", "2026-03-05 09:00", "2026-03-06 09:00"):
            self.assertIn(moment, text)
        signatures = text[text.index("Signatures") :]
        self.assertIn(self.users["tech_officer"].name, signatures)
        self.assertIn(self.users["sales_officer"].name, signatures)

    def test_chinese(self):
        """Printed by a Chinese user, the form's own words are Chinese; what people wrote stays as it is."""
        text = self.text(REPORT, self.order, lang="zh_CN")
        for part in ("客户协同任务单", "首接部门", "牵头部门", "处理方案", "Replace the seals.", "Well done."):
            self.assertIn(part, text)
        for word in (
            "Task Order",
            "Signatures",
            "First-Contact",
            "Handling Plan",
            "Deliverable",
            "Verdict",
            "Subject",
            "Request",
        ):
            self.assertNotIn(word, text)

    def test_readers_only(self):
        """Who may print is who may read: participants and oversight; nobody else, also not by its address."""
        for login in ("sales_member", "tech_member", "lead_officer", "decision_maker", "auditor", "manager"):
            with self.subTest(login=login):
                self.assertIn("Replace the seals.", self.render(REPORT, self.order, login))
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.render(REPORT, self.order, "outsider")

    def test_unsubmitted_plan_is_not_printed(self):
        """What a department is still typing is not on the paper."""
        order = self.issue_order(departments=self.tech)
        self.line_of(order, self.tech, "tech_officer").write({"plan": "HALF-DONE", "deliverable": "HALF-DONE"})
        self.assertNotIn("HALF-DONE", self.render(REPORT, order))

    def test_every_state(self):
        """Draft, cancelled, released and rated orders print, alone and together."""
        draft = self.draft_order()
        with freeze_time(MONDAY):
            cancelled = self.issue_order(departments=self.tech)
            cancelled.action_cancel("Entered twice.")
            released = self.issue_order()
            self.line_of(released, self.service, "sales_officer").action_withdraw("Not needed.")
        orders = self.as_user(draft | cancelled | released | self.order, "sales_officer")
        content = self.render(REPORT, orders, "sales_officer")
        for order in orders:
            self.assertIn(order.reference, content)
        self.assertIn("released", content)

    def test_customers_signature(self):
        """The customer signs with the rating, under the customer's name."""
        with freeze_time(shanghai(9, 9)):
            self.line_of(self.order, self.service, "sales_officer").action_withdraw("Not needed.")
            order = self.order.with_user(1).sudo()
            order.rating_apply(5, rating=order.rating_id, feedback="Quiet nights.")
        text = self.text(REPORT, self.order)
        self.assertIn("5 of 5 ★★★★★", text)
        self.assertIn("Quiet nights.", text)
        self.assertIn("Riverside Mill", text[text.index("Signatures") :])

    def test_pdf(self):
        """One real PDF, with reference and page number at the foot of each page."""
        with self.allow_pdf_render():
            self.assertGreaterEqual(self.count_pages(REPORT, self.order), 1)


@tagged("post_install", "-at_install")
class TestFormAddress(CrossbizCase, HttpCase):
    def test_print_button_of_the_browser(self):
        """The address behind Print answers readers and refuses others."""
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
        path = f"/report/html/{REPORT}/{order.id}"
        self.authenticate("tech_officer", "tech_officer")
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        self.assertIn(order.sudo().reference, response.text)
        self.authenticate("outsider", "outsider")
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            response = self.url_open(path)
        self.assertNotEqual(response.status_code, 200)
        self.assertNotIn("The pumps stop at night", response.text)

    def test_print_answers_a_pdf(self):
        """The address that Print downloads from answers a PDF, not a page, to who may read the order."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            self.skipTest("wkhtmltopdf is not installed")
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
        for bundle in (
            "web.report_assets_common",
            "web.report_assets_pdf",
        ):  # two requests at once would both make them
            self.env["ir.qweb"]._get_asset_bundle(bundle, js=False, autoprefix=True).css()
        self.authenticate("tech_officer", "tech_officer")
        context = quote(json.dumps({"force_report_rendering": True}))  # tests get a page otherwise
        response = self.url_open(f"/report/pdf/{REPORT}/{order.id}?context={context}")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(response.content[:5], b"%PDF-")
