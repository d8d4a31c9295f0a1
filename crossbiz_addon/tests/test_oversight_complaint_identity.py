import base64

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .complaint_common import ComplaintCase


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintIdentity(ComplaintCase):
    """The vault: four eyes open it, and only who asked reads what is in it."""

    def test_four_eyes_open_the_vault(self):
        complaint = self.file_complaint(identity="Rita Realname, Sales")
        self.assertTrue(complaint.named)
        self.handle(complaint).action_ask_identity("The police ask for a witness.")
        asked = complaint.disclosure_ids
        self.assertEqual(asked.custodian_ids, self.users["decision_maker"])
        for login in ("compliance_officer", "second_officer", "auditor"):
            with self.refused((AccessError, MissingError)):
                self.as_user(asked, login).action_grant()
        with self.refused(AccessError, "after a custodian granted it"):
            self.as_user(asked, "compliance_officer").get_identity()
        custodian = self.as_user(asked, "decision_maker")
        self.assertEqual(custodian.get_reason(), "The police ask for a witness.")
        custodian.action_grant()
        self.assertEqual(self.as_user(asked, "compliance_officer").get_identity(), "Rita Realname, Sales")
        for login in ("second_officer", "decision_maker"):  # who decides and who did not ask never read it
            with self.refused(AccessError):
                self.as_user(asked, login).get_identity()
        self.assertEqual(self.log_of(complaint)[-3:], ["identity_asked", "identity_granted", "identity_read"])

    def test_the_custodian_sees_no_complaint(self):
        complaint = self.file_complaint(identity="Rita Realname")
        self.handle(complaint).action_ask_identity("Needed.")
        with self.refused(MissingError):
            self.rpc("decision_maker", "crossbiz.complaint", "get_dialogue", complaint.ids)
        spec = {"display_name": {}, "complaint_id": {"fields": {"display_name": {}}}, "can_decide": {}}
        shown = self.rpc("decision_maker", "crossbiz.complaint.disclosure", "web_search_read", [], spec)["records"]
        self.assertEqual(len(shown), 1)
        self.assertTrue(shown[0]["can_decide"])
        self.assertEqual(shown[0]["display_name"], complaint.reference)
        self.assertEqual(shown[0]["complaint_id"], {"id": complaint.id, "display_name": complaint.reference})

    def test_refused_once_and_for_all(self):
        complaint = self.file_complaint(identity="Rita Realname")
        self.handle(complaint).action_ask_identity("Curious.")
        with self.refused(UserError, "asked for already"):
            self.handle(complaint, "second_officer").action_ask_identity("Me too.")
        self.as_user(complaint.disclosure_ids, "decision_maker").action_deny()
        with self.refused(UserError, "decided already"):
            self.as_user(complaint.disclosure_ids, "decision_maker").action_grant()
        with self.refused(AccessError):
            self.as_user(complaint.disclosure_ids, "compliance_officer").get_identity()
        self.handle(complaint).action_ask_identity("A better reason.")
        self.assertEqual(complaint.disclosure_ids.mapped("state"), ["asked", "denied"])

    def test_an_accused_custodian(self):
        complaint = self.file_complaint(accused="Bruno Hoch", identity="Rita Realname")
        with self.refused(UserError, "Nobody of the decision layer could decide"):
            self.handle(complaint).action_ask_identity("Needed.")

    def test_who_asks_is_no_custodian(self):
        functions = {"compliance", "audit"}
        complaint = self.file_complaint(accused_functions=functions, identity="Rita Realname")
        with self.refused(UserError, "Nobody of the decision layer could decide"):
            self.handle(complaint, "decision_maker").action_ask_identity("Needed.")
        self._create_person("second_chief", None, "crossbiz_addon.group_decision")
        self.handle(complaint, "decision_maker").action_ask_identity("Needed.")
        with self.refused(AccessError, "A custodian decides"):
            self.as_user(complaint.disclosure_ids, "decision_maker").action_grant()
        self.as_user(complaint.disclosure_ids, "second_chief").action_grant()

    def test_anonymous_stays_anonymous(self):
        with self.refused(UserError, "nothing in the vault"):
            self.handle(self.file_complaint()).action_ask_identity("Who?")

    def test_identity_given_later(self):
        complaint = self.file_complaint()
        self.write_again(complaint, identity="Rita Realname")
        self.assertTrue(complaint.named)
        self.write_again(complaint, identity="Room 5")
        vault = self.env["crossbiz.complaint.identity"].sudo().search([("complaint_id", "=", complaint.id)])
        self.assertEqual(vault._get_name(), "Rita Realname\nRoom 5")
        self.assertNotIn(b"Realname", base64.b64decode(vault.content))
