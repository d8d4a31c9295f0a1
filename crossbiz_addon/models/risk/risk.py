from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .levels import LEVELS, SCALE, read_level

MEASURES = [("likelihood", "impact"), ("residual_likelihood", "residual_impact")]


class Risk(models.Model):
    """A risk of a case: how likely, how bad, what is done about it, by whom, and what is left (regulation 4.1)."""

    _name = "crossbiz.risk"
    _description = "Risk"
    _inherit = ["crossbiz.protected"]
    _order = "assessment_id desc, score desc, id"
    _check_company_auto = True

    assessment_id = fields.Many2one("crossbiz.risk.assessment", required=True, ondelete="cascade", index=True)
    case_id = fields.Many2one(related="assessment_id.case_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, precompute=True, index=True)
    assessment_state = fields.Selection(related="assessment_id.state", string="State of the Report")
    in_force = fields.Boolean(related="assessment_id.in_force")
    category = fields.Selection(
        [
            ("responsibility", "Unclear Responsibility"),
            ("process", "Process Gap"),
            ("data", "Data Leak"),
            ("contract", "Contract Dispute"),
            ("resource", "Resource Mismatch"),
            ("other", "Other"),
        ],
        required=True,
        default="responsibility",
    )
    name = fields.Char("Risk", required=True, help="What may happen.")
    scope = fields.Char("Affects", help="Who and what it would affect.")
    likelihood = fields.Integer(default=0, help="From 1 (hardly ever) to 5 (almost certain), before anything is done.")
    impact = fields.Integer(default=0, help="From 1 (hardly felt) to 5 (severe), before anything is done.")
    score = fields.Integer(compute="_compute_levels", store=True)
    level = fields.Selection(LEVELS, compute="_compute_levels", store=True)
    treatment = fields.Selection(
        [("reduce", "Reduce"), ("avoid", "Avoid"), ("transfer", "Transfer"), ("accept", "Accept for Now")],
        required=True,
        default="reduce",
    )
    measure = fields.Text(help="What is done about it, or watched.")
    owner_department_id = fields.Many2one(
        "hr.department", "Owner", check_company=True, ondelete="restrict", index="btree_not_null"
    )
    residual_likelihood = fields.Integer("Likelihood Left", default=0, help="1 to 5, after the measure. 0: as before.")
    residual_impact = fields.Integer("Impact Left", default=0, help="1 to 5, after the measure. 0: as before.")
    left_likelihood = fields.Integer(compute="_compute_levels", store=True)
    left_impact = fields.Integer(compute="_compute_levels", store=True)
    residual_level = fields.Selection(LEVELS, "Level Left", compute="_compute_levels", store=True)
    accepted_until = fields.Date(help="An accepted risk is looked at again after this day.")

    @api.depends("likelihood", "impact", "residual_likelihood", "residual_impact", "assessment_id.matrix_id")
    def _compute_levels(self):
        for risk in self:
            cells = risk.assessment_id.matrix_id.sudo().cells
            risk.left_likelihood = risk.residual_likelihood or risk.likelihood
            risk.left_impact = risk.residual_impact or risk.impact
            risk.score = risk.likelihood * risk.impact
            risk.level = read_level(cells, risk.likelihood, risk.impact)
            risk.residual_level = read_level(cells, risk.left_likelihood, risk.left_impact)

    @api.constrains(*(name for pair in MEASURES for name in pair))
    def _check_within_matrix(self):
        for risk in self:
            outside = [name for pair in MEASURES for name in pair if not 0 <= risk[name] <= SCALE]
            if outside:
                raise ValidationError(
                    self.env._(
                        "“%(risk)s”: %(fields)s lies outside the matrix. It goes from 1 to 5.",
                        risk=risk.name,
                        fields=", ".join(risk._fields[name]._description_string(self.env) for name in outside),
                    )
                )

    @api.constrains("measure")
    def _check_text_length(self):
        self._check_text_limits("measure")

    @api.model_create_multi
    def create(self, vals_list):
        risks = super().create(vals_list)
        risks.assessment_id._check_writable()
        return risks

    def write(self, vals):
        self._check_protected(vals.keys())
        self.assessment_id._check_writable()
        result = super().write(vals)
        if "assessment_id" in vals:
            self.assessment_id._check_writable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self.assessment_id._check_writable()

    @api.model
    @api.readonly
    def get_map(self, domain):
        """The risk map of a domain: how many risks the reader sees in each cell, before and after the measures.

        :param list domain: a domain on risks
        :return: dict of ``cells`` (levels of the present company's matrix, none without one), ``inherent`` and
            ``residual`` (each a list of ``[likelihood, impact, count]``)
        """
        self.check_access("read")
        matrix = self.env["crossbiz.risk.matrix"]._get_current(self.env.company).sudo()
        places = {"inherent": MEASURES[0], "residual": ("left_likelihood", "left_impact")}
        counts = {
            name: [list(row) for row in self._read_group(domain, list(pair), ["__count"])]
            for name, pair in places.items()
        }
        return {"cells": matrix.cells or False, **counts}

    def action_open_assessment(self):
        """The report this risk stands in."""
        self.ensure_one()
        self.check_access("read")
        return self.assessment_id.get_formview_action()

    # --------------------------------------------------
    # Filing
    # --------------------------------------------------

    def _get_failures(self, today):
        """What keeps this risk from being filed, as translated sentences.

        :param today: the date where the assessing department works
        """
        failures = []
        if not (1 <= self.likelihood <= SCALE and 1 <= self.impact <= SCALE):
            failures.append(self.env._("Likelihood and impact have to be between 1 and 5."))
        if not self.owner_department_id:
            failures.append(self.env._("It has no owner."))
        failures += self.owner_department_id._get_serving_failures(self.company_id)
        if not (self.measure or "").strip():
            failures.append(self.env._("It has no measure."))
        if self.left_likelihood > self.likelihood or self.left_impact > self.impact:
            failures.append(self.env._("What is left cannot be more than the risk itself."))
        if self.treatment == "accept" and not self.accepted_until:
            failures.append(self.env._("It is accepted, so say until when."))
        elif self.treatment == "accept" and self.accepted_until < today:
            failures.append(self.env._("The day until which it is accepted is past."))
        return [self.env._("“%(risk)s”: %(failure)s", risk=self.name, failure=failure) for failure in failures]

    def _get_filed_values(self):
        """What the decision layer approves of this risk."""
        return [
            self.category,
            self.name,
            self.likelihood,
            self.impact,
            self.level or "",
            self.scope or "",
            self.treatment,
            self.measure or "",
            self.owner_department_id.id,
            self.residual_level or "",
            fields.Date.to_string(self.accepted_until) or "",
        ]

    def onchange(self, values, field_names, fields_spec):
        """A line that points at a foreign report shows nothing of it or its case."""
        self.new(values).assessment_id._origin.check_access("read")
        return super().onchange(values, field_names, fields_spec)
