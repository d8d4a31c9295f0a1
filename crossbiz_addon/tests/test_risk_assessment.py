"""Regulation 4.1: before the start the risks are assessed, and filed with the decision layer."""

from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import MONDAY, shanghai
from .risk_common import RiskCase

SEVERE = {"likelihood": 5, "impact": 5}


@tagged("post_install", "-at_install")
class TestRiskAssessment(RiskCase):
    def test_low_risks_are_in_force_once_filed(self):
        """1. Sales drafts, 2. files, 3. the decision layer is told and owes nothing, 4. the result stays."""
        request = self.draft_request()
        report = self.draft_assessment(request, risks=[{}, {"likelihood": 3, "impact": 3}])
        self.assertRegex(report.reference, r"^RA/2026/\d{5}$")
        self.assertEqual(report.department_id, self.sales)
        report.invalidate_recordset()
        self.assertEqual(report.risk_ids.mapped("level"), ["medium", "low"], "the highest first")
        self.assertFalse(report.in_force)
        report.action_file()
        self.assertEqual((report.state, report.level, report.in_force), ("filed", "medium", True))
        self.assertEqual(report.filed_by, self.users["sales_officer"])
        self.assertFalse(self.step(report))
        notices = self.env["crossbiz.notice"].search([("res_model", "=", report._name), ("res_id", "=", report.id)])
        self.assertEqual(notices.user_id, self.users["decision_maker"])
        self.assertEqual(notices.event, "risk_filed")
        self.assertIn(("risk_filed", "Sales"), self.events(report))

    def test_high_risks_wait_for_the_decision(self):
        report = self.file_assessment(self.draft_request(), risks=[SEVERE])
        self.assertEqual((report.level, report.in_force), ("critical", False))
        node = self.step(report, "risk_decision")
        self.assertEqual((node.department_id, node.submitter_id), (self.board, self.users["sales_officer"]))
        self.assertTrue(self.as_user(report, "decision_maker").can_give_decision)
        self.assertFalse(self.as_user(report, "sales_officer").can_give_decision)
        with self.refused(UserError, "opinion|Opinion"):
            self.decide_risks(report, "reject")
        self.decide_risks(report, "approve")
        self.assertFalse(self.as_user(report, "decision_maker").can_give_decision)
        self.assertEqual((report.state, report.in_force), ("approved", True))
        self.assertFalse(node.changed_since)

    def test_nobody_decides_on_the_own_report(self):
        """Four eyes: also an officer of the board who filed for Sales cannot approve it."""
        self.sales.crossbiz_officer_ids |= self.users["decision_maker"]
        report = self.file_assessment(self.draft_request(), "decision_maker", risks=[SEVERE])
        with self.refused(AccessError, "submitted this yourself"):
            self.decide_risks(report)

    def test_rejected_and_returned(self):
        request = self.draft_request()
        report = self.file_assessment(request, risks=[SEVERE])
        self.decide_risks(report, "return", "Name the person.")
        self.assertEqual(report.state, "draft")
        report.risk_ids.measure = "Ann does it."
        report.action_file()
        self.assertEqual(self.step(report, "risk_decision").cycle, 2)
        self.decide_risks(report, "reject", "Too dangerous.")
        self.assertEqual((report.state, report.in_force), ("rejected", False))
        with self.refused(UserError, "was filed and cannot change"):
            report.summary = "Not so bad."

    def test_a_newer_report_supersedes_when_it_is_in_force(self):
        request = self.draft_request()
        first = self.file_assessment(request)
        second = self.file_assessment(request, risks=[SEVERE])
        self.assertTrue(first.in_force, "the old one holds until the new one is approved")
        third = self.draft_assessment(request)
        with self.refused(UserError, "decides on “RA/2026"):
            third.action_file()
        self.decide_risks(second)
        self.assertEqual((first.state, first.in_force, second.in_force), ("superseded", False, True))
        third.action_file()
        self.assertEqual(second.state, "superseded")
        self.assertEqual(self.search_in_force(request), third)

    def search_in_force(self, request):
        return self.env["crossbiz.risk.assessment"].search(
            [("case_id", "=", request.case_id.id), ("in_force", "=", True)]
        )

    # --------------------------------------------------
    # Who writes
    # --------------------------------------------------

    def test_members_draft_and_officers_file(self):
        request = self.draft_request()
        report = self.draft_assessment(request, "sales_member")
        with self.refused(AccessError, "officer of “Sales”"):
            report.action_file()
        request.action_submit()
        led = self.draft_assessment(request, "lead_officer")
        self.assertEqual(led.department_id, self.lead)
        led.action_file()
        self.assertTrue(led.in_force)

    def test_others_neither_see_nor_write_a_draft(self):
        request = self.submit_request()
        report = self.draft_assessment(request)
        for login in ("tech_officer", "outsider"):
            self.assertFalse(self.as_user(report, login).has_access("read"), login)
        with self.refused(AccessError):
            self.draft_assessment(request, "tech_officer")
        with self.refused(AccessError):
            self.draft_assessment(request, "outsider")
        report.action_file()
        self.assertTrue(self.as_user(report, "tech_officer").has_access("read"), "takes part")
        self.assertTrue(self.as_user(report, "tech_member").risk_ids)
        self.assertFalse(self.as_user(report, "outsider").has_access("read"))

    def test_an_owner_sees_the_report(self):
        """Who has to do something about a risk reads what was filed, also without a part in the case."""
        report = self.draft_assessment(self.draft_request(), risks=[{"owner_department_id": self.service.id}])
        self.assertFalse(self.as_user(report, "service_officer").has_access("read"))
        report.action_file()
        self.assertTrue(self.as_user(report, "service_officer").has_access("read"))

    def test_facts_are_not_written(self):
        report = self.file_assessment(self.draft_request())
        for vals in ({"state": "approved"}, {"expires_at": False}, {"reference": "RA/1"}):
            with self.refused(AccessError, "steps of the process"):
                self.rpc("sales_officer", report._name, "write", report.ids, vals)
        with self.refused(AccessError, "steps of the process"):
            self.rpc("sales_officer", report._name, "create", {"case_id": report.case_id.id, "state": "approved"})
        with self.refused(AccessError, "steps of the process"):
            self.rpc(
                "sales_officer",
                report._name,
                "create",
                {"case_id": report.case_id.id},
                context={"default_state": "approved"},
            )
        with self.refused(AccessError, "steps of the process"):
            self.rpc("sales_officer", "crossbiz.risk", "write", report.risk_ids.ids, {"level": "low"})
        with self.refused(UserError, "was filed and cannot change"):
            self.rpc("sales_officer", "crossbiz.risk", "write", report.risk_ids.ids, {"likelihood": 1})
        with self.refused(UserError, "was filed and cannot change"):
            report.risk_ids.unlink()
        with self.refused(UserError, "was filed"):
            report.unlink()

    def test_a_risk_is_not_smuggled_into_another_report(self):
        filed = self.file_assessment(self.draft_request())
        draft = self.draft_assessment(self.draft_request())
        with self.refused(UserError, "was filed and cannot change"):
            draft.risk_ids.write({"assessment_id": filed.id})
        with self.refused(UserError, "stays with its case"):
            draft.write({"case_id": filed.case_id.id})

    # --------------------------------------------------
    # Bad input
    # --------------------------------------------------

    def test_everything_missing_at_once(self):
        request = self.draft_request()
        report = self.draft_assessment(
            request,
            risks=[
                {"name": "First", "owner_department_id": False, "measure": False},
                {"name": "Second", "likelihood": 0},
                {"name": "Third", "treatment": "accept"},
                {"name": "Fourth", "treatment": "accept", "accepted_until": date(2026, 3, 1)},
                {"name": "Fifth", "residual_likelihood": 4},
            ],
        )
        with self.assertRaises(UserError) as caught:
            report.action_file()
        for part in (
            "First”: It has no owner",
            "First”: It has no measure",
            "Second”: Likelihood and impact",
            "Third”: It is accepted, so say until when",
            "Fourth”: The day until which it is accepted is past",
            "Fifth”: What is left cannot be more",
        ):
            self.assertIn(part, str(caught.exception))
        self.assertEqual((report.state, report.filed_at, len(self.step(report))), ("draft", False, 0))
        empty = self.draft_assessment(request, risks=[])
        with self.refused(UserError, "It has no risk"):
            empty.action_file()

    def test_levels_outside_the_matrix(self):
        report = self.draft_assessment(self.draft_request())
        for vals in ({"likelihood": 6}, {"impact": -1}, {"residual_impact": 9}):
            with self.refused(ValidationError, "outside the matrix"):
                report.risk_ids.write(vals)

    def test_ended_and_suspended_cases(self):
        request = self.submit_request()
        report = self.draft_assessment(request)
        request.case_id.sudo().suspended = True
        with self.refused(UserError, "suspended"):
            report.action_file()
        request.case_id.sudo().suspended = False
        request.action_cancel("Not needed any more.")
        with self.refused(UserError, "has ended"):
            report.action_file()
        with self.refused(UserError, "already filed"):
            filed = self.file_assessment(self.draft_request())
            filed.action_file()

    def test_missing_settings_are_named(self):
        report = self.draft_assessment(self.draft_request())
        self.env["crossbiz.risk.matrix"].search([]).state = "retired"
        with self.refused(UserError, "no risk matrix in force"):
            report.action_file()
        self.company.crossbiz_decision_department_id = False
        with self.refused(UserError, "(?s)no risk matrix.*no decision layer"):
            report.action_file()

    def test_an_archived_owner(self):
        report = self.draft_assessment(self.draft_request(), risks=[{"owner_department_id": self.service.id}])
        self.service.active = False
        with self.refused(UserError, "“After-Sales” is archived"):
            report.action_file()

    # --------------------------------------------------
    # Accepted risks
    # --------------------------------------------------

    def test_an_accepted_risk_expires(self):
        """1. Accepted until the 13th, 2. out of force that evening, 3. the job asks once, 4. a new report answers."""
        request = self.submit_request()
        report = self.file_assessment(request, risks=[{"treatment": "accept", "accepted_until": date(2026, 3, 13)}])
        self.assertEqual(report.expires_at, shanghai(13, 18))
        with freeze_time(shanghai(13, 17)):
            self.run_job("cron_renew_assessments")
            report.invalidate_recordset()
            self.assertTrue(report.in_force)
        with freeze_time(shanghai(14, 9)):
            report.invalidate_recordset()
            self.assertTrue(report.expired)
            self.assertFalse(report.in_force)
            self.run_job("cron_renew_assessments")
            self.run_job("cron_renew_assessments")
            node = self.step(report, "risk_renewal")
            self.assertEqual((len(node), node.department_id), (1, self.sales))
            action = self.as_user(node, "sales_officer").action_fill_in()
            self.assertEqual(action["context"]["default_case_id"], request.case_id.id)
            newer = self.file_assessment(request)
            self.assertEqual((node.state, node.outcome), ("closed", "done"))
            self.assertEqual((report.state, newer.in_force), ("superseded", True))
            self.run_job("cron_renew_assessments")
            self.assertFalse(self.step(report | newer, "risk_renewal"))

    def test_a_rejected_renewal_is_asked_for_again(self):
        request = self.submit_request()
        report = self.file_assessment(request, risks=[{"treatment": "accept", "accepted_until": date(2026, 3, 3)}])
        with freeze_time(MONDAY + timedelta(days=3)):
            self.run_job("cron_renew_assessments")
            newer = self.file_assessment(request, risks=[SEVERE])
            self.run_job("cron_renew_assessments")
            self.assertFalse(self.step(report, "risk_renewal"), "the decision layer is at it")
            self.decide_risks(newer, "reject", "Find another way.")
            self.run_job("cron_renew_assessments")
            self.assertEqual(self.step(report, "risk_renewal").cycle, 2)

    def test_ended_cases_need_no_renewal(self):
        request = self.submit_request()
        report = self.file_assessment(request, risks=[{"treatment": "accept", "accepted_until": date(2026, 3, 3)}])
        request.action_cancel("Not needed any more.")
        self.run_job("cron_renew_assessments", datetime(2026, 4, 1))
        self.assertFalse(self.step(report))

    # --------------------------------------------------
    # Screens
    # --------------------------------------------------

    def test_form_of_a_new_report(self):
        action = self.draft_request().action_assess_risks()
        reports = self.as_user(self.env["crossbiz.risk.assessment"], "sales_officer")
        form = Form(reports.with_context(**action["context"]), "crossbiz_addon.risk_assessment_view_form")
        with form.risk_ids.new() as line:
            line.name = "It rains"
            line.likelihood = 4
            line.impact = 4
            line.measure = "A roof."
            line.owner_department_id = self.sales
        report = form.save()
        self.assertEqual(report.level, "high")
        self.assertTrue(report.can_file)
        self.assertFalse(self.as_user(report, "decision_maker").can_edit)

    def test_map_shows_what_the_reader_sees(self):
        self.file_assessment(self.submit_request(), risks=[{}, {"likelihood": 5, "residual_likelihood": 1}])
        risks = self.env["crossbiz.risk"]
        found = self.as_user(risks, "sales_member").get_map([])
        self.assertEqual(found["inherent"], [[2, 2, 1], [5, 2, 1]])
        self.assertEqual(found["residual"], [[1, 2, 1], [2, 2, 1]])
        self.assertEqual(found["cells"][4][4], "critical")
        self.assertEqual(self.as_user(risks, "outsider").get_map([])["inherent"], [])


@tagged("post_install", "-at_install")
class TestRiskMatrix(RiskCase):
    def new_version(self):
        shared = self.env.ref("crossbiz_addon.risk_matrix_standard")
        action = self.as_user(shared, "manager").action_new_version()
        return self.as_user(self.env["crossbiz.risk.matrix"].browse(action["res_id"]), "manager")

    def test_a_filed_result_keeps_its_version(self):
        """1. Filed by the shipped matrix, 2. a stricter one comes in force, 3. old results stay, new ones follow."""
        report = self.file_assessment(self.draft_request())
        draft = self.draft_assessment(self.draft_request())
        matrix = self.new_version()
        self.assertEqual((matrix.company_id, matrix.version), (self.company, 1))
        matrix.cells = [["critical"] * 5] * 5
        matrix.action_put_in_force()
        self.assertEqual((report.level, report.matrix_id), ("low", self.env.ref("crossbiz_addon.risk_matrix_standard")))
        draft.action_file()
        self.assertEqual((draft.level, draft.matrix_id.id), ("critical", matrix.id))
        self.assertTrue(self.step(draft, "risk_decision"))

    def test_one_is_in_force_and_never_changes(self):
        first = self.new_version()
        first.action_put_in_force()
        with self.refused(UserError, "put in force and stays"):
            first.write({"cells": [["low"] * 5] * 5})
        with self.refused(UserError, "put in force and stays"):
            first.unlink()
        with self.refused(UserError, "put in force and stays"):
            first.action_put_in_force()
        second = self.new_version()
        self.assertEqual(second.version, 2)
        second.action_put_in_force()
        self.assertEqual((first.state, second.state), ("retired", "current"))

    def test_bad_cells(self):
        matrix = self.new_version()
        for cells in ([], "low", [["low"] * 5] * 4, [["low"] * 4] * 5, [["low"] * 4 + ["bad"]] * 5, [[1] * 5] * 5):
            with self.refused(ValidationError, "5 × 5|required|Levels"):
                matrix.cells = cells
        with self.refused(ValidationError, "never falls"):
            matrix.cells = [["low", "low", "low", "low", "low"]] * 4 + [["medium", "low", "low", "low", "low"]]

    def test_who_configures(self):
        matrix = self.new_version()
        for login in ("sales_officer", "decision_maker", "compliance_officer", "auditor"):
            with self.refused(AccessError):
                self.as_user(matrix, login).action_put_in_force()
            with self.refused(AccessError):
                self.as_user(matrix, login).cells = [["low"] * 5] * 5
        with self.refused(AccessError):
            matrix.create({"name": "For all", "company_id": False})
