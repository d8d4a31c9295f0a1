import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...lib import sampling
from ...lib.wording import list_points
from ..core.schedule_book import ScheduleBook

SHOWN = 10  # cases that a message names


class Audit(models.Model):
    """The sample: drawn once, at random, and again by anybody who doubts it."""

    _inherit = "crossbiz.audit"

    method = fields.Selection(
        [("stratified", "Each Kind of Case by Its Share"), ("simple", "All Cases Alike")],
        "Way of Drawing",
        required=True,
        default="stratified",
    )
    method_version = fields.Integer("Version of the Method", readonly=True, copy=False)
    seed = fields.Char(readonly=True, copy=False, help="What made the sample random: chosen by the server.")
    frame = fields.Json("Cases to Draw From", readonly=True, copy=False, prefetch=False)
    frame_size = fields.Integer("Cases under Way", readonly=True, copy=False)
    sample_size = fields.Integer("Cases Drawn", readonly=True, copy=False)
    sample_digest = fields.Char("Digest of the Sample", readonly=True, copy=False)

    # --------------------------------------------------
    # Drawing
    # --------------------------------------------------

    def action_draw(self):
        """Draw the sample, copy the checklist into each case, and give the cases to who checks them.

        :raises AccessError: for anyone but officers of the department that holds the audit
        :raises UserError: saying all that is missing
        """
        self._check_holds(self.env._("Draw the sample"))
        for audit in self:
            if audit.state != "draft":
                raise UserError(
                    self.env._(
                        "The sample of “%(audit)s” was drawn already. “Draw Again” shows that it is the same.",
                        audit=audit.display_name,
                    )
                )
            audit._draw(ScheduleBook(self.env))
        return True

    def _draw(self, book):
        """Draw in the name of the user, who was checked."""
        self.ensure_one()
        audit, company = self.sudo(), self.company_id.sudo()
        frame, template = (
            audit._get_frame(book),
            self.env["crossbiz.checklist.template"]._get_for(self.audit_type, self.company_id),
        )
        audit._check_drawable(book, frame, template)
        size = sampling.get_size(
            len(frame),
            company.crossbiz_audit_percent,
            company.crossbiz_audit_minimum,
            company.crossbiz_audit_maximum,
        )
        seed, version = secrets.token_hex(16), sampling.VERSION
        sample = sampling.draw(frame, size, seed, self.method, version)
        digest = sampling.get_digest(frame, size, seed, self.method, version, sample)
        lines = (
            self.env["crossbiz.audit.line"].sudo().create([{"audit_id": self.id, "case_id": found} for found in sample])
        )
        template._copy_points(self.env["crossbiz.audit.check"], "line_id", lines)
        lines._count_facts(*audit._get_bounds(book))
        audit._transition(
            "running",
            "audit_drawn",
            note=self._tell_sample(len(frame), size, seed, digest),
            seed=seed,
            method_version=version,
            frame=frame,
            frame_size=len(frame),
            sample_size=size,
            sample_digest=digest,
            user_id=self.env.uid,
            drawn_at=fields.Datetime.now(),
        )
        lines.sudo(False)._assign_strangers()
        audit._compute_figures()
        if not audit.node_ids:
            self._open_node("audit", self.department_id)

    def _tell_sample(self, count, size, seed, digest):
        return self.env._(
            "%(size)s of %(count)s cases, seed %(seed)s, SHA-256 %(digest)s",
            size=size,
            count=count,
            seed=seed,
            digest=digest,
        )

    def _check_drawable(self, book, frame, template):
        """:raises UserError: saying all that is missing"""
        failures = self.department_id._get_serving_failures(self.company_id)
        if not failures and self._get_bounds(book)[1] > fields.Datetime.now():
            failures.append(
                self.env._("The period lasts until %(day)s: draw when it has ended.", day=str(self.date_to))
            )
        if not frame:
            failures.append(self.env._("No case was under way in this period: there is nothing to draw from."))
        if not template.item_ids:
            labels = dict(self._fields["audit_type"]._description_selection(self.env))
            failures.append(
                self.env._(
                    "There is no checklist for “%(kind)s”: add one under Cross-Business > Configuration > Checklists.",
                    kind=labels[self.audit_type],
                )
            )
        if failures:
            raise UserError(
                self.env._(
                    "The sample cannot be drawn yet:\n%(failures)s", failures=list_points(dict.fromkeys(failures))
                )
            )

    # --------------------------------------------------
    # The frame
    # --------------------------------------------------

    def _get_frame_domain(self, book):
        """Cases of the company that were under way in the period: submitted before its end, not ended before it."""
        start, stop = self._get_bounds(book)
        begun = Domain("company_id", "=", self.company_id.id) & Domain("submitted_at", "<", stop)
        lasting = Domain("done_at", "=", False) | Domain("done_at", ">=", start)
        went_on = Domain("state", "not in", ("draft", "rejected")) & lasting
        refused = Domain("state", "=", "rejected") & Domain("submitted_at", ">=", start)
        return begun & (went_on | refused)

    def _get_frame(self, book):
        """What is drawn from: pairs of id and kind, ids rising (superuser mode)."""
        cases = self.env["crossbiz.case"].sudo()
        groups = cases._read_group(self._get_frame_domain(book), ["kind"], ["id:array_agg"])
        return sorted([found, kind] for kind, ids in groups for found in ids)

    # --------------------------------------------------
    # Drawing again
    # --------------------------------------------------

    def action_redraw(self):
        """Draw again from the stored frame with the stored seed, and say whether the same cases come out.

        :return: a notification; nothing is written
        :raises UserError: before the first drawing
        """
        self.ensure_one()
        self.check_access("read")
        if not self.seed:
            raise UserError(self.env._("The sample of “%(audit)s” was not drawn yet.", audit=self.display_name))
        found = self.sudo()._compare_drawings()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if found["same"] else "danger",
                "title": self.env._("The Same Sample") if found["same"] else self.env._("Another Sample"),
                "message": self._tell_comparison(found),
                "sticky": True,
            },
        }

    def _compare_drawings(self):
        """What a second drawing gives (superuser mode).

        :return: dict of ``same``, ids ``lost`` (drawn then, not now) and ``other`` (drawn now, not then), and
            ``gone`` (in the frame then; deleted, or not under way any more by what the ledger says today)
        """
        drawn = sampling.draw(self.frame, self.sample_size, self.seed, self.method, self.method_version)
        kept = self.line_ids.case_id.ids
        arguments = (self.sample_size, self.seed, self.method, self.method_version)
        sealed = sampling.get_digest(self.frame, *arguments, kept) == self.sample_digest
        today = {found for found, _kind in self._get_frame(ScheduleBook(self.env))}
        return {
            "same": sealed and drawn == sorted(kept),
            "lost": sorted(set(kept) - set(drawn)),
            "other": sorted(set(drawn) - set(kept)),
            "gone": sorted({found for found, _kind in self.frame} - today),
        }

    def _tell_comparison(self, found):
        values = {"size": self.sample_size, "count": self.frame_size, "seed": self.seed}
        if found["same"]:
            told = [self.env._("Drawn again with seed %(seed)s: the same %(size)s of %(count)s cases.", **values)]
        else:
            told = [self.env._("Drawn again with seed %(seed)s: not what is stored here.", **values)]
            if found["lost"]:
                told.append(self.env._("Here, but not drawn: %(cases)s.", cases=self._name_cases(found["lost"])))
            if found["other"]:
                told.append(self.env._("Drawn, but missing here: %(cases)s.", cases=self._name_cases(found["other"])))
        if found["gone"]:
            told.append(
                self.env._(
                    "Since then missing from the ledger of that period: %(cases)s.",
                    cases=self._name_cases(found["gone"]),
                )
            )
        return " ".join(told)

    @api.model
    def _name_cases(self, ids):
        """The numbers of cases, as far as a message has room."""
        known = {case.id: case.reference for case in self.env["crossbiz.case"].sudo().browse(ids[:SHOWN]).exists()}
        names = [known.get(found) or f"#{found}" for found in ids[:SHOWN]]
        return ", ".join(names) + (" …" if len(ids) > SHOWN else "")
