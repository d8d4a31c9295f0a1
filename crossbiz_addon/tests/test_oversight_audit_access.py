"""Audits: who sees them, who writes what, and nothing beyond the company."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .audit_common import AUDIT, CONCLUSION, LINE, AuditCase
from .common import OFFICER

CHECK = "crossbiz.audit.check"
FIGURE = "crossbiz.audit.figure"


@tagged("post_install", "-at_install")
class TestAuditAccess(AuditCase):
    def test_who_sees(self):
        """The department that holds it, who checks a case of it, decision layer, compliance and audit."""
        audit = self.draw_audit(checker="auditor")
        readers = {"lead_officer", "decision_maker", "compliance_officer", "auditor"}
        for login in self.users:
            for model, ids in (
                (AUDIT, audit.ids),
                (LINE, audit.line_ids.ids),
                (CHECK, audit.line_ids.check_ids.ids),
            ):
                found = 0
                if self.as_user(self.env[model], login).has_access("read"):
                    found = self.rpc(login, model, "search_count", [("id", "in", ids)])
                self.assertEqual(bool(found), login in readers, (login, model))
            entries = self.env["crossbiz.journal"].search([("res_model", "=", AUDIT), ("res_id", "=", audit.id)])
            nodes = audit.sudo().node_ids
            for records in (entries, nodes):
                self.assertEqual(
                    bool(self.as_user(records, login)._filtered_access("read")), login in readers, (login, records)
                )

    def test_who_checks_sees_it_while_it_is_theirs(self):
        """A stranger from the board is named: reads the audit, and no more once another is named."""
        self._create_person("board_reader", self.board, "crossbiz_addon.group_decision")
        audit = self.draw_audit(checker="board_reader")
        self.assertTrue(self.as_user(audit.line_ids[0], "board_reader").can_judge)
        self.assertFalse(self.as_user(audit.line_ids[0], "auditor").can_judge)
        audit.line_ids.action_assign(self.users["auditor"].id)
        self.assertFalse(self.as_user(audit.line_ids[0], "board_reader").can_judge)
        with self.refused(AccessError):
            self.rpc("board_reader", CHECK, "write", audit.line_ids.check_ids[:1].ids, {"remark": "Mine"})

    def test_only_the_checker_writes(self):
        audit = self.draw_audit()
        line = audit.line_ids[0]
        for login in ("lead_officer", "auditor", "decision_maker", "outsider", "manager"):
            with self.refused(AccessError):
                self.rpc(login, CHECK, "write", line.check_ids[:1].ids, {"result": "conform"})
            with self.refused(AccessError):
                self.rpc(login, LINE, "write", line.ids, {"remark": "Mine"})
            with self.refused(AccessError):
                self.rpc(login, LINE, "action_judge", line.ids)
        self.rpc("compliance_officer", CHECK, "write", line.check_ids[:1].ids, {"result": "conform"})

    def test_only_the_holder_closes(self):
        audit = self.draw_audit()
        for line in audit.line_ids:
            self.checked(line)
        for login in ("compliance_officer", "auditor", "decision_maker", "sales_officer", "manager"):
            for method, arguments in (("action_close", ()), ("action_cancel", ("No",)), ("action_draw", ())):
                with self.refused(AccessError):
                    self.rpc(login, AUDIT, method, audit.ids, *arguments)
            with self.refused(AccessError):
                self.rpc(login, AUDIT, "write", audit.ids, {"conclusion": CONCLUSION})

    def test_personal(self):
        """Neither superuser mode nor a robot draws, checks or closes."""

        def running():
            audit = self.draw_audit()
            for line in audit.line_ids:
                self.checked(line)
            audit.conclusion = CONCLUSION
            return audit

        def answered():
            line = self.draw_audit().line_ids[0]
            self.as_user(line, "compliance_officer").check_ids.write({"result": "conform"})
            return line

        self.check_personal(
            {
                AUDIT: {
                    "action_draw": ("lead_officer", self.plan_audit, {}),
                    "action_close": ("lead_officer", running, {}),
                    "action_cancel": ("lead_officer", self.plan_audit, {"reason": "Merged"}),
                },
                LINE: {
                    "action_judge": ("compliance_officer", answered, {}),
                    "action_reopen": ("compliance_officer", lambda: self.checked(answered()), {}),
                    "action_assign": (
                        "lead_officer",
                        lambda: self.draw_audit().line_ids[0],
                        {"user": self.users["auditor"].id},
                    ),
                },
            }
        )

    def test_other_company(self):
        """Another company's lead sees and draws nothing of ours."""
        other = self.env["res.company"].create({"name": "Other Works"})
        other.resource_calendar_id = self._create_calendar(other)
        department = self._create_department("Operations", other)
        other.crossbiz_lead_department_id = department
        self._create_person("other_lead", department, OFFICER, officer=True, company=other)
        self._create_person("other_audit", None, "crossbiz_addon.group_audit", company=other)
        audit = self.draw_audit()
        for login in ("other_lead", "other_audit"):
            self.assertFalse(self.rpc(login, AUDIT, "search_count", []), login)
            self.assertFalse(self.rpc(login, LINE, "search_count", []), login)
            self.assertFalse(self.rpc(login, CHECK, "search_count", []), login)
            with self.refused(AccessError):
                self.rpc(login, AUDIT, "action_redraw", audit.ids)
        theirs = self.rpc("other_lead", AUDIT, "create", {"audit_type": "ledger_check"})
        with self.assertRaisesRegex(Exception, "No case was under way"):
            self.rpc("other_lead", AUDIT, "action_draw", [theirs] if isinstance(theirs, int) else theirs)
        with self.refused(AccessError):
            self.rpc("other_lead", AUDIT, "create", {"audit_type": "ledger_check", "company_id": self.company.id})

    def test_dialogs_tell_nothing(self):
        """Whoever may not read a case of an audit learns nothing from the dialog that names its checker."""
        audit = self.draw_audit(checker=None)
        values = {"audit_id": audit.id, "line_ids": [(6, 0, audit.line_ids.ids)], "user_id": self.users["outsider"].id}
        with self.refused(AccessError):
            self.rpc("outsider", "crossbiz.audit.assign", "create", values)
        with self.refused(AccessError):
            self.rpc(
                "outsider",
                "crossbiz.audit.assign",
                "onchange",
                [],
                {"line_ids": [[6, 0, audit.line_ids.ids]]},
                ["line_ids"],
                {"line_ids": {"fields": {"display_name": {}}}, "candidate_ids": {}},
            )
