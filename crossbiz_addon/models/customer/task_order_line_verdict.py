from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class TaskOrderLine(models.Model):
    """How the first contact judges a delivery, and how a department leaves an order."""

    _inherit = "crossbiz.task.order.line"

    # --------------------------------------------------
    # Judging
    # --------------------------------------------------

    def action_accept(self, note=None):
        """Accept a delivery. With the last one the customer is asked for a rating.

        :raises AccessError: for anyone but an officer of the first contact, and for who delivered it
        """
        note = self._clean_text(self._fields["verdict_note"]._description_string(self.env), note) if note else None
        for line in self:
            node = line._check_can_judge()
            line._write_verdict("accepted", note or False)
            line.order_id._journal("accepted", node_id=node.id, department_id=line.department_id.id, note=note)
            node._close("done", note)
        return True

    def action_rework(self, reason=None, planned_delivery=None):
        """Send a delivery back: a new round begins, the old verdict stays in the journal.

        :param reason: what is missing; required
        :param planned_delivery: new date; without one the deadline rule for deliveries gives the time
        :raises UserError: without a reason, or with a date in the past
        """
        reason = self._clean_text(self.env._("Reason"), reason)
        for line in self:
            node = line._check_can_judge()
            options = {"cycle": line.cycle + 1}
            line._write_verdict("rework", reason)
            line.sudo().write({"cycle": line.cycle + 1, "delivered_at": False, "delivered_by": False})
            if planned_delivery:
                line.sudo().planned_delivery = self._get_given_date(planned_delivery)
                options["deadline"] = line._check_planned_delivery()
            order = line.order_id
            order._journal("rework", node_id=node.id, department_id=line.department_id.id, note=reason)
            node._close("done", reason)
            order._open_node("order_delivery", line.department_id, **options)
        return True

    @api.model
    def _get_given_date(self, value):
        """A date that a caller gave as date or text.

        :raises UserError: naming the field when it is none
        """
        try:
            return fields.Date.to_date(value)
        except (TypeError, ValueError) as error:
            label = self._fields["planned_delivery"]._description_string(self.env)
            raise UserError(self.env._("%(field)s needs a date like 2026-03-06.", field=label)) from error

    def _check_can_judge(self):
        node = self._get_open_node("order_acceptance", period=str(self.id))
        node._check_can_act()
        self.order_id._check_not_suspended()
        if self.delivered_by == self.env.user:
            raise AccessError(self.env._("You delivered this yourself. Somebody else has to judge it."))
        return node

    def _write_verdict(self, verdict, note):
        self.sudo().write(
            {
                "verdict": verdict,
                "verdict_note": note,
                "verdict_by": self.env.uid,
                "verdict_at": fields.Datetime.now(),
            }
        )

    # --------------------------------------------------
    # Releasing, handing over
    # --------------------------------------------------

    def action_withdraw(self, reason=None):
        """Release a department that is not needed after all; its steps end without a verdict.

        :raises UserError: without a reason, for the last department, or once it delivered
        """
        reason = self._clean_text(self.env._("Reason"), reason)
        for line in self:
            order = line.order_id
            order.check_access("read")
            order._check_acts_for(order.requesting_department_id, self.env._("Release a department"))
            order._check_not_suspended()
            if order.state != "running" or line.state not in ("asked", "planned"):
                line._refuse_settled({"department_id"})
            if not order.line_ids.filtered(lambda other, line=line: other != line and other.state != "withdrawn"):
                raise UserError(self.env._("This is the last department. Cancel the task order instead."))
            nodes = order._get_open_nodes(department=line.department_id).filtered(
                lambda node: node.kind in ("order_response", "order_delivery")
            )
            nodes._notify("cancelled", note=reason)
            nodes._void(reason)
            line.sudo().withdrawn_at = fields.Datetime.now()
            order._sync_collaborators()
            order._journal("line_withdrawn", department_id=line.department_id.id, note=reason)
            if all(other.state in ("accepted", "withdrawn") for other in order.line_ids):
                order._close_up()
        return True

    def _check_other_judge(self, department):
        """Nobody judges their own department's delivery, also not by hand-over.

        :raises UserError: when ``department`` is the one that delivered
        """
        if department == self.department_id:
            raise UserError(
                self.env._(
                    "“%(department)s” delivered this and cannot judge it.", department=department.sudo().display_name
                )
            )

    def _move_to(self, department):
        """Follow a step that was handed over to ``department``.

        :raises ValidationError: when that department already takes part
        """
        self.sudo().department_id = department
