from odoo import fields, models
from odoo.fields import Domain


class AuditLine(models.Model):
    """How people talked on a case in the period: what a ledger check looks at beside its points (regulation 6.2).

    Counted when the sample is drawn, about a period that has ended; each number opens what it counts.
    """

    _inherit = "crossbiz.audit.line"

    urge_count = fields.Integer("Urges", readonly=True, copy=False)
    difficulty_count = fields.Integer("Difficulty Reports", readonly=True, copy=False)
    late_minutes_count = fields.Integer("Late Minutes", readonly=True, copy=False)
    silent_count = fields.Integer(
        "Silent Nodes", readonly=True, copy=False, help="Not done by their deadline, and nobody had signed for them."
    )

    def _get_facts(self, start, stop):
        """What is counted in a period: model and domain by field.

        :param start: UTC, included
        :param stop: UTC, excluded
        """

        def within(name):
            return Domain(name, ">=", start) & Domain(name, "<", stop)

        due = within("deadline") & Domain("state", "in", ("open", "closed")) & Domain("on_time", "=", False)
        return {
            "urge_count": ("crossbiz.journal", Domain("event", "=", "urged") & within("at")),
            "difficulty_count": ("crossbiz.difficulty", within("date")),
            "late_minutes_count": ("crossbiz.node", due & Domain("kind", "=", "meeting_minutes")),
            "silent_count": ("crossbiz.node", due & Domain("acknowledged_at", "=", False)),
        }

    def _count_facts(self, start, stop):
        """Count each fact of all these cases by one query (superuser mode)."""
        cases = Domain("case_id", "in", self.case_id.ids)
        counts = {
            name: dict(self.env[model]._read_group(cases & domain, ["case_id"], ["__count"]))
            for name, (model, domain) in self._get_facts(start, stop).items()
        }
        for line in self:
            line.write({name: found.get(line.case_id, 0) for name, found in counts.items()})

    def _open_fact(self, name, action):
        """What was counted on this case, in the reader's rights."""
        self.ensure_one()
        self.check_access("read")
        _model, domain = self._get_facts(*self.audit_id.sudo()._get_bounds())[name]
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(f"crossbiz_addon.{action}"),
            "name": self._fields[name]._description_string(self.env),
            "domain": list(domain & Domain("case_id", "=", self.case_id.id)),
            "context": {"create": False},
        }

    def action_open_urges(self):
        """The journal's entries on how often somebody was urged."""
        return self._open_fact("urge_count", "journal_action")

    def action_open_difficulties(self):
        """The difficulties that were reported."""
        return self._open_fact("difficulty_count", "difficulty_action")

    def action_open_late_minutes(self):
        """The minutes that were not written in time."""
        return self._open_fact("late_minutes_count", "node_action")

    def action_open_silent(self):
        """The steps that nobody signed for and that were not done in time."""
        return self._open_fact("silent_count", "node_action")
