from datetime import timedelta

from odoo.tests import freeze_time

from .common import MONDAY, USER, CrossbizCase

INCIDENT = "crossbiz.incident"
ACTION = "crossbiz.incident.action"
DISPUTE = "crossbiz.dispute"


class IncidentCase(CrossbizCase):
    """A pump line burns: Sales reports it, Operations runs it, the board decides. It is Monday, the 2nd of March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls._create_people(("lead_member", cls.lead, USER), ("board_member", cls.board, USER))

    @classmethod
    def draft_incident(cls, *documents, login="sales_member", **values):
        return cls.as_user(cls.env[INCIDENT], login).create(
            {
                "name": "Fire at the pump line",
                "category": "safety",
                "severity": "major",
                "description": "A pump burned; nobody was hurt.",
                "case_ids": [(6, 0, [document.sudo().case_id.id for document in documents])],
                **values,
            }
        )

    @classmethod
    def report(cls, *documents, login="sales_member", **values):
        incident = cls.draft_incident(*documents, login=login, **values)
        incident.action_report()
        return incident

    @classmethod
    def plan(cls, incident, login="lead_officer", submit=True):
        """Plan, a team of two and two actions, submitted to the decision layer."""
        found = cls.as_user(incident, login)
        found.write(
            {
                "plan": "Stop the line, look at the seals, tell the customer.",
                "member_ids": [
                    (0, 0, {"department_id": cls.tech.id, "user_id": cls.users["tech_member"].id, "task": "Seals"}),
                    (0, 0, {"department_id": cls.service.id, "task": "Customer"}),
                ],
                "action_ids": [
                    (0, 0, cls.action("Change the seals", cls.tech)),
                    (0, 0, cls.action("Call the customer", cls.service)),
                ],
            }
        )
        if submit:
            found.action_submit_plan()
        return found

    @classmethod
    def action(cls, name, department, **values):
        return {
            "name": name,
            "department_id": department.id,
            "deadline": MONDAY + timedelta(days=1),
            **values,
        }

    @classmethod
    def decide_plan(cls, incident, outcome="approve", opinion=None, login="decision_maker"):
        node = incident.sudo()._get_open_nodes("incident_plan_decision")
        return getattr(cls.as_user(node, login), f"action_{outcome}")(opinion)

    @classmethod
    def do_actions(cls, incident):
        officers = {cls.tech: "tech_officer", cls.service: "service_officer"}
        for action in incident.sudo().action_ids:
            if action.state == "open":
                cls.as_user(action, officers[action.department_id]).action_done("Done as planned.")

    @classmethod
    def handle(cls, *documents, **values):
        """Reported, planned, approved; the actions run."""
        incident = cls.report(*documents, **values)
        cls.plan(incident)
        cls.decide_plan(incident)
        return incident

    @classmethod
    def conclude(cls, incident, login="lead_officer", **values):
        cls.as_user(incident, login).write(
            {
                "cause": "The seals were past their life.",
                "consequence": "Two days of production.",
                "improvement_ids": [
                    (
                        0,
                        0,
                        {
                            "department_id": cls.tech.id,
                            "problem": "Nobody counts the hours of seals.",
                            "requirement": "Count them.",
                            "deadline": MONDAY.date() + timedelta(days=14),
                        },
                    )
                ],
                **values,
            }
        )

    @classmethod
    def close(cls, incident, login="lead_officer"):
        cls.as_user(incident, login).action_close()

    @classmethod
    def steps(cls, document, kind=None):
        """All steps of a paper that belongs to no case, in superuser mode, to look at."""
        domain = [("res_model", "=", document._name), ("res_id", "=", document.id)]
        if kind:
            domain.append(("kind", "=", kind))
        return cls.env["crossbiz.node"].sudo().search(domain, order="id")

    @classmethod
    def raise_dispute(cls, order, login="sales_officer", parties=None, **values):
        parties = cls.tech if parties is None else parties
        return cls.as_user(cls.env[DISPUTE], login).create(
            {
                "name": "Who pays for the seals",
                "case_id": order.sudo().case_id.id,
                "description": "Technical says Sales promised them.",
                "party_ids": [(6, 0, parties.ids)],
                **values,
            }
        )
