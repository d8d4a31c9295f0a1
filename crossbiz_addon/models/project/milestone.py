from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class TaskBookMilestone(models.Model):
    """A milestone (里程碑): what is there by when, and the evidence that it is. Judged on its baseline."""

    _name = "crossbiz.task.book.milestone"
    _description = "Milestone of a Task Book"
    _inherit = ["crossbiz.task.book.line", "crossbiz.evidence"]
    _order = "book_id, deadline, id"

    _version_fields = ("name", "department_id", "deliverable", "deadline")
    _running_fields = frozenset({"evidence", "evidence_file_ids"})
    _evidence_fields = ("evidence_file_ids",)
    _protected_fields = frozenset({"baseline_date", "extended_to", "reached_at", "reached_by", "project_milestone_id"})

    name = fields.Char(required=True)
    department_id = fields.Many2one("hr.department", "Responsible", required=True, ondelete="restrict", index=True)
    deliverable = fields.Text(help="What shows that it is reached.")
    baseline_date = fields.Date("Baseline", readonly=True, copy=False, help="The date first approved; it is judged by.")
    deadline = fields.Date("By", required=True)
    extended_to = fields.Date(
        readonly=True, copy=False, help="The date that was granted since the version in force was approved."
    )
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
    late = fields.Boolean(compute="_compute_late", help="Reached after its baseline, or not reached and past it.")
    can_reach = fields.Boolean(compute="_compute_can_reach", help="I can report it as reached now.")
    project_milestone_id = fields.Many2one(
        "project.milestone", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )

    @api.depends("reached_at", "baseline_date")
    def _compute_late(self):
        now = fields.Datetime.now()
        for milestone in self:
            moment = milestone.reached_at or now
            day = fields.Datetime.context_timestamp(milestone, moment).date()
            milestone.late = bool(milestone.baseline_date) and day > milestone.baseline_date

    @api.depends("reached_at", "book_id.state", "book_id.suspended")
    @api.depends_context("uid")
    def _compute_can_reach(self):
        running = self.filtered(
            lambda milestone: (
                not milestone.reached_at
                and milestone.in_force
                and milestone.book_id.state == "running"
                and not milestone.book_id.suspended
            )
        )
        mine = set()
        if running:
            nodes = self.env["crossbiz.node"].search_fetch(
                [
                    ("res_model", "=", "crossbiz.task.book"),
                    ("res_id", "in", running.book_id.ids),
                    ("kind", "=", "milestone"),
                    ("can_act", "=", True),
                ],
                ["period"],
            )
            mine = set(nodes.mapped("period"))
        for milestone in self:
            milestone.can_reach = milestone in running and str(milestone.id) in mine

    @api.constrains("deliverable", "evidence")
    def _check_text_length(self):
        self._check_text_limits("deliverable", "evidence")

    # --------------------------------------------------
    # Who writes
    # --------------------------------------------------

    def _check_running_write(self):
        """Evidence is gathered by the responsible department's people, until the milestone is reached.

        :raises AccessError: for other departments
        :raises UserError: before the start, and afterwards
        """
        mine = self.env.user._get_member_departments()
        for milestone in self:
            if milestone.department_id not in mine:
                raise AccessError(
                    self.env._(
                        "The evidence for “%(milestone)s” is gathered by “%(department)s”.",
                        milestone=milestone.name,
                        department=milestone.department_id.sudo().display_name,
                    )
                )
            milestone._check_settled()
            milestone.book_id._check_running()

    def _check_settled(self):
        for milestone in self:
            if milestone.reached_at:
                raise UserError(self.env._("“%(milestone)s” was reached: it stays as it is.", milestone=milestone.name))

    # --------------------------------------------------
    # Versions
    # --------------------------------------------------

    def _get_failures(self, past=True):
        """What keeps this milestone from being approved, as translated sentences.

        :param bool past: whether a date in the past counts too
        """
        book, failures = self.book_id, []
        if book.date_start and book.date_end and not book.date_start <= self.deadline <= book.date_end:
            failures.append(
                self.env._("The milestone “%(milestone)s” lies outside the project's dates.", milestone=self.name)
            )
        elif past and not self.in_force and self.deadline < fields.Date.context_today(self):
            failures.append(self.env._("The date of the milestone “%(milestone)s” is past.", milestone=self.name))
        return failures

    def _get_restored_values(self, values):
        """An extension or a hand-over that happened since the version was approved stays."""
        values = super()._get_restored_values(values)
        if self.extended_to and self.extended_to > values["deadline"]:
            values["deadline"] = self.extended_to
        step = self.book_id._get_open_nodes("milestone").filtered(lambda node: node.period == str(self.id))
        if step:
            values["department_id"] = step.department_id.id
        return values

    def _set_in_force(self):
        """The version that was approved counts: the first approved date is what a milestone is judged by."""
        for milestone in self.sudo():
            values = {}
            if not milestone.baseline_date:
                values["baseline_date"] = milestone.deadline
            if milestone.extended_to:
                values["extended_to"] = False
            if values:
                milestone.write(values)

    # --------------------------------------------------
    # Odoo's milestones
    # --------------------------------------------------

    def _ensure_project_milestones(self):
        """Odoo's milestone beside ours, in superuser mode; made again when somebody deleted it.

        While a revision is drafted, what the version in force said stays in Odoo's project.
        """
        lines, milestones = self.sudo(), self.env["project.milestone"].sudo()
        (lines.filtered(lambda line: line.withdrawn and not line.book_id.revising)).project_milestone_id.unlink()
        lines = lines.filtered(lambda line: line.in_force and (line.book_id.revising or not line.withdrawn))
        missing = lines.filtered(lambda line: not line.project_milestone_id)
        for line in lines - missing:
            beside = line.project_milestone_id
            values = {name: value for name, value in line._prepare_project_milestone().items() if beside[name] != value}
            if line.book_id.revising:
                values = {name: value for name, value in values.items() if name == "is_reached"}
            if beside.project_id != line.book_id.project_id:
                values["project_id"] = line.book_id.project_id.id
            if values:
                beside.write(values)
        made = milestones.create(
            [{**line._prepare_project_milestone(), "project_id": line.book_id.project_id.id} for line in missing]
        )
        for line, milestone in zip(missing, made, strict=True):
            line.project_milestone_id = milestone

    def _prepare_project_milestone(self):
        return {"name": self.name, "deadline": self.deadline, "is_reached": bool(self.reached_at)}
