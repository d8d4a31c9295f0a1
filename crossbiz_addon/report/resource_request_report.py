from odoo import api, models

REVIEWS = ("request_first_review", "request_evaluation", "request_decision")
VERDICTS = ("node_approved", "node_rejected", "node_returned")
JUDGEMENTS = ("reasonableness", "compliance", "availability")
REASONS = ("receipt_refused", "handover_undone", "approval_withdrawn", "cancelled")
EXTENSION = "crossbiz.resource.use.extension"


class ResourceRequestReport(models.AbstractModel):
    """《交叉业务资源共享申请表》 on paper."""

    _name = "report.crossbiz_addon.resource_request_form"
    _description = "Cross-Business Resource Sharing Request"
    _inherit = ["crossbiz.resource.form"]

    _form_model = "crossbiz.resource.request"
    _signing_events = ("submitted", *VERDICTS, "allocated", "handed_over", "received", *REASONS)

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            **super()._get_report_values(docids, data),
            "get_reviews": self._get_reviews,
            "get_earlier_opinions": self._get_earlier_opinions,
            "get_longer_uses": self._get_longer_uses,
            "get_reasons": self._get_reasons,
        }

    # --------------------------------------------------
    # Reviews
    # --------------------------------------------------

    @api.model
    def _get_reviews(self, document):
        """The opinions of the present round, and empty boxes for those still to come.

        :return: list of dicts: ``title``, ``node``, ``verdict``, ``judgements`` (of an evaluation)
        """
        nodes = self._get_review_nodes(document)
        steps = [(node.kind, node.department_id, node) for node in nodes if self._is_present(document, node)]
        if document.state in ("draft", "review"):
            steps += self._get_steps_ahead(document, {(kind, department) for kind, department, _node in steps})
        return [
            {
                "title": self._get_step_title(document, kind, department),
                "node": node,
                "verdict": self._get_verdict(node),
                "judgements": self._get_judgements(document, node) if kind == "request_evaluation" else [],
            }
            for kind, department, node in steps
        ]

    @api.model
    def _get_review_nodes(self, document):
        """All reviews of all rounds in their order, the lead department's evaluation before the owner's."""
        owner = document.owner_department_id
        return document.node_ids.filtered(
            lambda node: node.res_model == document._name and node.kind in REVIEWS
        ).sorted(lambda node: (node.cycle, REVIEWS.index(node.kind), node.department_id == owner, node.id))

    @api.model
    def _is_present(self, document, node):
        """Of a draft all opinions are those of earlier rounds."""
        return document.state != "draft" and node.cycle == document.round

    @api.model
    def _get_steps_ahead(self, document, opened):
        """The reviews that this request will need and that are not in ``opened``."""
        lead, decision = document.lead_department_id, document.company_id.sudo().crossbiz_decision_department_id
        reviewer = decision if lead == document.requesting_department_id else lead
        steps = [("request_first_review", reviewer)]
        steps += [("request_evaluation", department) for department in reviewer | document.owner_department_id]
        if document.needs_decision:
            steps.append(("request_decision", decision))
        return [(*step, document.env["crossbiz.node"]) for step in steps if step not in opened]

    @api.model
    def _get_step_title(self, document, kind, department):
        label = dict(document.env["crossbiz.node"]._fields["kind"]._description_selection(document.env))[kind]
        return " · ".join(filter(None, [label, department.sudo().name]))

    @api.model
    def _get_verdict(self, node):
        """How a review ended, in the reader's language."""
        name = "outcome" if node.state == "closed" else "state"
        if node.state not in ("closed", "void"):
            return ""
        return dict(node._fields[name]._description_selection(node.env))[node[name]]

    @api.model
    def _get_judgements(self, document, node):
        """The three judgements, empty until they are signed: what is still being filled in is on no paper.

        :return: list of dicts: ``label``, ``choices`` (pairs of an answer and its name), ``answer`` or None, ``note``
        """
        evaluation = document.evaluation_ids.filtered(lambda found: found.node_id == node and found.judged_at)[:1]
        result = []
        for name in JUDGEMENTS:
            field = document.env["crossbiz.resource.evaluation"]._fields[name]
            result.append(
                {
                    "label": field._description_string(document.env),
                    "choices": field._description_selection(document.env),
                    "answer": evaluation[name] or None,
                    "note": evaluation[f"{name}_note"] or "",
                }
            )
        return result

    @api.model
    def _get_earlier_opinions(self, document):
        """What was said in the rounds before this one."""
        remarks = []
        for node in self._get_review_nodes(document):
            if self._is_present(document, node) or node.state != "closed":
                continue
            judged = [
                f"{judgement['label']}: {dict(judgement['choices'])[judgement['answer']]} {judgement['note']}".strip()
                for judgement in self._get_judgements(document, node)
                if judgement["answer"]
            ]
            remarks.append(
                self._prepare_remark(
                    document.env._("Round %(round)s", round=node.cycle),
                    self._get_step_title(document, node.kind, node.department_id),
                    self._get_verdict(node),
                    person=node.closed_by,
                    moment=node.closed_at,
                    lines=["; ".join(judged), node.opinion],
                )
            )
        return remarks

    # --------------------------------------------------
    # Longer use, reasons
    # --------------------------------------------------

    @api.model
    def _get_longer_uses(self, document):
        """Each wish for a longer use, with what was decided on it.

        :return: list of dicts: ``extension``, ``opinions``
        """
        kinds = document.env["crossbiz.node"]
        return [
            {
                "extension": extension,
                "opinions": [
                    self._prepare_remark(
                        node.department_id.sudo().name,
                        self._get_verdict(node),
                        person=node.closed_by,
                        moment=node.closed_at,
                        lines=[node.opinion],
                    )
                    for node in (extension.node_ids or kinds).filtered(lambda node: node.state == "closed").sorted("id")
                ],
            }
            for extension in document.use_extension_ids.sorted("id")
        ]

    @api.model
    def _get_reasons(self, document):
        """Why it was cancelled, withdrawn or not received."""
        entries = self._get_signing_entries(document).filtered(lambda entry: entry.event in REASONS)
        return self._get_journal_remarks(document, entries)

    # --------------------------------------------------
    # Signatures
    # --------------------------------------------------

    @api.model
    def _get_signing_entries(self, document):
        """Those who decided on a longer use signed as well."""
        extensions = document.use_extension_ids
        decisions = document.case_id.journal_ids.filtered(
            lambda entry: entry.res_model == EXTENSION and entry.res_id in extensions.ids and entry.event in VERDICTS
        )
        return (super()._get_signing_entries(document) | decisions).sorted("id")

    @api.model
    def _get_signing_label(self, document, entry):
        """A verdict names its step."""
        label = super()._get_signing_label(document, entry)
        if entry.event not in VERDICTS or not entry.node_id:
            return label
        step = entry.node_id.sudo().with_env(document.env)._get_kind_label()
        return document.env._("%(step)s: %(verdict)s", step=step, verdict=label)

    @api.model
    def _get_signing_department(self, document, entry):
        """Some moves of the whole request name no department: they are the requester's or the owner's."""
        if entry.event == "approval_withdrawn":
            return document.owner_department_id
        return super()._get_signing_department(document, entry) or document.requesting_department_id
