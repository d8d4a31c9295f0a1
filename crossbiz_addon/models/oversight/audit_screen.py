from odoo import api, fields, models

from .audit_line import FINDINGS


class Audit(models.Model):
    """What the audit's page counts."""

    _inherit = "crossbiz.audit"

    line_count = fields.Integer("Number of Cases", compute="_compute_line_counts")
    judged_count = fields.Integer("Cases Checked", compute="_compute_line_counts")
    my_count = fields.Integer("Cases Left for Me", compute="_compute_line_counts")
    nobody_count = fields.Integer("Cases without a Checker", compute="_compute_line_counts")
    finding_count = fields.Integer("Number of Findings", compute="_compute_finding_count")
    progress = fields.Float(compute="_compute_line_counts", help="Cases checked, in per cent.")

    @api.depends("line_ids.state", "line_ids.user_id")
    @api.depends_context("uid")
    def _compute_line_counts(self):
        groups = self.env["crossbiz.audit.line"]._read_group(
            [("audit_id", "in", self._origin.ids)], ["audit_id", "state", "user_id"], ["__count"]
        )
        for audit in self:
            found = [group for group in groups if group[0] == audit._origin]
            waiting = [(user, count) for _audit, state, user, count in found if state == "open"]
            audit.line_count = sum(group[-1] for group in found)
            audit.judged_count = audit.line_count - sum(count for _user, count in waiting)
            audit.my_count = sum(count for user, count in waiting if user == self.env.user)
            audit.nobody_count = sum(count for user, count in waiting if not user)
            audit.progress = 100.0 * audit.judged_count / audit.line_count if audit.line_count else 0.0

    @api.depends("line_ids.check_ids.result")
    def _compute_finding_count(self):
        groups = self.env["crossbiz.audit.check"]._read_group(
            [("line_id.audit_id", "in", self._origin.ids), ("result", "in", FINDINGS)], ["line_id"], ["__count"]
        )
        counts = {}
        for line, count in groups:
            counts[line.audit_id] = counts.get(line.audit_id, 0) + count
        for audit in self:
            audit.finding_count = counts.get(audit._origin, 0)

    def action_open_lines(self):
        """The cases of the sample in a list of their own."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.audit_line_action")
        return {**action, "domain": [("audit_id", "=", self.id)], "context": {}}

    def action_open_rectifications(self):
        """The rectification notices that follow from it, as far as the reader may see them."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.rectification_action")
        lines = [("source_model", "=", "crossbiz.audit.line"), ("source_id", "in", self.line_ids.ids)]
        return {**action, "domain": lines, "context": {"create": False}}
