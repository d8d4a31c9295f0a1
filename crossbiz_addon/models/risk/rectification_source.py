from odoo import fields, models
from odoo.exceptions import AccessError


class RectificationSource(models.AbstractModel):
    """Base of the records on which a problem may be found: "Raise Rectification" begins a notice from them."""

    _name = "crossbiz.rectification.source"
    _description = "Where Problems Are Found"

    rectification_count = fields.Integer("Number of Rectifications", compute="_compute_rectification_count")
    can_raise = fields.Boolean(
        compute="_compute_can_raise", help="I act for a department that may issue a notice here."
    )

    def _compute_rectification_count(self):
        """What the reader may see of them: each record has its own circle."""
        notices = self.env["crossbiz.rectification"]
        for record in self:
            counted = record._origin and notices.has_access("read")
            record.rectification_count = counted and notices.search_count(record._get_rectification_domain())

    def _compute_can_raise(self):
        acting = self.env.user._get_acting_departments()
        for record in self:
            record.can_raise = bool(record._origin and acting and record._get_issuers() & acting)

    def _get_rectification_domain(self):
        """The notices that were raised from this record."""
        return [("source_model", "=", self._name), ("source_id", "=", self.id)]

    def _get_rectifying_departments(self):
        """The departments to which this record belongs: their officers may issue notices about it."""
        return self.env["hr.department"]

    def _prepare_rectification(self):
        """What a notice about this record begins with: ``source``, ``case_id``, ``company_id``, ``department_id``."""
        return {"source": "other"}

    def _get_issuers(self):
        """Every department that may issue a notice about this record."""
        values = self._prepare_rectification()
        case = self.env["crossbiz.case"].browse(values.get("case_id"))
        company = self.env["res.company"].browse(values.get("company_id")) or self.env.company
        return self.env["crossbiz.rectification"]._get_allowed_issuers(company, case, self)

    def action_raise_rectification(self):
        """Begin a rectification notice (整改通知书) about this record.

        :raises AccessError: for who acts for no department that may issue one, naming these
        """
        self.ensure_one()
        self.check_access("read")
        issuers = self._get_issuers()
        mine = issuers & self.env.user._get_acting_departments()
        if not mine:
            raise AccessError(
                self.env._(
                    "Only officers of these departments can raise a rectification here: %(departments)s.",
                    departments=", ".join(issuers.sudo().mapped("display_name")) or "-",
                )
            )
        values = {
            **self._prepare_rectification(),
            "source_model": self._name,
            "source_id": self.id,
            "issuing_department_id": mine[0].id,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Raise Rectification"),
            "res_model": "crossbiz.rectification",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items() if value},
        }

    def action_open_rectifications(self):
        """The rectification notices about this record that concern the reader."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.rectification_action")
        return {**action, "domain": self._get_rectification_domain(), "context": {"create": False}}
