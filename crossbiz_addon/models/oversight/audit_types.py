"""The three kinds of audit: who holds them, how often, and how their findings are called."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

TYPES = [
    ("ledger_check", "Ledger Check"),
    ("compliance_check", "Compliance Check"),
    ("internal_audit", "Internal Audit"),
]
FUNCTIONS = {"ledger_check": "lead", "compliance_check": "compliance", "internal_audit": "audit"}
SOURCES = {"ledger_check": "check", "compliance_check": "check", "internal_audit": "audit"}
ONE_DAY = timedelta(days=1)


def get_months(audit_type, company):
    """How many months a regular audit is about: they divide a year."""
    return {"ledger_check": 1, "internal_audit": 6}.get(audit_type) or int(company.crossbiz_check_months)


def get_last_period(day, months):
    """The last period of so many months that has ended before ``day``: its first and its last day."""
    begun = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return begun - relativedelta(months=months), begun - ONE_DAY


def get_next_period(last_day, months):
    """The period of so many months after one that ends on ``last_day``."""
    first = last_day + ONE_DAY
    return first, first + relativedelta(months=months) - ONE_DAY
