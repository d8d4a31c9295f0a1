from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Command

BULLETS = "-*•·– \t"
TEXTS = ("summary", "successes", "problems", "lessons")


class Retrospective(models.Model):
    """《项目复盘报告》: what went well, what did not, what the next project should know (regulation 3.2.3)."""

    _name = "crossbiz.retrospective"
    _description = "Retrospective"
    _inherit = ["crossbiz.protected"]
    _order = "id desc"
    _rec_name = "book_id"

    _protected_fields = frozenset({"book_id", "state", "filed_by", "filed_at", "facts", "fact_data", "lesson_ids"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="book_id.company_id")
    summary = fields.Text(help="What was achieved, against the objective.")
    successes = fields.Text("What Went Well")
    problems = fields.Text("What Did Not")
    lessons = fields.Text(
        help="What the next project should do again, or never: one lesson a line. "
        "Filed, everybody in the company finds them, without the project's name."
    )
    tag_ids = fields.Many2many("crossbiz.lesson.tag", "crossbiz_retrospective_tag_rel", string="Keywords")
    lesson_ids = fields.One2many(
        "crossbiz.lesson", "retrospective_id", "Published Lessons", readonly=True, groups=NO_ACCESS
    )
    filed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    filed_at = fields.Datetime(readonly=True)
    state = fields.Selection([("draft", "Draft"), ("filed", "Filed")], default="draft", required=True, readonly=True)
    can_write = fields.Boolean(compute="_compute_can_file", help="I belong to the departments that write it.")
    can_file = fields.Boolean(compute="_compute_can_file")

    _book_uniq = models.UniqueIndex("(book_id)")

    @api.depends("state", "book_id.suspended", "book_id.lead_department_id", "book_id.requesting_department_id")
    @api.depends_context("uid")
    def _compute_can_file(self):
        mine = self.env.user._get_member_departments()
        acting = self.env.user._get_acting_departments()
        for report in self:
            book, draft = report.book_id, report.state == "draft"
            report.can_write = draft and bool(mine & (book.requesting_department_id | book.lead_department_id))
            report.can_file = draft and not book.suspended and book.lead_department_id in acting

    @api.constrains(*TEXTS)
    def _check_text_length(self):
        self._check_text_limits(*TEXTS)

    def write(self, vals):
        if not self.env.su:
            for report in self:
                report.check_access("read")
                if report.state == "filed":
                    raise UserError(self.env._("A filed retrospective stays."))
                if not report.can_write:
                    raise AccessError(
                        self.env._("The retrospective is written by the lead and the initiating department.")
                    )
        return super().write(vals)

    def action_file(self):
        """File the report: the project is done, its lessons are offered to the next one.

        :raises AccessError: for anyone but who acts for the lead department
        :raises UserError: without a summary or lessons, saying all that is missing
        """
        for report in self:
            report.check_access("read")
            node = report.book_id._get_step("retrospective")
            node._check_can_act()
            report.book_id._check_not_suspended()
            missing = [name for name in ("summary", "lessons") if not (report[name] or "").strip()]
            if missing:
                labels = [report._fields[name]._description_string(self.env) for name in missing]
                raise UserError(self.env._("Fill in before filing: %(fields)s.", fields=", ".join(labels)))
            report.sudo().write({"state": "filed", "filed_by": self.env.uid, "filed_at": fields.Datetime.now()})
            report.sudo()._publish_lessons()
            texts = [
                f"{report._fields[name]._description_string(self.env)}: {report[name].strip()}"
                for name in TEXTS
                if (report[name] or "").strip()
            ]
            report.book_id._journal("retrospective_filed", node_id=node.id, note="\n".join(texts))
            node._close("done")
        return True

    def _publish_lessons(self):
        """One record a line, with the report's keywords."""
        lines = (line.strip().lstrip(BULLETS) for line in (self.lessons or "").splitlines())
        self.env["crossbiz.lesson"].create(
            [
                {
                    "text": line,
                    "tag_ids": [Command.set(self.tag_ids.ids)],
                    "date": fields.Date.context_today(self),
                    "company_id": self.company_id.id,
                    "retrospective_id": self.id,
                }
                for line in lines
                if line
            ]
        )


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def _open_retrospective(self):
        """After the acceptance: the report, prefilled with what the ledger knows."""
        self.env["crossbiz.retrospective"].sudo().create({"book_id": self.id, "fact_data": self._get_facts()})
        self._open_node("retrospective", self.lead_department_id)
