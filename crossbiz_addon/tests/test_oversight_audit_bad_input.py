"""Audits: what is refused, with everything that is missing at once, and nothing half-written."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .audit_common import AUDIT, CONCLUSION, LINE, MARCH, AuditCase

CHECK = "crossbiz.audit.check"


@tagged("post_install", "-at_install")
class TestAuditBadInput(AuditCase):
    def test_who_plans(self):
        for login in ("sales_officer", "tech_member", "auditor", "compliance_officer", "decision_maker", "manager"):
            with self.refused(AccessError):
                self.rpc(login, AUDIT, "create", {"audit_type": "ledger_check", **MARCH})
        for kind in (None, False, "spot_check"):
            with self.refused((UserError, ValidationError, AccessError, ValueError)):
                self.rpc("lead_officer", AUDIT, "create", {"audit_type": kind, **MARCH})

    def test_period_the_wrong_way_round(self):
        with self.refused(ValidationError, "ends before it begins"):
            self.plan_audit(date_from=date(2026, 4, 1), date_to=date(2026, 3, 1))

    def test_no_department_for_it(self):
        self.company.crossbiz_lead_department_id = False
        with self.refused(UserError, "has no Lead Department"):
            self.rpc("lead_officer", AUDIT, "create", {"audit_type": "ledger_check", **MARCH})

    def test_all_that_keeps_it_from_being_drawn(self):
        self.env.ref("crossbiz_addon.checklist_ledger_check").active = False
        audit = self.plan_audit(date_from=date(2027, 4, 1), date_to=date(2027, 4, 30))
        with self.refused(UserError, "(?s)lasts until 2027-04-30.*There is no checklist for “Ledger Check”"):
            audit.action_draw()
        empty = self.plan_audit(date_from=date(2026, 1, 1), date_to=date(2026, 1, 31))
        with self.refused(UserError, "No case was under way"):
            empty.action_draw()
        with self.refused(UserError, "was not drawn yet"):
            empty.action_redraw()
        self.assertEqual(audit.state, "draft")

    def test_drawn_once(self):
        audit = self.draw_audit()
        with self.refused(UserError, "was drawn already"):
            audit.action_draw()
        with self.refused(UserError, "cannot change any more"):
            audit.date_to = date(2026, 4, 30)
        with self.refused(UserError, "Call it off instead"):
            audit.unlink()
        with self.refused(AccessError):
            self.as_user(audit, "compliance_officer").action_draw()

    def test_protected(self):
        audit = self.draw_audit()
        for vals in (
            {"seed": "0"},
            {"frame": []},
            {"state": "closed"},
            {"sample_size": 1},
            {"department_id": self.sales.id},
            {"missed_at": False},
            {"period": False},
            {"line_ids": [(5,)]},
            {"digest": "x"},
        ):
            with self.refused(AccessError, "steps of the process"):
                self.rpc("lead_officer", AUDIT, "write", audit.ids, vals)
        line = audit.line_ids[0]
        for vals in ({"user_id": self.users["lead_officer"].id}, {"result": "conform"}, {"state": "judged"}):
            with self.refused(AccessError, "steps of the process"):
                self.rpc("compliance_officer", LINE, "write", line.ids, vals)
        for vals in ({"name": "Easier"}, {"line_id": audit.line_ids[1].id}, {"rectification_id": 1}):
            with self.refused(AccessError, "steps of the process"):
                self.rpc("compliance_officer", CHECK, "write", line.check_ids[:1].ids, vals)
        with self.refused(AccessError):
            self.rpc("compliance_officer", LINE, "create", {"audit_id": audit.id, "case_id": self.orders[0].case_id.id})
        with self.refused(AccessError):
            self.rpc("compliance_officer", CHECK, "unlink", line.check_ids.ids)

    def test_judging_says_all_that_is_missing(self):
        audit = self.draw_audit()
        line = self.as_user(audit.line_ids[0], "compliance_officer")
        first, second, third, *others = line.check_ids
        first.result = "minor"
        second.write({"result": "major", "remark": "Bad."})
        third.write({"result": "conform", "requirement": "Nothing"})
        with self.assertRaises(UserError) as caught:
            line.action_judge()
        message = str(caught.exception)
        for part, point in (
            ("Not answered yet", others[0].name),
            ("Say what was found", first.name),
            ("Say who puts it right, and how", second.name),
            ("Only a finding has", third.name),
        ):
            self.assertRegex(message, f"{part}[^\n]*{point}")
        self.assertEqual(line.state, "open")

    def test_orders_that_cannot_be_carried_out(self):
        audit = self.draw_audit()
        line = self.as_user(audit.line_ids[0], "compliance_officer")
        order = {"result": "minor", "remark": "Bad.", "requirement": "Better.", "department_id": self.tech.id}
        line.check_ids.write({**order, "deadline": date(2026, 3, 31)})
        with self.refused(UserError, "2026-03-31 has passed, choose a later day"):
            line.action_judge()
        line.check_ids.write({"deadline": date(2026, 4, 2)})
        line.action_judge()
        with self.at("2026-04-03 02:00:00"), self.refused(UserError, "2026-04-02 has passed"):
            audit.conclusion = CONCLUSION
            self.close_audit(audit)
        self.assertFalse(line.check_ids.sudo().rectification_id, "nothing was sent out")

    def test_closing_says_all_that_is_missing(self):
        audit = self.draw_audit(checker=None)
        line, *others = audit.line_ids
        line.action_assign(self.users["compliance_officer"].id)
        with self.assertRaises(UserError) as caught:
            audit.action_close()
        for part in (
            f"Not checked yet ({self.users['compliance_officer'].name}): {line.sudo().case_id.reference}",
            "Not checked yet (nobody is named): ",
            "Conclusion is empty",
        ):
            self.assertIn(part, str(caught.exception))
        for found in others:
            self.assertIn(found.sudo().case_id.reference, str(caught.exception))
        self.assertEqual(audit.state, "running")

    def test_closed_stays(self):
        audit = self.draw_audit()
        self.close_audit(audit)
        with self.refused(UserError, "is Closed|cannot change"):
            audit.conclusion = "Other"
        with self.refused((UserError, AccessError)):
            self.as_user(audit.line_ids[0], "compliance_officer").action_reopen()
        with self.refused((UserError, AccessError)):
            self.as_user(audit.line_ids[0], "compliance_officer").check_ids[0].remark = "Other"
        with self.refused(UserError):
            audit.action_close()
        with self.refused(UserError, "cannot become"):
            audit.action_cancel("Why not")

    def test_naming_nobody(self):
        audit = self.draw_audit(checker=None)
        for wrong in (None, False, 0, "auditor", [1], 999_999_999, True):
            with self.refused(UserError, "Choose who checks it"):
                self.rpc("lead_officer", LINE, "action_assign", audit.line_ids.ids, wrong)
        with self.refused(AccessError, "Name who checks a case"):
            self.rpc("compliance_officer", LINE, "action_assign", audit.line_ids.ids, self.users["auditor"].id)
        self.assertFalse(audit.line_ids.user_id)

    def test_a_link_is_no_evidence(self):
        line = self.as_user(self.draw_audit().line_ids[0], "compliance_officer")
        link = self.as_user(self.env["ir.attachment"], "compliance_officer").create(
            {"name": "mail", "type": "url", "url": "https://example.com/mail"}
        )
        with self.refused(UserError, "is a link"):
            line.check_ids[0].file_ids = [(4, link.id)]

    def test_called_off(self):
        audit = self.draw_audit()
        with self.refused(UserError, "Reason is empty"):
            audit.action_cancel(" ")
        form = self.open_dialog("crossbiz.audit.reason", "lead_officer", audit)
        form.reason = "Merged with the half-year's."
        form.save().action_confirm()
        audit.invalidate_recordset()
        self.assertEqual((audit.state, audit.sudo().node_ids.state), ("cancelled", "void"))
        with self.refused((UserError, AccessError)):
            self.checked(audit.line_ids[0])

    def test_bare_step(self):
        audit = self.draw_audit()
        node = self.as_user(audit.sudo().node_ids, "lead_officer")
        with self.refused(UserError, "closed by filling in its record"):
            node.action_complete()
        with self.refused(UserError, "stays with the department that holds it"):
            node.action_hand_over(self.sales.id, "Please")

    def test_settings(self):
        """The bounds of a sample, on the settings page."""
        form = Form(self.as_user(self.env["crossbiz.setup"], "manager"))
        self.assertEqual((form.crossbiz_audit_percent, form.crossbiz_audit_minimum), (10, 5))
        self.assertEqual(form.crossbiz_check_months, "3")
        self.assertEqual(form.crossbiz_appeal_days, 10)
        form.crossbiz_audit_percent = 25
        form.crossbiz_check_months = "6"
        form.save()
        self.assertEqual((self.company.crossbiz_audit_percent, self.company.crossbiz_check_months), (25, "6"))
        for vals in (
            {"crossbiz_audit_percent": 0},
            {"crossbiz_audit_percent": 101},
            {"crossbiz_audit_minimum": 31},
            {"crossbiz_audit_minimum": 0},
            {"crossbiz_audit_maximum": 501},
        ):
            with self.subTest(**vals), self.refused(ValidationError):
                self.company.write(vals)
