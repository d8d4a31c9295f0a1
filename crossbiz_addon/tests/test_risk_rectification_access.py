from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .rectification_common import NOTICE, RectificationCase
from .resource_common import ResourceCase


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestRectificationAccess(RectificationCase, ResourceCase):
    """A notice is seen by those concerned, by compliance, decision layer and audit, and by nobody else."""

    SEEING = ("tech_member", "tech_officer", "compliance_officer", "auditor", "decision_maker", "manager")
    BLIND = ("sales_officer", "sales_member", "service_officer", "lead_officer", "outsider")

    def test_circle(self):
        """Taking part in the case it is about shows nothing of a notice: not its steps, journal or number."""
        order = self.issue_order()
        notice = self.issue_notice(case_id=order.sudo().case_id.id)
        participants = order.sudo().department_ids
        self.submit(notice, files=self.attach())
        hanging = {
            NOTICE: [("id", "=", notice.id)],
            "crossbiz.node": [("res_model", "=", NOTICE), ("res_id", "=", notice.id)],
            "crossbiz.journal": [("res_model", "=", NOTICE), ("res_id", "=", notice.id)],
        }
        for model, domain in hanging.items():
            count = self.env[model].search_count(domain)
            for login in self.SEEING:
                self.assertEqual(self.as_user(self.env[model], login).search_count(domain), count, (model, login))
            for login in self.BLIND:
                self.assertFalse(self.as_user(self.env[model], login).search_count(domain), (model, login))
        self.assertEqual(self.as_user(order, "sales_officer").rectification_count, 0)
        self.assertEqual(self.as_user(order, "tech_member").rectification_count, 1)
        self.assertEqual(order.sudo().department_ids, participants, "a notice makes nobody take part")
        kinds = set(self.as_user(order, "service_officer").node_ids.mapped("kind"))
        self.assertNotIn("rectification", kinds)

    def test_membership_is_live(self):
        notice = self.issue_notice()
        self.assertFalse(self.as_user(notice, "outsider").has_access("read"))
        employee = self.users["outsider"].employee_ids
        employee.department_id = self.tech
        self.assertTrue(self.as_user(notice, "outsider").has_access("read"))
        self.assertTrue(self.as_user(self.steps(notice), "outsider").in_my_circle)
        employee.department_id = self.sales
        self.assertFalse(self.as_user(notice, "outsider").has_access("read"))
        self.assertFalse(self.as_user(self.steps(notice), "outsider").has_access("read"))

    def test_draft_is_its_writers(self):
        notice = self.draft_notice("lead_officer", case_id=self.issue_order().sudo().case_id.id)
        for login in ("tech_officer", "sales_officer", "service_officer"):
            self.assertFalse(self.as_user(notice, login).has_access("read"), login)
        with self.refused(AccessError):
            self.as_user(notice, "compliance_officer").problem = "Other."
        self.as_user(notice, "lead_officer").unlink()

    def test_who_may_issue(self):
        """Compliance, audit, decision layer; the case's lead; who owns where it was found. Nobody else."""
        order = self.issue_order()
        case = order.sudo().case_id
        for login in ("compliance_officer", "auditor", "decision_maker"):
            self.assertEqual(self.issue_notice(login).state, "issued")
        self.assertEqual(self.issue_notice("lead_officer", case_id=case.id).state, "issued")
        with self.refused(AccessError, "“Operations” cannot issue this notice. Possible are:.*Compliance"):
            self.draft_notice("lead_officer")
        with self.refused(AccessError, "cannot issue"):
            self.draft_notice(
                "sales_officer",
                issuing_department_id=self.sales.id,
                case_id=case.id,
                source_model=order._name,
                source_id=order.id,
            )
        with self.refused(AccessError):
            self.draft_notice("sales_officer", issuing_department_id=self.control.id)

    def test_member_drafts_officer_issues(self):
        self._create_person("compliance_member", self.control, "crossbiz_addon.group_user")
        notice = self.draft_notice("compliance_member")
        with self.refused(AccessError, "only an officer of “Compliance”"):
            notice.action_issue()
        self.as_user(notice, "compliance_officer").action_issue()
        self.assertEqual(notice.state, "issued")

    def test_raised_from_an_inspection(self):
        """The owner's officers raise it where they found it; the form comes filled in, and their case is checked."""
        request = self.lend()
        inspection = self.as_user(self.env["crossbiz.resource.inspection"], "tech_officer").create(
            {"request_id": request.id, "result": "violation", "note": "Left outside overnight."}
        )
        self.assertTrue(inspection.can_raise)
        self.assertFalse(self.as_user(inspection, "sales_officer").can_raise)
        with self.refused(AccessError, "Only officers of these departments.*Technical"):
            self.as_user(inspection, "sales_officer").action_raise_rectification()
        action = self.as_user(inspection, "tech_officer").action_raise_rectification()
        ident = self.rpc(
            "tech_officer",
            NOTICE,
            "create",
            {"problem": "Left outside overnight.", "requirement": "Lock it up.", "deadline": "2026-03-06"},
            context=action["context"],
        )
        self.rpc("tech_officer", NOTICE, "action_issue", [ident])
        notice = self.env[NOTICE].browse(ident)
        self.assertEqual(notice.source, "inspection")
        self.assertEqual(
            (notice.department_id, notice.issuing_department_id, notice.case_id),
            (self.sales, self.tech, request.sudo().case_id),
        )
        self.assertEqual(self.as_user(notice, "sales_member").source_name, inspection.display_name)
        self.assertEqual(self.as_user(inspection, "tech_officer").rectification_count, 1)
        opened = self.as_user(notice, "sales_member").action_open_source()
        self.assertEqual((opened["res_model"], opened["res_id"]), (inspection._name, inspection.id))

    def test_source_of_another(self):
        """A record the reader may not see is not named; one the writer may not see is refused."""
        order = self.issue_order()
        notice = self.issue_notice(
            case_id=order.sudo().case_id.id, source_model=order._name, source_id=order.id, department_id=self.lead.id
        )
        self.env.user.company_ids |= self.company
        self.assertTrue(self.as_user(notice, "compliance_officer").source_name)
        outside = self.issue_notice(
            source_model=order._name,
            source_id=order.id,
            department_id=self._create_department("Depot", crossbiz_officer_ids=self.users["outsider"].ids).id,
        )
        self.assertFalse(self.as_user(outside, "outsider").source_name)
        self.assertFalse(self.as_user(outside, "outsider").action_open_source())
        draft = self.draft_order("outsider")
        with self.refused(AccessError):
            self.draft_notice(
                "lead_officer", case_id=draft.sudo().case_id.id, source_model=draft._name, source_id=draft.id
            )
        with self.refused(AccessError):
            self.rpc(
                "lead_officer",
                NOTICE,
                "onchange",
                [],
                {"case_id": draft.sudo().case_id.id},
                ["case_id"],
                {"case_id": {"fields": {"display_name": {}}}},
            )

    def test_protected(self):
        """No field of the process is set by hand, in whatever way."""
        notice = self.issue_notice()
        for name, value in {
            "state": "verified",
            "reference": "RN/2026/99999",
            "verified_at": "2026-03-02 00:00:00",
            "completed_on_time": True,
            "checking_department_id": self.tech.id,
        }.items():
            for login in ("tech_officer", "compliance_officer", "manager"):
                with self.refused(AccessError):
                    self.as_user(notice, login).write({name: value})
            with self.refused(AccessError):
                self.draft_notice(**{name: value})
            with self.refused(AccessError):
                self.rpc(
                    "compliance_officer",
                    NOTICE,
                    "create",
                    {"department_id": self.tech.id, "problem": "P", "requirement": "R"},
                    context={f"default_{name}": value},
                )
        with self.refused(UserError, "cannot change now"):
            self.as_user(notice, "compliance_officer").deadline = date(2026, 5, 1)
        with self.refused(UserError, "was issued and stays"):
            notice.sudo().unlink()
        with self.refused(AccessError):
            self.as_user(notice, "compliance_officer").measures = "Theirs."

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        far = self._create_department("Far Away", company=other)
        self._create_person("stranger", far, "crossbiz_addon.group_compliance", officer=True, company=other)
        notice = self.issue_notice()
        self.assertFalse(self.as_user(self.env[NOTICE], "stranger").search([("id", "=", notice.id)]))
        with self.refused((AccessError, UserError)):
            self.draft_notice(department_id=far.id)
