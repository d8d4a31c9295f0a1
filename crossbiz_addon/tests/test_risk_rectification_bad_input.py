from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .rectification_common import NOTICE, RectificationCase


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestRectificationBadInput(RectificationCase):
    """Clear messages, and nothing half-written."""

    def refused_and_unchanged(self, notice, kind, message, call):
        before = (notice.state, notice.deadline, len(self.steps(notice)), len(self.events(notice)))
        with self.refused(kind, message):
            call()
        after = (notice.state, notice.deadline, len(self.steps(notice)), len(self.events(notice)))
        self.assertEqual(after, before)

    def test_verifying_ones_own(self):
        """Nobody verifies what they submitted or what their own department did, whatever else they act for."""
        self._create_person("compliance_second", self.control, "crossbiz_addon.group_compliance", officer=True)
        notice = self.issue_notice()
        self.submit(notice)
        self.refused_and_unchanged(
            notice, AccessError, "for the officers of", lambda: self.verify(notice, "tech_officer")
        )
        self.tech.crossbiz_officer_ids |= self.users["compliance_officer"]
        self.assertFalse(self.as_user(notice, "compliance_officer").can_check)
        self.refused_and_unchanged(notice, AccessError, "You belong to “Technical”", lambda: self.verify(notice))
        node = self.as_user(self.steps(notice, "rectification_check"), "compliance_officer")
        self.refused_and_unchanged(
            notice, AccessError, "You belong to “Technical”", lambda: node.action_approve("Fine.")
        )
        self.refused_and_unchanged(
            notice, AccessError, "You belong", lambda: self.as_user(notice, "compliance_officer").action_return("No.")
        )
        self.verify(notice, "compliance_second")
        self.assertEqual(notice.verified_by.login, "compliance_second")

    def test_submitter_moved_to_compliance(self):
        """Who submitted it and then changed department still does not verify it."""
        notice = self.issue_notice()
        self._create_person("compliance_second", self.control, "crossbiz_addon.group_compliance", officer=True)
        self.submit(notice)
        mover = self.users["tech_officer"]
        self.tech.crossbiz_officer_ids -= mover
        mover.employee_ids.department_id = self.control
        self.control.crossbiz_officer_ids |= mover
        self.refused_and_unchanged(
            notice, AccessError, "You submitted this yourself", lambda: self.verify(notice, "tech_officer")
        )

    def test_out_of_turn(self):
        notice = self.issue_notice()
        self.refused_and_unchanged(notice, UserError, "is Sent Out", lambda: self.verify(notice))
        self.refused_and_unchanged(
            notice,
            UserError,
            r"(?s)was not accepted yet.*Measures is empty.*What Was Done is empty",
            lambda: self.as_user(notice, "tech_officer").action_submit(),
        )
        self.submit(notice)
        self.refused_and_unchanged(
            notice, UserError, "is Submitted", lambda: self.as_user(notice, "tech_officer").action_submit()
        )
        self.refused_and_unchanged(
            notice, UserError, "is Submitted", lambda: self.as_user(notice, "compliance_officer").action_withdraw("No.")
        )
        self.verify(notice)
        self.refused_and_unchanged(notice, UserError, "is Verified", lambda: self.verify(notice))
        self.refused_and_unchanged(
            notice, UserError, "was issued already", lambda: self.as_user(notice, "compliance_officer").action_issue()
        )

    def test_without_words(self):
        notice = self.issue_notice()
        self.refused_and_unchanged(notice, UserError, "Measures is empty", lambda: self.accept(notice, measures=" "))
        self.refused_and_unchanged(
            notice, UserError, "Measures has to be a text", lambda: self.accept(notice, measures=5)
        )
        self.refused_and_unchanged(
            notice, UserError, "Measures has 10001 characters", lambda: self.accept(notice, measures="x" * 10_001)
        )
        self.refused_and_unchanged(
            notice, UserError, "Reason is empty", lambda: self.as_user(notice, "compliance_officer").action_withdraw()
        )
        self.submit(notice)
        checker = self.as_user(notice, "compliance_officer")
        self.refused_and_unchanged(notice, UserError, "Opinion is empty", checker.action_return)
        self.refused_and_unchanged(
            notice, UserError, "2026-02-27 has passed", lambda: checker.action_return("No.", "2026-02-27")
        )
        self.refused_and_unchanged(notice, UserError, "needs a date like", lambda: checker.action_return("No.", "soon"))
        self.refused_and_unchanged(notice, UserError, "needs a date like", lambda: checker.action_return("No.", [1]))

    def test_dates(self):
        """Today is possible until its last working hour; yesterday is not."""
        self.assertEqual(self.steps(self.issue_notice(deadline=MONDAY.date())).deadline, shanghai(2, 18))
        with self.refused(UserError, "2026-03-01 has passed"):
            self.issue_notice(deadline=date(2026, 3, 1))
        with freeze_time(shanghai(2, 18, 30)), self.refused(UserError, "2026-03-02 has passed"):
            self.issue_notice(deadline=MONDAY.date())

    def test_departments(self):
        gone = self._create_department("Gone", active=False)
        with self.refused(UserError, "“Gone” is archived"):
            self.issue_notice(department_id=gone.id)
        with self.refused(UserError, "has no officer"):
            self.issue_notice(department_id=self._create_department("Empty").id)

    def test_archived_later(self):
        """A department that is archived meanwhile still answers; the notice stays readable."""
        notice = self.issue_notice()
        self.tech.active = False
        self.assertTrue(self.as_user(notice, "tech_member").has_access("read"))
        self.submit(notice)
        self.verify(notice)
        self.assertEqual(notice.state, "verified")

    def test_no_record(self):
        order = self.issue_order()
        for model, ident in (
            ("res.users", 2),
            ("no.model", 1),
            (order._name, 999_999),
            (False, 5),
            ("crossbiz.node", 1),
        ):
            with self.refused(UserError, "does not exist, or is none of ours"):
                self.draft_notice(source_model=model, source_id=ident)

    def test_not_by_machine(self):
        notice = self.issue_notice()
        with self.refused(AccessError, "under their own login"):
            notice.sudo().action_accept("By itself.")
        with self.refused(AccessError):
            self.env[NOTICE].browse(notice.id).with_user(1).action_accept("By itself.")
