from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare, float_is_zero

from .resource import tell_units


class ResourceRequest(models.Model):
    """How what was lent comes back, and what is written down of it (regulation 3.1.3)."""

    _inherit = "crossbiz.resource.request"

    def _get_feedback(self):
        """The feedback form that is being filled in or checked."""
        return self.feedback_ids.filtered(lambda feedback: feedback.state in ("draft", "handed_in"))[:1]

    # --------------------------------------------------
    # Handing back
    # --------------------------------------------------

    def action_return(self, quantity=None, effect=None, condition=None, problems=None, suggestions=None):
        """Hand back, with the feedback 《资源使用反馈表》; also early, and in several rounds.

        What is left out is taken as it is filled in on the feedback form.

        :param float quantity: units, all that are lent when left out
        :raises AccessError: for anyone but the officers of the department that uses it
        :raises UserError: for more than is lent, or without the feedback
        """
        self.ensure_one()
        node = self._get_my_step("request_return")
        allocation = self.allocation_id
        given = {"effect": effect, "condition": condition, "problems": problems, "suggestions": suggestions}
        given = {name: text for name, text in given.items() if text}
        if quantity is not None:
            label = allocation._fields["quantity"]._description_string(self.env)
            given["quantity"] = self.resource_id._get_units(label, quantity)
        feedback = self._get_feedback()
        feedback.flush_model(["state"])  # the form before it has ended: there is room for the next one
        if not feedback:
            feedback = feedback.create({"request_id": self.id, "quantity": allocation.outstanding, **given})
        elif given:
            feedback.write(given)
        self._check_outstanding(feedback.quantity)
        note = "\n".join(feedback._get_clean(name) for name in ("effect", "condition"))
        now = fields.Datetime.now()
        photos = self._sign(node, "handed_back", allocation.borrower_id, feedback.quantity, note, feedback.photo_ids)
        feedback.sudo().write(
            {
                "state": "handed_in",
                "photo_ids": [fields.Command.set(photos.ids)],
                "returned_by": self.env.uid,
                "returned_at": now,
                # By the step's clock: it stood still while the case was suspended.
                "due_at": node.deadline,
                "late": now > node.deadline,
            }
        )
        node._close("done")
        self._transition("closing")
        self._open_node("return_check", allocation.department_id, cycle=node.cycle)
        return True

    def _check_outstanding(self, quantity):
        outstanding = self.allocation_id.outstanding
        if float_compare(quantity, outstanding, precision_digits=2) > 0:
            raise UserError(
                self.env._(
                    "%(quantity)s units cannot come back: %(outstanding)s are lent.",
                    quantity=tell_units(quantity),
                    outstanding=tell_units(outstanding),
                )
            )

    # --------------------------------------------------
    # Checking
    # --------------------------------------------------

    def action_confirm_return(self, condition=None, damaged=None, lost=None, revocation_evidence=None):
        """Confirm what came back and in which condition; the ledger follows.

        What is left out is taken as it is filled in on the feedback form.

        :param float damaged: units that came back and cannot be lent any more
        :param float lost: units that did not come back and will not
        :param str revocation_evidence: for data: how and when the access ended
        :raises AccessError: for anyone but the owner's officers, and for who handed it back
        :raises UserError: naming what is missing
        """
        self.ensure_one()
        node, feedback = self._get_check()
        given = {"check_condition": condition, "revocation_evidence": revocation_evidence}
        given = {name: text for name, text in given.items() if text}
        for name, units in (("damaged", damaged), ("lost", lost)):
            if units == 0 and not isinstance(units, bool):
                given[name] = 0.0
            elif units is not None:
                given[name] = self.resource_id._get_units(feedback._fields[name]._description_string(self.env), units)
        if given:
            feedback.write(given)
        note = feedback._get_clean("check_condition")
        if self.resource_type == "data":
            note = f"{note}\n{self._check_revoked(feedback)}"
        self._check_losses(feedback)
        shown = feedback.check_photo_ids | feedback.revocation_file_ids
        files = self._sign(node, "return_confirmed", self.owner_department_id, feedback.quantity, note, shown)
        photos = files[: len(feedback.check_photo_ids)]
        feedback.sudo().write(
            {
                "state": "confirmed",
                "check_photo_ids": [fields.Command.set(photos.ids)],
                "revocation_file_ids": [fields.Command.set((files - photos).ids)],
                "checked_by": self.env.uid,
                "checked_at": fields.Datetime.now(),
            }
        )
        node._close("done", note)
        self._take_back(feedback, node)
        return True

    def _get_check(self):
        """The owner's step and the feedback it is about."""
        node = self._get_my_step("return_check")
        feedback = self._get_feedback()
        if feedback.returned_by == self.env.user:
            raise AccessError(self.env._("You handed this back yourself. Somebody else has to check it."))
        return node, feedback

    def _check_revoked(self, feedback):
        """No loan of data ends while somebody still has access (regulation 4.2).

        :return: the evidence
        :raises UserError: without it
        """
        if not (feedback.revocation_evidence or "").strip():
            raise UserError(
                self.env._(
                    "The access to “%(resource)s” has to be revoked before the loan ends. "
                    "Say how and when under “Access Revoked”.",
                    resource=self.resource_id.display_name,
                )
            )
        return feedback._get_clean("revocation_evidence")

    def _check_losses(self, feedback):
        if self.resource_id._is_shared() and (feedback.damaged or feedback.lost):
            raise UserError(self.env._("Data is neither damaged nor lost: leave both at 0 and say what happened."))
        if float_compare(feedback.damaged + feedback.lost, feedback.quantity, precision_digits=2) > 0:
            raise UserError(
                self.env._(
                    "%(units)s units are damaged or lost, but %(quantity)s came back. Correct one of them.",
                    units=tell_units(feedback.damaged + feedback.lost),
                    quantity=tell_units(feedback.quantity),
                )
            )

    def _take_back(self, feedback, node):
        """Write to the ledger what came back, and end the loan when nothing is left out."""
        resource, allocation = self.resource_id.sudo(), self.allocation_id
        resource._bump()
        returned = feedback.quantity - feedback.lost
        if not float_is_zero(returned, precision_digits=2):
            allocation._move(
                "return",
                returned,
                on_hand_change=returned,
                promised_change=-returned,
                condition=feedback.check_condition,
            )
        if feedback.lost:
            allocation._move("loss", feedback.lost, promised_change=-feedback.lost, condition=feedback.check_condition)
        if feedback.damaged:
            allocation._move(
                "damage", feedback.damaged, on_hand_change=-feedback.damaged, condition=feedback.check_condition
            )
        resource._lower_capacity(feedback.lost + feedback.damaged)
        outstanding = round(allocation.outstanding - feedback.quantity, 2)
        if outstanding > 0:
            allocation.sudo().outstanding = outstanding
            self._go_on_using(node)
            return
        now = fields.Datetime.now()
        reason = self.env._("What was lent came back.")
        self._get_open_nodes().sudo(self.env.su)._void(reason)
        self.use_extension_ids._withdraw(reason)
        allocation._transition("returned", ended_at=now, outstanding=0.0)
        self._transition("done", done_at=now)

    def action_refuse_return(self, reason=None):
        """Refuse what was handed back, for a reason: it stays lent, and due when it was due.

        :raises AccessError: for anyone but the owner's officers
        """
        self.ensure_one()
        node, feedback = self._get_check()
        reason = self._clean_text(self.env._("Reason"), reason)
        self._journal("return_refused", node_id=node.id, department_id=self.owner_department_id.id, note=reason)
        feedback.sudo().write({"state": "refused", "refusal": reason})
        node._close("returned", reason)
        self._go_on_using(node)
        return True

    def _go_on_using(self, node):
        """Something is still lent: the clock of its return runs on."""
        self._transition("running")
        self._open_node(
            "request_return", self.requesting_department_id, deadline=self.allocation_id.stop, cycle=node.cycle + 1
        )
        self._plan_inspection()

    # --------------------------------------------------
    # Longer use
    # --------------------------------------------------

    def action_extend_use(self, date_to=None, reason=None):
        """Ask to use it longer: lead and owner approve, and it has to be free (its own approval).

        :param date_to: the wanted end, UTC
        :raises AccessError: for anyone but the officers of the department that uses it
        :raises UserError: when nothing is lent, or it is promised to others then
        """
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Ask for a longer use"))
        self._check_not_suspended()
        extensions = self.env["crossbiz.resource.use.extension"]
        extensions._request(self, self._get_given_moment(extensions, "date_to", date_to), reason)
        return True
