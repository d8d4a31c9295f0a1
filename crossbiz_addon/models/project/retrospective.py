from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RetrospectiveTag(models.Model):
    """A keyword of lessons, so that they are found again."""

    _name = "crossbiz.lesson.tag"
    _description = "Keyword of Lessons"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.UniqueIndex("(name)", "This keyword exists.")


class Retrospective(models.Model):
    """《项目复盘报告》: what went well, what did not, what the next project should know (regulation 3.2.3)."""

    _name = "crossbiz.retrospective"
    _description = "Retrospective"
    _inherit = ["crossbiz.protected"]
    _order = "id desc"
    _rec_name = "book_id"

    _protected_fields = frozenset({"book_id", "state", "filed_by", "filed_at", "facts"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="book_id.company_id")
    facts = fields.Text(readonly=True, help="What the ledger says: dates, slips, difficulties, acceptance rounds.")
    summary = fields.Text(help="What was achieved, against the objective.")
    successes = fields.Text("What Went Well")
    problems = fields.Text("What Did Not")
    lessons = fields.Text(help="What the next project should do again, or never.")
    tag_ids = fields.Many2many("crossbiz.lesson.tag", "crossbiz_retrospective_tag_rel", string="Keywords")
    filed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    filed_at = fields.Datetime(readonly=True)
    state = fields.Selection([("draft", "Draft"), ("filed", "Filed")], default="draft", required=True, readonly=True)

    _book_uniq = models.UniqueIndex("(book_id)")

    @api.constrains("summary", "successes", "problems", "lessons")
    def _check_text_length(self):
        self._check_text_limits("summary", "successes", "problems", "lessons")

    def write(self, vals):
        if not self.env.su:
            mine = self.env.user._get_member_departments()
            for report in self:
                if report.state == "filed":
                    raise UserError(self.env._("A filed retrospective stays."))
                if not mine & (report.book_id.requesting_department_id | report.book_id.lead_department_id):
                    raise AccessError(
                        self.env._("The retrospective is written by the lead and the initiating department.")
                    )
        return super().write(vals)

    def action_file(self):
        """File the report: the project is done, its lessons are offered to the next one.

        :raises UserError: without a summary or lessons
        """
        for report in self:
            node = report.book_id._get_step("retrospective")
            node._check_can_act()
            report.book_id._check_not_suspended()
            texts = [report._get_clean(name) for name in ("summary", "lessons")]
            report.sudo().write({"state": "filed", "filed_by": self.env.uid, "filed_at": fields.Datetime.now()})
            report.book_id._journal("retrospective_filed", node_id=node.id, note="\n".join(texts))
            node._close("done")
        return True


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def _open_retrospective(self):
        """After the acceptance: the report, prefilled with what the ledger knows."""
        self.env["crossbiz.retrospective"].sudo().create({"book_id": self.id, "facts": self._get_facts()})
        self._open_node("retrospective", self.lead_department_id)

    def _get_facts(self):
        """What the ledger says of this project, as text."""
        book = self.sudo()
        late = book.milestone_ids.filtered(
            lambda line: line.reached_at and line.baseline_date and line.reached_at.date() > line.baseline_date
        )
        nodes = book.case_id.node_ids.filtered(lambda node: node.state == "closed")
        return "\n".join(
            [
                self.env._("Milestones: %(all)s, late %(late)s", all=len(book.milestone_ids), late=len(late)),
                *(f"• {line.name}: {line.baseline_date} → {line.reached_at.date()}" for line in late),
                self.env._(
                    "Steps: %(all)s, on time %(on_time)s", all=len(nodes), on_time=len(nodes.filtered("on_time"))
                ),
                self.env._("Difficulties: %(count)s", count=len(book.difficulty_ids)),
                *(f"• {difficulty.description}" for difficulty in book.difficulty_ids),
                self.env._("Acceptance rounds: %(count)s", count=len(book.acceptance_ids)),
            ]
        )
