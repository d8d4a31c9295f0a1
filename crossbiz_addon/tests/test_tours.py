import re
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from lxml import etree

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.safe_eval import safe_eval

from .project_screen_common import ProjectScreenCase
from .resource_common import ResourceCase
from .tour_common import TourCase

OVERSIGHT = {"oversight_menu", "journal_menu"}
AUDITS = {"oversight_menu", "audit_menu", "audit_line_menu"}
COMPLAINTS = {
    "complaint_menu",
    "complaint_disclosure_menu",
    "complaint_statistic_menu",
    "complaint_log_menu",
}
LEDGER = {
    "ledger_menu",
    "case_menu",
    "node_menu",
    "difficulty_menu",
    "extension_menu",
    "move_menu",
    "resource_as_of_menu",
}
CUSTOMERS = {"customer_menu", "task_order_menu", "res_partner_menu", "customer_update_menu"}
RESOURCES = {
    "resource_room_menu",
    "resource_finder_menu",
    "resource_menu",
    "request_menu",
    "booking_menu",
    "allocation_menu",
    "inspection_menu",
    "feedback_menu",
}
PROJECTS = {
    "project_menu",
    "task_book_menu",
    "milestone_menu",
    "progress_report_menu",
    "progress_missing_menu",
    "acceptance_menu",
    "retrospective_menu",
    "lesson_menu",
    "task_book_template_menu",
}
MEETINGS = {"communication_menu", "meeting_menu", "resolution_menu"}
RISKS = {
    "risk_menu",
    "risk_assessment_menu",
    "risk_map_menu",
    "compliance_review_menu",
    "rectification_menu",
    "violation_menu",
    "incident_menu",
    "dispute_menu",
}
EVERYBODY = {"complaint_page_menu"} | LEDGER | CUSTOMERS | RESOURCES | PROJECTS | MEETINGS
OFFICERS = EVERYBODY | RISKS | AUDITS | {"lesson_tag_menu"}
CONFIGURATION = {
    "configuration_menu",
    "setup_menu",
    "hr_department_menu",
    "deadline_rule_menu",
    "workday_menu",
    "lesson_tag_menu_configuration",
    "risk_matrix_menu",
    "checklist_template_menu",
    "complaint_check_menu",
}
MENUS = {
    "sales_officer": {"node_menu_my"} | OFFICERS,
    "tech_officer": {"node_menu_my"} | OFFICERS,
    "lead_officer": {"node_menu_my"} | OFFICERS,
    "tech_member": {"node_menu_my"} | EVERYBODY | RISKS | AUDITS,
    "outsider": {"node_menu_my"} | EVERYBODY | RISKS | AUDITS,
    "decision_maker": {"node_menu_my"} | OFFICERS | OVERSIGHT | COMPLAINTS,
    "compliance_officer": {"node_menu_my"} | OFFICERS | OVERSIGHT | COMPLAINTS,
    "auditor": {"node_menu_my", "journal_menu_verify"} | OFFICERS | OVERSIGHT | COMPLAINTS,
    "manager": {"journal_menu_verify"} | EVERYBODY | OVERSIGHT | CONFIGURATION,
}

# One person of each group walks, in one of the languages; those of each language see every screen but the settings',
# with and without something on it. What each of the others can open is asked of the server in test_customer_views.
ENGLISH = ("outsider", "sales_officer", "compliance_officer")
CHINESE = ("tech_member", "decision_maker", "auditor", "manager")


@tagged("-at_install", "post_install")
class TestTours(ResourceCase, ProjectScreenCase, TourCase):
    """In a browser, with the cast of ``common``: each tour in the rights of one person, in English and in Chinese."""

    frozen = None

    def speak(self, lang):
        self.partner.lang = lang
        return super().speak(lang)

    @contextmanager
    def phone(self):
        size, touch = self.browser_size, self.touch_enabled
        self.browser_size, self.touch_enabled = "375x667", True
        yield
        self.browser_size, self.touch_enabled = size, touch

    def _response_of(self, order, department):
        """The step in which a department owes its handling plan."""
        return self.nodes(order, "order_response").filtered(lambda node: node.department_id == department)

    # --------------------------------------------------
    # The ways of the regulation
    # --------------------------------------------------

    def test_task_order(self):
        """Regulation 3.3.2, from the opportunity to the customer's word."""
        self.speak_both()
        lead = self.env["crm.lead"].create(
            {
                "name": "Pumps",
                "type": "opportunity",
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "user_id": self.users["sales_officer"].id,
            }
        )
        self.tour("crossbiz_issue", f"/odoo/crm.lead/{lead.id}", "sales_officer")
        order = lead.crossbiz_task_order_ids
        self.assertEqual(order.state, "running")
        self.tour("crossbiz_answer", "/odoo/crossbiz-nodes", "tech_officer")
        self.assertEqual(order.difficulty_ids.description, "The seals are not in stock.")
        with self.phone():
            self.tour("crossbiz_answer_by_phone", "/odoo/crossbiz-nodes", "service_officer")
        self.assertEqual(set(order.line_ids.mapped("state")), {"delivered"})

        self.tour("crossbiz_judge", f"/odoo/crossbiz.task.order/{order.id}", "sales_officer")
        rework = order.line_ids.filtered(lambda line: line.cycle == 2)
        self.assertEqual((rework.department_id, rework.state), (self.service, "planned"))
        self.deliver(order, self.service, "service_officer")
        self.tour("crossbiz_accept", "/odoo/crossbiz-nodes", "sales_officer")
        self.assertEqual((order.state, rework.verdict_note), ("closing", "Well done."))

        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.partner.ids)], order="id desc", limit=1)
        link = re.search(r"/rate/[^/\"]+/", str(mail.body_html)).group()
        self.tour("crossbiz_rate", f"{link}3")
        self.assertEqual((order.state, order.satisfaction), ("done", 5.0))
        self.assertEqual(order.rating_comment, "Quick and friendly.")

    def test_change_of_plan(self):
        """A step goes to the department it belongs to, another department is released, the order is cancelled."""
        self.speak("en_US")
        order = self.issue_order(departments=self.tech)
        self.tour("crossbiz_hand_over", "/odoo/crossbiz-nodes", "tech_officer")
        self.assertEqual(self.nodes(order, "order_response").department_id, self.service)
        line = self.as_user(self.env["crossbiz.task.order.line"], "sales_officer").create(
            {"order_id": order.id, "department_id": self.tech.id, "request": "Find the cause."}
        )
        self.tour("crossbiz_release_and_cancel", f"/odoo/crossbiz.task.order/{order.id}", "sales_officer")
        self.assertEqual((line.state, order.state), ("withdrawn", "cancelled"))
        self.assertIn(("line_withdrawn", "Technical"), self.events(order))
        self.assertIn("The customer closed the mill.", order.sudo().journal_ids.mapped("note"))

    def test_oversight(self):
        """Regulation 2.1, 2.3, 6.2: the lead urges and decides, the decision layer and the auditor look on."""
        self.speak_both()
        order = self.issue_order()
        self.issue_order(name="Noise at the dryer")
        self.draft_order(name="Spare parts")
        self.tour("crossbiz_ledger", "/odoo/crossbiz-ledger", "lead_officer")
        self.assertTrue(all(self.nodes(order, state="open").mapped("urged_at")))

        nodes = self.nodes(order, "order_response")
        wanted = nodes[0].deadline + timedelta(days=2)
        for department, login in ((self.tech, "tech_officer"), (self.service, "service_officer")):
            node = self._response_of(order, department)
            self.as_user(node, login).action_request_extension(wanted, "The engineer is abroad.")
        self.tour("crossbiz_extension", "/odoo/crossbiz-nodes", "lead_officer")
        self.assertEqual(nodes.mapped("deadline"), [wanted, wanted])
        decisions = self.nodes(order, "extension_decision")
        self.assertEqual(decisions.mapped("outcome"), ["approved", "approved"])
        self.assertEqual(set(decisions.mapped("opinion")), {"This once.", False})

        self.tour("crossbiz_decision_layer", "/odoo/crossbiz-ledger", "decision_maker")
        self.tour("crossbiz_audit", "/odoo/crossbiz-journal", "auditor")

    def test_configuration(self):
        self._configure("en_US")

    def test_configuration_chinese(self):
        self._configure("zh_CN")

    def _configure(self, lang):
        self.speak(lang)
        self.tour("crossbiz_configure", "/odoo/crossbiz-settings", "manager")
        self.assertEqual(self.company.crossbiz_legal_department_id, self.control)
        canteen = self.env["hr.department"].search([("name", "=", "Canteen"), ("company_id", "=", self.company.id)])
        self.assertEqual(canteen.crossbiz_officer_ids, self.users["outsider"])
        imported = self.env["crossbiz.workday"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(imported.mapped("kind")), {"off", "work"})

    # --------------------------------------------------
    # Every menu as everyone
    # --------------------------------------------------

    def test_menus(self):
        ids = {
            f"crossbiz_addon.{name}": name
            for name in self.env["ir.model.data"]
            .search([("module", "=", "crossbiz_addon"), ("model", "=", "ir.ui.menu")])
            .mapped("name")
        }
        for login, expected in MENUS.items():
            with self.subTest(login):
                menus = self.env["ir.ui.menu"].with_user(self.users[login]).load_menus(False)
                shown = {ids[menu["xmlid"]] for key, menu in menus.items() if key != "root" and menu["xmlid"] in ids}
                self.assertEqual(shown - {"root_menu"}, expected)

    def test_filters(self):
        """Every filter and grouping of every search menu can be used by who has the menu."""
        for login, names in MENUS.items():
            for name in sorted(names):
                action = self.env.ref(f"crossbiz_addon.{name}").action
                if not action or action.type != "ir.actions.act_window" or "crossbiz." not in action.res_model:
                    continue
                model = self.as_user(self.env[action.res_model], login)
                search = model.get_views([(action.search_view_id.id, "search")])["views"]["search"]["arch"]
                for item in etree.fromstring(search).iter("filter"):
                    with self.subTest(login=login, menu=name, filter=item.get("name")):
                        self._use_filter(model, item)

    def _use_filter(self, model, item):
        names = {"uid": model.env.uid, "context_today": lambda: fields.Date.context_today(model)}
        if item.get("domain"):
            model.search_count(safe_eval(item.get("domain"), names))
        group = safe_eval(item.get("context") or "{}", names).get("group_by")
        if group or item.get("date"):
            model.formatted_read_group([], [group or f"{item.get('date')}:month"], ["__count"])

    def test_walk(self):
        self._walk("en_US", ENGLISH)

    def test_walk_chinese(self):
        self._walk("zh_CN", CHINESE)

    def _walk(self, lang, logins):
        """Every menu, each view of its action and its first record open without a complaint, in the user's language."""
        self.speak(lang)
        self._fill_ledger()
        for login in logins:
            with self.subTest(login):
                self.browser_js(
                    "/odoo/crossbiz-ledger",
                    f"odoo.loader.modules.get('@crossbiz_addon/../tests/tours/walk').walk({lang!r})",
                    ready="odoo.isReady === true",
                    login=login,
                    timeout=120,
                    success_signal="walk succeeded",
                )

    def _fill_ledger(self):
        """Something to open under every menu."""
        self.draft_order(name="Spare parts")
        running = self.issue_order(name="Noise at the dryer")
        self.as_user(running, "tech_officer").action_report_difficulty("No key to the hall.")
        node = self._response_of(running, self.tech)
        self.as_user(node, "tech_officer").action_request_extension(node.deadline + timedelta(days=2), "Abroad.")
        planned = fields.Date.add(fields.Date.context_today(node), days=7)
        delivered = self.issue_order(name="Second filling line")
        for department, login in ((self.tech, "tech_officer"), (self.service, "service_officer")):
            self.submit_plan(delivered, department, login, planned=planned)
            self.deliver(delivered, department, login)
        self.as_user(self.env["crossbiz.customer.update"], "sales_officer").create(
            {"partner_id": self.partner.id, "type": "need", "body": "Plans a second shift."}
        )
        self.env["crossbiz.workday"].create({"date": "2026-10-01", "kind": "off", "name": "National Day"})
        self._fill_resource_ledger()
        self._fill_project_ledger()

    def _fill_resource_ledger(self):
        """A draft, a request under review, a loan that is inspected and one that comes back."""
        now = fields.Datetime.now()
        period = {"date_from": fields.Datetime.add(now, hours=1), "date_to": fields.Datetime.add(now, days=3)}
        self.draft_request(name="Spare set", **period)
        lent = self.lend(name="Measuring a hall", **period)
        self.as_user(self.env["crossbiz.resource.inspection"], "tech_officer").create(
            {"request_id": lent.id, "result": "compliant", "note": "Stored dry."}
        )
        back = self.lend(name="Measuring a track", **period)
        self.give_back(back)
        later = {name: fields.Datetime.add(moment, days=7) for name, moment in period.items()}
        self.submit_request(name="Failures of pumps", **later)

    def _fill_project_ledger(self):
        """A project that is done, one that runs with a report, one that is judged, and a draft with its template."""
        self.close_book(name="Tool store")
        self.post_report(self.run_book(name="Spare parts hub"))
        judged = self.run_book(name="Quiet mill")
        self.reach_all(judged)
        self.open_acceptance(judged)
        self.draft_book(name="Remote service").action_save_as_template()


@tagged("-at_install", "post_install")
class TestHoot(HttpCase):
    """The unit tests of our components, in Odoo's own test page; of its many suites only ours run."""

    def test_components(self):
        folder = Path(file_path("crossbiz_addon/static/tests"))
        suites = sorted(path.name.removesuffix(".test.js") for path in folder.glob("*.test.js"))
        self.assertTrue(suites)
        chosen = "".join(f"&id={self._get_suite_id(f'@crossbiz_addon/{name}')}" for name in suites)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{chosen}",
            "",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )

    def _get_suite_id(self, name):
        """How Hoot calls a suite in an address."""
        number = 0
        for letter in name:
            number = (number * 31 + ord(letter)) & 0xFFFFFFFF
        return f"{number:08x}"
