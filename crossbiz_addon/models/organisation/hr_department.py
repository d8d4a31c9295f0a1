from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from .res_users import OFFICER_GROUPS

# What cross-business administrators set; all else of ours is computed.
SETTINGS = {"crossbiz_officer_ids", "crossbiz_calendar_id", "crossbiz_suspended"}


class HrDepartment(models.Model):
    """Who belongs to a department, and who acts for it, as of now."""

    _inherit = "hr.department"

    crossbiz_officer_ids = fields.Many2many(
        "res.users",
        "crossbiz_department_officer_rel",
        "department_id",
        "user_id",
        string="Cross-Business Officers",
        tracking=True,
        domain=[("share", "=", False)],
        help="They act for the department beside its manager. "
        "An appointment ends when the person leaves the department.",
    )
    crossbiz_employee_ids = fields.One2many(
        "hr.employee", "crossbiz_department_id", "Present Employees", groups="hr.group_hr_user"
    )
    crossbiz_acting_ids = fields.Many2many(
        "res.users",
        "crossbiz_department_acting_rel",
        "department_id",
        "user_id",
        string="Acting Now",
        compute="_compute_crossbiz_acting_ids",
        store=True,
        compute_sudo=True,
        recursive=True,
        help="Active officers and the manager; when there is none, those of the parent department.",
    )
    crossbiz_member_ids = fields.Many2many(
        "res.users",
        "crossbiz_department_member_rel",
        "department_id",
        "user_id",
        string="Cross-Business Members",
        compute="_compute_crossbiz_member_ids",
        store=True,
        compute_sudo=True,
        help="Who sees the department's cases: its employees, who acts for it, and the managers above.",
    )
    crossbiz_manager_chain_ids = fields.Many2many(
        "res.users",
        "crossbiz_department_chain_rel",
        "department_id",
        "user_id",
        string="Managers up the Line",
        compute="_compute_crossbiz_manager_chain_ids",
        store=True,
        compute_sudo=True,
        recursive=True,
        help="The manager of this department and of every department above.",
    )

    crossbiz_is_mine = fields.Boolean(
        "I Belong to It",
        compute="_compute_crossbiz_is_mine",
        search="_search_crossbiz_is_mine",
        compute_sudo=True,
        help="What record rules ask: looked up with each query, so it is true of this moment.",
    )
    crossbiz_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Calendar",
        check_company=True,
        domain="[('company_id', 'in', (False, company_id))]",
        help="Deadlines of this department count these hours. Empty: the company's.",
    )
    crossbiz_suspended = fields.Boolean(
        "Suspended from New Work", tracking=True, help="Cannot submit new cross-business work (regulation 6.3)."
    )

    @api.depends(
        "crossbiz_officer_ids.active", "manager_id.user_id.active", "manager_id.active", "parent_id.crossbiz_acting_ids"
    )
    def _compute_crossbiz_acting_ids(self):
        for department in self:
            manager = department.manager_id
            users = department.crossbiz_officer_ids | (manager.user_id if manager.active else manager.user_id.browse())
            users = users.filtered(lambda user: user.active and not user.share)
            department.crossbiz_acting_ids = users or department.parent_id.crossbiz_acting_ids

    @api.depends(
        "crossbiz_employee_ids.user_id.active",
        "crossbiz_employee_ids.active",
        "crossbiz_acting_ids",
        "crossbiz_manager_chain_ids",
    )
    def _compute_crossbiz_member_ids(self):
        for department in self:
            employees = department.crossbiz_employee_ids.filtered("active")
            users = employees.user_id | department.crossbiz_acting_ids | department.crossbiz_manager_chain_ids
            department.crossbiz_member_ids = users.filtered(lambda user: user.active and not user.share)

    @api.depends("crossbiz_member_ids")
    @api.depends_context("uid")
    def _compute_crossbiz_is_mine(self):
        mine = self.env.user._get_member_departments()
        for department in self:
            department.crossbiz_is_mine = department in mine

    def _search_crossbiz_is_mine(self, operator, value):
        """The user's few departments as they are now; PostgreSQL plans far better with them than with the relation."""
        if operator != "in":
            return NotImplemented
        mine = Domain("id", "in", self.env.user._get_member_departments().ids)
        return Domain.OR(mine if flag else ~mine for flag in value)

    @api.depends("manager_id.user_id", "manager_id.active", "parent_id.crossbiz_manager_chain_ids")
    def _compute_crossbiz_manager_chain_ids(self):
        for department in self:
            manager = department.manager_id
            own = manager.user_id if manager.active else manager.user_id.browse()
            department.crossbiz_manager_chain_ids = own | department.parent_id.crossbiz_manager_chain_ids

    @api.constrains("crossbiz_officer_ids")
    def _check_officers(self):
        for department in self:
            outsiders = department.crossbiz_officer_ids.filtered("share")
            if outsiders:
                raise ValidationError(
                    self.env._(
                        "Officers are employees with a login of their own; %(name)s is not.", name=outsiders[0].name
                    )
                )

    @api.constrains("crossbiz_calendar_id", "company_id")
    def _check_calendar_company(self):
        for department in self:
            calendar_company = department.crossbiz_calendar_id.company_id
            if calendar_company and department.company_id and calendar_company != department.company_id:
                raise ValidationError(
                    self.env._(
                        "The working calendar “%(calendar)s” belongs to another company than “%(department)s”.",
                        calendar=department.crossbiz_calendar_id.display_name,
                        department=department.display_name,
                    )
                )

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        by_context = {key.removeprefix("default_") for key in self.env.context if key.startswith("default_crossbiz_")}
        for vals in vals_list:
            self._check_configurator(vals.keys() | by_context)
        departments = super().create(vals_list)
        departments._check_appointed_by_others()
        departments._grant_officer_rights()
        self._settle_membership()
        return departments

    def write(self, vals):
        self._check_configurator(vals)
        served = self.filtered(lambda department: self.env.user in department.sudo().crossbiz_officer_ids)
        result = super().write(vals)
        (self - served)._check_appointed_by_others()
        if {"crossbiz_officer_ids", "manager_id"}.intersection(vals):
            self._grant_officer_rights()
        self._settle_membership()
        return result

    @api.model
    def _settle_membership(self):
        """Write who belongs and acts now: record rules read the tables, and no search waits for pending computes."""
        self.env["hr.employee"]._recompute_model(["crossbiz_department_id"])
        self._recompute_model(["crossbiz_manager_chain_ids", "crossbiz_acting_ids", "crossbiz_member_ids"])

    def _rebuild_membership(self):
        """Write anew who belongs to these departments and acts for them.

        Odoo fills a stored relation when its table is made; these tables are made by the user's side of the relation,
        so departments that were there before this addon would have nobody.
        """
        for name in ("crossbiz_manager_chain_ids", "crossbiz_acting_ids", "crossbiz_member_ids"):
            self.env.add_to_compute(self._fields[name], self)
        self._settle_membership()

    def _check_configurator(self, vals):
        """Cross-business fields belong to its administrators; whoever is only that changes nothing else here.

        :raises AccessError: naming who may
        """
        if self.env.su:
            return
        ours = {name for name in vals if name.startswith("crossbiz_")}
        if ours and not self.env.user.has_group("crossbiz_addon.group_manager"):
            raise AccessError(self.env._("Officers, calendar and suspension are set by cross-business administrators."))
        if ours != set(vals) and not self.env.user.has_group("hr.group_hr_user"):
            raise AccessError(self.env._("Everything else about a department is set by the officers of Employees."))
        if ours - SETTINGS:
            raise AccessError(self.env._("Membership follows from employees, managers and officers; change those."))

    def _check_appointed_by_others(self):
        """Who configures gains no right to decide: nobody appoints themselves.

        :raises AccessError: when the caller is among the new officers
        """
        if not self.env.su and self.env.user in self.sudo().crossbiz_officer_ids:
            raise AccessError(
                self.env._(
                    "You cannot appoint yourself as an officer. Another cross-business administrator has to do it."
                )
            )

    def _grant_officer_rights(self):
        """An appointment brings the group that lets it take effect, in the decision layer also the one that sees all.

        Taking the group away stops it.
        """
        deciding = self.env["res.company"].sudo().search([("crossbiz_decision_department_id", "in", self.ids)])
        for departments, xml_id in (
            (self, "crossbiz_addon.group_officer"),
            (deciding.crossbiz_decision_department_id, "crossbiz_addon.group_decision"),
        ):
            group = self.env.ref(xml_id)
            users = departments.sudo().crossbiz_officer_ids | departments.sudo().manager_id.user_id
            lacking = users.filtered(
                lambda user, group=group: user.active and not user.share and group not in user.all_group_ids
            )
            lacking.write({"group_ids": [Command.link(group.id)]})

    def _end_appointments(self, users):
        """Take ``users`` off the officers of these departments: they left."""
        for department in self.sudo():
            leaving = department.crossbiz_officer_ids & users
            if leaving:
                department.write({"crossbiz_officer_ids": [Command.unlink(user.id) for user in leaving]})

    # --------------------------------------------------
    # Serving
    # --------------------------------------------------

    def _get_serving_failures(self, company):
        """What keeps these departments from taking a step of ``company``, as translated sentences."""
        failures = []
        for department in self.sudo():
            name = department.display_name
            if not department.active:
                failures.append(self.env._("“%(department)s” is archived: choose another department.", department=name))
                continue
            if department.company_id and department.company_id != company:
                failures.append(
                    self.env._(
                        "“%(department)s” belongs to another company than “%(company)s”.",
                        department=name,
                        company=company.name,
                    )
                )
            able = department.crossbiz_acting_ids.filtered(
                lambda user: company in user.company_ids and user.has_groups(OFFICER_GROUPS)
            )
            if not able:
                failures.append(
                    self.env._(
                        "“%(department)s” has no officer and no manager with a login: "
                        "name one under Cross-Business > Configuration > Departments.",
                        department=name,
                    )
                )
            if not department.crossbiz_calendar_id and not company.sudo().resource_calendar_id:
                failures.append(
                    self.env._(
                        "“%(department)s” has no working calendar: set one under "
                        "Cross-Business > Configuration > Departments.",
                        department=name,
                    )
                )
        return failures

    def _check_can_serve(self, company):
        """Refuse departments that could not answer a step.

        :raises UserError: with everything that is missing
        """
        failures = self._get_serving_failures(company)
        if failures:
            raise UserError("\n".join(failures))
