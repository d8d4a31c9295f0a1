"""Somebody who is logged in hands in a complaint by the page in the same browser, and nothing names them."""

import time

import requests

from stress.server import Server

from . import people
from .page import Visitor
from .snapshot import Snapshot, find_shared_transactions

PATIENCE = 3  # seconds until everything a login leaves behind is written
VISITOR = ("127.0.0.1", "Chrome", "Mozilla")


def get_loud(database):
    """Options of a server that logs every request, to its file and into the database."""
    # but for what the pool of connections says while it is locked: logged through that pool, it would wait for itself
    return {"log_level": "info", "log_handler": "odoo.sql_db:WARNING", "log_db": database, "log_db_level": "info"}


def run(facts, progress):
    """:return: figures, and what is wrong"""
    database = facts["database"]
    with Server(database, 2, facts["folder"], facts["port"], **get_loud(database)) as server:
        visitor = Visitor(server, database)
        try:
            return _try(facts, server, visitor, progress)
        finally:
            visitor.close()


def _try(facts, server, visitor, progress):
    visitor.log_in()
    visitor.go("about:blank")  # the web client's own requests end
    time.sleep(PATIENCE)
    session = next(value for name, value, _expires in visitor.get_cookies() if name == "session_id")
    cookies, before = visitor.get_cookies(), Snapshot(facts["database"], server, facts["sessions"])
    wrong = [] if before.get_log() == "" else ["the server was not quiet before"]
    progress("trace: handing in by the page")
    started = time.monotonic()
    visitor.open_page()
    code = visitor.hand_in(f"Story {people.CANARY}", people.make_photo())
    seconds = time.monotonic() - started
    shown = visitor.discuss(code, f"More {people.CANARY}")
    if shown != [f"Story {people.CANARY}", f"More {people.CANARY}"]:
        wrong.append(f"the dialogue showed {shown}")
    visitor.go("about:blank")
    time.sleep(PATIENCE)
    if visitor.get_cookies() != cookies:
        wrong.append("cookies changed")
    secrets = {
        "the login": people.LOGIN,
        "the name": people.NAME,
        "the e-mail": people.MAIL,
        "the session": session[:42],
        "the text": people.CANARY,
        "the camera": people.MAKER,
        "the code": code,
        "the bare code": code.replace("-", ""),
        **{f"the visitor's {one}": one for one in VISITOR},
    }
    wrong += before.judge(secrets, rows=2)
    wrong += _judge_columns(before, facts)
    wrong += [f"{table} shares a transaction with a complaint" for table in find_shared_transactions(facts["database"])]
    if _get_uid(server, session) != facts["uid"]:
        wrong.append("the login did not survive")
    wrong += _judge_the_judge(before)
    wrong += visitor.errors
    return {
        "seconds in the browser, with its proof of work": round(seconds, 1),
        "secrets looked for": len(secrets),
    }, wrong


def _judge_columns(before, facts):
    """A staged row has a number of its own, an unreadable rest, and a day: no field is a user or a moment."""
    wrong = []
    for line in before.get_new_lines().get("crossbiz_complaint_intake", []):
        number, *others = line.split("\t")
        lengths = sorted(map(len, others))
        if len(others) != 5 or lengths[:2] not in ([7, 10], [9, 10], [10, 10]) or ":" in line:
            wrong.append(f"an unexpected row: {line[:100]}")
        if {str(facts["uid"]), str(facts["partner"])} & set(others):
            wrong.append("a row names the user")
    return wrong


def _judge_the_judge(before):
    """The request just made, with the session, has to be in the log, in its copy in the database, and in the trace."""
    new = before.get_new_lines()
    seen = {
        "the log": "get_session_info" in before.get_log(),
        "the log in the database": any("get_session_info" in line for line in new.get("ir_logging", [])),
        "the device log": bool(before.dump.get("res_device_log")),
        "the session files": bool(before.files),
    }
    return [f"this proof is blind: {place} shows nothing" for place, found in seen.items() if not found]


def _get_uid(server, session):
    """Who the session's cookie belongs to now."""
    answer = requests.post(
        f"{server.url}/web/session/get_session_info", json={}, cookies={"session_id": session}, timeout=30
    )
    return answer.json().get("result", {}).get("uid")
