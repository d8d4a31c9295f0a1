"""People at their browsers: each logs in and presses one step after the other."""

import threading
import time
from collections import Counter, namedtuple

import requests

from .company import PASSWORD, login

Press = namedtuple("Press", "client request outcome seconds message")
# What a person may be told, by a part of the message; anything else is wrong.
ANSWERS = {
    "promised already": "refused",  # names the periods and when it is free next
    "was already closed by": "closed before",  # somebody else was faster
}
SHARED = 20  # every so manieth request is pressed by two people at once
AGAIN_WITHIN = 30  # seconds for which a client tries to reach a server that went away


class Client(threading.Thread):
    """One person with a session; ``requests`` are ids of what to approve."""

    def __init__(self, url, database, number, request_ids):
        super().__init__(name=login(number), daemon=True)
        self.url, self.database, self.number, self.request_ids = url, database, number, request_ids
        self.session = requests.Session()
        self.pressed = []

    def log_in(self):
        """Log in and look around, as a browser does before anything is pressed."""
        user = self.call("/web/session/authenticate", {"db": self.database, "login": self.name, "password": PASSWORD})
        assert user.get("result", {}).get("uid"), user
        for _look in range(2):
            self.call_model("crossbiz.node", "search_count", [["can_act", "=", True]])
        return self

    def run(self):
        for request_id in self.request_ids:
            started = time.monotonic()
            while True:
                outcome, message = self.press(request_id)
                self.pressed.append(Press(self.number, request_id, outcome, time.monotonic() - started, message))
                if outcome != "connection lost" or time.monotonic() - started > AGAIN_WITHIN:
                    break
                time.sleep(0.5)  # the person presses again

    def press(self, request_id):
        """Approve the lead department's evaluation of a request: the promise.

        :return: ``(outcome, message)``
        """
        try:
            answer = self.call_model("crossbiz.node", "action_approve", [2 * request_id])
        except requests.ConnectionError as error:
            return "connection lost", str(error)
        except (requests.RequestException, ValueError) as error:
            return "error", f"{type(error).__name__}: {error}"
        if "error" not in answer:
            return "held", ""
        data = answer["error"].get("data", {})
        message = data.get("message") or str(answer["error"])
        if data.get("name") == "odoo.exceptions.UserError":
            for part, outcome in ANSWERS.items():
                if part in message:
                    return outcome, message
        return "error", f"{data.get('name')}: {message}"

    def call_model(self, model, method, *args):
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self.call(f"/web/dataset/call_kw/{model}/{method}", params)

    def call(self, path, params):
        response = self.session.post(
            f"{self.url}{path}", json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}, timeout=120
        )
        response.raise_for_status()
        return response.json()


def share_out(clients, attempts):
    """Which requests each client presses: its own, and now and then the same as its neighbour.

    :return: a list of request ids for each client
    """
    lists = []
    for client in range(clients):
        own = range(client * attempts + 1, (client + 1) * attempts + 1)
        neighbour = client - client % 2
        lists.append(
            [
                neighbour * attempts + position + 1 if position % SHARED == SHARED - 1 else request_id
                for position, request_id in enumerate(own)
            ]
        )
    return lists


def press_all(url, database, lists, progress):
    """Let everybody press at once.

    :return: all presses, and the seconds they took
    """
    people = [Client(url, database, number, request_ids).log_in() for number, request_ids in enumerate(lists)]
    total, told = sum(map(len, lists)), 0
    progress(f"{len(people)} people are logged in; {total:,} presses begin")
    started = time.monotonic()
    for person in people:
        person.start()
    while any(person.is_alive() for person in people):
        for person in people:
            person.join(0.2)
        done = sum(len(person.pressed) for person in people)
        if time.monotonic() - started > told + 15:
            told = time.monotonic() - started
            progress(f"{done:,} of {total:,} presses, {done / told:.0f} a second")
    seconds = time.monotonic() - started
    presses = [press for person in people for press in person.pressed]
    return presses, seconds


def count(presses):
    return Counter(press.outcome for press in presses)
