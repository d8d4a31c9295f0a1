from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .complaint_common import ComplaintCase

POOLS = {"compliance_officer", "second_officer", "auditor", "decision_maker"}


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintDigest(ComplaintCase):
    """The message of the day: the same for everybody, whatever it says."""

    def _send(self, moment):
        """The mails of one run of the job, by the login of their readers."""
        before = self.env["mail.mail"].sudo().search([]).ids
        with freeze_time(moment):
            self.env["crossbiz.complaint"].sudo()._cron_digest()
        mails = self.env["mail.mail"].sudo().search([("id", "not in", before)])
        return {
            user.login: mail
            for user in self.users.values()
            for mail in mails.filtered(lambda mail, user=user: f"<{user.email}>" in mail.email_to)
        }

    def test_everybody_gets_it(self):
        """Also when nothing ever came."""
        self.assertEqual(set(self._send(shanghai(3, 8))), POOLS)

    def test_once_a_day_at_its_hour(self):
        self.assertFalse(self._send(shanghai(3, 6)))
        self.assertTrue(self._send(shanghai(3, 7)))
        self.assertFalse(self._send(shanghai(3, 20)))
        self.assertTrue(self._send(shanghai(4, 7)))

    def test_same_size_and_subject(self):
        """With and without news, in both languages: the same number of bytes, and nothing to tell complaints by."""
        self.learn_chinese()
        self.users["second_officer"].lang = self.users["auditor"].lang = "zh_CN"
        complaint = self.file_complaint()
        mails = self._send(shanghai(3, 8))
        self.assertEqual(set(mails), POOLS)
        self.assertEqual({len(mail.body_html.encode()) for mail in mails.values()}, {600})
        bodies = [mails[login].body_html for login in ("compliance_officer", "decision_maker")]
        self.assertIn("waits for you. Open", bodies[0])
        self.assertIn("Nothing", bodies[1])
        self.assertEqual(mails["compliance_officer"].subject, mails["decision_maker"].subject)
        for mail in mails.values():
            self.assertNotIn(complaint.reference, mail.body_html)
            self.assertNotIn("http", mail.body_html)
            self.assertFalse(mail.model or mail.res_id)

    def test_what_is_news(self):
        complaint = self.file_complaint()
        news = lambda login: self.env["crossbiz.complaint"].sudo()._has_news(self.users[login])  # noqa: E731
        self.assertEqual([news(login) for login in ("compliance_officer", "auditor")], [True, False])
        self.handle(complaint).action_acknowledge()
        self.handle(complaint).action_answer("Thank you.")
        self.assertFalse(news("compliance_officer"))
        self.write_again(complaint, identity="Rita Realname")
        self.assertTrue(news("compliance_officer"))
        self.assertFalse(news("decision_maker"))
        self.handle(complaint).action_ask_identity("Needed.")
        self.assertTrue(news("decision_maker"))


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintPools(ComplaintCase):
    """Whoever joins those who may handle complaints is told to audit."""

    def _get_entries(self):
        log = self.env["crossbiz.complaint.log"].sudo()
        found = log.search([("event", "in", ("pool_joined", "pool_left"))], order="id")
        return [(entry.event, entry.person_id.login, entry.note, entry.user_id.login) for entry in found]

    def test_an_administrator_joins(self):
        """From either side of the relation, and through a group that implies it."""
        self.users["manager"].group_ids |= self.env.ref("base.group_erp_manager")
        before = len(self._get_entries())
        group = self.env.ref("crossbiz_addon.group_compliance")
        manager = self.users["manager"]
        manager.with_user(manager).write({"group_ids": [Command.link(group.id)]})
        group.write({"user_ids": [Command.unlink(manager.id)]})
        bundle = self.env["res.groups"].create({"name": "Bundle", "user_ids": [Command.link(manager.id)]})
        bundle.implied_ids = group
        self.assertEqual(
            self._get_entries()[before:],
            [
                ("pool_joined", "manager", "compliance", "manager"),
                ("pool_left", "manager", "compliance", self.env.user.login),
                ("pool_joined", "manager", "compliance", self.env.user.login),
            ],
        )

    def test_auditors_are_told_without_content(self):
        self.users["outsider"].group_ids |= self.env.ref("crossbiz_addon.group_decision")
        notice = self.env["crossbiz.notice"].sudo().search([("event", "=", "complaint_pool")], order="id desc", limit=1)
        self.assertEqual(notice.user_id, self.users["auditor"])
        self.assertNotIn(self.users["outsider"].name, f"{notice.subject} {notice.note}")
        self.assertTrue(notice._is_open_to(self.users["auditor"]))
        entry = self.as_user(self.env["crossbiz.complaint.log"].browse(notice.res_id), "auditor")
        self.assertEqual(entry.person_id, self.users["outsider"])
        self.assertFalse(notice._is_open_to(self.users["compliance_officer"]))

    def test_a_new_user(self):
        before = len(self._get_entries())
        self._create_person("newcomer", None, "crossbiz_addon.group_audit")
        self.assertEqual([entry[:3] for entry in self._get_entries()[before:]], [("pool_joined", "newcomer", "audit")])

    def test_joining_opens_nothing_that_concerns_oneself(self):
        """An administrator who was accused and makes himself compliance officer finds nothing."""
        self.users["manager"].name = "Anton Admin"
        complaint = self.file_complaint(accused="the admin, Anton")
        self.users["manager"].group_ids |= self.env.ref("crossbiz_addon.group_compliance")
        self.assertEqual(self.rpc("manager", "crossbiz.complaint", "search_count", []), 0)
        self.assertNotIn("manager", self.handlers(complaint))


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintStatistic(ComplaintCase):
    """Figures by quarter, from a snapshot, without small numbers."""

    def _get_table(self, dimension="category", quarter=date(2026, 1, 1)):
        cells = (
            self.env["crossbiz.complaint.statistic"]
            .sudo()
            .search(
                [
                    ("dimension", "=", dimension),
                    ("date_from", "=", quarter),
                    ("company_id", "=", self.company.id),
                ]
            )
        )
        return {cell.value: None if cell.hidden else cell.count for cell in cells}

    def _snapshot(self, day):
        with freeze_time(day):
            self.env["crossbiz.complaint.statistic"]._snapshot()

    def test_snapshot(self):
        for category, count in (("buck_passing", 6), ("retaliation", 2), ("slow_response", 5), ("violation", 7)):
            for _number in range(count):
                self.file_complaint(category=category)
        self._snapshot("2026-03-31")
        self.assertFalse(self._get_table(), "the quarter is not over")
        self._snapshot("2026-04-01")
        wanted = {
            "buck_passing": 6,
            "slow_response": None,  # or the two others would follow from the total
            "retaliation": None,
            "other": None,
            "violation": 7,
            "total": 20,
        }
        self.assertEqual(self._get_table(), wanted)
        self.assertEqual(set(self._get_table("outcome").values()), {None})
        self.file_complaint(category="other", day="2026-03-31")
        self._snapshot("2026-04-02")
        self.assertEqual(self._get_table(), wanted, "it is never renewed: the difference would be one complaint")

    def test_outcomes_of_the_quarter(self):
        for _number in range(6):
            self.close(self.file_complaint(), self.after(5))
        self._snapshot("2026-04-01")
        self.assertEqual(self._get_table("outcome")["total"], 6)
        self.assertEqual(set(self._get_table("outcome").values()) - {6}, {None})

    def test_nothing_hidden_is_in_the_table(self):
        """The true number is not stored, so no filter and no superuser finds it."""
        self.file_complaint(category="retaliation")
        self._snapshot("2026-04-01")
        cells = self.env["crossbiz.complaint.statistic"].sudo().search([("company_id", "=", self.company.id)])
        self.assertEqual(set(cells.mapped("count")), {0})

    def test_quarters_without_complaints(self):
        self.file_complaint()
        self._snapshot("2026-10-05")
        for month in (1, 4, 7):
            self.assertTrue(self._get_table(quarter=date(2026, month, 1)))

    def test_who_reads(self):
        self.file_complaint()
        self._snapshot("2026-04-01")
        for login in ("compliance_officer", "auditor", "decision_maker"):
            self.assertTrue(self.rpc(login, "crossbiz.complaint.statistic", "search_count", []), login)
        for login in ("outsider", "manager", "sales_officer"):
            with self.refused(AccessError):
                self.rpc(login, "crossbiz.complaint.statistic", "search_count", [])
