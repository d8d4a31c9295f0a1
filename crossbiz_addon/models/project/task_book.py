from odoo import api, fields, models
from odoo.fields import Command

PAPER = frozenset({"objective", "background", "date_start", "date_end", "budget", "kickoff_meeting_id"})


class TaskBook(models.Model):
    """《联合项目任务书》: goals, milestones, division of work and indicators of a joint project (regulation 3.2.1).

    Drafted after a kick-off, approved by the decision layer for one version, then it runs as
    an Odoo project until acceptance and retrospective. This file has the paper; its way is in
    ``task_book_submit``, ``task_book_version``, ``task_book_start`` and ``task_book_milestones``.
    """

    _name = "crossbiz.task.book"
    _description = "Task Book"
    _inherit = ["crossbiz.case.document"]
    _inherits = {"crossbiz.case": "case_id"}
    _order = "id desc"
    _check_company_auto = True

    _case_kind = "project"
    _transitions = {
        "draft": {"review", "cancelled"},
        "review": {"draft", "approved", "rejected", "cancelled"},
        "rejected": {"draft"},
        "approved": {"running", "cancelled"},
        "running": {"closing", "cancelled"},
        "closing": {"running", "done"},
    }
    _node_kinds = {
        "book_decision": "verdict",
        "progress_report": "record",
        "milestone": "record",
        "retrospective": "record",
    }
    _protected_fields = frozenset({"project_id", "channel_id", "version", "revising"})

    objective = fields.Text(help="What the project achieves, so that it can be judged.")
    background = fields.Text(help="Why it is done, and what it builds on.")
    date_start = fields.Date("Starts")
    date_end = fields.Date("Ends")
    currency_id = fields.Many2one(related="company_id.currency_id")
    budget = fields.Monetary()
    kickoff_meeting_id = fields.Many2one(
        "crossbiz.meeting",
        "Kick-Off Meeting",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('meeting_type', '=', 'kickoff')]",
    )
    meeting_ids = fields.One2many(related="case_id.meeting_ids", string="Meetings")
    milestone_ids = fields.One2many("crossbiz.task.book.milestone", "book_id", "Milestones", copy=True)
    assignment_ids = fields.One2many("crossbiz.task.book.assignment", "book_id", "Division of Work", copy=True)
    indicator_ids = fields.One2many("crossbiz.task.book.indicator", "book_id", "Indicators", copy=True)
    version = fields.Integer(default=0, readonly=True, copy=False, help="The version in force; 0 before the first.")
    version_ids = fields.One2many("crossbiz.task.book.version", "book_id", "Versions", readonly=True)
    revising = fields.Boolean(
        "Under Revision", readonly=True, copy=False, help="A new version is drafted; the approved one stays in force."
    )
    changed_since = fields.Boolean("Changed Since Approval", compute="_compute_changed_since")
    weight_total = fields.Float("Sum of Weights", compute="_compute_weight_total")
    project_id = fields.Many2one(
        "project.project", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    channel_id = fields.Many2one("discuss.channel", readonly=True, copy=False, ondelete="set null")
    report_ids = fields.One2many("crossbiz.progress.report", "book_id", "Progress Reports", readonly=True)
    acceptance_ids = fields.One2many("crossbiz.acceptance", "book_id", "Acceptances", readonly=True)
    retrospective_ids = fields.One2many("crossbiz.retrospective", "book_id", "Retrospectives", readonly=True)
    can_change = fields.Boolean(compute="_compute_can_change")

    _period_positive = models.Constraint("CHECK(date_start <= date_end)", "The project ends before it begins.")
    _budget_positive = models.Constraint("CHECK(budget >= 0)", "The budget cannot be negative.")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("indicator_ids.weight")
    def _compute_weight_total(self):
        for book in self:
            book.weight_total = sum(book.indicator_ids.mapped("weight"))

    @api.depends("state", "revising", "requesting_department_id")
    @api.depends_context("uid")
    def _compute_can_change(self):
        mine = self.env.user._get_member_departments()
        for book in self:
            own = not book._origin or book.requesting_department_id in mine
            book.can_change = own and (book.state == "draft" or book.revising)

    @api.depends("case_id.display_name")
    def _compute_display_name(self):
        for book in self:
            book.display_name = book.case_id.display_name

    @api.constrains("objective", "background")
    def _check_text_length(self):
        self._check_text_limits("objective", "background")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model
    def _prepare_case_values(self, vals):
        """The departments that get a part are the case's collaborators from the start."""
        department_ids = {
            command[2].get("department_id")
            for command in vals.get("assignment_ids") or []
            if command[0] == Command.CREATE
        }
        return {"collaborator_ids": [Command.set(sorted(filter(None, department_ids)))]}

    def write(self, vals):
        if PAPER.intersection(vals) and not self.env.su:
            self._check_changeable()
        return super().write(vals)

    def _check_changeable(self):
        """The paper changes as a draft, and later as a revision that is approved again.

        :raises UserError: saying what to do
        """
        for book in self:
            if book.state != "draft" and not book.revising:
                book._refuse_change()

    def _sync_collaborators(self):
        """Keep the ledger's collaborating departments those that have a part."""
        for book in self.sudo():
            departments = book.assignment_ids.department_id
            if book.case_id.collaborator_ids != departments:
                book.case_id.collaborator_ids = departments
                book.case_id._settle_participants()

    # --------------------------------------------------
    # Evidence
    # --------------------------------------------------

    def _get_snapshot_values(self):
        """What a version says: all that is approved with it."""
        return {
            **super()._get_snapshot_values(),
            "name": self.name,
            "objective": self.objective or "",
            "background": self.background or "",
            "date_start": self.date_start,
            "date_end": self.date_end,
            "budget": self.budget,
            "milestones": [line._get_snapshot_line() for line in self.milestone_ids.sorted("id")],
            "assignments": [line._get_snapshot_line() for line in self.assignment_ids.sorted("id")],
            "indicators": [line._get_snapshot_line() for line in self.indicator_ids.sorted("id")],
        }
