"""Take the pictures of the user guide from a running demo server with headless Chromium.

    script/server --stop-after-setup && script/server &      # a demo database
    script/screenshots [NAME…]

Each shot is a login, a page, a language and a size; pictures go to docs/images/.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import requests
import websocket

BASE = os.environ.get("CROSSBIZ_URL", "http://127.0.0.1:8069")
DATABASE = os.environ.get("CROSSBIZ_DATABASE", "crossbiz")
TARGET = Path(os.environ.get("CROSSBIZ_IMAGES", Path(__file__).parent.parent / "docs" / "images"))
DESKTOP, PHONE = (1366, 800), (390, 844)

# name: (login, path, size, clicks before the picture is taken)
SHOTS = {
    "ledger": ("demo_lead", "/odoo/crossbiz-ledger", DESKTOP, []),
    "ledger-kanban": (
        "demo_lead",
        "/odoo/crossbiz-ledger?view_type=kanban",
        DESKTOP,
        [".o_cp_switch_buttons .o_kanban"],
    ),
    "nodes": ("demo_tech", "/odoo/crossbiz-nodes", DESKTOP, []),
    "nodes-phone": ("demo_tech", "/odoo/crossbiz-nodes", PHONE, []),
    "orders": ("demo_sales", "/odoo/crossbiz-task-orders", DESKTOP, []),
    "order": ("demo_sales", "/odoo/crossbiz-task-orders", DESKTOP, [".o_data_row:nth-child(2) td[name=name]"]),
    "order-process": (
        "demo_sales",
        "/odoo/crossbiz-task-orders",
        DESKTOP,
        [".o_data_row:nth-child(2) td[name=name]", ".nav-link[name=process]"],
    ),
    "order-phone": ("demo_sales", "/odoo/crossbiz-task-orders", PHONE, [".o_kanban_record"]),
    "order-draft": ("demo_sales", "/odoo/crossbiz-task-orders/new", DESKTOP, []),
    "plan": ("demo_tech", "/odoo/crossbiz-nodes", DESKTOP, [".o_data_row button[name=action_fill_in]"]),
    "customers": ("demo_service", "/odoo/crossbiz-customers", DESKTOP, []),
    "customer-picture": (
        "demo_service",
        "/odoo/crossbiz-customers",
        DESKTOP,
        [".o_data_row td[name=complete_name]", ".nav-link[name=crossbiz_customer_picture]"],
    ),
    "settings": ("demo_admin", "/odoo/crossbiz-settings", DESKTOP, []),
    "departments": ("demo_admin", "/odoo/crossbiz-departments", DESKTOP, []),
    "deadline-rules": ("demo_admin", "/odoo/crossbiz-deadline-rules", DESKTOP, []),
    "workdays": ("demo_admin", "/odoo/crossbiz-workdays", DESKTOP, []),
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


def log_in(login):
    """A session of the demo server; returns its cookie."""
    session = requests.Session()
    answer = session.post(
        f"{BASE}/web/session/authenticate",
        json={"jsonrpc": "2.0", "params": {"db": DATABASE, "login": login, "password": login}},
        timeout=60,
    ).json()
    if not answer.get("result", {}).get("uid"):
        raise SystemExit(f"cannot log in as {login}: {answer.get('error', answer)}")
    return session, session.cookies["session_id"], answer["result"]["uid"]


def set_language(session, uid, lang):
    session.post(
        f"{BASE}/web/dataset/call_kw/res.users/write",
        json={
            "jsonrpc": "2.0",
            "params": {"model": "res.users", "method": "write", "args": [[uid], {"lang": lang}], "kwargs": {}},
        },
        timeout=60,
    )


QUIET = (
    "document.querySelector('.o_action_manager .o_view_controller, .o_action_manager .o_form_view')"
    " && !document.querySelector('.o_loading_indicator, .o_blockUI')"
)


def take(browser, name, lang):
    login, path, (width, height), clicks = SHOTS[name]
    session, cookie, uid = log_in(login)
    set_language(session, uid, lang)
    session, cookie, uid = log_in(login)  # a session keeps the language it began with
    browser.call("Network.setCookie", name="session_id", value=cookie, url=BASE)
    mobile = width < 600
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
    browser.call("Emulation.setTouchEmulationEnabled", enabled=mobile)
    browser.call("Page.navigate", url=BASE + path)
    if not browser.wait(QUIET):
        print(f"{name} {lang}: the page did not settle")
    time.sleep(1)
    for selector in clicks:
        if not browser.wait(f"document.querySelector({json.dumps(selector)})", 10):
            print(f"{name} {lang}: {selector} not found")
            break
        browser.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        time.sleep(1.5)
    browser.wait(QUIET)
    time.sleep(0.8)
    picture = browser.call("Page.captureScreenshot", format="png")["data"]
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / f"{name}.{lang}.png").write_bytes(base64.b64decode(picture))
    print(f"{name}.{lang}.png")


def main():
    names = [name for name in sys.argv[1:] if name in SHOTS] or list(SHOTS)
    languages = os.environ.get("CROSSBIZ_LANGUAGES", "en_US zh_CN").split()
    browser = Browser()
    try:
        for lang in languages:
            for name in names:
                take(browser, name, lang)
    finally:
        browser.close()
    if browser.errors:
        raise SystemExit("errors in the browser:\n" + "\n".join(browser.errors))


if __name__ == "__main__":
    main()
