import inspect

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import REFUSED
from .incident_common import INCIDENT, IncidentCase
from .project_common import ProjectCase
from .resource_common import ResourceCase

CASE = "crossbiz.case"
# The handling itself, what only tells, and what is written down about a case in any state of it.
APART = ("crossbiz.incident", "crossbiz.meeting", "crossbiz.journal", "crossbiz.notice")
# Report a difficulty; keep a copy of the paper for other projects.
GOES_ON = {"action_report_difficulty", "action_save_as_template"}
GIVEN = {
    "deadline": "2026-04-01 10:00:00",
    "date_to": "2026-04-01 10:00:00",
    "planned_delivery": "2026-03-20",
    "quantity": None,
    "category": "difficulty",
}
OFFICERS = ("sales", "tech", "service", "lead", "quality", "finance", "compliance")
ACTORS = (*(f"{name}_officer" for name in OFFICERS), "decision_maker")


class SweepCase(ResourceCase, ProjectCase, IncidentCase):
    def hold(self, document):
        """An incident of the lead department suspends the case of ``document``."""
        incident = self.report(document, login="sales_member")
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids, None, "Fire.")
        return incident

    def get_hanging(self, case):
        """Every record that hangs on a case, by many2one of the addon's models; superuser mode."""
        models = [
            self.env[name].sudo()
            for name in sorted(self.env.registry)
            if name.startswith("crossbiz.") and not name.startswith(APART)
        ]
        models = [model for model in models if not model._abstract and not model._transient]
        found, new = {CASE: case.sudo()}, {CASE}
        while new:
            before, new = new, set()
            for model in models:
                for field in model._fields.values():
                    if field.type == "many2one" and field.store and field.comodel_name in before:
                        hanging = model.search([(field.name, "in", found[field.comodel_name].ids)])
                        if hanging - found.get(model._name, model):
                            found[model._name] = found.get(model._name, model) | hanging
                            new.add(model._name)
        return found

    def get_actions(self, model):
        """The public actions of a model with arguments that a person could give."""
        for name in sorted(dir(type(self.env[model]))):
            method = getattr(type(self.env[model]), name)
            ours = name.startswith("action_") and ".crossbiz_addon." in getattr(method, "__module__", "")
            if ours and not getattr(method, "_api_private", False):
                parameters = list(inspect.signature(method).parameters)[1:]
                yield name, [self.tech.id if key == "department" else GIVEN.get(key, "x") for key in parameters]

    def sweep(self, document):
        """Try everything on everything; returns what was refused because of the incident."""
        told = set()
        for model, records in self.get_hanging(document.sudo().case_id).items():
            samples = records.sorted("id")[-4:] if model == "crossbiz.node" else records.sorted("id")[-1:]
            for method, arguments in self.get_actions(model):
                if method in GOES_ON:
                    continue
                for record in samples:
                    for login in ACTORS:
                        with self.subTest(model=model, method=method, login=login), self.undone():
                            told |= self.attempt(login, record, method, arguments)
        return told

    def attempt(self, login, record, method, arguments):
        """One call: refused, or nothing was written."""
        before = self.count_written_rows()
        try:
            with self.env.cr.savepoint():
                self.rpc(login, record._name, method, record.ids, *arguments)
                self.assertEqual(self.count_written_rows(), before, f"{login} moved {record._name} by {method}")
        except REFUSED as error:
            return {(record._name, method)} if "IN/2026/00001" in str(error) else set()
        return set()


@tagged("post_install", "-at_install")
class TestSuspendedCaseRefuses(SweepCase):
    """A suspended case refuses every step through every path, and names the incident."""

    def assert_told(self, told, *expected):
        self.assertEqual(set(expected) - told, set(), "refused, but not with the incident's name")

    def test_task_order(self):
        order = self.issue_order()
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.hold(order)
        told = self.sweep(order)
        line, node = "crossbiz.task.order.line", "crossbiz.node"
        self.assert_told(
            told,
            ("crossbiz.task.order", "action_cancel"),
            ("crossbiz.task.order", "action_urge"),
            (CASE, "action_cancel"),
            (line, "action_submit_plan"),
            (line, "action_withdraw"),
            (node, "action_acknowledge"),
            (node, "action_complete"),
            (node, "action_hand_over"),
            (node, "action_request_extension"),
        )

    def test_delivered_line(self):
        order = self.issue_order(line_ids=[(0, 0, {"department_id": self.tech.id, "request": "All of it"})])
        self.submit_plan(order, self.tech, "tech_officer")
        line = self.deliver(order, self.tech, "tech_officer")
        self.hold(order)
        told = self.sweep(order)
        self.assert_told(told, (line._name, "action_accept"), (line._name, "action_rework"))

    def test_request_under_review(self):
        request = self.submit_request()
        self.decide(request, "request_first_review", "lead_officer")
        self.hold(request)
        told = self.sweep(request)
        self.assert_told(
            told,
            ("crossbiz.resource.request", "action_cancel"),
            ("crossbiz.resource.evaluation", "action_approve"),
            ("crossbiz.node", "action_approve"),
        )

    def test_lent_resource(self):
        request = self.lend()
        self.hold(request)
        told = self.sweep(request)
        self.assert_told(
            told,
            ("crossbiz.resource.request", "action_return"),
            ("crossbiz.resource.request", "action_extend_use"),
        )
        with self.refused(UserError, "IN/2026/00001"):
            self.rpc(
                "tech_officer",
                "crossbiz.resource.inspection",
                "create",
                [{"request_id": request.id, "result": "compliant"}],
            )

    def test_task_book(self):
        book = self.start_book()
        self.open_week(book)
        self.write_report(book, "tech_officer", self.tech)
        self.hold(book)
        told = self.sweep(book)
        self.assert_told(
            told,
            ("crossbiz.task.book", "action_revise"),
            ("crossbiz.task.book", "action_open_acceptance"),
            ("crossbiz.task.book", "action_post_summary"),
            ("crossbiz.task.book", "action_cancel"),
            ("crossbiz.progress.report", "action_post"),
            ("crossbiz.node", "action_hand_over"),
        )

    def test_jobs(self):
        """No job moves a suspended case, whatever time passes."""
        book, order, request = self.start_book(), self.issue_order(), self.lend()
        self.open_week(book)
        documents = (book, order, request)
        for document in documents:
            self.hold(document)
        before = {document: self.get_facts(document) for document in documents}
        jobs = self.env["ir.cron"].search([("cron_name", "like", "Cross-Business:")])
        names = [name.split(".")[1] for name in jobs.get_external_id().values()]
        self.assertIn("cron_escalate", names)
        for name in names:
            self.run_job(name, book.sudo().date_end)
        for document in documents:
            self.assertEqual(self.get_facts(document), before[document], document._name)

    def get_facts(self, document):
        case = document.sudo().case_id
        case.invalidate_recordset()
        steps = [(node.id, node.state, node.deadline, node.notice_level) for node in case.node_ids.sorted("id")]
        return case.state, steps


@tagged("post_install", "-at_install")
class TestSuspendedProject(SweepCase):
    """Odoo's own project of a suspended task book stands still, too; talk goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.start_book()
        cls.project = cls.book.sudo().project_id
        for login in ("tech_officer", "sales_officer"):
            cls.users[login].group_ids |= cls.env.ref("project.group_project_manager")
        cls.task = cls.project.task_ids[0]

    def test_tasks_milestones_updates(self):
        task, project = self.task, self.project
        stage = project.type_ids[-1]
        milestone = project.milestone_ids[0]
        own = self.env["project.project"].create({"name": "Own", "company_id": self.company.id})
        loose = self.env["project.task"].create({"name": "Loose", "project_id": own.id})
        update = {"name": "Week", "project_id": project.id, "status": "on_track"}
        calls = [
            ("project.task", "write", task.ids, {"stage_id": stage.id}),
            ("project.task", "write", task.ids, {"state": "1_done"}),
            ("project.task", "write", task.ids, {"user_ids": [(5, 0, 0)]}),
            ("project.task", "write", task.ids, {"date_deadline": "2026-05-01 10:00:00"}),
            ("project.task", "create", [{"name": "One more", "project_id": project.id}]),
            ("project.task", "create", [{"name": "A part", "parent_id": task.id, "project_id": project.id}]),
            ("project.task", "write", loose.ids, {"project_id": project.id}),
            ("project.task", "copy", task.ids),
            ("project.milestone", "write", milestone.ids, {"sequence": 99}),
            ("project.update", "create", [update]),
        ]
        extra = self.env["project.task"].create({"name": "Extra", "project_id": project.id})
        calls.append(("project.task", "unlink", extra.ids))
        for model, method, *arguments in calls:
            with self.subTest(model=model, method=method, arguments=arguments), self.undone():
                self.rpc("tech_officer", model, method, *arguments)  # before, all of it works
        self.hold(self.book)
        for model, method, *arguments in calls:
            names_it = self.refused(UserError, "(?s)IN/2026/00001 Fire.*Operations")
            with self.subTest(model=model, method=method, arguments=arguments), names_it:
                self.rpc("tech_officer", model, method, *arguments)

    def test_talk_goes_on(self):
        self.hold(self.book)
        message = self.rpc("tech_officer", "project.task", "message_post", self.task.ids, body="What now?")
        self.assertTrue(message)
        self.rpc(
            "tech_officer",
            "project.task",
            "activity_schedule",
            self.task.ids,
            "mail.mail_activity_data_todo",
            summary="Ask",
        )

    def test_goes_on_afterwards(self):
        incident = self.hold(self.book)
        self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids)
        self.rpc("tech_officer", "project.task", "write", self.task.ids, {"state": "1_done"})
        self.assertEqual(self.task.state, "1_done")
