from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ResourceInspection(models.Model):
    """The owner looks after what is lent (核查, regulation 3.1.3). Entered is signed: it never changes.

    Its date and result are what resource-use compliance counts (regulation 6.1).
    """

    _name = "crossbiz.resource.inspection"
    _description = "Resource Inspection"
    _inherit = ["crossbiz.evidence"]
    _order = "date desc, id desc"
    _rec_name = "request_id"

    _evidence_fields = ("photo_ids",)
    _protected_fields = frozenset({"resource_id", "department_id", "borrower_id", "date", "user_id", "node_id"})

    request_id = fields.Many2one(
        "crossbiz.resource.request", "Resource Request", required=True, ondelete="restrict", index=True
    )
    node_id = fields.Many2one("crossbiz.node", "Step", readonly=True, ondelete="restrict", index="btree_not_null")
    resource_id = fields.Many2one("crossbiz.resource", readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one("hr.department", "Owning Department", readonly=True, ondelete="restrict")
    borrower_id = fields.Many2one(
        "hr.department", "Using Department", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    date = fields.Datetime("Inspected At", readonly=True, index=True)
    result = fields.Selection([("compliant", "Compliant"), ("violation", "Violation")], required=True)
    note = fields.Text("Finding", help="What was seen; for a violation what is wrong and what has to be done.")
    photo_ids = fields.Many2many(
        "ir.attachment", "crossbiz_inspection_photo_rel", "inspection_id", "attachment_id", "Photos"
    )
    user_id = fields.Many2one("res.users", "Inspected By", readonly=True, ondelete="restrict")

    @api.depends("request_id.display_name", "date")
    def _compute_display_name(self):
        for inspection in self:
            day = inspection.date and fields.Datetime.context_timestamp(inspection, inspection.date).date()
            inspection.display_name = f"{inspection.request_id.display_name} · {day or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        """Inspect: closes the step that is due, and plans the next one.

        :raises AccessError: for anyone but the owner's officers
        :raises UserError: when nothing is lent, or a violation is not described
        """
        inspections = super().create(vals_list)
        for inspection in inspections:
            inspection._sign()
        return inspections

    def write(self, vals):
        if not self.env.su:
            self.check_access("read")
            raise UserError(self.env._("An inspection was signed and cannot change. Enter a new one."))
        return super().write(vals)

    def _sign(self):
        request = self.request_id
        request.check_access("read")
        request._check_acts_for(request.owner_department_id, self.env._("Inspect"))
        request._check_not_suspended()
        allocation = request.allocation_id
        if allocation.state != "active":
            raise UserError(self.env._("Nothing of “%(request)s” is lent now.", request=request.display_name))
        if allocation.received_by == self.env.user:
            raise AccessError(self.env._("You received it yourself. Somebody else has to inspect it."))
        if self.result == "violation":
            self._get_clean("note")
        self._check_text_limits("note")
        node = request._get_due_inspection()
        photos = request._journal_with_files(
            "inspected",
            self.photo_ids,
            node_id=node.id,
            department_id=allocation.department_id.id,
            new_value=self.result,
            note=self.note,
        )
        self.sudo().write(
            {
                "node_id": node.id,
                "resource_id": allocation.resource_id.id,
                "department_id": allocation.department_id.id,
                "borrower_id": allocation.borrower_id.id,
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "photo_ids": [fields.Command.set(photos.ids)],
            }
        )
        allocation._move("inspect", allocation.outstanding, condition=self.note or self.result)
        if node:
            node._close("done", self.note)
        if self.result == "violation":
            self.env["crossbiz.notice"].sudo()._queue_document(
                request, "violation", request.requesting_department_id | request.lead_department_id, note=self.note
            )
        request._plan_inspection()
