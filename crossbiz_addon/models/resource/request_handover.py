from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

from ..core.schedule_book import ScheduleBook
from .resource import tell_units


class ResourceRequest(models.Model):
    """Handover signed by both sides, and the inspections while it is lent (regulation 3.1.2, 3.1.3)."""

    _inherit = "crossbiz.resource.request"

    # --------------------------------------------------
    # Handover
    # --------------------------------------------------

    def action_hand_over(self, condition=None, access_note=None, photo_ids=None):
        """Sign the handover: the owner first, saying what is handed over; then the requester, who has it.

        :param str condition: the owner's: what is handed over and in which condition
        :param str access_note: the owner's, for data: to whom access was granted and how
        :param photo_ids: the owner's: ids of attachments
        :raises AccessError: for anyone but the officers of the department whose turn it is
        :raises UserError: when it was handed over already, is not on hand, or something is missing
        """
        self.ensure_one()
        node = self._get_my_step("resource_handover", "resource_receipt")
        if node.kind == "resource_receipt":
            self._receive(node)
        else:
            self._hand_out(node, {"condition_out": condition, "access_note": access_note}, photo_ids)
        return True

    def _hand_out(self, node, given, photo_ids):
        """The owner's signature."""
        allocation = self.allocation_id
        given = {name: value for name, value in given.items() if value}
        if photo_ids:
            label = allocation._fields["photo_ids"]._description_string(self.env)
            given["photo_ids"] = [fields.Command.set(allocation._get_file_ids(label, photo_ids))]
        if given:
            allocation.write(given)
        self._check_gates()
        note = allocation._get_clean("condition_out")
        if self.resource_type == "data":
            note = f"{note}\n{allocation._get_clean('access_note')}"
        self._check_on_hand(allocation)
        photos = self._sign(
            node, "handed_over", allocation.department_id, allocation.quantity, note, allocation.photo_ids
        )
        allocation.sudo().write(
            {
                "photo_ids": [fields.Command.set(photos.ids)],
                "handed_over_by": self.env.uid,
                "handed_over_at": fields.Datetime.now(),
            }
        )
        node._close("done")
        self._open_node("resource_receipt", self.requesting_department_id, cycle=node.cycle)

    def _check_on_hand(self, allocation):
        """Only what lies at the owner's place can be handed over, and not before its time if others have it then.

        :raises UserError: naming what is on hand, or who comes first
        """
        resource, now = self.resource_id.sudo(), fields.Datetime.now()
        if allocation.stop <= now:
            raise UserError(
                self.env._(
                    "The use has ended before anything was handed over. Withdraw the approval, for a new request."
                )
            )
        if resource._is_shared():
            return
        resource._bump()
        at_hand = resource._get_at_hand()
        if float_compare(at_hand, allocation.quantity, precision_digits=2) < 0:
            raise UserError(
                self.env._(
                    "%(on_hand)s units of “%(resource)s” are on hand, %(quantity)s are needed. "
                    "Urge the return of what is lent.",
                    on_hand=tell_units(at_hand),
                    resource=resource.display_name,
                    quantity=tell_units(allocation.quantity),
                )
            )
        if now < allocation.start:
            resource.sudo(False)._check_free(allocation.quantity, now, allocation.start)
            allocation.sudo().start = now

    def _receive(self, node):
        """The requester's signature: the use begins."""
        allocation, now = self.allocation_id, fields.Datetime.now()
        if allocation.handed_over_by == self.env.user:
            raise AccessError(self.env._("You handed it over yourself. Somebody else has to sign for it."))
        self._check_gates()
        allocation.sudo().write({"received_by": self.env.uid, "received_at": now})
        allocation._transition("active")
        allocation._move(
            "hand_over",
            allocation.quantity,
            on_hand_change=-allocation.quantity,
            condition=allocation.condition_out,
        )
        self._sign(node, "received", allocation.borrower_id, allocation.quantity)
        node._close("done")
        self._transition("running", started_at=now)
        self._open_node("request_return", allocation.borrower_id, deadline=allocation.stop)
        self._plan_inspection()

    def action_refuse_receipt(self, reason=None):
        """Refuse what was handed over, for a reason; the owner hands over again.

        :raises AccessError: for anyone but the requester's officers
        """
        self.ensure_one()
        node = self._get_my_step("resource_receipt")
        reason = self._clean_text(self.env._("Reason"), reason)
        allocation = self.allocation_id
        self._journal("receipt_refused", node_id=node.id, department_id=allocation.borrower_id.id, note=reason)
        allocation.sudo().write({"handed_over_by": False, "handed_over_at": False})
        node._close("returned", reason)
        self._open_node("resource_handover", allocation.department_id, cycle=node.cycle + 1)
        return True

    def action_undo_handover(self, reason=None):
        """Take back the owner's signature of a handover that nobody has signed for; it can be handed over again.

        :raises AccessError: for anyone but the owner's officers
        :raises UserError: without a reason, or when nothing waits for the receipt
        """
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.owner_department_id, self.env._("Take the handover back"))
        self._check_not_suspended()
        reason = self._clean_text(self.env._("Reason"), reason)
        receipt = self._get_open_nodes("resource_receipt").sudo(self.env.su)
        if not receipt:
            raise UserError(self.env._("Nothing of “%(request)s” waits for its receipt.", request=self.name))
        allocation = self.allocation_id
        self._journal("handover_undone", node_id=receipt.id, department_id=allocation.department_id.id, note=reason)
        allocation.sudo().write({"handed_over_by": False, "handed_over_at": False})
        receipt._void(reason)
        self._open_node("resource_handover", allocation.department_id, cycle=receipt.cycle + 1)
        return True

    def action_withdraw_approval(self, reason=None):
        """Take an approval back before the handover, when the resource cannot be spared after all.

        :raises AccessError: for anyone but the owner's officers
        :raises UserError: without a reason, or once it was handed over
        """
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.owner_department_id, self.env._("Withdraw the approval"))
        self._check_not_suspended()
        reason = self._clean_text(self.env._("Reason"), reason)
        if self.state != "approved":
            raise UserError(
                self.env._("There is no approval to take back: “%(request)s” is not approved now.", request=self.name)
            )
        self._check_not_handed_out()
        self._transition("rejected", "approval_withdrawn", note=reason)
        self._let_go(reason)
        self.env["crossbiz.notice"].sudo()._queue_document(self, "rejected", self.requesting_department_id, note=reason)
        return True

    def action_cancel(self, reason=None):
        """Cancel; what was promised becomes free for others.

        :raises UserError: also once it was handed over: then it has to be returned
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Cancel"))
        for request in self:
            if request.state in ("running", "closing"):
                raise UserError(
                    self.env._("“%(request)s” is lent. Hand it back instead of cancelling.", request=request.name)
                )
            request._check_not_handed_out()
        result = super().action_cancel(reason)
        for request in self:
            request._let_go(reason)
        return result

    def _check_not_handed_out(self):
        if self.sudo().allocation_id.filtered(lambda found: found.state == "held").handed_over_at:
            raise UserError(
                self.env._(
                    "It was handed over already. The requesting department refuses the receipt first, "
                    "or the owner takes the handover back."
                )
            )

    def _let_go(self, reason):
        """End what still runs and release what is held."""
        self._get_open_nodes().sudo(self.env.su)._void(reason)
        self.sudo(False).allocation_ids.filtered(lambda found: found.state == "held")._release(reason)

    # --------------------------------------------------
    # Inspections
    # --------------------------------------------------

    def _get_due_inspection(self):
        """The running inspection whose interval has begun, for the current user to close: one look, one interval."""
        node = self._get_open_nodes("resource_inspection").sudo(self.env.su).filtered("can_act")[:1]
        if not node or node.period == "1":
            return node
        book, place = ScheduleBook(self.env), (node.department_id, self.company_id)
        due, today = (book.get_local_date(*place, moment) for moment in (node.deadline, fields.Datetime.now()))
        return node if today > due - timedelta(days=self.resource_id.inspection_interval_days) else node.browse()

    def _plan_inspection(self):
        """Open the next inspection of a running loan: one for each interval (regulation 3.1.3)."""
        allocation = self.sudo().allocation_id
        interval = self.resource_id.inspection_interval_days
        if not interval or self._get_open_nodes("resource_inspection"):
            return
        book, now = ScheduleBook(self.env), fields.Datetime.now()
        place = (allocation.department_id, self.company_id)
        number = 1 + len(self.sudo().case_id.node_ids.filtered(lambda node: node.kind == "resource_inspection"))
        first_day = book.get_local_date(*place, allocation.received_at)
        due = book.get_day_end(*place, first_day + timedelta(days=number * interval))
        if due <= now:  # a late inspection stands for those that were missed
            due = book.get_day_end(*place, book.get_local_date(*place, now) + timedelta(days=interval))
        if due < allocation.stop:
            self._open_node("resource_inspection", allocation.department_id, deadline=due, period=str(number))
