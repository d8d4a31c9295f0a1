from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

POINT_LENGTH = 200
DIFFICULTY_DAYS = 31


class Case(models.Model):
    _inherit = "crossbiz.case"

    meeting_ids = fields.One2many("crossbiz.meeting", "case_id", "Meetings", readonly=True)

    # --------------------------------------------------
    # Regular meetings
    # --------------------------------------------------

    @api.model
    def _get_coordinated_domain(self):
        """The cases that have a coordination meeting each month; rooms add theirs (``super() | …``)."""
        return Domain.FALSE

    def _get_coordination_host(self):
        """The department that invites to this case's coordination meetings."""
        return self.lead_department_id or self.company_id.crossbiz_lead_department_id or self.requesting_department_id

    def _get_coordinated_departments(self):
        """The departments that are invited to this case's coordination meetings."""
        return self.requesting_department_id | self.collaborator_ids

    # --------------------------------------------------
    # Agenda
    # --------------------------------------------------

    def _get_agenda_points(self):
        """What a meeting about these cases should talk about, in the reader's rights and language.

        The same fact gives the same sentence every day, so that it is not added twice. Rooms add theirs.

        :return: ``{case: [sentence]}``
        """
        points, now = defaultdict(list), fields.Datetime.now()
        nodes = self.env["crossbiz.node"].search(
            [("case_id", "in", self.ids), ("state", "=", "open")], order="case_id, deadline, id"
        )
        for node in nodes:
            values = {
                "step": node._get_agenda_label(),
                "department": node.department_id.sudo().name,
                "day": node.company_id._get_agenda_day(node.deadline),
            }
            if node.deadline <= now:
                points[node.case_id].append(self.env._("Late: %(step)s (%(department)s), was due on %(day)s", **values))
            elif node.kind == "dispute_decision":
                points[node.case_id].append(
                    self.env._("Dispute to settle: %(step)s (%(department)s), due on %(day)s", **values)
                )
        difficulties = self.env["crossbiz.difficulty"].search(
            [("case_id", "in", self.ids), ("date", ">=", now - timedelta(days=DIFFICULTY_DAYS))], order="case_id, id"
        )
        labels = dict(difficulties._fields["category"]._description_selection(self.env))
        for difficulty in difficulties:
            points[difficulty.case_id].append(
                self.env._(
                    "%(kind)s reported by %(department)s: %(text)s",
                    kind=labels[difficulty.category],
                    department=difficulty.department_id.sudo().name,
                    text=" ".join(difficulty.description.split())[:POINT_LENGTH],
                )
            )
        return points


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_agenda_day(self, moment):
        """The date of a moment (UTC) by the company's calendar, in the reader's language."""
        zone = self.sudo().resource_calendar_id.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        return format_date(self.env, local.date())
