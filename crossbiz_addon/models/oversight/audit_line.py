from odoo import api, fields, models

from .audit_types import SOURCES

RESULTS = [
    ("conform", "Conform"),
    ("minor", "Minor Finding"),
    ("major", "Major Finding"),
    ("not_applicable", "Not Applicable"),
]
FINDINGS = ("minor", "major")
WORST = ("major", "minor", "conform", "not_applicable")  # what a case is called by: its worst point


class AuditLine(models.Model):
    """A case of a sample, who checks it, and what was found (regulation 6.2).

    Whoever checks it is a stranger to it, see ``audit_line_people``; how it is judged is in ``audit_line_judge``.
    """

    _name = "crossbiz.audit.line"
    _description = "Case of an Audit"
    _inherit = ["crossbiz.protected", "crossbiz.rectification.source"]
    _order = "audit_id desc, id"
    _rec_names_search = ["case_id"]

    audit_id = fields.Many2one("crossbiz.audit", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="audit_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one(related="audit_id.department_id", string="Held By", store=True, index=True)
    audit_type = fields.Selection(related="audit_id.audit_type", store=True)
    audit_state = fields.Selection(related="audit_id.state", string="State of the Audit")
    case_id = fields.Many2one("crossbiz.case", required=True, readonly=True, ondelete="restrict", index=True)
    case_kind = fields.Selection(related="case_id.kind", string="Kind of Case")
    user_id = fields.Many2one(
        "res.users", "Checked By", readonly=True, ondelete="restrict", index="btree_not_null", copy=False
    )
    check_ids = fields.One2many("crossbiz.audit.check", "line_id", "Points")
    remark = fields.Text("Summary", help="What is to be known about this case beside its points.")
    result = fields.Selection(RESULTS, readonly=True, copy=False, help="That of its worst point.")
    judged_at = fields.Datetime("Checked At", readonly=True, copy=False)
    state = fields.Selection(
        [("open", "To Be Checked"), ("judged", "Checked")], default="open", required=True, readonly=True, copy=False
    )
    finding_count = fields.Integer("Findings", compute="_compute_finding_count")
    violation_count = fields.Integer("Number of Violations", compute="_compute_violation_count")
    can_record_violation = fields.Boolean(compute="_compute_can_record_violation")

    _case_uniq = models.UniqueIndex("(audit_id, case_id)", "This case is in the sample already.")

    @api.depends("case_id.reference", "case_id.name", "audit_id.reference")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " · ".join(
                filter(None, (line.audit_id.sudo().reference, line.case_id.sudo().display_name))
            )

    @api.depends("check_ids.result")
    def _compute_finding_count(self):
        counts = dict(
            self.env["crossbiz.audit.check"]._read_group(
                [("line_id", "in", self._origin.ids), ("result", "in", FINDINGS)], ["line_id"], ["__count"]
            )
        )
        for line in self:
            line.finding_count = counts.get(line._origin, 0)

    def _compute_rectification_count(self):
        self._count_sourced("crossbiz.rectification", "rectification_count")

    def _compute_violation_count(self):
        self._count_sourced("crossbiz.violation", "violation_count")

    def _count_sourced(self, model, name):
        """Count what came from each of these cases and the reader may see, by one query."""
        papers, counts = self.env[model], {}
        if self._origin and papers.has_access("read"):
            sourced = [("source_model", "=", self._name), ("source_id", "in", self._origin.ids)]
            counts = dict(papers._read_group(sourced, ["source_id"], ["__count"]))
        for line in self:
            line[name] = counts.get(line._origin.id, 0)

    @api.constrains("remark")
    def _check_text_length(self):
        self._check_text_limits("remark")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model
    def _get_protected_fields(self):
        """All but the summary and the points, which say themselves what may be written."""
        return set(self._fields) - {"remark", "check_ids"}

    def write(self, vals):
        self._check_protected(vals.keys())
        self.check_access("read")
        self._check_writable()
        return super().write(vals)

    # --------------------------------------------------
    # What follows from a finding
    # --------------------------------------------------

    def _get_company(self):
        return self.company_id

    def _get_rectifying_departments(self):
        return self.audit_id.department_id

    def _prepare_rectification(self):
        concerned = self.check_ids.filtered("department_id").department_id
        return {
            "source": SOURCES[self.audit_type],
            "case_id": self.case_id.id,
            "company_id": self.company_id.id,
            "department_id": concerned.id if len(concerned) == 1 else False,
        }

    @api.depends("finding_count")
    @api.depends_context("uid")
    def _compute_can_record_violation(self):
        acting = self.env.user._get_acting_departments()
        for line in self:
            company = line.company_id.sudo()
            deciding = company.crossbiz_compliance_department_id | company.crossbiz_audit_department_id
            line.can_record_violation = bool(line.finding_count and deciding & acting)

    def action_record_violation(self):
        """Record a violation that this check has shown; see ``crossbiz.violation``."""
        self.ensure_one()
        self.check_access("read")
        return self.env["crossbiz.violation"]._get_record_action(self, self._prepare_rectification())

    def action_open_violations(self):
        """The violations that were recorded from this case and the reader may see."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.violation_action")
        return {**action, "domain": self._get_rectification_domain(), "context": {"create": False}}

    def action_open_case(self):
        """The document of the case, for who may read it."""
        self.ensure_one()
        self.check_access("read")
        self.case_id.check_access("read")
        return self.case_id.action_open_document()

    def action_open_line(self):
        """This case's own page."""
        self.ensure_one()
        self.check_access("read")
        return self.get_formview_action()
