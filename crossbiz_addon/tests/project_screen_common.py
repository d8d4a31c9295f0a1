from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .project_common import ProjectCase


class ProjectScreenCase(ProjectCase):
    """The same people with a shorter paper, for what is looked at: one milestone of Technical, one indicator."""

    @classmethod
    def draft_book(cls, **values):
        concept = {
            "name": "Concept",
            "department_id": cls.tech.id,
            "deliverable": "A paper",
            "deadline": fields.Date.today() + timedelta(days=11),
        }
        return super().draft_book(
            **{
                "milestone_ids": [Command.create(concept)],
                "indicator_ids": [Command.create({"name": "Calls answered", "target": "95 %", "weight": 100})],
                **values,
            }
        )

    @classmethod
    def run_book(cls, **values):
        """A book that was approved and started, with this week's reports awaited."""
        book = cls.start_book(**values)
        cls.open_week(book)
        return book

    @classmethod
    def post_report(cls, book):
        """Technical's report of the week that waits longest."""
        node = cls.nodes(book, "progress_report", "open").filtered(lambda found: found.department_id == cls.tech)[:1]
        values = {"done": "Concept written", "problems": "The supplier is late.", "percent": 20}
        report = cls.write_report(book, "tech_officer", cls.tech, node.period, **values)
        report.action_post()
        return report

    @classmethod
    def close_book(cls, **values):
        """A book that is done."""
        book = cls.run_book(**values)
        cls.reach_all(book)
        cls.pass_acceptance(cls.open_acceptance(book))
        cls.file_retrospective(book)
        return book
