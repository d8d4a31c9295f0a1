from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    crossbiz_department_id = fields.Many2one(
        "hr.department",
        "Present Department",
        compute="_compute_crossbiz_department_id",
        store=True,
        index=True,
        compute_sudo=True,
        groups="hr.group_hr_user",
        help="The department of the version that is valid now, as a column: membership is reached through it.",
    )

    @api.depends("current_version_id.department_id")
    def _compute_crossbiz_department_id(self):
        for employee in self:
            employee.crossbiz_department_id = employee.current_version_id.department_id

    @api.model_create_multi
    def create(self, vals_list):
        self._check_department_computed({name for vals in vals_list for name in vals} | set(self.env.context))
        employees = super().create(vals_list)
        employees._grant_manager_rights()
        self.env["hr.department"]._settle_membership()
        return employees

    def write(self, vals):
        self._check_department_computed(vals)
        with self._watch_departments():
            result = super().write(vals)
        if "user_id" in vals:
            self._grant_manager_rights()
        return result

    def unlink(self):
        with self._watch_departments():
            return super().unlink()

    def _cron_update_current_version_id(self):
        with self.search([("active", "=", True)])._watch_departments():
            return super()._cron_update_current_version_id()

    def _check_department_computed(self, names):
        """Membership follows from the employee's version and is never written past it.

        :raises AccessError: outside superuser mode
        """
        if not self.env.su and {"crossbiz_department_id", "default_crossbiz_department_id"}.intersection(names):
            raise AccessError(self.env._("The present department follows from the employee's department; change that."))

    def _grant_manager_rights(self):
        """Whoever manages a department and now has a login can act for it."""
        managed = self.env["hr.department"].sudo().search([("manager_id", "in", self.ids)])
        managed._grant_officer_rights()

    @contextmanager
    def _watch_departments(self):
        """End the appointments as officer of who leaves a department while this runs (live membership)."""
        before = {
            employee: (employee.user_id, employee.crossbiz_department_id) for employee in self.sudo() if employee.active
        }
        yield
        present = self.sudo().exists()
        present.modified(["crossbiz_department_id"])  # a deleted version leaves its dependents unmarked
        for employee, (user, department) in before.items():
            after = (
                (employee.user_id, employee.crossbiz_department_id) if employee in present and employee.active else None
            )
            if user and department and after != (user, department):
                department._end_appointments(user)
        self.env["hr.department"]._settle_membership()
