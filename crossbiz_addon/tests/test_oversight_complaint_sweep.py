"""Whatever is callable over RPC, called by who must not know of a complaint: nothing of it comes back."""

import inspect
import logging

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .complaint_common import CANARY, ComplaintCase

NEIGHBOURS = ("ir.attachment", "bus.bus", "ir.model.data")
# What Odoo gives every model; of these the ones that show something.
SHOWING = {
    "export_data",
    "fetch",
    "formatted_read_group",
    "get_metadata",
    "name_search",
    "onchange",
    "read",
    "read_progress_bar",
    "search_count",
    "search_panel_select_range",
    "search_read",
    "web_name_search",
    "web_read",
    "web_search_read",
}
# What a caller would give for a parameter of this name.
GIVEN = {
    "aggregates": ["__count"],
    "domain": [],
    "field_name": "res_id",
    "field_names": [],
    "fields": ["display_name"],
    "fields_spec": {"display_name": {}},
    "fields_to_export": ["id", "display_name"],
    "group_by": "res_model",
    "groupby": ["create_uid"],
    "progress_bar": {"field": "res_model", "colors": {}},
    "specification": {"display_name": {}},
    "values": {},
    "vals": {},
    "vals_list": [{}],
}


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintSweep(ComplaintCase):
    """An employee, a compliance officer of another company, a customer and a visitor try every public method."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.company"].create({"name": "Other Works"})
        cls._create_person("foreign_officer", None, "crossbiz_addon.group_compliance", company=other)
        cls.users["portal"] = cls.env["res.users"].create(
            {"name": "Customer", "login": "customer", "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)]}
        )
        cls.users["public"] = cls.env.ref("base.public_user")
        cls.complaint = cls.file_complaint(
            f"It is known. {CANARY}",
            accused=f"Sven Kauf {CANARY}",
            identity=f"Reporter {CANARY}",
            files=[("txt", CANARY.encode())],
        )
        cls.handle(cls.complaint).action_answer(f"Answer {CANARY}")
        cls.handle(cls.complaint).action_ask_identity(f"Reason {CANARY}")
        cls.secrets = (CANARY, cls.complaint.reference)
        cls.env.flush_all()

    def test_outsider(self):
        self._sweep("outsider")

    def test_officer_of_another_company(self):
        self._sweep("foreign_officer")

    def test_portal(self):
        self._sweep("portal")

    def test_public(self):
        self._sweep("public")

    def test_the_handler_is_answered(self):
        """The counterpart: the same calls show something to who handles it."""
        answers = [answer for _call, answer in self._call_all("compliance_officer", ["crossbiz.complaint"])]
        for secret in self.secrets:
            self.assertTrue(any(secret in answer for answer in answers), secret)

    def _sweep(self, login):
        names = [
            name
            for name, model in self.env.items()
            if not model._abstract and (name.startswith(("crossbiz.", "mail.")) or name in NEIGHBOURS)
        ]
        count, told = 0, []
        for call, answer in self._call_all(login, sorted(names)):
            count += 1
            told += [call for secret in self.secrets if secret in answer]
        self.assertFalse(told)
        self.assertGreater(count, 1_000)

    def _call_all(self, login, names):
        """Each public method of these models, on the records there are: ``(call, answer or error)`` as texts."""
        level = logging.root.manager.disable
        logging.disable(logging.CRITICAL)  # refusals by the thousand
        try:
            for name in names:
                ids = self.env[name].sudo().with_context(active_test=False).search([], order="id desc", limit=20).ids
                for method in self._get_methods(name):
                    yield f"{name}.{method.__name__}", self._call(login, name, method, ids)
        finally:
            logging.disable(level)

    def _get_methods(self, name):
        kind, base = type(self.env[name]), type(self.env["base"])
        for method_name in dir(kind):
            if method_name.startswith("_") or (hasattr(base, method_name) and method_name not in SHOWING):
                continue
            if not inspect.isfunction(getattr(kind, method_name, None)):
                continue
            try:
                yield get_public_method(self.env[name], method_name)
            except AccessError:
                continue

    def _call(self, login, name, method, ids):
        _self, *parameters = inspect.signature(method).parameters.values()
        arguments = [
            GIVEN.get(parameter.name, False)
            for parameter in parameters
            if parameter.default is parameter.empty and parameter.kind == parameter.POSITIONAL_OR_KEYWORD
        ]
        if not getattr(method, "_api_model", False):
            arguments.insert(0, ids)
        with self.undone():
            self.env.invalidate_all()
            records = self.env(user=self.users[login], su=False, context={})[name]
            try:
                answer = repr(call_kw(records, method.__name__, arguments, {}))
                self.env.flush_all()
            except Exception as error:  # noqa: BLE001 - whichever it is, its text is what counts
                return f"{error!r} {error}"
            return answer
