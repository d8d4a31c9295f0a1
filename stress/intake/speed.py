"""How long a photo of 5 MB takes at the server, and whether others notice that complaints come in."""

import threading
import time
from statistics import median, quantiles

import requests

from stress.server import Server

from . import people, sender

BOUND = 0.300  # seconds for a complaint with a photo, without the proof of work
PHOTOS = 12
SECONDS = 40  # of asking, without and with complaints
PAUSE = 3  # seconds between two complaints: 1,200 an hour, six times what is asked for
SLOWER = 1.25  # times as long as without complaints, at most, for the median of the others' requests


def run(facts, progress):
    """:return: figures, and what is wrong"""
    photo = people.make_photo(4000, 3000, noise=54)
    with Server(facts["database"], 2, facts["folder"], facts["port"]) as server:
        progress(f"speed: {PHOTOS} photos of {len(photo) / 1e6:.1f} MB")
        taken = sorted(_hand_in(server, photo) for _number in range(PHOTOS + 2))[:-2]  # two workers begin cold
        progress("speed: others alone, then with complaints")
        alone, beside = _ask(facts, server, None), _ask(facts, server, photo)
    figures = {
        "photo, MB": round(len(photo) / 1e6, 1),
        "complaint with it, median ms": round(median(taken) * 1000),
        "complaint with it, worst ms": round(taken[-1] * 1000),
        "others alone, median and p95 ms": _summarize(alone),
        "others beside complaints, median and p95 ms": _summarize(beside),
    }
    wrong = []
    if median(taken) > BOUND:
        wrong.append(f"a complaint with a photo takes {median(taken) * 1000:.0f} ms")
    if median(beside) > SLOWER * median(alone):
        wrong.append("others wait longer while complaints come in")
    return figures, wrong


def _summarize(seconds):
    return [round(median(seconds) * 1000, 1), round(quantiles(seconds, n=20)[-1] * 1000, 1)]


def _hand_in(server, photo):
    """:return: seconds of the request, its work done before"""
    data = sender.prepare("submit", {"category": "other", "text": "See the photo."}, [photo])
    started = time.perf_counter()
    answer = sender.post(server, "submit", data).json()
    seconds = time.perf_counter() - started
    assert answer["ok"], answer
    return seconds


def _ask(facts, server, photo):
    """What an employee's requests take: pages of the ledger, one after the other.

    :param photo: handed in meanwhile, None for no complaints
    """
    params = {"db": facts["database"], "login": people.LOGIN, "password": people.PASSWORD}
    session = requests.Session()
    session.post(f"{server.url}/web/session/authenticate", json={"params": params}, timeout=60).raise_for_status()
    ended = threading.Event()
    prepared = []
    if photo:  # the proof of work is the sender's, not the server's
        header = {"category": "other", "text": "See the photo."}
        prepared = [sender.prepare("submit", header, [photo]) for _number in range(SECONDS // PAUSE + 1)]

    def complain():
        for data in prepared:
            sender.post(server, "submit", data)
            if ended.wait(PAUSE):
                return

    complaining = threading.Thread(target=complain)
    complaining.start()
    seconds, end = [], time.monotonic() + SECONDS
    call = {
        "model": "res.partner",
        "method": "web_search_read",
        "args": [[]],
        "kwargs": {"specification": {"display_name": {}, "email": {}}, "limit": 80},
    }
    while time.monotonic() < end:
        started = time.perf_counter()
        answer = session.post(f"{server.url}/web/dataset/call_kw", json={"params": call}, timeout=60).json()
        seconds.append(time.perf_counter() - started)
        assert "result" in answer, answer
    ended.set()
    complaining.join()
    return seconds
