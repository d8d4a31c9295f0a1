from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# How people may close a step, by what closes its kind.
OUTCOMES = {"record": (), "complete": ("done",), "verdict": ("approved", "rejected", "returned")}


class Document(models.AbstractModel):
    """Base of every document that moves by clocked steps (nodes).

    A new kind of document declares

    * ``_transitions`` - its states and where each may go: ``{state: {next states}}``
    * ``_node_kinds`` - its kinds of step and what closes each: ``"record"`` (a typed
      record such as a handling plan), ``"complete"`` (somebody says done) or ``"verdict"``
      (approve, reject, return)
    * ``_verdict_forms`` - the kinds whose verdict is given in a form of their own, with more than an opinion

    and answers :meth:`_on_node_closed`. States change in :meth:`_transition` only.
    """

    _name = "crossbiz.document"
    _description = "Document with Clocked Steps"
    _inherit = ["crossbiz.protected"]

    _transitions = {}
    _node_kinds = {}
    _verdict_forms = frozenset()

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
            UTC), ``baseline`` (by what it is judged where that is not its deadline, UTC),
            ``since`` (from when its time counts, UTC, instead of now), ``period`` (so that a
            kind may repeat), ``cycle``
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

    def _get_step(self, kind, department=None, period=None):
        """The step of ``kind`` that people are at: the running one, else the last; none before it was opened."""
        self.ensure_one()
        self.check_access("read")
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("kind", "=", kind),
            ("period", "=", period or False),
        ]
        if department:
            domain.append(("department_id", "=", department.id))
        nodes = self.env["crossbiz.node"].search(domain, order="id desc")
        return nodes.filtered(lambda node: node.state in ("open", "paused"))[:1] or nodes[:1]

    def _stands_still(self, node):
        """Whether ``node`` pauses while its case is suspended; what handles the cause of that goes on."""
        return True

    def _get_watching_departments(self, node):
        """Who else learns when ``node`` is overdue: the departments that lose by it."""
        return self.env["hr.department"]

    def _check_verdict(self, node, outcome):
        """Refuse a verdict on ``node`` whose papers are not ready for it.

        :param str outcome: ``done``, ``approved``, ``rejected`` or ``returned``
        :raises UserError: saying what is missing
        """

    def _get_judged_deadline(self, node):
        """By when a step has to be closed to count as on time."""
        return node.deadline

    def _on_extended(self, node):
        """React on more time that was granted to a step."""

    def _get_hand_over_refusal(self, node):
        """Why ``node`` stays with its department, as a translated sentence; ``False`` where it may be passed on."""
        if node.is_decision:
            return self.env._("“%(step)s” is a decision and stays where it is.", step=node.name)
        return False

    def _get_extension_refusal(self, node):
        """Why nobody may ask for more time on ``node``, and what to do instead; ``False`` where one may."""
        return False

    def _get_extension_judge(self, node):
        """The department that decides on more time for ``node``; none: the lead department."""
        return self.env["hr.department"]

    def _check_wanted_deadline(self, node, deadline):
        """Refuse a wish for more time that goes beyond what this document allows.

        :param deadline: the wanted deadline, naive UTC
        :raises UserError: saying what to do instead
        """

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
