from odoo import api, models
from odoo.exceptions import UserError

# What goes on in a project whose task book is suspended: talk, and what concerns the looker's own screen alone.
PASSIVE_PREFIXES = ("message_", "activity_", "website_message_", "rating_", "personal_stage_", "my_activity_")
PASSIVE = frozenset({"color", "displayed_image_id"})


class ProjectProject(models.Model):
    """The Odoo project of a suspended task book stands still with it (regulation 4.3)."""

    _inherit = "project.project"

    def _check_crossbiz_not_suspended(self):
        """Refuse work in the project of a suspended task book; superuser mode is the server's own.

        :raises UserError: naming the book, what holds it, and who can let it go on
        """
        if self.env.su or not self:
            return
        books = self.env["crossbiz.task.book"].sudo()
        held = books.search([("project_id", "in", self.ids), ("suspended", "=", True)], limit=1)
        if held:
            sentence = self.env._(
                "This is the project of the task book %(book)s, which is suspended: its tasks, milestones and updates "
                "stand still until it resumes. You can go on writing messages.",
                book=held.reference,
            )
            raise UserError(held.case_id._tell_suspended(sentence))


class ProjectWork(models.AbstractModel):
    """Base of what moves in a project."""

    _name = "crossbiz.project.work"
    _description = "Work in the Project of a Task Book"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.project_id.with_env(self.env)._check_crossbiz_not_suspended()
        return records

    def write(self, vals):
        moving = any(name not in PASSIVE and not name.startswith(PASSIVE_PREFIXES) for name in vals)
        if moving:
            self.project_id.with_env(self.env)._check_crossbiz_not_suspended()
        result = super().write(vals)
        if "project_id" in vals:
            self.project_id.with_env(self.env)._check_crossbiz_not_suspended()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_suspended(self):
        self.project_id._check_crossbiz_not_suspended()


class ProjectTask(models.Model):
    _name = "project.task"
    _inherit = ["project.task", "crossbiz.project.work"]


class ProjectMilestone(models.Model):
    _name = "project.milestone"
    _inherit = ["project.milestone", "crossbiz.project.work"]


class ProjectUpdate(models.Model):
    _name = "project.update"
    _inherit = ["project.update", "crossbiz.project.work"]
