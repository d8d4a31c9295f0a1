"""What the channel's requests leave in a log: nothing."""

import logging
import threading

import pytest

from crossbiz_addon.lib import silence

HOST = "http://intranet:8069"
SILENT = [
    "/crossbiz/complaint/submit",
    "/crossbiz/complaint/dialogue",
    "/crossbiz/complaint/dialogue/",
    "/crossbiz/complaint/submit?x=1",
    "//crossbiz//complaint/submit",
    "/crossbiz/complaint/%73ubmit",
    "/crossbiz%2Fcomplaint/submit",
    "/crossbiz_addon/static/complaint/index.html",
    "/crossbiz_addon/static/complaint/worker.js",
]
HEARD = ["/", "/web/login", "/crossbiz/other", "/crossbiz_addon/static/src/core/light.js", "/web?redirect=/crossbiz"]


@pytest.fixture
def records():
    """What a handler of the root logger would have written."""
    found = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())
    root = logging.getLogger()
    root.addHandler(handler)
    silence.install()
    yield found
    root.removeHandler(handler)


def serve(url, *speak):
    """Let a thread that serves ``url`` say something."""

    def run():
        if url:
            threading.current_thread().url = HOST + url
        for one in speak:
            one()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.parametrize("url", SILENT)
def test_silent(records, url):
    serve(
        url,
        lambda: logging.getLogger("werkzeug").warning('127.0.0.1 - - "POST %s HTTP/1.1" 200 -', url),
        lambda: logging.getLogger("odoo.http").error("SECRET", stack_info=True),
        lambda: logging.getLogger("odoo.sql_db").critical("bad query: SECRET"),
    )
    assert records == []


@pytest.mark.parametrize("url", SILENT)
def test_access_lines_are_silent_on_any_thread(records, url):
    serve(None, lambda: logging.getLogger("werkzeug").warning('"POST %s HTTP/1.1" 400 -', url))
    assert records == []


@pytest.mark.parametrize("url", HEARD)
def test_everything_else_is_heard(records, url):
    serve(
        url,
        lambda: logging.getLogger("werkzeug").warning('"GET %s HTTP/1.1" 200 -', url),
        lambda: logging.getLogger("odoo.http").error("broken"),
    )
    assert len(records) == 2


@pytest.mark.parametrize("url", [None, 7, "", "http://[", "\x00"])
def test_any_address(url):
    assert silence.is_silent_url(url) is False


def test_it_says_whether_it_is_there(records):
    assert silence.is_installed()
    handler = logging.NullHandler()
    logging.getLogger().addHandler(handler)
    try:
        assert not silence.is_installed()
    finally:
        logging.getLogger().removeHandler(handler)
