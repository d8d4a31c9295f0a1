"""Speaks to the two routes as the page does, without a browser."""

from datetime import datetime, timezone

import requests

# Odoo would note a new device of whoever is logged in.
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:77.0) Gecko/20100101 Firefox/77.0 NobodySawThis"


def prepare(route, header, files=()):
    """What the page would send, its work done."""
    from odoo.addons.crossbiz_addon.lib import parcel  # noqa: PLC0415 - Odoo makes it importable late

    return wrap(route, parcel.pack(header, list(files)))


def wrap(route, body):
    """Any bytes with a proof of work in front."""
    from odoo.addons.crossbiz_addon.controllers.complaint import BITS  # noqa: PLC0415
    from odoo.addons.crossbiz_addon.lib import proof  # noqa: PLC0415

    stamp = proof.make_stamp(body, route, BITS[route], datetime.now(timezone.utc).date())
    return f"{stamp}\n{proof.solve(stamp)}\n".encode() + body


def post(server, route, data, cookies=None, **headers):
    """:return: the response, never redirected"""
    return requests.post(
        f"{server.url}/crossbiz/complaint/{route}",
        data=data,
        headers={"Content-Type": "application/octet-stream", "User-Agent": AGENT, **headers},
        cookies=cookies,
        allow_redirects=False,
        timeout=120,
    )


def submit(server, text, files=(), cookies=None, **values):
    """:return: the answer"""
    data = prepare("submit", {"category": "violation", "text": text, **values}, files)
    return post(server, "submit", data, cookies).json()
