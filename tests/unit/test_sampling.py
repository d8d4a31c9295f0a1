"""Samples: the same for ever, fair, of the size and shares that were asked for."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from crossbiz_addon.lib.sampling import VERSION, SamplingError, draw, get_digest, get_size, share_out

frames = st.dictionaries(st.integers(1, 10_000), st.sampled_from(["customer", "project", "resource"]), max_size=60).map(
    lambda members: list(members.items())
)
seeds = st.text(max_size=20)
sizes = st.integers(0, 70)
methods = st.sampled_from(["simple", "stratified"])


class TestSize:
    @pytest.mark.parametrize(
        "count, expected",
        [(0, 0), (1, 1), (4, 4), (5, 5), (50, 5), (51, 6), (200, 20), (300, 30), (301, 30), (100_000, 30)],
    )
    def test_ten_per_cent_between_five_and_thirty(self, count, expected):
        assert get_size(count, 10, 5, 30) == expected

    @examples(100)
    @given(st.integers(0, 10_000), st.integers(0, 100), st.integers(1, 50), st.integers(0, 200))
    def test_within_its_bounds(self, count, percent, minimum, more):
        size = get_size(count, percent, minimum, minimum + more)
        assert min(count, minimum) <= size <= min(count, minimum + more)


class TestDraw:
    def test_it_stays_what_it_was(self):
        """Drawn once by hand with sha256sum: no release of Python or of this addon may draw others."""
        frame = [(number, "customer") for number in range(1, 21)]
        assert draw(frame, 5, "seed", "simple", 1) == self.draw_by_hand(frame, 5)
        assert draw(frame, 5, "seed", "simple", 1) == [1, 3, 4, 15, 20]

    @staticmethod
    def draw_by_hand(frame, size):
        ranks = sorted((hashlib.sha256(b"1:seed:%d" % member).hexdigest(), member) for member, _stratum in frame)
        return sorted(member for _rank, member in ranks[:size])

    @examples(200)
    @given(frames, sizes, seeds, methods, st.randoms(use_true_random=False))
    def test_the_same_whatever_the_order(self, frame, size, seed, method, random):
        sample = draw(frame, size, seed, method)
        shuffled = list(frame)
        random.shuffle(shuffled)
        assert draw(shuffled, size, seed, method) == sample
        arguments = (size, seed, method, VERSION)
        assert get_digest(shuffled, *arguments, sample[::-1]) == get_digest(frame, *arguments, sample)

    @examples(200)
    @given(frames, sizes, seeds, methods)
    def test_size_and_members(self, frame, size, seed, method):
        sample = draw(frame, size, seed, method)
        assert len(sample) == min(size, len(frame))
        assert sample == sorted(set(sample))
        assert set(sample) <= {member for member, _stratum in frame}

    @examples(200)
    @given(frames, sizes, seeds)
    def test_each_stratum_has_its_share(self, frame, size, seed):
        counts = Counter(stratum for _member, stratum in frame)
        strata = dict(frame)
        drawn = Counter(strata[member] for member in draw(frame, size, seed, "stratified"))
        if size >= len(counts):
            assert set(drawn) == set(counts), "each is there"
        extra = size - len(counts)
        others = len(frame) - len(counts)
        for stratum, count in counts.items() if 0 < extra < others else ():
            exact = 1 + (count - 1) * extra / others
            assert abs(drawn[stratum] - exact) < 1, "no further from its share than a whole one"

    @examples(100)
    @given(frames, sizes, seeds, methods)
    def test_more_keeps_what_was_drawn(self, frame, size, seed, method):
        """In a simple sample the next size adds one and takes none away."""
        if method == "simple":
            assert set(draw(frame, size, seed, method)) <= set(draw(frame, size + 1, seed, method))

    def test_everybody_is_as_likely(self):
        """Over many seeds each of twenty is drawn about as often."""
        frame = [(number, "x") for number in range(20)]
        drawn = Counter(member for seed in range(2_000) for member in draw(frame, 5, str(seed), "simple"))
        assert set(drawn) == set(range(20))
        assert all(400 < times < 600 for times in drawn.values()), drawn

    def test_other_seeds_draw_others(self):
        frame = [(number, "x") for number in range(1_000)]
        assert len({tuple(draw(frame, 10, str(seed))) for seed in range(200)}) == 200

    @pytest.mark.parametrize(
        "arguments",
        [
            ([(1, "x")], 1, "seed", "systematic", VERSION),
            ([(1, "x")], 1, "seed", "simple", VERSION + 1),
            ([(1, "x"), (1, "y")], 1, "seed", "simple", VERSION),
        ],
    )
    def test_refused(self, arguments):
        with pytest.raises(SamplingError):
            draw(*arguments)


class TestShares:
    @examples(200)
    @given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 50)), sizes)
    def test_complete_and_possible(self, counts, size):
        shares = share_out(counts, size)
        assert sum(shares.values()) == min(size, sum(counts.values()))
        assert all(0 <= shares[name] <= counts[name] for name in counts)

    def test_examples(self):
        assert share_out({"customer": 90, "project": 9, "resource": 1}, 10) == {
            "customer": 7,
            "project": 2,
            "resource": 1,
        }
        assert share_out({"customer": 5, "project": 5}, 1) == {"customer": 1, "project": 0}
        assert share_out({}, 3) == {}


class TestDigest:
    def test_each_part_counts(self):
        parts = ([(1, "x"), (2, "x")], 1, "seed", "simple", 1, [2])
        digests = {get_digest(*parts)}
        others = ([(1, "x")], 2, "seeds", "stratified", 2, [1])
        for place, other in enumerate(others):
            digests.add(get_digest(*(other if index == place else part for index, part in enumerate(parts))))
        assert len(digests) == 7
