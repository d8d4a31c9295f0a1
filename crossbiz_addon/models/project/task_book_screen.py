from odoo import api, fields, models
from odoo.fields import Domain

from ..core.counting import Counted

STEPS_SHOWN = 30


class TaskBook(models.Model):
    """What a task book's page offers to whom: what is missing, whose turn it is, and the way to what hangs on it."""

    _inherit = "crossbiz.task.book"

    submit_failures = fields.Text(compute="_compute_submit_failures", help="What is missing before it is submitted.")
    step_ids = fields.Many2many(
        "crossbiz.node",
        compute="_compute_step_ids",
        string="Running and Latest Steps",
        help="A long book has hundreds.",
    )
    book_meeting_count = fields.Integer("Meetings and Kick-Off", compute="_compute_counts")
    report_count = fields.Integer(compute="_compute_counts")
    resolution_count = fields.Integer(compute="_compute_counts")
    acceptance_count = fields.Integer(compute="_compute_counts")
    retrospective_count = fields.Integer(compute="_compute_counts")
    missing_count = fields.Integer("Missing Reports", compute="_compute_counts")
    can_decide = fields.Boolean(compute="_compute_my_turn", help="I decide on the task book now.")
    can_report_progress = fields.Boolean(compute="_compute_my_turn", help="I write my department's report now.")
    can_look_back = fields.Boolean(compute="_compute_my_turn", help="I write the retrospective now.")
    can_judge = fields.Boolean(compute="_compute_my_turn", help="I judge in the running round of acceptance.")
    can_enter_results = fields.Boolean(compute="_compute_my_turn", help="I enter what the indicators reached.")
    can_open_project = fields.Boolean(compute="_compute_can_open", help="I am among the people of its Odoo project.")
    can_open_channel = fields.Boolean(compute="_compute_can_open", help="I am a member of its channel.")
    opinion = fields.Text("Why It Came Back", compute="_compute_opinion", help="Why it was rejected or returned.")

    @api.depends(
        "state",
        "revising",
        "name",
        "objective",
        "date_start",
        "date_end",
        "kickoff_meeting_id",
        "milestone_ids",
        "assignment_ids",
        "indicator_ids",
        "weight_total",
    )
    def _compute_submit_failures(self):
        """A checklist while the paper is drafted; gone when nothing is missing."""
        for book in self:
            drafted = book._origin and (book.state == "draft" or book.revising) and book.can_change
            failures = book._origin._get_submit_failures() if drafted else []
            book.submit_failures = "\n".join(failures) or False

    @api.depends("node_ids.state")
    def _compute_step_ids(self):
        nodes = self.env["crossbiz.node"]
        for book in self:
            mine = Domain("case_id", "=", book._origin.case_id.id)
            running = nodes.search(mine & Domain("state", "in", ("open", "paused"))) if book._origin else nodes
            ended = nodes.search(
                mine & Domain("state", "in", ("closed", "void")), order="closed_at desc, id desc", limit=STEPS_SHOWN
            )
            book.step_ids = running | ended

    @api.depends("kickoff_meeting_id")
    def _compute_counts(self):
        result = super()._compute_counts()
        for book in self:
            kickoff = book._origin.kickoff_meeting_id.sudo()
            book.book_meeting_count += bool(kickoff and kickoff.case_id != book._origin.case_id)
        return result

    @api.model
    def _get_counted(self):
        return {
            **super()._get_counted(),
            "report_count": Counted("crossbiz.progress.report", "book_id", [("posted_at", "!=", False)]),
            "acceptance_count": Counted("crossbiz.acceptance", "book_id"),
            "retrospective_count": Counted("crossbiz.retrospective", "book_id"),
            "book_meeting_count": Counted("crossbiz.meeting", "case_id", shared=False),
            "resolution_count": Counted("crossbiz.resolution", "case_id", shared=False),
            "missing_count": Counted("crossbiz.node", "case_id", self._get_missing_domain()),
        }

    @api.model
    def _get_missing_domain(self):
        """Steps of weekly reports that did not come in time and have not come since."""
        overdue = Domain("state", "=", "open") & Domain("deadline", "<=", fields.Datetime.now())
        return Domain("kind", "=", "progress_report") & (overdue | Domain("outcome", "=", "missed"))

    @api.depends("version_ids.outcome", "state")
    def _compute_opinion(self):
        """What the decision layer said when it did not agree, as long as that is where the book stands."""
        for book in self:
            book.opinion = False
            if book.state in ("draft", "rejected") or book.revising:
                node = self.env["crossbiz.node"].search(
                    [
                        ("res_model", "=", book._name),
                        ("res_id", "=", book._origin.id),
                        ("kind", "=", "book_decision"),
                        ("state", "=", "closed"),
                    ],
                    order="id desc",
                    limit=1,
                )
                book.opinion = node.opinion if node.outcome in ("rejected", "returned") else False

    @api.depends("node_ids.state", "state", "suspended", "requesting_department_id", "lead_department_id")
    @api.depends_context("uid")
    def _compute_my_turn(self):
        """The judge is the step: it says who may act on it, and whose report is drafted."""
        kinds, members = {}, self.env.user._get_member_departments()
        steps = self._get_running_steps()
        reported = set(self._get_steps_to_report(steps).mapped("res_id"))
        for node in steps.filtered("can_act"):
            kinds.setdefault(node.res_id, set()).add(node.kind)
        for book in self:
            mine = kinds.get(book._origin.id, set())
            book.can_decide = "book_decision" in mine
            book.can_report_progress = book._origin.id in reported
            book.can_look_back = "retrospective" in mine
            rounds = book.acceptance_ids if book.state == "closing" else book.acceptance_ids.browse()
            book.can_judge = any(rounds.filtered(lambda found: found.state == "open").mapped("can_judge"))
            own = members & (book.requesting_department_id | book.lead_department_id)
            book.can_enter_results = book.state == "running" and not book.suspended and bool(own)

    @api.depends("project_id", "channel_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        """Project and channel are private to who takes part; project administrators see all projects."""
        partner, books = self.env.user.partner_id, self.sudo()
        followed = (
            self.env["mail.followers"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", "project.project"),
                    ("res_id", "in", books.project_id.ids),
                    ("partner_id", "=", partner.id),
                ],
                ["res_id"],
            )
            .mapped("res_id")
        )
        joined = (
            self.env["discuss.channel.member"]
            .sudo()
            .search_fetch([("channel_id", "in", books.channel_id.ids), ("partner_id", "=", partner.id)], ["channel_id"])
            .channel_id
        )
        sees_all = self.env.user.has_group("project.group_project_manager")
        for book in self:
            project, channel = book.sudo().project_id, book.sudo().channel_id
            book.can_open_project = bool(project) and (sees_all or project.id in followed)
            book.can_open_channel = channel in joined

    # --------------------------------------------------
    # From the inbox to the right form
    # --------------------------------------------------

    def _get_node_verb(self, node):
        verbs = {
            "progress_report": self.env._("Write Report"),
            "milestone": self.env._("Reached"),
            "retrospective": self.env._("Look Back"),
        }
        return verbs.get(node.kind) or super()._get_node_verb(node)

    def _get_node_action(self, node):
        if node.kind == "progress_report":
            return self._get_progress_dialog(node)
        if node.kind == "milestone":
            return self._get_milestone(node).action_open_reach()
        if node.kind == "retrospective":
            return self._get_page(self.retrospective_ids[:1])
        return super()._get_node_action(node)

    def _get_progress_dialog(self, node):
        """The week's report of a department: the one begun, or a new one that knows where it belongs."""
        report = self.report_ids.filtered(
            lambda found: found.department_id == node.department_id and found.week == node.period
        )
        return {
            **self._get_page(report[:1] or self.env["crossbiz.progress.report"]),
            "name": self.env._("Weekly Progress"),
            "views": [(self.env.ref("crossbiz_addon.progress_report_view_form_dialog").id, "form")],
            "target": "new",
            "context": {
                "default_book_id": self.id,
                "default_department_id": node.department_id.id,
                "default_week": node.period,
            },
        }

    def _get_page(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "context": {},
        }
