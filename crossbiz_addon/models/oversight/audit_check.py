from odoo import api, fields, models

from .audit_line import FINDINGS, RESULTS

ORDER = ("department_id", "requirement", "deadline")  # what a rectification needs


class AuditCheck(models.Model):
    """A point of a checklist and what was found at a case: copied when the sample is drawn, so templates may change.

    A finding with a requirement becomes a rectification notice when the audit is closed.
    """

    _name = "crossbiz.audit.check"
    _description = "Point of an Audit"
    _inherit = ["crossbiz.evidence"]
    _order = "line_id, sequence, id"
    _check_company_auto = True

    _protected_fields = frozenset({"line_id", "sequence", "name", "guidance", "rectification_id"})
    _evidence_fields = ("file_ids",)

    line_id = fields.Many2one("crossbiz.audit.line", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, precompute=True, index=True)
    audit_type = fields.Selection(related="line_id.audit_type")
    sequence = fields.Integer(default=10)
    name = fields.Char("Point", required=True, readonly=True, translate=True)
    guidance = fields.Text("What to Look For", readonly=True, translate=True)
    result = fields.Selection(RESULTS)
    remark = fields.Text(help="What was seen. Required of a finding.")
    file_ids = fields.Many2many(
        "ir.attachment", "crossbiz_audit_check_file_rel", "check_id", "attachment_id", "Evidence", copy=False
    )
    file_count = fields.Integer("Files", compute="_compute_file_count")
    department_id = fields.Many2one(
        "hr.department",
        "Responsible",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Who puts it right.",
    )
    requirement = fields.Text(help="What has to be done. A major finding needs one; it becomes a rectification notice.")
    deadline = fields.Date("By", help="Empty: what the deadline rule gives, counted from the end of the audit.")
    rectification_id = fields.Many2one(
        "crossbiz.rectification",
        "Rectification Notice",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )

    @api.depends("file_ids")
    def _compute_file_count(self):
        for check in self:
            check.file_count = len(check.file_ids)

    @api.constrains("remark", "requirement")
    def _check_text_length(self):
        self._check_text_limits("remark", "requirement")

    def write(self, vals):
        self._check_protected(vals.keys())
        self.check_access("read")
        self.line_id._check_writable()
        return super().write(vals)

    # --------------------------------------------------
    # What is missing, what follows
    # --------------------------------------------------

    def _get_failures(self, book):
        """What keeps these points from standing, as translated sentences."""
        unanswered = self.filtered(lambda check: not check.result)
        bare = self.filtered(lambda check: check.result in FINDINGS and not (check.remark or "").strip())
        idle = self.filtered(lambda check: check._wants_order() and not check._is_order())
        needless = self.filtered(lambda check: check.result not in FINDINGS and any(check[name] for name in ORDER))
        failures = []
        if unanswered:
            failures.append(self.env._("Not answered yet: %(points)s.", points=", ".join(unanswered.mapped("name"))))
        if bare:
            failures.append(self.env._("Say what was found: %(points)s.", points=", ".join(bare.mapped("name"))))
        if idle:
            failures.append(
                self.env._("Say who puts it right, and how: %(points)s.", points=", ".join(idle.mapped("name")))
            )
        if needless:
            failures.append(
                self.env._(
                    "Only a finding has a department, a requirement and a date: %(points)s.",
                    points=", ".join(needless.mapped("name")),
                )
            )
        return failures + self._get_order_failures(book)

    def _get_order_failures(self, book):
        """What keeps the rectifications of these points from being issued, as translated sentences."""
        failures, now = [], fields.Datetime.now()
        for check in self.filtered(lambda check: check.result in FINDINGS and check._is_order()):
            unable = check.department_id._get_serving_failures(check.company_id)
            failures += unable
            if check.deadline and not unable:
                due = book.get_day_end(check.department_id, check.company_id, check.deadline)
                if due <= now:
                    failures.append(
                        self.env._(
                            "%(point)s: %(day)s has passed, choose a later day.", point=check.name, day=check.deadline
                        )
                    )
        return list(dict.fromkeys(failures))

    def _wants_order(self):
        """Whether something has to be done: about a major finding always, about a minor one where somebody began so."""
        begun = self.result == "minor" and any(self[name] for name in ORDER)
        return self.result == "major" or begun

    def _is_order(self):
        """Whether it says who has to do what."""
        return bool(self.department_id and (self.requirement or "").strip())

    def _tell(self):
        """What was found, point by point, for the journal."""
        labels = dict(self._fields["result"]._description_selection(self.env))
        return [
            f"{check.name}: {labels[check.result]}" + (f" ({check.remark.strip()})" if check.remark else "")
            for check in self
        ]

    def _get_values(self):
        """What was found, as plain values."""
        return [self.name, self.result or "", self.remark or "", self.department_id.id, self.requirement or ""]

    def _prepare_rectification(self):
        return {
            "record": self.line_id,
            "department": self.department_id,
            "problem": f"{self.name}: {self.remark}",
            "requirement": self.requirement,
            "deadline": self.deadline,
            "case": self.line_id.case_id,
        }
