from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

PAPER = ("objective", "background", "date_start", "date_end", "budget", "kickoff_meeting_id")
LINES = ("milestone_ids", "assignment_ids", "indicator_ids")


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
        copy=False,
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('meeting_type', '=', 'kickoff')]",
    )
    meeting_ids = fields.One2many(related="case_id.meeting_ids", string="Meetings")
    milestone_ids = fields.One2many("crossbiz.task.book.milestone", "book_id", "Milestones", copy=True)
    assignment_ids = fields.One2many("crossbiz.task.book.assignment", "book_id", "Division of Work", copy=True)
    indicator_ids = fields.One2many("crossbiz.task.book.indicator", "book_id", "Indicators", copy=True)
    version = fields.Integer(
        "Version in Force", default=0, readonly=True, copy=False, help="The version in force; 0 before the first."
    )
    version_ids = fields.One2many("crossbiz.task.book.version", "book_id", "Versions", readonly=True)
    revising = fields.Boolean(
        "Under Revision", readonly=True, copy=False, help="A new version is drafted; the approved one stays in force."
    )
    changed_since = fields.Boolean("Changed Since Approval", compute="_compute_changed_since")
    weight_total = fields.Float("Sum of Weights", compute="_compute_weight_total")
    project_id = fields.Many2one(
        "project.project", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    channel_id = fields.Many2one(
        "discuss.channel", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    report_ids = fields.One2many("crossbiz.progress.report", "book_id", "Progress Reports", readonly=True)
    acceptance_ids = fields.One2many("crossbiz.acceptance", "book_id", "Acceptances", readonly=True)
    retrospective_ids = fields.One2many("crossbiz.retrospective", "book_id", "Retrospectives", readonly=True)
    can_change = fields.Boolean(compute="_compute_can_change", help="I can change what the paper says.")

    _period_positive = models.Constraint("CHECK(date_start <= date_end)", "The project ends before it begins.")
    _budget_positive = models.Constraint("CHECK(budget >= 0)", "The budget cannot be negative.")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("indicator_ids.weight", "indicator_ids.withdrawn")
    def _compute_weight_total(self):
        for book in self:
            book.weight_total = sum(book.indicator_ids._get_standing().mapped("weight"))

    @api.depends("state", "suspended", "revising", "requesting_department_id")
    @api.depends_context("uid")
    def _compute_can_change(self):
        mine = self.env.user._get_member_departments()
        for book in self:
            own = not book._origin or book.requesting_department_id in mine
            revised = book.revising and not book.suspended and not book._get_open_nodes("book_decision")
            book.can_change = own and (book.state == "draft" or revised)

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

    @api.model_create_multi
    def create(self, vals_list):
        books = super().create(vals_list)
        if not self.env.su:
            books.kickoff_meeting_id.check_access("read")
        return books

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
        if any(name in vals for name in PAPER) and not self.env.su:
            self._check_changeable()
        result = super().write(vals)
        if "kickoff_meeting_id" in vals and not self.env.su:
            self.kickoff_meeting_id.check_access("read")  # its name would be shown with the book
        return result

    def copy_data(self, default=None):
        """A copy begins with what the paper says now: without lines that were taken out."""
        vals_list = super().copy_data(default)
        for book, vals in zip(self, vals_list, strict=True):
            for name in set(LINES).intersection(vals) - set(default or {}):
                vals[name] = [Command.create(line) for line in book[name]._get_standing().copy_data()]
                for command in vals[name]:
                    command[2].pop("book_id", None)
        return vals_list

    def _check_changeable(self):
        """The paper changes as a draft, and later as a revision that is approved again.

        :raises AccessError: for other departments than the initiating one
        :raises UserError: saying what to do
        """
        mine = self.env.user._get_member_departments()
        for book in self:
            if book.requesting_department_id not in mine:
                raise AccessError(
                    self.env._(
                        "The task book is written by “%(department)s”. Report a difficulty, or ask for a revision.",
                        department=book.requesting_department_id.sudo().display_name,
                    )
                )
            if book.state == "draft":
                continue
            if not book.revising:
                book._refuse_change()
            book._check_not_suspended()
            if book._get_open_nodes("book_decision"):
                raise UserError(
                    self.env._(
                        "“%(book)s” is being decided and cannot change now. Ask the decision layer to return it.",
                        book=book.display_name,
                    )
                )

    def _check_running(self):
        """Refuse what only a running project allows.

        :raises UserError: for a book that has not started or has ended, or is suspended
        """
        for book in self:
            book._check_not_suspended()
            if book.state != "running":
                raise UserError(self.env._("“%(book)s” is not running.", book=book.display_name))

    def _sync_collaborators(self):
        """Keep the ledger's collaborating departments those that have a part."""
        for book in self.sudo():
            departments = book.assignment_ids._get_standing().department_id
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
            "kickoff_meeting_id": self.kickoff_meeting_id.id or 0,
            **{name: self[name]._get_snapshot_lines() for name in LINES},
        }
