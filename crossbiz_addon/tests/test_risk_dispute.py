from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OFFICER, REFUSED
from .incident_common import DISPUTE, INCIDENT, IncidentCase

POSITION = f"{DISPUTE}.position"


@tagged("post_install", "-at_install")
class TestDispute(IncidentCase):
    """Regulation 2.3: the decision layer settles a disagreement on a case, with each side's position."""

    def position_of(self, dispute, department):
        return dispute.sudo().position_ids.filtered(lambda found: found.department_id == department)

    def test_the_whole_way(self):
        order = self.issue_order()
        dispute = self.raise_dispute(order)
        self.assertEqual((dispute.state, dispute.reference), ("open", "DI/2026/00001"))
        self.assertEqual(dispute.sudo().position_ids.department_id, self.sales | self.tech)
        node = self.nodes(order, "dispute_decision")
        self.assertEqual((node.department_id, node.state), (self.board, "open"))
        for login, department, text in (
            ("sales_officer", self.sales, "They are part of the pump."),
            ("tech_officer", self.tech, "They are extra."),
            ("tech_officer", self.tech, "They are extra, as the offer says."),
        ):
            self.rpc(login, POSITION, "action_state", self.position_of(dispute, department).ids, text)
        self.rpc("decision_maker", DISPUTE, "action_rule", dispute.ids, "Sales pays half, Technical pays half.")
        found = dispute.sudo()
        self.assertEqual((found.state, found.ruled_by), ("ruled", self.users["decision_maker"]))
        self.assertEqual((node.state, node.outcome), ("closed", "approved"))
        self.assertEqual(self.position_of(dispute, self.tech).text, "They are extra, as the offer says.")
        self.assertEqual(self.events(dispute).count(("dispute_position", "Technical")), 2)
        self.assertIn(("dispute_ruled", "Sales"), self.events(order))
        entry = self.env["crossbiz.journal"].search(
            [("res_model", "=", order._name), ("event", "=", "dispute_ruled")], limit=1
        )
        self.assertEqual(entry.note, "Sales pays half, Technical pays half.")
        told = self.env["crossbiz.notice"].search([("event", "=", "dispute_ruled")]).user_id
        self.assertEqual(told, self.users["sales_officer"] | self.users["tech_officer"])
        with self.refused(message="settled"):
            self.rpc("tech_officer", POSITION, "action_state", self.position_of(dispute, self.tech).ids, "But!")

    def test_ruling_needs_a_text(self):
        dispute = self.raise_dispute(self.issue_order())
        for ruling in (None, "", "  ", 7, []):
            with self.subTest(ruling=ruling), self.refused(UserError, "Ruling"):
                self.rpc("decision_maker", DISPUTE, "action_rule", dispute.ids, ruling)
        node = dispute.sudo()._get_open_nodes()
        with self.refused(UserError, "ruling"):
            self.rpc("decision_maker", "crossbiz.node", "action_approve", node.ids)
        for method in ("action_reject", "action_return"):
            with self.refused(UserError, "Possible are"):
                self.rpc("decision_maker", "crossbiz.node", method, node.ids, "x")

    def test_parties_do_not_rule(self):
        """Whoever acts for a party, or works there, does not rule; nor who raised it."""
        order = self.issue_order()
        self.board.crossbiz_officer_ids |= self.users["tech_officer"] | self.users["sales_officer"]
        dispute = self.raise_dispute(order)
        with self.refused(AccessError, "is a party"):
            self.rpc("tech_officer", DISPUTE, "action_rule", dispute.ids, "We win.")
        with self.refused(AccessError, "submitted this yourself"):
            self.rpc("sales_officer", DISPUTE, "action_rule", dispute.ids, "We win.")
        for login in ("lead_officer", "service_officer", "compliance_officer", "auditor", "manager"):
            with self.subTest(login=login), self.refused(REFUSED):
                self.rpc(login, DISPUTE, "action_rule", dispute.ids, "We win.")

    def test_raised_by_who_takes_part(self):
        order = self.issue_order()
        for login in ("tech_member", "outsider", "auditor", "manager"):
            with self.subTest(login=login), self.refused(AccessError):
                self.raise_dispute(order, login)
        with self.refused(AccessError):
            self.raise_dispute(order, department_id=self.tech.id)
        with self.refused(message="disagrees with yours"):
            self.raise_dispute(order, parties=self.sales)
        with self.refused(message="(?s)Compliance.*no part|no part.*Compliance"):
            self.raise_dispute(order, parties=self.control)
        for name in ("name", "description"):
            with self.refused(message="is empty"):
                self.raise_dispute(order, **{name: "  "})
        order.sudo()._open_node("dispute_decision", self.board)  # the board takes part by now
        with self.refused(message="cannot be a party"):
            self.raise_dispute(order, parties=self.board)
        with self.refused(message="(?s)there is nothing to settle"):
            draft = self.draft_order()
            self.raise_dispute(draft)

    def test_stays_as_raised(self):
        dispute = self.raise_dispute(self.issue_order())
        for values in ({"name": "x"}, {"party_ids": [(5, 0, 0)]}, {"ruling": "We win."}, {"state": "ruled"}):
            with self.subTest(values=values), self.refused(REFUSED):
                self.rpc("sales_officer", DISPUTE, "write", dispute.ids, values)
        with self.refused(REFUSED):
            self.rpc("sales_officer", DISPUTE, "unlink", dispute.ids)
        position = self.position_of(dispute, self.tech)
        with self.refused(AccessError):
            self.rpc("tech_officer", POSITION, "write", position.ids, {"text": "x"})
        for login in ("tech_member", "sales_officer", "service_officer"):
            with self.subTest(login=login), self.refused(AccessError):
                self.rpc(login, POSITION, "action_state", position.ids, "x")

    def test_withdrawn(self):
        order = self.issue_order()
        dispute = self.raise_dispute(order)
        with self.refused(AccessError):
            self.rpc("tech_officer", DISPUTE, "action_withdraw", dispute.ids, "x")
        with self.refused(UserError, "Reason"):
            self.rpc("sales_officer", DISPUTE, "action_withdraw", dispute.ids)
        self.rpc("sales_officer", DISPUTE, "action_withdraw", dispute.ids, "We agreed.")
        self.assertEqual(dispute.sudo().state, "withdrawn")
        self.assertEqual(self.nodes(order, "dispute_decision").state, "void")
        with self.refused(REFUSED):
            self.rpc("decision_maker", DISPUTE, "action_rule", dispute.ids, "Too late.")

    def test_ends_with_its_case(self):
        order = self.issue_order()
        dispute = self.raise_dispute(order)
        self.as_user(order, "sales_officer").action_cancel("The customer left.")
        self.assertEqual(dispute.sudo().state, "withdrawn")

    def test_stands_still_with_its_case(self):
        order = self.issue_order()
        dispute = self.raise_dispute(order)
        incident = self.report(order)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        for login, model, method, ids, text in (
            ("decision_maker", DISPUTE, "action_rule", dispute.ids, "x"),
            ("sales_officer", DISPUTE, "action_withdraw", dispute.ids, "x"),
            ("tech_officer", POSITION, "action_state", self.position_of(dispute, self.tech).ids, "x"),
        ):
            with self.subTest(method=method), self.refused(UserError, "IN/2026/00001"):
                self.rpc(login, model, method, ids, text)
        with self.refused(UserError, "IN/2026/00001"):
            self.raise_dispute(order)

    def test_seen_with_its_case(self):
        dispute = self.raise_dispute(self.issue_order())
        for login, sees in (
            ("tech_member", 1),
            ("service_officer", 1),
            ("outsider", 0),
            ("auditor", 1),
            ("manager", 1),
        ):
            with self.subTest(login=login):
                self.assertEqual(self.rpc(login, DISPUTE, "search_count", [("id", "=", dispute.id)]), sees)
        other = self.env["res.company"].create({"name": "Other Works"})
        board = self._create_department("Other Board", company=other)
        self._create_person("other_boss", board, f"{OFFICER},crossbiz_addon.group_decision", True, company=other)
        self.assertEqual(self.rpc("other_boss", DISPUTE, "search_count", [("id", "=", dispute.id)]), 0)
