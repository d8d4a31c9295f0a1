from odoo import api, models
from odoo.exceptions import UserError


class Evidence(models.AbstractModel):
    """Papers with photos and files that their signature vouches for.

    A model lists the fields in ``_evidence_fields``. Whoever may write the paper attaches files
    to it; from then on they belong to the paper, so that a colleague who signs it sees them too.
    What is signed is a copy, see ``crossbiz.document._journal_with_files``.
    """

    _name = "crossbiz.evidence"
    _description = "Paper with Files as Evidence"
    _inherit = ["crossbiz.protected"]

    _evidence_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not self.env.su:
            records._adopt_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and any(name in vals for name in self._evidence_fields):
            self._adopt_files()
        return result

    def _adopt_files(self):
        """Make files that their uploader left lying about those of the paper; refuse what is no file.

        :raises AccessError: for a file the user may not read
        :raises UserError: for a link, because what it shows can be exchanged later
        """
        for record in self:
            for name in self._evidence_fields:
                files = record[name]
                files.check_access("read")
                for file in files:
                    if file.type != "binary":
                        raise UserError(
                            self.env._("“%(file)s” is a link. Attach the file itself: it is evidence.", file=file.name)
                        )
                loose = files.filtered(lambda file: not file.res_id and file.create_uid == self.env.user)
                if loose:
                    loose.sudo().write({"res_model": record._name, "res_id": record.id})

    @api.model
    def _get_file_ids(self, label, given):
        """Ids of files that a caller gave.

        :raises UserError: when they are none
        """
        is_list = isinstance(given, (list, tuple))
        if not is_list or any(isinstance(item, bool) or not isinstance(item, int) or item <= 0 for item in given):
            raise UserError(self.env._("%(field)s has to be a list of attachment ids.", field=label))
        if len(self.env["ir.attachment"].sudo().browse(given).exists()) != len(set(given)):
            raise UserError(self.env._("%(field)s: one of the files does not exist any more.", field=label))
        return list(given)
