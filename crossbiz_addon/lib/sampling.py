"""Random samples that anybody can draw again: plain Python, no clock, no generator whose sequence may change.

A sample is a pure function of frame, size, seed, method and version. Every member of the frame gets the rank
SHA-256(version, seed, id); the lowest ranks are the sample. So a drawing can be repeated by hand with any tool
that knows SHA-256, in any year, and says nothing about ids that were not drawn.
"""

import hashlib
from collections import defaultdict
from math import ceil

from .seal import canonical

METHODS = ("simple", "stratified")
VERSION = 1  # of how ranks and shares are made; a new way gets a new number, and the old one stays below


class SamplingError(ValueError):
    """A sample that cannot be drawn: an unknown method or version, or a frame that names a member twice."""


def get_size(count, percent, minimum, maximum):
    """How many of ``count`` are drawn: so many per cent, rounded up, within the bounds, and never more than there are.

    :param percent: 0 to 100
    """
    wanted = ceil(count * percent / 100)
    return min(count, max(minimum, min(wanted, maximum)))


def draw(frame, size, seed, method="stratified", version=VERSION):
    """The sample, as ids in ascending order.

    :param frame: pairs of ``(id, stratum)``, in any order; strata are texts
    :param int size: how many; all of them where the frame has no more
    :param str seed: what makes it random
    :param str method: ``simple``: each set of so many is as likely as any other; ``stratified``: each stratum is there
        with its share, with one at least as far as the size allows
    :raises SamplingError: for an unknown method or version, and for a frame that names a member twice
    """
    if method not in METHODS or version != VERSION:
        raise SamplingError(f"no method {method!r} in version {version!r}")
    strata = defaultdict(list)
    for member, stratum in frame:
        strata[stratum if method == "stratified" else ""].append(member)
    members = [member for group in strata.values() for member in group]
    if len(set(members)) != len(members):
        raise SamplingError("a member is named twice")
    shares = share_out({stratum: len(group) for stratum, group in strata.items()}, size)
    return sorted(member for stratum, group in strata.items() for member in _lowest(group, shares[stratum], seed))


def share_out(counts, size):
    """How many are drawn from each stratum: one each as far as it reaches, the rest in proportion.

    What does not divide goes to the largest remainders, equal ones by name; no stratum gives more than it has.

    :param dict counts: ``{stratum: how many it has}``
    :return: ``{stratum: how many are drawn}``
    """
    size, names = min(max(size, 0), sum(counts.values())), sorted(counts, key=lambda name: (-counts[name], name))
    shares = dict.fromkeys(names, 0)
    for name in [name for name in names if counts[name]][:size]:
        shares[name] = 1
    left, room = size - sum(shares.values()), sum(counts.values()) - sum(shares.values())
    if not left:
        return shares
    parts = {name: (counts[name] - shares[name]) * left for name in names}
    given = {name: shares[name] + parts[name] // room for name in names}
    rest = sorted(names, key=lambda name: (-(parts[name] % room), name))[: size - sum(given.values())]
    return {name: given[name] + (name in rest) for name in names}


def get_digest(frame, size, seed, method, version, sample):
    """SHA-256 of everything a sample is made of, and of the sample: what a journal seals."""
    values = [sorted([member, stratum] for member, stratum in frame), size, seed, method, version, sorted(sample)]
    return hashlib.sha256(canonical(values)).hexdigest()


def _lowest(group, size, seed):
    return sorted(group, key=lambda member: (_rank(member, seed), member))[:size]


def _rank(member, seed):
    return hashlib.sha256(f"{VERSION}:{seed}:{member}".encode()).digest()
