"""Keeps requests to the complaint channel out of the server's log.

Odoo notes a line for each request with its time and the address it came from. While a thread serves the channel, no
record of it passes: neither that line nor any warning or traceback, whichever handler would write it. The page's own
files are silent too: who reads the page may be about to write.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

import logging
import re
import threading
from urllib.parse import unquote

SERVER = re.compile(r"^https?://[^/]*", re.IGNORECASE)
PLACES = ("/crossbiz/complaint/", "/crossbiz_addon/static/complaint/")


def is_silent_url(url: object) -> bool:
    """Whether the address belongs to the channel, however it is written."""
    if not isinstance(url, str):
        return False
    path = re.split(r"[?#]", SERVER.sub("", url), maxsplit=1)[0]
    path = "/".join(["", *filter(None, unquote(path).split("/")), ""])
    return path.startswith(PLACES)


class Silence(logging.Filter):
    """Drops what a thread says while it serves the channel."""

    def filter(self, record):
        if is_silent_url(getattr(threading.current_thread(), "url", None)):  # Odoo notes it there first of all
            return False
        return record.name != "werkzeug" or not self._is_access_line(record)

    def _is_access_line(self, record):
        """A request that failed before Odoo saw it has its address in its line alone."""
        words = record.getMessage().split()
        return any(is_silent_url(word.strip('"')) for word in words if word.startswith(("/", '"/', "http")))


_silence = Silence()


def install() -> None:
    """Silence every handler there is now. Harmless when it was done before."""
    for target in (logging.getLogger("werkzeug"), *logging.getLogger().handlers):
        target.addFilter(_silence)  # once, however often it is added


def is_installed() -> bool:
    """Whether every handler that may write is silenced."""
    return all(_silence in handler.filters for handler in logging.getLogger().handlers)
