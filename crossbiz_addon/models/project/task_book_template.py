import json
from datetime import date, timedelta

from odoo import fields, models
from odoo.fields import Command


class TaskBookTemplate(models.Model):
    """A task book to begin with: its texts, milestones, parts and indicators, with days instead of dates.

    Made from a book, copied into books: later changes of the one never touch the other.
    """

    _name = "crossbiz.task.book.template"
    _description = "Task Book Template"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, index=True)
    content = fields.Json(required=True, readonly=True, help="What a book takes over.")
    summary = fields.Text(compute="_compute_summary")

    def _compute_summary(self):
        for template in self:
            content = template.content or {}
            template.summary = "\n".join(
                [content.get("objective") or "", *(f"• {line['name']}" for line in content.get("milestones", []))]
            )

    def action_use(self):
        """Draft a task book from this template."""
        self.ensure_one()
        self.check_access("read")
        book = self.env["crossbiz.task.book"].create(self._get_book_values(fields.Date.context_today(self)))
        return book.get_formview_action()

    def _get_book_values(self, start):
        """Values of a book that begins at ``start``; departments that are gone are left out."""
        content = json.loads(json.dumps(self.content))
        named = {line["department_id"] for line in [*content["milestones"], *content["assignments"]]}
        departments = self.env["hr.department"].search([("id", "in", list(named))]).ids

        def keep(line):
            return line.get("department_id") in departments

        def at(days):
            return start + timedelta(days=days)

        return {
            "name": self.name,
            "objective": content["objective"],
            "background": content["background"],
            "date_start": start,
            "date_end": at(content["days"]),
            "milestone_ids": [
                Command.create(
                    {name: line[name] for name in ("name", "department_id", "deliverable")}
                    | {"deadline": at(line["days"])}
                )
                for line in content["milestones"]
                if keep(line)
            ],
            "assignment_ids": [Command.create(line) for line in content["assignments"] if keep(line)],
            "indicator_ids": [Command.create(line) for line in content["indicators"]],
        }


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    def action_save_as_template(self):
        """Keep what this book says as a template for the next ones."""
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Save as a template"))
        template = (
            self.env["crossbiz.task.book.template"]
            .sudo()
            .create({"name": self.name, "company_id": self.company_id.id, "content": self._get_template_content()})
        )
        return template.sudo(False).get_formview_action()

    def _get_template_content(self):
        begin = self.date_start or date.min

        def days(moment):
            return max((moment - begin).days, 0) if moment and self.date_start else 0

        return {
            "objective": self.objective or "",
            "background": self.background or "",
            "days": days(self.date_end),
            "milestones": [
                {
                    "name": line.name,
                    "department_id": line.department_id.id,
                    "deliverable": line.deliverable or "",
                    "days": days(line.deadline),
                }
                for line in self.milestone_ids._get_standing()
            ],
            "assignments": [
                {"department_id": line.department_id.id, "duty": line.duty, "role": line.role}
                for line in self.assignment_ids._get_standing()
            ],
            "indicators": [
                {"name": line.name, "target": line.target, "weight": line.weight}
                for line in self.indicator_ids._get_standing()
            ],
        }
