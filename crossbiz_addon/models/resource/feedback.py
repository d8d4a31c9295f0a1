from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .resource import DIGITS

USER_FIELDS = frozenset({"quantity", "effect", "condition", "problems", "suggestions", "photo_ids"})
OWNER_FIELDS = frozenset(
    {"check_condition", "check_photo_ids", "damaged", "lost", "revocation_evidence", "revocation_file_ids"}
)


class ResourceFeedback(models.Model):
    """《资源使用反馈表》: how a resource served and in which condition it came back (regulation 3.1.3).

    The using department writes the first part and hands it in with the units; the owner
    writes the second part and confirms. Units may come back in several rounds, one paper each.
    """

    _name = "crossbiz.resource.feedback"
    _description = "Resource Use Feedback"
    _inherit = ["crossbiz.evidence"]
    _order = "id desc"
    _rec_name = "request_id"

    _evidence_fields = ("photo_ids", "check_photo_ids", "revocation_file_ids")
    _protected_fields = frozenset(
        {"state", "returned_by", "returned_at", "due_at", "late", "checked_by", "checked_at", "refusal"}
    )

    request_id = fields.Many2one(
        "crossbiz.resource.request", "Resource Request", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="request_id.company_id")
    resource_id = fields.Many2one(related="request_id.resource_id", store=True, index=True)
    resource_type = fields.Selection(related="request_id.resource_type")
    borrower_id = fields.Many2one(related="request_id.requesting_department_id", string="Using Department")
    department_id = fields.Many2one(related="request_id.owner_department_id", string="Owning Department")
    quantity = fields.Float(
        required=True, default=lambda self: self._default_quantity(), digits=DIGITS, help="Units that come back."
    )
    effect = fields.Text("How It Served", help="What was achieved with it, against the purpose asked for.")
    condition = fields.Text(help="What comes back and in which condition, as the users see it.")
    problems = fields.Text("Problems in Use")
    suggestions = fields.Text()
    photo_ids = fields.Many2many(
        "ir.attachment", "crossbiz_feedback_photo_rel", "feedback_id", "attachment_id", "Photos"
    )
    returned_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    returned_at = fields.Datetime(readonly=True)
    due_at = fields.Datetime("Due Back", readonly=True, help="By when it had to come back.")
    late = fields.Boolean(readonly=True, help="It came back after it was due.")
    check_condition = fields.Text("Condition as Checked", help="In which condition the owner finds it.")
    check_photo_ids = fields.Many2many(
        "ir.attachment", "crossbiz_feedback_check_photo_rel", "feedback_id", "attachment_id", "Photos of the Check"
    )
    damaged = fields.Float(digits=DIGITS, help="Units that came back and cannot be lent any more.")
    lost = fields.Float(digits=DIGITS, help="Units that did not come back and will not.")
    revocation_evidence = fields.Text(
        "Access Revoked", help="For data: how and when the access ended and the copies were deleted."
    )
    revocation_file_ids = fields.Many2many(
        "ir.attachment",
        "crossbiz_feedback_revocation_rel",
        "feedback_id",
        "attachment_id",
        "Evidence of the Revocation",
    )
    checked_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    checked_at = fields.Datetime(readonly=True)
    refusal = fields.Text("Reason of the Refusal", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("handed_in", "To Be Checked"),
            ("confirmed", "Confirmed"),
            ("refused", "Not Accepted"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    can_hand_in = fields.Boolean(compute="_compute_can")
    can_check = fields.Boolean(compute="_compute_can")

    _draft_uniq = models.UniqueIndex(
        "(request_id) WHERE state IN ('draft', 'handed_in')", "There is already a feedback form for this return."
    )
    _units_positive = models.Constraint(
        "CHECK(quantity > 0 AND COALESCE(damaged, 0) >= 0 AND COALESCE(lost, 0) >= 0)", "Units cannot be negative."
    )

    @api.model
    def _default_quantity(self):
        request = self.env["crossbiz.resource.request"].browse(self.env.context.get("default_request_id"))
        return request.has_access("read") and request.allocation_id.outstanding or 1.0

    @api.depends("request_id.display_name")
    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = feedback.request_id.display_name

    @api.depends("state", "request_id.state")
    @api.depends_context("uid")
    def _compute_can(self):
        acting = self.env.user._get_acting_departments()
        for feedback in self:
            moving = not feedback.request_id.suspended
            feedback.can_hand_in = moving and feedback.state == "draft" and feedback.borrower_id in acting
            feedback.can_check = (
                moving
                and feedback.state == "handed_in"
                and feedback.department_id in acting
                and feedback.returned_by != self.env.user
            )

    @api.constrains("effect", "condition", "problems", "suggestions", "check_condition", "revocation_evidence")
    def _check_text_length(self):
        self._check_text_limits(
            "effect", "condition", "problems", "suggestions", "check_condition", "revocation_evidence"
        )

    # --------------------------------------------------
    # CRUD
    # --------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        given = any(
            vals.get(name) or self.env.context.get(f"default_{name}") for vals in vals_list for name in OWNER_FIELDS
        )
        if given and not self.env.su:  # a form sends them empty
            raise AccessError(self.env._("The check is written by the owner, once it was handed back."))
        feedbacks = super().create(vals_list)
        for feedback in feedbacks:
            request = feedback.request_id
            request.check_access("read")
            if not self.env.su and request.requesting_department_id not in self.env.user._get_member_departments():
                raise AccessError(self.env._("The feedback is written by the department that used the resource."))
            if request.state != "running":
                raise UserError(self.env._("Nothing of “%(request)s” is lent now.", request=request.display_name))
        return feedbacks

    def write(self, vals):
        if not self.env.su:
            self._check_writable(set(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_in(self):
        if any(feedback.state != "draft" for feedback in self):
            raise UserError(self.env._("A feedback that was handed in stays."))
        if not self.env.su:
            self._check_writable(USER_FIELDS)  # nobody throws away what the other side writes

    def _check_writable(self, names):
        """Each side writes its own part until it signed it.

        :raises AccessError: for the other side's part
        :raises UserError: for what is signed
        """
        if "request_id" in names:
            raise UserError(self.env._("A feedback stays with its request."))
        mine = self.env.user._get_member_departments()
        for feedback in self:
            for part, department, state in (
                (names & USER_FIELDS, feedback.borrower_id, "draft"),
                (names & OWNER_FIELDS, feedback.department_id, "handed_in"),
            ):
                if not part:
                    continue
                if department not in mine:
                    raise AccessError(
                        self.env._(
                            "This part is written by “%(department)s”.", department=department.sudo().display_name
                        )
                    )
                if feedback.state != state:
                    raise UserError(
                        self.env._(
                            "%(fields)s: this cannot change now.",
                            fields=", ".join(sorted(self._fields[name]._description_string(self.env) for name in part)),
                        )
                    )

    # --------------------------------------------------
    # Buttons of the dialogs
    # --------------------------------------------------

    def action_hand_in(self):
        """Hand the units back with this feedback."""
        self.ensure_one()
        return self.request_id.action_return()

    def action_confirm(self):
        """Confirm what came back as it is filled in."""
        self.ensure_one()
        return self.request_id.action_confirm_return()
