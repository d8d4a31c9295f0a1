from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS, Domain

CATEGORIES = [
    ("buck_passing", "Buck-Passing"),
    ("slow_response", "Slow Response"),
    ("violation", "Breach of the Rules"),
    ("retaliation", "Retaliation"),
    ("other", "Other"),
]
OUTCOMES = [
    ("unfounded", "Unfounded"),
    ("rectification", "Rectification"),
    ("violation", "Violation"),
    ("incident", "Incident"),
]


class Complaint(models.Model):
    """An anonymous complaint (匿名投诉, regulation 6.2): a shell in clear, its content in ciphertext.

    Nobody's name stands on it: there is no author, no time of day, and what is said, who is accused and who is kept
    away from it are sealed with the complaint's own key, which a key ring outside the database wraps. It is seen by
    its handlers alone; for everybody else, administrators and the decision layer included, it does not exist.
    """

    _name = "crossbiz.complaint"
    _description = "Complaint"
    _inherit = ["crossbiz.unknown", "crossbiz.document"]
    _order = "received_on desc, id desc"
    _rec_name = "reference"
    _log_access = False

    _transitions = {
        "received": {"acknowledged"},
        "acknowledged": {"investigating", "closed"},
        "investigating": {"closed"},
        "closed": {"investigating", "erased"},
    }
    _node_kinds = {
        "complaint_acknowledge": "record",
        "complaint_outcome": "record",
        "complaint_follow_up": "record",
    }

    reference = fields.Char("Number", required=True, readonly=True, help="Random: it tells neither order nor count.")
    category = fields.Selection(CATEGORIES, required=True, readonly=True)
    state = fields.Selection(
        [
            ("received", "Received"),
            ("acknowledged", "Acknowledged"),
            ("investigating", "Under Investigation"),
            ("closed", "Closed"),
            ("erased", "Erased"),
        ],
        default="received",
        required=True,
        readonly=True,
        group_expand=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    named = fields.Boolean(readonly=True, help="The reporter's name is in the vault; a custodian opens it on request.")
    received_on = fields.Date(required=True, readonly=True)
    acknowledge_by = fields.Date(required=True, readonly=True)
    acknowledged_on = fields.Date(readonly=True)
    outcome_by = fields.Date(
        required=True,
        readonly=True,
        help="Counted from the acknowledgement, or from its last day where there was none.",
    )
    closed_on = fields.Date(readonly=True)
    erase_on = fields.Date(readonly=True, help="On this day key and content are destroyed.")
    outcome = fields.Selection(OUTCOMES, readonly=True)
    handler_ids = fields.Many2many(
        "res.users",
        "crossbiz_complaint_handler_rel",
        "complaint_id",
        "user_id",
        "Handlers",
        readonly=True,
        help="Who may see it now.",
    )
    lookup = fields.Char(readonly=True, groups=NO_ACCESS, help="Keyed hash of the receipt code.")
    wrapped_key = fields.Binary(attachment=False, readonly=True, groups=NO_ACCESS)
    routing = fields.Binary(
        attachment=False, readonly=True, groups=NO_ACCESS, help="Who is accused and kept away: ciphertext."
    )
    log_ids = fields.One2many("crossbiz.complaint.log", "complaint_id", "Access Log", readonly=True)
    disclosure_ids = fields.One2many(
        "crossbiz.complaint.disclosure", "complaint_id", "Requests for the Identity", readonly=True
    )

    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        compute_sudo=True,
        help="I am a handler, and still of those who may be. What record rules ask.",
    )
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    unanswered = fields.Boolean(
        compute="_compute_unanswered",
        search="_search_unanswered",
        compute_sudo=True,
        help="The last word is the reporter's.",
    )

    _reference_uniq = models.UniqueIndex("(reference)")
    _lookup_uniq = models.UniqueIndex("(lookup) WHERE lookup IS NOT NULL")

    @api.model
    def _get_protected_fields(self):
        """All of them: what is so private is written by the steps of its handling alone."""
        return set(self._fields)

    # --------------------------------------------------
    # Computes
    # --------------------------------------------------

    @api.depends("handler_ids")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        able = self.env.user._is_in_complaint_pool()
        for complaint in self:
            complaint.concerns_me = able and self.env.user in complaint.handler_ids

    def _search_concerns_me(self, operator, value):
        """Both have to hold at this moment: being a handler, and being in a group that may be."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        if not self.env.user._is_in_complaint_pool():
            return Domain.FALSE
        return Domain("handler_ids", "in", [self.env.uid])

    @api.depends("state", "acknowledge_by", "outcome_by")
    def _compute_overdue(self):
        today = fields.Date.today()
        for complaint in self:
            due = complaint.acknowledge_by if complaint.state == "received" else complaint.outcome_by
            complaint.overdue = complaint.state not in ("closed", "erased") and bool(due) and due < today

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.today()
        overdue = (Domain("state", "=", "received") & Domain("acknowledge_by", "<", today)) | (
            Domain("state", "in", ("acknowledged", "investigating")) & Domain("outcome_by", "<", today)
        )
        return Domain.OR(overdue if flag else ~overdue for flag in value)

    @api.depends("state")
    def _compute_unanswered(self):
        last = self.env["crossbiz.complaint.message"]._get_last_words(self)
        for complaint in self:
            complaint.unanswered = last.get(complaint.id) == "reporter"

    def _search_unanswered(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self.sudo().search([("concerns_me", "=", True), ("state", "!=", "erased")])
        last = self.env["crossbiz.complaint.message"]._get_last_words(mine)
        unanswered = Domain("id", "in", [key for key, author in last.items() if author == "reporter"])
        return Domain.OR(unanswered if flag else ~unanswered for flag in value)

    # --------------------------------------------------
    # Who knows of it
    # --------------------------------------------------

    def _get_hidden(self):
        return self.sudo().filtered(lambda complaint: not complaint.concerns_me).sudo(False)

    def _check_handler(self):
        """Refuse who does not handle this complaint now.

        :raises MissingError: as for a complaint that is not there
        :raises AccessError: in superuser mode, and for robots
        """
        self.ensure_one()
        self.env["crossbiz.node"]._check_person()
        self.check_access("read")
        if not self.sudo().concerns_me:
            raise self._make_missing_error()

    def export_data(self, fields_to_export):
        """Complaints leave the system in no file; who tried is on record.

        :raises AccessError: always
        """
        return self._refuse_export()

    def _refuse_export(self):
        raise AccessError(
            self.env._("Complaints are not exported. Read them here; their figures are under Complaint Statistics.")
        )

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_company(self):
        return self.company_id

    def _get_submitter(self):
        """Nobody that is known."""
        return self.env["res.users"]

    def _get_hand_over_refusal(self, node):
        return self.env._("“%(step)s” stays with the handlers of the complaint.", step=node.name)

    def _get_extension_refusal(self, node):
        return self.env._("“%(step)s” has a time that is promised to the reporter.", step=node.name)

    def _get_node_action(self, node):
        return self.get_formview_action()

    def _get_node_verb(self, node):
        return self.env._("Open")
