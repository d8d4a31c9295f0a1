from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class Node(models.Model):
    """Who sees a step: whose department owes it or takes part in its case."""

    _inherit = "crossbiz.node"

    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        compute_sudo=True,
        help="Mine or of a case of mine. What record rules ask: looked up with each query, true of this moment.",
    )

    @api.depends("department_id.crossbiz_member_ids", "case_id.concerns_me")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        mine = self.env.user._get_member_departments()
        for node in self:
            node.concerns_me = node.department_id in mine or node.case_id.concerns_me

    def _search_concerns_me(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain.custom(to_sql=self._concerns_me_to_sql, predicate=lambda node: node.concerns_me)

    @api.model
    def _concerns_me_to_sql(self, model, alias, _query):
        """The department first: what is one's own is answered without a look at the case."""
        mine = self.env.user._get_member_departments().ids
        participants = self.env["crossbiz.case"]._fields["department_ids"]
        return SQL(
            """(%(department)s = ANY(%(mine)s) OR EXISTS (
                    SELECT 1 FROM %(participants)s AS part
                     WHERE part.%(of_case)s = %(case)s AND part.%(of_department)s = ANY(%(mine)s)))""",
            department=model._field_to_sql(alias, "department_id"),
            case=model._field_to_sql(alias, "case_id"),
            mine=mine,
            participants=SQL.identifier(participants.relation),
            of_case=SQL.identifier(participants.column1, to_flush=participants),
            of_department=SQL.identifier(participants.column2),
        )
