from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerUpdate(models.Model):
    """What a department learned of a customer, shared as it happens (regulation 3.3.1).

    Everyone whose department serves the customer reads it, and sales; who wrote it may
    correct it for a while, nobody removes it.
    """

    _name = "crossbiz.customer.update"
    _description = "Customer Update"
    _inherit = ["crossbiz.protected"]
    _order = "date desc, id desc"
    _rec_name = "body"
    _check_company_auto = True

    _protected_fields = frozenset({"user_id"})

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="restrict", index=True, check_company=True
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", store=True, index=True)
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        groups="sales_team.group_sale_salesman",
    )
    type = fields.Selection(
        [("need", "Customer's Need"), ("contract", "Contract Fulfilment"), ("service", "Service Feedback")],
        required=True,
        default="need",
    )
    body = fields.Text("What Happened", required=True)
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        check_company=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.user._get_home_department(),
    )
    user_id = fields.Many2one("res.users", "Written By", readonly=True, default=lambda self: self.env.uid)
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        updates = super().create(vals_list)
        updates._check_body()
        updates._check_lead()
        updates._tell_open_screens()
        return updates

    def _check_lead(self):
        """Nobody tells of an opportunity they may not see."""
        leads = self.env["crm.lead"].browse(self.sudo().lead_id.ids)
        if leads and not self.env.su:
            leads.check_access("read")

    def write(self, vals):
        if not self.env.su and {"department_id", "company_id", "partner_id"}.intersection(vals):
            raise UserError(self.env._("Department and customer of an update stay. Write a new one instead."))
        result = super().write(vals)
        if "body" in vals:
            self._check_body()
        if vals.get("lead_id"):
            self._check_lead()
        self._tell_open_screens()
        return result

    def _check_body(self):
        for update in self:
            update._get_clean("body")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        raise UserError(self.env._("Others may already rely on this. Write a new update that corrects it."))

    def _tell_open_screens(self):
        """Have open pictures of these customers reload; the message holds ids only, each reader reads by own rights."""
        users = self.env.ref("crossbiz_addon.group_user").sudo()
        sales = self.env.ref("sales_team.group_sale_salesman").sudo()
        for partner in self.sudo().commercial_partner_id:
            (users | sales)._bus_send("crossbiz_addon.customer_update", {"commercial_partner_id": partner.id})
