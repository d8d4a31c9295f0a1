from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...lib.wording import list_points
from ..core.schedule_book import ScheduleBook
from .review import KEPT, OPINIONS, REFERENCE_CODE

OUTCOMES = {"pass": "approved", "conditional": "approved", "fail": "rejected"}


class ComplianceReview(models.Model):
    """How a review is opened, and how its opinion is given."""

    _inherit = "crossbiz.compliance.review"

    # --------------------------------------------------
    # Opening
    # --------------------------------------------------

    @api.model
    def _open_for(self, document, types):
        """Open reviews of a case's document, with copies of the checklists of today.

        What was reviewed before is superseded. The caller has checked that the user may ask.

        :param dict types: ``{type: department}``
        :return: the new reviews
        """
        case, reviews = document.case_id, self.sudo()
        older = reviews.search([("case_id", "=", case.id), ("type", "in", list(types)), ("state", "=", "closed")])
        older._transition("superseded", "review_superseded")
        references = (
            self.env["ir.sequence"].sudo()._next_crossbiz_references(REFERENCE_CODE, document.company_id.id, len(types))
        )
        added = reviews.create(
            [
                {
                    "case_id": case.id,
                    "type": review_type,
                    "department_id": department.id,
                    "user_id": self.env.uid,
                    "reference": reference,
                }
                for (review_type, department), reference in zip(types.items(), references, strict=True)
            ]
        )
        for review in added:
            self.env["crossbiz.checklist.template"]._copy_to(review)
        self._open_nodes(
            [
                (review, f"review_{review.type}", review.department_id, {"cycle": 1 + len(review._get_earlier())})
                for review in added
            ]
        )
        return added.sudo(self.env.su)

    def _get_earlier(self):
        """The reviews of the same kind that this case had before (superuser mode)."""
        return self.sudo().search([("case_id", "=", self.case_id.id), ("type", "=", self.type), ("id", "<", self.id)])

    def _void(self, note):
        """End reviews that nobody needs any more, without an opinion."""
        running = self.sudo().filtered(lambda review: review.state == "open")
        running._get_open_nodes()._void(note)
        running._transition("void", note=note)
        for review in running:
            review.retained_until = review._get_retention()

    # --------------------------------------------------
    # The opinion
    # --------------------------------------------------

    def action_give_opinion(self, opinion=None, reason=None):
        """Give the opinion on what was reviewed; conditions become rectification notices (regulation 4.2).

        :param str opinion: ``pass``, ``conditional`` or ``fail``
        :param str reason: required unless it passes
        :raises AccessError: for anyone but officers of the reviewing department, and for who submitted the case
        :raises UserError: saying all that is missing
        """
        self.ensure_one()
        self.check_access("read")
        if not isinstance(opinion, str) or opinion not in dict(OPINIONS):
            raise UserError(self.env._("Choose pass, pass on conditions, or fail."))
        node = self._get_step(f"review_{self.type}")
        node._check_can_act()
        if reason or opinion != "pass":
            reason = self._clean_text(self._fields["reason"]._description_string(self.env), reason)
        self._check_reviewed(opinion)
        files = self._journal_with_files("reviewed", self.file_ids, new_value=opinion, note=reason or None)
        self.sudo().write(
            {
                "opinion": opinion,
                "reason": reason or False,
                "reviewed_digest": self._get_paper_digest(),
                "file_ids": [fields.Command.set(files.ids)],
            }
        )
        act = node.action_approve if OUTCOMES[opinion] == "approved" else node.action_reject
        return act(reason)

    def _check_verdict(self, node, outcome):
        """The step closes with the opinion only, whichever button is pressed."""
        case = self.case_id.sudo()
        case._get_document()._check_not_suspended()
        if not self.opinion:
            raise UserError(self.env._("Give the opinion on the review itself: open it with “Review”."))
        if self.env.user in (case.user_id if case.submitted_at else self.user_id):
            raise AccessError(self.env._("You submitted this case. Somebody else has to review it."))
        return super()._check_verdict(node, outcome)

    def _check_reviewed(self, opinion):
        """Refuse an opinion that its papers do not carry.

        :raises UserError: saying all that is missing, at once
        """
        failures = self._get_check_failures(opinion)
        today = ScheduleBook(self.env).get_local_date(self.department_id, self.company_id, fields.Datetime.now())
        if opinion == "conditional":
            if not self.condition_ids:
                failures.append(self.env._("It passes on conditions, so write down at least one."))
            for condition in self.condition_ids:
                failures += condition._get_failures(today)
        elif self.condition_ids:
            failures.append(self.env._("There are conditions: delete them, or let it pass on conditions."))
        if self.type == "legal" and not self.file_ids.exists():
            failures.append(
                self.env._("The contract is missing, or its file was deleted: attach what you review, then decide.")
            )
        if failures:
            raise UserError(
                self.env._(
                    "The opinion on “%(review)s” cannot be given yet:\n%(failures)s",
                    review=self.display_name,
                    failures=list_points(failures),
                )
            )

    def _get_check_failures(self, opinion):
        failures = []
        unanswered = self.check_ids.filtered(lambda check: not check.result)
        if unanswered:
            failures.append(self.env._("Not answered yet: %(points)s.", points=", ".join(unanswered.mapped("name"))))
        wrong = self.check_ids.filtered(lambda check: check.result == "not_conform")
        unfounded = wrong.filtered(lambda check: not (check.remark or "").strip())
        if unfounded:
            failures.append(self.env._("Say what is wrong: %(points)s.", points=", ".join(unfounded.mapped("name"))))
        if wrong and opinion == "pass":
            failures.append(
                self.env._(
                    "Not conform: %(points)s. Let it pass on conditions, or fail.",
                    points=", ".join(wrong.mapped("name")),
                )
            )
        return failures

    def _on_node_closed(self, node):
        self._transition(
            "closed",
            closed_at=node.closed_at,
            closed_by=node.closed_by.id,
            retained_until=self._get_retention(),
            note=node.opinion or None,
        )
        self._issue_conditions()
        case = self.case_id.sudo()
        self.env["crossbiz.notice"].sudo()._queue_document(
            self, "reviewed", case.requesting_department_id | case.lead_department_id, note=self.reason or None
        )

    def _get_retention(self):
        return fields.Date.context_today(self) + KEPT

    def _issue_conditions(self):
        """Each condition is a rectification of the department that has to meet it."""
        conditions = self.sudo().condition_ids
        if not conditions:
            return
        notices = self.env["crossbiz.rectification"]._issue_for(
            "review", self, self.department_id, [condition._prepare_rectification() for condition in conditions]
        )
        for condition, notice in zip(conditions, notices, strict=True):
            condition.rectification_id = notice

    def action_open_case(self):
        """The document of the case that is reviewed."""
        self.ensure_one()
        self.check_access("read")
        return self.case_id.action_open_document()

    def _get_paper_digest(self):
        """SHA-256 of what the case's paper says now."""
        return self.case_id.sudo()._get_document()._get_reviewed_digest()
