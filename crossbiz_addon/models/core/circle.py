from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class Circle(models.AbstractModel):
    """What hangs on a paper that is seen by its own circle of people and by nobody else: its steps and its journal.

    Such a paper, a rectification notice for example, may be about a case without being for the eyes of all
    who take part in it: it gives its steps no case (``_get_case``), and these follow its circle instead.
    """

    _name = "crossbiz.circle"
    _description = "What Follows the Circle of Its Document"

    in_my_circle = fields.Boolean(
        compute="_compute_in_my_circle",
        search="_search_in_my_circle",
        compute_sudo=True,
        help="Of a paper that concerns me. What record rules ask: looked up with each query, true of this moment.",
    )

    @api.model
    def _get_circle_models(self):
        """The documents with a circle of their own, told by their field ``concerns_me``; rooms add theirs."""
        return []

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_in_my_circle(self):
        self.in_my_circle = False
        for name in self._get_circle_models():
            hanging = self.filtered(lambda record, name=name: record.res_model == name)
            documents = self.env[name].browse(hanging.mapped("res_id")).exists()
            concerning = set(documents.filtered("concerns_me").ids)
            for record in hanging:
                record.in_my_circle = record.res_id in concerning

    def _search_in_my_circle(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain.custom(to_sql=self._circle_to_sql, predicate=lambda record: record.in_my_circle)

    @api.model
    def _circle_to_sql(self, model, alias, _query):
        circles = [
            SQL(
                "(%s = %s AND %s IN %s)",
                model._field_to_sql(alias, "res_model"),
                name,
                model._field_to_sql(alias, "res_id"),
                self.env[name].sudo()._search([("concerns_me", "=", True)]).subselect(),
            )
            for name in self._get_circle_models()
        ]
        return SQL("(%s)", SQL(" OR ").join(circles)) if circles else SQL("FALSE")
