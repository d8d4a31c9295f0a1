"""Storing fails, is done again after a conflict, or garbage comes in: a constant answer and no trace either."""

import time
from concurrent.futures import ThreadPoolExecutor

import requests

from stress.server import Server

from . import people, sender
from .snapshot import Snapshot, connect, find_shared_transactions
from .trace import PATIENCE, get_loud

REFUSE = """
    CREATE FUNCTION stress_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
    CREATE TRIGGER stress BEFORE INSERT ON crossbiz_complaint_intake FOR EACH ROW EXECUTE FUNCTION stress_refuse()"""
# A sequence keeps its count when the transaction is undone: the first two attempts fail.
CONFLICT = """
    CREATE SEQUENCE stress_attempts;
    CREATE FUNCTION stress_conflict() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF nextval('stress_attempts') <= 2 THEN
                RAISE EXCEPTION 'could not serialize access' USING ERRCODE = 'serialization_failure';
            END IF;
            RETURN NEW;
        END $$;
    CREATE TRIGGER stress BEFORE INSERT ON crossbiz_complaint_intake FOR EACH ROW EXECUTE FUNCTION stress_conflict()"""
FOREVER = "ALTER SEQUENCE stress_attempts MINVALUE -1000 RESTART WITH -1000"
AT_ONCE = 8


def run(facts, progress):
    """:return: figures, and what is wrong"""
    with Server(facts["database"], 2, facts["folder"], facts["port"], **get_loud(facts["database"])) as server:
        session = _log_in(facts, server)
        time.sleep(PATIENCE)
        trial = Trial(facts, server, {"session_id": session}, progress)
        for name in ("garbage", "refused", "conflict", "endless", "twice", "elsewhere"):
            getattr(trial, name)()
        return trial.figures, trial.wrong


def _log_in(facts, server):
    """A session's cookie: here it is sent along, as a browser other than ours might."""
    params = {"db": facts["database"], "login": people.LOGIN, "password": people.PASSWORD}
    session = requests.Session()
    session.post(f"{server.url}/web/session/authenticate", json={"params": params}, timeout=60).raise_for_status()
    session.get(f"{server.url}/odoo", timeout=60)
    return session.cookies["session_id"]


class Trial:
    """Each method tries one thing and has it judged."""

    def __init__(self, facts, server, cookies, progress):
        self.facts, self.server, self.cookies, self.progress = facts, server, cookies, progress
        self.figures, self.wrong = {}, []
        self.secrets = {
            "the login": people.LOGIN,
            "the session": cookies["session_id"][:42],
            "the text": people.CANARY,
            "the browser": sender.AGENT,
            "the address": "127.0.0.1",
        }

    def execute(self, query):
        with connect(self.facts["database"]) as connection, connection.cursor() as cursor:
            cursor.execute(query)

    def judged(self, name, rows, work, secrets=None):
        """Do something, and look at what it left."""
        self.progress(f"failures: {name}")
        before = Snapshot(self.facts["database"], self.server, self.facts["sessions"])
        answers = work()
        found = before.judge({**self.secrets, **(secrets or {})}, rows)
        self.wrong += [f"{name}: {finding}" for finding in found]
        self.figures[name] = answers
        return before

    def expect(self, name, answers, expected):
        if answers != expected:
            self.wrong.append(f"{name}: answered {answers}, not {expected}")

    # ---- trials ------------------------------------------------------------------------------------------------

    def garbage(self):
        """Everything that a tool might send, with and without work."""
        text = people.CANARY
        bodies = {
            "nothing": b"",
            "1 MB of bytes": (text.encode() + b"\x00\xff\xfe") * 40_000,
            "broken UTF-8": b'30\n{"category": "other", "text": "\xff\xfe' + text.encode(),
            "1 MB of text": None,
            "NUL": None,
            "100 files": None,
        }
        headers = {
            "1 MB of text": ({"category": "other", "text": text * 70_000}, ()),
            "NUL": ({"category": "other", "text": f"{text}\x00"}, ()),
            "100 files": ({"category": "other", "text": text}, [text.encode()] * 100),
        }

        def work():
            answers = {}
            for name, body in bodies.items():
                data = sender.prepare("submit", *headers[name]) if body is None else sender.wrap("submit", body)
                answers[name] = sender.post(self.server, "submit", data, self.cookies).json().get("error")
                answers[f"{name}, no work"] = sender.post(self.server, "submit", body or data[99:]).json().get("error")
            form = {"text": text, "file": ("x.txt", text)}
            response = requests.post(f"{self.server.url}/crossbiz/complaint/submit?q={text}", files=form, timeout=30)
            answers["a form"] = response.json().get("error")
            return answers

        self.judged("garbage", 0, work)
        answers = self.figures["garbage"]
        if not all(answers.values()):
            self.wrong.append(f"garbage was accepted: {answers}")

    def refused(self):
        """The database refuses the row."""
        self.execute(REFUSE)
        self.judged("refused", 0, lambda: sender.submit(self.server, people.CANARY, cookies=self.cookies))
        self.execute("DROP TRIGGER stress ON crossbiz_complaint_intake")
        self.expect("refused", self.figures["refused"], {"ok": False, "error": "unavailable"})

    def conflict(self):
        """Two conflicts, then it works."""
        self.execute(CONFLICT)
        before = self.judged(
            "conflict", 1, lambda: sender.submit(self.server, people.CANARY, cookies=self.cookies)["ok"]
        )
        if (before.get_postgres_log() or "could not serialize").count("could not serialize") < 1:
            self.wrong.append("conflict: there was none")
        shared = find_shared_transactions(self.facts["database"])
        self.wrong += [f"conflict: {table} shares a transaction with a complaint" for table in shared]

    def endless(self):
        """Nothing but conflicts, until the server gives up."""
        self.execute(FOREVER)

        def work():
            data = sender.prepare("submit", {"category": "other", "text": people.CANARY})
            response = sender.post(self.server, "submit", data, self.cookies)
            if people.CANARY in response.text or "serial" in response.text:
                self.wrong.append("endless: the answer tells of it")
            return response.status_code

        self.judged("endless", 0, work)
        self.execute("DROP TRIGGER stress ON crossbiz_complaint_intake; DROP SEQUENCE stress_attempts")

    def twice(self):
        """The same at the same moment, as a double click on a slow line."""
        data = sender.prepare("submit", {"category": "other", "text": people.CANARY})

        def work():
            with ThreadPoolExecutor(AT_ONCE) as pool:
                answers = pool.map(lambda _one: sender.post(self.server, "submit", data).json(), range(AT_ONCE))
                return sorted(answer.get("error", "ok") for answer in answers)

        self.judged("twice", 1, work)
        self.expect("twice", self.figures["twice"], ["ok"] + ["replayed"] * (AT_ONCE - 1))

    def elsewhere(self):
        """A page that was opened for another database."""
        data = sender.prepare("submit", {"category": "other", "text": people.CANARY})

        def work():
            other = sender.post(self.server, "submit", data, **{"X-Odoo-Database": "another"})
            return {"status": other.status_code, "tells": people.CANARY in other.text}

        self.judged("elsewhere", 0, work)
        self.expect("elsewhere", self.figures["elsewhere"], {"status": 404, "tells": False})
