from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class TaskBookMilestone(models.Model):
    """A milestone (里程碑): what is there by when, and the evidence that it is. Judged on its baseline."""

    _name = "crossbiz.task.book.milestone"
    _description = "Milestone of a Task Book"
    _inherit = ["crossbiz.task.book.line", "crossbiz.evidence"]
    _order = "book_id, deadline, id"

    _version_fields = ("name", "department_id", "deliverable", "deadline")
    _running_fields = frozenset({"evidence", "evidence_file_ids"})
    _evidence_fields = ("evidence_file_ids",)
    _protected_fields = frozenset(
        {"baseline_date", "extended_to", "due_date", "reached_at", "reached_by", "project_milestone_id"}
    )

    name = fields.Char(required=True)
    department_id = fields.Many2one("hr.department", "Responsible", required=True, ondelete="restrict", index=True)
    deliverable = fields.Text(help="What shows that it is reached.")
    baseline_date = fields.Date("Baseline", readonly=True, copy=False, help="The date first approved; it is judged by.")
    deadline = fields.Date("By", required=True)
    extended_to = fields.Date(
        readonly=True, copy=False, help="The date that was granted since the version in force was approved."
    )
    due_date = fields.Date(
        "Due",
        compute="_compute_due_date",
        store=True,
        help="The date that counts now: what a revision drafts counts when it is approved.",
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
    can_gather = fields.Boolean(
        compute="_compute_can_gather", search="_search_can_gather", help="My department gathers its evidence now."
    )
    can_reach = fields.Boolean(compute="_compute_can_gather", help="I can report it as reached now.")
    project_milestone_id = fields.Many2one(
        "project.milestone", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )

    @api.depends("deadline", "extended_to", "in_force", "book_id.revising")
    def _compute_due_date(self):
        counting = self.filtered("book_id.revising")._get_counting_values()
        for milestone in self:
            milestone.due_date = counting.get(milestone._origin.id, {}).get("deadline", milestone.deadline)

    @api.depends("reached_at", "baseline_date")
    def _compute_late(self):
        now = fields.Datetime.now()
        for milestone in self:
            moment = milestone.reached_at or now
            day = fields.Datetime.context_timestamp(milestone, moment).date()
            milestone.late = bool(milestone.baseline_date) and day > milestone.baseline_date

    @api.depends("reached_at", "department_id", "book_id.state", "book_id.suspended")
    @api.depends_context("uid")
    def _compute_can_gather(self):
        """The judge is the running step: its department gathers, and who acts on it says that it is reached.

        What a revision drafts about departments does not count yet.
        """
        books = self.book_id._origin.filtered(lambda book: book.state == "running" and not book.suspended)
        steps = books._get_running_steps("milestone")
        mine = self.env.user._get_writing_departments()
        gathered = steps.filtered(lambda step: step.department_id in mine).mapped("period")
        reached = steps.filtered("can_act").mapped("period")
        for milestone in self:
            milestone.can_gather = str(milestone._origin.id) in gathered
            milestone.can_reach = str(milestone._origin.id) in reached

    def _search_can_gather(self, operator, value):
        if operator != "in":
            return NotImplemented
        steps = (
            self.env["crossbiz.node"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", "crossbiz.task.book"),
                    ("kind", "=", "milestone"),
                    ("state", "=", "open"),
                    ("department_id", "in", self.env.user._get_writing_departments().ids),
                ],
                ["period"],
            )
        )
        mine = Domain("id", "in", [int(period) for period in steps.mapped("period")])
        return Domain.OR(mine if flag else ~mine for flag in value)

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
        mine = self.env.user._get_writing_departments()
        for milestone in self.filtered(lambda found: not found.can_gather):
            step = milestone.book_id._get_open_nodes("milestone").filtered(
                lambda node, milestone=milestone: node.period == str(milestone.id)
            )
            responsible = (step or milestone).department_id.sudo()
            if responsible.sudo(False) in mine:
                milestone._check_settled()
                milestone.book_id._check_running()
                raise UserError(self.env._("“%(milestone)s” is not running.", milestone=milestone.name))
            raise AccessError(
                self.env._(
                    "The evidence for “%(milestone)s” is gathered by “%(department)s”.",
                    milestone=milestone.name,
                    department=responsible.display_name,
                )
            )

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

        It says what the version in force says, also while a revision is drafted.
        """
        milestones, counting = self.env["project.milestone"].sudo(), self._get_counting_values()
        lines = self.sudo().filtered("in_force")
        lines.filtered(lambda line: line.id not in counting).project_milestone_id.unlink()
        lines = lines.filtered(lambda line: line.id in counting)
        missing = lines.filtered(lambda line: not line.project_milestone_id)
        for line in lines - missing:
            beside, wanted = line.project_milestone_id, line._prepare_project_milestone(counting[line.id])
            values = {name: value for name, value in wanted.items() if beside[name] != value}
            if beside.project_id != line.book_id.project_id:
                values["project_id"] = line.book_id.project_id.id
            if values:
                beside.write(values)
        made = milestones.create(
            [
                {**line._prepare_project_milestone(counting[line.id]), "project_id": line.book_id.project_id.id}
                for line in missing
            ]
        )
        for line, milestone in zip(missing, made, strict=True):
            line.project_milestone_id = milestone

    def _prepare_project_milestone(self, counting):
        return {"name": counting["name"], "deadline": counting["deadline"], "is_reached": bool(self.reached_at)}
