from odoo import models
from odoo.fields import Command, Domain


class TaskBook(models.Model):
    """The buttons of a task book's page: to my step, and to all that hangs on the book."""

    _inherit = "crossbiz.task.book"

    def action_open_step(self, kind=None):
        """Open the form that closes my running step of ``kind``; a week's report also for who only drafts it.

        :raises UserError: when there is no such step for the current user
        """
        self.ensure_one()
        self.check_access("read")
        if kind == "progress_report":
            return self._get_steps_to_report()._get_first().action_fill_in()
        return self._get_my_steps(kind)._get_first()._get_closing_action()

    def action_open_project(self):
        """Open the tasks of Odoo's project behind this book."""
        self.ensure_one()
        self.check_access("read")
        self.project_id.check_access("read")
        return self.project_id.action_view_tasks()

    def action_open_channel(self):
        """Open the project's channel in Discuss."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "mail.action_discuss",
            # in the context, where the id of the form's record would stand otherwise
            "context": {"active_id": f"discuss.channel_{self.sudo().channel_id.id}"},
        }

    def action_plan_kickoff(self):
        """Plan the kick-off of this draft: a meeting that is about it, with the departments that have a part.

        :raises UserError: for a book that cannot change, or has a kick-off already
        """
        self.ensure_one()
        self.check_access("read")
        self._check_changeable()
        self._check_kickoff_free()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Kick-Off"),
            "res_model": "crossbiz.meeting",
            "views": [(False, "form")],
            "context": {
                "default_meeting_type": "kickoff",
                "default_name": self.env._("Kick-off: %(project)s", project=self.name),
                "default_case_id": self.case_id.id,
                "default_department_id": self.requesting_department_id.id,
                "default_attendance_ids": [
                    Command.create({"department_id": department.id})
                    for department in self.assignment_ids.department_id - self.requesting_department_id
                ],
            },
        }

    def action_open_meetings(self):
        """The meetings about this book, its kick-off too; a new one is about it."""
        domain = Domain("case_id", "=", self.case_id.id) | Domain("id", "in", self.kickoff_meeting_id.ids)
        return self._open_related("meeting_action", list(domain), default_case_id=self.case_id.id)

    def action_open_resolutions(self):
        """What meetings about this book resolved."""
        return self._open_related("resolution_action", [("case_id", "=", self.case_id.id)])

    def action_open_reports(self):
        """All weekly reports of this book."""
        return self._open_related("progress_report_action", [("book_id", "=", self.id)])

    def action_open_missing(self):
        """The weekly reports that are missing."""
        domain = Domain("case_id", "=", self.case_id.id) & self._get_missing_domain()
        return self._open_related("progress_missing_action", list(domain))

    def action_open_acceptances(self):
        """The rounds of acceptance of this book; the only one right away."""
        if len(self.acceptance_ids) == 1:
            self.check_access("read")
            return self._get_page(self.acceptance_ids)
        return self._open_related("acceptance_action", [("book_id", "=", self.id)])

    def action_judge(self):
        """Open the running round of acceptance, where I judge.

        :raises UserError: when it is not my turn
        """
        self.ensure_one()
        self.check_access("read")
        running = self.acceptance_ids.filtered(lambda found: found.state == "open")
        return running._get_my_steps()._get_first().action_fill_in()

    def action_open_retrospective(self):
        """The look back on this project."""
        self.ensure_one()
        self.check_access("read")
        return self._get_page(self.retrospective_ids[:1])

    def action_open_steps(self):
        """All steps of this book, running and ended."""
        return self._open_related("node_action", [("case_id", "=", self.case_id.id)])

    def _open_related(self, name, domain, **context):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crossbiz_addon.{name}")
        return {**action, "domain": domain, "context": context}
