from contextlib import contextmanager
from datetime import date, datetime

from odoo.tests import freeze_time

from .common import MONDAY, CrossbizCase

AUDIT = "crossbiz.audit"
LINE = "crossbiz.audit.line"
APRIL = datetime(2026, 4, 1, 2, 0)  # 10:00 in Shanghai
MARCH = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}
CONCLUSION = "The ledger is kept well."


class Audits:
    """What people do about audits, beside a cast of ``common``."""

    @classmethod
    def fill_ledger(cls, count=3, **values):
        """Task orders of Sales, led by Operations, with Technical and After-Sales."""
        return [cls.issue_order(name=f"Order {number}", **values) for number in range(count)]

    @classmethod
    def plan_audit(cls, audit_type="ledger_check", login=None, **values):
        """An audit of March 2026 that its department plans by hand."""
        login = login or cls.holder(audit_type)
        return cls.as_user(cls.env[AUDIT], login).create({"audit_type": audit_type, **MARCH, **values})

    @staticmethod
    def holder(audit_type):
        return {
            "ledger_check": "lead_officer",
            "compliance_check": "compliance_officer",
            "internal_audit": "auditor",
        }[audit_type]

    @classmethod
    def draw_audit(cls, audit_type="ledger_check", checker="compliance_officer", **values):
        """Drawn; where nobody was found the checker is named for all that is left."""
        audit = cls.plan_audit(audit_type, **values)
        audit.action_draw()
        left = audit.line_ids.filtered(lambda line: not line.user_id)
        if checker and left:
            left.action_assign(cls.users[checker].id)
        return audit

    @classmethod
    def checked(cls, line, result="conform", **values):
        """Answer every point of a case alike, and say that it was checked."""
        line = cls.as_user(line, line.sudo().user_id.login)
        line.check_ids.write({"result": result, **values})
        line.action_judge()
        return line

    @classmethod
    def close_audit(cls, audit):
        for line in audit.sudo().line_ids.filtered(lambda found: found.state == "open"):
            cls.checked(line)
        audit.conclusion = CONCLUSION
        audit.action_close()


class AuditCase(Audits, CrossbizCase):
    """Orders were issued on the 2nd of March 2026; what is called happens on the 1st of April."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(MONDAY):
            cls.orders = cls.fill_ledger()
        cls.startClassPatcher(freeze_time(APRIL))

    @contextmanager
    def at(self, moment):
        self.env.flush_all()
        with freeze_time(moment):
            self.env.invalidate_all()
            yield
            self.env.flush_all()
