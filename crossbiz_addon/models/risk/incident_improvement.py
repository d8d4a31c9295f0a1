from odoo import fields, models


class IncidentImprovement(models.Model):
    """What has to become better, and where; closing the incident issues it as a rectification notice."""

    _name = "crossbiz.incident.improvement"
    _description = "Improvement after an Incident"
    _inherit = ["crossbiz.incident.lines"]
    _order = "id"
    _rec_name = "problem"
    _check_company_auto = True

    _list_field = "improvement_ids"
    _protected_fields = frozenset({"rectification_id"})

    incident_id = fields.Many2one("crossbiz.incident", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="incident_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one("hr.department", required=True, check_company=True, ondelete="restrict", index=True)
    problem = fields.Text(required=True)
    requirement = fields.Text("What Is Required", required=True)
    deadline = fields.Date("By", help="Empty: what the deadline rule gives.")
    rectification_id = fields.Many2one(
        "crossbiz.rectification", "Rectification Notice", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    def _issue(self):
        """Issue each as a notice in the name of the department that ran the incident."""
        for incident, lines in self.grouped("incident_id").items():
            case = incident.sudo().case_ids
            specs = [
                {
                    "department": line.department_id,
                    "problem": line.problem,
                    "requirement": line.requirement,
                    "deadline": line.deadline,
                    "case": case if len(case) == 1 else None,
                }
                for line in lines
            ]
            notices = self.env["crossbiz.rectification"]._issue_for(
                "incident", incident, incident.lead_department_id, specs
            )
            for line, notice in zip(lines.sudo(), notices, strict=True):
                line.rectification_id = notice
