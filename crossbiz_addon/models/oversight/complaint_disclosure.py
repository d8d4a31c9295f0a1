from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Command, Domain

GROUP = "crossbiz_addon.group_decision"


class ComplaintDisclosure(models.Model):
    """A request to learn who a reporter is: asked by a handler with a reason, decided once by a custodian.

    Custodians are the people of the decision layer whom the complaint does not concern. They read the reason, not the
    complaint; who asked reads the identity, not who decides.
    """

    _name = "crossbiz.complaint.disclosure"
    _description = "Request for a Reporter's Identity"
    _inherit = ["crossbiz.unknown", "crossbiz.protected"]
    _order = "id desc"
    _rec_name = "complaint_id"
    _log_access = False

    complaint_id = fields.Many2one("crossbiz.complaint", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    state = fields.Selection(
        [("asked", "Asked"), ("granted", "Granted"), ("denied", "Denied"), ("erased", "Erased")],
        default="asked",
        required=True,
        readonly=True,
    )
    asked_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    asked_on = fields.Date(required=True, readonly=True)
    reason = fields.Binary(attachment=False, readonly=True, groups=NO_ACCESS)
    custodian_ids = fields.Many2many(
        "res.users",
        "crossbiz_complaint_custodian_rel",
        "disclosure_id",
        "user_id",
        "Custodians",
        readonly=True,
        help="Who may decide: the decision layer without those whom the complaint concerns, and without who asked.",
    )
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Date(readonly=True)
    concerns_me = fields.Boolean(compute="_compute_concerns_me", search="_search_concerns_me", compute_sudo=True)
    can_decide = fields.Boolean(compute="_compute_can_act", search="_search_can_decide", compute_sudo=True)
    can_read = fields.Boolean("I May Read It", compute="_compute_can_act", compute_sudo=True)

    _asked_uniq = models.UniqueIndex(
        "(complaint_id) WHERE state = 'asked'", "The identity has been asked for already. Wait for the decision."
    )

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)

    @api.depends("complaint_id")
    def _compute_display_name(self):
        """The number of a complaint that custodians see no more of."""
        for disclosure in self:
            disclosure.display_name = disclosure.sudo().complaint_id.reference

    @api.depends("custodian_ids", "complaint_id.concerns_me")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        for disclosure in self:
            disclosure.concerns_me = disclosure.complaint_id.concerns_me or disclosure._has_custodian(self.env.user)

    def _search_concerns_me(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        mine = Domain("complaint_id.concerns_me", "=", True)
        if self.env.user.has_group(GROUP):
            mine |= Domain("custodian_ids", "in", [self.env.uid])
        return mine

    @api.depends("state", "custodian_ids", "asked_by")
    @api.depends_context("uid")
    def _compute_can_act(self):
        user = self.env.user
        for disclosure in self:
            disclosure.can_decide = disclosure.state == "asked" and disclosure._has_custodian(user)
            disclosure.can_read = (
                disclosure.state == "granted" and disclosure.asked_by == user and disclosure.complaint_id.concerns_me
            )

    def _search_can_decide(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        if not self.env.user.has_group(GROUP):
            return Domain.FALSE
        return Domain("state", "=", "asked") & Domain("custodian_ids", "in", [self.env.uid])

    def _has_custodian(self, user):
        """Whether ``user`` may decide now: named when it was asked, still of the decision layer, and not who asked."""
        return user in self.custodian_ids and user.has_group(GROUP) and user != self.asked_by

    def _get_hidden(self):
        return self.sudo().filtered(lambda disclosure: not disclosure.concerns_me).sudo(False)

    # --------------------------------------------------
    # Decision
    # --------------------------------------------------

    def action_grant(self):
        """Let who asked read the identity.

        :raises AccessError: for who is no custodian of this request
        :raises UserError: when it was decided already
        """
        return self._decide("granted", "identity_granted")

    def action_deny(self):
        """Keep the identity in the vault.

        :raises AccessError: for who is no custodian of this request
        :raises UserError: when it was decided already
        """
        return self._decide("denied", "identity_denied")

    def _decide(self, state, event):
        for disclosure in self:
            disclosure._check_party()
            if not disclosure.sudo()._has_custodian(self.env.user):
                raise AccessError(
                    self.env._("A custodian decides on this: somebody of the decision layer who did not ask for it.")
                )
            if disclosure.state != "asked":
                raise UserError(self.env._("This request was decided already. Ask again with a new reason."))
            facts = {"state": state, "decided_by": self.env.uid, "decided_on": fields.Date.today()}
            disclosure.sudo().write(facts)
            self.env["crossbiz.complaint.log"]._note(disclosure.sudo().complaint_id, event)
        return True

    def _check_party(self):
        """:raises MissingError: for who is neither handler nor custodian"""
        self.env["crossbiz.node"]._check_person()
        self.check_access("read")

    # --------------------------------------------------
    # Reading
    # --------------------------------------------------

    def get_reason(self):
        """Why it was asked, for custodians and handlers.

        :return: the text; empty when the complaint was erased
        """
        self.ensure_one()
        self._check_party()
        disclosure = self.with_env(self.env(su=True, context={}))
        return disclosure.complaint_id._unseal(disclosure.reason, "reason").decode() if disclosure.reason else ""

    def get_identity(self):
        """Who the reporter said to be, for who asked and was granted it; each time is on record.

        :return: the text
        :raises AccessError: for anybody else, and before it is granted
        """
        self.ensure_one()
        self._check_party()
        disclosure = self.with_env(self.env(su=True, context={}))
        complaint = disclosure.complaint_id
        if disclosure.state != "granted" or disclosure.asked_by != self.env.user or not complaint.concerns_me:
            raise AccessError(self.env._("Only who asked for the identity reads it, after a custodian granted it."))
        identity = self.env["crossbiz.complaint.identity"].with_env(self.env(su=True, context={}))
        identity = identity.search([("complaint_id", "=", complaint.id)])
        self.env["crossbiz.complaint.log"]._note(complaint, "identity_read")
        return identity._get_name()

    def export_data(self, fields_to_export):
        """:raises AccessError: always, as for complaints"""
        return self.env["crossbiz.complaint"]._refuse_export()


class Complaint(models.Model):
    _inherit = "crossbiz.complaint"

    def action_ask_identity(self, reason=None):
        """Ask a custodian for the reporter's identity.

        :raises UserError: without a reason, without an identity in the vault, or while nobody could decide
        """
        self._check_handler()
        text = self._clean_text(self.env._("Reason"), reason)
        complaint = self._bare()
        if not complaint.named:
            raise UserError(self.env._("The reporter did not say who they are: there is nothing in the vault."))
        disclosures = self.env["crossbiz.complaint.disclosure"].sudo()
        if disclosures.search_count([("complaint_id", "=", self.id), ("state", "=", "asked")]):
            raise UserError(self.env._("The identity has been asked for already. Wait for the decision."))
        custodians = complaint._get_custodians() - self.env.user
        if not custodians:
            raise UserError(
                self.env._(
                    "Nobody of the decision layer could decide on this: all of them are concerned by the complaint, or "
                    "asked for it. Name another decision maker first."
                )
            )
        disclosures.create(
            {
                "complaint_id": self.id,
                "asked_by": self.env.uid,
                "asked_on": fields.Date.today(),
                "reason": complaint._seal(text.encode(), "reason"),
                "custodian_ids": [Command.set(custodians.ids)],
            }
        )
        self.env["crossbiz.complaint.log"]._note(self, "identity_asked")
        return True

    def _get_custodians(self):
        """The people of the decision layer whom this complaint does not concern."""
        routing = self._get_routing()
        kept_away = {*routing["excluded"], *routing["recused"]}
        users = self.env.ref(GROUP).sudo().all_user_ids
        return users.filtered(
            lambda user: (
                user.active and user._is_internal() and self.company_id in user.company_ids and user.id not in kept_away
            )
        )
