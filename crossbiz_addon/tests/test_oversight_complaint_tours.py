from odoo.tests import tagged

from .complaint_common import ComplaintCase
from .tour_common import TourCase


@tagged("-at_install", "post_install")
class TestComplaintTours(ComplaintCase, TourCase):
    """In a browser: a complaint from its acknowledgement to its end, and stepping aside."""

    def _file(self):
        complaint = self.file_complaint(accused="Sven Kauf", files=[("txt", b"list")])
        self.env.flush_all()
        return complaint

    def test_handling(self):
        self._handle("en_US")

    def test_handling_chinese(self):
        self._handle("zh_CN")

    def _handle(self, lang):
        self.speak(lang)
        complaint = self._file()
        self.tour("crossbiz_complaint_handle", "/odoo/crossbiz-complaints", "compliance_officer")
        self.assertEqual((complaint.state, complaint.outcome), ("closed", "unfounded"))
        told = self.env["crossbiz.complaint"].sudo()._get_dialogue(complaint.lookup)["messages"]
        self.assertEqual([message["author"] for message in told], ["reporter", "system", "staff", "staff", "system"])

    def test_stepping_aside(self):
        complaint = self._file()
        self.tour("crossbiz_complaint_recuse", "/odoo/crossbiz-complaints", "compliance_officer")
        self.assertEqual(self.handlers(complaint), {"second_officer"})

    def test_download(self):
        """A file is a download that no browser renders, for its handlers; for others there is none."""
        complaint = self._file()
        file_id = self.files_of(complaint).id
        url = f"/crossbiz/complaint/file/{file_id}"
        for login in ("auditor", "outsider", "manager"):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(url).status_code, 404, login)
        self.authenticate("compliance_officer", "compliance_officer")
        answer = self.url_open(url)
        self.assertEqual((answer.status_code, answer.content), (200, b"list"))
        self.assertRegex(answer.headers["Content-Disposition"], "^attachment;.*file-1.txt")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertEqual(self.log_of(complaint)[-1], "file_read")
