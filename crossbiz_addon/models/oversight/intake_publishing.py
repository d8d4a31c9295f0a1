import logging
import random

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

BATCH_ROWS = 100
MOST_CONFLICTS = 5  # how often a batch begins anew
BATCH_BYTES = 16 * 1024 * 1024  # of sealed content, which is held in memory a few times


class ComplaintIntake(models.Model):
    """The job that empties the letter box at fixed hours.

    It works as nobody in particular, in an order of its own, so that neither time, number nor transaction of what the
    staff sees leads back to a request.
    """

    _inherit = "crossbiz.complaint.intake"

    @api.model
    def _cron_publish(self):
        """Hand over everything that waits: complaints first, then what was added to them."""
        self.env["crossbiz.complaint.vault"]._get_ring()  # there before the first complaint, also in a copied database
        self.env["crossbiz.complaint.ticket"]._forget_old()
        waiting = self._draw_order()
        cron = self.env["ir.cron"]
        left = cron._commit_progress(remaining=len(waiting))
        batches = self._split(waiting)
        failed = 0
        while left and (batch := next(batches, None)):
            failed += self._publish_again_after_conflicts(*batch)
            left = cron._commit_progress(len(batch[1]))
        if failed:
            _logger.error(
                "%s complaints or messages could not be handed over and wait for the next run; the self-check of the "
                "complaint channel tells more",
                failed,
            )

    @api.model
    def _draw_order(self):
        """``(kind, id, bytes)`` of all that waits, shuffled; what belongs to one complaint stays in its order."""
        self.env.cr.execute("SELECT kind, id, octet_length(payload), lookup FROM crossbiz_complaint_intake ORDER BY id")
        rows = self.env.cr.fetchall()
        dice = random.SystemRandom()
        places = {lookup: dice.random() for _kind, _id, _size, lookup in rows}
        rows.sort(key=lambda row: (row[0], places[row[3]]))  # "complaint" comes before "message"; sorting is stable
        return [row[:3] for row in rows]

    @api.model
    def _split(self, waiting):
        """Batches of one kind each that fit into memory: ``(kind, ids)``."""
        rows = iter(waiting)
        batch, size, kind = [], 0, None
        for row in rows:
            if batch and (row[0] != kind or len(batch) == BATCH_ROWS or size + row[2] > BATCH_BYTES):
                yield kind, batch
                batch, size = [], 0
            kind = row[0]
            batch.append(row[1])
            size += row[2]
        if batch:
            yield kind, batch

    @api.model
    def _publish_again_after_conflicts(self, kind, row_ids):
        """Publish rows; when somebody handled a complaint in the same moment, begin anew in a later transaction.

        :return: how many could not be published
        """
        for _attempt in range(MOST_CONFLICTS):
            try:
                return self._publish_batch(kind, row_ids)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # what the batches before did is committed
        return len(row_ids)

    @api.model
    def _publish_batch(self, kind, row_ids):
        """Publish rows in one transaction; one that cannot be does not hold up the others.

        :return: how many could not
        """
        if self._try_publishing(kind, row_ids):
            return 0
        if len(row_ids) == 1:
            return 1
        half = len(row_ids) // 2
        return self._publish_batch(kind, row_ids[:half]) + self._publish_batch(kind, row_ids[half:])

    @api.model
    def _try_publishing(self, kind, row_ids):
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "SELECT id, lookup, wrapped_key, payload FROM crossbiz_complaint_intake WHERE id = ANY(%s) "
                    "ORDER BY array_position(%s, id) FOR UPDATE",
                    [row_ids, row_ids],
                )
                entries = [self._get_entry(kind, *row[1:]) for row in self.env.cr.fetchall()]
                complaints = self.env["crossbiz.complaint"].sudo()
                if kind == "complaint":
                    complaints._publish(entries)
                else:
                    complaints._publish_messages(entries)
                self.env.flush_all()
                self.env.cr.execute("DELETE FROM crossbiz_complaint_intake WHERE id = ANY(%s)", [row_ids])
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001 - its message may hold what was written; its kind does not
            _logger.warning("A batch of %s could not be handed over: %s", len(row_ids), type(error).__name__)
            return False
        finally:
            self.env.invalidate_all(flush=False)  # nothing in clear stays in memory longer than its batch
        return True

    @api.model
    def _get_entry(self, kind, lookup, wrapped_key, payload):
        """A row as :meth:`crossbiz.complaint._publish` and ``_publish_messages`` take it."""
        header, files = self._unpack(wrapped_key, payload)
        entry = {
            "lookup": lookup,
            "text": header["text"],
            "identity": header["identity"] or None,
            "files": files,
        }
        if kind == "message":
            return entry
        return {
            **entry,
            "wrapped_key": bytes(wrapped_key),
            "category": header["category"],
            "company_id": self._get_company_id(header["company"]),
            "accused": header["accused"],
            "accused_functions": set(header["functions"]),
        }

    @api.model
    def _get_company_id(self, company_id):
        """The company that the page named; the first one where it named none that is there."""
        companies = self.env["res.company"].sudo()
        named = companies.browse(company_id or 0).exists()
        return (named or companies.search([], order="sequence, id", limit=1)).id
