"""《会议纪要》 on paper: complete, bilingual, signed."""

import html
import io
import re
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools.pdf import PdfFileReader

from .common import MONDAY, shanghai
from .communication_common import MeetingCase

MINUTES = "crossbiz_addon.meeting_minutes_form"


class MinutesCase(MeetingCase):
    form = MINUTES

    def text(self, meeting, login="tech_officer", lang="en_US"):
        """What a reader sees: without tags, entities and runs of space."""
        self.users[login].lang = lang
        reports = self.as_user(self.env["ir.actions.report"], login).with_context(lang=lang)
        content, kind = reports._render_qweb_html(self.form, meeting.ids)
        self.assertEqual(kind, "html")
        content = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", content.decode(), flags=re.DOTALL)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content)))

    def check_told(self, text, *parts):
        """All parts stand in the text, in this order."""
        place = 0
        for part in parts:
            self.assertIn(part, text[place:])
            place = text.index(part, place) + len(part)


@tagged("post_install", "-at_install")
class TestMinutesForm(MinutesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.startClassPatcher(freeze_time(MONDAY))

    def make_minutes(self):
        order = self.issue_order()
        meeting = self.plan_meeting(
            name="泵线 Pumps", case_id=order.case_id.id, location="Room 7", agenda="• First point\n• Second point"
        )
        self.hold(meeting, resolutions=0)
        self.line(meeting, self.service).write({"note": "All abroad"})
        self.line(meeting, self.tech).write({"delegate_id": self.users["tech_member"].id})
        meeting.resolution_ids = [
            (0, 0, {"name": "Order seals", "department_id": self.tech.id, "deadline": date(2026, 3, 13)})
        ]
        with freeze_time(shanghai(3, 9)):
            self.confirm(meeting)
        with freeze_time(shanghai(3, 10)):
            self.as_user(meeting, "service_officer").action_object("We were abroad.\nPlease add it.")
        with freeze_time(shanghai(3, 11)):
            self.confirm(meeting)
        return meeting, order

    def test_complete(self):
        meeting, order = self.make_minutes()
        with freeze_time(shanghai(4, 9)):
            self.as_user(meeting, "lead_officer").action_archive_minutes()
        text = self.text(meeting)
        self.check_told(
            text,
            "Cross Works",
            "Minutes of the Meeting",
            "泵线 Pumps",
            "Coordination",
            "Minutes Archived",
            "2026-03-02 10:00",
            "2026-03-02 11:00",
            "Room 7",
            "Sales",
            order.reference,
            "Attendance",
            "Technical",
            "tech_officer",
            "tech_member",
            "✓",
            "After-Sales",
            "All abroad",
            "First point",
            "Second point",
            "We agreed on the seals.",
            "Resolutions",
            "Order seals",
            "Technical",
            "2026-03-13",
            "Open",
            "Objections",
            "After-Sales",
            "service_officer",
            "2026-03-03 10:00",
            "We were abroad.",
            meeting.digest,
            "Signatures",
            "Meeting Held",
            "sales_officer",
            "2026-03-02 10:00",
            "Minutes Confirmed",
            "2026-03-03 09:00",
            "Objection to the Minutes",
            "Minutes Confirmed",
            "2026-03-03 11:00",
            "Minutes Archived",
            "Operations",
            "lead_officer",
            "2026-03-04 09:00",
        )
        self.assertEqual(text.count("✓"), 1)

    def test_signatures_without_a_case(self):
        """Signatures do not depend on a case, nor on what the reader may read of the journal."""
        meeting = self.confirm()
        text = self.text(meeting)
        self.check_told(text, "Signatures", "Meeting Held", "sales_officer", "Minutes Confirmed")
        seal = (
            self.env["crossbiz.journal"]
            .search(
                [("res_model", "=", meeting._name), ("res_id", "=", meeting.id), ("event", "=", "minutes_confirmed")]
            )
            .seal
        )
        self.assertIn(seal[:12], text)

    def test_plan(self):
        """The paper of a planned meeting is its invitation: nothing is ticked or signed."""
        text = self.text(self.plan_meeting(agenda="One point"))
        self.check_told(text, "Planned", "One point", "Nothing was resolved.", "Not signed yet.")
        self.assertNotIn("✓", text)

    def test_chinese(self):
        """Rendered for a reader of Chinese, with the same facts."""
        meeting, order = self.make_minutes()
        text = self.text(meeting, lang="zh_CN")
        self.check_told(text, "泵线 Pumps", "2026-03-02 10:00", order.reference, "Order seals", "2026-03-03 11:00")

    def test_markup_stays_text(self):
        meeting = self.hold(self.plan_meeting(name="<b>Bold</b>", agenda="<script>alert(1)</script>"))
        self.assertIn("<script>alert(1)</script>", self.text(meeting), "shown, not run")

    def test_several(self):
        one, two = self.hold(), self.confirm()
        text = self.text(one | two)
        self.assertEqual(text.count("Minutes of the Meeting"), 2)

    def test_readers(self):
        meeting = self.hold()
        for login in ("outsider", "lead_officer"):
            with self.subTest(login), self.refused(AccessError):
                self.text(meeting, login)
        for login in ("sales_member", "tech_member", "auditor", "decision_maker"):
            with self.subTest(login):
                self.assertIn("We agreed", self.text(meeting, login))


@tagged("post_install", "-at_install")
class TestMinutesPdf(MinutesCase, HttpCase):
    def test_pdf(self):
        """A real PDF with a footer, kept with the archived minutes."""
        with freeze_time(MONDAY):
            meeting = self.confirm()
        reports = self.as_user(self.env["ir.actions.report"], "lead_officer")
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(MINUTES, meeting.ids)
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))
        pages = PdfFileReader(io.BytesIO(content), strict=False)
        self.assertEqual(pages.numPages, 1)
