from odoo import api, fields, models

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

    @api.model
    def _get_value_kinds(self):
        """Numbers of versions and rounds, names and weeks are texts; a summary's value is a status."""
        texts = (
            "revision_begun",
            "revision_dropped",
            "milestone_reached",
            "milestone_undone",
            "progress_posted",
            "progress_missed",
            "acceptance_passed",
            "retrospective_filed",
            "department_joined",
            "department_left",
        )
        return {
            **super()._get_value_kinds(),
            **dict.fromkeys(texts, "text"),
            "summed_up": ("project.update", "status"),
        }
