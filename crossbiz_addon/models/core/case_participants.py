from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL


class Case(models.Model):
    """Who takes part in a case, and so sees it."""

    _inherit = "crossbiz.case"

    department_ids = fields.Many2many(
        "hr.department",
        "crossbiz_case_department_rel",
        "crossbiz_case_id",
        "hr_department_id",
        string="Participants",
        compute="_compute_department_ids",
        store=True,
        help="Every department that takes part, and so sees the case. A draft is seen by who drafts it.",
    )
    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        help="One of my departments takes part. What record rules ask: looked up with each query, true of this moment.",
    )

    def init(self):
        """Read these tables in one process: a page of the ledger takes less time than starting helpers for it."""
        for table in (self._table, self._fields["department_ids"].relation):
            self.env.cr.execute(SQL("ALTER TABLE %s SET (parallel_workers = 0)", SQL.identifier(table)))

    @api.depends(
        "submitted_at", "requesting_department_id", "lead_department_id", "collaborator_ids", "node_ids.department_id"
    )
    def _compute_department_ids(self):
        # One write for all cases with the same participants: each would cost a query.
        owing = self._get_owing_departments()
        for departments, cases in self.grouped(lambda case: case._get_participants(owing)._ids).items():
            cases.department_ids = [Command.set(departments)]

    @api.depends("department_ids.crossbiz_member_ids")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        self._settle_participants()
        mine = self.env.user._get_member_departments()
        found = mine and self.env.execute_query(
            SQL(
                "SELECT crossbiz_case_id FROM crossbiz_case_department_rel"
                " WHERE crossbiz_case_id = ANY(%s) AND hr_department_id = ANY(%s)",
                self.ids,
                mine.ids,
            )
        )
        concerning = {case_id for (case_id,) in found or ()}
        for case in self:
            case.concerns_me = case.id in concerning

    def _search_concerns_me(self, operator, value):
        """The user's few departments as they are now; PostgreSQL plans far better with them than with the relation."""
        if operator != "in":
            return NotImplemented
        concerning = Domain("department_ids", "in", self.env.user._get_member_departments().ids)
        return Domain.OR(concerning if flag else ~concerning for flag in value)

    def _settle_participants(self):
        """Write who takes part now: record rules read the table, and a search does not wait for pending computes."""
        self._recompute_recordset(["department_ids"])

    def _get_owing_departments(self):
        """Ids of the departments of each case's steps, by one query: a project has a thousand steps in two years."""
        groups = (
            self.env["crossbiz.node"]
            .sudo()
            ._read_group([("case_id", "in", self.filtered("submitted_at").ids)], ["case_id", "department_id"])
        )
        owing = {}
        for case, department in groups:
            owing.setdefault(case.id, []).append(department.id)
        return owing

    def _get_participants(self, owing):
        """Every department that takes part; of a draft only who drafts it.

        :param dict owing: what :meth:`_get_owing_departments` gave
        """
        departments = self.requesting_department_id
        if self.submitted_at:
            departments |= self.lead_department_id | self.collaborator_ids
            departments |= departments.browse(owing.get(self.id, ()))
        return departments.sorted("id")
