from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

REFERENCE_CODE = "crossbiz.compliance.review"
TYPES = [("legal", "Legal Review"), ("infosec", "Information Security Review")]
OPINIONS = [("pass", "Pass"), ("conditional", "Pass on Conditions"), ("fail", "Fail")]
KEPT = relativedelta(years=3)  # PIPL art. 56: an impact assessment is kept for three years at least
REVIEWABLE = ("draft", "review", "approved")  # the states of a case before its start
REVIEWED = frozenset({"check_ids", "condition_ids"})  # what the reviewing department writes


class ComplianceReview(models.Model):
    """A contract reviewed by legal, or shared data and outside parties by information security (regulation 4.2).

    Opened by the case's own facts. Its checklist is a copy of the template of that day. The opinion is
    personal, binds what was reviewed by its digest, and is kept for three years at least. How it is opened and
    given is in ``review_opinion``.
    """

    _name = "crossbiz.compliance.review"
    _description = "Compliance Review"
    _inherit = ["crossbiz.document", "crossbiz.evidence", "crossbiz.rectification.source"]
    _order = "id desc"
    _rec_names_search = ["reference", "case_id"]
    _check_company_auto = True

    _transitions = {"open": {"closed", "void"}, "closed": {"superseded", "void"}}
    _node_kinds = {"review_legal": "verdict", "review_infosec": "verdict"}
    _verdict_forms = frozenset({"review_legal", "review_infosec"})
    _evidence_fields = ("file_ids",)

    reference = fields.Char(readonly=True, copy=False, index="trigram")
    case_id = fields.Many2one("crossbiz.case", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    case_state = fields.Selection(related="case_id.state", string="State of the Case")
    type = fields.Selection(TYPES, required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department", "Reviewed By", required=True, readonly=True, ondelete="restrict", index=True
    )
    requesting_department_id = fields.Many2one(related="case_id.requesting_department_id", string="Asked By")
    user_id = fields.Many2one("res.users", "Asked By (Person)", readonly=True, ondelete="restrict")
    template_name = fields.Char("Checklist", readonly=True)
    template_version = fields.Integer("Version of the Checklist", readonly=True)
    check_ids = fields.One2many("crossbiz.compliance.check", "review_id", "Checklist Points")
    condition_ids = fields.One2many("crossbiz.compliance.condition", "review_id", "Conditions")
    file_ids = fields.Many2many(
        "ir.attachment",
        "crossbiz_review_file_rel",
        "review_id",
        "attachment_id",
        "Files",
        help="The contract, the list of shared data, whatever is reviewed.",
    )
    opinion = fields.Selection(OPINIONS, readonly=True)
    reason = fields.Text(readonly=True)
    reviewed_digest = fields.Char(readonly=True, help="SHA-256 of the case's paper as it was reviewed.")
    changed_since = fields.Boolean("Changed Since the Review", compute="_compute_changed_since")
    closed_at = fields.Datetime("Reviewed At", readonly=True)
    closed_by = fields.Many2one("res.users", "Reviewer", readonly=True, ondelete="restrict")
    retained_until = fields.Date("Kept Until", readonly=True, help="Nobody deletes it before.")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("superseded", "Superseded"), ("void", "Void")],
        default="open",
        required=True,
        readonly=True,
        group_expand=True,
    )
    deadline = fields.Datetime(compute="_compute_deadline", help="By when the review is due.")
    overdue = fields.Boolean(compute="_compute_deadline", search="_search_overdue")
    can_review = fields.Boolean(compute="_compute_can_review", help="I write this review.")
    can_close = fields.Boolean(compute="_compute_can_review", help="I can give the opinion now.")
    can_attach = fields.Boolean(compute="_compute_can_review", help="I can attach what is to be reviewed.")

    _open_uniq = models.UniqueIndex("(case_id, type) WHERE state = 'open'", "This review is already running.")

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("reference", "type", "case_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for review in self:
            parts = (review.reference, labels.get(review.type), review.case_id.name)
            review.display_name = " · ".join(filter(None, parts))

    def _compute_changed_since(self):
        """Asked until the case starts; afterwards steps of its own move its dates."""
        for review in self:
            waits = review.state == "closed" and review.case_id.sudo().state in REVIEWABLE
            review.changed_since = waits and review._is_changed()

    def _is_changed(self):
        """Whether the case's paper says something else than what was reviewed."""
        return bool(self.reviewed_digest) and self._get_paper_digest() != self.reviewed_digest

    def _is_used_up(self):
        """Whether a new review is needed: there is none, or it failed or was about something else."""
        if self.state == "open":
            return False
        return self.state != "closed" or self.opinion == "fail" or self._is_changed()

    @api.depends("node_ids.deadline", "node_ids.state")
    def _compute_deadline(self):
        now = fields.Datetime.now()
        for review in self:
            running = review.sudo().node_ids.filtered(lambda node: node.state in ("open", "paused"))
            review.deadline = running[:1].deadline
            review.overdue = bool(running.filtered(lambda node: node.state == "open" and node.deadline <= now))

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("node_ids", "any", [("state", "=", "open"), ("deadline", "<=", fields.Datetime.now())])
        return Domain.OR(late if flag else ~late for flag in value)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_review(self):
        mine, acting = self.env.user._get_member_departments(), self.env.user._get_acting_departments()
        audits = self.env.user.has_group("crossbiz_addon.group_audit")
        for review in self:
            running = review.state == "open" and not audits
            asking = review.sudo().case_id.requesting_department_id
            review.can_review = running and review.department_id in mine
            review.can_close = running and review.department_id in acting
            review.can_attach = running and bool((review.department_id | asking) & mine)

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model
    def _get_protected_fields(self):
        """All but the files and what the reviewer writes."""
        return set(self._fields) - REVIEWED - {"file_ids"}

    def write(self, vals):
        self._check_protected(vals.keys())
        self.check_access("read")  # who may not know of it is not told why it cannot change
        self._check_writable(set(vals))
        return super().write(vals)

    def _check_writable(self, names):
        """Files come from who asks and who reviews; the checklist and the conditions from who reviews.

        :raises AccessError: for other departments
        :raises UserError: after the opinion
        """
        if self.env.su:
            return
        mine = self.env.user._get_member_departments()
        for review in self.sudo():
            if review.state != "open":
                raise UserError(
                    self.env._(
                        "“%(review)s” has ended and stays as it is. Ask for a new review.", review=review.reference
                    )
                )
            able = review.department_id
            if not REVIEWED & names:
                able |= review.case_id.requesting_department_id
            if not able & mine:
                raise AccessError(
                    self.env._(
                        "“%(review)s” is written by “%(department)s”.",
                        review=review.reference,
                        department=review.department_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retained(self):
        """Kept for three years at least, whoever asks (regulation 4.2; PIPL art. 56)."""
        today = fields.Date.context_today(self)
        for review in self.sudo():
            if not review.retained_until or review.retained_until > today:
                raise UserError(
                    self.env._(
                        "“%(review)s” is evidence and stays on record until %(day)s.",
                        review=review.reference,
                        day=review.retained_until or self.env._("three years after its end"),
                    )
                )

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.case_id

    def _get_submitter(self):
        """Who asked for the case never reviews it."""
        return self.user_id

    def _get_rectifying_departments(self):
        return self.department_id

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "case": self.case_id.id,
            "paper": self.reviewed_digest or "",
            "opinion": self.opinion or "",
            "checks": [[check.name, check.result or "", check.remark or ""] for check in self.check_ids],
            "conditions": [condition._get_values() for condition in self.condition_ids],
        }

    def _get_node_verb(self, node):
        return self.env._("Review")

    def _get_node_action(self, node):
        return self.get_formview_action()

    def _get_node_outcomes(self, node):
        """A review passes or fails; what has to change first is a condition."""
        return ("approved", "rejected")

    def _prepare_journal_entry(self, event, **values):
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}
