"""Take the pictures of the user guide from a running demo server with headless Chromium.

    script/server --stop-after-setup && script/server &      # a demo database
    script/screenshots [NAME…]

    CROSSBIZ_URL, CROSSBIZ_DATABASE     another server than script/server's
    CROSSBIZ_LANGUAGES="en_US zh_CN"    which languages
    CROSSBIZ_IMAGES=FOLDER              where to put them instead of docs/images

Each shot is a login, a page, a size and what to click before the picture is taken. The server's own data are left as
they are, but for the languages of the demo people.
"""
import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import requests
import websocket
from PIL import Image

BASE = os.environ.get("CROSSBIZ_URL", "http://127.0.0.1:8069")
DATABASE = os.environ.get("CROSSBIZ_DATABASE", "crossbiz")
TARGET = Path(os.environ.get("CROSSBIZ_IMAGES", Path(__file__).parent.parent / "docs" / "images"))
DESKTOP, TALL, TALLER, PHONE = (1280, 720), (1280, 900), (1280, 1080), (390, 844)
COLOURS = 128
ORDERS = "/odoo/crossbiz-task-orders"
REQUESTS = "/odoo/crossbiz-resource-requests"
BOOKS = "/odoo/crossbiz-task-books"
MEETINGS = "/odoo/crossbiz-meetings"
STEP = "button[name=action_open_step]"
RATING = "the link in the customer's e-mail"

# name: (login, path, size, clicks); a click is a selector, with " >> TEXT" for the first match that holds this text
SHOTS = {
    "ledger": ("demo_lead", "/odoo/crossbiz-ledger", DESKTOP, [".o_facet_remove"]),
    "ledger-kanban": ("demo_lead", "/odoo/crossbiz-ledger", DESKTOP, [".o_switch_view.o_kanban"]),
    "nodes": ("demo_tech", "/odoo/crossbiz-nodes", DESKTOP, []),
    "nodes-phone": ("demo_tech", "/odoo/crossbiz-nodes", PHONE, []),
    "opportunity": (
        "demo_sales",
        "/odoo/action-crm.crm_lead_action_pipeline",
        DESKTOP,
        [".o_kanban_record >> Retrofit of a pump line"],
    ),
    "order-draft": ("demo_sales", ORDERS, TALL, [".o_data_row td[name=name] >> Spare parts"]),
    "order": ("demo_sales", ORDERS, TALL, [".o_data_row td[name=name] >> Second filling line"]),
    "order-process": (
        "demo_tech",
        ORDERS,
        TALL,
        [".o_data_row td[name=name] >> Second filling line", ".nav-link[name=process]"],
    ),
    "plan": ("demo_tech", "/odoo/crossbiz-nodes", DESKTOP, [".o_data_row button[name=action_fill_in]"]),
    "verdict": (
        "demo_sales",
        ORDERS,
        DESKTOP,
        [".o_data_row td[name=name] >> Second filling line", "button[name=action_open_verdict]"],
    ),
    "rating": (None, RATING, DESKTOP, []),
    "customer-picture": (
        "demo_service",
        "/odoo/crossbiz-customers",
        TALL,
        [".o_data_row td[name=complete_name] >> Riverside", ".nav-link[name=crossbiz_customer_picture]"],
    ),
    "resource-calendar": ("demo_sales", "/odoo/crossbiz-resource-calendar", TALL, []),
    "request-draft": ("demo_sales", REQUESTS, TALL, [".o_data_row td[name=name] >> Van for a sample"]),
    "request": ("demo_sales", REQUESTS, TALL, [".o_data_row td[name=name] >> Alignment of a paper"]),
    "evaluation": ("demo_tech", REQUESTS, TALL, [".o_data_row td[name=name] >> switchboards", STEP]),
    "allocation-plan": ("demo_tech", REQUESTS, TALL, [".o_data_row td[name=name] >> Noise at", STEP]),
    "receipt": ("demo_tech", REQUESTS, TALL, [".o_data_row td[name=name] >> pressure test", STEP]),
    "return-check": ("demo_tech", REQUESTS, TALL, [".o_data_row td[name=name] >> Heat loss", STEP]),
    "resource-ledger": ("demo_audit", "/odoo/crossbiz-resource-ledger", DESKTOP, []),
    "task-book-draft": ("demo_sales", BOOKS, TALL, [".o_data_row td[name=name] >> Training centre"]),
    "task-book": ("demo_tech", BOOKS, TALL, [".o_data_row td[name=name] >> New bench"]),
    "task-book-timeline": (
        "demo_lead",
        BOOKS,
        TALLER,
        [".o_data_row td[name=name] >> New bench", ".nav-link[name=timeline]"],
    ),
    "versions": (
        "demo_tech",
        BOOKS,
        TALL,
        [".o_data_row td[name=name] >> New bench", ".nav-link[name=versions]", "button.o_crossbiz_compare"],
    ),
    "acceptance": ("demo_compliance", "/odoo/crossbiz-acceptances", TALL, [".o_data_row td[name=book_id] >> Remote"]),
    "retrospective": ("demo_lead", "/odoo/crossbiz-retrospectives", TALL, [".o_data_row td[name=book_id]"]),
    "meeting": ("demo_lead", MEETINGS, TALL, [".o_data_row td[name=name] >> Leave over"]),
    "minutes": (
        "demo_lead",
        "/odoo/crossbiz-resolutions",
        TALL,
        [".o_data_row td[name=name] >> grid operator", "button[name=action_open_meeting]"],
    ),
    "start-gate": ("demo_sales", ORDERS, TALL, [".o_data_row td[name=name] >> Joint maintenance"]),
    "risk-assessment": (
        "demo_decision",
        "/odoo/crossbiz-risk-assessments",
        TALL,
        [".o_data_row:has(td[name=state] .text-bg-warning) td[name=case_id]"],
    ),
    "risk-map": ("demo_lead", "/odoo/crossbiz-risk-map", DESKTOP, []),
    "review": (
        "demo_compliance",
        "/odoo/crossbiz-reviews",
        TALLER,
        [".o_data_row:has(td[name=opinion] .text-bg-warning) td[name=case_id]"],
    ),
    "rectification": (
        "demo_compliance",
        "/odoo/crossbiz-rectifications",
        TALL,
        [".o_data_row td[name=problem] >> A quotation with prices"],
    ),
    "incident": ("demo_lead", "/odoo/crossbiz-incidents", TALLER, [".o_data_row td[name=name] >> Burnt control"]),
    "dispute": (
        "demo_decision",
        "/odoo/crossbiz-disputes",
        TALL,
        [".o_facet_remove", ".o_data_row td[name=name] >> second visit"],
    ),
    "settings": ("demo_admin", "/odoo/crossbiz-settings", TALL, []),
    "departments": ("demo_admin", "/odoo/crossbiz-departments", DESKTOP, []),
    "deadline-rules": ("demo_admin", "/odoo/crossbiz-deadline-rules", DESKTOP, []),
    "journal": ("demo_audit", "/odoo/crossbiz-journal", DESKTOP, []),
}


class Browser:
    """A headless Chromium, driven over its debugging protocol."""

    def __init__(self):
        self.profile = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            [
                shutil.which("chromium") or shutil.which("google-chrome"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.profile}",
                "--remote-allow-origins=*",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
        )
        port_file = Path(self.profile) / "DevToolsActivePort"
        for _attempt in range(100):
            if port_file.exists() and port_file.read_text().strip():
                break
            time.sleep(0.1)
        port = port_file.read_text().split()[0]
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        url = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self.socket = websocket.create_connection(url, timeout=60)
        self.last_id = 0
        self.errors = []
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **params):
        self.last_id += 1
        self.socket.send(json.dumps({"id": self.last_id, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("method") == "Runtime.exceptionThrown":
                self.errors.append(message["params"]["exceptionDetails"].get("text", ""))
            if message.get("id") == self.last_id:
                return message.get("result", {})

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return result.get("result", {}).get("value")

    def wait(self, condition, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            if self.evaluate(f"!!({condition})"):
                return True
            time.sleep(0.2)
        return False

    def close(self):
        self.call("Browser.close")
        self.process.wait(10)
        shutil.rmtree(self.profile, ignore_errors=True)


def call(session, path, **params):
    answer = session.post(f"{BASE}{path}", json={"jsonrpc": "2.0", "params": params}, timeout=60).json()
    if "result" not in answer:
        raise SystemExit(f"{path}: {answer.get('error', answer)}")
    return answer["result"]


def call_model(session, model, method, *args, **kwargs):
    return call(session, "/web/dataset/call_kw", model=model, method=method, args=args, kwargs=kwargs)


def log_in(login):
    """A session of the demo server, and the user's id; demo passwords are the logins."""
    session = requests.Session()
    uid = call(session, "/web/session/authenticate", db=DATABASE, login=login, password=login).get("uid")
    if not uid:
        raise SystemExit(f"cannot log in as {login}")
    return session, uid


def find_rating_link(lang):
    """The path of the rating page for the order that waits for its customer, in the customer's language."""
    session, _uid = log_in("admin")
    mails = call_model(session, "mail.mail", "search_read", [("body_html", "like", "/rate/")], fields=["body_html"])
    if not mails:
        raise SystemExit("no rating request is left among the server's e-mails: make a fresh demo database")
    partners = call_model(session, "res.partner", "search", [("crossbiz_task_order_ids", "!=", False)])
    call_model(session, "res.partner", "write", partners, {"lang": lang})
    return re.search(r"/rate/[^/\"]+/5", mails[0]["body_html"]).group()


BUSY = "document.querySelector('.o_loading_indicator, .o_blockUI, .o_rating_page_submit img:not([src])')"
READY = "document.querySelector('.o_action_manager .o_view_controller, .o_rating_page_submit')"
QUIET = f"document.readyState === 'complete' && {READY} && !{BUSY}"
FIND = """((selector, text) => [...document.querySelectorAll(selector)].find(
    (element) => !text || element.textContent.includes(text)))(...%s)"""


def open_page(browser, name, lang):
    login, path, (width, height), _clicks = SHOTS[name]
    browser.call("Network.clearBrowserCookies")
    if login:
        session, uid = log_in(login)
        call_model(session, "res.users", "write", [uid], {"lang": lang})
        session, uid = log_in(login)  # a session keeps the language it began with
        browser.call("Network.setCookie", name="session_id", value=session.cookies["session_id"], url=BASE)
    if path == RATING:
        path = find_rating_link(lang)
    mobile = width < 600
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
    browser.call("Emulation.setTouchEmulationEnabled", enabled=mobile)
    browser.call("Emulation.setTimezoneOverride", timezoneId="Asia/Shanghai")
    browser.call("Page.navigate", url=BASE + path)
    time.sleep(1)
    if not browser.wait(QUIET):
        print(f"{name} {lang}: the page did not settle")


def take(browser, name, lang):
    open_page(browser, name, lang)
    for click in SHOTS[name][3]:
        found = FIND % json.dumps((click.split(" >> ") + [""])[:2])
        if not browser.wait(found, 10):
            print(f"{name} {lang}: {click} not found")
            break
        time.sleep(0.5)
        browser.evaluate(f"{found}.click()")
        time.sleep(1)
        browser.wait(QUIET)
    time.sleep(1.5)
    browser.evaluate("document.body.style.caretColor = 'transparent'")  # no blinking cursor
    picture = Image.open(io.BytesIO(base64.b64decode(browser.call("Page.captureScreenshot", format="png")["data"])))
    TARGET.mkdir(parents=True, exist_ok=True)
    # screens have few colours: a palette makes the files a third as large
    palette = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(TARGET / f"{name}.{lang}.png", optimize=True)
    print(f"{name}.{lang}.png")


def main():
    unknown = set(sys.argv[1:]) - set(SHOTS)
    if unknown:
        raise SystemExit(f"no shot {', '.join(sorted(unknown))}; there are {', '.join(SHOTS)}")
    languages = os.environ.get("CROSSBIZ_LANGUAGES", "en_US zh_CN").split()
    browser = Browser()
    try:
        for lang in languages:
            for name in sys.argv[1:] or SHOTS:
                take(browser, name, lang)
    finally:
        browser.close()
    if browser.errors:
        raise SystemExit("errors in the browser:\n" + "\n".join(browser.errors))


if __name__ == "__main__":
    main()
