from odoo import fields, models
from odoo.exceptions import UserError

REVIEWS = ("request_first_review", "request_evaluation", "request_decision")


class ResourceRequest(models.Model):
    """First review, joint evaluation and decision (regulation 3.1.1, 3.1.2, 2.3)."""

    _inherit = "crossbiz.resource.request"

    def _get_reviewer(self):
        """Who reviews for the lead department: the decision layer where the lead itself asks."""
        self.ensure_one()
        if self.lead_department_id != self.requesting_department_id:
            return self.lead_department_id
        return self.company_id._get_crossbiz_department("decision")

    def _get_reviewer_failures(self):
        """Who asks cannot review as well, in whatever function."""
        company = self.company_id.sudo()
        missing = self.env._(
            "The company “%(company)s” has no decision layer. Choose one in the settings.", company=company.name
        )
        asks_itself = self.lead_department_id == self.requesting_department_id
        if (asks_itself or self._is_major()) and not company.crossbiz_decision_department_id:
            return [missing]
        if asks_itself and self._get_reviewer() == self.requesting_department_id:
            return [
                self.env._(
                    "The requesting department is lead and decision layer at once, so nobody else could review. "
                    "Choose another lead department."
                )
            ]
        return []

    def _open_first_review(self):
        self._open_node("request_first_review", self._get_reviewer(), cycle=self.round)

    def _open_evaluations(self):
        """Lead and owner judge side by side, both by the end of the third working day after submission."""
        departments = self._get_reviewer() | self.resource_id.sudo().department_id
        nodes = self._open_nodes(
            [
                (self, "request_evaluation", department, {"since": self.submitted_at, "cycle": self.round})
                for department in departments
            ]
        )
        self.env["crossbiz.resource.evaluation"].sudo().create(
            [
                {"request_id": self.id, "node_id": node.id, "department_id": node.department_id.id, "round": self.round}
                for node in nodes
            ]
        )

    def _get_evaluating_departments(self):
        """Who evaluated this round."""
        papers = self.sudo().evaluation_ids.filtered(lambda evaluation: evaluation.round == self.round)
        return papers.department_id

    def _get_evaluation(self, node):
        return self.evaluation_ids.filtered(lambda evaluation: evaluation.node_id == node)

    # --------------------------------------------------
    # Verdicts
    # --------------------------------------------------

    def _check_verdict(self, node, outcome):
        if node.kind == "request_evaluation" and outcome != "returned":
            self._get_evaluation(node)._check_judged(outcome)
        return super()._check_verdict(node, outcome)

    def _on_node_closed(self, node):
        if node.kind not in REVIEWS:
            return
        if node.kind == "request_evaluation":
            self._get_evaluation(node)._settle(node)
        if node.outcome == "approved":
            self._go_on_from(node)
            return
        siblings = self._get_open_nodes().filtered(lambda sibling: sibling.kind in REVIEWS)
        siblings.sudo(self.env.su)._void(self.env._("Another reviewer ended this round."))
        self._transition("rejected" if node.outcome == "rejected" else "draft", note=node.opinion)
        if node.outcome == "returned":
            self._judge_anew()
        self.env["crossbiz.notice"].sudo()._queue_document(
            self, node.outcome, self.requesting_department_id, note=node.opinion
        )

    def _go_on_from(self, node):
        """What follows an approval: evaluations, then the decision layer where it is major, then the promise."""
        if node.kind == "request_first_review":
            self._open_evaluations()
        elif node.kind == "request_evaluation" and self._get_open_nodes("request_evaluation"):
            return
        elif node.kind == "request_evaluation" and self._is_major():
            self._open_node("request_decision", self.company_id._get_crossbiz_department("decision"), cycle=self.round)
        else:
            self._approve()

    def _approve(self):
        """Promise the resource: from now on its capacity is held (regulation 3.1.2).

        :raises UserError: when it was promised to others meanwhile, naming when it is free
        """
        resource, now = self.resource_id.sudo(), fields.Datetime.now()
        if not resource.active:
            raise UserError(self.env._("“%(resource)s” is archived.", resource=resource.display_name))
        if resource.department_id not in self._get_evaluating_departments():
            raise UserError(
                self.env._(
                    "“%(resource)s” belongs to “%(department)s” now, which has not evaluated this. "
                    "Return the request, so that it can be asked.",
                    resource=resource.display_name,
                    department=resource.department_id.display_name,
                )
            )
        if self.date_to <= now:
            raise UserError(self.env._("The period is over. Return the request, so that it can be asked for again."))
        resource._bump()
        resource.sudo(False)._check_free(self.quantity, max(self.date_from, now), self.date_to)
        self._transition("approved", decided_at=now)
        self.env["crossbiz.resource.allocation"]._hold(self)
        self.env["crossbiz.notice"].sudo()._queue_document(self, "approved", self.requesting_department_id)
        self._open_node("resource_allocation", self.owner_department_id, cycle=self.round)
