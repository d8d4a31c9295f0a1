from odoo import api, fields, models

SOURCES = [
    ("check", "Spot Check"),
    ("audit", "Internal Audit"),
    ("complaint", "Complaint"),
    ("incident", "Incident"),
    ("inspection", "Inspection"),
    ("acceptance", "Acceptance"),
    ("review", "Compliance Review"),
    ("scorecard", "Scorecard"),
    ("other", "Other"),
]
SHOWN_LENGTH = 60


class Finding(models.AbstractModel):
    """Base of what somebody found: how, at which record, and on which case it was.

    Its readers need not be those of the record or the case: the case is named to them, the
    record only to those who may read it.
    """

    _name = "crossbiz.finding"
    _description = "What Was Found"

    case_id = fields.Many2one("crossbiz.case", index="btree_not_null", ondelete="restrict", check_company=True)
    source = fields.Selection(SOURCES, required=True, default="other")
    source_model = fields.Char("Source Document Model", copy=False)
    source_id = fields.Many2oneReference("Source Document", model_field="source_model", copy=False)
    source_name = fields.Char("Found At", compute="_compute_source_name")

    @api.depends("source_model", "source_id")
    @api.depends_context("uid")
    def _compute_source_name(self):
        for finding in self:
            source = finding._get_shown_source()
            finding.source_name = source.display_name if source else False

    def _get_shown_source(self):
        """The record where it was found, in the reader's rights; nothing where these do not reach it."""
        model = self.env.get(self.source_model or "")
        if model is None or not self.source_id or not self.source_model.startswith("crossbiz."):
            return None
        record = model.browse(self.source_id).exists()
        return record if record.has_access("read") else None

    def _get_short_name(self, text):
        """The number with the beginning of a text, in one line."""
        line = " ".join((text or "").split())
        short = line if len(line) <= SHOWN_LENGTH else f"{line[: SHOWN_LENGTH - 1]}…"
        return " ".join(filter(None, (self.reference, short)))

    def action_open_source(self):
        """Open the record where it was found."""
        self.ensure_one()
        self.check_access("read")
        source = self._get_shown_source()
        return source.get_formview_action() if source else False

    def onchange(self, values, field_names, fields_spec):
        """A form that points at a foreign case shows nothing of it."""
        self.new(values).case_id._origin.check_access("read")
        return super().onchange(values, field_names, fields_spec)
