"""The calendars and dates of the examples. January 2026: the 5th is a Monday."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crossbiz_addon.lib.clock import Schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
PARIS = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")

OFFICE = {(None, weekday): ((9, 12), (13, 18)) for weekday in range(5)}
"""Monday to Friday 9-12 and 13-18, as Odoo's standard 40 hours but for the last hour."""

ROUND_THE_CLOCK = {(None, weekday): ((0, 24),) for weekday in range(7)}

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 1, 5 + n) for n in range(7))
WEEK = timedelta(weeks=1)


def at(day: date, clock: str, zone=SHANGHAI) -> datetime:
    """Naive UTC of a local time: `at(MONDAY, "10:00")`."""
    local = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=zone)
    return local.astimezone(UTC).replace(tzinfo=None)


def whole_day(day: date, zone=SHANGHAI) -> tuple[datetime, datetime]:
    return at(day, "00:00", zone), at(day + timedelta(days=1), "00:00", zone)


def office(zone=SHANGHAI, **exceptions) -> Schedule:
    return Schedule(zone, OFFICE, **exceptions)
