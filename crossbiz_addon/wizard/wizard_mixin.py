from odoo import api, models


class WizardMixin(models.AbstractModel):
    """Base of our dialogs: they point only at what their user may read.

    A relation shows the name of its target whoever reads it, so a dialog on a foreign
    case would tell its subject.
    """

    _name = "crossbiz.wizard"
    _description = "Dialog"

    @api.model
    def _get_active(self, model):
        """The record of ``model`` that the dialog was opened from; none when it was opened from anything else.

        Whether the user may read it is judged by :meth:`_check_targets`.
        """
        context = self.env.context
        active_id = context.get("active_id") if context.get("active_model") == model else None
        return self.env[model].browse(active_id if type(active_id) is int else ())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.new(vals)._check_targets()  # before the database says what else is missing
        wizards = super().create(vals_list)
        wizards._check_targets()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self._check_targets()
        return result

    def onchange(self, values, field_names, fields_spec):
        self.new(values)._check_targets()
        return super().onchange(values, field_names, fields_spec)

    def _check_targets(self):
        """Refuse relations to records of ours that the user may not read.

        :raises AccessError: for the first of them
        """
        for name, field in self._fields.items():
            if field.type == "many2one" and (field.comodel_name or "").startswith("crossbiz."):
                target = self.env[field.comodel_name].browse(self.mapped(name).ids)
                target.check_access("read")
