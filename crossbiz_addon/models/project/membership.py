from odoo import api, models


class HrDepartment(models.Model):
    """Who comes, leaves or is appointed takes part in the projects of the department, or does no more."""

    _inherit = "hr.department"

    def write(self, vals):
        result = super().write(vals)
        if {"crossbiz_officer_ids", "manager_id", "parent_id", "active"}.intersection(vals):
            self.env["crossbiz.task.book"]._follow_members_soon()
        return result


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "department_id", "active", "company_id"}.intersection(vals):
            self.env["crossbiz.task.book"]._follow_members_soon()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["crossbiz.task.book"]._follow_members_soon()
        return result


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_writing_departments(self):
        """The departments whose weekly reports and evidence this user drafts: their own; an auditor writes none.

        Drafting is everybody's there; who answers for what was drafted is judged by the step.
        """
        if self.has_group("crossbiz_addon.group_audit"):
            return self.env["hr.department"]
        return self._get_member_departments()

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self.env["crossbiz.task.book"]._follow_members_soon()
        return result


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    @api.model
    def _follow_members_soon(self):
        """Let projects and channels follow within the minute; the regular run would come later."""
        job = self.env.ref("crossbiz_addon.cron_follow_members", raise_if_not_found=False)
        if job and self.sudo().search_count([("state", "in", ("running", "closing"))], limit=1):
            job.sudo()._trigger()
