from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

UNITS = [
    ("hour", "Hours"),
    ("working_hour", "Working Hours"),
    ("working_day", "Working Days"),
    ("day", "Days"),
]
SNAPSHOT = ("amount", "unit", "start_rule", "remind_before", "escalate_after")


class DeadlineRule(models.Model):
    """How much time each kind of step has, and when it reminds and escalates.

    A rule without company serves every company that has none of its own. A step copies
    the rule when it opens: changing a rule never moves a running deadline, except through
    :meth:`action_retarget`, which is journaled.
    """

    _name = "crossbiz.deadline.rule"
    _description = "Deadline Rule"
    _order = "node_kind, company_id"
    _rec_name = "node_kind"

    node_kind = fields.Selection(selection="_selection_node_kind", string="Step", required=True)
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade", help="Empty: every company.")
    amount = fields.Float("Time", required=True, default=1.0, digits=(16, 2))
    unit = fields.Selection(UNITS, required=True, default="working_day")
    start_rule = fields.Selection(
        [("same_day", "At Once"), ("next_day", "The Next Day")],
        "Counting Starts",
        required=True,
        default="next_day",
        help="Days are counted from the next day on (Civil Code art. 201); hours usually start at once.",
    )
    remind_before = fields.Float(
        "Remind Before (hours)", default=4.0, required=True, help="Hours before the deadline. 0: no reminder."
    )
    escalate_after = fields.Float(
        "Escalate After (hours)",
        default=24.0,
        required=True,
        help="Hours after the deadline until the decision layer is told. 0: never.",
    )
    active = fields.Boolean(default=True)

    _kind_uniq = models.UniqueIndex(
        "(node_kind, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is already a deadline rule for this step and company.",
    )
    _amount_positive = models.Constraint("CHECK(amount > 0)", "A deadline needs some time: enter more than 0.")
    _notice_positive = models.Constraint(
        "CHECK(remind_before >= 0 AND escalate_after >= 0)", "Reminder and escalation times cannot be negative."
    )

    @api.model
    def _selection_node_kind(self):
        return self.env["crossbiz.node"]._fields["kind"]._description_selection(self.env)

    @api.constrains("amount", "unit")
    def _check_whole_days(self):
        for rule in self:
            if rule.unit in ("working_day", "day") and rule.amount != int(rule.amount):
                raise ValidationError(self.env._("Days are counted whole: enter a time without decimals."))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def action_retarget(self):
        """Give the running steps of these kinds the time the rule says now.

        Only open steps whose deadline came from a rule move; each move is journaled.

        :return: notification with the number of moved steps
        """
        self.check_access("write")
        moved = sum(self.env["crossbiz.node"].sudo()._retarget(rule, self.env.companies) for rule in self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s open steps have the new time.", count=moved),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    @tools.ormcache("kind", "company_id")
    def _get_values(self, kind, company_id):
        """What a step of ``kind`` copies from its rule: the company's own, else the shared one.

        :return: dict of amount, unit, start_rule, remind_before, escalate_after (hours)
        :raises UserError: when there is no rule
        """
        rule = self.sudo().search(
            [("node_kind", "=", kind), ("company_id", "in", [company_id, False])], order="company_id", limit=1
        )
        if not rule:
            labels = dict(self._selection_node_kind())
            raise UserError(
                self.env._(
                    "There is no deadline rule for the step “%(step)s”. "
                    "Add one under Cross-Business > Configuration > Deadline Rules.",
                    step=labels.get(kind, kind),
                )
            )
        return {name: rule[name] for name in SNAPSHOT}

    @api.model
    def _get_missing_kinds(self, company):
        """Labels of the kinds of step that no rule of ``company`` covers."""
        covered = set(self.sudo().search([("company_id", "in", [company.id, False])]).mapped("node_kind"))
        return [label for kind, label in self._selection_node_kind() if kind not in covered]
