from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.fields import Domain
from odoo.tools import SQL


class Unknown(models.AbstractModel):
    """Records that are not there for who may not see them: no answer tells a hidden record from none.

    Odoo refuses the one with an access error that names it and says of the other that it does not exist, or leaves it
    out. So whoever tries all numbers counts what is hidden. Here both get the second answer.
    """

    _name = "crossbiz.unknown"
    _description = "Unknown to Others"

    def _get_hidden(self):
        """Those of these records that the current user must not know of."""
        raise NotImplementedError

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not result or not self.ids or not self.env["ir.model.access"].check(self._name, operation, False):
            return result
        if result[0]._get_hidden() == self:
            raise self._make_missing_error()
        return result

    def read(self, fields=None, load="_classic_read"):
        try:
            return super().read(fields, load)
        except MissingError:  # see below: one of them is hidden
            known = self - self.exists()._get_hidden()
            if known == self:
                raise
            return super(Unknown, known).read(fields, load)

    def _make_missing_error(self):
        """What Odoo says of a record that is not there."""
        return MissingError(
            "\n".join(
                [
                    self.env._("Record does not exist or has been deleted."),
                    self.env._("(Record: %(record)s, User: %(user)s)", record=self, user=self.env.uid),
                ]
            )
        )


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        if isinstance(records, self.env.registry["crossbiz.unknown"]) and (hidden := records._get_hidden()):
            return hidden._make_missing_error()
        return super()._make_access_error(operation, records)


class Circle(models.AbstractModel):
    """Some papers hide what hangs on them from everybody outside their circle, whatever groups they are in."""

    _inherit = ["crossbiz.circle", "crossbiz.unknown"]
    _name = "crossbiz.circle"

    open_to_me = fields.Boolean(
        compute="_compute_open_to_me",
        search="_search_open_to_me",
        compute_sudo=True,
        help="Of no secret paper, or of one that concerns me. What the global record rules ask.",
    )

    @api.model
    def _get_secret_models(self):
        """Those documents with a circle that are nobody else's business: decision layer, audit and administrators
        included; rooms add theirs.
        """
        return []

    @api.depends("res_model", "in_my_circle")
    @api.depends_context("uid")
    def _compute_open_to_me(self):
        secret = self.filtered(lambda record: record.res_model in self._get_secret_models())
        (self - secret).open_to_me = True
        for record in secret:
            record.open_to_me = record.in_my_circle

    def _search_open_to_me(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain.custom(to_sql=self._open_to_sql, predicate=lambda record: record.open_to_me)

    @api.model
    def _open_to_sql(self, model, alias, _query):
        """What belongs to no secret paper is answered by its model alone."""
        names = self._get_secret_models()
        if not names:
            return SQL("TRUE")
        of_model = model._field_to_sql(alias, "res_model")
        mine = [
            SQL(
                "(%s = %s AND %s IN %s)",
                of_model,
                name,
                model._field_to_sql(alias, "res_id"),
                self.env[name].sudo()._search([("concerns_me", "=", True)]).subselect(),
            )
            for name in names
        ]
        return SQL("(%s NOT IN %s OR %s)", of_model, tuple(names), SQL(" OR ").join(mine))

    def _get_hidden(self):
        names = self._get_secret_models()
        secret = self.sudo().filtered(lambda record: record.res_model in names) if names else self.browse()
        return secret.filtered(lambda record: not record.open_to_me).sudo(False)
