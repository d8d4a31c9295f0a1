from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

TEXTS = ("done", "problems", "next")


class ProgressReport(models.Model):
    """What a department did in a week, what hinders it, what comes next (regulation 3.2.2). Posted, it stays.

    The week's step opens by a job; a report that does not come is an overdue step, a fact on the ledger.
    """

    _name = "crossbiz.progress.report"
    _description = "Weekly Progress"
    _inherit = ["crossbiz.protected"]
    _order = "week desc, id desc"
    _rec_name = "week"

    _protected_fields = frozenset({"posted_by", "posted_at", "late"})
    _fixed_fields = frozenset({"book_id", "department_id", "week"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="book_id.company_id")
    department_id = fields.Many2one("hr.department", required=True, ondelete="restrict", index=True)
    week = fields.Char(required=True, help="ISO week, like 2026-W10.")
    done = fields.Text("Done This Week")
    problems = fields.Text()
    next = fields.Text("Next Week")
    percent = fields.Integer("Progress (%)", help="Of the department's whole part.", aggregator="avg")
    posted_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    posted_at = fields.Datetime(readonly=True)
    late = fields.Boolean(readonly=True, help="Posted after the end of its week.")
    can_post = fields.Boolean(compute="_compute_can_post")

    _week_uniq = models.UniqueIndex("(book_id, department_id, week)", "This week's report of the department exists.")
    _percent_range = models.Constraint("CHECK(percent BETWEEN 0 AND 100)", "Progress lies between 0 and 100 percent.")

    @api.depends("posted_at", "book_id.state", "book_id.suspended", "department_id")
    @api.depends_context("uid")
    def _compute_can_post(self):
        acting = self.env.user._get_acting_departments()
        for report in self:
            book = report.book_id
            awaited = book.state in ("running", "closing") and not book.suspended and not report.posted_at
            report.can_post = awaited and report.department_id in acting

    @api.depends("book_id.display_name", "department_id", "week")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.book_id.display_name} · {report.department_id.name or ''} · {report.week}"

    @api.constrains(*TEXTS)
    def _check_text_length(self):
        self._check_text_limits(*TEXTS)

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._check_writable()
        if not self.env.su:
            for report in reports:
                report._get_awaiting_step()
        return reports

    def write(self, vals):
        self._check_writable()
        if not self.env.su and any(
            name in vals and report._fields[name].convert_to_write(report[name], report) != vals[name]
            for report in self
            for name in self._fixed_fields
        ):
            raise UserError(self.env._("A report stays with its project, department and week. Write another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self._check_writable()
        if any(report.posted_at for report in self):
            raise UserError(self.env._("A posted report stays."))

    def _check_writable(self):
        """Written by the department's own people until it is posted; posting is for who answers for the step.

        :raises AccessError: for other departments
        :raises UserError: afterwards
        """
        if self.env.su:
            return
        mine = self.env.user._get_writing_departments()
        for report in self:
            if report.department_id not in mine:
                raise AccessError(
                    self.env._(
                        "The progress of “%(department)s” is written by its own people.",
                        department=report.department_id.sudo().display_name,
                    )
                )
            if report.posted_at:
                raise UserError(self.env._("This report was posted and stays. Say what changed in the next one."))

    def _get_awaiting_step(self):
        """The step that this report closes.

        :raises UserError: for a week that is not asked for, or was reported already
        """
        self.book_id.check_access("read")
        node = self.book_id._get_step("progress_report", self.department_id, self.week)
        if not node or node.state == "void":
            raise UserError(
                self.env._(
                    "No report of “%(department)s” for the week %(week)s is awaited.",
                    department=self.department_id.sudo().display_name,
                    week=self.week,
                )
            )
        return node

    # --------------------------------------------------
    # Posting
    # --------------------------------------------------

    def action_post(self):
        """Post the report to the project's channel; it closes the week's step, late or not.

        :raises AccessError: for anyone but who acts for the department
        :raises UserError: without what was done, or for a week that is not asked for
        """
        for report in self:
            report.check_access("read")
            report._check_writable()
            book = report.book_id
            book._check_not_suspended()
            if book.state not in ("running", "closing"):
                book._check_running()
            node = report._get_awaiting_step()
            node._check_can_act()
            now = fields.Datetime.now()
            done = report._get_clean("done")
            report.sudo().write(
                {"done": done, "posted_by": self.env.uid, "posted_at": now, "late": now > node.sudo().deadline}
            )
            book._journal(
                "progress_posted",
                node_id=node.id,
                department_id=report.department_id.id,
                old_value=report.week,
                new_value=f"{report.percent} %",
                note="\n".join(
                    f"{label}: {text.strip()}" for label, text in report._get_labelled_texts() if text.strip()
                ),
            )
            node._close("done")
            report._tell_channel()
        return True

    def _get_labelled_texts(self):
        return [(self._fields[name]._description_string(self.env), self[name] or "") for name in TEXTS]

    def _tell_channel(self):
        """Post to the channel in the writer's name; somebody may have deleted it, then it is made again."""
        self.book_id._ensure_channel()
        channel = self.book_id.sudo().channel_id
        lines = [Markup("<b>%s</b>: %s") % (label, text) for label, text in self._get_labelled_texts() if text.strip()]
        title = self.env._(
            "%(department)s, week %(week)s: %(percent)s %%",
            department=self.department_id.sudo().name,
            week=self.week,
            percent=self.percent,
        )
        channel.message_post(
            body=Markup("<br/>").join([title, *lines]),
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
