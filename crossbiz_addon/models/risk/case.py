from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS


class Case(models.Model):
    """What hangs on a case before it starts: reports on its risks, and reviews."""

    _inherit = "crossbiz.case"

    # For the gate, which reads all of them at once. Nobody else: what is cached is never one reader's part of them.
    risk_assessment_ids = fields.One2many(
        "crossbiz.risk.assessment", "case_id", "Risk Assessments", readonly=True, groups=NO_ACCESS
    )
    compliance_review_ids = fields.One2many(
        "crossbiz.compliance.review", "case_id", "Reviews", readonly=True, groups=NO_ACCESS
    )
    reviews_asked_at = fields.Datetime(
        readonly=True, copy=False, help="From then on the reviewing departments see it, even as a draft."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"reviews_asked_at"}

    @api.depends("reviews_asked_at")
    def _compute_department_ids(self):
        return super()._compute_department_ids()

    def _get_participants(self, owing):
        """Who was asked to review a draft takes part in it; once it is submitted, the steps tell."""
        departments = super()._get_participants(owing)
        if self.reviews_asked_at and not self.submitted_at:
            departments |= self.sudo().compliance_review_ids.department_id.sudo(self.env.su)
        return departments.sorted("id")

    # --------------------------------------------------
    # Deleting drafts
    # --------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        """A draft whose risks were filed or that was reviewed stays: those papers are kept for years."""
        result = super()._unlink_except_history()  # who may not read the case learns no more
        for case in self.sudo():
            papers = case.risk_assessment_ids.filtered("filed_at").mapped("reference")
            papers += case.compliance_review_ids.mapped("reference")
            if papers:
                raise UserError(
                    self.env._(
                        "“%(case)s” stays in the ledger because of %(papers)s. Cancel it instead.",
                        case=case.display_name,
                        papers=", ".join(papers),
                    )
                )
        return result

    def unlink(self):
        self._unlink_except_history()
        self.sudo().risk_assessment_ids.unlink()  # drafts, which go with theirs
        return super().unlink()
