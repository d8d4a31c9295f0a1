from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rows import write_rows

SUSPENDABLE = ("review", "approved", "running", "closing")
CLOCK = ("next_deadline", "next_reminder", "was_late")
# What pausing and resuming read of a step: fetched at once, whatever the number of steps.
READ = (
    "state",
    "res_model",
    "res_id",
    "case_id",
    "company_id",
    "department_id",
    "opened_at",
    "effective_start",
    "baseline_deadline",
    "deadline",
    "remind_before",
    "escalate_after",
    "notice_level",
    "paused_since",
    "paused_seconds",
    "pauses",
    "unit",
)


class Case(models.Model):
    """A case that stands still: all its clocks pause, its papers refuse every step, until it resumes.

    Regulation 4.3. What suspends a case, and who lets it go on, is a room's affair: it calls
    :meth:`_suspend` and :meth:`_resume_work` and says in :meth:`_get_suspension_label` what holds it.
    """

    _inherit = "crossbiz.case"

    suspended_at = fields.Datetime("Suspended Since", readonly=True, copy=False)
    suspension_note = fields.Char(
        "Suspended By", compute="_compute_suspension_note", help="What holds this case, and who can let it go on."
    )

    _suspended_idx = models.Index("(id) WHERE suspended IS TRUE")

    @api.depends("suspended")
    @api.depends_context("lang")
    def _compute_suspension_note(self):
        for case in self:
            case.suspension_note = case.suspended and case._get_suspension_label()

    def _get_suspension_label(self):
        """What holds this suspended case and who can let it go on, as translated text; rooms answer."""
        self.ensure_one()
        return ""

    def _get_suspension_refusal(self):
        """Why this case cannot be suspended, as a translated sentence; ``False`` where it can."""
        self.ensure_one()
        if self.state in SUSPENDABLE:
            return False
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "“%(case)s” is %(state)s: only what is on its way can be suspended.",
            case=self.display_name,
            state=labels[self.state],
        )

    def _check_moving(self):
        """A suspended case refuses every step.

        :raises UserError: naming the case, what holds it, and who can let it go on
        """
        for case in self:
            if case.suspended:
                sentence = self.env._(
                    "“%(document)s” is suspended; nothing moves until it resumes.", document=case.display_name
                )
                raise UserError(case._tell_suspended(sentence))

    def _tell_suspended(self, sentence):
        """``sentence``, which says that something is suspended, with what holds it and who can let it go on."""
        label = self and self.sudo()._get_suspension_label()
        return "\n".join(filter(None, (sentence, label)))

    # --------------------------------------------------
    # Standing still and going on
    # --------------------------------------------------

    def _suspend(self, note=None):
        """Let these cases and every clock of theirs stand still: a bounded number of queries for any number of steps.

        The caller has checked that the user may. What stands still already is left as it is.

        :param str note: the reason, for the journal
        """
        cases = self.sudo().filtered(lambda case: not case.suspended)
        cases._get_steps("open")._get_standing_still()._pause(note)
        cases._write_suspension(fields.Datetime.now(), "suspended", note)

    def _resume_work(self, note=None):
        """Let these cases go on, with every clock where it stood.

        :param str note: the reason, for the journal
        """
        cases = self.sudo().filtered("suspended")
        cases._pause_strays()
        paused = cases._get_steps("paused")
        unseen = paused.filtered(lambda node: node.paused_since == node.opened_at)
        paused._resume(note)
        cases._write_suspension(False, "resumed", note)
        unseen._notify("opened")  # nobody is told of a step that stands still

    def _get_steps(self, state):
        """The steps of these cases in one state, with all that moving their clocks reads."""
        return self.env["crossbiz.node"].search_fetch(self._get_steps_domain() & Domain("state", "=", state), READ)

    def _get_steps_domain(self):
        """The steps that stand still with these cases; rooms add those of papers that keep to their own circle."""
        return Domain("case_id", "in", self.ids)

    def _write_suspension(self, since, event, note):
        """Write that these cases stand still since a moment or go on, and what that makes of their own clocks."""
        clocks = self._get_clock_values()
        for name in CLOCK:
            self.env.remove_to_compute(self._fields[name], self)
        write_rows({case: {"suspended": bool(since), "suspended_at": since or None, **clocks[case]} for case in self})
        entries = [document._prepare_journal_entry(event, note=note) for document in self._get_documents()]
        self.env["crossbiz.journal"]._append(entries)

    def _get_documents(self):
        """The documents of these cases, in superuser mode."""
        models = self._get_document_models()
        kinds = self.grouped("kind")
        return [
            document
            for kind, cases in kinds.items()
            if kind in models
            for document in self.env[models[kind]].sudo().search([("case_id", "in", cases.ids)])
        ]

    @api.model
    def _pause_strays(self):
        """Stop steps that were opened by somebody else's transaction while their case was being suspended."""
        suspended = self.sudo().search([("suspended", "=", True)])
        suspended._get_steps("open")._get_standing_still()._pause()


class Node(models.Model):
    _inherit = "crossbiz.node"

    def _get_standing_case(self):
        """The case whose suspension stops the clock of this step."""
        self.ensure_one()
        return self.case_id or self._get_document()._get_standing_case()

    def _get_suspended(self):
        """The steps among these whose case is suspended, and that pause with it."""
        suspended = self.filtered("case_id.suspended")
        for model, nodes in (self - self.filtered("case_id")).grouped("res_model").items():
            documents = self.env[model].browse(nodes.mapped("res_id"))
            for node, document in zip(nodes, documents, strict=True):
                if document._get_standing_case().suspended:
                    suspended |= node
        return suspended._get_standing_still()

    def _get_standing_still(self):
        """The steps among these that pause with their case: the handling of what suspended it goes on."""
        still_ids = []
        for model, nodes in self.grouped("res_model").items():
            documents = self.env[model].browse(nodes.mapped("res_id"))
            still_ids += [
                node.id for node, document in zip(nodes, documents, strict=True) if document._stands_still(node)
            ]
        return self.browse(still_ids)
