from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare, float_is_zero

REFERENCE_CODE = "crossbiz.resource"
TYPES = [("equipment", "Equipment"), ("data", "Data"), ("manpower", "People"), ("other", "Other")]
DIGITS = (16, 2)


def tell_units(quantity):
    """Units as text: no trailing zeros, and never an exponent."""
    return f"{quantity:.2f}".rstrip("0").rstrip(".")


class Resource(models.Model):
    """What a department can lend: equipment, data, people (regulation 3.1.1).

    Everyone sees what there is; the officers of the owning department keep it. What is on
    hand is the sum of the resource ledger's moves, what is promised that of the held allocations.
    """

    _name = "crossbiz.resource"
    _description = "Resource"
    _inherit = ["crossbiz.protected", "mail.thread", "image.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    _protected_fields = frozenset({"version", "move_ids"})

    name = fields.Char(required=True, index="trigram", tracking=True)
    code = fields.Char(copy=False, help="Its number in the resource ledger; drawn when left empty.")
    active = fields.Boolean(default=True, tracking=True)
    resource_type = fields.Selection(TYPES, "Type", required=True, default="equipment", tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    department_id = fields.Many2one(
        "hr.department",
        "Owning Department",
        required=True,
        check_company=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        default=lambda self: self.env.user._get_home_department(),
    )
    capacity = fields.Float(
        required=True,
        default=1.0,
        digits=DIGITS,
        tracking=True,
        help="Units that can be lent at the same time; half a person is 0.5. Data is not used up and counts as one.",
    )
    custodian_id = fields.Many2one(
        "res.users",
        check_company=True,
        domain=[("share", "=", False)],
        ondelete="restrict",
        tracking=True,
        help="Who keeps it and knows where it is.",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment", check_company=True, ondelete="restrict", index="btree_not_null"
    )
    employee_id = fields.Many2one("hr.employee", check_company=True, ondelete="restrict", index="btree_not_null")
    data_level = fields.Selection(
        [("public", "Public"), ("internal", "Internal"), ("important", "Important"), ("personal", "Personal")],
        tracking=True,
        help="Important and personal data need the decision layer.",
    )
    inspection_interval_days = fields.Integer(
        "Inspected Every (days)", help="How often the owner inspects it while it is lent (regulation 3.1.3). 0: never."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_value = fields.Monetary("Value of a Unit", help="What one unit is worth; high values need the decision layer.")
    description = fields.Text()
    usage_rules = fields.Text("Rules of Use", help="Proposed in each allocation plan.")
    return_requirements = fields.Text(help="Proposed in each allocation plan.")
    version = fields.Integer(
        default=0, readonly=True, copy=False, help="Counts the promises made; two at once cannot both count on."
    )

    request_ids = fields.One2many("crossbiz.resource.request", "resource_id", "Requests", readonly=True, copy=False)
    allocation_ids = fields.One2many(
        "crossbiz.resource.allocation", "resource_id", "Allocations", readonly=True, copy=False
    )
    move_ids = fields.One2many("crossbiz.resource.move", "resource_id", "Ledger", readonly=True, copy=False)
    can_manage = fields.Boolean(compute="_compute_can_manage")

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "Another resource of the company has this code."
    )
    _equipment_uniq = models.UniqueIndex(
        "(equipment_id) WHERE equipment_id IS NOT NULL AND active IS TRUE",
        "This equipment is a resource already. The same thing cannot be promised twice.",
    )
    _employee_uniq = models.UniqueIndex(
        "(employee_id) WHERE employee_id IS NOT NULL AND active IS TRUE",
        "This employee is a resource already. The same person cannot be promised twice.",
    )
    _capacity_positive = models.Constraint("CHECK(capacity >= 0)", "The capacity cannot be negative.")
    _interval_positive = models.Constraint(
        "CHECK(inspection_interval_days >= 0)", "The inspection interval cannot be negative. 0 means never."
    )
    _value_positive = models.Constraint("CHECK(unit_value >= 0)", "The value of a unit cannot be negative.")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("name", "code")
    def _compute_display_name(self):
        for resource in self:
            resource.display_name = f"{resource.name} ({resource.code})" if resource.code else resource.name

    @api.depends("department_id")
    @api.depends_context("uid")
    def _compute_can_manage(self):
        acting = self.env.user._get_acting_departments()
        configures = self.env.user.has_group("crossbiz_addon.group_manager")
        for resource in self:
            resource.can_manage = configures or resource.department_id in acting or not resource._origin

    @api.onchange("resource_type")
    def _onchange_resource_type(self):
        """Data counts as one unit and has a level; nothing else has."""
        if self.resource_type == "data":
            self.capacity, self.data_level = 1.0, self.data_level or "internal"
        else:
            self.data_level = False

    # --------------------------------------------------
    # Constraints
    # --------------------------------------------------

    @api.constrains("resource_type", "data_level", "equipment_id", "employee_id", "capacity")
    def _check_type(self):
        for resource in self:
            if resource.resource_type == "data" and not resource.data_level:
                raise ValidationError(
                    self.env._("Choose the level of the data “%(resource)s”.", resource=resource.name)
                )
            if resource.resource_type == "data" and float_compare(resource.capacity, 1, precision_digits=2):
                raise ValidationError(self.env._("Data is not used up: its capacity is 1."))
            if resource.resource_type != "data" and resource.data_level:
                raise ValidationError(self.env._("Only data has a data level. Empty it, or choose the type Data."))
            if resource.equipment_id and resource.resource_type != "equipment":
                raise ValidationError(self.env._("A piece of equipment can be linked to the type Equipment only."))
            if resource.employee_id and resource.resource_type != "manpower":
                raise ValidationError(self.env._("An employee can be linked to the type People only."))

    @api.constrains("description", "usage_rules", "return_requirements")
    def _check_text_length(self):
        self._check_text_limits("description", "usage_rules", "return_requirements")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        vals_list = [dict(vals) for vals in vals_list]
        home = self.default_get(["department_id"]).get("department_id")
        if not all(vals.get("department_id", home) for vals in vals_list):
            raise UserError(self.env._("Choose the department that owns the resource."))
        unnumbered = {}
        for vals in vals_list:
            if not vals.get("code"):
                unnumbered.setdefault(vals.get("company_id") or self.env.company.id, []).append(vals)
        sequence = self.env["ir.sequence"].sudo()
        for company_id, group in unnumbered.items():
            codes = sequence._next_crossbiz_references(REFERENCE_CODE, company_id, len(group))
            for vals, code in zip(group, codes, strict=True):
                vals["code"] = code
        resources = super().create(vals_list)
        resources._check_manages()
        for resource in resources:
            resource._check_some_capacity(resource.capacity)
        resources._move_stock([(resource, "adjust", resource.capacity) for resource in resources])
        return resources

    def write(self, vals):
        self._check_manages()
        before = {resource: resource.capacity for resource in self} if "capacity" in vals else {}
        self._check_settled(vals)
        if before:
            self._check_new_capacity(vals["capacity"])
        result = super().write(vals)
        if "department_id" in vals:
            self._check_manages()  # nobody pushes a resource into a department they do not act for
        changed = [
            (resource, "adjust", resource.capacity - capacity)
            for resource, capacity in before.items()
            if not float_is_zero(resource.capacity - capacity, precision_digits=2)
        ]
        if changed:
            self._move_stock(changed)
        return result

    def _write_capacity(self, capacity):
        """Set the capacity alone: our own ``write`` would enter a correction, and the caller enters what happened."""
        inherited = super()
        return inherited.write({"capacity": capacity})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        for resource in self:
            raise UserError(
                self.env._(
                    "“%(resource)s” stands in the resource ledger and stays. Archive it instead.",
                    resource=resource.display_name,
                )
            )
