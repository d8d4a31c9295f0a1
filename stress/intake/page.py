"""The page in a real Chromium, in which somebody is logged in to Odoo."""

import json
import tempfile
from pathlib import Path

from script.screenshots import Browser

from . import people

PAGE = "/crossbiz_addon/static/complaint/index.html"
SHOWN = "!document.querySelector('#%s').hidden"


class Visitor(Browser):
    """A browser, and all that it asked of the server since it was last forgotten."""

    def __init__(self, server, database):
        super().__init__()
        self.server, self.database = server, database

    def go(self, path):
        self.call("Page.navigate", url=path if path.startswith("about:") else self.server.url + path)

    def log_in(self):
        """By the login form, up to the web client."""
        self.go("/web/login")
        self.need("document.querySelector('input[name=password]')")
        values = {"login": people.LOGIN, "password": people.PASSWORD}
        self.evaluate(
            f"for (const [name, value] of Object.entries({json.dumps(values)}))"
            " document.querySelector(`input[name=${name}]`).value = value;"
            " document.querySelector('.oe_login_form').submit()"
        )
        self.need("document.querySelector('.o_web_client .o_main_navbar')", 60)

    def need(self, condition, seconds=60):
        if not self.wait(condition, seconds):
            shown = self.evaluate("document.body.innerText.slice(0, 500)")
            raise AssertionError(f"{condition} did not come true; the page shows: {shown}")

    def get_cookies(self):
        """What the browser's jar holds, whatever page is open."""
        return sorted((one["name"], one["value"], one["expires"]) for one in self.call("Storage.getCookies")["cookies"])

    def fill(self, selector, value):
        set_value = (
            "(field, value) => { field.value = value; field.dispatchEvent(new Event('input', {bubbles: true})) }"
        )
        self.evaluate(f"({set_value})(document.querySelector({json.dumps(selector)}), {json.dumps(value)})")

    def press(self, selector):
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def attach(self, form, name, content):
        """Choose a file as a person does, under a name that tells."""
        path = Path(tempfile.mkdtemp()) / name
        path.write_bytes(content)
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        field = self.call("DOM.querySelector", nodeId=root, selector=f"[data-files={form}] input")["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=field, files=[str(path)])

    def open_page(self):
        self.go(f"{PAGE}#db={self.database}&c=1")
        self.need(SHOWN % "welcome")

    def hand_in(self, text, photo):
        """:return: the receipt code"""
        self.press("[data-go=form]")
        self.press("input[value=violation]")
        self.fill("#text", text)
        self.fill("#accused", f"Wang {people.CANARY}")
        self.attach("complaint", f"{people.LOGIN}.jpg", photo)
        self.press("#complaint button[type=submit]")
        self.need(SHOWN % "receipt")
        code = self.evaluate("document.querySelector('#code').textContent")
        self.fill("#ending", code[-5:])
        self.press("#confirm button[type=submit]")
        self.need(SHOWN % "done")
        return code

    def discuss(self, code, text):
        """:return: the messages shown after writing one"""
        self.press("#done [data-go=welcome]")
        self.press("[data-go=enter]")
        self.fill("#typed", code.lower().replace("0", "o"))
        self.press("#open button[type=submit]")
        self.need(SHOWN % "dialogue")
        self.fill("#reply", text)
        self.press("#answer button[type=submit]")
        self.need("document.querySelectorAll('.message').length === 2 && " + SHOWN % "dialogue")
        return self.evaluate("[...document.querySelectorAll('.words')].map((one) => one.textContent)")
