from odoo import api, fields, models
from odoo.tools import format_date

from ...lib.wording import list_points


class TaskBook(models.Model):
    """What the ledger says of a project at its end: numbers, dates and names, in no language."""

    _inherit = "crossbiz.task.book"

    def _get_facts(self):
        """The facts a retrospective begins with (superuser mode); rooms add what they know under keys of their own.

        :return: plain values for JSON; dates as ISO texts
        """
        self.ensure_one()
        book = self.sudo()
        return {
            "milestones": book._get_milestone_facts(),
            "reports": book._get_report_facts(),
            "difficulties": [
                [difficulty.department_id.name, difficulty.description]
                for difficulty in book.difficulty_ids.sorted("id")
            ],
            "rounds": [
                [acceptance.round, acceptance.state, acceptance.rework or ""]
                for acceptance in book.acceptance_ids.sorted("round")
            ],
            "indicators": [
                [line.name, line.weight, line.target, line.actual or ""] for line in book.indicator_ids._get_standing()
            ],
        }

    def _get_milestone_facts(self):
        """How many milestones there were and came late; of those the baseline and the day they were reached."""
        milestones = self.milestone_ids._get_standing()
        late = milestones.filtered("late")
        slips = []
        for line in late.filtered("reached_at"):
            reached = fields.Datetime.context_timestamp(line, line.reached_at).date()
            slips.append([line.name, fields.Date.to_string(line.baseline_date), fields.Date.to_string(reached)])
        return {"all": len(milestones), "late": len(late), "slips": slips}

    def _get_report_facts(self):
        """Reports asked for, late and not given; of the last the weeks by department."""
        nodes = self.env["crossbiz.node"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("kind", "=", "progress_report"),
                ("state", "!=", "void"),
            ]
        )
        late = nodes.filtered(lambda node: node.state == "closed" and not node.on_time and node.outcome != "missed")
        lacking = nodes.filtered(lambda node: node.outcome == "missed" or node.overdue)
        weeks = [
            [department.name, sorted(filter(None, found.mapped("period")))]
            for department, found in lacking.grouped("department_id").items()
        ]
        return {"all": len(nodes), "late": len(late), "missing": len(lacking), "weeks": weeks}


class Retrospective(models.Model):
    """The facts on the screen and on paper: told in the language of who reads them."""

    _inherit = "crossbiz.retrospective"

    fact_data = fields.Json(readonly=True, help="What the ledger said when the acceptance had passed.")
    facts = fields.Text(
        compute="_compute_facts", help="What the ledger says: dates, slips, difficulties, acceptance rounds."
    )

    @api.depends("fact_data")
    @api.depends_context("lang")
    def _compute_facts(self):
        for report in self:
            report.facts = "\n".join(report._tell_facts(report.fact_data or {}))

    def _tell_facts(self, facts):
        """The facts as translated lines; rooms tell theirs below."""
        if "text" in facts:  # of a report that was begun before facts were kept as data
            return [facts["text"]]
        if not facts:
            return []
        return [
            *self._tell_milestones(facts["milestones"]),
            *self._tell_reports(facts["reports"]),
            self.env._("Difficulties: %(count)s", count=len(facts["difficulties"])),
            *self._tell_points(": ".join(difficulty) for difficulty in facts["difficulties"]),
            *self._tell_rounds(facts["rounds"]),
            self.env._("Indicators:"),
            *self._tell_points(
                f"{name} ({weight:g} %): {target} → {actual or '?'}"
                for name, weight, target, actual in facts["indicators"]
            ),
        ]

    def _tell_milestones(self, facts):
        def show(day):
            return format_date(self.env, fields.Date.to_date(day))

        return [
            self.env._("Milestones: %(all)s, late %(late)s", all=facts["all"], late=facts["late"]),
            *self._tell_points(
                f"{name}: {show(baseline)} → {show(reached)}" for name, baseline, reached in facts["slips"]
            ),
        ]

    def _tell_reports(self, facts):
        return [
            self.env._(
                "Weekly reports: %(all)s, late %(late)s, missing %(missing)s",
                all=facts["all"],
                late=facts["late"],
                missing=facts["missing"],
            ),
            *self._tell_points(f"{department}: {', '.join(weeks)}" for department, weeks in facts["weeks"]),
        ]

    def _tell_rounds(self, rounds):
        labels = dict(self.env["crossbiz.acceptance"]._fields["state"]._description_selection(self.env))
        lines = [self.env._("Acceptance rounds: %(count)s", count=len(rounds))]
        for number, state, rework in rounds:
            lines.append(f"{number}. {labels[state]}")
            lines += rework.splitlines()
        return lines

    @api.model
    def _tell_points(self, sentences):
        return list_points(sentences).splitlines()
