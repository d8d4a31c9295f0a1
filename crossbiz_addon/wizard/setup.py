from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

FIELDS = (
    "crossbiz_lead_department_id",
    "crossbiz_decision_department_id",
    "crossbiz_legal_department_id",
    "crossbiz_infosec_department_id",
    "crossbiz_compliance_department_id",
    "crossbiz_audit_department_id",
    "crossbiz_finance_department_id",
    "crossbiz_technical_department_id",
    "crossbiz_aftersales_department_id",
    "crossbiz_notice_working_hours",
    "crossbiz_rating_days",
    "crossbiz_major_value",
    "crossbiz_major_days",
    "crossbiz_risk_project",
    "crossbiz_risk_resource",
    "crossbiz_risk_customer",
    "crossbiz_appeal_days",
    "crossbiz_audit_percent",
    "crossbiz_audit_minimum",
    "crossbiz_audit_maximum",
    "crossbiz_check_months",
    "crossbiz_complaint_acknowledge_days",
    "crossbiz_complaint_outcome_months",
    "crossbiz_complaint_retention_days",
    "crossbiz_complaint_digest_hour",
)


class Setup(models.TransientModel):
    """The settings page of a company, with a checklist of what is still missing.

    Odoo's general settings are for system administrators; cross-business administrators
    need not be that, so these settings have a page of their own.
    """

    _name = "crossbiz.setup"
    _description = "Cross-Business Settings"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    crossbiz_lead_department_id = fields.Many2one("hr.department", "Lead Department")
    crossbiz_decision_department_id = fields.Many2one("hr.department", "Decision Layer")
    crossbiz_legal_department_id = fields.Many2one("hr.department", "Legal Department")
    crossbiz_infosec_department_id = fields.Many2one("hr.department", "Information Security Department")
    crossbiz_compliance_department_id = fields.Many2one("hr.department", "Compliance Department")
    crossbiz_audit_department_id = fields.Many2one("hr.department", "Audit Department")
    crossbiz_finance_department_id = fields.Many2one("hr.department", "Finance Department")
    crossbiz_technical_department_id = fields.Many2one("hr.department", "Technical Department")
    crossbiz_aftersales_department_id = fields.Many2one("hr.department", "After-Sales Department")
    crossbiz_notice_working_hours = fields.Boolean("Notices Wait for Working Hours")
    crossbiz_rating_days = fields.Integer("Rating Limit (days)")
    currency_id = fields.Many2one(related="company_id.currency_id")
    crossbiz_major_value = fields.Monetary("Major from a Value of", currency_field="currency_id")
    crossbiz_major_days = fields.Integer("Major from a Use of (days)")
    crossbiz_risk_project = fields.Boolean("Projects Need a Risk Assessment")
    crossbiz_risk_resource = fields.Boolean("Resource Requests Need a Risk Assessment")
    crossbiz_risk_customer = fields.Boolean("Task Orders Need a Risk Assessment")
    crossbiz_appeal_days = fields.Integer("Appeal against a Violation (working days)")
    crossbiz_audit_percent = fields.Integer("Share of Cases Checked (%)")
    crossbiz_audit_minimum = fields.Integer("At Least (cases)")
    crossbiz_audit_maximum = fields.Integer("At Most (cases)")
    crossbiz_check_months = fields.Selection(
        lambda self: self.env["res.company"]._fields["crossbiz_check_months"]._description_selection(self.env),
        "Compliance Check",
        required=True,
    )
    crossbiz_complaint_acknowledge_days = fields.Integer("Acknowledged Within (days)")
    crossbiz_complaint_outcome_months = fields.Integer("Outcome Within (months)")
    crossbiz_complaint_retention_days = fields.Integer("Erased After (days)")
    crossbiz_complaint_digest_hour = fields.Integer("Hour of the Daily Message")
    check_ids = fields.One2many("crossbiz.setup.check", "setup_id", "Checklist", readonly=True)
    missing_count = fields.Integer(compute="_compute_missing_count")

    def _compute_display_name(self):
        for setup in self:
            setup.display_name = self.env._("Settings")

    @api.depends("check_ids.is_done")
    def _compute_missing_count(self):
        for setup in self:
            setup.missing_count = len(setup.check_ids.filtered(lambda check: not check.is_done))

    @api.model
    def default_get(self, fields):
        self.check_access("read")
        values = super().default_get(fields)
        company = self.env.company.sudo()
        for name in set(FIELDS).intersection(fields):
            values[name] = company[name].id if self._fields[name].type == "many2one" else company[name]
        if "check_ids" in fields:
            values["check_ids"] = [Command.create(check) for check in self._prepare_checks()]
        return values

    @api.model
    def _prepare_checks(self):
        """What has to be set before work can start, and whether it is."""
        company = self.env.company.sudo()
        departments = self.env["hr.department"].sudo().search([("company_id", "in", [False, company.id])])
        unserved = departments.filtered(lambda department: not department.crossbiz_acting_ids)
        functions = [company[name] for name in FIELDS if name.endswith("_department_id")]
        missing_rules = self.env["crossbiz.deadline.rule"]._get_missing_kinds(company)
        names = ", ".join(unserved[:5].mapped("display_name"))
        return [
            {
                "name": self.env._("Lead department and decision layer are named"),
                "is_done": bool(company.crossbiz_lead_department_id and company.crossbiz_decision_department_id),
                "hint": self.env._("Choose them on this page."),
            },
            {
                "name": self.env._("All functional departments are named"),
                "is_done": all(functions),
                "hint": self.env._("Choose them on this page; a department may have several functions."),
            },
            {
                "name": self.env._("Every department has somebody who acts for it"),
                "is_done": bool(departments) and not unserved,
                "hint": self.env._("Without officer or manager with a login: %(names)s", names=names)
                if unserved
                else "",
                "action": "crossbiz_addon.hr_department_action",
            },
            {
                "name": self.env._("The company has working hours"),
                "is_done": bool(company.resource_calendar_id),
                "hint": self.env._("Set them on the departments or in the settings of Employees."),
                "action": "crossbiz_addon.hr_department_action",
            },
            {
                "name": self.env._("Every kind of step has a deadline rule"),
                "is_done": not missing_rules,
                "hint": ", ".join(missing_rules),
                "action": "crossbiz_addon.deadline_rule_action",
            },
            {
                "name": self.env._("This year's public holidays are known"),
                "is_done": self.env["crossbiz.workday"]._is_year_known(company),
                "hint": self.env._("Import them from a file, or take China's."),
                "action": "crossbiz_addon.workday_action",
            },
        ]

    @api.model_create_multi
    def create(self, vals_list):
        setups = super().create(vals_list)
        setups._apply()
        return setups

    def write(self, vals):
        result = super().write(vals)
        self._apply()
        return result

    def action_save(self):
        """Reload the page: saving it has written the settings to the company."""
        self.ensure_one()
        self._apply()
        return self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.setup_action")

    def _apply(self):
        """Write the settings to the company, whichever way the page was saved.

        :raises AccessError: for anyone but cross-business administrators of this company
        """
        for setup in self:
            if (
                not self.env.user.has_group("crossbiz_addon.group_manager")
                or setup.company_id not in self.env.companies
            ):
                raise AccessError(self.env._("These settings belong to cross-business administrators."))
            given = {name: setup._fields[name].convert_to_write(setup[name], setup) for name in FIELDS}
            company = setup.company_id.sudo()
            changed = {
                name: value
                for name, value in given.items()
                if value != company._fields[name].convert_to_write(company[name], company)
            }
            if changed:
                company.write(changed)
