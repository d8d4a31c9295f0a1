from datetime import timedelta

from odoo.tests import freeze_time

from .common import MONDAY, CrossbizCase

CANARY = "canary7f3a"
STATEMENT = f"They pass it on and on. {CANARY}"


class ComplaintActs:
    """What happens to complaints, for a :class:`CrossbizCase`."""

    lookups = 0

    @classmethod
    def file_complaint(cls, text=STATEMENT, day=MONDAY, **values):
        """A complaint as it is after the job ran, in superuser mode, to look at."""
        cls.lookups += 1
        vault = cls.env["crossbiz.complaint.vault"].sudo()
        entry = {
            "lookup": f"{cls.lookups:064x}",
            "wrapped_key": vault._make_key(),
            "category": "buck_passing",
            "company_id": cls.company.id,
            "text": text,
            "accused": "",
            "accused_functions": set(),
            "identity": None,
            "files": [],
            **values,
        }
        with freeze_time(day):
            complaint = cls.env["crossbiz.complaint"].sudo()._publish([entry])
        cls.env.flush_all()
        return complaint

    @classmethod
    def write_again(cls, complaint, text="More of it.", day=MONDAY, **values):
        """A later message of the reporter, handed over."""
        entry = {"lookup": complaint.sudo().lookup, "text": text, "files": [], "identity": None, **values}
        with freeze_time(day):
            cls.env["crossbiz.complaint"].sudo()._publish_messages([entry])
        cls.env.flush_all()

    @classmethod
    def handlers(cls, complaint):
        """Logins of who handles it now."""
        cls.env.invalidate_all()
        return set(complaint.sudo().handler_ids.mapped("login"))

    @classmethod
    def files_of(cls, complaint):
        return cls.env["crossbiz.complaint.file"].sudo().search([("message_id.complaint_id", "=", complaint.id)])

    @classmethod
    def handle(cls, complaint, login="compliance_officer"):
        return cls.as_user(complaint, login)

    @classmethod
    def close(cls, complaint, day=MONDAY, outcome="unfounded", login="compliance_officer"):
        """Acknowledge and close on a day."""
        with freeze_time(day):
            if complaint.sudo().state == "received":
                cls.handle(complaint, login).action_acknowledge()
            return cls.handle(complaint, login).action_close(outcome=outcome, message="We looked into it.")

    @classmethod
    def log_of(cls, complaint):
        """Events of a complaint's log, oldest first."""
        entries = cls.env["crossbiz.complaint.log"].sudo().search([("complaint_id", "=", complaint.id)], order="id")
        return entries.mapped("event")


class ComplaintCase(ComplaintActs, CrossbizCase):
    """Complaints as the publishing job hands them over, with everybody who might handle them.

    The people of the pools are compliance_officer, second_officer (both compliance), auditor and decision_maker;
    each has a name as people have, since names decide who handles.
    """

    NAMES = {
        "compliance_officer": "Clara Fine",
        "second_officer": "Otto Seiler",
        "auditor": "Ada Rechen",
        "decision_maker": "Bruno Hoch",
        "sales_officer": "Sven Kauf",
        "tech_officer": "Tilda Werk",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_person("second_officer", cls.control, "crossbiz_addon.group_compliance")
        for login, name in cls.NAMES.items():
            cls.users[login].name = name
            cls.users[login].employee_ids.name = name
        cls.env.flush_all()

    def _get_dialogue(self, complaint):
        """What the reporter reads."""
        return self.env["crossbiz.complaint"].sudo()._get_dialogue(complaint.lookup)

    def _get_nodes(self, complaint, kind=None, state="open"):
        domain = [("res_model", "=", "crossbiz.complaint"), ("res_id", "=", complaint.id), ("state", "=", state)]
        return self.env["crossbiz.node"].sudo().search(domain + ([("kind", "=", kind)] if kind else []))

    def run_day(self, day):
        self.run_job("cron_complaint_day", day)

    @staticmethod
    def after(days):
        return MONDAY + timedelta(days=days)
