from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .resource import tell_units


class ResourceRequest(models.Model):
    """The allocation plan that follows the approval (regulation 3.1.2), and where each step is filled in."""

    _inherit = "crossbiz.resource.request"

    # --------------------------------------------------
    # Steps
    # --------------------------------------------------

    def _get_my_step(self, *kinds):
        """The running step of one of ``kinds``, for the current user to act on.

        :raises AccessError: when it is for somebody else
        :raises UserError: when this request is not at such a step
        """
        self.ensure_one()
        self._check_person()
        nodes = self.env["crossbiz.node"].union(*(self._get_step(kind) for kind in kinds))
        node = nodes.filtered(lambda found: found.state in ("open", "paused"))[:1] or nodes.sorted("id")[-1:]
        if not node:
            raise UserError(
                self.env._(
                    "“%(request)s” is not at this step: it is “%(state)s”.",
                    request=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )
        node._check_can_act()
        self._check_not_suspended()
        return node

    def _sign(self, node, event, department, units, note=None, files=()):
        """Write to the journal what the current user signs for ``department`` at a handover or a return.

        :param float units: how many change hands
        :param files: attachments that show it
        :return: the journal's copies of the files, which stay as they were signed
        """
        return self._journal_with_files(
            event,
            files or self.env["ir.attachment"],
            node_id=node.id,
            department_id=department.id,
            new_value=tell_units(units),
            note=note,
        )

    def _get_given_moment(self, record, name, value):
        """A moment (UTC) that a caller gave as text.

        :raises UserError: naming the field when it is none
        """
        try:
            return fields.Datetime.to_datetime(value)
        except (TypeError, ValueError) as error:
            label = record._fields[name]._description_string(self.env)
            raise UserError(
                self.env._("%(field)s needs a date and time like 2026-03-06 10:00:00.", field=label)
            ) from error

    # --------------------------------------------------
    # Allocation plan
    # --------------------------------------------------

    def action_allocate(self, handover_at=None, usage_rules=None, return_requirements=None, start=None, stop=None):
        """Make the allocation plan (调配方案): handover time, rules of use, return requirements.

        What is left out is taken as it is filled in on the allocation. Times are UTC.

        :raises AccessError: for anyone but the owner's officers
        :raises UserError: naming what is missing, or a time that is out of place
        """
        self.ensure_one()
        node = self._get_my_step("resource_allocation")
        allocation = self.allocation_id
        given = {"usage_rules": usage_rules, "return_requirements": return_requirements}
        for name, moment in {"handover_at": handover_at, "start": start, "stop": stop}.items():
            given[name] = moment and self._get_given_moment(allocation, name, moment)
        given = {name: value for name, value in given.items() if value}
        if given:
            allocation.write(given)
        rules = [allocation._get_clean(name) for name in ("usage_rules", "return_requirements")]
        self._check_handover_moment(allocation)
        allocation.sudo().write({"planned_by": self.env.uid, "planned_at": fields.Datetime.now()})
        self._journal(
            "allocated",
            node_id=node.id,
            department_id=allocation.department_id.id,
            new_value=fields.Datetime.to_string(allocation.handover_at),
            note="\n".join(rules),
        )
        node._close("done")
        self._open_node(
            "resource_handover", allocation.department_id, deadline=allocation.handover_at, cycle=self.round
        )
        return True

    def _check_handover_moment(self, allocation):
        """The handover lies ahead and within the use."""
        label = allocation._fields["handover_at"]._description_string(self.env)
        if not allocation.handover_at:
            raise UserError(self.env._("%(field)s is empty. Please fill it in.", field=label))
        if not allocation.start <= allocation.handover_at < allocation.stop:
            raise UserError(
                self.env._(
                    "%(field)s has to lie within the use, %(start)s to %(stop)s.",
                    field=label,
                    start=self.resource_id._tell(allocation.start),
                    stop=self.resource_id._tell(allocation.stop),
                )
            )
        if allocation.handover_at < fields.Datetime.now() - timedelta(minutes=5):
            raise UserError(self.env._("%(field)s has passed. Choose a moment ahead.", field=label))

    # --------------------------------------------------
    # Screens
    # --------------------------------------------------

    def _get_node_action(self, node):
        """The dialog where what closes a step is filled in."""
        if node.kind in ("resource_allocation", "resource_handover", "resource_receipt"):
            form = "plan" if node.kind == "resource_allocation" else "handover"
            return self._get_dialog(
                self.allocation_id, f"crossbiz_addon.allocation_view_form_{form}", node._get_kind_label()
            )
        if node.kind in ("request_return", "return_check"):
            form = "return" if node.kind == "request_return" else "check"
            return self._get_dialog(
                self._get_feedback(), f"crossbiz_addon.feedback_view_form_{form}", node._get_kind_label()
            )
        if node.kind == "resource_inspection":
            inspections = self.env["crossbiz.resource.inspection"]
            return self._get_dialog(inspections, "crossbiz_addon.inspection_view_form_dialog", node._get_kind_label())
        if node.kind == "request_evaluation":
            return self._get_dialog(
                self._get_evaluation(node), "crossbiz_addon.evaluation_view_form", node._get_kind_label()
            )
        return super()._get_node_action(node)

    def _get_dialog(self, record, view, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": record._name,
            "res_id": record.id,
            "views": [(self.env.ref(view).id, "form")],
            "target": "new",
            "context": {"default_request_id": self.id},
        }
