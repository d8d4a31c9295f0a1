import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ...lib import seal as seals

_logger = logging.getLogger(__name__)


class JournalAnchor(models.Model):
    """The heads of the journal's chains as they stood at the end of a day.

    A chain that is shorter than its anchored head lost its tail: the one change that seals
    alone cannot show. Each anchor is sealed with the one before it, and its seal goes to the
    server's log, outside the database.
    """

    _name = "crossbiz.journal.anchor"
    _description = "Journal Anchor"
    _order = "id desc"
    _rec_name = "date"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    heads = fields.Json(
        required=True, readonly=True, help="New heads since the anchor before: [model, id, position, seal]."
    )
    count = fields.Integer("Moved Heads", required=True, readonly=True)
    previous_seal = fields.Char(required=True, readonly=True)
    seal = fields.Char(required=True, readonly=True)

    def init(self):
        self.env["crossbiz.append.only"]._protect_table(self._table)

    @api.model
    def _anchor(self):
        """Keep the heads that moved since the last anchor; the caller has verified the journal in this snapshot."""
        moved = [head for ledger in self._get_ledgers() for head in self._get_moved_heads(ledger)]
        if not moved:
            return self.browse()
        heads = [list(head) for head in moved]
        previous = self.search([], limit=1, order="id desc").seal or seals.GENESIS
        now = fields.Datetime.now()
        key = self.env["crossbiz.journal"]._seal_key()
        seal = seals.seal(key, {"date": fields.Datetime.to_string(now), "heads": heads}, previous)
        anchor = self.create(
            {"date": now, "heads": heads, "count": len(heads), "previous_seal": previous, "seal": seal}
        )
        _logger.info("Journal anchored: %s heads moved, seal %s", len(heads), seal)
        return anchor

    @api.model
    def _get_ledgers(self):
        return [self.env[name] for name in self.env["crossbiz.sealed.ledger"]._get_ledgers()]

    @api.model
    def _get_moved_heads(self, ledger):
        """The heads of ``ledger`` that are not anchored yet, as (model, id, position, seal)."""
        return self.env.execute_query(
            SQL(
                """WITH chain(res_model, res_id, position, seal) AS (SELECT %(names)s, position, seal FROM %(table)s),
                        anchored AS (%(anchored)s)
                   SELECT head.res_model, head.res_id, head.position, head.seal
                     FROM (SELECT DISTINCT ON (res_model, res_id) res_model, res_id, position, seal
                             FROM chain ORDER BY res_model, res_id, position DESC) AS head
                LEFT JOIN anchored USING (res_model, res_id)
                    WHERE anchored.position IS DISTINCT FROM head.position
                    ORDER BY head.res_model, head.res_id""",
                names=ledger._get_chain_names_sql(),
                table=SQL.identifier(ledger._table),
                anchored=self._get_anchored_query(),
            )
        )

    @api.model
    def _get_anchored_query(self):
        """The furthest anchored position of each chain."""
        return SQL(
            """SELECT head->>0 AS res_model, (head->>1)::int AS res_id, MAX((head->>2)::int) AS position
                 FROM crossbiz_journal_anchor, jsonb_array_elements(heads) AS head
                GROUP BY head->>0, (head->>1)::int"""
        )

    @api.model
    def _find_broken(self):
        """The first anchor that was changed, or chain that is shorter than it was anchored.

        :return: a translated sentence, or False
        """
        key, previous = self.env["crossbiz.journal"]._seal_key(), seals.GENESIS
        for anchor in self.search([("count", ">", 0)], order="id"):
            values = {"date": fields.Datetime.to_string(anchor.date), "heads": anchor.heads}
            if anchor.previous_seal != previous or anchor.seal != seals.seal(key, values, previous):
                return self.env._("The anchor of %(date)s was changed.", date=anchor.date)
            previous = anchor.seal
        chains = SQL(" UNION ALL ").join(
            SQL("SELECT %s, position, seal FROM %s", ledger._get_chain_names_sql(), SQL.identifier(ledger._table))
            for ledger in self._get_ledgers()
        )
        cut = self.env.execute_query(
            SQL(
                """SELECT head->>0, (head->>1)::int, (head->>2)::int
                     FROM crossbiz_journal_anchor, jsonb_array_elements(heads) AS head
                    WHERE NOT EXISTS (SELECT 1 FROM (%s) AS entry(res_model, res_id, position, seal)
                                       WHERE entry.res_model = head->>0
                                         AND entry.res_id = (head->>1)::int
                                         AND entry.position = (head->>2)::int
                                         AND entry.seal = head->>3)
                    ORDER BY 1, 2, 3 LIMIT 1""",
                chains,
            )
        )
        if not cut:
            return False
        model, res_id, position = cut[0]
        return self.env._(
            "The end of the journal of %(model)s %(id)s is cut off: %(position)s entries were anchored.",
            model=model,
            id=res_id,
            position=position,
        )
