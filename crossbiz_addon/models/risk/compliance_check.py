from odoo import api, fields, models


class ReviewPart(models.AbstractModel):
    """Base of what a reviewer writes: read by the reviewing department alone until the opinion is given."""

    _name = "crossbiz.compliance.part"
    _description = "Part of a Review"
    _inherit = ["crossbiz.protected"]

    review_id = fields.Many2one("crossbiz.compliance.review", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="review_id.company_id", store=True, precompute=True, index=True)

    def write(self, vals):
        self._check_protected(vals.keys())
        self.review_id._check_writable({"check_ids"})
        result = super().write(vals)
        if "review_id" in vals:
            self.review_id._check_writable({"check_ids"})
        return result


class ComplianceCheck(models.Model):
    """A point of a checklist and what was found: copied when the review opens, so that templates may change."""

    _name = "crossbiz.compliance.check"
    _description = "Point of a Review"
    _inherit = ["crossbiz.compliance.part"]
    _order = "review_id, sequence, id"

    _protected_fields = frozenset({"review_id", "sequence", "name", "guidance"})

    sequence = fields.Integer(default=10)
    name = fields.Char("Point", required=True, readonly=True, translate=True)
    guidance = fields.Text(readonly=True, translate=True)
    result = fields.Selection(
        [("conform", "Conform"), ("not_conform", "Not Conform"), ("not_applicable", "Not Applicable")]
    )
    remark = fields.Text()

    @api.constrains("remark")
    def _check_text_length(self):
        self._check_text_limits("remark")


class ComplianceCondition(models.Model):
    """What has to be done so that a review passes: a rectification once the opinion is given."""

    _name = "crossbiz.compliance.condition"
    _description = "Condition of a Review"
    _inherit = ["crossbiz.compliance.part"]
    _order = "review_id, id"
    _check_company_auto = True

    _protected_fields = frozenset({"rectification_id"})

    name = fields.Text("Requirement", required=True)
    department_id = fields.Many2one(
        "hr.department", "Responsible", required=True, check_company=True, ondelete="restrict", index=True
    )
    deadline = fields.Date("By", required=True)
    before_start = fields.Boolean("Before the Start", default=True, help="The case does not start before it is met.")
    rectification_id = fields.Many2one(
        "crossbiz.rectification", "Rectification Notice", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    @api.constrains("name")
    def _check_text_length(self):
        self._check_text_limits("name")

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions.review_id._check_writable({"condition_ids"})
        return conditions

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        self.review_id._check_writable({"condition_ids"})

    def _is_met(self):
        """Whether its rectification was verified, or withdrawn by who wanted it."""
        return self.sudo().rectification_id.state in ("verified", "withdrawn")

    def _get_failures(self, today):
        """What keeps this condition from being given, as translated sentences."""
        failures = self.department_id._get_serving_failures(self.company_id)
        if not (self.name or "").strip():
            failures.append(self.env._("A condition is empty: say what has to be done."))
        if self.deadline < today:
            failures.append(self.env._("“%(condition)s”: the day is past.", condition=self.name))
        return failures

    def _get_values(self):
        """What the opinion wants, as plain values."""
        return [self.name, self.department_id.id, fields.Date.to_string(self.deadline), self.before_start]

    def _prepare_rectification(self):
        return {
            "department": self.department_id,
            "problem": self.review_id.reason,
            "requirement": self.name,
            "deadline": self.deadline,
            "case": self.review_id.case_id,
        }
