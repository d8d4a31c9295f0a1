from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, TransactionCase, freeze_time
from odoo.tools import mute_logger

from .order_common import Orders

MONDAY = datetime(2026, 3, 2, 2, 0)  # 10:00 in Shanghai
USER, OFFICER = "crossbiz_addon.group_user", "crossbiz_addon.group_officer"
REFUSED = (AccessError, UserError, ValidationError)  # whichever of them, where the kind does not matter
REFUSAL_LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models", "odoo.sql_db")


def shanghai(day, hour, minute=0):
    """The UTC moment of a wall clock in Shanghai in March 2026 (the 2nd is :data:`MONDAY`)."""
    return datetime(2026, 3, day, hour, minute) - timedelta(hours=8)


class _UndoneError(Exception):
    """Ends :meth:`CrossbizCase.undone`."""


class CrossbizCase(Orders, TransactionCase):
    """A company with its departments and one person for each role, in the lowest rights that should work.

    Working hours are Monday to Friday 9-12 and 13-18 in Asia/Shanghai. Nobody is superuser:
    act through ``self.as_user(record, login)`` or ``with_user``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")  # a company that works in Chinese has not
        cls.env = cls.env["base"].with_context(tracking_disable=False, lang="en_US", tz="Asia/Shanghai").env
        cls.company = cls.env["res.company"].create({"name": "Cross Works"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.calendar = cls._create_calendar(cls.company)
        cls.company.resource_calendar_id = cls.calendar
        cls.users = {}
        cls.lead = cls._create_department("Operations")
        cls.sales = cls._create_department("Sales")
        cls.tech = cls._create_department("Technical")
        cls.service = cls._create_department("After-Sales")
        cls.board = cls._create_department("Board")
        cls.control = cls._create_department("Compliance")
        cls.revision = cls._create_department("Audit")
        cls.company.write(
            {
                "crossbiz_lead_department_id": cls.lead.id,
                "crossbiz_decision_department_id": cls.board.id,
                "crossbiz_compliance_department_id": cls.control.id,
                "crossbiz_audit_department_id": cls.revision.id,
                "crossbiz_aftersales_department_id": cls.service.id,
                # whose tests are about something else start without; those of the risk room switch it on
                "crossbiz_risk_project": False,
                "crossbiz_risk_resource": False,
            }
        )
        # An officer for each department, a plain member of two, and the roles that see all.
        cls._create_people(
            ("lead_officer", cls.lead, OFFICER, True),
            ("sales_officer", cls.sales, f"{OFFICER},sales_team.group_sale_salesman_all_leads", True),
            ("sales_member", cls.sales, USER),
            ("tech_officer", cls.tech, OFFICER, True),
            ("tech_member", cls.tech, USER),
            ("service_officer", cls.service, OFFICER, True),
            ("decision_maker", cls.board, f"{OFFICER},crossbiz_addon.group_decision", True),
            ("compliance_officer", cls.control, "crossbiz_addon.group_compliance", True),
            ("auditor", cls.revision, "crossbiz_addon.group_audit", True),
            ("manager", None, "crossbiz_addon.group_manager"),
            ("outsider", cls._create_department("Canteen"), USER),
        )
        cls.partner = cls.env["res.partner"].create({"name": "Riverside Mill", "email": "mill@example.com"})

    @classmethod
    def _create_calendar(cls, company, tz="Asia/Shanghai"):
        return cls.env["resource.calendar"].create(
            {
                "name": f"9-18 {company.name}",
                "company_id": company.id,
                "tz": tz,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": f"{day} {start}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": stop,
                            "day_period": period,
                        },
                    )
                    for day in range(5)
                    for start, stop, period in ((9, 12, "morning"), (13, 18, "afternoon"))
                ],
            }
        )

    @classmethod
    def _create_department(cls, name, company=None, **values):
        return cls.env["hr.department"].create({"name": name, "company_id": (company or cls.company).id, **values})

    @classmethod
    def _create_person(cls, login, department, groups, officer=False, company=None):
        """A user with an employee in ``department``, if any; ``groups`` are xml ids between commas."""
        cls._create_people((login, department, groups, officer), company=company)
        return cls.users[login]

    @classmethod
    def _create_people(cls, *people, company=None):
        """The same for several at once, which takes half the time: ``(login, department, groups[, officer])``."""
        company = company or cls.company
        users = (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create([cls._prepare_user(login, groups, company) for login, _department, groups, *_officer in people])
        )
        employees, officers = [], {}
        for user, (login, department, _groups, *officer) in zip(users, people, strict=True):
            cls.users[login] = user
            if department:
                values = {"name": login, "user_id": user.id, "department_id": department.id}
                employees.append({**values, "company_id": company.id})
            if any(officer):
                officers[department] = officers.get(department, users.browse()) | user
        cls.env["hr.employee"].create(employees)
        for department, appointed in officers.items():
            department.crossbiz_officer_ids |= appointed

    @classmethod
    def _prepare_user(cls, login, groups, company):
        groups = f"base.group_user,{groups}"
        return {
            "name": f"{login} ({groups})",
            "login": login,
            "password": login.ljust(8, "x"),
            "email": f"{login}@example.com",
            "group_ids": [(6, 0, [cls.env.ref(xml_id).id for xml_id in groups.split(",")])],
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "lang": "en_US",
            "tz": "Asia/Shanghai",
        }

    @classmethod
    def learn_chinese(cls):
        """Chinese, with the addon's terms where the database was made without."""
        if not cls.env["res.lang"]._get_data(code="zh_CN"):
            cls.env["res.lang"]._activate_lang("zh_CN")
            cls.env["ir.module.module"]._load_module_terms(["crossbiz_addon"], ["zh_CN"])

    @classmethod
    def as_user(cls, record, login):
        """``record`` as this person sees it: own rights, own company, nothing cached from superuser mode."""
        cls.env.invalidate_all()  # flushes; the cache is shared by all environments and asks nobody's rights
        user = cls.users[login]
        return record.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).sudo(False)

    @classmethod
    def rpc(cls, login, model, method, *args, **kwargs):
        """Call a method as this person's browser or script does: through the gate of all RPC, with nothing cached.

        Give the ids first, unless the method is an ``api.model`` one; a ``context`` is the caller's own.
        """
        cls.env.flush_all()
        cls.env.invalidate_all()
        kwargs["context"] = {"lang": "en_US", "tz": "Asia/Shanghai", **(kwargs.get("context") or {})}
        records = cls.env(user=cls.users[login], su=False, context={})[model]
        result = call_kw(records, method, list(args), kwargs)
        cls.env.flush_all()
        return result

    def open_dialog(self, model, login, record=None, **context):
        """A dialog as its button opens it: on a record, saved by the button at its foot."""
        if record:
            context.update(active_model=record._name, active_id=record.id, active_ids=record.ids)
        return Form(self.as_user(self.env[model], login).with_context(**context))

    @contextmanager
    def undone(self):
        """Take back what happens inside, caches included."""
        self.env.flush_all()
        with suppress(_UndoneError), self.env.cr.savepoint():
            yield
            raise _UndoneError

    @contextmanager
    def refused(self, kinds=UserError, message=""):
        """The call inside is refused with exactly this kind of error (or one of a tuple) and a message that matches.

        As for a request, what the database refuses is explained as a validation error and all is taken back.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        with mute_logger(*REFUSAL_LOGGERS), self.assertRaises(UserError) as caught:
            try:
                with self.env.cr.savepoint():
                    yield
                    self.env.flush_all()
            except IntegrityError as error:
                models = (self.env[name] for name in self.env.registry)
                table = next((model for model in models if model._table == error.diag.table_name), self.env["base"])
                raise ValidationError(table._sql_error_to_message(error)) from error
        self.assertIn(type(caught.exception), kinds if isinstance(kinds, tuple) else (kinds,), str(caught.exception))
        self.assertRegex(str(caught.exception), message or ".")

    def check_personal(self, acts):
        """Neither sudo, nor uid 1 (a job, a server action, “become superuser”) acts; the person can.

        :param dict acts: ``{model: {method: (login, function that gives its record, arguments)}}``
        """
        for model, methods in acts.items():
            for name, (login, prepare, arguments) in methods.items():
                with self.subTest(model=model, act=name), self.undone():
                    record = prepare()
                    user = self.users[login]
                    self.env.flush_all()
                    for label, hidden in (
                        ("sudo of the person", record.with_user(user).sudo()),
                        ("uid 1", record.with_user(SUPERUSER_ID)),
                        ("uid 1 without sudo", record.with_user(SUPERUSER_ID).sudo(False)),
                        ("plain sudo", record.sudo()),
                    ):
                        with self.assertRaises(AccessError, msg=label) as caught:
                            getattr(hidden, name)(**arguments)
                        self.assertIn("under their own login", str(caught.exception), label)
                    self.rpc(login, model, name, record.ids, **arguments)

    def run_job(self, name, moment=None):
        """Run a job of the addon as the scheduler does, at a moment."""
        with freeze_time(moment) if moment else nullcontext(), self.enter_registry_test_mode():
            result = self.env.ref(f"crossbiz_addon.{name}").method_direct_trigger()
        self.assertIs(result, True, "the job failed")

    def count_written_rows(self):
        """Rows that this transaction wrote so far, in any table: two equal counts mean that nothing was written."""
        self.env.flush_all()
        self.env.cr.execute("SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return self.env.cr.fetchone()[0]

    @classmethod
    def nodes(cls, order, kind=None, state=None):
        """The steps of an order's case, in superuser mode, to look at."""
        found = order.sudo().case_id.node_ids
        return found.filtered(lambda node: (not kind or node.kind == kind) and (not state or node.state == state))

    @classmethod
    def events(cls, order):
        """What the journal of an order says, oldest first: names of events, with the department where there is one."""
        cls.env.flush_all()
        entries = cls.env["crossbiz.journal"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)], order="position"
        )
        return [(entry.event, entry.department_id.name) if entry.department_id else entry.event for entry in entries]
