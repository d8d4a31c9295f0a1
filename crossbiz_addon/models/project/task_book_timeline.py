from datetime import date

from odoo import api, fields, models

FRIDAY = 5


def get_friday(week):
    """Where a report of an ISO week stands in a timeline: its Friday; no date for what is no week."""
    try:
        year, number = week.split("-W")
        return date.fromisocalendar(int(year), int(number), FRIDAY)
    except (ValueError, AttributeError):
        return None


class TaskBook(models.Model):
    """The book in time: milestones and weekly reports, what came late and what is missing."""

    _inherit = "crossbiz.task.book"

    @api.readonly
    def get_timeline(self):
        """What the timeline of this book shows, by the version in force; dates as ISO texts.

        :return: ``start``, ``end``, ``today``; ``milestones`` (with ``baseline``, ``deadline``, ``reached`` and a
            ``state``: planned, reached, late, overdue); ``departments`` that owe reports, each with its ``weeks``
            (``state``: posted, late, missing, awaited)
        """
        self.ensure_one()
        self.check_access("read")
        nodes = self.env["crossbiz.node"].search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("kind", "=", "progress_report"),
                ("state", "in", ("open", "paused", "closed")),
            ],
            ["department_id", "period", "state", "on_time", "deadline"],
            order="id",
        )
        start, end = self._get_dates_in_force()
        return {
            "start": fields.Date.to_string(start),
            "end": fields.Date.to_string(end),
            "today": fields.Date.to_string(fields.Date.context_today(self)),
            "milestones": self._get_timeline_milestones(),
            "departments": self._get_timeline_departments(nodes),
        }

    def _get_timeline_milestones(self):
        lines, departments = [], self.env["hr.department"].sudo()
        counting = self._get_lines_in_force("milestone_ids")[self.id]
        for line, values in sorted(counting.items(), key=lambda found: (found[1]["deadline"], found[0].id)):
            reached = line.reached_at and fields.Datetime.context_timestamp(self, line.reached_at).date()
            lines.append(
                {
                    "id": line.id,
                    "name": values["name"],
                    "department": departments.browse(values["department_id"]).name,
                    "baseline": fields.Date.to_string(line.baseline_date),
                    "deadline": fields.Date.to_string(values["deadline"]),
                    "reached": fields.Date.to_string(reached),
                    "state": line.progress,
                }
            )
        return lines

    def _get_timeline_departments(self, nodes):
        now = fields.Datetime.now()
        reports = {
            (report["department_id"][0], report["week"]): report
            for report in self.env["crossbiz.progress.report"].search_read(
                [("book_id", "=", self.id), ("posted_at", "!=", False)], ["department_id", "week", "percent"]
            )
        }
        lines = []
        for department, steps in nodes.grouped("department_id").items():
            weeks = []
            for node in steps.sorted("period"):
                report = reports.get((department.id, node.period)) or {}
                friday = get_friday(node.period)
                if node.state == "closed":
                    state = "missing" if not report else "posted" if node.on_time else "late"
                else:
                    state = "missing" if node.deadline <= now and node.state == "open" else "awaited"
                if friday:
                    weeks.append(
                        {
                            "week": node.period,
                            "date": fields.Date.to_string(friday),
                            "state": state,
                            "report_id": report.get("id", False),
                            "percent": report.get("percent", 0),
                        }
                    )
            lines.append({"id": department.id, "name": department.sudo().name, "weeks": weeks})
        return lines
