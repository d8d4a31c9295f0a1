from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# What the issuing department writes in a draft, and the responsible one in its answer.
NOTICE = frozenset(
    {
        "source",
        "source_model",
        "source_id",
        "case_id",
        "company_id",
        "department_id",
        "issuing_department_id",
        "problem",
        "requirement",
        "deadline",
    }
)
ANSWER = frozenset({"measures", "result", "file_ids"})
ANSWERABLE = ("issued", "accepted", "returned")


class Rectification(models.Model):
    """A problem and who has to put it right by when (整改通知书, regulation 4.2).

    Seen by the department it is for, the one that issued it and the one that checks, beside
    compliance, decision layer and audit: being about a case makes it nobody else's business.
    So its steps belong to no case.
    """

    _name = "crossbiz.rectification"
    _description = "Rectification Notice"
    _inherit = ["crossbiz.document", "crossbiz.evidence", "crossbiz.finding"]
    _order = "id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "problem"]
    _check_company_auto = True

    _transitions = {
        "draft": {"issued"},
        "issued": {"accepted", "withdrawn"},
        "accepted": {"submitted", "withdrawn"},
        "submitted": {"verified", "returned"},
        "returned": {"submitted", "withdrawn"},
    }
    _node_kinds = {"rectification": "record", "rectification_check": "verdict"}
    _verdict_forms = frozenset({"rectification_check"})
    _evidence_fields = ("file_ids",)
    _protected_fields = frozenset(
        {
            "reference",
            "state",
            "checking_department_id",
            "issued_by",
            "issued_at",
            "accepted_by",
            "accepted_at",
            "submitted_by",
            "submitted_at",
            "verified_by",
            "verified_at",
            "completed_on_time",
            "node_ids",
        }
    )

    reference = fields.Char("Number", readonly=True, copy=False, index="trigram", help="Given when it is issued.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    department_id = fields.Many2one(
        "hr.department", "Responsible Department", required=True, ondelete="restrict", index=True, check_company=True
    )
    issuing_department_id = fields.Many2one(
        "hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        default=lambda self: self._get_issuing_choices()[:1],
    )
    checking_department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The issuing department; audit or compliance where that would check itself.",
    )
    problem = fields.Text(required=True)
    requirement = fields.Text("What Is Required", required=True)
    deadline = fields.Date("By", help="Empty: what the deadline rule gives, counted from the issue.")
    measures = fields.Text(copy=False, help="What the department will do, against the cause too.")
    result = fields.Text("What Was Done", copy=False)
    file_ids = fields.Many2many(
        "ir.attachment", "crossbiz_rectification_file_rel", "rectification_id", "attachment_id", "Evidence", copy=False
    )
    issued_by = fields.Many2one("res.users", "Notice Issued By", readonly=True, copy=False, ondelete="restrict")
    issued_at = fields.Datetime("Notice Issued At", readonly=True, copy=False)
    accepted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    accepted_at = fields.Datetime(readonly=True, copy=False)
    submitted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_at = fields.Datetime(readonly=True, copy=False)
    verified_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    verified_at = fields.Datetime(readonly=True, copy=False)
    completed_on_time = fields.Boolean(
        readonly=True, copy=False, help="Verified, and never submitted late (the rate of regulation 6.1)."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Sent Out"),
            ("accepted", "Being Put Right"),
            ("submitted", "Submitted"),
            ("returned", "Sent Back"),
            ("verified", "Verified"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )
    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        compute_sudo=True,
        help="One of my departments is responsible, issued it or checks it. What record rules ask.",
    )

    _reference_uniq = models.UniqueIndex("(company_id, reference) WHERE reference IS NOT NULL")
    _source_idx = models.Index("(source_model, source_id) WHERE source_id IS NOT NULL")
    _open_idx = models.Index("(company_id, state, deadline) WHERE state NOT IN ('verified', 'withdrawn')")

    # --------------------------------------------------
    # Computes and constraints
    # --------------------------------------------------

    @api.depends("reference", "problem")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = notice._get_short_name(notice.problem)

    @api.depends("state", "department_id", "issuing_department_id", "checking_department_id")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        mine = self.env.user._get_member_departments()
        for notice in self:
            parts = notice.issuing_department_id
            if notice.state != "draft":
                parts |= notice.department_id | notice.checking_department_id
            notice.concerns_me = bool(parts & mine)

    def _search_concerns_me(self, operator, value):
        """The user's few departments as they are now; a draft is seen by who writes it."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        mine = self.env.user._get_member_departments().ids
        answers = Domain("department_id", "in", mine) | Domain("checking_department_id", "in", mine)
        return Domain("issuing_department_id", "in", mine) | (Domain("state", "!=", "draft") & answers)

    @api.constrains("problem", "requirement", "measures", "result")
    def _check_text_length(self):
        self._check_text_limits("problem", "requirement", "measures", "result")

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Draft a notice, for a department that may issue it.

        :raises AccessError: naming who may issue, or for a case or record the user may not read
        """
        names = self._get_given_names(vals_list)
        if not self.env.su:
            self._check_issuer_given(vals_list)
        notices = super().create(vals_list)
        if not self.env.su:
            notices._check_writable(names & (NOTICE | ANSWER))
            notices._check_draft()
        return notices

    def write(self, vals):
        self._check_protected(vals.keys())
        if not self.env.su:
            self._check_writable(set(vals))
        result = super().write(vals)
        if not self.env.su and NOTICE.intersection(vals):
            self.check_access("write")  # nobody pushes a draft into a department they do not belong to
            self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for notice in self:
            if notice.state != "draft":
                raise UserError(
                    self.env._("“%(notice)s” was issued and stays. Withdraw it instead.", notice=notice.display_name)
                )

    def _check_writable(self, names):
        """The notice is written while it is a draft, by who issues it; the answer by the responsible department.

        :raises AccessError: for another department's part
        :raises UserError: naming the fields that cannot change any more
        """
        mine = self.env.user._get_member_departments()
        for notice in self:
            is_draft = notice.state == "draft"
            fixed = names & (ANSWER if is_draft else NOTICE)
            if notice.state not in ("draft", *ANSWERABLE):
                fixed = names & (ANSWER | NOTICE)
            if fixed:
                labels = sorted(self._fields[name]._description_string(self.env) for name in fixed)
                raise UserError(
                    self.env._(
                        "“%(notice)s”: %(fields)s cannot change now. The notice is written while it is a draft, "
                        "the answer from the issue to the submission.",
                        notice=notice.display_name,
                        fields=", ".join(labels),
                    )
                )
            writer = notice.issuing_department_id if is_draft else notice.department_id
            if names & (ANSWER | NOTICE) and writer not in mine:
                raise AccessError(
                    self.env._(
                        "“%(notice)s”: this is for “%(department)s” to write.",
                        notice=notice.display_name,
                        department=writer.sudo().display_name,
                    )
                )

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_standing_case(self):
        return self.case_id

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        return self.submitted_by

    def _prepare_journal_entry(self, event, **values):
        """Each entry names a department: by it those are found that belong to no case."""
        return {**super()._prepare_journal_entry(event, **values), "department_id": self.department_id.id, **values}
