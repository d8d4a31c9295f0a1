from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..risk.levels import DECIDED

SECTIONS = [
    ("process", "Process Compliance"),
    ("resource", "Resource Efficiency"),
    ("risk", "Risk Measures"),
]
KEYS = [
    ("nodes_on_time", "Steps Done on Time"),
    ("nodes_missed", "Steps Not Done at All"),
    ("loans_returned", "Loans Begun and Returned"),
    ("returns_late", "Late Returns"),
    ("inspections_compliant", "Inspections without a Violation"),
    ("rectifications_on_time", "Rectifications Done on Time"),
    ("incidents_closed", "Incidents Dealt With"),
    ("risks_left", "Risks Left High or Critical"),
    ("violations", "Violations, Severe or Critical"),
]


class AuditFigure(models.Model):
    """A figure of the half-year's overview in an internal audit: how many of how many (regulation 6.2).

    Counted from facts when the sample is drawn and once more when the audit is closed; then it stays.
    """

    _name = "crossbiz.audit.figure"
    _description = "Figure of an Audit"
    _inherit = ["crossbiz.protected"]
    _order = "audit_id, sequence, id"

    audit_id = fields.Many2one("crossbiz.audit", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="audit_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(readonly=True)
    section = fields.Selection(SECTIONS, required=True, readonly=True)
    key = fields.Selection(KEYS, "Figure", required=True, readonly=True)
    hits = fields.Integer("Number", readonly=True)
    total = fields.Integer("Of", readonly=True)
    rate = fields.Float("Share", compute="_compute_rate", digits=(5, 3), help="0 to 1; nothing of nothing is 0.")

    @api.depends("hits", "total")
    def _compute_rate(self):
        for figure in self:
            figure.rate = figure.hits / figure.total if figure.total else 0.0

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)

    @api.model
    def _get_sources(self, company, start, stop):
        """Where each figure comes from: ``{key: (section, model, domain of all, grouping, values that are hits)}``.

        :param start: UTC, included
        :param stop: UTC, excluded
        """

        def within(name):
            return Domain("company_id", "=", company.id) & Domain(name, ">=", start) & Domain(name, "<", stop)

        # The clocks of complaints are nobody's figures: their number alone would tell of them.
        ended = within("closed_at") & Domain("state", "=", "closed") & Domain("res_model", "!=", "crossbiz.complaint")
        in_company = Domain("company_id", "=", company.id)
        standing = Domain("state", "in", ("decided", "appealed", "upheld"))
        return {
            "nodes_on_time": ("process", "crossbiz.node", ended, "on_time", (True,)),
            "nodes_missed": ("process", "crossbiz.node", ended, "outcome", ("missed",)),
            "loans_returned": (
                "resource",
                "crossbiz.resource.allocation",
                within("handed_over_at"),
                "state",
                ("returned",),
            ),
            "returns_late": (
                "resource",
                "crossbiz.resource.feedback",
                Domain("request_id.company_id", "=", company.id)
                & Domain("returned_at", ">=", start)
                & Domain("returned_at", "<", stop),
                "late",
                (True,),
            ),
            "inspections_compliant": (
                "resource",
                "crossbiz.resource.inspection",
                within("date"),
                "result",
                ("compliant",),
            ),
            "rectifications_on_time": (
                "risk",
                "crossbiz.rectification",
                within("verified_at"),
                "completed_on_time",
                (True,),
            ),
            "incidents_closed": (
                "risk",
                "crossbiz.incident",
                within("reported_at"),
                "state",
                ("closed", "dismissed"),
            ),
            "risks_left": (
                "risk",
                "crossbiz.risk",
                in_company
                & Domain("assessment_id.filed_at", ">=", start)
                & Domain("assessment_id.filed_at", "<", stop),
                "residual_level",
                DECIDED,
            ),
            "violations": (
                "risk",
                "crossbiz.violation",
                within("decided_at") & standing,
                "severity",
                ("major", "critical"),
            ),
        }

    def action_open(self):
        """What was counted, in the reader's rights."""
        self.ensure_one()
        self.check_access("read")
        audit = self.audit_id.sudo()
        sources = self._get_sources(audit.company_id, *audit._get_bounds())
        if self.key not in sources:
            raise UserError(self.env._("This figure is not counted any more."))
        _section, model, domain, grouping, _hits = sources[self.key]
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["key"]._description_selection(self.env))[self.key],
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False, "group_by": [grouping]},
        }


class Audit(models.Model):
    _inherit = "crossbiz.audit"

    def _compute_figures(self):
        """Count the overview of an internal audit, each figure by one query (superuser mode)."""
        figures = self.env["crossbiz.audit.figure"].sudo()
        for audit in self.filtered(lambda found: found.audit_type == "internal_audit"):
            vals_list = []
            sources = figures._get_sources(audit.company_id, *audit._get_bounds())
            for place, (key, (section, model, domain, grouping, hits)) in enumerate(sources.items()):
                counts = dict(self.env[model].sudo()._read_group(domain, [grouping], ["__count"]))
                vals_list.append(
                    {
                        "audit_id": audit.id,
                        "sequence": place,
                        "section": section,
                        "key": key,
                        "hits": sum(counts.get(hit, 0) for hit in hits),
                        "total": sum(counts.values()),
                    }
                )
            audit.sudo().figure_ids.unlink()
            figures.create(vals_list)
