from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

DIGEST_SHOWN = 12


class Journal(models.Model):
    """The sealed values as a person reads them: states by their names, moments in the reader's zone.

    What is sealed stays as it is; these texts are made when they are looked at.
    """

    _inherit = "crossbiz.journal"

    old_text = fields.Char("Before", compute="_compute_texts")
    new_text = fields.Char("After", compute="_compute_texts")

    @api.model
    def _get_value_kinds(self):
        """What the values of an event are; rooms add theirs.

        :return: ``{event: kind}``; a kind is ``text``, ``moment``, ``date``, ``digest`` or
            the ``(model, field)`` of a selection. Other events tell states of their document.
        """
        return {
            "node_opened": "moment",
            "node_done": "digest",
            "node_approved": "digest",
            "node_rejected": "digest",
            "node_returned": "digest",
            "node_resumed": "moment",
            "node_handed_over": "text",
            "node_retargeted": "moment",
            "node_reminded": "moment",
            "node_breached": "moment",
            "node_escalated": "moment",
            "difficulty": ("crossbiz.difficulty", "category"),
        }

    @api.depends("res_model", "event", "old_value", "new_value")
    @api.depends_context("lang", "tz", "uid")
    def _compute_texts(self):
        kinds, labels = self._get_value_kinds(), {}
        for entry in self:
            kind = kinds.get(entry.event) or (entry.res_model, "state")
            if isinstance(kind, tuple) and kind not in labels:
                labels[kind] = self._get_labels(*kind)
            names = labels.get(kind, {})
            entry.old_text = self._read_value(kind, entry.old_value, names)
            entry.new_text = self._read_value(kind, entry.new_value, names)

    @api.model
    def _get_labels(self, model_name, field_name):
        """The translated labels of a selection; none when its room is gone."""
        field = self.env[model_name]._fields.get(field_name) if model_name in self.env else None
        return dict(field._description_selection(self.env)) if field and field.type == "selection" else {}

    @api.model
    def _read_value(self, kind, value, labels):
        """One value as a text; what does not look like its kind stays as it was sealed."""
        if not value or kind == "text":
            return value
        if kind == "digest":
            return f"{value[:DIGEST_SHOWN]}…"
        try:
            if kind == "moment":
                moment = fields.Datetime.to_datetime(value)
                return format_datetime(self.env, moment, tz=self.env.context.get("tz"), dt_format="short")
            if kind == "date":
                return format_date(self.env, value)
        except ValueError:
            return value
        return labels.get(value, value)
