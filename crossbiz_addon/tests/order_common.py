from datetime import date


class Orders:
    """Task orders of Sales to Technical and After-Sales, step by step; beside a cast of ``common``."""

    @classmethod
    def draft_order(cls, login="sales_officer", departments=None, **values):
        """A draft that asks Technical and After-Sales, by the sales officer."""
        departments = cls.tech | cls.service if departments is None else departments
        return cls.as_user(cls.env["crossbiz.task.order"], login).create(
            {
                "name": "Retrofit of a pump line",
                "partner_id": cls.partner.id,
                "need": "The pumps stop at night.",
                "delivery_standard": "Runs a week without a stop.",
                "line_ids": [
                    (0, 0, {"department_id": department.id, "request": f"Part of {department.name}"})
                    for department in departments
                ],
                **values,
            }
        )

    @classmethod
    def issue_order(cls, **values):
        order = cls.draft_order(**values)
        order.action_issue()
        return order

    @classmethod
    def line_of(cls, order, department, login):
        """The line of a department, as this person sees it."""
        lines = cls.as_user(order, login).line_ids
        return lines.filtered(lambda line: line.department_id == department and line.state != "withdrawn")

    @classmethod
    def submit_plan(cls, order, department, login, planned=date(2026, 3, 6), plan="Replace the seals."):
        line = cls.line_of(order, department, login)
        line.write({"plan": plan, "planned_delivery": planned})
        line.action_submit_plan()
        return line

    @classmethod
    def deliver(cls, order, department, login, deliverable="Seals replaced, protocol attached."):
        line = cls.line_of(order, department, login)
        line.deliverable = deliverable
        line.action_deliver()
        return line
