from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class TaskBookMilestone(models.Model):
    """A milestone in lists and calendars: its colour, and the dialog that reports it as reached."""

    _inherit = "crossbiz.task.book.milestone"

    color = fields.Integer(compute="_compute_progress")
    progress = fields.Selection(
        [("planned", "Upcoming"), ("reached", "Reached"), ("late", "Reached Late"), ("overdue", "Overdue")],
        compute="_compute_progress",
        search="_search_progress",
    )
    book_state = fields.Selection(related="book_id.state", string="Task Book")

    @api.depends("reached_at", "due_date", "baseline_date", "in_force")
    def _compute_progress(self):
        """Judged by the baseline: late stays late, also when a later date was granted."""
        today = fields.Date.context_today(self)
        colours = {"planned": 4, "reached": 10, "late": 3, "overdue": 1}
        for line in self:
            if line.reached_at:
                reached = fields.Datetime.context_timestamp(line, line.reached_at).date()
                line.progress = "late" if line.baseline_date and reached > line.baseline_date else "reached"
            else:
                past = line.in_force and line.due_date and line.due_date < today
                line.progress = "overdue" if past else "planned"
            line.color = colours[line.progress]

    def _search_progress(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        open_, late = Domain("reached_at", "=", False), Domain.custom(to_sql=self._late_to_sql)
        domains = {
            "planned": open_ & (Domain("due_date", ">=", today) | Domain("in_force", "=", False)),
            "overdue": open_ & Domain("due_date", "<", today) & Domain("in_force", "=", True),
            "reached": Domain("reached_at", "!=", False) & ~late,
            "late": late,
        }
        return Domain.OR(domains[name] for name in value if name in domains)

    @api.model
    def _late_to_sql(self, model, alias, query):
        """Whether a milestone was reached on a later day than its baseline, in the reader's time zone."""
        return SQL(
            "COALESCE((%(reached)s AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date > %(baseline)s, FALSE)",
            reached=model._field_to_sql(alias, "reached_at", query),
            zone=str(self.env.tz),
            baseline=model._field_to_sql(alias, "baseline_date", query),
        )

    def action_open_reach(self):
        """The dialog where the evidence is gathered, and the milestone is reported as reached."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Milestone"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("crossbiz_addon.milestone_view_form_reach").id, "form")],
            "target": "new",
        }

    def action_open_extension(self):
        """Ask for more time for this milestone.

        :raises UserError: when its clock does not run for me
        """
        self.ensure_one()
        self.check_access("read")
        steps = self.book_id._get_my_steps("milestone").filtered(lambda step: step.period == str(self.id))
        return steps._get_first()._get_dialog("node_extension_action")
