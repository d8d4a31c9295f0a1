"""Every screen behind our menus opens for everyone who sees its menu."""

import ast
from datetime import date

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common import MONDAY, CrossbizCase

ROOT = "crossbiz_addon.root_menu"
PEOPLE = {
    "My Nodes",
    "Task Ledger",
    "All Nodes",
    "Difficulties",
    "Extensions",
    "Task Orders",
    "Customers Served",
    "Customer Updates",
    "Resource Ledger",
    "Stock as of a Moment",
    "Find a Free Resource",
    "Resources",
    "Requests",
    "Calendar",
    "Allocations",
    "Inspections",
    "Returns",
    "Task Books",
    "Milestones",
    "Progress Reports",
    "Missing Reports",
    "Acceptances",
    "Retrospectives",
    "Lessons",
    "Templates",
    "Meetings",
    "Resolutions",
    "Anonymous Complaint",
}
RISKS = {
    "Risk Assessments",
    "Risk Map",
    "Compliance Reviews",
    "Rectifications",
    "Violations",
    "Incidents",
    "Disputes",
}
COMPLAINTS = {"Complaints", "Requests for an Identity", "Complaint Statistics", "Access Log of Complaints"}
AUDITS = {"Audits", "Cases to Check"}
OFFICERS = PEOPLE | RISKS | AUDITS | {"Keywords"}
MENUS = {
    "sales_member": PEOPLE | RISKS | AUDITS,
    "sales_officer": OFFICERS,
    "tech_officer": OFFICERS,
    "lead_officer": OFFICERS,
    "outsider": PEOPLE | RISKS | AUDITS,
    "decision_maker": OFFICERS | COMPLAINTS | {"Journal"},
    "compliance_officer": OFFICERS | COMPLAINTS | {"Journal"},
    "auditor": OFFICERS | COMPLAINTS | {"Journal", "Verify the Journal"},
    "manager": (PEOPLE - {"My Nodes"})
    | {"Journal", "Verify the Journal", "Settings", "Departments", "Deadline Rules", "Workday Exceptions"}
    | {"Keywords", "Risk Matrix", "Checklists", "Self-Check of the Complaint Channel"},
}


@tagged("post_install", "-at_install")
class TestScreens(CrossbizCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.opportunity = cls.as_user(cls.env["crm.lead"], "sales_officer").create(
            {"name": "Pump line", "partner_id": cls.partner.id, "type": "opportunity"}
        )
        cls.draft = cls.draft_order("sales_member")
        cls.running = cls.issue_order(lead_id=cls.opportunity.id)
        cls.as_user(cls.running, "tech_member").action_report_difficulty("Old pipes.")
        cls.delivered = cls.issue_order(departments=cls.tech)
        cls.submit_plan(cls.delivered, cls.tech, "tech_officer")
        cls.deliver(cls.delivered, cls.tech, "tech_officer")
        cls.done = cls.issue_order(departments=cls.tech)
        cls.submit_plan(cls.done, cls.tech, "tech_officer")
        node = cls.nodes(cls.done, "order_delivery")
        cls.as_user(node, "tech_officer").action_request_extension("2026-03-20 00:00:00", "Late parts.")
        cls.deliver(cls.done, cls.tech, "tech_officer")
        cls.line_of(cls.done, cls.tech, "sales_officer").action_accept()
        order = cls.done.with_user(1).sudo()
        order.rating_apply(5, rating=order.rating_id)
        cls.cancelled = cls.issue_order(departments=cls.tech)
        cls.cancelled.action_cancel("Entered twice.")
        for login in ("sales_officer", "tech_officer"):
            cls.as_user(cls.env["crossbiz.customer.update"], login).create(
                {"partner_id": cls.partner.id, "body": "News."}
            )
        cls.env["crossbiz.workday"].create({"date": date(2026, 5, 1), "name": "Holiday", "company_id": cls.company.id})
        cls.env.flush_all()

    # --------------------------------------------------
    # As the web client does
    # --------------------------------------------------

    def get_menus(self, login):
        """``{name: (action model, action id)}`` of our menus that this person sees and that open something."""
        menus = self.env["ir.ui.menu"].with_user(self.users[login]).with_context(lang="en_US").load_menus(False)
        root_id = self.env.ref(ROOT).id
        found, todo = {}, [root_id] if root_id in menus else []
        while todo:
            menu = menus[todo.pop()]
            todo += menu["children"]
            if menu["action_id"] and not menu["children"]:
                found[menu["name"]] = (menu["action_model"], menu["action_id"])
        return found

    def get_spec(self, models, model, arch):
        """What the web client asks of ``web_search_read`` for the fields of a view."""
        spec = {}
        for element in arch.iter("field"):
            if any(parent.tag == "field" for parent in element.iterancestors()):
                continue
            name = element.get("name")
            field = models[model]["fields"][name]
            spec[name] = {}
            if field["type"] == "many2one":
                spec[name] = {"fields": {"display_name": {}}}
            elif field["type"] in ("one2many", "many2many"):
                inner = element.find("list") if element.find("list") is not None else element.find("kanban")
                fields = (
                    {"display_name": {}} if inner is None else self.get_spec_inside(models, field["relation"], inner)
                )
                spec[name] = {"fields": fields}
        return spec

    def get_spec_inside(self, models, model, arch):
        spec = {}
        for element in arch.iter("field"):
            field = models[model]["fields"][element.get("name")]
            spec[element.get("name")] = {"fields": {"display_name": {}}} if field["type"] == "many2one" else {}
        return spec

    def evaluate(self, text, login):
        """A domain or context of a view as the web client evaluates it."""
        user = self.users[login]
        values = {
            "uid": user.id,
            "self": "x",
            "active_id": False,
            "active_ids": [],
            "active_model": False,
            "context_today": MONDAY.date,
        }
        return safe_eval(text, values) if text else []

    # --------------------------------------------------

    def test_menus(self):
        """Each role sees its menus and no others."""
        for login, names in MENUS.items():
            with self.subTest(login=login):
                self.assertEqual(set(self.get_menus(login)), names)
        with self.subTest("paths"):
            actions = self.env["ir.actions.act_window"].search([("res_model", "like", "crossbiz.%")])
            without = actions.filtered(
                lambda action: not action.path and action.get_external_id()[action.id].startswith("crossbiz")
            )
            self.assertFalse(without.mapped("name"), "each action has an address of its own")

    def test_every_menu_opens(self):
        """Each view of each menu's action loads its data, for each role that sees it, with its default filters."""
        for login in MENUS:
            for name, (model, action_id) in self.get_menus(login).items():
                action = self.env[model].sudo().browse(action_id)
                if model == "ir.actions.server":
                    with self.subTest(login=login, menu=name):
                        result = action.with_user(self.users[login]).run()
                        if result["type"] == "ir.actions.client":
                            self.assertEqual(result["params"]["type"], "success")
                        else:
                            self.assertTrue(self.rpc(login, result["res_model"], "search_count", result["domain"]))
                    continue
                if model == "ir.actions.act_url":
                    self.assertRegex(action.url, "^/crossbiz_addon/static/")
                    continue
                with self.subTest(login=login, menu=name):
                    self.check_action(login, action)

    def check_action(self, login, action):
        model, company_ids = action.res_model, self.company.ids
        context = {**self.evaluate(action.context or "{}", login), "allowed_company_ids": company_ids}
        domain = self.evaluate(action.domain or "[]", login)
        views = [[view_id, kind] for view_id, kind in action.views] + [[action.search_view_id.id, "search"]]
        result = self.rpc(
            login, model, "get_views", views, {"toolbar": True, "load_filters": True, "action_id": action.id}
        )
        models = result["models"]
        search = etree.fromstring(result["views"]["search"]["arch"])
        domain += self.get_default_domain(login, search, context)
        for kind, view in result["views"].items():
            if kind != "search":
                self.check_view(login, model, kind, etree.fromstring(view["arch"]), models, domain, context)

    def get_default_domain(self, login, search, context):
        """The domain of the filters that are on by default: each has to be there."""
        domain = []
        for key in context:
            if key.startswith("search_default_"):
                name = key.removeprefix("search_default_")
                filters = search.xpath(f"//filter[@name='{name}']")
                self.assertTrue(filters, f"no filter {name}")
                domain += self.evaluate(filters[0].get("domain"), login)
        return domain

    def check_view(self, login, model, kind, arch, models, domain, context):
        spec = self.get_spec(models, model, arch)
        call = {"context": {**context, "lang": "en_US"}}
        if kind in ("list", "kanban", "calendar", "activity"):
            for attribute in ("date_start", "date_stop", "color"):
                if kind == "calendar" and arch.get(attribute):
                    spec.setdefault(arch.get(attribute), {})
            if kind != "activity":
                answer = self.rpc(login, model, "web_search_read", domain, spec, limit=80, **call)
                self.assertEqual(answer["length"], len(answer["records"]))
            group = arch.get("default_group_by")
            if group:
                self.rpc(login, model, "web_read_group", domain, [group], ["__count"], **call)
                for progress in arch.iter("progressbar"):
                    colors = ast.literal_eval(progress.get("colors"))
                    self.rpc(
                        login, model, "read_progress_bar", domain, group,
                        {"field": progress.get("field"), "colors": colors}, **call,
                    )  # fmt: skip
        elif kind in ("pivot", "graph"):
            groups = [
                element.get("name") + (f":{element.get('interval')}" if element.get("interval") else "")
                for element in arch.iter("field")
                if element.get("type") != "measure"
            ]
            measures = [
                f"{element.get('name')}:sum" for element in arch.iter("field") if element.get("type") == "measure"
            ]
            self.rpc(login, model, "formatted_read_group", domain, groups, ["__count", *measures], **call)
        elif kind == "form":
            ids = self.rpc(login, model, "search", domain, limit=5)
            self.rpc(login, model, "web_read", ids, spec, **call)

    def test_every_filter(self):
        """Each filter, group and search field of each search view works, alone and for each role."""
        for login in MENUS:
            for name, (model, action_id) in self.get_menus(login).items():
                action = self.env[model].sudo().browse(action_id)
                if model != "ir.actions.act_window" or not self.is_ours(action):
                    continue
                result = self.rpc(login, action.res_model, "get_views", [[action.search_view_id.id, "search"]])
                search = etree.fromstring(result["views"]["search"]["arch"])
                fields = result["models"][action.res_model]["fields"]
                self.assertTrue(len(search), name)
                for element in search.iter("filter", "field"):
                    with self.subTest(login=login, menu=name, element=element.get("name")):
                        self.check_search_element(login, action.res_model, element, fields)

    def is_ours(self, action):
        """Whether the search view is one of this addon; neighbours test theirs."""
        own_view = action.search_view_id.get_external_id().get(action.search_view_id.id, "")
        ours = action.res_model.startswith("crossbiz.") or own_view.startswith("crossbiz_addon.")
        return ours and not self.env[action.res_model]._transient

    def check_search_element(self, login, model, element, fields):
        if element.tag == "filter":
            if element.get("date"):
                for interval in ("day", "month", "year"):
                    self.rpc(
                        login, model, "formatted_read_group", [], [f"{element.get('date')}:{interval}"], ["__count"]
                    )
            elif element.get("context"):
                group = self.evaluate(element.get("context"), login)["group_by"]
                self.rpc(login, model, "formatted_read_group", [], [group], ["__count"])
                self.rpc(login, model, "web_read_group", [], [group], ["__count"])
            else:
                self.rpc(login, model, "search_count", self.evaluate(element.get("domain"), login))
        elif element.getparent().tag == "searchpanel":
            several = element.get("select") == "multi"
            self.rpc(
                login, model, f"search_panel_select_{'multi_range' if several else 'range'}", element.get("name"),
                enable_counters=True, expand=False, category_domain=[], filter_domain=[], search_domain=[],
            )  # fmt: skip
        else:
            name = element.get("name")
            domain = self.evaluate(element.get("filter_domain"), login)
            kinds = {"selection": [(name, "=", False)], "boolean": [(name, "=", True)]}
            self.rpc(login, model, "search_count", domain or kinds.get(fields[name]["type"], [(name, "ilike", "x")]))

    def test_filters_find_what_they_say(self):
        """The filters of the ledger and of the order list separate drafts, running, ended and ours from theirs."""

        def find(login, model, name):
            action = self.env.ref(f"crossbiz_addon.{model}_action")
            result = self.rpc(login, action.res_model, "get_views", [[action.search_view_id.id, "search"]])
            (element,) = etree.fromstring(result["views"]["search"]["arch"]).xpath(f"//filter[@name='{name}']")
            found = self.rpc(login, action.res_model, "search", self.evaluate(element.get("domain"), login))
            return self.env[action.res_model].browse(found).sudo()

        self.assertEqual(find("sales_officer", "task_order", "drafts"), self.draft.sudo())
        self.assertEqual(
            find("sales_officer", "task_order", "going_on"), (self.running | self.delivered).sudo().sorted("id", True)
        )
        self.assertEqual(
            find("sales_officer", "task_order", "ended"), (self.done | self.cancelled).sudo().sorted("id", True)
        )
        self.assertEqual(find("tech_officer", "task_order", "waits_for_us"), self.running.sudo())
        self.assertEqual(find("sales_officer", "task_order", "waits_for_us"), self.delivered.sudo())
        self.assertFalse(find("tech_officer", "task_order", "we_asked"))
        self.assertFalse(find("service_officer", "task_order", "mine"))
        self.assertEqual(find("sales_officer", "case", "waits_for_us"), self.delivered.sudo().case_id)
        self.assertFalse(find("sales_officer", "case", "red"))
        with freeze_time("2026-03-03 02:00:01"):
            self.assertEqual(find("lead_officer", "case", "red"), self.running.sudo().case_id)
            self.assertEqual(find("lead_officer", "node", "overdue"), self.nodes(self.running, "order_response"))

    def test_order_form_for_each_role(self):
        """The order's form opens for each role on each order that it may read, and not on others."""
        visible = {
            "sales_member": self.draft | self.running | self.delivered | self.done | self.cancelled,
            "sales_officer": self.draft | self.running | self.delivered | self.done | self.cancelled,
            "tech_officer": self.running | self.delivered | self.done | self.cancelled,
            "lead_officer": self.running | self.delivered | self.done | self.cancelled,
            "service_officer": self.running,
            "decision_maker": self.draft | self.running | self.delivered | self.done | self.cancelled,
            "compliance_officer": self.draft | self.running | self.delivered | self.done | self.cancelled,
            "auditor": self.draft | self.running | self.delivered | self.done | self.cancelled,
            "manager": self.draft | self.running | self.delivered | self.done | self.cancelled,
            "outsider": self.draft.browse(),
        }
        for login, orders in visible.items():
            model = "crossbiz.task.order"
            result = self.rpc(login, model, "get_views", [[False, "form"]], {"toolbar": True})
            spec = self.get_spec(result["models"], model, etree.fromstring(result["views"]["form"]["arch"]))
            with self.subTest(login=login):
                self.assertEqual(set(self.rpc(login, model, "search", [])), set(orders.ids))
            for order in visible["manager"]:
                with self.subTest(login=login, order=order.id):
                    if order in orders:
                        (values,) = self.rpc(login, model, "web_read", order.ids, spec)
                        self.assertEqual(values["id"], order.id)
                        Form(self.as_user(order, login))
                    else:
                        with self.refused(AccessError):
                            self.rpc(login, model, "web_read", order.ids, spec)

    def test_rows_open_their_document(self):
        """A ledger row, a step and a notice's address open the document, for everyone who sees the row."""
        for login in ("sales_member", "tech_officer", "lead_officer", "decision_maker", "auditor", "manager"):
            for record in (self.running.case_id, *self.nodes(self.running)):
                with self.subTest(login=login, model=record._name):
                    action = self.rpc(login, record._name, "action_open_document", record.ids)
                    self.assertEqual((action["res_model"], action["res_id"]), (self.running._name, self.running.id))

    def test_buttons_follow_rights(self):
        """Buttons show for whom they work: issue, urge, cancel, plan, deliver, judge, release."""
        cases = (
            ("can_submit", self.draft, {"sales_officer"}),
            ("can_urge", self.running, {"sales_officer", "lead_officer", "decision_maker"}),
            ("can_cancel", self.running, {"sales_officer"}),
            ("can_cancel", self.done, set()),
            ("can_plan", self.running.line_ids[0], {"tech_officer"}),
            ("can_deliver", self.running.line_ids[0], set()),
            ("can_judge", self.delivered.line_ids, {"sales_officer"}),
            ("can_withdraw", self.running.line_ids[0], {"sales_officer"}),
            ("can_withdraw", self.delivered.line_ids, set()),
        )
        for field, record, logins in cases:
            seen = set()
            for login in MENUS:
                if self.as_user(record, login).has_access("read"):
                    (values,) = self.rpc(login, record._name, "read", record.ids, [field])
                    seen |= {login} if values[field] else set()
            with self.subTest(field=field, record=record.display_name):
                self.assertEqual(seen, logins)

    def test_neighbours_forms(self):
        """Our tabs and buttons on opportunity, customer and department load for those who open these forms."""
        for login, record in (
            ("sales_officer", self.opportunity),
            ("sales_officer", self.partner),
            ("tech_officer", self.partner),
            ("outsider", self.partner),
            ("auditor", self.partner),
            ("manager", self.sales),
        ):
            model = record._name
            view = self.env.ref("crossbiz_addon.hr_department_view_form").id if model == "hr.department" else False
            with self.subTest(login=login, model=model):
                result = self.rpc(login, model, "get_views", [[view, "form"]], {"toolbar": True})
                spec = self.get_spec(result["models"], model, etree.fromstring(result["views"]["form"]["arch"]))
                self.rpc(login, model, "web_read", record.ids, spec)
        arch = self.rpc("sales_officer", "crm.lead", "get_views", [[False, "form"]])["views"]["form"]["arch"]
        self.assertIn("action_crossbiz_new_task_order", arch)
        self.users["plain_sales"] = self.users["sales_officer"].copy({"login": "plain_sales"})
        self.users["plain_sales"].group_ids = self.env.ref("sales_team.group_sale_salesman")
        arch = self.rpc("plain_sales", "crm.lead", "get_views", [[False, "form"]])["views"]["form"]["arch"]
        self.assertNotIn("crossbiz", arch, "who has none of our groups sees nothing of ours")

    def test_dialogs_open(self):
        """Each dialog opens on what it is about, filled in, for who has its button."""
        line, node = self.delivered.line_ids, self.nodes(self.running, "order_response")[0]
        for login, model, record in (
            ("sales_officer", "crossbiz.case.cancel", self.running),
            ("tech_member", "crossbiz.difficulty.report", self.running),
            ("sales_officer", "crossbiz.task.order.line.accept", line),
            ("sales_officer", "crossbiz.task.order.line.rework", line),
            ("sales_officer", "crossbiz.task.order.line.withdraw", self.running.line_ids[0]),
            ("tech_officer", "crossbiz.node.hand.over", node),
            ("tech_officer", "crossbiz.node.extension", node),
        ):
            with self.subTest(model=model):
                form = self.open_dialog(model, login, record)
                field = next(name for name in ("case_id", "line_id", "node_id") if name in self.env[model]._fields)
                self.assertEqual(form[field], record.case_id if field == "case_id" else record)

    def test_chinese_screens(self):
        """In Chinese every menu has a Chinese name, and the views load."""
        self.learn_chinese()
        user = self.users["decision_maker"]
        user.lang = "zh_CN"
        menus = self.env["ir.ui.menu"].with_user(user).with_context(lang="zh_CN").load_menus(False)
        root_id = self.env.ref(ROOT).id
        names = [menu["name"] for key, menu in menus.items() if key != "root" and menu["app_id"] == root_id]
        self.assertTrue(names)
        for name in names:
            self.assertFalse(name.isascii(), name)
