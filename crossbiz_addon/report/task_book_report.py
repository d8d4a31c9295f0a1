import json

from odoo import api, fields, models

PARTS = ("milestone_ids", "assignment_ids", "indicator_ids")


class TaskBookReport(models.AbstractModel):
    """《联合项目任务书》 on paper: the version in force word for word, or the draft, marked as one."""

    _name = "report.crossbiz_addon.task_book_form"
    _description = "Joint Project Task Book"
    _inherit = ["crossbiz.project.form"]

    _form_model = "crossbiz.task.book"
    _signing_events = ("submitted", "book_started", "retrospective_filed")

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            **super()._get_report_values(docids, data),
            "get_paper": self._get_paper,
            "get_facts": self._get_facts,
        }

    @api.model
    def _get_paper(self, document):
        """What is printed of a task book: the version in force, else the draft."""
        version = document._get_version_in_force()
        values = version._get_values() if version else json.loads(document._get_snapshot()[0])
        paper = self._name_values(document, values)
        if not version:
            mark = document.env._("DRAFT: not approved")
        elif document.revising:
            mark = document.env._("This is the version in force. A revision is being drafted.")
        else:
            mark = ""
        return {**paper, "version": version, "digest": version.digest if version else "", "mark": mark}

    @api.model
    def _name_values(self, document, values):
        """What a version kept, with names instead of ids."""
        paper = {
            **values,
            "date_start": fields.Date.to_date(values.get("date_start")),
            "date_end": fields.Date.to_date(values.get("date_end")),
            "kickoff": self._get_kickoff(document, values.get("kickoff_meeting_id")),
        }
        for name in PARTS:
            lines = document[name]
            paper[name] = [self._get_line(lines, line) for line in values.get(name) or []]
        return paper

    @api.model
    def _get_kickoff(self, document, meeting_id):
        """The kick-off as it is named; its papers are for who was invited."""
        meeting = document.env["crossbiz.meeting"].sudo().browse(meeting_id or ()).exists()
        return meeting.display_name or ""

    @api.model
    def _get_line(self, lines, line):
        """A line of a version with the names of its department, person and role, and the line as it is now."""
        line_id, values = lines._read_snapshot_line(line)
        env, named = lines.env, dict(values)
        for name, value in values.items():
            field = lines._fields[name]
            if field.type == "many2one":
                record = env[field.comodel_name].sudo().with_context(active_test=False).browse(value or ()).exists()
                named[name] = record.name or ""
            elif field.type == "selection":
                named[name] = dict(field._description_selection(env)).get(value, value)
            elif field.type == "date":
                named[name] = fields.Date.to_date(value)
        return {**named, "now": lines.browse(line_id).exists()}

    @api.model
    def _get_facts(self, document, line):
        """When a milestone was reached, and whether its date moved; empty before."""
        now, env = line["now"], document.env
        if not now:
            return ""
        if now.reached_at:
            day = fields.Datetime.context_timestamp(document, now.reached_at).date()
            return env._("Reached %(day)s", day=day.isoformat())
        counting = document._get_lines_in_force("milestone_ids")[document.id].get(now)
        if counting and counting["deadline"] != line["deadline"]:
            return env._("Extended to %(day)s", day=counting["deadline"].isoformat())
        return ""

    @api.model
    def _get_signing_entries(self, document):
        """Who submitted, decided, started and judged; the decisions stand on the steps."""
        entries = document._get_case().journal_ids.filtered(
            lambda entry: (
                entry.res_model == document._name
                and (
                    entry.event in self._signing_events
                    or (
                        entry.event.startswith("node_")
                        and entry.node_id.kind == "book_decision"
                        and entry.node_id.outcome
                    )
                )
                and entry.event not in ("node_opened", "node_acknowledged", "node_reminded", "node_breached")
            )
        )
        return (entries | self._get_verdict_entries(document)).sorted("id")

    @api.model
    def _get_signing_department(self, document, entry):
        """The initiator submits; the lead department looks back."""
        if entry.event == "submitted":
            return document.requesting_department_id
        if entry.event == "retrospective_filed":
            return document.lead_department_id
        return super()._get_signing_department(document, entry)
