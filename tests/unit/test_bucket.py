"""The limit that knows nobody."""

from concurrent.futures import ThreadPoolExecutor

from crossbiz_addon.lib.bucket import Bucket


def test_a_burst_and_then_what_time_brings():
    now = [0.0]
    bucket = Bucket(3600, 5, lambda: now[0])
    assert [bucket.take() for _ in range(7)] == [True] * 5 + [False] * 2
    now[0] = 2.5
    assert [bucket.take() for _ in range(4)] == [True, True, False, False]
    now[0] = 1_000_000
    assert [bucket.take() for _ in range(6)] == [True] * 5 + [False]


def test_no_two_threads_take_the_same():
    bucket = Bucket(0, 500)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: bucket.take(), range(2_000))) == 500
