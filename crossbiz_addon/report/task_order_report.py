from odoo import api, models


class TaskOrderReport(models.AbstractModel):
    """《客户协同任务单》 on paper."""

    _name = "report.crossbiz_addon.task_order_form"
    _description = "Customer Collaboration Task Order"
    _inherit = ["crossbiz.form"]

    _form_model = "crossbiz.task.order"
    _signing_events = (
        "order_issued",
        "node_acknowledged",
        "plan_submitted",
        "delivered",
        "accepted",
        "rework",
        "rated",
    )

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            **super()._get_report_values(docids, data),
            "get_line_title": self._get_line_title,
            "get_limit": self._get_limit,
            "get_rating": self._get_rating,
        }

    @api.model
    def _get_limit(self, order):
        """In what time each department has to answer."""
        return order.env._("%(hours)g hours", hours=order.response_hours)

    @api.model
    def _get_rating(self, order):
        """What the customer said, in stars too; nothing while an answer may still come."""
        if order.rated_at:
            stars = round(order.satisfaction)
            rating = order.env._("%(rating)g of 5", rating=order.satisfaction)
            return f"{rating} {'★' * stars}{'☆' * (5 - stars)}"
        return order.env._("The customer did not answer.") if order.state == "done" else ""

    @api.model
    def _get_line_title(self, line):
        """Heading of what one department contributes."""
        department = line.department_id.sudo().name
        if line.withdrawn_at:
            return line.env._("%(department)s (released)", department=department)
        if line.cycle > 1:
            return line.env._("%(department)s (round %(round)s)", department=department, round=line.cycle)
        return department

    @api.model
    def _get_signing_department(self, document, entry):
        """The first contact issues and judges; the entry names the department it is about."""
        if entry.event in ("order_issued", "accepted", "rework"):
            return document.requesting_department_id
        return super()._get_signing_department(document, entry)

    @api.model
    def _get_signer(self, document, entry):
        """The customer rates by a link, under no login of ours."""
        if entry.event == "rated":
            return document.partner_id.display_name
        return super()._get_signer(document, entry)
