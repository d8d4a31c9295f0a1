from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, float_compare

from ...lib import occupancy
from .resource import DIGITS, tell_units


class Resource(models.Model):
    """What is on hand, out and promised: read from the ledger and the allocations, never stored."""

    _inherit = "crossbiz.resource"

    on_hand = fields.Float(compute="_compute_on_hand", digits=DIGITS, help="Units at the owner's place now.")
    lent = fields.Float(compute="_compute_on_hand", digits=DIGITS, help="Units handed over and not yet back.")
    promised = fields.Float(
        compute="_compute_promised", digits=DIGITS, help="Units that approved requests claim at this moment."
    )
    free_now = fields.Float(
        compute="_compute_promised", search="_search_free_now", digits=DIGITS, help="Units nobody claims now."
    )
    pending_count = fields.Integer("Pending Requests", compute="_compute_counts")
    overdue_count = fields.Integer("Overdue Returns", compute="_compute_counts")

    @api.depends("move_ids")
    def _compute_on_hand(self):
        on_hand = self._get_balances()
        lent = dict(
            self.env["crossbiz.resource.allocation"]
            .sudo()
            ._read_group(
                [("resource_id", "in", self.ids), ("state", "=", "active")], ["resource_id"], ["outstanding:sum"]
            )
        )
        for resource in self:
            resource.on_hand = on_hand.get(resource.id, 0.0)
            resource.lent = lent.get(resource.sudo(), 0.0)

    @api.readonly
    def get_on_hand(self, at=None):
        """What was on hand at a moment: the sum of the ledger's moves until then.

        :param at: UTC moment, now when left out
        :return: list of dicts ``id`` and ``on_hand``
        """
        self.check_access("read")
        try:
            at = fields.Datetime.to_datetime(at)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("The moment needs a date and time like 2026-03-06 10:00:00.")) from error
        balances = self._get_balances(at)
        return [{"id": resource_id, "on_hand": balances.get(resource_id, 0.0)} for resource_id in self.ids]

    def _get_balances(self, at=None):
        """Units on hand by resource id; the ledger is read for what everyone sees of a resource."""
        domain = Domain("resource_id", "in", self.ids)
        if at:
            domain &= Domain("at", "<=", at)
        groups = self.env["crossbiz.resource.move"].sudo()._read_group(domain, ["resource_id"], ["on_hand_change:sum"])
        return {resource.id: balance for resource, balance in groups}

    @api.depends("capacity", "allocation_ids.state")
    def _compute_promised(self):
        now = fields.Datetime.now()
        claimed = self._get_peaks(now, now)
        for resource in self:
            resource.promised = claimed.get(resource.id, 0.0)
            resource.free_now = resource.capacity if resource._is_shared() else resource.capacity - resource.promised

    def _search_free_now(self, operator, value):
        if operator not in (">", ">="):
            return NotImplemented
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise UserError(self.env._("Units are compared with a number."))
        now = fields.Datetime.now()
        free = SQL(
            """(SELECT resource.id FROM crossbiz_resource AS resource
                 WHERE resource.capacity - CASE WHEN resource.resource_type = 'data' THEN 0 ELSE COALESCE((
                       SELECT SUM(outstanding) FROM crossbiz_resource_allocation
                        WHERE resource_id = resource.id AND state IN ('held', 'active')
                          AND start <= %s AND %s > %s), 0) END %s %s)""",
            now,
            self._get_until_sql(),
            now,
            SQL(operator),
            value,
        )
        return Domain("id", "in", free)

    def _compute_counts(self):
        requests = self.env["crossbiz.resource.request"].sudo()
        pending = dict(
            requests._read_group(
                [("resource_id", "in", self.ids), ("state", "=", "review")], ["resource_id"], ["__count"]
            )
        )
        overdue = dict(
            requests._read_group(
                [("resource_id", "in", self.ids), ("overdue_return", "=", True)], ["resource_id"], ["__count"]
            )
        )
        for resource in self:
            resource.pending_count = pending.get(resource.sudo(), 0)
            resource.overdue_count = overdue.get(resource.sudo(), 0)

    def _get_at_hand(self):
        """Units at the owner's place that are not on their way to somebody who has not signed for them yet."""
        self.ensure_one()
        leaving = (
            self.env["crossbiz.resource.allocation"]
            .sudo()
            .search([("resource_id", "=", self.id), ("state", "=", "held"), ("handed_over_at", "!=", False)])
        )
        return self.on_hand - sum(leaving.mapped("outstanding"))

    def _is_shared(self):
        """Whether any number may use it at the same time."""
        return self.resource_type == "data"

    # --------------------------------------------------
    # Moving stock
    # --------------------------------------------------

    @api.model
    def _move_stock(self, changes, condition=None):
        """Write what was adjusted, damaged or lost at the owner's place to the ledger.

        :param list changes: (resource, event, signed units)
        """
        self.env["crossbiz.resource.move"].sudo()._append(
            [
                {
                    "resource_id": resource.id,
                    "event": event,
                    "quantity": abs(units),
                    "on_hand_change": 0.0 if resource._is_shared() and event != "adjust" else units,
                    "company_id": resource.company_id.id,
                    "department_id": resource.department_id.id,
                    "condition": condition,
                }
                for resource, event, units in changes
            ]
        )

    def action_write_off(self, event=None, quantity=None, reason=None):
        """Take damaged or lost units at the owner's place out of what can be lent (capacity goes down with them).

        :param str event: ``damage`` or ``loss``
        :raises AccessError: for anyone but the owner's officers and administrators
        :raises UserError: without a reason, or for more than is on hand
        """
        self.ensure_one()
        self.check_access("read")
        self.env["crossbiz.node"]._check_person()
        self._check_manages()
        if event not in ("damage", "loss"):
            raise UserError(self.env._("Choose damage or loss."))
        quantity = self._get_units(self.env._("Quantity"), quantity)
        reason = self._clean_text(self.env._("Reason"), reason)
        self._bump()
        if self._is_shared():
            raise UserError(self.env._("Data is not used up: nothing of it can be written off. Archive it instead."))
        at_hand = self._get_at_hand()
        if float_compare(quantity, at_hand, precision_digits=2) > 0:
            raise UserError(
                self.env._(
                    "%(on_hand)s units of “%(resource)s” are on hand: no more can be written off. "
                    "What is lent is settled when it comes back.",
                    on_hand=tell_units(at_hand),
                    resource=self.display_name,
                )
            )
        self._write_off([(event, quantity)], reason)
        return True

    def _write_off(self, losses, reason):
        """Lower the capacity by damaged or lost units that are at the owner's place.

        :param list losses: (event, units)
        """
        self.ensure_one()
        total = sum(quantity for _event, quantity in losses)
        self._lower_capacity(total)
        self._move_stock([(self, event, -quantity) for event, quantity in losses], reason)

    def _lower_capacity(self, units):
        """Take units that are gone out of the capacity, in superuser mode: the ledger says why.

        The fact comes first, also when more was promised than is left: the owner is told what cannot be kept.
        """
        self.ensure_one()
        if not units:
            return
        resource = self.sudo()
        resource._write_capacity(max(resource.capacity - units, 0.0))
        now = fields.Datetime.now()
        claims = resource._get_claims(now, None)
        last = max((claim.stop for claim in claims), default=now)
        found = occupancy.conflicts(claims, resource.capacity, 0, now, last)
        if found and not resource._is_shared():
            resource.message_post(
                body=self.env._(
                    "More is promised than is left, from %(start)s on. Withdraw an approval or find a replacement.",
                    start=resource._tell(found[0][0]),
                ),
                partner_ids=resource.department_id.crossbiz_acting_ids.partner_id.ids,
            )

    # --------------------------------------------------
    # Checks
    # --------------------------------------------------

    def _get_units(self, label, quantity):
        """Units that a caller gave, to two decimals.

        :raises UserError: when it is no number above zero
        """
        if isinstance(quantity, bool) or not isinstance(quantity, (int, float)) or not 0 < quantity < 1e9:
            raise UserError(self.env._("%(field)s has to be a number above 0.", field=label))
        if round(quantity, 2) <= 0:
            raise UserError(self.env._("%(field)s has to be at least 0.01.", field=label))
        return round(float(quantity), 2)

    def _check_some_capacity(self, capacity):
        self._get_units(self._fields["capacity"]._description_string(self.env), capacity)

    def _check_new_capacity(self, capacity):
        """A capacity stays above what is lent and promised.

        :raises UserError: naming by when it could be lowered
        """
        self._check_some_capacity(capacity)
        self._bump()
        now = fields.Datetime.now()
        for resource in self:
            claims = resource._get_claims(now, None)
            last = max((claim.stop for claim in claims), default=now)
            gone = resource.capacity - resource._get_at_hand()
            least = max(gone, occupancy.peak(claims, now, last))
            lowers = float_compare(capacity, resource.capacity, precision_digits=2) < 0
            if lowers and not resource._is_shared() and float_compare(capacity, least, precision_digits=2) < 0:
                raise UserError(
                    self.env._(
                        "%(units)s units of “%(resource)s” are lent or promised, so its capacity cannot be "
                        "less before %(date)s.",
                        units=tell_units(least),
                        resource=resource.display_name,
                        date=resource._tell(last),
                    )
                )
