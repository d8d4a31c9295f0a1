from datetime import date, timedelta

from .common import MONDAY, CrossbizCase

NOTICE = "crossbiz.rectification"
VIOLATION = "crossbiz.violation"


class RectificationCase(CrossbizCase):
    """Compliance finds something at Technical, on a case that Sales began with Technical and After-Sales."""

    @classmethod
    def draft_notice(cls, login="compliance_officer", **values):
        """A draft for Technical, due on Friday of the week that begins on the 2nd of March 2026."""
        issuers = {"auditor": cls.revision, "decision_maker": cls.board, "lead_officer": cls.lead}
        return cls.as_user(cls.env[NOTICE], login).create(
            {
                "source": "check",
                "department_id": cls.tech.id,
                "issuing_department_id": issuers.get(login, cls.control).id,
                "problem": "The protocols are not signed.",
                "requirement": "Each protocol has two signatures.",
                "deadline": date(2026, 3, 6),
                **values,
            }
        )

    @classmethod
    def issue_notice(cls, login="compliance_officer", **values):
        notice = cls.draft_notice(login, **values)
        notice.action_issue()
        return notice

    @classmethod
    def accept(cls, notice, login="tech_officer", measures="Two people sign from now on."):
        cls.as_user(notice, login).action_accept(measures)

    @classmethod
    def submit(cls, notice, login="tech_officer", result="All protocols are signed.", files=None):
        """Accept where that was not done, and submit."""
        notice = cls.as_user(notice, login)
        if notice.state == "issued":
            notice.action_accept("Two people sign from now on.")
        notice.write({"result": result, **({"file_ids": [(6, 0, files.ids)]} if files else {})})
        notice.action_submit()

    @classmethod
    def verify(cls, notice, login="compliance_officer", opinion="Ten protocols looked at."):
        cls.as_user(notice, login).action_verify(opinion)

    @classmethod
    def record_violation(cls, login="compliance_officer", **values):
        return cls.as_user(cls.env[VIOLATION], login).create(
            {
                "department_id": cls.tech.id,
                "severity": "major",
                "date": MONDAY.date() - timedelta(days=3),
                "description": "Lent a data set on without asking.",
                "clause": "3.1.2",
                **values,
            }
        )

    @classmethod
    def decide_violation(cls, **values):
        violation = cls.record_violation(**values)
        violation.action_decide()
        return violation

    @classmethod
    def steps(cls, record, kind=None, state=None):
        """The steps of a notice or violation, in superuser mode, to look at."""
        cls.env.flush_all()
        nodes = cls.env["crossbiz.node"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids)], order="id"
        )
        return nodes.filtered(lambda node: (not kind or node.kind == kind) and (not state or node.state == state))

    @classmethod
    def told(cls, record, event):
        """Logins of who has a notice of ``event`` on this record."""
        notices = cls.env["crossbiz.notice"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("event", "=", event)]
        )
        return set(notices.user_id.mapped("login"))

    @classmethod
    def attach(cls, login="tech_officer", name="protocol.txt", text=b"signed twice"):
        return cls.as_user(cls.env["ir.attachment"], login).create({"name": name, "raw": text})
