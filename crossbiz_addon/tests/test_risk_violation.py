from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .rectification_common import VIOLATION, RectificationCase
from .resource_common import ResourceCase


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestViolation(RectificationCase, ResourceCase):
    """Regulation 2.3, 6.1: compliance decides on violations; the department may appeal to the decision layer."""

    def test_revoked_over_rpc(self):
        """1 recorded, 2 decided, 3 appealed, 4 revoked, over RPC alone."""
        ident = self.rpc(
            "compliance_officer",
            VIOLATION,
            "create",
            {"department_id": self.tech.id, "description": "Lent on.", "severity": "major", "date": "2026-02-27"},
        )
        self.assertFalse(self.rpc("tech_officer", VIOLATION, "search", [("id", "=", ident)]))
        self.rpc("compliance_officer", VIOLATION, "action_decide", [ident])
        [values] = self.rpc("tech_member", VIOLATION, "read", [ident], ["reference", "state", "appeal_until", "stands"])
        self.assertRegex(values["reference"], r"^VI/2026/\d{5}$")
        self.assertEqual((values["appeal_until"], values["stands"]), (shanghai(16, 18), True))
        self.rpc("tech_officer", VIOLATION, "action_appeal", [ident], "The owner agreed by telephone.")
        [node] = self.rpc("decision_maker", "crossbiz.node", "search_read", [("can_act", "=", True)], ["kind"])
        action = self.rpc("decision_maker", VIOLATION, "action_open_decision", [ident])
        self.assertEqual(action["context"]["active_id"], node["id"])
        with self.refused(message="not yours or was already taken"):
            self.rpc("tech_officer", VIOLATION, "action_open_decision", [ident])
        self.assertEqual(node["kind"], "violation_appeal")
        self.rpc("decision_maker", "crossbiz.node", "action_approve", [node["id"]], "The note of the call is there.")
        [values] = self.rpc("tech_member", VIOLATION, "read", [ident], ["state", "stands", "ruling"])
        self.assertEqual((values["state"], values["stands"]), ("revoked", False))
        violation = self.env[VIOLATION].browse(ident)
        self.assertEqual(self.told(violation, "violation_recorded"), {"tech_officer"})
        self.assertEqual(self.told(violation, "violation_appealed"), {"compliance_officer"})
        self.assertEqual(self.told(violation, "approved"), {"tech_officer", "compliance_officer"})

    def test_upheld(self):
        violation = self.decide_violation()
        self.as_user(violation, "tech_officer").action_appeal("It was urgent.")
        node = self.as_user(self.steps(violation), "decision_maker")
        with self.refused(UserError, "Opinion is empty"):
            node.action_reject()
        with self.refused(UserError, "Possible are"):
            node.action_return("Think again.")
        node.action_reject("Urgency is no reason.")
        self.assertEqual((violation.state, violation.stands), ("upheld", True))
        standing = self.as_user(self.env[VIOLATION], "decision_maker").search([("stands", "=", True)])
        self.assertIn(violation.id, standing.ids)
        with self.refused(UserError, "is Upheld"):
            self.as_user(violation, "tech_officer").action_appeal("Again.")

    def test_circle(self):
        order = self.issue_order()
        violation = self.decide_violation(case_id=order.sudo().case_id.id)
        for login in ("tech_member", "compliance_officer", "decision_maker", "auditor", "manager"):
            self.assertTrue(self.as_user(violation, login).has_access("read"), login)
            self.assertTrue(self.as_user(self.env["crossbiz.journal"], login).search([("res_model", "=", VIOLATION)]))
        for login in ("sales_officer", "lead_officer", "service_officer", "outsider"):
            self.assertFalse(self.as_user(violation, login).has_access("read"), login)
            self.assertFalse(self.as_user(self.env["crossbiz.journal"], login).search([("res_model", "=", VIOLATION)]))

    def test_who_records(self):
        """Compliance; audit what compliance did itself; nobody on the own department."""
        for login in ("sales_officer", "decision_maker", "lead_officer"):
            with self.refused(AccessError):
                self.record_violation(login)
        with self.refused(AccessError, "only an officer of “Compliance”"):
            self.record_violation("auditor")
        with self.refused(AccessError, "only an officer of “Audit”"):
            self.record_violation(department_id=self.control.id)
        violation = self.record_violation("auditor", department_id=self.control.id)
        violation.action_decide()
        self.assertEqual(violation.deciding_department_id, self.revision)
        self.tech.crossbiz_officer_ids |= self.users["compliance_officer"]
        with self.refused(AccessError, "You belong to “Technical”"):
            self.record_violation()

    def test_who_judges(self):
        """The judge did not decide and does not work there; audit judges the decision layer's own."""
        violation = self.decide_violation(department_id=self.board.id)
        self.as_user(violation, "decision_maker").action_appeal("We did not.")
        self.assertEqual(self.steps(violation).department_id, self.revision)
        other = self.decide_violation()
        self.as_user(other, "tech_officer").action_appeal("We did not.")
        node = self.steps(other)
        self.board.crossbiz_officer_ids |= self.users["compliance_officer"]
        with self.refused(AccessError, "You decided on this violation"):
            self.as_user(node, "compliance_officer").action_reject("No.")
        self.board.crossbiz_officer_ids |= self.users["tech_officer"]
        with self.refused(AccessError, "submitted this yourself"):
            self.as_user(node, "tech_officer").action_approve("Yes.")

    def test_too_late(self):
        violation = self.decide_violation()
        with freeze_time(shanghai(16, 18)):
            self.assertTrue(self.as_user(violation, "tech_officer").can_appeal)
        with freeze_time(shanghai(16, 18, 1)):
            self.assertFalse(self.as_user(violation, "tech_officer").can_appeal)
            with self.refused(UserError, "An appeal was possible until"):
                self.as_user(violation, "tech_officer").action_appeal("Late.")

    def test_days_of_the_setting(self):
        self.company.crossbiz_appeal_days = 3
        self.assertEqual(self.decide_violation().appeal_until, shanghai(5, 18))

    def test_bad_input(self):
        violation = self.record_violation(date=date(2026, 3, 3))
        with self.refused(UserError, "lies ahead"):
            violation.action_decide()
        self.assertFalse(violation.reference)
        violation.date = date(2026, 3, 1)
        violation.action_decide()
        number = violation.reference
        with self.refused(UserError, "cannot become Decided"):
            violation.action_decide()
        with self.refused(UserError, "cannot change any more"):
            violation.severity = "minor"
        with self.refused(UserError, "stays on record"):
            violation.sudo().unlink()
        with self.refused(UserError, "is empty"):
            self.as_user(violation, "tech_officer").action_appeal("  ")
        with self.refused(AccessError, "only an officer of “Technical”"):
            self.as_user(violation, "compliance_officer").action_appeal("For them.")
        with self.refused(AccessError):
            self.as_user(violation, "tech_member").action_appeal("I too.")
        with self.refused(AccessError):
            self.as_user(violation, "compliance_officer").write({"state": "revoked"})
        self.assertEqual(violation.reference, number)
        employee = self.users["sales_member"].employee_ids
        with self.refused(UserError, "does not work in “Technical”"):
            self.record_violation(employee_id=employee.id)

    def test_person_of_the_department(self):
        employee = self.users["tech_member"].employee_ids
        violation = self.decide_violation(employee_id=employee.id)
        self.assertEqual(
            self.rpc(
                "tech_officer", VIOLATION, "web_read", [violation.id], {"employee_id": {"fields": {"display_name": {}}}}
            )[0]["employee_id"]["display_name"],
            "tech_member",
        )

    def test_found_at_an_inspection(self):
        request = self.lend()
        inspection = self.as_user(self.env["crossbiz.resource.inspection"], "tech_officer").create(
            {"request_id": request.id, "result": "violation", "note": "Left outside."}
        )
        self.assertFalse(inspection.can_record_violation)
        with self.refused(AccessError, "only an officer of “Compliance”"):
            inspection.action_record_violation()
        inspection = self.as_user(inspection, "compliance_officer")
        self.assertTrue(inspection.can_record_violation)
        context = inspection.action_record_violation()["context"]
        ident = self.rpc("compliance_officer", VIOLATION, "create", {"description": "Left outside."}, context=context)
        violation = self.env[VIOLATION].browse(ident)
        self.assertEqual((violation.department_id, violation.source), (self.sales, "inspection"))
        self.assertEqual(self.as_user(violation, "compliance_officer").source_name, inspection.display_name)

    def test_found_at_a_rectification(self):
        notice = self.issue_notice()
        with self.refused(AccessError):
            self.as_user(notice, "tech_officer").action_record_violation()
        context = self.as_user(notice, "compliance_officer").action_record_violation()["context"]
        self.assertEqual(context["default_department_id"], self.tech.id)
