from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .complaint_common import ComplaintCase


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintRetention(ComplaintCase):
    """After closing: the looks for retaliation, and the end of the content."""

    def test_follow_ups(self):
        """At 30, 90 and 180 days the reporter is asked and the handlers look, each time once."""
        complaint = self.file_complaint()
        self.close(complaint)
        for days, count in ((29, 0), (30, 1), (31, 1), (89, 1), (90, 2), (180, 3), (181, 3)):
            self.env.flush_all()
            self.run_day(self.after(days))
            self.env.invalidate_all()
            domain = [("kind", "=", "complaint_follow_up"), ("res_id", "=", complaint.id)]
            nodes = self.env["crossbiz.node"].sudo().search(domain)
            self.assertEqual(len(nodes), count, days)
            if days == 30:
                self.assertTrue(self.handle(complaint).can_follow_up)
                with freeze_time(self.after(days)):
                    self.handle(complaint).action_follow_up("All is well.")
                self.assertEqual(nodes.state, "closed")
        sentences = [message["author"] for message in self._get_dialogue(complaint)["messages"]]
        self.assertEqual(sentences.count("system"), 2 + 3)  # acknowledged, closed, and three times asked

    def test_follow_up_before_its_time(self):
        complaint = self.file_complaint()
        self.close(complaint)
        with self.refused(UserError, "30, 90 and 180 days"):
            self.handle(complaint).action_follow_up("All is well.")

    def test_erasure_destroys_key_and_content(self):
        """On raw bytes: no key, no ciphertext, no hash of the code; shell and log stay."""
        complaint = self.file_complaint(
            identity="Rita Realname", files=[("txt", b"file")], accused="Sven Kauf", category="violation"
        )
        other = self.file_complaint()
        lookup, file_ids = complaint.lookup, self.files_of(complaint)._ids
        self.handle(complaint).action_ask_identity("Needed.")
        self.close(complaint)
        self.env.flush_all()
        self.run_day(self.after(364))
        self.assertTrue(self._get_dialogue(complaint))
        self.env.flush_all()
        self.run_day(self.after(365))
        self.env.invalidate_all()
        self.assertRecordValues(complaint, [{"state": "erased", "category": "violation", "outcome": "unfounded"}])
        self.assertIsNone(self.env["crossbiz.complaint"].sudo()._get_dialogue(lookup))
        query = "SELECT wrapped_key, routing, lookup FROM crossbiz_complaint WHERE id = %s"
        self.env.cr.execute(query, [complaint.id])
        self.assertEqual(self.env.cr.fetchone(), (None, None, None))
        self.env.cr.execute("SELECT count(*) FROM crossbiz_complaint_message WHERE complaint_id = %s", [complaint.id])
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.env.cr.execute("SELECT count(*) FROM crossbiz_complaint_file WHERE id IN %s", [file_ids])
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.env.cr.execute("SELECT count(*) FROM crossbiz_complaint_identity WHERE complaint_id = %s", [complaint.id])
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.env.cr.execute("SELECT reason FROM crossbiz_complaint_disclosure WHERE complaint_id = %s", [complaint.id])
        self.assertEqual(self.env.cr.fetchall(), [(None,)])
        self.assertTrue(self._get_dialogue(other))
        seen = self.rpc("compliance_officer", "crossbiz.complaint", "get_dialogue", complaint.ids)
        self.assertFalse(seen["messages"])
        with self.refused(AccessError, "was erased"):
            self.handle(complaint).action_answer("Hello?")
        self.assertEqual(self.log_of(complaint)[-2:], ["erased", "read"])
        self.write_again_to(lookup)
        self.assertFalse(self.env["crossbiz.complaint.message"].sudo().search([("complaint_id", "=", complaint.id)]))

    def write_again_to(self, lookup):
        entry = {"lookup": lookup, "text": "Too late.", "files": [], "identity": None}
        self.assertFalse(self.env["crossbiz.complaint"].sudo()._publish_messages([entry]))

    def test_the_day_runs_twice(self):
        """Once is enough, however often the job runs."""
        complaint = self.file_complaint()
        self.env.flush_all()
        for _run in range(2):
            self.run_day(self.after(100))
        self.env.invalidate_all()
        self.assertEqual(self.log_of(complaint), ["received", "widened", "routed"])
        self.assertEqual(complaint.received_on + timedelta(days=7), complaint.acknowledge_by)
