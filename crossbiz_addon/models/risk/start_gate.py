from odoo import api, fields, models

from ..core.counting import Counted
from .case_reviews import NEEDS
from .review import REVIEWABLE


class CaseDocument(models.AbstractModel):
    """What has to be in order before a case starts: risks assessed, reviews passed (regulation 4.1, 4.2)."""

    _inherit = "crossbiz.case.document"

    start_items = fields.Json(
        "Before the Start", compute="_compute_start_items", help="What the start waits for, met or open."
    )
    can_assess = fields.Boolean(compute="_compute_can_assess", help="I can assess the risks of this case.")
    can_request_reviews = fields.Boolean(compute="_compute_can_assess", help="I can ask for the reviews it needs.")
    assessment_count = fields.Integer("Risk Reports", compute="_compute_counts")
    review_count = fields.Integer("Number of Reviews", compute="_compute_counts")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("state", *(name for names in NEEDS.values() for name in names))
    @api.depends_context("uid", "lang")
    def _compute_start_items(self):
        for document in self:
            shown = document._origin and document.state in REVIEWABLE
            document.start_items = document._origin._get_reachable_items() if shown else False

    def _get_reachable_items(self):
        """What the start waits for, with a way only to papers that the reader may open."""
        items = self._get_start_items()
        for item in items:
            record = item["id"] and self.env[item["model"]].browse(item["id"]).sudo(False)
            if not record or not record.has_access("read"):
                item["id"] = False
        return items

    @api.depends("state", *(name for names in NEEDS.values() for name in names))
    @api.depends_context("uid")
    def _compute_can_assess(self):
        mine, acting = self.env.user._get_member_departments(), self.env.user._get_acting_departments()
        for document in self:
            asking = document.requesting_department_id
            alive = document._origin and document.state not in ("done", "rejected", "cancelled")
            document.can_assess = alive and bool((asking | document.lead_department_id) & mine)
            wanted = alive and document.state in REVIEWABLE and asking in acting
            document.can_request_reviews = wanted and bool(document._origin._get_missing_reviews())

    @api.model
    def _get_counted(self):
        return {
            **super()._get_counted(),
            "assessment_count": Counted("crossbiz.risk.assessment", "case_id", shared=False),
            "review_count": Counted("crossbiz.compliance.review", "case_id", shared=False),
        }

    # --------------------------------------------------
    # The gate
    # --------------------------------------------------

    def _get_gate_failures(self):
        """A review that is needed has somebody to do it; asked at submission already."""
        failures = super()._get_gate_failures()
        company = self.company_id.sudo()
        for review_type in self._get_needed_reviews():
            name = f"crossbiz_{review_type}_department_id"
            if company[name]:
                failures += company[name]._get_serving_failures(company)
            else:
                failures.append(
                    self.env._(
                        "The company “%(company)s” has no %(function)s. "
                        "Choose one under Cross-Business > Configuration > Settings.",
                        company=company.name,
                        function=company._fields[name]._description_string(self.env),
                    )
                )
        return list(dict.fromkeys(failures))

    def _get_start_failures(self):
        failures = super()._get_start_failures()
        return failures + [item["note"] for item in self._get_start_items() if not item["met"]]

    def _get_start_items(self):
        """What the start waits for on the side of risk and compliance (superuser mode inside: it tells no content).

        :return: dicts of ``label``, ``met``, ``note`` (what is missing and what to do; translated), ``model``, ``id``
        """
        self.ensure_one()
        items = self._get_risk_item()
        for review_type in self._get_needed_reviews():
            items += self._get_review_items(review_type)
        return items

    @api.model
    def _prepare_start_item(self, label, record, note=None):
        return {
            "label": label,
            "met": not note,
            "note": note or "",
            "model": record._name if record else False,
            "id": record.id if record else False,
        }

    def _get_risk_item(self):
        """The report on the risks: where the settings want one, and wherever one was filed."""
        reports = self.case_id.sudo().risk_assessment_ids.sorted("id", reverse=True)
        needed = self.company_id._needs_risk_assessment(self._case_kind)
        if not needed and not reports.filtered(lambda report: report.state in ("filed", "approved", "rejected")):
            return []
        label, report = self.env._("Risk assessment"), reports.filtered("in_force")[:1]
        if report:
            return [self._prepare_start_item(label, report)]
        report = reports.filtered(lambda found: found.state != "superseded")[:1]
        values = {"report": report.reference}
        if not report:
            note = self.env._("The risks are not assessed: file a report with “Assess Risks”.")
        elif report.state == "draft":
            note = self.env._("The risk assessment %(report)s is a draft: file it.", **values)
        elif report.state == "rejected":
            note = self.env._("The risk assessment %(report)s was rejected: change the plan and assess anew.", **values)
        elif report.expired:
            note = self.env._("A risk accepted in %(report)s has expired: assess anew.", **values)
        else:
            note = self.env._("The decision layer has not approved the risk assessment %(report)s yet.", **values)
        return [self._prepare_start_item(label, report, note)]

    # --------------------------------------------------
    # Actions
    # --------------------------------------------------

    def action_assess_risks(self):
        """Open the draft of this case's risk assessment, or begin one."""
        self.ensure_one()
        self.check_access("read")
        reports = self.env["crossbiz.risk.assessment"]
        draft = reports.search([("case_id", "=", self.case_id.id), ("state", "=", "draft")], limit=1)
        if draft:
            return draft.get_formview_action()
        action = reports.get_formview_action()
        return {**action, "res_id": False, "context": {"default_case_id": self.case_id.id}}

    def action_open_assessments(self):
        """The reports on this case's risks."""
        return self._open_papers("risk_assessment_action")

    def action_open_reviews(self):
        """The reviews of this case."""
        return self._open_papers("compliance_review_action")

    def _open_papers(self, name):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crossbiz_addon.{name}")
        context = {"default_case_id": self.case_id.id}
        return {**action, "domain": [("case_id", "=", self.case_id.id)], "context": context}
