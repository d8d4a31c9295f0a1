from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError


class Node(models.Model):
    """What people do with a step. Each action is safe to call by anyone: it judges first."""

    _inherit = "crossbiz.node"

    # --------------------------------------------------
    # The judge of who may act
    # --------------------------------------------------

    def _get_refusal(self, acting):
        """Why the current user may not act on this step now.

        :param acting: the departments this user acts for
        :return: a code of :meth:`_raise_refusal`, or None
        """
        self.ensure_one()
        if self.state != "open":
            return self.state
        if not self._is_person():
            return "person"
        if self._get_named_user():
            if self.user_id != self.env.user:
                return "named"
        elif self.department_id not in acting:
            return "department"
        if self.is_decision and self.submitter_id == self.env.user:
            return "four_eyes"
        return None

    def _get_named_user(self):
        """The person this step names, while that person belongs to its department."""
        return self.user_id and self.user_id & self.department_id.sudo().crossbiz_member_ids

    def _check_can_act(self):
        """Refuse who may not act on one of these steps now.

        :raises AccessError: not this user's step, or no real person
        :raises UserError: the step no longer runs
        """
        self.check_access("read")
        acting = self.env.user._get_acting_departments()
        for node in self:
            refusal = node._get_refusal(acting)
            if refusal:
                node._raise_refusal(refusal)
        for node in self.sudo()._get_suspended().sudo(False):
            node._raise_refusal("paused")

    def _raise_refusal(self, refusal):
        names = {
            "step": self.name,
            "department": self.department_id.sudo().display_name,
            "person": (self.closed_by or self.user_id).sudo().name or "",
        }
        if refusal == "closed" and self.outcome == "missed":
            raise UserError(self.env._("“%(step)s” was not done in time and has ended.", **names))
        if refusal == "closed":
            raise UserError(
                self.env._("“%(step)s” was already closed by %(person)s. Reload the page to see the result.", **names)
            )
        if refusal == "void":
            raise UserError(self.env._("“%(step)s” was withdrawn; there is nothing left to do.", **names))
        if refusal == "paused":
            sentence = self.env._(
                "“%(step)s” stands still while its case is suspended. It can be closed once it resumes.", **names
            )
            raise UserError(self.sudo()._get_standing_case()._tell_suspended(sentence))
        if refusal == "named":
            raise AccessError(self.env._("“%(step)s” is for %(person)s.", **names))
        if refusal == "four_eyes":
            raise AccessError(
                self.env._("You submitted this yourself. Somebody else has to decide on “%(step)s”.", **names)
            )
        if refusal == "person":
            self._check_person()
        raise AccessError(self.env._("“%(step)s” is for the officers of “%(department)s”.", **names))

    def _is_person(self):
        """Whether a real employee stands behind this call: no superuser mode, no robot, no outsider."""
        return not self.env.su and self.env.uid != SUPERUSER_ID and self.env.user._is_internal()

    def _check_person(self):
        """Decisions are personal.

        :raises AccessError: in superuser mode, as uid 1, or for a portal user
        """
        if not self._is_person():
            raise AccessError(
                self.env._("Steps are taken by people under their own login, not by the system or in superuser mode.")
            )

    # --------------------------------------------------
    # Actions
    # --------------------------------------------------

    def action_acknowledge(self):
        """Sign for a step (签收): seen, not yet answered. The clock runs on."""
        nodes = self.filtered(lambda node: not node.acknowledged_at)
        nodes._check_can_act()
        nodes.sudo().write({"acknowledged_at": fields.Datetime.now(), "acknowledged_by": self.env.uid})
        nodes.env["crossbiz.journal"].sudo()._append(
            [node._prepare_journal_entry("node_acknowledged") for node in nodes]
        )
        return True

    def action_complete(self, opinion=None):
        """Close a step by saying it is done.

        :raises UserError: when a typed record or a verdict closes this kind of step
        """
        return self._act("done", opinion)

    def action_approve(self, opinion=None):
        """Approve what the step is about; what was approved is kept as a snapshot."""
        return self._act("approved", opinion)

    def action_reject(self, opinion=None):
        """Reject what the step is about. An opinion is required."""
        return self._act("rejected", opinion, needs_opinion=True)

    def action_return(self, opinion=None):
        """Send the document back for changes. An opinion is required.

        :raises UserError: where a decision can only be yes or no, as on an extension
        """
        return self._act("returned", opinion, needs_opinion=True)

    def _act(self, outcome, opinion, needs_opinion=False):
        self._check_can_act()
        for node in self:
            node._check_outcome(outcome)
        if needs_opinion or opinion:
            opinion = self._clean_text(self._fields["opinion"]._description_string(self.env), opinion)
        for node in self:
            node._get_document()._check_verdict(node, outcome)
        self._close(outcome, opinion or False)
        return True

    def action_fill_in(self):
        """Open the typed record that closes this step, such as the handling plan."""
        self.ensure_one()
        self.check_access("read")
        return self._get_document()._get_node_action(self)

    def action_open_document(self):
        """Open the document this step belongs to."""
        self.ensure_one()
        self.check_access("read")
        return self._get_document().get_formview_action()

    # --------------------------------------------------
    # Passing on
    # --------------------------------------------------

    def action_hand_over(self, department=None, reason=None):
        """Give a step to another department of the company. Its clock keeps the elapsed time.

        :param department: id or record of the department that takes over
        :raises UserError: same department, foreign company, nobody there to act, or no reason
        """
        self._check_can_act()
        taking = self._get_given_department(department)
        reason = self._clean_text(self.env._("Reason"), reason)
        for node in self:
            node._check_taking_department(taking)
            giving = node.department_id
            document = node._get_document()
            node.sudo().write(
                {"department_id": taking.id, "user_id": False, "acknowledged_at": False, "acknowledged_by": False}
            )
            document._on_node_handed_over(node, giving)
            node.env["crossbiz.journal"].sudo()._append(
                [
                    node._prepare_journal_entry(
                        "node_handed_over", old_value=giving.sudo().name, new_value=taking.sudo().name, note=reason
                    )
                ]
            )
            node.sudo()._notify("handed_over")
        return True

    @api.model
    def _get_given_department(self, department):
        """The department that a caller named by record or id; none when there is no such department."""
        departments = self.env["hr.department"]
        if isinstance(department, models.BaseModel) and department._name == departments._name:
            return department.exists()
        is_id = isinstance(department, int) and not isinstance(department, bool)
        return departments.browse(department).exists() if is_id else departments

    def _check_taking_department(self, department):
        refusal = self._get_document().sudo()._get_hand_over_refusal(self)
        if refusal:
            raise UserError(refusal)
        if not department:
            raise UserError(self.env._("Choose the department that takes over “%(step)s”.", step=self.name))
        if department == self.department_id:
            raise UserError(self.env._("“%(step)s” is already with this department.", step=self.name))
        if self.sudo()._get_twins(department):
            raise UserError(
                self.env._(
                    "“%(department)s” already takes part: the same step is running there.",
                    department=department.sudo().display_name,
                )
            )
        department._check_can_serve(self.company_id)

    def _get_twins(self, department):
        """The running steps of the same kind and period that ``department`` already has (superuser mode)."""
        twins = self._get_document()._get_open_nodes(self.kind, department)
        return twins.filtered(lambda node: (node.period or "") == (self.period or ""))

    def action_request_extension(self, deadline=None, reason=None):
        """Ask for a later deadline; the lead department decides, never who asked.

        :param deadline: the wanted deadline, UTC
        :return: True
        :raises UserError: no later moment than the present deadline, or a request is already open
        """
        self.ensure_one()
        self._check_can_act()
        try:
            deadline = fields.Datetime.to_datetime(deadline)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("The wanted deadline needs a date and time like 2026-03-06 10:00:00.")
            ) from error
        self.env["crossbiz.extension"]._request(self, deadline, reason)
        return True
