from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.schedule_book import ScheduleBook


class Resolution(models.Model):
    """What a meeting decided, for one department and by a date; a clock runs from the confirmed minutes on."""

    _name = "crossbiz.resolution"
    _description = "Resolution of a Meeting"
    _inherit = ["crossbiz.document"]
    _order = "meeting_id desc, id"

    _transitions = {"draft": {"open"}, "open": {"done"}}
    _node_kinds = {"resolution": "complete"}
    _protected_fields = frozenset({"state", "result", "done_at"})

    meeting_id = fields.Many2one("crossbiz.meeting", required=True, ondelete="cascade", index=True)
    case_id = fields.Many2one(related="meeting_id.case_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, precompute=True, index=True)
    name = fields.Char("What Is to Be Done", required=True)
    department_id = fields.Many2one("hr.department", "Responsible", required=True, ondelete="restrict", index=True)
    deadline = fields.Date("By", required=True)
    result = fields.Text(readonly=True)
    done_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("done", "Done")], default="draft", required=True, readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.meeting_id._check_writable({"resolution_ids"})
        return lines

    def write(self, vals):
        if not self.env.su:
            self.meeting_id._check_writable({"resolution_ids"})
            if any(line.state != "draft" for line in self):
                raise UserError(self.env._("This was resolved and stays. Hold another meeting to change it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_resolved(self):
        self.meeting_id._check_writable({"resolution_ids"})
        if any(line.state != "draft" for line in self):
            raise UserError(self.env._("This was resolved and stays. Hold another meeting to change it."))

    def _get_failures(self):
        """What keeps this from becoming an obligation, as translated sentences."""
        failures = self.department_id._get_serving_failures(self.company_id)
        if self.deadline < fields.Date.context_today(self):
            failures.append(self.env._("“%(resolution)s” should be done in the past.", resolution=self.name))
        return failures

    def _open(self):
        """Start the clocks of what was resolved."""
        book, specs = ScheduleBook(self.env), []
        new = self.filtered(lambda line: line.state == "draft")
        for line in new:
            due = book.get_day_end(line.department_id, line.company_id, line.deadline)
            specs.append((line, "resolution", line.department_id, {"deadline": due}))
        new._transition("open", "resolved")
        self._open_nodes(specs)

    def _on_node_closed(self, node):
        self._transition("done", note=node.opinion, result=node.opinion, done_at=fields.Datetime.now())

    def _on_node_handed_over(self, node, previous):
        self.sudo().department_id = node.department_id

    def _get_case(self):
        return self.case_id

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.meeting_id.create_uid

    def _get_node_subject(self):
        return self.name
