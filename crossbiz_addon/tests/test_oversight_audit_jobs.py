"""Regulation 6.2: regular audits open by themselves, once each; what was not done is a fact."""

from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crossbiz_addon.models.oversight.audit_types import get_last_period, get_next_period

from .audit_common import APRIL, AUDIT, AuditCase

JOB = "odoo.addons.crossbiz_addon.models.oversight.audit_job"


@tagged("post_install", "-at_install")
class TestAuditJob(AuditCase):
    def audits(self, audit_type=None):
        domain = [("company_id", "=", self.company.id)] + ([("audit_type", "=", audit_type)] if audit_type else [])
        return self.env[AUDIT].search(domain, order="audit_type, date_from")

    def run_audits(self, moment=APRIL):
        with self.at(moment):
            self.run_job("cron_open_audits", moment)
        self.env.invalidate_all()

    def test_once_each(self):
        """At the end of March: the month and the quarter, with a clock; nothing was under way in 2025."""
        self.run_audits()
        found = [(audit.audit_type, audit.date_from, audit.date_to) for audit in self.audits()]
        self.assertEqual(
            found,
            [
                ("compliance_check", date(2026, 1, 1), date(2026, 3, 31)),
                ("ledger_check", date(2026, 3, 1), date(2026, 3, 31)),
            ],
        )
        check = self.audits("ledger_check")
        self.assertEqual((check.period, check.state, check.missed_from), ("2026-03", "draft", date(2026, 5, 1)))
        node = check.sudo().node_ids
        self.assertEqual((node.kind, node.department_id, node.period), ("audit", self.lead, "2026-03"))
        self.assertTrue(self.as_user(node, "lead_officer").can_act)
        self.run_audits()
        self.assertEqual(len(self.audits()), 2, "run again, nothing new")

    def test_half_year(self):
        self.run_audits(datetime(2026, 7, 1, 2))
        audit = self.audits("internal_audit")
        self.assertEqual((audit.date_from, audit.date_to), (date(2026, 1, 1), date(2026, 6, 30)))
        self.assertEqual(audit.department_id, self.revision)

    def test_by_local_midnight(self):
        """The month ends where the lead department works: at 16:00 UTC in Shanghai."""
        self.run_audits(datetime(2026, 3, 31, 15, 59))
        self.assertFalse(self.audits("ledger_check"))
        self.run_audits(datetime(2026, 3, 31, 16, 0))
        self.assertTrue(self.audits("ledger_check"))

    def test_interval_is_a_setting(self):
        self.company.crossbiz_check_months = "1"
        self.run_audits()
        self.assertEqual(self.audits("compliance_check").date_from, date(2026, 3, 1))

    def test_nothing_under_way(self):
        self.run_audits(datetime(2026, 3, 1, 2))
        self.assertFalse(self.audits())

    def test_after_a_standstill(self):
        """Months in which no job ran are made up for, and count as missed at once, but for the last."""
        self.run_audits()
        self.run_audits(datetime(2026, 7, 2, 2))
        checks = self.audits("ledger_check")
        self.assertEqual(checks.mapped("period"), ["2026-03", "2026-04", "2026-05", "2026-06"])
        self.assertEqual(checks.mapped("missed"), [True, True, True, False])

    def test_missed(self):
        """Not closed when the next is due: a fact, told, and still to be made up for."""
        self.run_audits()
        self.run_audits(datetime(2026, 4, 30, 2))
        check = self.audits("ledger_check")
        self.assertFalse(check.missed)
        self.run_audits(datetime(2026, 5, 1, 2))
        check = self.audits("ledger_check")[0]
        self.assertTrue(check.missed)
        node = check.sudo().node_ids
        self.assertEqual((node.state, node.outcome, node.light), ("closed", "missed", "red"))
        self.assertIn(("audit_missed", "Operations"), self.events(check))
        told = self.env["crossbiz.notice"].search([("event", "=", "audit_missed"), ("res_id", "=", check.id)])
        self.assertEqual(
            told.user_id, self.users["lead_officer"] | self.users["decision_maker"] | self.users["auditor"]
        )
        self.run_audits(datetime(2026, 5, 2, 2))
        self.assertEqual([event[0] for event in self.events(check)].count("audit_missed"), 1)
        with self.at(datetime(2026, 5, 4, 2)):
            check = self.as_user(check, "lead_officer")
            check.action_draw()
            check.line_ids.action_assign(self.users["auditor"].id)
            self.close_audit(check)
        self.assertEqual((check.state, check.missed), ("closed", True), "made up for, and still missed")
        self.assertEqual(node.outcome, "missed")

    def test_one_company_does_not_stop_the_others(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        chosen = self.env[AUDIT].__class__._open_regular

        def fail_here(model, company, audit_type, book):
            if company == self.company and audit_type == "ledger_check":
                raise ValueError("broken")
            return chosen(model, company, audit_type, book)

        with patch.object(type(self.env[AUDIT]), "_open_regular", fail_here), mute_logger(JOB):
            self.run_audits()
        self.assertEqual(self.audits().mapped("audit_type"), ["compliance_check"])
        self.assertFalse(self.env[AUDIT].search([("company_id", "=", other.id)]), "it names no departments")

    def test_periods(self):
        for day, months, expected in (
            (date(2026, 3, 31), 1, (date(2026, 2, 1), date(2026, 2, 28))),
            (date(2026, 1, 1), 1, (date(2025, 12, 1), date(2025, 12, 31))),
            (date(2026, 3, 31), 3, (date(2025, 10, 1), date(2025, 12, 31))),
            (date(2026, 7, 1), 6, (date(2026, 1, 1), date(2026, 6, 30))),
            (date(2026, 6, 30), 6, (date(2025, 7, 1), date(2025, 12, 31))),
            (date(2026, 12, 31), 12, (date(2025, 1, 1), date(2025, 12, 31))),
        ):
            with self.subTest(day=day, months=months):
                self.assertEqual(get_last_period(day, months), expected)
                self.assertEqual(get_next_period(expected[1], months)[0].day, 1)
        self.assertEqual(get_next_period(date(2025, 12, 31), 6), (date(2026, 1, 1), date(2026, 6, 30)))
