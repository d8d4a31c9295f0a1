from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MONDAY, CrossbizCase

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models", "odoo.sql_db")
ACTORS = ("sales_officer", "tech_officer", "decision_maker", "manager")

# What at least has to be protected; the tests go through these and all that the models name beyond.
CASE = {
    "reference",
    "kind",
    "state",
    "suspended",
    "user_id",
    "department_ids",
    "collaborator_ids",
    "submitted_at",
    "started_at",
    "done_at",
    "node_ids",
    "next_deadline",
    "journal_ids",
    "difficulty_ids",
}
PROTECTED = {
    "crossbiz.case": CASE,
    "crossbiz.task.order": CASE
    | {"case_id", "delivered_at", "satisfaction", "rated_at", "rating_comment", "rating_requested_at"},
    "crossbiz.task.order.line": {
        "issued_at",
        "plan_submitted_at",
        "plan_submitted_by",
        "delivered_at",
        "delivered_by",
        "verdict",
        "verdict_note",
        "verdict_by",
        "verdict_at",
        "withdrawn_at",
        "state",
        "cycle",
    },
    "crossbiz.node": {
        "kind",
        "subject",
        "res_model",
        "res_id",
        "case_id",
        "company_id",
        "department_id",
        "user_id",
        "submitter_id",
        "cycle",
        "is_decision",
        "state",
        "outcome",
        "opinion",
        "snapshot",
        "snapshot_digest",
        "opened_at",
        "effective_start",
        "baseline_deadline",
        "deadline",
        "notice_level",
        "acknowledged_at",
        "acknowledged_by",
        "closed_at",
        "closed_by",
        "paused_since",
        "paused_seconds",
        "on_time",
        "amount",
        "unit",
    },
    "crossbiz.journal": {
        "res_model",
        "res_id",
        "case_id",
        "node_id",
        "event",
        "old_value",
        "new_value",
        "note",
        "department_id",
        "user_id",
        "at",
        "position",
        "previous_seal",
        "seal",
    },
    "crossbiz.extension": {"node_id", "department_id", "user_id", "old_deadline", "deadline", "reason", "state"},
    "crossbiz.difficulty": {"case_id", "department_id", "user_id", "category", "description", "date"},
    "crossbiz.notice": {
        "user_id",
        "company_id",
        "event",
        "node_id",
        "res_model",
        "res_id",
        "subject",
        "note",
        "at",
        "sent_at",
    },
}
# People write these three; nobody has rights on the rest.
WRITTEN = ("crossbiz.case", "crossbiz.task.order", "crossbiz.task.order.line")


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestProtected(CrossbizCase):
    """State, person, decision, clock and ledger are set by the steps of the process, whoever calls in whatever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.lead_record = cls.env["crm.lead"].create(
            {"name": "Pumps", "partner_id": cls.partner.id, "company_id": cls.company.id}
        )
        cls.order = cls.issue_order(lead_id=cls.lead_record.id).sudo()
        cls.draft = cls.draft_order().sudo()
        cls.line = cls.line_of(cls.order, cls.tech, "tech_officer").sudo()
        cls.node = cls.nodes(cls.order).filtered(lambda node: node.department_id == cls.tech)
        cls.as_user(cls.order, "tech_member").action_report_difficulty("No spare parts.")
        cls.as_user(cls.node, "tech_officer").action_request_extension(MONDAY + timedelta(days=4), "No parts.")
        cls.records = {
            "crossbiz.case": cls.order.case_id,
            "crossbiz.task.order": cls.order,
            "crossbiz.task.order.line": cls.line,
            "crossbiz.node": cls.node,
            "crossbiz.journal": cls.order.journal_ids[:1],
            "crossbiz.extension": cls.env["crossbiz.extension"].search([("node_id", "=", cls.node.id)]),
            "crossbiz.difficulty": cls.order.difficulty_ids,
            "crossbiz.notice": cls.env["crossbiz.notice"].search([("node_id", "=", cls.node.id)], limit=1),
        }
        cls.contexts = (
            {"tracking_disable": True},
            {"install_mode": True},
            {"import_file": True},
            {"module": "crossbiz_addon"},
            {"active_test": False},
            {"default_state": "done"},
            {"mail_notrack": True, "mail_create_nolog": True},
            {"allowed_company_ids": cls.other_company.ids},
            {"uid": 1, "su": True, "active_model": "crossbiz.case", "bin_size": True},
        )
        cls.env.flush_all()

    def _get_protected(self, model):
        own = getattr(self.env[model], "_get_protected_fields", set)()
        stored = {
            name
            for name in own
            if self.env[model]._fields[name].store or self.env[model]._fields[name].type == "one2many"
        }
        return sorted((stored | PROTECTED[model]) - {"id", "create_uid", "create_date", "write_uid", "write_date"})

    def _get_value(self, model, name):
        """A valid value that differs from what is there."""
        field = self.env[model]._fields[name]
        simple = {
            "char": "Forged",
            "text": "Forged",
            "integer": 7,
            "float": 7.0,
            "many2one_reference": self.draft.id,
            "boolean": not self.records[model][name],
            "datetime": "2026-01-01 00:00:00",
            "date": "2026-01-01",
            "json": {},
            "many2many": [(6, 0, [self.sales.id])],
            "one2many": [(5, 0, 0)],
        }
        if field.type in simple:
            return simple[field.type]
        if field.type == "selection":
            now = self.records[model][name]
            return next(value for value in field.get_values(self.env) if value != now)
        targets = {
            "res.users": self.users["tech_member"],
            "hr.department": self.sales,
            "res.company": self.other_company,
            "crossbiz.case": self.draft.case_id,
            "crossbiz.node": self.node,
        }
        if field.comodel_name in targets:
            return targets[field.comodel_name].id
        return self.env[field.comodel_name].search([], limit=1).id

    @mute_logger(*QUIET)
    def _assert_refused(self, login, model, method, *args, **kwargs):
        with self.undone(), self.assertRaises(AccessError):
            self.rpc(login, model, method, *args, **kwargs)

    @mute_logger(*QUIET)
    def _assert_nothing_written(self, login, model, method, *args, **kwargs):
        """The call may answer or refuse, but no row of any table changes."""
        with self.undone():
            before = self.count_written_rows()
            try:
                answer = self.rpc(login, model, method, *args, **kwargs)
            except UserError:
                return None
            self.assertEqual(self.count_written_rows(), before)
            return answer

    # --------------------------------------------------
    # The list itself
    # --------------------------------------------------

    def test_lists_of_the_case_run_no_commands(self):
        """A document makes its case in superuser mode: a command in a list of the case would run in it."""
        victim = self.issue_order().sudo()
        lists = [name for name, field in self.env["crossbiz.case"]._fields.items() if field.type == "one2many"]
        self.assertIn("task_order_ids", lists)
        for field in lists:
            for command in (
                [1, victim.id, {"need": "Forged", "state": "done"}],
                [2, victim.id, 0],
                [0, 0, {"name": "x"}],
            ):
                values = {"name": "Order", "partner_id": self.partner.id, field: [command]}
                with self.subTest(field=field, command=command), self.refused(AccessError):
                    self.rpc("sales_officer", "crossbiz.task.order", "create", [values])
        self.assertEqual((victim.state, victim.need), ("running", "The pumps stop at night."))

    def test_models_protect_what_the_design_names(self):
        for model in WRITTEN:
            protected = self.env[model]._get_protected_fields()
            missing = PROTECTED[model] - protected - {"case_id", "difficulty_ids"}  # refused by other means
            self.assertFalse(missing, model)

    def test_what_is_computed_cannot_be_written(self):
        """A stored computed field takes what a console writes into it, unless it is protected (membership,
        customer …).
        """
        for model in (*WRITTEN, "crossbiz.customer.update"):
            protected = self.env[model]._get_protected_fields()
            open_doors = {
                name
                for name, field in self.env[model]._fields.items()
                if field.store and field.compute and field.readonly and not field.inverse and not field.inherited
            }
            self.assertFalse(
                open_doors - protected, f"{model}: computed, stored and writable by anyone with write access"
            )

    def test_protected_texts_have_no_side_door_for_translations(self):
        """``update_field_translations`` has its own way to the table: no protected field may be translatable."""
        for model in PROTECTED:
            for name in self._get_protected(model):
                self.assertFalse(self.env[model]._fields[name].translate, f"{model}.{name}")

    # --------------------------------------------------
    # Each way to write
    # --------------------------------------------------

    def test_write(self):
        """By write, and by web_save as a form does, from officers, the decision layer and administrators."""
        for model, record in self.records.items():
            for number, name in enumerate(self._get_protected(model)):
                values = {name: self._get_value(model, name)}
                # Where nobody has rights, one field is as good as another for the rest of the cast.
                for login in ACTORS if model in WRITTEN or not number else ACTORS[:1]:
                    with self.subTest(model=model, field=name, role=login):
                        self._assert_refused(login, model, "write", record.ids, values)
        for name in self._get_protected("crossbiz.task.order"):
            values = {name: self._get_value("crossbiz.task.order", name)}
            self._assert_refused(
                "sales_officer", "crossbiz.task.order", "web_save", self.draft.ids, values, {"name": {}}
            )
            self._assert_refused("sales_officer", "crossbiz.task.order", "write", self.draft.ids, values)

    def test_create(self):
        """By the values of a creation; of a case, by nobody at all."""
        base = {
            "crossbiz.case": {"name": "New", "kind": "customer", "requesting_department_id": self.sales.id},
            "crossbiz.task.order": {"name": "New", "requesting_department_id": self.sales.id},
            "crossbiz.task.order.line": {"order_id": self.draft.id, "department_id": self.lead.id},
        }
        for model in self.records:
            for number, name in enumerate(self._get_protected(model)):
                values = {**base.get(model, {}), name: self._get_value(model, name)}
                with self.subTest(model=model, field=name):
                    for login in ACTORS if not number else ("sales_officer",):
                        self._assert_refused(login, model, "create", [values])
                    if model == "crossbiz.task.order":
                        self._assert_refused("sales_officer", model, "web_save", [], values, {"name": {}})
        for login in (*ACTORS, "sales_member", "outsider", "compliance_officer", "auditor"):
            with self.subTest(role=login):
                self._assert_refused(login, "crossbiz.case", "create", [base["crossbiz.case"]])

    def test_control_without_protected_fields(self):
        """The same calls go through when they name no protected field: the tests above refuse for the right reason."""
        values = {"name": "New", "requesting_department_id": self.sales.id}
        with self.undone():
            self.assertTrue(self.rpc("sales_officer", "crossbiz.task.order", "create", [values]))
            self.assertTrue(self.rpc("sales_officer", "crossbiz.task.order", "web_save", [], values, {"name": {}}))
            self.assertTrue(self.rpc("sales_officer", "crossbiz.task.order", "write", self.draft.ids, {"need": "x"}))
            line = {"order_id": self.draft.id, "department_id": self.lead.id}
            self.assertTrue(self.rpc("sales_officer", "crossbiz.task.order.line", "create", [line]))
            self.assertTrue(self.rpc("sales_officer", "crossbiz.task.order", "copy", self.order.ids, {"name": "Copy"}))
            result = self.rpc(
                "sales_officer",
                "crossbiz.task.order",
                "load",
                ["name", "requesting_department_id/.id"],
                [["X", str(self.sales.id)]],
            )
            self.assertTrue(result["ids"], result["messages"])

    def test_copy(self):
        """A copy with a default for a protected field is refused; a plain one is a draft of its own."""
        for name in self._get_protected("crossbiz.task.order"):
            with self.subTest(field=name):
                values = {name: self._get_value("crossbiz.task.order", name)}
                self._assert_refused("sales_officer", "crossbiz.task.order", "copy", self.order.ids, values)
        copy_id = self.rpc("sales_officer", "crossbiz.task.order", "copy", self.order.ids)
        copy = self.env["crossbiz.task.order"].browse(copy_id).sudo()
        self.assertEqual((copy.state, copy.user_id), ("draft", self.users["sales_officer"]))
        self.assertNotEqual(copy.reference, self.order.reference)
        self.assertNotIn(copy.case_id, self.order.case_id | self.draft.case_id)
        self.assertFalse(
            copy.submitted_at or copy.started_at or copy.node_ids or copy.journal_ids or copy.difficulty_ids
        )
        self.assertEqual(set(copy.line_ids.mapped("state")), {"draft"})
        self.assertFalse(any(copy.line_ids.mapped("issued_at")))

    @mute_logger(*QUIET)
    def test_load(self):
        """By an import: each row is refused, nothing is stored."""
        columns = {
            "state": "done",
            "reference": "CB/2026/99999",
            "kind": "project",
            "submitted_at": "2026-01-01 00:00:00",
            "done_at": "2026-01-01 00:00:00",
            "delivered_at": "2026-01-01 00:00:00",
            "satisfaction": "5",
            "rating_comment": "Great",
            "suspended": "1",
            "user_id/.id": str(self.users["tech_member"].id),
            "case_id/.id": str(self.draft.case_id.id),
            "department_ids/.id": str(self.tech.id),
        }
        for column, value in columns.items():
            for row_id in ("", str(self.draft.id)):
                fields, row = ["name", "requesting_department_id/.id", column], ["X", str(self.sales.id), value]
                if row_id:
                    fields, row = [".id", column], [row_id, value]
                with self.subTest(column=column, existing=bool(row_id)), self.undone():
                    result = self.rpc(
                        "sales_officer", "crossbiz.task.order", "load", fields, [row], context={"import_file": True}
                    )
                    self.assertFalse(result["ids"])
                    self.assertTrue([message for message in result["messages"] if message["type"] == "error"])
        fields = ["name", "requesting_department_id/.id", "line_ids/department_id/.id", "line_ids/issued_at"]
        row = ["X", str(self.sales.id), str(self.tech.id), "2026-01-01 00:00:00"]
        with self.undone():
            self.assertFalse(self.rpc("sales_officer", "crossbiz.task.order", "load", fields, [row])["ids"])
        for model in (
            "crossbiz.case",
            "crossbiz.node",
            "crossbiz.journal",
            "crossbiz.extension",
            "crossbiz.difficulty",
            "crossbiz.notice",
        ):
            record = self.records[model]
            name = next(found for found in PROTECTED[model] if record._fields[found].type in ("char", "text"))
            for login in ACTORS:
                with self.subTest(model=model, role=login), self.undone():
                    try:
                        result = self.rpc(login, model, "load", [".id", name], [[str(record.id), "Forged"]])
                    except AccessError:
                        continue
                    self.assertFalse(result["ids"])

    def test_default_keys_of_the_context(self):
        """A creation that a ``default_*`` key would fill in is refused, for the document and for its lines."""
        orders, lines = "crossbiz.task.order", "crossbiz.task.order.line"
        for name in self._get_protected(orders):
            context = {f"default_{name}": self._get_value(orders, name)}
            with self.subTest(model=orders, field=name):
                self._assert_refused("sales_officer", orders, "create", [{"name": "New"}], context=context)
                self._assert_refused(
                    "sales_officer", orders, "web_save", [], {"name": "New"}, {"name": {}}, context=context
                )
                self._assert_refused("sales_officer", orders, "copy", self.order.ids, context=context)
        for name in self._get_protected(lines):
            context = {f"default_{name}": self._get_value(lines, name)}
            line = {"department_id": self.lead.id}
            with self.subTest(model=lines, field=name):
                self._assert_refused(
                    "sales_officer", lines, "create", [{"order_id": self.draft.id, **line}], context=context
                )
                order = {"name": "New", "line_ids": [(0, 0, line)]}
                with self.undone():
                    try:
                        (order_id,) = self.rpc("sales_officer", orders, "create", [order], context=context)
                    except AccessError:
                        continue
                    plain = self.rpc("sales_officer", orders, "create", [order])
                    self.env.invalidate_all()
                    made, expected = (self.env[orders].browse(found).line_ids for found in (order_id, plain))
                    self.assertEqual(made[name], expected[name], "the key of the context reached the line")

    def test_onchange_stores_nothing(self):
        """A form may be told anything; only saving counts, and saving is refused."""
        for name in self._get_protected("crossbiz.task.order"):
            value = self._get_value("crossbiz.task.order", name)
            spec = {name: {}, "name": {}, "state": {}}
            with self.subTest(field=name):
                for ids in ([], self.draft.ids, self.order.ids):
                    self._assert_nothing_written(
                        "sales_officer",
                        "crossbiz.task.order",
                        "onchange",
                        ids,
                        {name: value, "name": "New"},
                        [name],
                        spec,
                        context={f"default_{name}": value},
                    )

    def test_hostile_contexts(self):
        """No key of a context opens a door: contexts are the caller's own words."""
        orders = "crossbiz.task.order"
        for context in self.contexts:
            for model in ("crossbiz.task.order", "crossbiz.task.order.line", "crossbiz.node", "crossbiz.journal"):
                names = self._get_protected(model) if model in WRITTEN else ("deadline", "note")
                for name in set(names).intersection(self.env[model]._fields):
                    values = {name: self._get_value(model, name)}
                    with self.subTest(context=context, model=model, field=name):
                        self._assert_refused(
                            "sales_officer", model, "write", self.records[model].ids, values, context=context
                        )
            with self.subTest(context=context):
                self._assert_refused(
                    "sales_officer", orders, "create", [{"name": "New", "state": "done"}], context=context
                )
                for login in ("sales_officer", "outsider", "manager"):
                    case = {"name": "New", "kind": "customer", "requesting_department_id": self.sales.id}
                    self._assert_refused(login, "crossbiz.case", "create", [case], context=context)

    # --------------------------------------------------
    # Through other records
    # --------------------------------------------------

    def test_lines_through_their_order(self):
        for name in self._get_protected("crossbiz.task.order.line"):
            values = {name: self._get_value("crossbiz.task.order.line", name)}
            draft_line = self.draft.line_ids[0]
            commands = {
                "change": (self.order, [(1, self.line.id, values)]),
                "change of a draft": (self.draft, [(1, draft_line.id, values)]),
                "new": (self.draft, [(0, 0, {"department_id": self.lead.id, **values})]),
            }
            for label, (order, command) in commands.items():
                with self.subTest(field=name, command=label):
                    self._assert_refused("sales_officer", order._name, "write", order.ids, {"line_ids": command})

    @mute_logger(*QUIET)
    def test_facts_through_their_case(self):
        """Steps, journal and reports are reached by no command, from the case, the document or the step."""
        forged = {
            "node_ids": ("crossbiz.node", {"state": "closed", "outcome": "approved"}),
            "journal_ids": ("crossbiz.journal", {"note": "Forged"}),
            "difficulty_ids": ("crossbiz.difficulty", {"description": "Forged"}),
        }
        for name, (model, values) in forged.items():
            record_id = self.records[model].id
            for command in ((0, 0, values), (1, record_id, values), (2, record_id), (3, record_id), (5,), (6, 0, [])):
                for parent in (self.order, self.order.case_id):
                    with self.subTest(field=name, command=command, parent=parent._name):
                        before = self.records[model].read()
                        with self.undone():
                            if name in parent._get_protected_fields():
                                with self.assertRaises(AccessError):
                                    self.rpc("sales_officer", parent._name, "write", parent.ids, {name: [command]})
                                continue
                            try:
                                self.rpc("sales_officer", parent._name, "write", parent.ids, {name: [command]})
                            except UserError:
                                continue
                            self.env.invalidate_all()
                            self.assertEqual(self.records[model].exists().read(), before)

    def test_order_through_its_opportunity_and_customer(self):
        """Who may write a lead or a customer writes no task order by it."""
        self.users["sales_officer"].group_ids |= self.env.ref("base.group_partner_manager")
        for parent in (self.lead_record, self.partner):
            for values in ({"state": "done"}, {"satisfaction": 5.0}, {"user_id": self.users["tech_member"].id}):
                with self.subTest(parent=parent._name, values=values):
                    command = {"crossbiz_task_order_ids": [(1, self.order.id, values)]}
                    self._assert_refused("sales_officer", parent._name, "write", parent.ids, command)
            for command in ((2, self.order.id), (3, self.order.id), (5,), (6, 0, [])):
                with self.subTest(parent=parent._name, command=command), self.undone(), self.assertRaises(UserError):
                    self.rpc("sales_officer", parent._name, "write", parent.ids, {"crossbiz_task_order_ids": [command]})
        self.assertEqual((self.order.lead_id, self.order.commercial_partner_id), (self.lead_record, self.partner))

    @mute_logger(*QUIET)
    def test_order_keeps_its_customer(self):
        """The stored commercial customer decides who reads its updates: it follows the customer and nothing else."""
        other = self.env["res.partner"].create({"name": "Hill Mill"})
        for order in (self.order, self.draft):
            with self.subTest(state=order.state), self.undone():
                try:
                    self.rpc("sales_officer", order._name, "write", order.ids, {"commercial_partner_id": other.id})
                except UserError:
                    continue
                self.env.invalidate_all()
                self.assertEqual(order.commercial_partner_id, self.partner)

    @mute_logger(*QUIET)
    def test_draft_stays_with_its_department_and_company(self):
        """Nobody drafts in the name of a department of others, also not afterwards."""
        shared = self._create_department("Shared")
        shared.company_id = False
        foreign = self._create_department("Elsewhere", company=self.other_company)
        attempts = (
            {"requesting_department_id": self.tech.id},
            {"requesting_department_id": shared.id},
            {"requesting_department_id": foreign.id},
            {"company_id": self.other_company.id},
            {
                "company_id": self.other_company.id,
                "requesting_department_id": foreign.id,
                "lead_department_id": foreign.id,
            },
            {
                "company_id": self.other_company.id,
                "requesting_department_id": shared.id,
                "lead_department_id": shared.id,
            },
        )
        for values in attempts:
            for record in (self.draft, self.draft.case_id):
                with self.subTest(values=values, model=record._name), self.undone(), self.assertRaises(UserError):
                    self.rpc("sales_member", record._name, "write", record.ids, values)
            with self.subTest(create=values), self.undone(), self.assertRaises(UserError):
                self.rpc("sales_member", "crossbiz.task.order", "create", [{"name": "New", **values}])

    @mute_logger(*QUIET)
    def test_company_of_a_creation_is_one_of_the_users(self):
        """Naming a company in the context that is not one's own creates nothing there."""
        orders, other_id = "crossbiz.task.order", self.other_company.id
        shared = self._create_department("Shared", crossbiz_officer_ids=[(4, self.users["sales_officer"].id)])
        shared.company_id = False
        for department in (self.sales, shared):
            values = {"name": "New", "requesting_department_id": department.id, "lead_department_id": shared.id}
            for extra, context in (
                ({"company_id": other_id}, {}),
                ({}, {"allowed_company_ids": [other_id]}),
                ({}, {"allowed_company_ids": [self.company.id, other_id]}),
                ({}, {"default_company_id": other_id}),
            ):
                with self.subTest(department=department.name, values=extra, context=context), self.undone():
                    try:
                        (order_id,) = self.rpc(
                            "sales_officer", orders, "create", [{**values, **extra}], context=context
                        )
                    except UserError:
                        continue
                    self.assertEqual(self.env[orders].browse(order_id).sudo().company_id, self.company)

    @mute_logger(*QUIET)
    def test_plan_is_written_by_its_own_people(self):
        """The first contact puts no plan or deliverable into the mouth of another department, also not in a new
        line.
        """
        forged = {"plan": "All by tomorrow.", "planned_delivery": "2026-03-03", "deliverable": "Done."}
        for name, value in forged.items():
            with self.subTest(field=name, way="write"):
                self._assert_refused("sales_officer", self.line._name, "write", self.line.ids, {name: value})
            with self.subTest(field=name, way="create"), self.undone(), self.assertRaises(UserError):
                line = {"order_id": self.draft.id, "department_id": self.lead.id, name: value}
                self.rpc("sales_officer", self.line._name, "create", [line])
            with self.subTest(field=name, way="order"), self.undone(), self.assertRaises(UserError):
                order = {"name": "New", "line_ids": [(0, 0, {"department_id": self.lead.id, name: value})]}
                self.rpc("sales_officer", "crossbiz.task.order", "create", [order])

    # --------------------------------------------------
    # The right way
    # --------------------------------------------------

    def test_steps_of_the_process_write_them(self):
        """The document's own methods set in superuser mode what the person who acts could not write."""
        order = self.draft_order("sales_officer")
        self.rpc("sales_officer", order._name, "action_issue", order.ids)
        order = order.sudo()
        self.assertRecordValues(
            order,
            [
                {
                    "state": "running",
                    "user_id": self.users["sales_officer"].id,
                    "submitted_at": MONDAY,
                    "started_at": MONDAY,
                }
            ],
        )
        self.assertEqual(order.department_ids, self.sales | self.lead | self.tech | self.service)
        order.write({"suspended": True})
        self.assertTrue(order.case_id.suspended)

    @mute_logger(*QUIET)
    def test_what_was_issued_stands(self):
        """Subject, departments, company, dates, customer and need change in drafts only."""
        names = set(self.env["crossbiz.case"]._draft_fields) | set(self.env["crossbiz.task.order"]._draft_fields)
        self.assertLessEqual(
            {"name", "company_id", "requesting_department_id", "lead_department_id", "deadline", "partner_id", "need"},
            names,
        )
        for name in sorted(names):
            field = self.order._fields[name]
            target = {
                "hr.department": self.tech.id,
                "res.company": self.other_company.id,
                "res.partner": self.users["tech_member"].partner_id.id,
                "crm.lead": False,
            }
            value = (
                target[field.comodel_name]
                if field.comodel_name
                else {"boolean": True, "date": "2026-05-05"}.get(field.type, "9")
            )
            with self.subTest(field=name), self.undone(), self.assertRaises(UserError) as caught:
                self.rpc("sales_officer", self.order._name, "write", self.order.ids, {name: value})
            self.assertNotIsInstance(caught.exception, AccessError)
            self.assertIn(self.order.reference if name != "company_id" else "company", str(caught.exception))
