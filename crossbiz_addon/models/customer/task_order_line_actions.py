from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.schedule_book import ScheduleBook

FURTHEST = timedelta(days=3 * 366)


class TaskOrderLine(models.Model):
    """The steps of a line, from the request to the verdict."""

    _inherit = "crossbiz.task.order.line"

    # --------------------------------------------------
    # Asking
    # --------------------------------------------------

    def _issue(self):
        """Start each department's 24 hours (regulation 3.3.2). The caller has checked that it may."""
        self.sudo().write({"issued_at": fields.Datetime.now()})
        self.env["crossbiz.task.order"]._open_nodes(
            [
                (line.order_id, "order_response", line.department_id, {"amount": line.order_id.response_hours})
                for line in self
            ]
        )

    def _add_late(self):
        """Lines added to a running order: their clocks start now.

        :raises AccessError: for anyone but an officer of the first-contact department
        :raises UserError: when the order does not run, or a department cannot answer
        """
        for order in self.order_id:
            order._check_acts_for(order.requesting_department_id, self.env._("Add a department"))
            order._check_not_suspended()
            if order.state != "running":
                raise UserError(
                    self.env._(
                        "Departments can be added while “%(order)s” is a draft or running.", order=order.display_name
                    )
                )
            order.line_ids.department_id._check_can_serve(order.company_id)
        self._issue()
        for line in self:
            line.order_id._journal("line_added", department_id=line.department_id.id, note=line.request)

    # --------------------------------------------------
    # Answering
    # --------------------------------------------------

    def action_submit_plan(self):
        """Answer with the handling plan: it, and nothing else, stops the 24-hour clock.

        :raises AccessError: for anyone but who acts for the department
        :raises UserError: without a plan or planned delivery, with one in the past, or when already answered
        """
        for line in self:
            node = line._get_open_node("order_response")
            node._check_can_act()
            line.order_id._check_not_suspended()
            plan = line._get_clean("plan")
            due = line._check_planned_delivery()
            line.sudo().write(
                {"plan": plan, "plan_submitted_at": fields.Datetime.now(), "plan_submitted_by": self.env.uid}
            )
            order = line.order_id
            order._journal(
                "plan_submitted",
                node_id=node.id,
                department_id=line.department_id.id,
                new_value=fields.Date.to_string(line.planned_delivery),
                note=plan,
            )
            node._close("done")
            order._open_node("order_delivery", line.department_id, deadline=due, cycle=line.cycle)
            order._tell_lead(
                self.env._(
                    "%(department)s submitted its handling plan, delivery by %(date)s.",
                    department=line.department_id.sudo().name,
                    date=fields.Date.to_string(line.planned_delivery),
                )
            )
        return True

    def _check_planned_delivery(self):
        """The planned delivery as a deadline: the end of work on that date where the department works.

        :return: naive UTC
        :raises UserError: when there is none, or it has passed
        """
        book, place = ScheduleBook(self.env), (self.department_id, self.company_id)
        label = self._fields["planned_delivery"]._description_string(self.env)
        if not self.planned_delivery:
            raise UserError(self.env._("%(field)s is empty. Please fill it in.", field=label))
        now = fields.Datetime.now()
        if self.planned_delivery > (now + FURTHEST).date():
            raise UserError(self.env._("%(field)s is years away. Choose a nearer day.", field=label))
        due = book.get_day_end(*place, self.planned_delivery)
        if self.planned_delivery < book.get_local_date(*place, now) or due <= now:
            raise UserError(
                self.env._(
                    "%(field)s %(date)s has passed. Choose a day on which you can still deliver.",
                    field=label,
                    date=fields.Date.to_string(self.planned_delivery),
                )
            )
        return due

    def action_deliver(self):
        """Hand in what was delivered; the first contact judges it next.

        :raises UserError: without a description of the deliverable, or when no delivery is awaited
        """
        for line in self:
            node = line._get_open_node("order_delivery")
            node._check_can_act()
            line.order_id._check_not_suspended()
            deliverable = line._get_clean("deliverable")
            line.sudo().write(
                {
                    "deliverable": deliverable,
                    "delivered_at": fields.Datetime.now(),
                    "delivered_by": self.env.uid,
                    "verdict": False,
                }
            )
            order = line.order_id
            order._journal("delivered", node_id=node.id, department_id=line.department_id.id, note=deliverable)
            node._close("done")
            order._open_node("order_acceptance", order.requesting_department_id, period=str(line.id), cycle=line.cycle)
            order._tell_lead(self.env._("%(department)s delivered.", department=line.department_id.sudo().name))
        return True

    # --------------------------------------------------
    # Helpers
    # --------------------------------------------------

    def _get_open_node(self, kind, period=None):
        """The running step of this line, for the current user to act on.

        :raises UserError: when there is none, saying why
        """
        self.ensure_one()
        self.check_access("read")
        node = self.order_id._get_step(kind, None if period else self.department_id, period)
        if not node:
            raise UserError(
                self.env._(
                    "“%(line)s” is not at this step: it is “%(state)s”.",
                    line=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env)).get(self.state, ""),
                )
            )
        return node

    def _get_dialog_action(self, kind):
        """The dialog where the record that closes a step is filled in."""
        self.ensure_one()
        views = {
            "order_response": "crossbiz_addon.task_order_line_view_form_plan",
            "order_delivery": "crossbiz_addon.task_order_line_view_form_delivery",
            "order_acceptance": "crossbiz_addon.task_order_line_view_form_verdict",
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref(views[kind]).id, "form")],
            "target": "new",
        }

    def action_open_plan(self):
        return self._get_dialog_action("order_response")

    def action_open_delivery(self):
        return self._get_dialog_action("order_delivery")

    def action_open_verdict(self):
        return self._get_dialog_action("order_acceptance")
