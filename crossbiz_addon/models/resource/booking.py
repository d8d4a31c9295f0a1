from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .resource import DIGITS, TYPES, tell_units


class ResourceBooking(models.Model):
    """Who has what when: what is lent, promised and asked for, for everyone who looks for a free time.

    Only what a calendar needs; the papers behind it are for who takes part.
    """

    _name = "crossbiz.resource.booking"
    _description = "Resource Calendar"
    _auto = False
    _order = "start, id"

    resource_id = fields.Many2one("crossbiz.resource", readonly=True)
    resource_type = fields.Selection(TYPES, "Type", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", "Owning Department", readonly=True)
    borrower_id = fields.Many2one("hr.department", "Using Department", readonly=True)
    quantity = fields.Float(readonly=True, digits=DIGITS, aggregator="sum")
    start = fields.Datetime(readonly=True)
    stop = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("pending", "Asked For"),
            ("held", "Promised"),
            ("active", "Lent"),
            ("overdue", "Overdue"),
            ("returned", "Returned"),
        ],
        readonly=True,
    )
    request_number = fields.Integer("Request ID", readonly=True, aggregator=None)
    can_open = fields.Boolean(compute="_compute_can_open", help="I take part in its request.")

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        return SQL(
            """SELECT allocation.id * 2 AS id, allocation.resource_id, resource.resource_type, allocation.company_id,
                      allocation.department_id, allocation.borrower_id, allocation.quantity, allocation.start,
                      CASE WHEN allocation.state = 'returned'
                           THEN GREATEST(allocation.start, LEAST(allocation.stop, allocation.ended_at))
                           WHEN allocation.state = 'active' THEN GREATEST(allocation.stop, %s)
                           ELSE allocation.stop END AS stop,
                      CASE WHEN allocation.state = 'active' AND allocation.stop <= %s THEN 'overdue'
                           ELSE allocation.state END AS state,
                      allocation.request_id AS request_number
                 FROM crossbiz_resource_allocation AS allocation
                 JOIN crossbiz_resource AS resource ON resource.id = allocation.resource_id
                WHERE allocation.state != 'released'
            UNION ALL
               SELECT request.id * 2 + 1, request.resource_id, request.resource_type, ledger.company_id,
                      request.owner_department_id, ledger.requesting_department_id, request.quantity,
                      request.date_from, request.date_to, 'pending', request.id
                 FROM crossbiz_resource_request AS request
                 JOIN crossbiz_case AS ledger ON ledger.id = request.case_id
                WHERE ledger.state = 'review'""",
            now,
            now,
        )

    @api.depends("resource_id", "borrower_id", "quantity")
    def _compute_display_name(self):
        for booking in self:
            units = "" if booking.quantity == 1 else f" × {tell_units(booking.quantity)}"
            booking.display_name = f"{booking.resource_id.name}{units} · {booking.borrower_id.sudo().name}"

    @api.depends("request_number")
    @api.depends_context("uid")
    def _compute_can_open(self):
        requests = self.env["crossbiz.resource.request"].search([("id", "in", self.mapped("request_number"))])
        mine = set(requests._ids)
        for booking in self:
            booking.can_open = booking.request_number in mine

    def action_open_request(self):
        """Open the request behind a booking.

        :raises UserError: for who does not take part in it
        """
        self.ensure_one()
        self.check_access("read")
        request = self.env["crossbiz.resource.request"].search([("id", "=", self.request_number)])
        if not request:
            raise UserError(
                self.env._(
                    "The request is open to the departments that take part. Ask “%(department)s”.",
                    department=self.department_id.sudo().display_name,
                )
            )
        return request.get_formview_action()
