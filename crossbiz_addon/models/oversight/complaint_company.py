from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    crossbiz_complaint_acknowledge_days = fields.Integer(
        "Complaints: Acknowledged Within (days)", default=7, help="The reporter is promised this time."
    )
    crossbiz_complaint_outcome_months = fields.Integer(
        "Complaints: Outcome Within (months)",
        default=3,
        help="From the acknowledgement, or from its last day where there was none.",
    )
    crossbiz_complaint_retention_days = fields.Integer(
        "Complaints: Erased After (days)",
        default=365,
        help="So long after it was closed, key and content of a complaint are destroyed.",
    )
    crossbiz_complaint_digest_hour = fields.Integer(
        "Complaints: Hour of the Daily Message",
        default=7,
        help="At this hour of the company's day, everybody who may handle complaints gets the same short message.",
    )
    crossbiz_complaint_digest_on = fields.Date("Day of the Last Daily Message", groups=fields.NO_ACCESS)

    _crossbiz_complaint_acknowledge_positive = models.Constraint(
        "CHECK(crossbiz_complaint_acknowledge_days > 0)", "Leave at least one day to acknowledge a complaint."
    )
    _crossbiz_complaint_outcome_positive = models.Constraint(
        "CHECK(crossbiz_complaint_outcome_months > 0)", "Leave at least one month for the outcome of a complaint."
    )
    _crossbiz_complaint_retention_long = models.Constraint(
        "CHECK(crossbiz_complaint_retention_days >= 200)",
        "Keep complaints for at least 200 days: retaliation is looked for until the 180th.",
    )
    _crossbiz_complaint_digest_hour_valid = models.Constraint(
        "CHECK(crossbiz_complaint_digest_hour BETWEEN 0 AND 23)", "The hour of the day goes from 0 to 23."
    )
