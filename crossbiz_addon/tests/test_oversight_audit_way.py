"""Regulation 6.2: an audit from its sample to its sealed report."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.crossbiz_addon.lib import sampling

from .audit_common import AUDIT, CONCLUSION, LINE, AuditCase
from .common import MONDAY


@tagged("post_install", "-at_install")
class TestAuditWay(AuditCase):
    def test_whole_way(self):
        """Planned, drawn, checked by a stranger, closed: findings are notices, the report is sealed."""
        audit = self.plan_audit()
        self.assertEqual((audit.department_id, audit.state), (self.lead, "draft"))
        self.assertRegex(audit.reference, r"^AU/2026/\d{5}$")
        audit.action_draw()
        self.assertEqual((audit.state, audit.frame_size, audit.sample_size), ("running", 3, 3))
        self.assertEqual(audit.line_ids.case_id, self.env["crossbiz.case"].union(*(o.case_id for o in self.orders)))
        node = self.env["crossbiz.node"].search([("res_model", "=", AUDIT), ("res_id", "=", audit.id)])
        self.assertEqual((node.kind, node.department_id, node.state), ("audit", self.lead, "open"))
        self.assertFalse(audit.line_ids.user_id, "Operations leads every case")
        self.assertIn("name somebody else", audit.line_ids[0].people_note)
        audit.line_ids.action_assign(self.users["compliance_officer"].id)
        first, *others = self.as_user(audit.line_ids, "compliance_officer")
        first.check_ids.write({"result": "conform"})
        first.check_ids[0].write(
            {
                "result": "major",
                "remark": "Nobody knew whose it was.",
                "department_id": self.tech.id,
                "requirement": "Name one person.",
                "deadline": date(2026, 4, 10),
            }
        )
        first.check_ids[1].write({"result": "minor", "remark": "A day late."})
        first.action_judge()
        self.assertEqual((first.result, first.state), ("major", "judged"))
        for line in others:
            self.checked(line)
        audit.conclusion = CONCLUSION
        audit.action_close()
        self.assertEqual((audit.state, audit.closed_by), ("closed", self.users["lead_officer"]))
        self.assertEqual((node.state, node.outcome, node.on_time), ("closed", "done", True))
        notice = first.check_ids[0].sudo().rectification_id
        self.assertEqual(
            (notice.state, notice.source, notice.department_id, notice.issuing_department_id, notice.deadline),
            ("issued", "check", self.tech, self.lead, date(2026, 4, 10)),
        )
        self.assertEqual((notice.source_model, notice.source_id), (LINE, first.id))
        self.assertIn("Nobody knew", notice.problem)
        self.assertEqual(first.sudo().rectification_count, 1)
        self.assertIn(audit.reference, self.as_user(notice, "lead_officer").source_name)
        self.assertFalse(self.as_user(notice, "tech_officer").source_name, "the audit is not Technical's to read")
        self.assertEqual(audit.digest, audit.sudo()._get_snapshot()[1])
        names = [event[0] for event in self.events(audit)]
        for name in ("audit_drawn", "audit_assigned", "audit_judged", "audit_closed", "node_done"):
            self.assertIn(name, names)
        told = self.env["crossbiz.notice"].search([("res_model", "=", AUDIT), ("event", "=", "audit_closed")])
        self.assertEqual(told.user_id, self.users["decision_maker"] | self.users["compliance_officer"])

    def test_form(self):
        """By hand, in the form: the kind and the month are proposed, a point is answered in its list."""
        with Form(self.as_user(self.env[AUDIT], "compliance_officer")) as form:
            self.assertEqual(form.audit_type, "compliance_check")
            self.assertEqual((form.date_from, form.date_to), (date(2026, 3, 1), date(2026, 3, 31)))
            form.method = "simple"
        audit = form.record
        audit.action_draw()
        self.assertEqual(audit.line_ids.user_id, self.users["compliance_officer"], "a stranger to all of them")
        with Form(audit.line_ids[0]) as form:
            for place in range(len(form.check_ids)):
                with form.check_ids.edit(place) as check:
                    check.result = "not_applicable"
            form.remark = "A small one."
        audit.line_ids[0].action_judge()
        self.assertEqual(audit.line_ids[0].result, "not_applicable")

    # --------------------------------------------------
    # The sample
    # --------------------------------------------------

    def test_under_way(self):
        """The frame: submitted before the end of the period, not ended before it began; other companies never."""
        audit = self.plan_audit()
        with freeze_time(MONDAY):
            draft = self.draft_order()
        with freeze_time("2026-04-01 01:00:00"):
            later = self.issue_order()
        early = self.orders[0].case_id.sudo()
        self.env.flush_all()
        early.write({"submitted_at": "2026-02-10 02:00:00", "done_at": "2026-02-28 15:59:59"})  # a second before
        audit.action_draw()
        ids = [found for found, _kind in audit.frame]
        self.assertEqual(ids, sorted(order.case_id.id for order in self.orders[1:]))
        self.assertNotIn(draft.case_id.id, ids)
        self.assertNotIn(later.case_id.id, ids)
        self.assertEqual({kind for _found, kind in audit.frame}, {"customer"})

    def test_size_follows_the_settings(self):
        self.company.write({"crossbiz_audit_minimum": 1, "crossbiz_audit_maximum": 2, "crossbiz_audit_percent": 50})
        audit = self.draw_audit("compliance_check")
        self.assertEqual((audit.frame_size, audit.sample_size, len(audit.line_ids)), (3, 2, 2))

    def test_draw_again(self):
        self.company.write({"crossbiz_audit_minimum": 2, "crossbiz_audit_maximum": 2})
        audit = self.draw_audit("compliance_check")
        drawn = sampling.draw(audit.frame, 2, audit.seed, audit.method, audit.method_version)
        self.assertEqual(drawn, sorted(audit.line_ids.case_id.ids))
        before = self.count_written_rows()
        told = self.rpc("auditor", AUDIT, "action_redraw", audit.ids)["params"]
        self.assertEqual(told["type"], "success")
        self.assertIn("the same 2 of 3 cases", told["message"])
        self.assertEqual(self.count_written_rows(), before, "looking writes nothing")

    def test_draw_again_shows_what_changed(self):
        self.company.write({"crossbiz_audit_minimum": 2, "crossbiz_audit_maximum": 2})
        audit = self.draw_audit("compliance_check")
        gone = self.orders[0].case_id.sudo()
        gone.write({"submitted_at": "2026-02-10 02:00:00", "done_at": "2026-02-20 02:00:00"})
        told = audit.action_redraw()["params"]
        self.assertEqual(told["type"], "success", "the sample is what it was")
        self.assertIn(f"missing from the ledger of that period: {gone.reference}", told["message"])
        lost, other = (
            audit.sudo().line_ids[0],
            self.env["crossbiz.case"].browse({found for found, _kind in audit.frame} - set(audit.line_ids.case_id.ids)),
        )
        lost.case_id = other
        told = audit.action_redraw()["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn(f"Here, but not drawn: {other.sudo().reference}", told["message"])

    def test_a_changed_seed_or_frame_shows(self):
        audit = self.draw_audit("compliance_check").sudo()
        for name, value in (("seed", "0" * 32), ("frame", audit.frame[:-1]), ("sample_size", 2)):
            with self.subTest(field=name), self.undone():
                audit.write({name: value})
                self.assertEqual(audit.action_redraw()["params"]["type"], "danger")

    def test_two_samples_differ_by_their_seed(self):
        self.company.write({"crossbiz_audit_minimum": 1, "crossbiz_audit_maximum": 1})
        seeds = set()
        for _number in range(3):
            audit = self.draw_audit("compliance_check")
            seeds.add(audit.seed)
        self.assertEqual(len(seeds), 3)

    # --------------------------------------------------
    # Strangers
    # --------------------------------------------------

    def test_nobody_checks_their_own(self):
        """Neither who asked nor who leads nor who collaborates; the one who has nobody says so."""
        audit = self.plan_audit("compliance_check")
        own = self._create_person("control_two", self.control, "crossbiz_addon.group_compliance", officer=True)
        case = self.orders[0].sudo().case_id
        case.requesting_department_id = self.control
        case.flush_recordset()
        audit.action_draw()
        line = audit.line_ids.filtered(lambda found: found.case_id == case)
        self.assertFalse(line.user_id)
        self.assertEqual(audit.nobody_count, 1)
        self.assertEqual((audit.line_ids - line).user_id, own | self.users["compliance_officer"], "shared out")
        with self.refused(UserError, "has a part in these cases"):
            line.action_assign(own.id)
        line.action_assign(self.users["auditor"].id)
        self.assertEqual(line.user_id, self.users["auditor"])

    def test_who_joins_later_does_not_judge(self):
        """Enforced at the verdict too: people move."""
        audit = self.draw_audit("compliance_check")
        line = audit.line_ids[0]
        line.check_ids.write({"result": "conform"})
        self.tech.crossbiz_officer_ids |= self.users["compliance_officer"]
        with self.refused(AccessError, "You have a part in .*Technical"):
            self.rpc("compliance_officer", LINE, "action_judge", line.ids)

    def test_who_may_not_read_is_not_named(self):
        audit = self.draw_audit("ledger_check", checker=None)
        for login in ("outsider", "sales_officer", "lead_officer", "manager"):
            with self.refused(UserError, "has a part in these cases, or may not read them"):
                audit.line_ids.action_assign(self.users[login].id)
        found = audit.line_ids._get_candidates()
        self.assertEqual(
            found & self.env["res.users"].union(*self.users.values()),
            self.users["compliance_officer"] | self.users["auditor"] | self.users["decision_maker"],
        )

    def test_dialog(self):
        """Named for all that nobody checks, in one go."""
        audit = self.draw_audit("ledger_check", checker=None)
        form = self.open_dialog("crossbiz.audit.assign", "lead_officer", audit)
        form.user_id = self.users["auditor"]
        form.save().action_confirm()
        audit.invalidate_recordset()
        self.assertEqual(audit.line_ids.user_id, self.users["auditor"])
        self.assertEqual(audit.nobody_count, 0)
        self.assertFalse(self.as_user(audit, "outsider").has_access("read"))
        told = self.env["crossbiz.notice"].search([("event", "=", "audit_assigned"), ("res_id", "=", audit.id)])
        self.assertEqual((len(told), told.user_id), (1, self.users["auditor"]))

    # --------------------------------------------------
    # Checklists, evidence, taking up again
    # --------------------------------------------------

    def test_running_audits_keep_their_points(self):
        template = self.as_user(self.env.ref("crossbiz_addon.checklist_ledger_check"), "manager")
        audit = self.draw_audit()
        before = audit.line_ids[0].check_ids.mapped("name")
        self.assertEqual(len(before), 6)
        template.item_ids[0].name = "Something new"
        template.item_ids[1].unlink()
        audit.invalidate_recordset()
        self.assertEqual(audit.line_ids[0].check_ids.mapped("name"), before)
        self.assertEqual(self.draw_audit().line_ids[0].check_ids[0].name, "Something new")

    def test_evidence_is_copied(self):
        audit = self.draw_audit()
        line = self.as_user(audit.line_ids[0], "compliance_officer")
        file = self.as_user(self.env["ir.attachment"], "compliance_officer").create(
            {"name": "mail.txt", "raw": b"Late"}
        )
        line.check_ids.write({"result": "conform"})
        line.check_ids[1].write({"file_ids": [(4, file.id)]})
        line.action_judge()
        kept = line.check_ids[1].file_ids
        self.assertNotEqual(kept, file)
        self.assertEqual(kept.sudo().res_model, "crossbiz.journal")
        file.sudo().unlink()
        self.assertEqual(line.check_ids[1].file_ids.sudo().raw, b"Late")
        self.assertEqual(line.check_ids[0].file_count, 0)

    def test_taken_up_again(self):
        audit = self.draw_audit()
        line = self.checked(audit.line_ids[0])
        with self.refused(UserError, "Press “Check Again” first"):
            line.check_ids[0].remark = "On second thoughts"
        with self.refused(AccessError, "is checked by compliance_officer"):
            self.as_user(line, "lead_officer").action_reopen()
        line.action_reopen()
        line.check_ids[0].write({"result": "minor", "remark": "On second thoughts"})
        line.action_judge()
        self.assertEqual(line.result, "minor")
        self.assertIn(("audit_reopened", "Operations"), self.events(audit))

    def test_violation_from_a_finding(self):
        """Compliance records what the lead department's check has shown; the check is where it was found."""
        audit = self.draw_audit(checker="auditor")
        line = audit.line_ids[0]
        self.assertFalse(self.as_user(line, "compliance_officer").can_record_violation)
        self.checked(line, "minor", remark="Not signed.", department_id=self.tech.id, requirement="Sign.")
        line = self.as_user(line, "compliance_officer")
        self.assertTrue(line.can_record_violation)
        action = line.action_record_violation()
        with Form(
            self.as_user(self.env["crossbiz.violation"], "compliance_officer").with_context(**action["context"])
        ) as form:
            self.assertEqual((form.department_id, form.source, form.case_id), (self.tech, "check", line.case_id))
            form.description = "Papers are not signed."
        violation = form.record
        violation.action_decide()
        self.assertEqual(line.violation_count, 1)
        self.assertEqual(violation.source_name, line.display_name)
        with self.refused(AccessError):
            self.as_user(line, "lead_officer").action_record_violation()

    def test_rectification_at_once(self):
        """An officer does not have to wait for the end of the audit."""
        audit = self.draw_audit()
        line = self.as_user(self.checked(audit.line_ids[0], "minor", remark="Not signed."), "lead_officer")
        self.assertTrue(line.can_raise)
        action = line.action_raise_rectification()
        notices = self.as_user(self.env["crossbiz.rectification"], "lead_officer").with_context(**action["context"])
        with Form(notices) as form:
            form.department_id = self.tech
            form.problem = "Not signed."
            form.requirement = "Sign."
        form.record.action_issue()
        self.assertEqual((form.record.source, form.record.source_id), ("check", line.id))
        line.invalidate_recordset()
        self.assertEqual(line.rectification_count, 1)

    # --------------------------------------------------
    # Facts and figures
    # --------------------------------------------------

    def test_communication(self):
        """Urges, difficulty reports and silent steps of the month, counted and opened."""
        order = self.orders[0]
        with self.at("2026-03-04 02:00:00"):
            self.as_user(order, "lead_officer").action_urge()
            self.as_user(order, "tech_officer").action_report_difficulty("No spare parts.")
        line = self.draw_audit().line_ids.filtered(lambda found: found.case_id == order.case_id)
        counts = (line.urge_count, line.difficulty_count, line.late_minutes_count, line.silent_count)
        self.assertEqual(counts, (2, 1, 0, 2), "two departments were urged, neither answered in March")
        line = self.as_user(line, "compliance_officer")
        for method, count in (
            ("action_open_urges", 2),
            ("action_open_difficulties", 1),
            ("action_open_late_minutes", 0),
            ("action_open_silent", 2),
        ):
            action = self.rpc("compliance_officer", LINE, method, line.ids)
            found = self.rpc("compliance_officer", action["res_model"], "search_count", action["domain"])
            self.assertEqual(found, count, method)

    def test_figures_of_the_half_year(self):
        with self.at("2026-03-02 03:00:00"):
            self.submit_plan(self.orders[0], self.tech, "tech_officer")
        audit = self.plan_audit("internal_audit", date_from=date(2025, 10, 1))
        with patch.object(type(audit), "_get_frame", autospec=True, side_effect=type(audit)._get_frame) as framed:
            audit.action_draw()
        self.assertEqual(framed.call_count, 1)
        figures = {figure.key: figure for figure in audit.figure_ids}
        self.assertEqual((figures["nodes_on_time"].hits, figures["nodes_on_time"].total), (1, 1))
        self.assertEqual(figures["nodes_on_time"].rate, 1.0)
        self.assertEqual((figures["incidents_closed"].total, figures["incidents_closed"].rate), (0, 0.0))
        self.assertEqual(set(audit.figure_ids.mapped("section")), {"process", "resource", "risk"})
        for figure in audit.figure_ids:
            action = figure.action_open()
            found = self.rpc("auditor", action["res_model"], "search_count", action["domain"])
            self.assertEqual(found, figure.total, figure.key)
        self.close_audit(audit)
        before = [(figure.key, figure.hits, figure.total) for figure in audit.figure_ids]
        with self.at("2026-04-02 02:00:00"):
            self.submit_plan(self.orders[0], self.service, "service_officer", date(2026, 4, 6))
            audit.invalidate_recordset()
            self.assertEqual([(figure.key, figure.hits, figure.total) for figure in audit.figure_ids], before)

    # --------------------------------------------------
    # Speed
    # --------------------------------------------------

    def test_queries_grow_with_people_not_with_cases(self):
        def count(cases):
            with self.undone():
                with freeze_time(MONDAY):
                    self.fill_ledger(cases)
                audit = self.plan_audit("compliance_check")
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                audit.action_draw()
                self.env.flush_all()
                counted.append(self.env.cr.sql_log_count - start)

        counted = []
        count(1)
        count(1)
        count(20)
        self.assertLessEqual(counted[2], counted[1] + 12, counted)
