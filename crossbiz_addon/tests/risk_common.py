from datetime import date

from odoo.tests import freeze_time

from .common import MONDAY, OFFICER, USER
from .project_common import ProjectCase
from .resource_common import ResourceCase

CONTRACT = {"name": "contract.txt", "raw": b"Both sides owe something."}


class RiskActs:
    """What people do about the risks and the reviews of a case, for a :class:`CrossbizCase`."""

    @classmethod
    def create_reviewers(cls):
        """Legal and information security, each with an officer."""
        cls.legal = cls._create_department("Legal")
        cls.infosec = cls._create_department("Information Security")
        cls._create_people(
            ("legal_officer", cls.legal, OFFICER, True),
            ("legal_member", cls.legal, USER),
            ("infosec_officer", cls.infosec, OFFICER, True),
        )
        cls.company.write(
            {"crossbiz_legal_department_id": cls.legal.id, "crossbiz_infosec_department_id": cls.infosec.id}
        )

    # --------------------------------------------------
    # Risks
    # --------------------------------------------------

    @classmethod
    def draft_assessment(cls, document, login="sales_officer", risks=None, **values):
        """One low risk of Technical, unless ``risks`` gives others."""
        risks = [{}] if risks is None else risks
        return cls.as_user(cls.env["crossbiz.risk.assessment"], login).create(
            {
                "case_id": document.case_id.id,
                "risk_ids": [(0, 0, cls.risk(**risk)) for risk in risks],
                **values,
            }
        )

    @classmethod
    def risk(cls, **values):
        return {
            "name": "Two departments think the other one does it",
            "category": "responsibility",
            "likelihood": 2,
            "impact": 2,
            "treatment": "reduce",
            "measure": "Name one person for it.",
            "owner_department_id": cls.tech.id,
            **values,
        }

    @classmethod
    def file_assessment(cls, document, login="sales_officer", risks=None, **values):
        report = cls.draft_assessment(document, login, risks, **values)
        report.action_file()
        return report

    @classmethod
    def decide_risks(cls, report, outcome="approve", opinion=None, login="decision_maker"):
        node = cls.as_user(cls.step(report, "risk_decision"), login)
        return getattr(node, f"action_{outcome}")(opinion)

    @classmethod
    def step(cls, document, kind=None):
        """The running steps of a document, in superuser mode, to look at."""
        return document.sudo()._get_open_nodes(kind)

    # --------------------------------------------------
    # Reviews
    # --------------------------------------------------

    @classmethod
    def review_of(cls, document, review_type="legal", login=None):
        """The newest review of a case, as its officer or another person sees it."""
        reviews = cls.env["crossbiz.compliance.review"].sudo()
        found = reviews.search([("case_id", "=", document.sudo().case_id.id), ("type", "=", review_type)], limit=1)
        return cls.as_user(found, login or f"{review_type}_officer")

    @classmethod
    def attach(cls, review, login="legal_officer"):
        file = cls.as_user(cls.env["ir.attachment"], login).create(CONTRACT)
        cls.as_user(review, login).write({"file_ids": [(4, file.id)]})
        return file

    @classmethod
    def answer(cls, review, result="conform", remark=False):
        assert review.check_ids, "who reviews sees the points"
        review.check_ids.write({"result": result, "remark": remark})

    @classmethod
    def give(cls, document, review_type="legal", opinion="pass", reason=None, conditions=()):
        """Answer every point alike, attach a contract, and give the opinion."""
        review = cls.review_of(document, review_type)
        if not review.file_ids:
            cls.attach(review, f"{review_type}_officer")
        cls.answer(review, "conform" if opinion == "pass" else "not_conform", reason or False)
        review.write({"condition_ids": [(0, 0, cls.condition(**values)) for values in conditions]})
        review.action_give_opinion(opinion, reason)
        return review

    @classmethod
    def condition(cls, **values):
        return {
            "name": "Limit the liability to the price.",
            "department_id": cls.sales.id,
            "deadline": date(2026, 3, 6),
            **values,
        }


class RiskCase(RiskActs, ResourceCase):
    """The company has legal and information security, and the settings about risks are as shipped.

    It is Monday, the 2nd of March 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.create_reviewers()
        names = [f"crossbiz_risk_{kind}" for kind in ("project", "resource", "customer")]
        shipped = cls.env["res.company"].default_get(names)
        cls.company.write({name: shipped.get(name, False) for name in names})


class RiskProjectCase(RiskCase, ProjectCase):
    """The same with a joint project of Sales."""
