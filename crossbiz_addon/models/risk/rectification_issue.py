from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...lib.wording import list_points
from ..core.schedule_book import ScheduleBook

REFERENCE_CODE = "crossbiz.rectification"
# Whose officers may issue a notice about anything.
ISSUING = ("compliance", "audit", "decision")


class Rectification(models.Model):
    """Who may issue a notice, what it needs, and what follows from issuing it."""

    _inherit = "crossbiz.rectification"

    # --------------------------------------------------
    # Who may issue
    # --------------------------------------------------

    @api.model
    def _get_issuing_choices(self, company=None, case=None, source=None):
        """The departments of the current user that may issue a notice here, those with the closest part first.

        :param source: the record where the problem was found
        """
        company = company or self.env.company
        allowed = self._get_allowed_issuers(company, case, source)
        return allowed & self.env.user._get_member_departments()

    @api.model
    def _get_allowed_issuers(self, company, case, source):
        """Every department that may issue: who owns where the problem was found, who leads the case, compliance,
        audit, decision layer.
        """
        allowed = self.env["hr.department"].with_context(active_test=False)
        if source:
            allowed |= source.sudo()._get_rectifying_departments()
        if case:
            allowed |= case.sudo().lead_department_id
        for function in ISSUING:
            allowed |= company.sudo()[f"crossbiz_{function}_department_id"]
        return allowed.sudo(False)

    @api.model
    def _check_issuer_given(self, vals_list):
        """:raises AccessError: for who names no issuing department and has none that may issue anything"""
        given = self.default_get(["issuing_department_id"])
        if not all({**given, **vals}.get("issuing_department_id") for vals in vals_list):
            allowed = self._get_allowed_issuers(self.env.company, None, None).sudo()
            raise AccessError(
                self.env._(
                    "None of your departments issues rectification notices. These do: %(departments)s; "
                    "and on a case its lead department: press “Raise Rectification” there.",
                    departments=", ".join(allowed.mapped("display_name")) or "-",
                )
            )

    def _check_draft(self):
        """Refuse a draft that points at what its writer may not read, or of a department that never issues one.

        :raises AccessError: for a foreign case or record, or naming who may issue
        :raises UserError: when the record where the problem was found is none
        """
        for notice in self:
            notice.case_id.check_access("read")
            source = notice._get_source_record()
            allowed = notice._get_allowed_issuers(notice.company_id, notice.case_id, source)
            if notice.issuing_department_id not in allowed:
                raise AccessError(
                    self.env._(
                        "“%(department)s” cannot issue this notice. Possible are: %(allowed)s.",
                        department=notice.issuing_department_id.sudo().display_name,
                        allowed=", ".join(allowed.sudo().mapped("display_name")) or "-",
                    )
                )

    def _get_source_record(self):
        """The record where the problem was found, in the caller's rights; nothing when none is named.

        :raises AccessError: when the caller may not read it
        :raises UserError: when it is no record a problem can be raised from, or is gone
        """
        self.ensure_one()
        if not self.source_model and not self.source_id:
            return None
        model = self.env.get(self.source_model or "")
        record = model.browse(self.source_id).exists() if hasattr(model, "_get_rectifying_departments") else None
        if not record:
            raise UserError(self.env._("The record where the problem was found does not exist, or is none of ours."))
        record.check_access("read")
        return record

    # --------------------------------------------------
    # Issuing
    # --------------------------------------------------

    def action_issue(self):
        """Issue the notice: the responsible department is told and its clock starts.

        :raises AccessError: for anyone but an officer of the issuing department
        :raises UserError: saying all that is missing
        """
        self.check_access("read")
        for notice in self:
            notice._check_acts_for(notice.issuing_department_id, self.env._("Issue"))
        self._check_draft()
        self._issue()
        return True

    @api.model
    def _issue_for(self, source, source_record, issuing_department, specs):
        """Issue notices that follow from another document; its method has checked that the user may.

        Runs in superuser mode inside, in the name of the user.

        :param str source: one of ``SOURCES``
        :param source_record: the record they follow from; empty where there is none
        :param issuing_department: the department in whose name they are issued, and which checks them
        :param list specs: dicts of ``department``, ``problem``, ``requirement``, ``deadline`` (a date; false: what
            the deadline rule gives), ``case`` (a case or nothing) and ``record`` (what one of them follows from,
            where that is not ``source_record``)
        :return: the issued notices, in the order of ``specs``
        :raises UserError: saying all that is missing, for all of them at once
        """
        company = (source_record and source_record._get_company()) or self.env.company
        records = [spec.get("record") or source_record for spec in specs]
        notices = self.sudo().create(
            [
                {
                    "source": source,
                    "source_model": record._name if record else False,
                    "source_id": record.id if record else False,
                    "company_id": (spec.get("case") and spec["case"].sudo().company_id or company).id,
                    "case_id": spec.get("case") and spec["case"].id,
                    "department_id": spec["department"].id,
                    "issuing_department_id": issuing_department.id,
                    "problem": spec["problem"],
                    "requirement": spec["requirement"],
                    "deadline": spec.get("deadline") or False,
                }
                for spec, record in zip(specs, records, strict=True)
            ]
        )
        notices._issue()
        return notices.with_env(self.env)

    def _issue(self):
        """Number the drafts, start their clocks and tell the departments; all or none.

        :raises UserError: saying all that is missing
        """
        book = ScheduleBook(self.env)
        failures = [failure for notice in self for failure in notice._get_issue_failures(book)]
        if failures:
            raise UserError(
                self.env._(
                    "The notice cannot be issued yet:\n%(failures)s",
                    failures=list_points(dict.fromkeys(failures)),
                )
            )
        sequence = self.env["ir.sequence"].sudo()
        for company, notices in self.sudo().grouped("company_id").items():
            references = sequence._next_crossbiz_references(REFERENCE_CODE, company.id, len(notices))
            for notice, reference in zip(notices, references, strict=True):
                notice.write({"reference": reference, "checking_department_id": notice._find_checker().id})
        issued = self.sudo()
        issued._transition("issued", "rectification_issued", issued_by=self.env.uid, issued_at=fields.Datetime.now())
        issued._open_cycle(book)

    def _get_issue_failures(self, book):
        """What keeps this notice from being issued, as translated sentences."""
        failures, notice = [], self.sudo()
        if notice.state != "draft":
            return [self.env._("“%(notice)s” was issued already.", notice=notice.display_name)]
        for name in ("problem", "requirement"):
            if not (notice[name] or "").strip():
                failures.append(
                    self.env._("%(field)s is empty.", field=self._fields[name]._description_string(self.env))
                )
        unable = notice.department_id._get_serving_failures(notice.company_id)
        failures += unable
        if not unable and notice.deadline:
            due = book.get_day_end(notice.department_id, notice.company_id, notice.deadline)
            if due <= fields.Datetime.now():
                failures.append(self.env._("%(day)s has passed: choose a later day.", day=str(notice.deadline)))
        if not notice._find_checker():
            failures.append(
                self.env._(
                    "Nobody outside “%(department)s” could check the rectification: choose an audit or compliance "
                    "department with officers under Cross-Business > Configuration > Settings.",
                    department=notice.department_id.display_name,
                )
            )
        return failures

    def _find_checker(self):
        """The department that will check (superuser mode): who issues it, else audit, else compliance.

        Not the responsible one, and only where somebody acts who does not work in that.
        """
        company = self.company_id
        candidates = (
            self.issuing_department_id,
            company.crossbiz_audit_department_id,
            company.crossbiz_compliance_department_id,
        )
        for candidate in candidates:
            if not candidate or candidate == self.department_id or candidate._get_serving_failures(company):
                continue
            if any(self.department_id not in user._get_own_departments() for user in candidate.crossbiz_acting_ids):
                return candidate
        return self.env["hr.department"]

    def _open_cycle(self, book, cycle=1):
        """Start the clock of the responsible departments (superuser mode): to the date, else as the rule says.

        A date that has passed, after a return, gives way to the rule.
        """
        now, specs = fields.Datetime.now(), []
        for notice in self:
            place, options = (notice.department_id, notice.company_id), {"cycle": cycle}
            due = notice.deadline and book.get_day_end(*place, notice.deadline)
            if due and due > now:
                options["deadline"] = due
            specs.append((notice, "rectification", notice.department_id, options))
        for notice, node in zip(self, self._open_nodes(specs).sudo(), strict=True):
            day = book.get_local_date(notice.department_id, notice.company_id, node.deadline)
            if notice.deadline != day:
                notice.deadline = day
