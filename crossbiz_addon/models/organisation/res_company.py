from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FUNCTIONS = ("lead", "decision", "legal", "infosec", "compliance", "audit", "finance", "technical", "aftersales")


class ResCompany(models.Model):
    _inherit = "res.company"

    crossbiz_lead_department_id = fields.Many2one(
        "hr.department", "Lead Department", help="Keeps the task ledger, supervises and urges (regulation 2.1)."
    )
    crossbiz_decision_department_id = fields.Many2one(
        "hr.department", "Decision Layer", help="Approves major plans and settles disputes (regulation 2.3)."
    )
    crossbiz_legal_department_id = fields.Many2one("hr.department", "Legal Department")
    crossbiz_infosec_department_id = fields.Many2one("hr.department", "Information Security Department")
    crossbiz_compliance_department_id = fields.Many2one("hr.department", "Compliance Department")
    crossbiz_audit_department_id = fields.Many2one("hr.department", "Audit Department")
    crossbiz_finance_department_id = fields.Many2one("hr.department", "Finance Department")
    crossbiz_technical_department_id = fields.Many2one("hr.department", "Technical Department")
    crossbiz_aftersales_department_id = fields.Many2one("hr.department", "After-Sales Department")
    crossbiz_notice_working_hours = fields.Boolean(
        "Notices Wait for Working Hours", help="A notice that falls in the night reaches its reader in the morning."
    )
    crossbiz_rating_days = fields.Integer(
        "Rating Limit", default=7, help="Days after which a task order ends without the customer's rating."
    )

    _crossbiz_rating_days_positive = models.Constraint(
        "CHECK(crossbiz_rating_days > 0)", "Give the customer at least one day to answer."
    )

    @api.constrains(*(f"crossbiz_{function}_department_id" for function in FUNCTIONS))
    def _check_crossbiz_departments(self):
        for company in self:
            for function in FUNCTIONS:
                name = f"crossbiz_{function}_department_id"
                other = company[name].company_id - company
                if other:
                    raise ValidationError(
                        self.env._(
                            "%(function)s: “%(department)s” belongs to another company than “%(company)s”.",
                            function=self._fields[name]._description_string(self.env),
                            department=company[name].display_name,
                            company=company.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.sudo()._create_crossbiz_sequence()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "crossbiz_decision_department_id" in vals:
            self.crossbiz_decision_department_id._grant_officer_rights()
        return result

    def _create_crossbiz_sequence(self):
        """Give each company the numbering of its own ledgers: CB/2026/00001."""
        sequences = self.env["ir.sequence"]
        for code, values in self._get_crossbiz_sequences().items():
            existing = sequences.search([("code", "=", code), ("company_id", "in", self.ids)]).company_id
            sequences.create(
                [{"code": code, "padding": 5, **values, "company_id": company.id} for company in self - existing]
            )

    @api.model
    def _get_crossbiz_sequences(self):
        """The numberings every company has, by code; rooms add theirs."""
        return {
            "crossbiz.case": {
                "name": self.env._("Cross-Business Cases"),
                "prefix": "CB/%(range_year)s/",
                "use_date_range": True,
            }
        }

    def _get_crossbiz_department(self, function):
        """The department that has a function in this company.

        :param str function: one of ``FUNCTIONS``
        :raises UserError: when the settings name none, with the way there
        """
        self.ensure_one()
        name = f"crossbiz_{function}_department_id"
        department = self.sudo()[name]
        if not department:
            raise UserError(
                self.env._(
                    "The company “%(company)s” has no %(function)s. "
                    "Choose one under Cross-Business > Configuration > Settings.",
                    company=self.sudo().name,
                    function=self._fields[name]._description_string(self.env),
                )
            )
        return department.sudo(False)

    def _get_crossbiz_administrators(self):
        """Who gets what would otherwise reach nobody: the active administrators of these companies."""
        group = self.env.ref("crossbiz_addon.group_manager").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and user._is_internal() and self <= user.company_ids
        )
