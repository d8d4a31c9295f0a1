from odoo import api, fields, models
from odoo.exceptions import UserError

JUDGEMENTS = ("reasonableness", "compliance", "availability")
NOTES = tuple(f"{name}_note" for name in JUDGEMENTS)
ANSWERS = [("yes", "Yes"), ("no", "No")]


class ResourceEvaluation(models.Model):
    """What a department judges of a request: three separate judgements, then its verdict (regulation 3.1.2).

    Made with its step; the department fills it in until the step is closed.
    """

    _name = "crossbiz.resource.evaluation"
    _description = "Evaluation of a Resource Request"
    _inherit = ["crossbiz.protected"]
    _order = "request_id desc, round desc, id"
    _rec_name = "department_id"

    _protected_fields = frozenset({"request_id", "node_id", "department_id", "round", "user_id", "judged_at"})

    request_id = fields.Many2one(
        "crossbiz.resource.request", "Resource Request", required=True, readonly=True, ondelete="cascade", index=True
    )
    node_id = fields.Many2one("crossbiz.node", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="request_id.company_id")
    department_id = fields.Many2one("hr.department", required=True, readonly=True, ondelete="restrict", index=True)
    round = fields.Integer(required=True, readonly=True)
    # What is judged, as its form shows it.
    resource_id = fields.Many2one(related="request_id.resource_id")
    quantity = fields.Float(related="request_id.quantity")
    date_from = fields.Datetime(related="request_id.date_from")
    date_to = fields.Datetime(related="request_id.date_to")
    purpose = fields.Text(related="request_id.purpose")
    safeguards = fields.Text(related="request_id.safeguards")
    request_availability = fields.Text(related="request_id.availability")
    is_free = fields.Boolean(related="request_id.is_free")
    reasonableness = fields.Selection(
        ANSWERS, "Reasonable", help="Is the need real, and the amount and time in proportion?"
    )
    reasonableness_note = fields.Char("Why (Reasonable)")
    compliance = fields.Selection(ANSWERS, "Compliant", help="Do purpose and safeguards keep law and regulation?")
    compliance_note = fields.Char("Why (Compliant)")
    availability = fields.Selection(ANSWERS, "Available", help="Can it be spared for that time?")
    availability_note = fields.Char("Why (Available)")
    remark = fields.Text("Opinion", help="Stays with the verdict. Required to reject and to return.")
    outcome = fields.Selection(related="node_id.outcome")
    opinion = fields.Text("Opinion Given", related="node_id.opinion")
    user_id = fields.Many2one("res.users", "Judged By", readonly=True, ondelete="restrict")
    judged_at = fields.Datetime(readonly=True)
    can_judge = fields.Boolean(compute="_compute_can_judge")

    _node_uniq = models.UniqueIndex("(node_id)")

    @api.depends("node_id.state")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        for evaluation in self:
            evaluation.can_judge = evaluation.node_id.can_act

    @api.depends("request_id.display_name", "department_id")
    def _compute_display_name(self):
        for evaluation in self:
            evaluation.display_name = f"{evaluation.request_id.display_name} · {evaluation.department_id.sudo().name}"

    @api.constrains("remark", *NOTES)
    def _check_text_length(self):
        self._check_text_limits("remark", *NOTES)

    def write(self, vals):
        if not self.env.su:
            self._check_open()
        return super().write(vals)

    def _check_open(self):
        """Judgements are written by who decides, until the decision.

        :raises AccessError: for anyone else
        :raises UserError: afterwards
        """
        for evaluation in self:
            if evaluation.judged_at:
                raise UserError(self.env._("This evaluation is closed. What was judged stays."))
            evaluation.node_id._check_can_act()

    def _check_judged(self, outcome):
        """All three judgements come before the verdict, and a yes needs three of them.

        :raises UserError: naming what is open or was denied
        """
        for evaluation in self:
            labels = {name: evaluation._fields[name]._description_string(self.env) for name in JUDGEMENTS}
            missing = [labels[name] for name in JUDGEMENTS if not evaluation[name]]
            if missing:
                raise UserError(self.env._("Judge first: %(judgements)s.", judgements=", ".join(missing)))
            denied = [labels[name] for name in JUDGEMENTS if evaluation[name] == "no"]
            if outcome == "approved" and denied:
                raise UserError(
                    self.env._(
                        "%(judgements)s: you judged no. Reject the request or return it for changes.",
                        judgements=", ".join(denied),
                    )
                )

    def _settle(self, node):
        """Keep who judged and journal the three judgements with the verdict."""
        self.sudo().write({"user_id": node.closed_by.id, "judged_at": node.closed_at})
        for evaluation in self:
            text = ", ".join(
                f"{name}: {evaluation[name] or '-'} {evaluation[f'{name}_note'] or ''}".strip() for name in JUDGEMENTS
            )
            evaluation.request_id._journal(
                "evaluated",
                node_id=node.id,
                department_id=evaluation.department_id.id,
                new_value=node.outcome,
                note=text,
            )

    # --------------------------------------------------
    # Actions
    # --------------------------------------------------

    def action_approve(self, opinion=None):
        """Approve for one's department; all three judgements have to be yes.

        What is left out is taken as it is filled in on the form, here and below.
        """
        self.ensure_one()
        return self.node_id.action_approve(opinion or self.remark)

    def action_reject(self, opinion=None):
        """Reject for one's department: ends the round. An opinion is required."""
        self.ensure_one()
        return self.node_id.action_reject(opinion or self.remark)

    def action_return(self, opinion=None):
        """Send the request back for changes. An opinion is required."""
        self.ensure_one()
        return self.node_id.action_return(opinion or self.remark)
