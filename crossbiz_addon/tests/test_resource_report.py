"""《交叉业务资源共享申请表》 and 《资源使用反馈表》 on paper (regulation 3.1): complete, bilingual, signed."""

import base64
import io
import re
import struct
import zlib
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval, time

from ..report import resource_form
from .common import MONDAY, shanghai
from .paper_common import Papers
from .resource_common import JUDGED, ResourceCase

REQUEST = "crossbiz_addon.resource_request_form"
FEEDBACK = "crossbiz_addon.resource_feedback_form"


class ResourceFormCase(Papers, ResourceCase):
    def seals(self, record, *events):
        entries = self.env["crossbiz.journal"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="position"
        )
        return [entry.seal[:12] for entry in entries if entry.event in events]

    def attach(self, login, name, content, mimetype=None):
        values = {"name": name, "raw": content, **({"mimetype": mimetype} if mimetype else {})}
        attachments = self.as_user(self.env["ir.attachment"], login).with_context(image_no_postprocess=True)
        return attachments.create(values)

    def get_bomb(self):
        """A small file that says it is a picture of 9,000 by 9,000 pixels."""
        header = b"IHDR" + struct.pack(">IIBBBBB", 9_000, 9_000, 8, 2, 0, 0, 0)
        rest = self.picture((1, 1))[33:]  # after signature and header
        return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + rest

    def picture(self, size=(2000, 1000), kind="PNG"):
        stream = io.BytesIO()
        Image.new("RGB", size, "navy").save(stream, kind)
        return stream.getvalue()


@tagged("post_install", "-at_install")
class TestRequestForm(ResourceFormCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.learn_chinese()
        cls.startClassPatcher(freeze_time(MONDAY))

    def test_complete(self):
        """Resource, purpose, each opinion with its judgements, plan and handover, each with name and time."""
        request = self.submit_request(
            name="泵线对中 Alignment", quantity=2, purpose="对中。\nSecond line.", value=1234.5
        )
        with freeze_time(shanghai(3, 9)):
            self.decide(request, "request_first_review", "lead_officer", opinion="Plausible.")
        evaluations = self.as_user(request, "lead_officer").evaluation_ids
        evaluations.filtered(lambda found: found.department_id == self.lead).write(
            {**JUDGED, "reasonableness_note": "Two are needed."}
        )
        with freeze_time(shanghai(4, 9)):
            self.decide(request, "request_evaluation", "lead_officer", department=self.lead)
            self.decide(request, "request_evaluation", "tech_officer", opinion="With care.", department=self.tech)
        with freeze_time(shanghai(5, 9)):
            self.allocate(request, usage_rules="Dry rooms only.")
        with freeze_time(shanghai(9, 9)):
            self.hand_over(request, "Two trackers, calibrated.")
        text = self.text(REQUEST, request)
        self.check_told(
            text,
            "Cross-Business Resource Sharing Request",
            request.reference,
            "Running",
            "泵线对中 Alignment",
            "Sales",
            "sales_officer",
            "Operations",
            "2026-03-02 10:00",
            "Laser Tracker",
            self.tracker.code,
            "Equipment",
            "Technical",
            "2026-03-09 09:00",
            "2026-03-13 18:00",
            "4 d 9 h",
            "1,234.50",
            "对中。 Second line.",
            "Locked up overnight.",
            "First Review · Operations",
            "Plausible.",
            "Approved",
            ", 2026-03-03 09:00",
            "Evaluation · Operations",
            "Two are needed.",
            ", 2026-03-04 09:00",
            "Evaluation · Technical",
            "With care.",
            ", 2026-03-04 09:00",
            "Dry rooms only.",
            "Cleaned, in its case.",
            ", 2026-03-05 09:00",
            "Two trackers, calibrated.",
            ", 2026-03-09 09:00",
            ", 2026-03-09 09:00",
            "Signatures",
        )
        self.assertNotIn("Decision of the Decision Layer", text)
        self.assertNotIn("Scope of the Data", text)

    def test_judgements_are_ticked(self):
        """Yes, yes, yes of two departments are six ticks; what is not signed yet has none."""
        request = self.submit_request()
        self.assertNotIn("✓", self.render(REQUEST, request))
        self.decide(request, "request_first_review", "lead_officer")
        mine = self.as_user(request, "tech_officer").evaluation_ids.filtered(
            lambda found: found.department_id == self.tech
        )
        mine.write({**JUDGED, "availability_note": "HALF-DONE"})
        content = self.render(REQUEST, request)
        self.assertNotIn("✓", content)
        self.assertNotIn("HALF-DONE", content)
        self.approve_rest(request)
        self.assertEqual(self.render(REQUEST, request).count("✓"), 6)

    def approve_rest(self, request):
        self.decide(request, "request_evaluation", "lead_officer", department=self.lead)
        self.decide(request, "request_evaluation", "tech_officer", department=self.tech)

    def test_data_and_decision(self):
        """Data has its level, scope, retention and legal basis; the decision layer signs."""
        request = self.submit_request(
            resource=self.dataset, data_scope="Calls of 2025", retention="Deleted after a month", legal_basis="Contract"
        )
        boxes = self.text(REQUEST, request)
        self.check_told(boxes, "Evaluation · Technical", "Decision of the Decision Layer · Board")
        self.approve_request(request)
        self.allocate(request)
        self.hand_over(request, access_note="Read access for one person")
        text = self.text(REQUEST, request)
        self.check_told(
            text, "Personal", "Calls of 2025", "Deleted after a month", "Contract", "Board", "decision_maker",
            "Read access for one person",
        )  # fmt: skip
        self.check_told(text[text.index("Signatures") :], "Decision of the Decision Layer: Approved", "Board")

    def test_earlier_rounds(self):
        """Opinions of a round that was returned or rejected stay on the paper."""
        request = self.submit_request()
        self.decide(request, "request_first_review", "lead_officer", "return", "Say which machine.")
        draft = self.text(REQUEST, request)
        self.check_told(
            draft, "Opinions of Earlier Rounds", "Round 1 · First Review · Operations · Returned", "Say which machine."
        )
        self.as_user(request, "sales_officer").write({"purpose": "Align pump 4."})
        self.as_user(request, "sales_officer").action_submit()
        self.decide(request, "request_first_review", "lead_officer")
        mine = self.as_user(request, "tech_officer").evaluation_ids.filtered(
            lambda found: found.department_id == self.tech and not found.judged_at
        )
        mine.write({**JUDGED, "availability": "no", "availability_note": "Away on the 10th"})
        mine.action_reject("Not that week.")
        text = self.text(REQUEST, request)
        self.check_told(text, "Review and Decision", "First Review · Operations", "Not that week.", "Rejected")
        self.check_told(text, "Opinions of Earlier Rounds", "Round 1", "Say which machine.")
        self.assertIn("Void", text, "the lead's evaluation ended without a verdict")
        self.as_user(request, "sales_officer").action_reopen()
        again = self.text(REQUEST, request)
        self.check_told(
            again, "Round 1", "Round 2 · Evaluation · Technical · Rejected", "Available: No Away on the 10th"
        )

    def test_signatures(self):
        """Each signature is an entry of the journal, in order, with its department."""
        request = self.lend()
        self.as_user(request, "sales_officer").action_extend_use(shanghai(16, 18), "The customer waits for a part.")
        for login in ("lead_officer", "tech_officer"):
            node = request.use_extension_ids.sudo().node_ids.filtered(
                lambda found, login=login: self.users[login] in found.department_id.crossbiz_officer_ids
            )
            self.as_user(node, login).action_approve("Fine until the 16th.")
        text = self.text(REQUEST, request)
        self.check_told(text, "Longer Use", "2026-03-13 18:00", "2026-03-16 18:00", "The customer waits for a part.")
        self.assertIn("Fine until the 16th.", text)
        signatures = text[text.index("Signatures") :]
        marks = self.seals(request, "submitted", "node_approved", "allocated", "handed_over", "received")
        self.assertEqual(len(marks), 7)
        self.check_told(signatures, *marks, *self.seals(request.use_extension_ids, "node_approved"))
        self.check_told(
            signatures, "Submitted", "Sales", "First Review: Approved", "Operations", "Evaluation: Approved",
            "Allocation Plan Made", "Technical", "Handed Out", "Received", "Sales",
            "Decision on Longer Use: Approved",
        )  # fmt: skip

    def test_unsigned_is_not_printed(self):
        """What the owner is still filling in is not on the paper."""
        request = self.approve_request(self.submit_request())
        allocation = self.as_user(request, "tech_officer").allocation_id
        allocation.write({"usage_rules": "HALF-DONE", "condition_out": "HALF-DONE"})
        self.assertNotIn("HALF-DONE", self.render(REQUEST, request))

    def test_every_state(self):
        """Drafts, cancelled, rejected and withdrawn requests print, alone and together, with the reasons given."""
        draft = self.draft_request()
        cancelled = self.submit_request()
        self.as_user(cancelled, "sales_officer").action_cancel("Asked twice.")
        withdrawn = self.approve_request(self.submit_request())
        self.as_user(withdrawn, "tech_officer").action_withdraw_approval("It broke.")
        refused = self.approve_request(self.submit_request())
        self.allocate(refused)
        self.as_user(refused, "tech_officer").action_hand_over("Scratched.")
        self.as_user(refused, "sales_officer").action_refuse_receipt("The case is missing.")
        undone = self.approve_request(self.submit_request(date_from=shanghai(16, 9), date_to=shanghai(17, 9)))
        self.allocate(undone)
        self.as_user(undone, "tech_officer").action_hand_over("Scratched.")
        self.as_user(undone, "tech_officer").action_undo_handover("The wrong one.")
        requests = draft | cancelled | withdrawn | refused | undone
        content = self.text(REQUEST, requests, "sales_officer")
        for request in requests - draft:
            self.assertIn(request.reference, content)
        for reason in ("Asked twice.", "It broke.", "The case is missing.", "The wrong one."):
            self.assertIn(reason, content)
        self.assertNotIn("Scratched.", content, "what was refused is no handover")
        self.assertIn("Not signed yet.", self.text(REQUEST, draft, "sales_officer"))

    def test_lead_asks_itself(self):
        """The decision layer's boxes stand in for the lead department's; no decision layer is no obstacle to print."""
        request = self.draft_request("lead_officer")
        self.check_told(self.text(REQUEST, request, "lead_officer"), "First Review · Board", "Evaluation · Technical")
        self.company.crossbiz_decision_department_id = False
        self.assertIn("First Review", self.text(REQUEST, request, "lead_officer"))

    def test_units(self):
        """Units stand as people write them, also many."""
        form = self.env["crossbiz.resource.form"]
        self.assertEqual(
            [form._get_units(units) for units in (1, 0.5, 1250000, 2.25, 0)], ["1", "0.5", "1250000", "2.25", "0"]
        )

    def test_photos(self):
        """Photos are printed small and made anew; other files and broken pictures stand by name only."""
        request = self.approve_request(self.submit_request())
        self.allocate(request)
        secret = b"<svg xmlns='http://www.w3.org/2000/svg'><script>SECRET()</script></svg>"
        files = self.attach("tech_officer", "case.png", self.picture())
        files |= self.attach("tech_officer", "drawing.svg", secret)
        files |= self.attach("tech_officer", "broken.png", b"no picture", "image/png")
        files |= self.attach("tech_officer", "list.txt", b"two cables")
        self.as_user(request, "tech_officer").action_hand_over("With case.", photo_ids=files.ids)
        for login in ("tech_officer", "sales_member", "auditor"):
            with self.subTest(login=login):
                content = self.render(REQUEST, request, login)
                [picture] = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', content)
                width, height = Image.open(io.BytesIO(base64.b64decode(picture))).size
                self.assertLessEqual((width, height), (640, 480))
                self.assertNotIn("SECRET", content)
                for name in ("case.png", "drawing.svg", "broken.png", "list.txt"):
                    self.assertIn(name, content)

    def test_pictures_that_are_too_large(self):
        """A small file that unpacks to a huge picture, or a huge file, is left out and stops no print."""
        form = self.as_user(self.env["crossbiz.resource.form"], "tech_officer")
        bomb = self.attach("tech_officer", "bomb.png", self.get_bomb(), "image/png")
        fine = self.attach("tech_officer", "fine.png", self.picture())
        self.assertEqual(len(form._get_pictures(bomb | fine)), 1)
        self.assertEqual(form._get_files(bomb | fine), "bomb.png, fine.png")
        with patch.object(resource_form, "PICTURE_BYTES", 10):
            self.assertFalse(form._get_pictures(fine))
        many = self.env["ir.attachment"].union(
            *(self.attach("tech_officer", "a.png", self.picture()) for _i in range(8))
        )
        self.assertEqual(len(form._get_pictures(many)), 6)

    def test_chinese(self):
        """Printed by a Chinese user, the form's own words are Chinese; what people wrote stays as it is."""
        request = self.lend(name="泵线对中")
        text = self.text(REQUEST, request, lang="zh_CN")
        for part in (
            "交叉业务资源共享申请表",
            "需求部门",
            "安全保障措施",
            "初审",
            "评估",
            "调配方案",
            "签署记录",
            "Align a pump line.",
        ):
            self.assertIn(part, text)
        for word in ("Request", "Signatures", "Evaluation", "Purpose", "Handover", "Verdict", "Length", "Needed"):
            self.assertNotIn(word, text)

    def test_readers_only(self):
        """Who may print is who may read; nobody else, also not by its address."""
        request = self.submit_request()
        for login in ("sales_member", "tech_member", "lead_officer", "decision_maker", "auditor", "manager"):
            with self.subTest(login=login):
                self.assertIn("Align a pump line.", self.render(REQUEST, request, login))
        for login in ("outsider", "service_officer"):
            with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
                self.render(REQUEST, request, login)


@tagged("post_install", "-at_install")
class TestFeedbackForm(ResourceFormCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.learn_chinese()
        cls.startClassPatcher(freeze_time(MONDAY))

    def give_back_late(self):
        """A loan with a violation, that came back a day late and damaged."""
        request = self.lend(quantity=2)
        self.as_user(self.env["crossbiz.resource.inspection"], "tech_officer").create(
            {"request_id": request.id, "result": "violation", "note": "Left in the rain."}
        )
        with freeze_time(shanghai(14, 20)):
            self.as_user(request, "sales_officer").action_return(
                effect="对中完成 Aligned.",
                condition="One is scratched.",
                problems="Battery weak.",
                suggestions="A second battery.",
            )
        with freeze_time(shanghai(16, 9)):
            self.confirm(request, damaged=1)
        return request

    def test_complete(self):
        """Loan, feedback, inspections and check, each with name and time."""
        request = self.give_back_late()
        text = self.text(FEEDBACK, request.feedback_ids)
        self.check_told(
            text,
            "Resource Use Feedback",
            request.reference,
            "Confirmed",
            "Measuring at a customer's",
            "Sales",
            "Technical",
            "Operations",
            "Laser Tracker",
            self.tracker.code,
            "Equipment",
            "2026-03-02 10:00",
            "2026-03-13 18:00",
            "2026-03-14 20:00",
            "Yes, by 1 d 2 h",
            "对中完成 Aligned.",
            "One is scratched.",
            "Battery weak.",
            "A second battery.",
            ", 2026-03-14 20:00",
            "Violation",
            "Left in the rain.",
            "As handed over.",
            "Units Damaged 1",
            "Units Lost 0",
            ", 2026-03-16 09:00",
        )
        self.assertNotIn("Access Revoked", text)

    def test_signatures_of_each_return(self):
        """Each paper bears its own signatures, and the answer that was given to it."""
        request = self.lend(quantity=2)
        self.give_back(request, 1)
        self.as_user(request, "tech_officer").action_refuse_return("The case is missing.")
        self.give_back(request, 1)
        self.confirm(request)
        self.give_back(request, 1)
        refused, first, second = request.feedback_ids.sorted("id")
        received = self.seals(request, "received")
        back = self.seals(request, "handed_back")
        [no] = self.seals(request, "return_refused")
        [yes] = self.seals(request, "return_confirmed")
        for number, (paper, marks) in enumerate(
            ((refused, [back[0], no]), (first, [back[1], yes]), (second, [back[2]])), start=1
        ):
            with self.subTest(number=number):
                text = self.text(FEEDBACK, paper)
                self.assertIn(f"Return No. {number}", text)
                signatures = text[text.index("Signatures") :]
                self.check_told(signatures, *received, *marks)
                for other in {*back, no, yes} - set(marks):
                    self.assertNotIn(other, signatures)
        self.assertIn("The case is missing.", self.text(FEEDBACK, refused))

    def test_unsigned_is_not_printed(self):
        """Neither side's part is on the paper before it was signed."""
        request = self.lend()
        feedback = self.as_user(self.env["crossbiz.resource.feedback"], "sales_officer").create(
            {"request_id": request.id, "effect": "HALF-DONE", "condition": "HALF-DONE"}
        )
        self.assertNotIn("HALF-DONE", self.render(FEEDBACK, feedback))
        self.as_user(request, "sales_officer").action_return(effect="Aligned.", condition="Clean.")
        self.as_user(feedback, "tech_officer").write({"check_condition": "HALF-CHECKED", "damaged": 1})
        text = self.text(FEEDBACK, feedback)
        self.assertIn("Aligned.", text)
        self.assertNotIn("HALF-CHECKED", text)

    def test_data(self):
        """Data has the evidence of its revocation and no damage."""
        request = self.approve_request(
            self.submit_request(resource=self.dataset, data_scope="2025", retention="A month", legal_basis="Contract")
        )
        self.allocate(request)
        self.hand_over(request, access_note="Read access")
        self.give_back(request)
        self.confirm(request, revocation_evidence="Account closed on the 13th")
        text = self.text(FEEDBACK, request.feedback_ids)
        self.check_told(text, "Access Revoked", "Account closed on the 13th")
        self.assertNotIn("Units Damaged", text)

    def test_photos(self):
        """Photos of both sides are printed to readers."""
        request = self.lend()
        feedback = self.as_user(self.env["crossbiz.resource.feedback"], "sales_officer").create(
            {
                "request_id": request.id,
                "effect": "Aligned.",
                "condition": "Clean.",
                "photo_ids": self.attach("sales_officer", "back.jpg", self.picture(kind="JPEG")).ids,
            }
        )
        feedback.action_hand_in()
        photo = self.attach("tech_officer", "checked.png", self.picture())
        self.as_user(feedback, "tech_officer").write({"check_photo_ids": photo.ids})
        self.confirm(request)
        content = self.render(FEEDBACK, feedback, "sales_member")
        self.assertEqual(content.count("data:image/jpeg;base64,"), 2)
        self.check_told(content, "back.jpg", "checked.png")

    def test_chinese(self):
        request = self.give_back_late()
        text = self.text(FEEDBACK, request.feedback_ids, lang="zh_CN")
        for part in ("资源使用反馈表", "使用部门", "资源所属部门", "使用效果", "核查", "签署记录", "Battery weak."):
            self.assertIn(part, text)
        for word in ("Feedback", "Signatures", "Condition", "Units", "Yes", "Violation", "Returned", "Lent"):
            self.assertNotIn(word, text)

    def test_readers_only(self):
        """Who may print is who may read its request."""
        feedback = self.give_back_late().feedback_ids
        for login in ("sales_member", "tech_member", "lead_officer", "decision_maker", "auditor", "manager"):
            with self.subTest(login=login):
                self.assertIn("Battery weak.", self.render(FEEDBACK, feedback, login))
        for login in ("outsider", "service_officer"):
            with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
                self.render(FEEDBACK, feedback, login)

    def test_pdf(self):
        """Real PDFs, several pages when texts are long, numbered."""
        request = self.lend(purpose="A long story. 很长的说明。\n" * 200)
        self.give_back(request)
        for name, record in ((REQUEST, request), (FEEDBACK, request.feedback_ids)):
            with self.subTest(name=name), self.allow_pdf_render():
                self.assertGreaterEqual(self.count_pages(name, record), 5 if name == REQUEST else 1)

    def test_print_actions(self):
        """Both are in the print menus of their models, with file names that a file system takes."""
        request = self.give_back_late()
        for name, record in ((REQUEST, request), (FEEDBACK, request.feedback_ids)):
            report = self.env["ir.actions.report"]._get_report_from_name(name)
            self.assertEqual(report.binding_model_id.model, record._name)
            file_name = safe_eval(report.print_report_name, {"object": record, "time": time})
            self.assertIn(request.reference.replace("/", "-"), file_name)
            self.assertNotIn("/", file_name)


@tagged("post_install", "-at_install")
class TestResourceFormAddress(ResourceCase, HttpCase):
    def test_print_button_of_the_browser(self):
        """The address behind Print answers readers and refuses others."""
        with freeze_time(MONDAY):
            request = self.submit_request()
        path = f"/report/html/{REQUEST}/{request.id}"
        self.authenticate("tech_officer", "tech_officer")
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        self.assertIn(request.sudo().reference, response.text)
        self.authenticate("outsider", "outsider")
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            response = self.url_open(path)
        self.assertNotEqual(response.status_code, 200)
        self.assertNotIn("Align a pump line", response.text)
