from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

from ...lib import occupancy
from .resource import tell_units

ONE_SECOND = timedelta(seconds=1)
SEARCHED = timedelta(days=3 * 366)
CONFLICTS_NAMED = 3
CLAIMS_AT_ONCE = 200
MOMENT = timedelta(microseconds=1)  # the least that PostgreSQL tells apart
TURNS = 200


class Resource(models.Model):
    """When a resource is free, and how a promise is made that no other promise can break."""

    _inherit = "crossbiz.resource"

    # --------------------------------------------------
    # Claims
    # --------------------------------------------------

    def _get_claims(self, start, stop, besides=None):
        """What approved requests claim of this resource within ``[start, stop)``.

        A loan that is overdue claims its units until now; from then on they are expected back.

        :param stop: None for everything from ``start`` on
        :param besides: an allocation whose claim does not count
        :return: list of ``occupancy.Claim``
        """
        before = SQL("start < %s", stop) if stop else SQL("TRUE")
        return self._read_claims(SQL("%s AND %s > %s", before, self._get_until_sql(), start), besides)

    def _read_claims(self, condition, besides=None, amount=None):
        """The claims of this resource that fulfil a condition, in the order of their beginning.

        :param SQL condition: on the columns of the allocations
        :param int amount: so many of them, and those that begin together with the last one; all when left out
        """
        self.ensure_one()
        self.env["crossbiz.resource.allocation"].flush_model(["state", "start", "stop", "outstanding"])
        rows = self.env.execute_query(
            SQL(
                """SELECT start, %(until)s AS until, outstanding FROM crossbiz_resource_allocation
                    WHERE resource_id = %(resource)s AND state IN ('held', 'active')
                      AND %(condition)s AND %(others)s
                    ORDER BY start %(first)s""",
                until=self._get_until_sql(),
                resource=self.id,
                condition=condition,
                others=SQL("id != %s", besides.id) if besides else SQL("TRUE"),
                first=SQL("FETCH FIRST %s ROWS WITH TIES", amount) if amount else SQL(),
            )
        )
        return [occupancy.Claim(*row) for row in rows]

    @api.model
    def _get_until_sql(self):
        """Until when an allocation claims its units."""
        return SQL(
            "CASE WHEN state = 'active' THEN GREATEST(stop, %s) ELSE stop END", fields.Datetime.now() + ONE_SECOND
        )

    def _get_peaks(self, start, stop):
        """The most units claimed at one moment within ``[start, stop)``, for any number of resources in one query.

        :return: ``{resource id: units}``, without those that nobody claims
        """
        self.env["crossbiz.resource.allocation"].flush_model(["state", "start", "stop", "outstanding"])
        rows = self.env.execute_query(
            SQL(
                """WITH claim AS (
                        SELECT resource_id, GREATEST(start, %(start)s) AS since, %(until)s AS until, outstanding
                          FROM crossbiz_resource_allocation
                         WHERE resource_id = ANY(%(ids)s) AND state IN ('held', 'active')
                           AND start < %(stop)s AND %(until)s > %(start)s),
                        change AS (
                        SELECT resource_id, since AS at, outstanding AS units FROM claim
                        UNION ALL SELECT resource_id, until, -outstanding FROM claim),
                        level AS (
                        SELECT resource_id, SUM(SUM(units)) OVER (PARTITION BY resource_id ORDER BY at) AS units
                          FROM change GROUP BY resource_id, at)
                   SELECT resource_id, MAX(units) FROM level GROUP BY resource_id""",
                start=start,
                stop=max(stop, start + ONE_SECOND),
                until=self._get_until_sql(),
                ids=self.ids,
            )
        )
        return {resource_id: float(units) for resource_id, units in rows}

    def _get_free(self, start, stop):
        """Units that are free all through ``[start, stop)``.

        :return: ``{resource id: units}``
        """
        claimed = self._get_peaks(start, stop)
        return {
            resource.id: resource.capacity - (0.0 if resource._is_shared() else claimed.get(resource.id, 0.0))
            for resource in self
        }

    # --------------------------------------------------
    # Promising
    # --------------------------------------------------

    def _take_turn(self):
        """Wait for the turn to promise these resources, before anything is read that a promise rests on.

        Who waits in :meth:`_bump` for another promise fails to serialise and is run again by Odoo: after up to two
        seconds, then four, five times at most; where many want the same, some would be told of it. As long as nothing
        was written, the transaction can begin anew at once instead, until it began after the promise it waited for.
        Where something was written, nothing happens here and :meth:`_bump` alone keeps order.
        """
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        if not self or not cr.fetchone()[0]:
            return
        lock = SQL("SELECT id FROM crossbiz_resource WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", self.ids)
        for _turn in range(TURNS):
            try:
                cr.execute(lock, log_exceptions=False)
                return
            except SerializationFailure:
                cr.rollback()  # and with it all that is cached

    def _bump(self):
        """Take the turn to promise these resources.

        The update comes before the check: under PostgreSQL's repeatable read who comes second
        fails to serialise here and runs again on what the first one left, while a lock alone
        would let them count on a stale snapshot.
        """
        self.env.execute_query(
            SQL(
                """UPDATE crossbiz_resource SET version = version + 1
                    WHERE id IN (SELECT id FROM crossbiz_resource WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                RETURNING id""",
                self.ids,
            )
        )
        self.invalidate_recordset(["version"], flush=False)

    def _check_free(self, quantity, start, stop, besides=None):
        """Refuse a claim that would over-promise this resource.

        :param float quantity: units
        :param besides: an allocation whose own claim does not count
        :raises UserError: naming the periods in conflict and when enough is free next
        """
        self.ensure_one()
        if self._is_shared():
            return
        claims = self._get_claims(start, stop, besides)
        found = occupancy.conflicts(claims, self.capacity, quantity, start, stop)
        if found:
            free_from = self._get_next_free(claims, quantity, start, stop, besides)
            raise UserError(self._explain_conflict(found, quantity, free_from))

    def _get_next_free(self, claims, quantity, start, stop, besides=None):
        """The earliest moment from ``start`` on at which enough is free for as long as until ``stop``.

        A resource may be promised for years ahead, so later claims are read in the order in which they begin, more of
        them each time, until those that are known decide.

        :param list claims: those within ``[start, stop)``
        :return: None when there are not so many units at all
        """
        length, read_until, last, amount = stop - start, stop, start + SEARCHED, CLAIMS_AT_ONCE
        while True:
            start = occupancy.next_free(claims, self.capacity, quantity, start, length)
            if start is None or start + length <= read_until:
                return start
            later = self._read_claims(SQL("start >= %s AND start < %s", read_until, last), besides, amount)
            if not later:
                return start
            # More claims free nothing that those before have taken: what ended by then is done with.
            claims = [claim for claim in claims if claim.stop > start] + later
            read_until, amount = later[-1].start + MOMENT, amount * 4

    def _explain_conflict(self, found, quantity, free_from):
        """Why it is not free, and when it is, in the reader's language and zone."""
        periods = [
            self.env._("%(start)s to %(stop)s", start=self._tell(begin), stop=self._tell(end))
            for begin, end in found[:CONFLICTS_NAMED]
        ]
        if len(found) > CONFLICTS_NAMED:
            periods.append(self.env._("and %(count)s more", count=len(found) - CONFLICTS_NAMED))
        remedy = (
            self.env._("It is free for as long from %(start)s on.", start=self._tell(free_from))
            if free_from
            else self.env._("It has %(capacity)s units at all.", capacity=tell_units(self.capacity))
        )
        message = self.env._(
            "“%(resource)s” is promised already: %(quantity)s units are not free in %(periods)s. %(remedy)s",
            resource=self.display_name,
            quantity=tell_units(quantity),
            periods=", ".join(periods),
            remedy=remedy,
        )
        overdue = self._get_overdue_units() if found[0][0] <= fields.Datetime.now() else 0.0
        if overdue:
            message += " " + self.env._("%(units)s units are overdue: urge their return.", units=tell_units(overdue))
        return message

    def _get_overdue_units(self):
        """Units that should be back by now."""
        late = [("resource_id", "=", self.id), ("state", "=", "active"), ("stop", "<=", fields.Datetime.now())]
        allocations = self.env["crossbiz.resource.allocation"].sudo()
        return allocations._read_group(late, [], ["outstanding:sum"])[0][0] or 0.0

    def _tell(self, moment):
        return format_datetime(self.env, moment, dt_format="short")
