from odoo import api, fields, models

from ..core.history import keep

EVENTS = [
    ("risk_filed", "Risk Assessment Filed"),
    ("risk_superseded", "Superseded by a Newer Assessment"),
    ("risk_expired", "Accepted Risk Expired"),
    ("reviews_requested", "Reviews Requested"),
    ("reviewed", "Reviewed"),
    ("review_superseded", "Superseded by a Newer Review"),
    ("rectification_issued", "Rectification Notice Issued"),
    ("rectification_accepted", "Rectification Accepted"),
    ("rectification_submitted", "Rectification Submitted"),
    ("rectification_returned", "Rectification Sent Back"),
    ("rectification_verified", "Rectification Verified"),
    ("rectification_withdrawn", "Rectification Notice Withdrawn"),
    ("incident_reported", "Incident Reported"),
    ("incident_dismissed", "False Alarm"),
    ("incident_closed", "Incident Closed"),
    ("incident_plan_submitted", "Incident Plan Submitted"),
    ("cases_suspended", "Cases Suspended"),
    ("cases_resumed", "Cases Resumed"),
    ("action_started", "Action Started"),
    ("action_done", "Action Done"),
    ("action_dropped", "Action Dropped"),
    ("dispute_raised", "Dispute Raised"),
    ("dispute_position", "Position Stated"),
    ("dispute_ruled", "Dispute Ruled"),
    ("dispute_withdrawn", "Dispute Withdrawn"),
    ("violation_decided", "Violation Found"),
    ("violation_appealed", "Appeal Lodged"),
    ("violation_upheld", "Violation Upheld"),
    ("violation_revoked", "Violation Revoked"),
]


class Journal(models.Model):
    _inherit = "crossbiz.journal"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: keep for code, _label in EVENTS})

    @api.model
    def _get_value_kinds(self):
        return {
            **super()._get_value_kinds(),
            "risk_expired": "moment",
            "reviews_requested": "text",
            "cases_suspended": "text",
            "cases_resumed": "text",
            "dispute_raised": "text",
            "dispute_ruled": "text",
            "dispute_withdrawn": "text",
            "reviewed": ("crossbiz.compliance.review", "opinion"),
        }
