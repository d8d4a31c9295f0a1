from odoo import api, fields, models


class Meeting(models.Model):
    """What the screens of a meeting show and offer."""

    _inherit = "crossbiz.meeting"

    can_host = fields.Boolean("I Act for the Host", compute="_compute_can_host")
    can_edit = fields.Boolean(compute="_compute_can_host", help="I host it and it lies ahead.")
    can_minute = fields.Boolean(compute="_compute_can_host", help="I write its minutes now.")
    can_hold = fields.Boolean(compute="_compute_can_host")
    can_cancel = fields.Boolean(compute="_compute_can_host")
    can_object = fields.Boolean(compute="_compute_can_host")
    can_archive = fields.Boolean(compute="_compute_can_host")
    open_resolution_count = fields.Integer("Open Resolutions", compute="_compute_open_resolution_count")
    light = fields.Selection(
        [
            ("blue", "Ahead"),
            ("yellow", "Minutes to Finish"),
            ("green", "Archived"),
            ("red", "Not Held"),
            ("grey", "Off"),
        ],
        compute="_compute_light",
    )

    @api.depends("state", "department_id", "attendance_ids.department_id", "start")
    @api.depends_context("uid")
    def _compute_can_host(self):
        acting = self.env.user._get_acting_departments()
        now = fields.Datetime.now()
        for meeting in self:
            hosts = not meeting._origin or meeting.department_id in acting
            ahead = hosts and meeting.state in ("planned", "missed")
            invited = meeting.department_id | meeting.attendance_ids.department_id
            meeting.can_host = hosts
            meeting.can_edit = ahead
            meeting.can_minute = hosts and meeting.state == "draft"
            meeting.can_hold = bool(meeting._origin) and ahead and bool(meeting.start) and meeting.start <= now
            meeting.can_cancel = bool(meeting._origin) and hosts and meeting.state == "planned" and not meeting.period
            meeting.can_object = meeting.state == "confirmed" and bool(invited & acting)
            meeting.can_archive = meeting.state == "confirmed" and meeting._get_archiving_department() in acting

    @api.depends("resolution_ids.state")
    def _compute_open_resolution_count(self):
        counts = dict(
            self.env["crossbiz.resolution"]._read_group(
                [("meeting_id", "in", self.ids), ("state", "=", "open")], ["meeting_id"], ["__count"]
            )
        )
        for meeting in self:
            meeting.open_resolution_count = counts.get(meeting._origin, 0)

    @api.depends("state")
    def _compute_light(self):
        lights = {
            "planned": "blue",
            "draft": "yellow",
            "confirmed": "yellow",
            "archived": "green",
            "missed": "red",
            "cancelled": "grey",
        }
        for meeting in self:
            meeting.light = lights[meeting.state]

    def action_open_resolutions(self):
        """What this meeting resolved."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.resolution_action")
        return {**action, "domain": [("meeting_id", "=", self.id)], "context": {}}

    def onchange(self, values, field_names, fields_spec):
        """A form that points at a foreign case shows nothing of it."""
        self.new(values).case_id._origin.check_access("read")
        return super().onchange(values, field_names, fields_spec)
