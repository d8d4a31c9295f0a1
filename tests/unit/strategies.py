"""Random calendars, openings and pauses for the property tests; every moment on a whole minute.

UNIT_EFFORT=20 in the environment tries twenty times as many examples.
"""

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from brute_force import Model
from hypothesis import settings
from hypothesis import strategies as st

from crossbiz_addon.lib.clock import Schedule

ZONES = {
    # zone: dates around which its clocks change
    "Asia/Shanghai": [],
    "UTC": [],
    "Europe/Paris": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],  # by half an hour
    "Africa/Cairo": [date(2026, 4, 24), date(2026, 10, 29)],  # at midnight
}
DAY = timedelta(days=1)
MINUTES_OF_DAY = st.one_of(
    st.sampled_from([0, 60, 90, 120, 135, 150, 180, 195, 540, 720, 780, 1080, 1439, 1440]), st.integers(0, 1440)
)


def examples(count):
    return settings(max_examples=count * int(os.environ.get("UNIT_EFFORT", "1")))


@st.composite
def attendances(draw):
    """One to three intervals in minutes; they may overlap, touch, and include nothing."""
    marks = draw(st.lists(st.tuples(MINUTES_OF_DAY, MINUTES_OF_DAY), min_size=1, max_size=3))
    return [(min(pair), max(pair)) for pair in marks]


@st.composite
def weeks(draw):
    """Some weekdays, perhaps in two weeks; Wednesday is worked in all, so that no search gets long."""
    week_types = st.sampled_from([None, None, None, "0", "1"])
    days = draw(st.dictionaries(st.tuples(week_types, st.integers(0, 6)), attendances(), max_size=8))
    return {**days, (None, 2): [(540, 720), (780, 1080)]}


@st.composite
def situations(draw):
    """A `Schedule`, the `Model` of the same data, and moments at which something may happen, in order."""
    name = draw(st.sampled_from(sorted(ZONES)))
    zone = ZoneInfo(name)
    center = draw(st.sampled_from(ZONES[name] or [date(2026, 2, 17)]))
    near = st.integers(-10, 14).map(lambda n: center + DAY * n)
    moments = st.builds(lambda day, m: datetime(*day.timetuple()[:3]) + timedelta(minutes=m), near, MINUTES_OF_DAY)
    closures = draw(st.lists(st.tuples(moments, st.integers(0, 4 * 1440)), max_size=4))
    closures = [(start, start + timedelta(minutes=length)) for start, length in closures]
    exceptions = draw(st.dictionaries(near, st.booleans(), max_size=6))
    off = {day for day, worked in exceptions.items() if not worked}
    work = set(exceptions) - off
    by_minutes = draw(weeks())
    by_hours = {key: [(a / 60, b / 60) for a, b in intervals] for key, intervals in by_minutes.items()}
    schedule = Schedule(zone, by_hours, closures, off, work)
    model = Model(zone, by_minutes, closures, off, work)
    edges = [edge for n in range(-5, 12) for edge in edges_of(schedule, center + DAY * n)]
    return schedule, model, sorted(draw(st.lists(moments | st.sampled_from(edges), min_size=7, max_size=7)))


def edges_of(schedule, day):
    """Where mistakes by one minute show: a day's midnight, openings and closings."""
    return [schedule.midnight(day), *(edge for interval in schedule.intervals(day) for edge in interval)]
