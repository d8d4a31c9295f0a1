import json
from contextlib import contextmanager
from datetime import datetime, timezone
from unittest.mock import patch

from odoo.tests import HttpCase

from odoo.addons.crossbiz_addon.controllers import complaint as controller
from odoo.addons.crossbiz_addon.lib import parcel, proof
from odoo.addons.crossbiz_addon.lib.bucket import Bucket

CANARY = "canary9c1e"
BITS = {"submit": 6, "dialogue": 4}


class IntakeCase(HttpCase):
    """Speaks to the two routes as the page does, with little work and no limits."""

    def setUp(self):
        super().setUp()
        limits = {route: Bucket(0, 10_000) for route in BITS}
        for name, value in (("BITS", BITS), ("LIMITS", limits), ("SETTLED", 0)):
            patcher = patch.object(controller, name, value)
            self.startPatcher(patcher)
        self.env["crossbiz.complaint.vault"]._get_ring()

    def stamp(self, route, body):
        """The two lines in front of what is sent."""
        stamp = proof.make_stamp(body, route, BITS[route], datetime.now(timezone.utc).date())
        return f"{stamp}\n{proof.solve(stamp)}\n".encode()

    def post(self, route, data, content_type="application/octet-stream", **headers):
        """:return: the HTTP response"""
        return self.url_open(
            f"/crossbiz/complaint/{route}", data=data, headers={"Content-Type": content_type, **headers}
        )

    def send(self, route, header, files=(), **headers):
        """Do as the page does.

        :return: the answer
        """
        body = parcel.pack(header, list(files))
        return json.loads(self.post(route, self.stamp(route, body) + body, **headers).content)

    def submit(self, files=(), **values):
        return self.send("submit", {"category": "violation", "text": f"Text {CANARY}", **values}, files)

    def discuss(self, code, files=(), **values):
        return self.send("dialogue", {"code": code, **values}, files)

    def count(self, table):
        self.env.cr.execute(f'SELECT count(*) FROM "{table}"')  # pylint: disable=sql-injection
        return self.env.cr.fetchone()[0]

    @contextmanager
    def nothing_stored(self):
        before = self.count("crossbiz_complaint_intake")
        yield
        self.assertEqual(self.count("crossbiz_complaint_intake"), before)
