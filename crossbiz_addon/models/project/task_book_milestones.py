from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core.schedule_book import ScheduleBook


class TaskBook(models.Model):
    """The clocks of the milestones (regulation 3.2.1)."""

    _inherit = "crossbiz.task.book"

    def _open_milestones(self):
        """Open the step of each milestone that has none; move those whose date or department moved."""
        book, specs, entries = ScheduleBook(self.env), [], []
        running = {node.period: node for node in self._get_open_nodes("milestone")}
        for milestone in self.sudo().milestone_ids._get_standing().filtered(lambda found: not found.reached_at):
            due, baseline = (
                book.get_day_end(milestone.department_id, self.company_id, day)
                for day in (milestone.deadline, milestone.baseline_date)
            )
            node = running.pop(str(milestone.id), None)
            if not node:
                options = {"deadline": due, "baseline": baseline, "period": str(milestone.id)}
                specs.append((self, "milestone", milestone.department_id.sudo(False), options))
                continue
            if node.department_id != milestone.department_id:
                entries.append(self._move_node(node, milestone.department_id))
            if node.state == "open" and node.deadline != due and node.cycle == 1:  # rework has a time of its own
                entries.append(node._set_deadline(due, "node_retargeted", fixed=True))
        if specs:
            self._open_nodes(specs)
        self.env["crossbiz.journal"].sudo()._append(entries)
        gone = self.env["crossbiz.node"].sudo().union(*running.values())  # what a new version took out
        self._end_owed(gone, self.env._("The new version does not have it any more."))

    def _move_node(self, node, department):
        """Give a running step to the department that the new version names."""
        giving = node.department_id
        node.write(
            {"department_id": department.id, "user_id": False, "acknowledged_at": False, "acknowledged_by": False}
        )
        node._notify("handed_over")
        return node._prepare_journal_entry("node_handed_over", old_value=giving.name, new_value=department.name)

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

    # --------------------------------------------------
    # More time, another department
    # --------------------------------------------------

    def _get_extension_refusal(self, node):
        if node.kind == "progress_report":
            return self.env._("A week's report is not put off: post it late, and say why.")
        return super()._get_extension_refusal(node)

    def _get_hand_over_refusal(self, node):
        refusal = super()._get_hand_over_refusal(node)
        return refusal or (node.kind != "milestone" and self.env._("This step stays with its department."))

    def _check_wanted_deadline(self, node, deadline):
        if node.kind == "milestone":
            day = ScheduleBook(self.env).get_local_date(node.department_id, self.company_id, deadline)
            _start, end = self._get_dates_in_force()
            if day > end:
                raise UserError(
                    self.env._(
                        "The project ends on %(end)s: a milestone cannot lie after it. Revise the task book first.",
                        end=format_date(self.env, end),
                    )
                )
        return super()._check_wanted_deadline(node, deadline)

    def _on_extended(self, node):
        """A granted extension moves the milestone's date, not its baseline."""
        if node.kind != "milestone":
            return
        milestone = self._get_milestone(node).sudo()
        day = ScheduleBook(self.env).get_local_date(node.department_id, self.company_id, node.deadline)
        drafted = self.revising and milestone.deadline > day
        milestone.write({"extended_to": day, **({} if drafted else {"deadline": day})})
        milestone._ensure_project_milestones()

    def _on_node_handed_over(self, node, previous):
        """A milestone goes to another department that has a part; everything else stays.

        :raises UserError: saying what to do instead
        """
        if node.department_id not in self._get_part_departments():
            raise UserError(
                self.env._(
                    "“%(department)s” has no part in this project: revise the task book to give it one.",
                    department=node.department_id.sudo().display_name,
                )
            )
        self._get_milestone(node).sudo().department_id = node.department_id


class TaskBookMilestone(models.Model):
    """Reaching a milestone, with evidence."""

    _inherit = "crossbiz.task.book.milestone"

    def action_reach(self, evidence=None):
        """Report the milestone as reached, with evidence: a text, files, or both.

        Odoo's milestone is ticked with it.

        :raises AccessError: for anyone but who acts for the responsible department
        :raises UserError: without evidence, or when it was reached already
        """
        for milestone in self:
            milestone.check_access("read")
            book = milestone.book_id
            node = book._get_step("milestone", period=str(milestone.id))
            if not node:
                raise UserError(self.env._("“%(milestone)s” is not running.", milestone=milestone.name))
            node._check_can_act()
            book._check_running()
            milestone._settle_as_approved()
            if evidence:
                label = milestone._fields["evidence"]._description_string(self.env)
                milestone.write({"evidence": milestone._clean_text(label, evidence)})
            milestone._sign(node)
        return True

    def _settle_as_approved(self):
        """What is reached is what the version in force says; a revision cannot change it any more."""
        book = self.book_id.sudo()
        if book.revising:
            lines = book._get_version_in_force()._get_values()["milestone_ids"]
            self.sudo()._restore([line for line in lines if line[0] == self.id])

    def _sign(self, node):
        note = self.evidence_file_ids and not (self.evidence or "").strip()
        note = "" if note else self._get_clean("evidence")
        files = self.book_id._journal_with_files(
            "milestone_reached",
            self.evidence_file_ids,
            node_id=node.id,
            department_id=self.department_id.id,
            new_value=self.name,
            note=note,
        )
        self.sudo().write(
            {
                "reached_at": fields.Datetime.now(),
                "reached_by": self.env.uid,
                "evidence_file_ids": [fields.Command.set(files.ids)],
            }
        )
        node._close("done", note or False)
        self._ensure_project_milestones()

    def _take_back(self, reason):
        """An acceptance failed it: it runs again, in a new step with the rule's time; the journal keeps the old one."""
        book, specs = self.book_id, []
        for milestone in self.sudo():
            book._journal(
                "milestone_undone", department_id=milestone.department_id.id, new_value=milestone.name, note=reason
            )
            options = {"period": str(milestone.id), "cycle": 1 + milestone._count_steps()}
            specs.append((book, "milestone", milestone.department_id.sudo(False), options))
        self.sudo().write({"reached_at": False, "reached_by": False})
        book._open_nodes(specs)
        self._ensure_project_milestones()

    def _count_steps(self):
        return (
            self.env["crossbiz.node"]
            .sudo()
            .search_count(
                [
                    ("res_model", "=", "crossbiz.task.book"),
                    ("res_id", "=", self.book_id.id),
                    ("kind", "=", "milestone"),
                    ("period", "=", str(self.id)),
                ]
            )
        )
