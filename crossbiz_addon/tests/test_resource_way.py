from odoo.tests import freeze_time, tagged

from .common import MONDAY, shanghai
from .resource_common import ResourceCase


@tagged("post_install", "-at_install")
class TestResourceWay(ResourceCase):
    """A loan from the request to its return, as regulation 3.1 tells it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))

    def test_whole_way(self):
        """3.1.1 request and first review; 3.1.2 evaluation, plan; 3.1.3 use, inspection, feedback, return."""
        self.tracker.sudo().inspection_interval_days = 2
        request = self.submit_request()
        self.assertEqual(request.state, "review")
        self.assertEqual(self.nodes(request, "request_first_review").department_id, self.lead)
        with freeze_time(shanghai(3, 9)):
            self.decide(request, "request_first_review", "lead_officer")
        evaluations = self.nodes(request, "request_evaluation")
        self.assertEqual(evaluations.department_id, self.lead | self.tech)
        self.assertEqual(set(evaluations.mapped("deadline")), {shanghai(5, 18)}, "third working day after submission")
        self.decide(request, "request_evaluation", "lead_officer", department=self.lead)
        self.assertEqual(request.state, "review")
        self.decide(request, "request_evaluation", "tech_officer", department=self.tech)
        self.assertEqual(request.state, "approved")
        allocation = self.as_user(request, "tech_officer").allocation_id
        self.assertEqual(
            (allocation.state, allocation.start, allocation.stop), ("held", shanghai(9, 9), shanghai(13, 18))
        )
        self.allocate(request)
        handover = self.nodes(request, "resource_handover")
        self.assertEqual((handover.department_id, handover.deadline), (self.tech, shanghai(9, 9)))
        with freeze_time(shanghai(9, 9)):
            self.hand_over(request)
        self.assertEqual(request.state, "running")
        self.assertEqual(self.tracker.on_hand, 1)
        self.assertEqual(self.nodes(request, "request_return").deadline, shanghai(13, 18))
        inspection = self.nodes(request, "resource_inspection")
        self.assertEqual((inspection.department_id, inspection.deadline), (self.tech, shanghai(11, 18)))
        with freeze_time(shanghai(11, 10)):
            self.as_user(self.env["crossbiz.resource.inspection"], "tech_officer").create(
                {"request_id": request.id, "result": "compliant", "note": "Stored well."}
            )
        self.assertEqual(inspection.state, "closed")
        with freeze_time(shanghai(13, 10)):
            self.give_back(request)
            self.assertEqual(request.state, "closing")
            self.confirm(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(allocation.state, "returned")
        self.assertEqual(self.tracker.on_hand, 2)
        self.assertEqual(
            self.moves(self.tracker),
            [
                ("adjust", 2, 2, 0),
                ("allocate", 1, 0, 1),
                ("hand_over", 1, -1, 0),
                ("inspect", 1, 0, 0),
                ("return", 1, 1, -1),
            ],
        )
        self.assertFalse(self.env["crossbiz.journal"]._verify()["broken"])

    def test_no_double_promise(self):
        """Two units: the third loan of the same week learns when one is free again."""
        for _number in range(2):
            self.approve_request(self.submit_request())
        with self.refused(message="promised already.*It is free for as long"):
            self.submit_request()

    def test_rejection_voids_siblings(self):
        request = self.submit_request()
        self.decide(request, "request_first_review", "lead_officer")
        evaluation = self.as_user(request, "tech_officer").evaluation_ids.filtered(
            lambda found: found.department_id == self.tech
        )
        evaluation.write({"reasonableness": "no", "compliance": "yes", "availability": "yes"})
        evaluation.action_reject("Not needed that long.")
        self.assertEqual(request.state, "rejected")
        self.assertEqual(set(self.nodes(request, "request_evaluation").mapped("state")), {"closed", "void"})
        self.as_user(request, "sales_officer").action_reopen()
        self.as_user(request, "sales_officer").action_submit()
        self.assertEqual((request.state, request.round), ("review", 2))

    def test_data(self):
        request = self.submit_request(
            resource=self.dataset, data_scope="Calls of 2025", retention="Deleted after a month", legal_basis="Contract"
        )
        self.approve_request(request)
        self.assertTrue(request.major)
        self.allocate(request)
        self.hand_over(request, access_note="Read access for sales_officer")
        self.assertEqual(request.state, "running")
        self.give_back(request)
        with self.refused(message="revoked"):
            self.confirm(request)
        self.confirm(request, revocation_evidence="Account closed on the 13th")
        self.assertEqual(request.state, "done")

    def test_loss_and_longer_use(self):
        request = self.lend(quantity=2)
        self.as_user(request, "sales_officer").action_extend_use(shanghai(16, 18), "The customer waits for a part.")
        extension = request.use_extension_ids
        for login in ("lead_officer", "tech_officer"):
            node = extension.sudo().node_ids.filtered(
                lambda found, login=login: self.users[login] in found.department_id.crossbiz_officer_ids
            )
            self.as_user(node, login).action_approve()
        self.assertEqual(extension.state, "granted")
        self.assertEqual(self.nodes(request, "request_return").deadline, shanghai(16, 18))
        self.give_back(request, 1)
        self.confirm(request)
        self.assertEqual(request.state, "running")
        self.give_back(request)
        self.confirm(request, lost=1)
        self.assertEqual(request.state, "done")
        self.assertEqual((self.tracker.capacity, self.tracker.on_hand), (1, 1))
