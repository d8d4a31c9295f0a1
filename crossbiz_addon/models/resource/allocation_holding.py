from odoo import api, fields, models

from .resource import tell_units


class ResourceAllocation(models.Model):
    """How capacity is held and let go, and how the resource ledger learns of it."""

    _inherit = "crossbiz.resource.allocation"

    @api.model
    def _hold(self, request):
        """Hold the capacity that was just approved; the caller has checked that it is free."""
        resource = request.resource_id.sudo()
        allocation = self.sudo().create(
            {
                "request_id": request.id,
                "resource_id": resource.id,
                "company_id": request.company_id.id,
                "department_id": resource.department_id.id,
                "borrower_id": request.requesting_department_id.id,
                "quantity": request.quantity,
                "outstanding": request.quantity,
                "start": request.date_from,
                "stop": request.date_to,
                "handover_at": max(request.date_from, fields.Datetime.now()),
                "usage_rules": resource.usage_rules,
                "return_requirements": resource.return_requirements,
            }
        )
        request._journal(
            "capacity_held", department_id=resource.department_id.id, new_value=tell_units(request.quantity)
        )
        allocation._move("allocate", request.quantity, promised_change=request.quantity)

    def _release(self, reason):
        """Let go of what was promised and not handed over."""
        for allocation in self.sudo(False):
            quantity = allocation.sudo().outstanding
            allocation._transition("released", ended_at=fields.Datetime.now(), outstanding=0.0, note=reason)
            allocation._move("release", quantity, promised_change=-quantity, condition=reason)
            allocation.request_id._journal("capacity_released", new_value=tell_units(quantity), note=reason)

    def _move(self, event, quantity, **values):
        """Write a move of these units to the resource ledger."""
        self.ensure_one()
        allocation = self.sudo()
        if allocation.resource_id._is_shared():
            values.pop("on_hand_change", None)  # data stays where it is
        self.env["crossbiz.resource.move"].sudo()._append(
            [
                {
                    "resource_id": allocation.resource_id.id,
                    "request_id": allocation.request_id.id,
                    "company_id": allocation.company_id.id,
                    "event": event,
                    "quantity": quantity,
                    "department_id": allocation.department_id.id,
                    "borrower_id": allocation.borrower_id.id,
                    **values,
                }
            ]
        )
