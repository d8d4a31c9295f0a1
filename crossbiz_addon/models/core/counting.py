from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Paths to the case of a document.
CASE = ("case_id", "case_ids")


class Counted(NamedTuple):
    """Rows that a document's page counts."""

    model: str
    path: str  # their many2one to the document, or to its case as in CASE
    domain: Domain | list = ()
    # Whether their rule is the document's: who reads it reads all of them, and no rule has to be asked again.
    shared: bool = True


class CaseDocument(models.AbstractModel):
    """How much hangs on a document: all that its page counts, in one query."""

    _inherit = "crossbiz.case.document"

    difficulty_count = fields.Integer("Number of Difficulties", compute="_compute_counts")

    @api.depends("case_id")
    def _compute_counts(self):
        counted = self._get_counted()
        counts = self._count_related(counted)
        for document in self:
            for name, (_model, path, *_how) in counted.items():
                owner = document._origin.case_id if path in CASE else document._origin
                document[name] = counts.get((name, owner.id), 0)

    @api.model
    def _get_counted(self):
        """What is counted: :class:`Counted` by field."""
        return {"difficulty_count": Counted("crossbiz.difficulty", "case_id")}

    def _count_related(self, counted):
        """Count what the current user, who may read these documents, may read of their rows.

        :param dict counted: what :meth:`_get_counted` says
        :return: ``{(field, id of the document or case): number}``
        """
        parts = []
        for name, (model, path, domain, shared) in counted.items():
            owners = self._origin.case_id if path in CASE else self._origin
            rows = self.env[model].sudo(self.env.su or shared)
            if not rows.has_access("read"):
                continue
            query = rows._search(Domain(path, "in", owners.ids) & Domain(domain))
            if query.is_empty():
                continue
            query.groupby = owner = rows._read_group_groupby(query.table, path, query)
            parts.append(query.select(SQL("%s", name), owner, SQL("COUNT(*)")))
        found = self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else []
        return {(name, owner): number for name, owner, number in found}
