from datetime import timedelta

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import MONDAY, OFFICER, REFUSAL_LOGGERS, CrossbizCase, shanghai

JUDGED = {"reasonableness": "yes", "compliance": "yes", "availability": "yes"}


class ResourceCase(CrossbizCase):
    """Technical owns a laser tracker (two of them) and a data set; Sales and After-Sales ask for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what shares data is reviewed before its handover (regulation 4.2)
        cls.company.crossbiz_infosec_department_id = cls.control
        resources = cls.as_user(cls.env["crossbiz.resource"], "tech_officer")
        cls.tracker = resources.create(
            {
                "name": "Laser Tracker",
                "resource_type": "equipment",
                "department_id": cls.tech.id,
                "capacity": 2,
                "usage_rules": "Trained people only.",
                "return_requirements": "Cleaned, in its case.",
            }
        )
        cls.dataset = resources.create(
            {
                "name": "Service Calls",
                "resource_type": "data",
                "data_level": "personal",
                "department_id": cls.tech.id,
            }
        )

    @classmethod
    def draft_request(cls, login="sales_officer", resource=None, **values):
        """Sales asks for one unit from the 9th of March 2026, 9:00, to the 13th, 18:00 (Shanghai)."""
        return cls.as_user(cls.env["crossbiz.resource.request"], login).create(
            {
                "name": "Measuring at a customer's",
                "resource_id": (resource or cls.tracker).id,
                "quantity": 1,
                "date_from": shanghai(9, 9),
                "date_to": shanghai(13, 18),
                "purpose": "Align a pump line.",
                "safeguards": "Locked up overnight.",
                **values,
            }
        )

    @classmethod
    def submit_request(cls, login="sales_officer", **values):
        request = cls.draft_request(login, **values)
        request.action_submit()
        return request

    @classmethod
    def decide(cls, request, kind, login, outcome="approve", opinion=None, department=None):
        """Give a verdict on the running step of a kind, through the step as a person does."""
        node = cls.nodes(request, kind, "open")
        if department:
            node = node.filtered(lambda found: found.department_id == department)
        node = cls.as_user(node, login)
        if kind == "request_evaluation" and outcome == "approve":
            evaluations = cls.as_user(request, login).evaluation_ids
            evaluations.filtered(lambda found: found.node_id == node).write(JUDGED)
        return getattr(node, f"action_{outcome}")(opinion)

    @classmethod
    def approve_request(cls, request):
        """All reviews by lead and owner (and decision layer, where it is asked)."""
        cls.decide(request, "request_first_review", "lead_officer")
        cls.decide(request, "request_evaluation", "lead_officer", department=cls.lead)
        cls.decide(request, "request_evaluation", "tech_officer", department=cls.tech)
        if cls.nodes(request, "request_decision", "open"):
            cls.decide(request, "request_decision", "decision_maker")
        cls.pass_reviews(request)
        return request

    @classmethod
    def pass_reviews(cls, request, login="compliance_officer"):
        """The reviews that the request's facts opened; Compliance serves as information security here."""
        reviews = cls.env["crossbiz.compliance.review"].sudo().search([("case_id", "=", request.case_id.id)])
        mine = reviews.filtered(lambda found: found.state == "open" and found.department_id == cls.control)
        for review in cls.as_user(mine, login):
            review.check_ids.write({"result": "conform"})
            review.action_give_opinion("pass")

    @classmethod
    def allocate(cls, request, login="tech_officer", **values):
        values = {
            "handover_at": request.date_from,
            "usage_rules": "Trained people only.",
            "return_requirements": "Cleaned, in its case.",
            **values,
        }
        return cls.as_user(request, login).action_allocate(**values)

    @classmethod
    def hand_over(cls, request, condition="Calibrated, with case and tripod.", **values):
        cls.as_user(request, "tech_officer").action_hand_over(condition, **values)
        cls.as_user(request, "sales_officer").action_hand_over()

    @classmethod
    def lend(cls, **values):
        """A request of Sales that was approved, planned and handed over."""
        request = cls.approve_request(cls.submit_request(**values))
        cls.allocate(request)
        cls.hand_over(request)
        return request

    @classmethod
    def give_back(cls, request, quantity=None):
        cls.as_user(request, "sales_officer").action_return(
            quantity=quantity, effect="The line is aligned.", condition="Complete and clean."
        )

    @classmethod
    def confirm(cls, request, **values):
        cls.as_user(request, "tech_officer").action_confirm_return(condition="As handed over.", **values)

    @classmethod
    def moves(cls, resource):
        """The ledger of a resource, oldest first: (event, units, on hand, promised)."""
        cls.env.flush_all()
        moves = cls.env["crossbiz.resource.move"].sudo().search([("resource_id", "=", resource.id)], order="position")
        return [(move.event, move.quantity, move.on_hand_change, move.promised_change) for move in moves]

    @classmethod
    def later(cls, moment, **span):
        return moment + timedelta(**span)


class GuardedResourceCase(ResourceCase):
    """Monday morning, with a second officer on either side; refusals are expected and not logged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.enterClassContext(mute_logger(*REFUSAL_LOGGERS))
        cls._create_people(("sales_second", cls.sales, OFFICER, True), ("tech_second", cls.tech, OFFICER, True))
