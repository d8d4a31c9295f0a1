from odoo import api, fields, models
from odoo.exceptions import UserError

from ...lib import seal as seals
from .review import REVIEWABLE

NEEDS = {"legal": ("involves_contract",), "infosec": ("involves_data_sharing", "involves_external")}


class CaseDocument(models.AbstractModel):
    """Which reviews a case needs by its own facts, when they are opened, and what they are about (regulation 4.2)."""

    _inherit = "crossbiz.case.document"

    def _get_needed_reviews(self):
        """The kinds of review that the facts of this case call for."""
        return [review_type for review_type, names in NEEDS.items() if any(self[name] for name in names)]

    def _get_last_review(self, review_type):
        """The review of a kind that counts: the newest (superuser mode)."""
        reviews = self.case_id.sudo().compliance_review_ids.sorted("id", reverse=True)
        return reviews.filtered(lambda found: found.type == review_type and found.state != "void")[:1]

    def _get_review_items(self, review_type):
        review = self._get_last_review(review_type)
        labels = dict(review._fields["type"]._description_selection(self.env))
        label, values = labels[review_type], {"label": labels[review_type], "review": review.reference}
        if not review:
            note = self.env._("%(label)s: not asked for yet. Use “Request Reviews”.", **values)
        elif review.state == "open":
            values["department"] = review.department_id.display_name
            note = self.env._("%(label)s: %(review)s waits for “%(department)s”.", **values)
        elif review.opinion == "fail":
            note = self.env._(
                "%(label)s: %(review)s failed. Change what it found and use “Request Reviews” again.", **values
            )
        elif review._is_changed():
            note = self.env._(
                "%(label)s: changed since the review %(review)s. Use “Request Reviews” for a new one.", **values
            )
        else:
            note = None
        items = [self._prepare_start_item(label, review, note)]
        for condition in review.condition_ids.filtered(lambda found: found.before_start and not note):
            notice = condition.rectification_id
            told = self.env._("Condition of %(review)s", **values)
            open_note = self.env._(
                "%(label)s: the condition %(notice)s is not verified yet.", notice=notice.reference, **values
            )
            items.append(self._prepare_start_item(told, notice, None if condition._is_met() else open_note))
        return items

    def _get_missing_reviews(self):
        """The kinds of review for which a new one has to be opened now."""
        return [found for found in self._get_needed_reviews() if self._get_last_review(found)._is_used_up()]

    def _open_missing_reviews(self):
        """Open the reviews that the case needs now, and end those it does not need any more.

        :return: the new reviews
        :raises UserError: naming a department that the settings lack
        """
        reviews = self.env["crossbiz.compliance.review"]
        needed = self._get_needed_reviews()
        running = self.case_id.sudo().compliance_review_ids.filtered(lambda review: review.state == "open")
        running.filtered(lambda review: review.type not in needed)._void(
            self.env._("The case does not need it any more.")
        )
        types = {found: self.company_id._get_crossbiz_department(found) for found in self._get_missing_reviews()}
        for department in types.values():
            department._check_can_serve(self.company_id)
        return reviews._open_for(self, types) if types else reviews

    def _transition(self, target, event="state", note=None, **facts):
        """The facts of a case open its reviews when it is submitted; they end with it."""
        result = super()._transition(target, event, note, **facts)
        for document in self:
            if target == "review":
                document._open_missing_reviews()
            elif target in ("cancelled", "rejected"):
                running = document.case_id.sudo().compliance_review_ids
                running.filtered(lambda review: review.state == "open")._void(note)
        return result

    # --------------------------------------------------
    # What was reviewed
    # --------------------------------------------------

    @api.model
    def _get_reviewed_fields(self):
        """Names of the fields that a review is about: what is fixed once the case is on its way."""
        return (self.env["crossbiz.case"]._draft_fields - {"major"}) | self._draft_fields

    def _get_reviewed_digest(self):
        """SHA-256 of what the paper says."""
        values = {}
        for name in sorted(self._get_reviewed_fields()):
            value = self[name]
            if isinstance(value, models.BaseModel):
                value = [
                    line._get_reviewed_values() if hasattr(line, "_get_reviewed_values") else line.id for line in value
                ]
            values[name] = value if isinstance(value, (bool, int, list)) else str(value)
        return seals.digest(values)

    def action_request_reviews(self):
        """Ask legal and information security for the reviews this case needs; they see it from then on.

        :raises AccessError: for anyone but officers of the requesting department
        :raises UserError: when it started, or needs no (further) review
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Request Reviews"))
        self._check_not_suspended()
        for document in self:
            if document.state not in REVIEWABLE:
                raise UserError(
                    self.env._("“%(document)s” is reviewed before it starts.", document=document.display_name)
                )
            if not document._get_missing_reviews():
                raise UserError(
                    self.env._(
                        "“%(document)s” waits for no review that is not running or passed. Say first whether it "
                        "involves a contract, data sharing or outside parties.",
                        document=document.display_name,
                    )
                )
        for document in self:
            reviews = document._open_missing_reviews()
            document._journal("reviews_requested", new_value=", ".join(reviews.sudo().mapped("reference")))
            document.case_id.sudo().reviews_asked_at = fields.Datetime.now()
            document.case_id._settle_participants()
        return True
