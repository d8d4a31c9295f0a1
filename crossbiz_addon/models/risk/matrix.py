from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .levels import get_cell_faults

STANDARD = [
    ["low", "low", "low", "low", "medium"],
    ["low", "low", "medium", "medium", "high"],
    ["low", "medium", "medium", "high", "high"],
    ["low", "medium", "high", "high", "critical"],
    ["medium", "high", "high", "critical", "critical"],
]


class RiskMatrix(models.Model):
    """Which level a likelihood and an impact make together (风险矩阵).

    A matrix is drafted, put in force, and from then on never changes: assessments name the
    version they were judged by. The one without company serves every company that has none
    of its own.
    """

    _name = "crossbiz.risk.matrix"
    _description = "Risk Matrix"
    _inherit = ["crossbiz.protected"]
    _order = "company_id, version desc"

    _protected_fields = frozenset({"version", "state", "in_force_at", "in_force_by"})

    name = fields.Char(required=True, default=lambda self: self.env._("Risk Matrix"), translate=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index=True,
        ondelete="cascade",
        help="Empty: every company that has none of its own.",
    )
    version = fields.Integer("Version Number", default=0, required=True, readonly=True, copy=False)
    cells = fields.Json(
        "Levels",
        required=True,
        default=lambda self: STANDARD,
        copy=True,
        help="Rows by likelihood, in each the levels by impact, both from 1 to 5.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("current", "In Force"), ("retired", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    in_force_at = fields.Datetime("In Force Since", readonly=True, copy=False)
    in_force_by = fields.Many2one("res.users", "Put in Force By", readonly=True, copy=False, ondelete="restrict")

    _current_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE state = 'current'", "Another matrix is in force for this company."
    )
    _version_uniq = models.UniqueIndex("(COALESCE(company_id, 0), version) WHERE version > 0")

    @api.depends("name", "version")
    def _compute_display_name(self):
        for matrix in self:
            matrix.display_name = self.env._("%(name)s, version %(version)s", name=matrix.name, version=matrix.version)

    @api.constrains("cells")
    def _check_cells(self):
        for matrix in self:
            fault = get_cell_faults(matrix.cells)
            if fault == "falling":
                raise ValidationError(
                    self.env._("A level never falls where likelihood or impact rises. Check the cells of the matrix.")
                )
            if fault:
                raise ValidationError(
                    self.env._("A matrix has 5 × 5 cells, each of them low, medium, high or critical.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        matrices = super().create(vals_list)
        for company, added in matrices.grouped("company_id").items():
            others = self.sudo().search([("company_id", "=", company.id), ("id", "not in", added.ids)])
            last = max(others.mapped("version"), default=0)
            for number, matrix in enumerate(added, last + 1):
                matrix.sudo().version = number
        return matrices

    def write(self, vals):
        if not self.env.su:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_draft()

    def _check_draft(self):
        """What was in force stays as it was: assessments were judged by it.

        :raises UserError: saying how to change it
        """
        for matrix in self:
            if matrix.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(matrix)s” was put in force and stays as it is. Make a new version and change that.",
                        matrix=matrix.display_name,
                    )
                )

    # --------------------------------------------------
    # Actions
    # --------------------------------------------------

    def action_put_in_force(self):
        """Judge by this matrix from now on; what was filed before keeps the version it was filed with.

        :raises AccessError: for anyone but administrators
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        previous = self.sudo().search([("company_id", "=", self.company_id.id), ("state", "=", "current")])
        previous.state = "retired"
        previous.flush_recordset(["state"])
        self.sudo().write({"state": "current", "in_force_at": fields.Datetime.now(), "in_force_by": self.env.uid})
        return True

    def action_new_version(self):
        """Draft the next version for the present company, starting from this one."""
        self.ensure_one()
        self.check_access("read")
        draft = self.create({"name": self.name, "cells": self.cells, "company_id": self.env.company.id})
        return draft.get_formview_action()

    # --------------------------------------------------
    # Asked by assessments
    # --------------------------------------------------

    @api.model
    def _get_current(self, company):
        """The matrix in force for a company: its own, else the shared one; none where neither is."""
        domain = [("state", "=", "current"), ("company_id", "in", [company.id, False])]
        return self.sudo().search(domain, order="company_id", limit=1).sudo(False)
