from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...lib import seal as seals

# How people may close a step, by what closes its kind.
OUTCOMES = {"record": (), "complete": ("done",), "verdict": ("approved", "rejected", "returned")}


class Document(models.AbstractModel):
    """Base of every document that moves by clocked steps (nodes).

    A new kind of document declares

    * ``_transitions`` - its states and where each may go: ``{state: {next states}}``
    * ``_node_kinds`` - its kinds of step and what closes each: ``"record"`` (a typed
      record such as a handling plan), ``"complete"`` (somebody says done) or ``"verdict"``
      (approve, reject, return)

    and answers :meth:`_on_node_closed`. States change in :meth:`_transition` only.
    """

    _name = "crossbiz.document"
    _description = "Document with Clocked Steps"
    _inherit = ["crossbiz.protected"]

    _transitions = {}
    _node_kinds = {}

    node_ids = fields.One2many(
        "crossbiz.node",
        "res_id",
        "Process",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )

    # --------------------------------------------------
    # The judge of states
    # --------------------------------------------------

    def _can_transition(self, target):
        """Whether this document's table allows ``target`` as its next state."""
        self.ensure_one()
        return target in self._transitions.get(self.state, ())

    def _transition(self, target, event="state", note=None, **facts):
        """Move all documents of ``self`` to ``target``: the only code that changes a state.

        :param str target: the next state
        :param str event: how the journal calls this move
        :param str note: the reason given, for the journal
        :param facts: protected fields that become true with the move (who, when)
        :raises UserError: when the table does not allow it, naming the document and both states
        """
        documents = self.browse(dict.fromkeys(self._ids))  # a caller may name a record twice
        for document in documents:
            if not document._can_transition(target):
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(document)s” is %(state)s and cannot become %(target)s.",
                        document=document.display_name,
                        state=labels.get(document.state, document.state),
                        target=labels.get(target, target),
                    )
                )
        entries = [
            document._prepare_journal_entry(event, old_value=document.state, new_value=target, note=note)
            for document in documents
        ]
        documents._write_facts({"state": target, **facts})
        self.env["crossbiz.journal"].sudo()._append(entries)

    def _write_facts(self, facts):
        """Write protected fields that became true; where a document delegates, on what it delegates to."""
        self.sudo().write(facts)

    # --------------------------------------------------
    # Steps
    # --------------------------------------------------

    def _open_node(self, kind, department, **options):
        """Open one step on this document; see :meth:`_open_nodes`."""
        self.ensure_one()
        return self._open_nodes([(self, kind, department, options)])

    @api.model
    def _open_nodes(self, specs):
        """Open steps in one go.

        :param list specs: ``(document, kind, department, options)``; options may hold ``user``
            (who should act), ``amount`` (instead of the rule's time), ``deadline`` (fixed,
            UTC), ``period`` (so that a kind may repeat), ``cycle``
        :return: the new nodes in the order of ``specs``
        """
        return self.env["crossbiz.node"].sudo()._open(specs).sudo(False)

    def _get_open_nodes(self, kind=None, department=None):
        """The running steps of these documents (superuser mode, for private methods)."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("state", "in", ("open", "paused"))]
        if kind:
            domain.append(("kind", "=", kind))
        if department:
            domain.append(("department_id", "in", department.ids))
        return self.env["crossbiz.node"].sudo().search(domain)

    def _on_node_closed(self, node):
        """Decide what follows from a closed step. Called in the actor's rights."""

    def _on_node_handed_over(self, node, previous):
        """React on a step that went from department ``previous`` to ``node.department_id``."""

    def _get_node_action(self, node):
        """Window action where the typed record that closes ``node`` is filled in."""
        return self._get_records_action()

    def _get_node_verb(self, node):
        """What the button says that opens the record which closes ``node``: a verb, translated."""
        return self.env._("Fill In")

    def _get_node_outcomes(self, node):
        """The outcomes that people may close ``node`` with; none where a record closes it."""
        return OUTCOMES[node._get_mode()]

    def _get_node_subject(self):
        """What a step is about, as shown in lists to its department."""
        return self.display_name

    def _get_node_topic(self, node):
        """What within the document a step is about, where its kind may run several times at once."""
        return node.period

    # --------------------------------------------------
    # Evidence
    # --------------------------------------------------

    def _get_case(self):
        """The ledger row this document belongs to, if any."""
        return self.env["crossbiz.case"]

    def _get_company(self):
        return self._get_case().company_id or self.company_id

    def _get_submitter(self):
        """Who submitted this document, and so never decides on it."""
        return self._get_case().user_id

    def _get_snapshot_values(self):
        """What a decision on this document approves: plain values for its canonical JSON."""
        self.ensure_one()
        return {"model": self._name, "id": self.id}

    def _get_snapshot(self):
        """Canonical JSON of what a decision approves, and its SHA-256.

        :return: ``(text, digest)``
        """
        values = self._get_snapshot_values()
        return seals.canonical(values).decode(), seals.digest(values)

    def _journal(self, event, **values):
        """Write one entry to the journal of each document, in the name of the current user."""
        self.env["crossbiz.journal"].sudo()._append(
            [document._prepare_journal_entry(event, **values) for document in self]
        )

    def _prepare_journal_entry(self, event, **values):
        self.ensure_one()
        return {"res_model": self._name, "res_id": self.id, "case_id": self._get_case().id, "event": event, **values}

    # --------------------------------------------------
    # Who acts
    # --------------------------------------------------

    def _check_person(self):
        """Decisions are personal: superuser mode, robots and outsiders are refused.

        :raises AccessError: when no real employee stands behind the call
        """
        self.env["crossbiz.node"]._check_person()

    def _check_acts_for(self, departments, step):
        """Refuse who is no officer of each of ``departments``.

        :param str step: what is tried, translated, for the message
        :raises AccessError: naming the department
        """
        self._check_person()
        for department in departments - self.env.user._get_acting_departments():
            raise AccessError(
                self.env._(
                    "%(step)s: only an officer of “%(department)s” can do this.",
                    step=step,
                    department=department.sudo().display_name,
                )
            )
