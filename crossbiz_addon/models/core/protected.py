from math import isfinite

from odoo import api, models
from odoo.exceptions import AccessError, UserError

TEXT_LIMIT = 10_000


class Protected(models.AbstractModel):
    """Fields that only the server's own methods may set.

    A model lists them in ``_protected_fields``. Outside superuser mode a ``create``,
    ``write``, ``copy`` or import that names one, or a ``default_*`` key of the
    context that would set one, is refused: readonly in a view protects nothing from a
    browser console. Who calls and in which group makes no difference.
    """

    _name = "crossbiz.protected"
    _description = "Protected Fields"

    _protected_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_protected(self._get_given_names(vals_list))
        for vals in vals_list:
            self._check_finite(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_protected(vals.keys())
        self._check_finite(vals)
        return super().write(vals)

    @api.model
    def _get_given_names(self, vals_list):
        """The fields that a ``create`` sets by its values or by ``default_*`` keys of the context."""
        names = {name for vals in vals_list for name in vals}
        return names | {key.removeprefix("default_") for key in self.env.context if key.startswith("default_")}

    @api.model
    def _get_protected_fields(self):
        """Names no caller may set: the declared ones, what is computed, and those of the parent it delegates to."""
        protected = set(self._protected_fields)
        protected |= {name for name, field in self._fields.items() if field.store and field.compute and field.readonly}
        for parent in self._inherits:
            protected |= self.env[parent]._get_protected_fields()
        return protected

    def _check_protected(self, names):
        """Raise unless the caller may set all of ``names``.

        :raises AccessError: outside superuser mode, when a protected field is among them
        """
        if self.env.su:
            return
        refused = self._get_protected_fields().intersection(names)
        if refused:
            labels = sorted(self._fields[name]._description_string(self.env) or name for name in refused)
            raise AccessError(
                self.env._(
                    "%(fields)s: only the steps of the process can set this. "
                    "Use the buttons of the document instead of writing it.",
                    fields=", ".join(labels),
                )
            )

    @api.model
    def _check_finite(self, vals):
        """Refuse what a script may send for a number and no column can hold.

        :raises UserError: naming the field
        """
        for name, value in vals.items():
            if isinstance(value, float) and not isfinite(value):
                label = self._fields[name]._description_string(self.env) if name in self._fields else name
                raise UserError(self.env._("%(field)s has to be a number.", field=label))

    @api.model
    def _clean_text(self, label, text):
        """A required text, stripped.

        :param str label: what the reader calls it
        :raises UserError: naming it when it is empty or too long
        """
        if text and not isinstance(text, str):
            raise UserError(self.env._("%(field)s has to be a text.", field=label))
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("%(field)s is empty. Please fill it in.", field=label))
        if len(text) > TEXT_LIMIT:
            raise UserError(
                self.env._(
                    "%(field)s has %(length)s characters; %(limit)s are allowed. Please shorten it or attach a file.",
                    field=label,
                    length=len(text),
                    limit=TEXT_LIMIT,
                )
            )
        return text

    def _get_clean(self, field_name):
        """The text of a required field of this record, stripped; see :meth:`_clean_text`."""
        return self._clean_text(self._fields[field_name]._description_string(self.env), self[field_name])

    def _check_text_limits(self, *field_names):
        """Refuse texts that are too long, for ``@api.constrains``.

        :raises UserError: naming the field
        """
        for record in self:
            for name in field_names:
                if len(record[name] or "") > TEXT_LIMIT:
                    record._get_clean(name)
