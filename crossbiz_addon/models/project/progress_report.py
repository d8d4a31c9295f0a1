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

    _protected_fields = frozenset({"posted_by", "posted_at"})

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

    _week_uniq = models.UniqueIndex("(book_id, department_id, week)", "This week's report of the department exists.")
    _percent_range = models.Constraint("CHECK(percent BETWEEN 0 AND 100)", "Progress lies between 0 and 100 percent.")

    @api.constrains(*TEXTS)
    def _check_text_length(self):
        self._check_text_limits(*TEXTS)

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._check_writable()
        return reports

    def write(self, vals):
        self._check_writable()
        result = super().write(vals)
        self._check_writable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(report.posted_at for report in self):
            raise UserError(self.env._("A posted report stays."))

    def _check_writable(self):
        """Written by the department's own people until it is posted.

        :raises AccessError: for other departments
        :raises UserError: afterwards
        """
        if self.env.su:
            return
        mine = self.env.user._get_member_departments()
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

    def action_post(self):
        """Post the report to the project's channel; it closes the week's step.

        :raises AccessError: for anyone but who acts for the department
        :raises UserError: without what was done, or for a week that is not asked for
        """
        for report in self:
            report._check_writable()
            book = report.book_id
            book._check_running()
            node = book._get_step("progress_report", report.department_id, report.week)
            if not node:
                raise UserError(self.env._("No report of week %(week)s is awaited.", week=report.week))
            node._check_can_act()
            done = report._get_clean("done")
            report.sudo().write({"done": done, "posted_by": self.env.uid, "posted_at": fields.Datetime.now()})
            book._journal(
                "progress_posted",
                node_id=node.id,
                department_id=report.department_id.id,
                new_value=f"{report.week}: {report.percent} %",
                note=done,
            )
            node._close("done")
            report._tell_channel()
        return True

    def _tell_channel(self):
        """Post to the channel in the writer's name; somebody may have deleted it, then it is made again."""
        self.book_id._ensure_channel()
        channel = self.book_id.sudo().channel_id
        labels = {name: self._fields[name]._description_string(self.env) for name in TEXTS}
        lines = [Markup("<b>%s</b>: %s") % (labels[name], self[name]) for name in TEXTS if (self[name] or "").strip()]
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
