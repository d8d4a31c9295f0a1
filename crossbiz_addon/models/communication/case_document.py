from odoo import fields, models


class CaseDocument(models.AbstractModel):
    """Meetings about a case, from its papers."""

    _inherit = "crossbiz.case.document"

    meeting_count = fields.Integer("Number of Meetings", compute="_compute_meeting_count")

    def _compute_meeting_count(self):
        counts = {}
        if self.env["crossbiz.meeting"].has_access("read"):
            groups = self.env["crossbiz.meeting"]._read_group(
                [("case_id", "in", self.case_id.ids)], ["case_id"], ["__count"]
            )
            counts = {case.id: count for case, count in groups}
        for document in self:
            document.meeting_count = counts.get(document.case_id.id, 0)

    def action_open_meetings(self):
        """The meetings about this case; a new one there is about it, too."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.meeting_action")
        context = {"default_case_id": self.case_id.id, "default_company_id": self.company_id.id}
        return {**action, "domain": [("case_id", "=", self.case_id.id)], "context": context}
