from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .rectification_common import NOTICE, RectificationCase


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestRectificationWay(RectificationCase):
    """Regulation 4.2: a problem is named with a deadline, put right, and checked by others."""

    def test_whole_way_over_rpc(self):
        """1 issued, 2 accepted, 3 submitted with evidence, 4 verified: each by who has to, over RPC alone."""
        ident = self.rpc(
            "compliance_officer",
            NOTICE,
            "create",
            {
                "source": "check",
                "department_id": self.tech.id,
                "problem": "The protocols are not signed.",
                "requirement": "Each protocol has two signatures.",
                "deadline": "2026-03-06",
            },
        )
        self.assertFalse(self.rpc("tech_officer", NOTICE, "search", [("id", "=", ident)]), "a draft is its writer's")
        self.rpc("compliance_officer", NOTICE, "action_issue", [ident])
        read = ["reference", "state", "deadline", "issuing_department_id", "checking_department_id", "light"]
        [values] = self.rpc("tech_member", NOTICE, "read", [ident], read)
        self.assertRegex(values["reference"], r"^RN/2026/\d{5}$")
        self.assertEqual((values["state"], values["light"]), ("issued", "blue"))
        self.assertEqual(values["checking_department_id"][0], self.control.id)
        [node] = self.rpc(
            "tech_officer", "crossbiz.node", "search_read", [("can_act", "=", True)], ["kind", "deadline", "subject"]
        )
        self.assertEqual((node["kind"], node["deadline"]), ("rectification", shanghai(6, 18)))
        self.assertIn("protocols", node["subject"])

        self.rpc("tech_officer", NOTICE, "action_accept", [ident], "Two people sign from now on.")
        file_id = self.rpc("tech_member", "ir.attachment", "create", {"name": "proof.txt", "raw": "c2lnbmVk"})
        self.rpc("tech_member", NOTICE, "write", [ident], {"result": "All are signed.", "file_ids": [(4, file_id)]})
        self.rpc("tech_officer", NOTICE, "action_submit", [ident])
        [values] = self.rpc("compliance_officer", NOTICE, "read", [ident], ["state", "can_check", "file_ids"])
        self.assertTrue(values["can_check"])
        self.rpc("compliance_officer", "ir.attachment", "read", values["file_ids"], ["raw"])
        self.rpc("compliance_officer", NOTICE, "action_verify", [ident], "Ten protocols looked at.")

        [values] = self.rpc("tech_member", NOTICE, "read", [ident], ["state", "completed_on_time", "light"])
        self.assertEqual((values["state"], values["completed_on_time"], values["light"]), ("verified", True, "green"))
        notice = self.env[NOTICE].browse(ident)
        self.assertEqual(
            [event[0] for event in self.events(notice)],
            [
                "rectification_issued",
                "node_opened",
                "rectification_accepted",
                "node_acknowledged",
                "rectification_submitted",
                "state",
                "node_done",
                "node_opened",
                "node_approved",
                "rectification_verified",
            ],
        )
        self.assertIn("tech_officer", self.told(notice, "opened"))
        self.assertIn("compliance_officer", self.told(notice, "opened"))
        self.assertEqual(self.told(notice, "rectification_verified"), {"tech_officer"})

    def test_without_a_date(self):
        """Ten working days, as the rule says; the day stands on the notice."""
        notice = self.issue_notice(deadline=False)
        self.assertEqual(notice.deadline, date(2026, 3, 16))
        self.assertEqual(self.steps(notice).deadline, shanghai(16, 18))

    def test_sent_back(self):
        """The old date holds while it lies ahead; later the given one, or the rule's. Each round keeps its verdict."""
        notice = self.issue_notice()
        self.submit(notice)
        self.as_user(notice, "compliance_officer").action_return("Three are missing.")
        self.assertEqual((notice.state, notice.deadline), ("returned", date(2026, 3, 6)))
        self.assertEqual(self.as_user(notice, "tech_member").return_reason, "Three are missing.")
        self.assertEqual(self.steps(notice, "rectification", "open").deadline, shanghai(6, 18))

        with freeze_time(shanghai(6, 10)):
            self.submit(notice, result="Now all.")
        with freeze_time(shanghai(9, 10)):
            self.as_user(notice, "compliance_officer").action_return("One is still missing.", "2026-03-11")
            self.assertEqual(notice.deadline, date(2026, 3, 11))
            step = self.steps(notice, "rectification", "open")
            self.assertEqual((step.deadline, step.cycle), (shanghai(11, 18), 3))
            self.submit(notice, result="Really all.")
            self.assertEqual(self.steps(notice, "rectification_check", "open").cycle, 3)
        with freeze_time(shanghai(12, 10)):
            self.as_user(notice, "compliance_officer").action_return("The last has no date.")
            self.assertEqual(notice.deadline, date(2026, 3, 26), "ten working days, as the rule says")
            self.submit(notice, result="With dates.")
            self.verify(notice)
        self.assertTrue(notice.completed_on_time)
        checks = self.steps(notice, "rectification_check")
        self.assertEqual(checks.mapped("outcome"), ["returned", "returned", "returned", "approved"])

    def test_late_stays_late(self):
        """What was submitted late is not on time because it was sent back with a new date."""
        notice = self.issue_notice()
        with freeze_time(shanghai(9, 10)):
            self.assertEqual(self.as_user(notice, "tech_officer").light, "red")
            found = self.as_user(self.env[NOTICE], "tech_officer").search([("overdue", "=", True)])
            self.assertEqual(found.ids, notice.ids)
            self.submit(notice)
            self.as_user(notice, "compliance_officer").action_return("One is missing.", date(2026, 3, 13))
            self.submit(notice)
            self.verify(notice)
        self.assertFalse(notice.completed_on_time)
        self.assertEqual(self.as_user(notice, "tech_officer").light, "yellow")
        self.assertTrue(self.as_user(self.env[NOTICE], "tech_officer").search([("light", "=", "yellow")]))

    def test_overdue_is_told(self):
        """The clock of all steps: department, manager, lead and who issued it; then the decision layer."""
        notice = self.issue_notice("auditor")
        self.run_job("cron_escalate", shanghai(6, 18, 1))
        self.assertEqual(self.told(notice, "breached"), {"tech_officer", "lead_officer", "auditor"})
        self.run_job("cron_escalate", shanghai(6, 18) + timedelta(hours=48))
        self.assertEqual(self.told(notice, "escalated"), {"decision_maker"})

    def test_more_time_is_granted_by_who_issued_it(self):
        notice = self.issue_notice()
        node = self.as_user(self.steps(notice), "tech_officer")
        node.action_request_extension("2026-03-12 10:00:00", "The laboratory is closed.")
        extension = self.env["crossbiz.extension"].search([("node_id", "=", node.id)])
        self.assertEqual(extension.deciding_department_id, self.control)
        self.assertFalse(self.as_user(self.env["crossbiz.extension"], "lead_officer").search([]), "not their affair")
        decision = self.steps(extension)
        self.as_user(decision, "compliance_officer").action_approve("Agreed.")
        self.assertEqual(notice.deadline, date(2026, 3, 12))
        self.assertEqual(self.steps(notice).deadline, datetime(2026, 3, 12, 10))

    def test_of_its_own_department(self):
        """Whoever issues to itself is checked, judged and released by audit."""
        notice = self.issue_notice(department_id=self.control.id)
        self.assertEqual(notice.checking_department_id, self.revision)
        node = self.as_user(self.steps(notice), "compliance_officer")
        node.action_request_extension("2026-03-12 10:00:00", "Too much to do.")
        self.assertEqual(
            self.env["crossbiz.extension"].search([("node_id", "=", node.id)]).deciding_department_id, self.revision
        )
        with self.refused(AccessError, "only an officer of “Audit”"):
            self.as_user(notice, "compliance_officer").action_withdraw("No need.")
        self.submit(notice, "compliance_officer")
        with self.refused(AccessError):
            self.verify(notice, "compliance_officer")
        self.verify(notice, "auditor")
        self.assertEqual(notice.state, "verified")

    def test_nobody_could_check(self):
        """No silent dead end: the refusal names the way to the setting."""
        notice = self.draft_notice(department_id=self.control.id)
        self.company.crossbiz_audit_department_id = False
        with self.refused(UserError, "Nobody outside “Compliance”.*Settings"):
            notice.action_issue()

    def test_checker_from_a_branch(self):
        """An officer of the issuing department who also works in the responsible one leaves the check to audit."""
        self.tech.crossbiz_officer_ids |= self.users["compliance_officer"]
        notice = self.issue_notice()
        self.assertEqual(notice.checking_department_id, self.revision)

    def test_withdrawn(self):
        notice = self.issue_notice()
        with self.refused(AccessError, "only an officer of “Compliance”"):
            self.as_user(notice, "tech_officer").action_withdraw("Not ours.")
        self.as_user(notice, "compliance_officer").action_withdraw("Issued to the wrong department.")
        self.assertEqual((notice.state, self.steps(notice).state), ("withdrawn", "void"))
        self.assertEqual(self.told(notice, "cancelled"), {"tech_officer"})
        with self.refused(UserError, "is Withdrawn"):
            self.accept(notice)

    def test_stays_where_it_was_sent(self):
        notice = self.issue_notice()
        node = self.as_user(self.steps(notice), "tech_officer")
        self.assertFalse(node.can_hand_over)
        with self.refused(UserError, "stays with the department it names"):
            node.action_hand_over(self.service, "Theirs.")

    def test_evidence_is_sealed(self):
        """What was submitted is a copy that belongs to the journal; both departments read it, the writer's may go."""
        notice = self.issue_notice()
        file = self.attach()
        self.submit(notice, files=file)
        kept = notice.sudo().file_ids
        self.assertNotEqual(kept, file.sudo())
        self.assertEqual(kept.res_model, "crossbiz.journal")
        file.sudo().unlink()
        for login in ("tech_member", "compliance_officer"):
            self.assertEqual(self.as_user(kept, login).raw, b"signed twice")
        with self.refused(AccessError):
            self.as_user(kept, "sales_officer").read(["raw"])
        with self.refused(UserError, "cannot change now"):
            self.as_user(notice, "tech_officer").result = "Other."

        self.as_user(notice, "compliance_officer").action_return("Add the list.")
        second = self.attach(name="list.txt", text=b"list")
        notice = self.as_user(notice, "tech_officer")
        notice.file_ids |= self.as_user(second, "tech_officer")
        self.submit(notice)
        self.assertEqual(sorted(notice.sudo().file_ids.mapped("name")), ["list.txt", "protocol.txt"])

    def test_numbers_of_a_batch(self):
        """Issued for another document, in one go and in the order asked for; a few queries each at most."""
        case = self.issue_order().case_id
        specs = [
            {"department": self.tech, "problem": f"Problem {number}", "requirement": "Mend it.", "deadline": False}
            for number in range(20)
        ]
        specs[3].update(case=case, deadline=date(2026, 3, 9), department=self.service)
        notices = self.as_user(self.env[NOTICE], "lead_officer")._issue_for("incident", False, self.lead, specs)
        self.assertEqual(notices.mapped("problem"), [spec["problem"] for spec in specs])
        self.assertEqual(set(notices.mapped("state")), {"issued"})
        self.assertEqual(len(set(notices.mapped("reference"))), 20)
        self.assertEqual((notices[3].case_id, notices[3].deadline), (case, date(2026, 3, 9)))
        self.assertEqual(notices.issued_by.login, "lead_officer")
        self.assertFalse(notices.env.su)

    def test_all_or_none(self):
        """One that cannot be issued keeps all back, and all that is wrong is said at once."""
        lost = self._create_department("Lost")
        specs = [
            {"department": self.tech, "problem": "One", "requirement": "Mend it.", "deadline": date(2026, 3, 9)},
            {"department": self.tech, "problem": " ", "requirement": "Mend it.", "deadline": date(2026, 2, 9)},
            {"department": lost, "problem": "Three", "requirement": "Mend it.", "deadline": False},
        ]
        before = self.env[NOTICE].search_count([])
        with self.refused(UserError, r"(?s)Problem is empty.*2026-02-09 has passed.*“Lost” has no officer"):
            self.as_user(self.env[NOTICE], "lead_officer")._issue_for("other", False, self.lead, specs)
        self.assertEqual(self.env[NOTICE].search_count([]), before)

    def test_stands_still_with_its_case(self):
        """The notice about a suspended case waits; the one that follows from the incident goes on."""
        order = self.issue_order()
        case = order.sudo().case_id
        waiting = self.issue_notice(case_id=case.id)
        specs = [
            {
                "department": self.tech,
                "problem": "Cause",
                "requirement": "Mend it.",
                "deadline": date(2026, 3, 6),
                "case": case,
            }
        ]
        urgent = self.as_user(self.env[NOTICE], "lead_officer")._issue_for("incident", False, self.lead, specs)
        case._suspend("Fire.")
        self.assertEqual(self.steps(waiting).state, "paused")
        self.assertEqual(self.steps(urgent).state, "open")
        with self.refused(UserError, "stands still"):
            self.accept(waiting)
        self.submit(urgent)
        later = self.issue_notice(case_id=case.id)
        self.assertEqual(self.steps(later).state, "paused")
        with freeze_time(MONDAY + timedelta(days=1)):
            case._resume_work("Put out.")
            self.assertEqual(self.steps(waiting).deadline, shanghai(6, 18) + timedelta(days=3), "a working day later")
            self.accept(waiting)
        self.assertEqual(waiting.state, "accepted")
