"""The clock once more, by a different and much slower way: look at the wall clock every minute.

Nothing here knows intervals, arithmetic on them or `lib/`. A minute is a whole number (of UTC, since 1970); each is
worked or not, and everything else is counted by walking from minute to minute. Only whole minutes are understood.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1)
UTC = ZoneInfo("UTC")


def to_minute(moment):
    minutes, rest = divmod(moment - EPOCH, timedelta(minutes=1))
    assert not rest
    return minutes


def to_moment(minute):
    return EPOCH + timedelta(minutes=minute)


@lru_cache(maxsize=1_000_000)
def wall(zone, minute):
    """What a wall clock shows in that minute: the date, and the minute of the day."""
    local = to_moment(minute).replace(tzinfo=UTC).astimezone(zone)
    return local.date(), local.hour * 60 + local.minute


@lru_cache(maxsize=1_000)
def minutes_of(zone, day):
    """The minutes in which a wall clock shows the date."""
    around = to_minute(datetime(day.year, day.month, day.day))
    return [minute for minute in range(around - 15 * 60, around + 39 * 60) if wall(zone, minute)[0] == day]


class Model:
    """The same data as a `Schedule`, all hours as minutes of the day."""

    def __init__(self, zone, weeks, closures, off, work):
        self.zone, self.weeks, self.off, self.work = zone, weeks, off, work
        self.closed = {m for start, stop in closures for m in range(to_minute(start), to_minute(stop))}
        self.known = {}

    # ---- which minutes are worked ----

    def worked(self, minute):
        return minute in self.worked_minutes(wall(self.zone, minute)[0])

    def worked_minutes(self, day):
        if day not in self.known:
            self.known[day] = self.find_worked_minutes(day)
        return self.known[day]

    def find_worked_minutes(self, day):
        minutes = minutes_of(self.zone, day)
        worked = set()
        for start, stop in self.attendance(day):
            begin, end = self.when(minutes, start), self.when(minutes, stop)
            worked |= {minute for minute in minutes if begin <= minute < end}
        if day not in self.work:
            worked -= self.closed
        slivers = {minute for minute in worked if minute - 1 not in worked and minute + 1 not in worked}
        return worked - slivers

    def attendance(self, day):
        if day in self.off:
            return []
        week_type = str(((day - date(1, 1, 1)).days // 7) % 2)
        hours = self.hours(week_type, day.weekday())
        if not hours and day in self.work:
            for other in (week_type, "1" if week_type == "0" else "0"):
                for weekday in range(7):
                    hours = hours or self.hours(other, weekday)
        return hours

    def hours(self, week_type, weekday):
        """The attendance as stretches of wall clock readings, each as long as it gets."""
        both = [*self.weeks.get((None, weekday), ()), *self.weeks.get((week_type, weekday), ())]
        readings = {reading for start, stop in both for reading in range(start, stop)}
        starts = sorted(reading for reading in readings if reading - 1 not in readings)
        stops = sorted(reading + 1 for reading in readings if reading + 1 not in readings)
        return list(zip(starts, stops, strict=True))

    def when(self, minutes, reading):
        """The first minute in which the wall clock shows a reading. One it skips is found on a clock that nobody
        put forward since the day began."""
        for minute in minutes:
            if wall(self.zone, minute)[1] == reading:
                return minute
        return minutes[-1] + 1 if reading == 24 * 60 else minutes[0] + reading

    def next_worked(self, minute):
        while not self.worked(minute):
            minute += 1
        return minute

    def closes(self, minute):
        """Whether a working day ends at the beginning of this minute."""
        worked = self.worked_minutes(wall(self.zone, minute - 1)[0])
        return minute - 1 in worked and minute not in worked and minute - 1 == max(worked)

    def turns(self, minute):
        """Whether a date begins with this minute."""
        return wall(self.zone, minute - 1)[0] != wall(self.zone, minute)[0]

    def date_turn(self, minute):
        """The next minute, not this one, that begins a date."""
        minute += 1
        while not self.turns(minute):
            minute += 1
        return minute

    # ---- the clock ----

    def start(self, opened, unit, start_rule):
        begin = self.date_turn(opened) if start_rule == "next_day" else opened
        if unit == "working_hour":
            return self.next_worked(begin)
        if unit == "working_day":
            return self.next_worked_of_day(begin)
        return begin

    def next_worked_of_day(self, minute):
        """A working day that has begun is on until it closes, also at noon."""
        day = wall(self.zone, minute)[0]
        worked = self.worked_minutes(day)
        begun = worked and min(worked) <= minute <= max(worked)
        return minute if begun else self.next_worked(minute)

    def run(self, opened, amount, unit, start_rule, pauses=()):
        """Where a countdown of `amount` (minutes for the hour units) ends that stands still in the pauses.

        Not for `day` with pauses: see `move_days`."""
        start = self.start(opened, unit, start_rule)
        minute, left = start, amount
        if unit == "day":
            while left > 1:
                minute = self.date_turn(minute)
                left -= 1
            return start, self.first_close_from_date(minute, start)
        while left:
            minute += 1
            if any(paused < minute <= resumed for paused, resumed in pauses):
                continue
            left -= self.ticks(minute, unit)
        return start, minute

    def ticks(self, minute, unit):
        """Whether the countdown goes down as this minute begins."""
        if unit == "hour":
            return True
        if unit == "working_hour":
            return self.worked(minute - 1)
        return self.closes(minute) if unit == "working_day" else self.turns(minute)

    def count(self, start, stop, unit):
        return sum(self.ticks(minute, unit) for minute in range(start + 1, stop + 1))

    def first_close_from_date(self, minute, after):
        """The first closing after `after` of the date of `minute` or a later one."""
        day = wall(self.zone, minute)[0]
        while not (self.closes(minute) and minute > after and wall(self.zone, minute - 1)[0] >= day):
            minute += 1
        return minute

    def move_days(self, due, paused, resumed, start):
        """One pause of a `day` deadline: as many dates later as began in the pause, then to a closing."""
        paused = max(paused, start)
        turns = self.count(paused, resumed, "day")
        if paused >= due or resumed <= paused or (not turns and resumed < due):
            return due
        minute = due - 1  # of the date that the deadline ends
        for _turn in range(turns):
            minute = self.date_turn(minute)
        while not self.turns(minute):  # back to where that date begins
            minute -= 1
        return self.first_close_from_date(minute, resumed)
