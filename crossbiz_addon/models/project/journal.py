from odoo import fields, models

from ..core.history import keep

EVENTS = [
    ("book_started", "Project Started"),
    ("revision_begun", "Revision Begun"),
    ("revision_dropped", "Revision Dropped"),
    ("milestone_reached", "Milestone Reached"),
    ("milestone_undone", "Milestone Taken Back"),
    ("progress_posted", "Progress Reported"),
    ("progress_missed", "Weekly Report Missing"),
    ("summed_up", "Week Summed Up"),
    ("acceptance_opened", "Acceptance Opened"),
    ("acceptance_passed", "Acceptance Passed"),
    ("acceptance_failed", "Acceptance Failed"),
    ("retrospective_filed", "Retrospective Filed"),
    ("department_joined", "Department Joined"),
    ("department_left", "Department Left"),
]


class Journal(models.Model):
    _inherit = "crossbiz.journal"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: keep for code, _label in EVENTS})
