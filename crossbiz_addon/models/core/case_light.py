from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class Case(models.Model):
    """How far a case is and whom it waits for: facts of its steps, the light computed when it is looked at."""

    _inherit = "crossbiz.case"

    @api.depends("node_ids.state", "node_ids.deadline", "node_ids.remind_at", "node_ids.on_time")
    def _compute_clock(self):
        for case, values in self._get_clock_values().items():
            case.next_deadline, case.next_reminder = values["next_deadline"], values["next_reminder"]
            case.was_late = values["was_late"]

    def _get_clock_values(self):
        """How far these cases are, by one query.

        :return: ``{case: {field name: value}}``
        """
        groups = self.env["crossbiz.node"]._read_group(
            [("case_id", "in", self.ids), ("state", "in", ("open", "closed"))],
            ["case_id", "state", "on_time"],
            ["deadline:min", "remind_at:min"],
        )
        ahead, late_ids = {}, set()
        for case, state, on_time, deadline, reminder in groups:
            if state == "open":
                ahead[case.id] = (deadline, reminder)
            elif not on_time:
                late_ids.add(case.id)
        values = {}
        for case in self:
            deadline, reminder = ahead.get(case.id, (False, False))
            values[case] = {"next_deadline": deadline, "next_reminder": reminder, "was_late": case.id in late_ids}
        return values

    @api.depends("node_ids.state", "node_ids.department_id")
    def _compute_waiting_department_ids(self):
        groups = self.env["crossbiz.node"]._read_group(
            [("case_id", "in", self.ids), ("state", "=", "open")], ["case_id"], ["department_id:recordset"]
        )
        departments = {case.id: found for case, found in groups}
        for case in self:
            case.waiting_department_ids = departments.get(case.id, False)

    def _search_waiting_department_ids(self, operator, value):
        if operator not in ("in", "any", "ilike", "="):
            return NotImplemented
        return [("node_ids", "any", [("state", "=", "open"), ("department_id", operator, value)])]

    @api.depends("state", "suspended", "next_deadline", "next_reminder", "was_late")
    def _compute_light(self):
        now = fields.Datetime.now()
        for case in self:
            case.light = case._get_light(now)

    def _get_light(self, now):
        """Colour of the case: red overdue, yellow near its deadline or done late, blue on its way, green done."""
        if self.suspended or self.state in ("draft", "rejected", "cancelled"):
            return "grey"
        if self.state == "done":
            return "yellow" if self.was_late else "green"
        if not self.next_deadline:
            return "blue"
        if self.next_deadline <= now:
            return "red"
        return "yellow" if self.next_reminder and self.next_reminder <= now else "blue"

    def _search_light(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        at_rest = Domain("suspended", "=", True) | Domain("state", "in", ("draft", "rejected", "cancelled"))
        done = ~at_rest & Domain("state", "=", "done")
        running = ~at_rest & Domain("state", "!=", "done")
        red = running & Domain("next_deadline", "<=", now)
        near = running & Domain("next_deadline", ">", now) & Domain("next_reminder", "<=", now)
        domains = {
            "grey": at_rest,
            "green": done & Domain("was_late", "=", False),
            "yellow": near | (done & Domain("was_late", "=", True)),
            "red": red,
            "blue": running
            & (Domain("next_deadline", "=", False) | Domain("next_deadline", ">", now))
            & (Domain("next_reminder", "=", False) | Domain("next_reminder", ">", now)),
        }
        return Domain.OR(domains[light] for light in value if light in domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let the light be grouped by, although it depends on the clock and is no column."""
        if field_expr != "light":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["light"], "read")
        return SQL(
            """CASE WHEN %(suspended)s OR %(state)s IN ('draft', 'rejected', 'cancelled') THEN 'grey'
                    WHEN %(state)s = 'done' THEN CASE WHEN %(late)s THEN 'yellow' ELSE 'green' END
                    WHEN %(deadline)s <= %(now)s THEN 'red'
                    WHEN %(deadline)s IS NOT NULL AND %(reminder)s <= %(now)s THEN 'yellow'
                    ELSE 'blue' END""",
            suspended=self._field_to_sql(alias, "suspended", query),
            state=self._field_to_sql(alias, "state", query),
            late=self._field_to_sql(alias, "was_late", query),
            deadline=self._field_to_sql(alias, "next_deadline", query),
            reminder=self._field_to_sql(alias, "next_reminder", query),
            now=fields.Datetime.now(),
        )
