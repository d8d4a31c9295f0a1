"""《整改通知书》 on paper: complete, bilingual, signed."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .paper_common import Papers
from .rectification_common import RectificationCase

FORM = "crossbiz_addon.rectification_form"


@tagged("post_install", "-at_install")
class TestRectificationForm(Papers, RectificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.startClassPatcher(freeze_time(MONDAY))

    def make_notice(self):
        order = self.issue_order()
        notice = self.issue_notice(case_id=order.sudo().case_id.id, problem="泵线 Pumps\nnot signed")
        with freeze_time(shanghai(3, 10)):
            self.submit(notice, files=self.attach())
        with freeze_time(shanghai(4, 10)):
            self.as_user(notice, "compliance_officer").action_return("One is missing.")
        with freeze_time(shanghai(5, 10)):
            self.submit(notice, result="Now all.")
        with freeze_time(shanghai(6, 10)):
            self.verify(notice)
        return notice, order

    def test_complete(self):
        notice, order = self.make_notice()
        text = self.text(FORM, notice)
        self.check_told(
            text,
            "Cross Works",
            "Rectification Notice",
            notice.reference,
            "Verified",
            "Technical",
            "2026-03-06",
            "Compliance",
            "compliance_officer",
            "Spot Check",
            order.sudo().case_id.reference,
            "泵线 Pumps not signed",
            "Each protocol has two signatures.",
            "Two people sign from now on.",
            "Now all.",
            "protocol.txt",
            "2026-03-05 10:00",
            "One is missing.",
            "Signatures",
            "Rectification Notice Issued",
            "Compliance",
            "2026-03-02 10:00",
            "Rectification Sent Back",
            "Rectification Verified",
        )

    def test_open(self):
        """What is not there yet is left empty."""
        notice = self.issue_notice()
        self.as_user(notice, "tech_member").measures = "Not for others yet."
        self.assertNotIn("Not for others yet.", self.text(FORM, notice, "auditor"))

    def test_foreign(self):
        notice, _order = self.make_notice()
        with self.assertRaises(AccessError):
            self.text(FORM, notice, "sales_officer")

    def test_chinese(self):
        notice, _order = self.make_notice()
        text = self.text(FORM, notice, lang="zh_CN")
        self.check_told(text, "整改通知书", "Technical", "泵线 Pumps not signed", "2026-03-02 10:00")
