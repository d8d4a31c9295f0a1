from odoo import api, fields, models


class Form(models.AbstractModel):
    """Base of the official forms: papers that are laid out as the regulation's, signed by the journal.

    A form's report names its own model ``report.<report_name>`` that inherits this one, and
    says in ``_signing_events`` which entries of the journal are signatures on it.
    """

    _name = "crossbiz.form"
    _description = "Official Form"

    _form_model = None
    _signing_events = ()

    @api.model
    def _get_report_values(self, docids, data=None):
        documents = self.env[self._form_model].browse(docids).with_context(lang=self.env.user.lang)
        return {
            "doc_ids": docids,
            "doc_model": self._form_model,
            "docs": documents,
            "get_signatures": self._get_signatures,
        }

    @api.model
    def _get_signatures(self, document):
        """The document's signatures, in the order in which they were given.

        :return: list of dicts: ``event``, ``about`` (another department it concerns),
            ``department``, ``name``, ``at`` and ``mark``, the beginning of the entry's seal
        """
        signatures = []
        for entry in self._get_signing_entries(document):
            department = self._get_signing_department(document, entry).sudo()
            about = entry.department_id.sudo() - department
            signatures.append(
                {
                    "event": self._get_signing_label(document, entry),
                    "about": about.name or "",
                    "department": department.name or "",
                    "name": self._get_signer(document, entry),
                    "at": entry.at,
                    "mark": entry.seal[:12],
                }
            )
        return signatures

    @api.model
    def _get_signing_entries(self, document):
        """The entries of the journal that are the document's signatures, in their order.

        Who reads a paper reads who signed it: also of one whose journal follows its own circle, or no case at all.
        """
        document.check_access("read")
        domain = [
            ("res_model", "=", document._name),
            ("res_id", "=", document.id),
            ("event", "in", self._signing_events),
        ]
        return document.env["crossbiz.journal"].sudo().search(domain, order="position")

    @api.model
    def _get_signing_label(self, document, entry):
        """What was signed."""
        return dict(entry._fields["event"]._description_selection(document.env))[entry.event]

    @api.model
    def _get_signing_department(self, document, entry):
        """The department in whose name somebody signed."""
        return entry.department_id

    @api.model
    def _get_signer(self, document, entry):
        """Name of who signed."""
        return entry.user_id.sudo().name

    @api.model
    def _get_footer(self, document):
        """What stands at the foot of every page, beside its number: whose it is and when it was printed.

        :return: ``(left, right)``
        """
        printed_at = fields.Datetime.context_timestamp(self.with_context(tz=self.env.user.tz), fields.Datetime.now())
        return self._get_filing_number(document), f"{printed_at:%Y-%m-%d %H:%M} ({printed_at.tzinfo})"

    @api.model
    def _get_filing_number(self, document):
        """What the paper is filed by: the number of its case, where it has none of its own."""
        return ("reference" in document and document.reference) or document._get_case().reference or ""
