"""How much of a resource is claimed when, and when enough of it is free.

Times are any values that compare and subtract (datetimes in UTC); a claim holds from its start up to, not including,
its end. Quantities are units to two decimals; they are counted in hundredths, so that ten tenths are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Claim(NamedTuple):
    """So many units from `start` up to `stop`."""

    start: datetime
    stop: datetime
    quantity: float


def levels(claims: Iterable[Claim], start: datetime, stop: datetime) -> list[Claim]:
    """What is claimed within `[start, stop)`: adjoining periods in order, each with the units claimed all through it.

    Neighbours differ in quantity; together they cover the whole of `[start, stop)`, so there are none when that is
    empty.
    """
    if start >= stop:
        return []
    changes: dict[datetime, int] = {start: 0}
    for claim in claims:
        begin, end = max(claim.start, start), min(claim.stop, stop)
        if begin < end:
            changes[begin] = changes.get(begin, 0) + _hundredths(claim.quantity)
            changes[end] = changes.get(end, 0) - _hundredths(claim.quantity)
    periods: list[Claim] = []
    level = 0
    moments = sorted(moment for moment in changes if moment < stop)
    for moment, end in zip(moments, [*moments[1:], stop], strict=True):
        level += changes[moment]
        if periods and periods[-1].quantity == level / 100:
            periods[-1] = periods[-1]._replace(stop=end)
        else:
            periods.append(Claim(moment, end, level / 100))
    return periods


def peak(claims: Iterable[Claim], start: datetime, stop: datetime) -> float:
    """The most units claimed at one moment within `[start, stop)`."""
    return max((period.quantity for period in levels(claims, start, stop)), default=0.0)


def conflicts(
    claims: Iterable[Claim], capacity: float, quantity: float, start: datetime, stop: datetime
) -> list[tuple[datetime, datetime]]:
    """The periods within `[start, stop)` in which `quantity` more units than are claimed exceed `capacity`, merged."""
    found: list[tuple[datetime, datetime]] = []
    for period in levels(claims, start, stop):
        if not fits(period.quantity, capacity, quantity):
            if found and found[-1][1] == period.start:
                found[-1] = (found[-1][0], period.stop)
            else:
                found.append((period.start, period.stop))
    return found


def next_free(
    claims: Iterable[Claim], capacity: float, quantity: float, start: datetime, length: timedelta
) -> datetime | None:
    """The earliest moment from `start` on at which `quantity` units are free for `length`.

    :return: None when `capacity` is less than `quantity`, so that no moment will do
    """
    if not fits(0, capacity, quantity):
        return None
    claims = list(claims)
    end = max((claim.stop for claim in claims), default=start)
    candidate = start
    for blocked_from, blocked_until in conflicts(claims, capacity, quantity, start, max(start, end)):
        if blocked_from - candidate >= length:
            break
        candidate = blocked_until
    return candidate


def fits(claimed: float, capacity: float, quantity: float) -> bool:
    """Whether `quantity` more units than are `claimed` stay within `capacity`."""
    return _hundredths(claimed) + _hundredths(quantity) <= _hundredths(capacity)


def _hundredths(quantity: float) -> int:
    return round(quantity * 100)
