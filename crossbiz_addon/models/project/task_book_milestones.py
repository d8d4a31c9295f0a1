from odoo import fields, models
from odoo.exceptions import UserError

from ..core.schedule_book import ScheduleBook


class TaskBook(models.Model):
    """The clocks of the milestones (regulation 3.2.1)."""

    _inherit = "crossbiz.task.book"

    def _open_milestones(self):
        """Open the step of each milestone that has none; move those whose approved date moved."""
        book, specs, entries = ScheduleBook(self.env), [], []
        running = {node.period: node for node in self._get_open_nodes("milestone")}
        for milestone in self.milestone_ids.filtered(lambda found: not found.reached_at):
            due = book.get_day_end(milestone.department_id, self.company_id, milestone.deadline)
            node = running.pop(str(milestone.id), None)
            if not node:
                specs.append(
                    (self, "milestone", milestone.department_id, {"deadline": due, "period": str(milestone.id)})
                )
            elif node.state == "open" and node.deadline != due:
                entries.append(node._set_deadline(due, "node_retargeted", fixed=True))
        if specs:
            self._open_nodes(specs)
        self.env["crossbiz.journal"].sudo()._append(entries)
        for node in running.values():  # what a new version took out
            node.sudo(self.env.su)._void(self.env._("The new version does not have it any more."))

    def _get_milestone(self, node):
        return self.milestone_ids.filtered(lambda milestone: str(milestone.id) == node.period)

    def _get_node_topic(self, node):
        if node.kind == "milestone":
            return self._get_milestone(node).name
        return False if node.kind == "book_decision" else super()._get_node_topic(node)

    def _get_judged_deadline(self, node):
        """A milestone is judged by its baseline, also when more time was granted: late stays yellow."""
        if node.kind == "milestone":
            return node.baseline_deadline
        return super()._get_judged_deadline(node)

    def _on_extended(self, node):
        """A granted extension moves the milestone's date, not its baseline."""
        if node.kind != "milestone":
            return
        milestone = self._get_milestone(node).sudo()
        book = ScheduleBook(self.env)
        milestone.deadline = book.get_local_date(node.department_id, self.company_id, node.deadline)
        milestone._ensure_project_milestones()

    def _on_node_handed_over(self, node, previous):
        if node.kind == "milestone":
            self._get_milestone(node).sudo().department_id = node.department_id
        else:
            raise UserError(self.env._("This step stays with its department."))


class TaskBookMilestone(models.Model):
    """Reaching a milestone, with evidence."""

    _inherit = "crossbiz.task.book.milestone"

    def action_reach(self, evidence=None):
        """Report the milestone as reached, with evidence; Odoo's milestone is ticked with it.

        :raises AccessError: for anyone but who acts for the responsible department
        :raises UserError: without evidence, or when it was reached already
        """
        for milestone in self:
            book = milestone.book_id
            node = book._get_step("milestone", period=str(milestone.id))
            if not node:
                raise UserError(self.env._("“%(milestone)s” is not running.", milestone=milestone.name))
            node._check_can_act()
            book._check_running()
            if evidence:
                milestone.write({"evidence": evidence})
            note = milestone._get_clean("evidence")
            files = book._journal_with_files(
                "milestone_reached",
                milestone.evidence_file_ids,
                node_id=node.id,
                department_id=milestone.department_id.id,
                new_value=milestone.name,
                note=note,
            )
            milestone.sudo().write(
                {
                    "reached_at": fields.Datetime.now(),
                    "reached_by": self.env.uid,
                    "evidence_file_ids": [fields.Command.set(files.ids)],
                }
            )
            node._close("done", note)
            milestone._ensure_project_milestones()
        return True
