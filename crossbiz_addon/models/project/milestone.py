from odoo import api, fields, models


class TaskBookMilestone(models.Model):
    """A milestone (里程碑): what is there by when, and the evidence that it is. Judged on its baseline."""

    _name = "crossbiz.task.book.milestone"
    _description = "Milestone of a Task Book"
    _inherit = ["crossbiz.task.book.line"]
    _order = "book_id, deadline, id"

    _running_fields = frozenset({"evidence", "evidence_file_ids"})
    _protected_fields = frozenset({"baseline_date", "reached_at", "reached_by", "project_milestone_id", "withdrawn_at"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="book_id.company_id")
    name = fields.Char(required=True)
    department_id = fields.Many2one("hr.department", "Responsible", required=True, ondelete="restrict", index=True)
    deliverable = fields.Text(help="What shows that it is reached.")
    baseline_date = fields.Date("Baseline", readonly=True, copy=False, help="The date first approved; it is judged by.")
    deadline = fields.Date("By", required=True)
    evidence = fields.Text(copy=False)
    evidence_file_ids = fields.Many2many(
        "ir.attachment",
        "crossbiz_milestone_evidence_rel",
        "milestone_id",
        "attachment_id",
        "Evidence (Files)",
        copy=False,
    )
    reached_at = fields.Datetime(readonly=True, copy=False)
    reached_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    project_milestone_id = fields.Many2one(
        "project.milestone", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )

    @api.constrains("deliverable", "evidence")
    def _check_text_length(self):
        self._check_text_limits("deliverable", "evidence")

    def _get_failures(self):
        """What keeps this milestone from being approved, as translated sentences."""
        book, failures = self.book_id, []
        if book.date_start and book.date_end and not book.date_start <= self.deadline <= book.date_end:
            failures.append(
                self.env._("The milestone “%(milestone)s” lies outside the project's dates.", milestone=self.name)
            )
        return failures

    def _get_snapshot_line(self):
        return [self.id, self.name, self.department_id.id, self.deliverable or "", self.deadline]

    def _set_baselines(self):
        """The first approved date is what a milestone is judged by, whatever is approved later."""
        for milestone in self.sudo():
            milestone.baseline_date = milestone.baseline_date or milestone.deadline

    def _ensure_project_milestones(self):
        """Odoo's milestone beside ours, in superuser mode; made again when somebody deleted it."""
        for milestone in self.sudo():
            values = {"name": milestone.name, "deadline": milestone.deadline, "is_reached": bool(milestone.reached_at)}
            if milestone.project_milestone_id:
                milestone.project_milestone_id.write(values)
            else:
                milestone.project_milestone_id = (
                    self.env["project.milestone"]
                    .sudo()
                    .create({**values, "project_id": milestone.book_id.project_id.id})
                )
