from odoo import api, fields, models, modules
from odoo.fields import NO_ACCESS

OFFICER_GROUPS = (
    "crossbiz_addon.group_officer,crossbiz_addon.group_decision,"
    "crossbiz_addon.group_compliance,crossbiz_addon.group_audit"
)


class ResUsers(models.Model):
    _inherit = "res.users"

    crossbiz_member_of_ids = fields.Many2many(
        "hr.department",
        "crossbiz_department_member_rel",
        "user_id",
        "department_id",
        string="Departments Whose Cases I See",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,  # membership follows from employees, managers and officers; nobody writes it
    )

    crossbiz_acting_for_ids = fields.Many2many(
        "hr.department",
        "crossbiz_department_acting_rel",
        "user_id",
        "department_id",
        string="Departments I Act For",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
    )

    crossbiz_officer_of_ids = fields.Many2many(
        "hr.department",
        "crossbiz_department_officer_rel",
        "user_id",
        "department_id",
        string="Departments That Appointed Me",
        readonly=True,
        copy=False,
        # Without it the ORM searches for the departments of each new user, and so writes a user half made.
        groups=NO_ACCESS,
    )

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self.env["hr.department"]._settle_membership()
        return result

    def _get_home_department(self):
        """The department this user drafts for: the employee's own in the current company, else one it acts for."""
        employee = (
            self.env["hr.employee"]
            .sudo()
            .search_fetch(
                [("user_id", "=", self.id), ("company_id", "=", self.env.company.id)],
                ["crossbiz_department_id"],
                limit=1,
            )
        )
        department = employee.crossbiz_department_id
        if not department:
            department = self._get_acting_departments().filtered(
                lambda found: found.sudo().company_id in (self.env.company, self.env["res.company"])
            )[:1]
        return department.sudo(False)

    def _get_acting_departments(self):
        """The departments this user acts for now, archived ones included (their steps still run).

        Being an officer or manager is the appointment, the group is the permission: both are needed.
        """
        departments = self.env["hr.department"].with_context(active_test=False)
        if not self.has_groups(OFFICER_GROUPS):
            return departments.sudo(False)
        departments._settle_membership()
        acting = self.sudo().with_context(active_test=False).crossbiz_acting_for_ids
        if self.has_group("crossbiz_addon.group_audit"):
            # An auditor is nobody's officer but the audit department's.
            acting &= self.sudo().company_ids.crossbiz_audit_department_id
        return acting.sudo(False)

    def _get_own_departments(self):
        """The departments this user works in or was appointed for; not what a parent department brings with it.

        It says whose work is one's own, where nobody judges that.
        """
        user = self.sudo()
        employed = user.with_context(active_test=False).employee_ids.filtered("active").crossbiz_department_id
        appointed = (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .search(["|", ("crossbiz_officer_ids", "in", self.ids), ("manager_id.user_id", "in", self.ids)])
        )
        return (employed | appointed).sudo(False)

    def _get_member_departments(self):
        """The departments whose cases this user sees, archived ones included."""
        self.env["hr.department"]._settle_membership()
        return self.sudo().with_context(active_test=False).crossbiz_member_of_ids.sudo(False)

    @api.model
    def _get_activity_groups(self):
        """Put the steps I can act on into the systray, beside Odoo's own activities."""
        groups = super()._get_activity_groups()
        nodes = self.env["crossbiz.node"]
        if not nodes.has_access("read"):
            return groups
        now = fields.Datetime.now()
        mine = nodes.search_fetch([("can_act", "=", True)], ["deadline"])
        if mine:
            overdue = len(mine.filtered(lambda node: node.deadline <= now))
            today = len(mine.filtered(lambda node: now < node.deadline and self._is_today(node.deadline)))
            groups.insert(
                0,
                {
                    "id": self.env["ir.model"]._get("crossbiz.node").id,
                    "name": self.env._("My Nodes"),
                    "model": "crossbiz.node",
                    "type": "activity",
                    "icon": modules.module.get_module_icon("crossbiz_addon"),
                    "domain": [("can_act", "=", True)],
                    "total_count": len(mine),
                    "today_count": today,
                    "overdue_count": overdue,
                    "planned_count": len(mine) - today - overdue,
                    "view_type": "list",
                },
            )
        return groups

    @api.model
    def _is_today(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date() == fields.Date.context_today(self)
