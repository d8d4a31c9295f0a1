from odoo import api, fields, models
from odoo.exceptions import MissingError


class Complaint(models.Model):
    """The dialogue, as its two sides read it.

    Text is no field: a field would be searched, grouped, exported and cached. It is decrypted by these methods after
    they checked and noted who asks, and answered to that one call.
    """

    _inherit = "crossbiz.complaint"

    # --------------------------------------------------
    # The reporter's side (for the publishing and dialogue routes; superuser mode)
    # --------------------------------------------------

    @api.model
    def _get_dialogue(self, lookup):
        """What who holds the receipt code may read.

        :param str lookup: the keyed hash of the code
        :return: None when there is no such complaint, else a dict of ``state`` and ``messages``, each of ``author``
            (reporter, staff or system: never a name), ``day``, ``text`` and ``files`` (names)
        """
        complaint = self._bare().search([("lookup", "=", lookup)], limit=1) if lookup else self.browse()
        if not complaint.wrapped_key:
            return None
        messages = complaint._get_messages().filtered(lambda message: message.author != "note")
        return {
            "state": complaint.state,
            "messages": [
                {
                    "author": message.author,
                    "day": fields.Date.to_string(message.day),
                    "text": message._get_text(),
                    "files": [file._get_name() for file in message.file_ids],
                }
                for message in messages
            ],
        }

    # --------------------------------------------------
    # The handlers' side
    # --------------------------------------------------

    def get_dialogue(self):
        """Statement, messages and notes for a handler; that they were read is noted.

        :return: dict of ``accused``, ``functions`` (labels), ``state``, ``messages``
        :raises MissingError: for who does not handle it
        """
        self._check_handler()
        self.env["crossbiz.complaint.log"]._note(self, "read")
        return self._show_dialogue()

    def _show_dialogue(self):
        complaint = self._bare()
        if not complaint.wrapped_key:
            return {"accused": "", "functions": [], "state": complaint.state, "messages": []}
        routing = complaint._get_routing()
        company_fields = self.env["res.company"]._fields
        return {
            "accused": routing["accused"],
            "functions": [
                company_fields[f"crossbiz_{function}_department_id"]._description_string(self.env)
                for function in routing["functions"]
            ],
            "state": complaint.state,
            "messages": [
                {
                    "id": message.id,
                    "author": message.author,
                    "day": fields.Date.to_string(message.day),
                    "text": message._get_text(),
                    "files": [
                        {"id": file.id, "name": file._get_name(), "size": file.size} for file in message.file_ids
                    ],
                }
                for message in complaint._get_messages()
            ],
        }

    def _get_messages(self):
        return self.env["crossbiz.complaint.message"].sudo().search([("complaint_id", "=", self.id)], order="id")

    @api.model
    def _get_file(self, file_id):
        """A file for a handler of its complaint; that it was read is noted.

        :return: ``(name, kind, bytes)``
        :raises MissingError: for a file of somebody else's complaint as for none
        """
        file = self.env["crossbiz.complaint.file"].with_env(self.env(su=True, context={})).browse(file_id)
        complaint = self.browse(file.exists().message_id.complaint_id.id)
        if not complaint or not complaint.sudo().concerns_me:
            raise MissingError(self.env._("There is no such file."))
        complaint._check_handler()
        content = file._get_bytes()
        self.env["crossbiz.complaint.log"]._note(complaint, "file_read", note=file._get_name())
        return file._get_name(), file.kind, content

    def action_answer(self, text=None):
        """Answer the reporter, who sees it with the receipt code and learns no name.

        :return: the dialogue with the answer
        :raises UserError: without a text
        """
        return self._say("staff", "answered", self.env._("Answer"), text)

    def action_note(self, text=None):
        """Write a note for the handlers; the reporter never sees it.

        :return: the dialogue with the note
        :raises UserError: without a text
        """
        return self._say("note", "noted", self.env._("Note"), text)

    def _say(self, author, event, label, text):
        self._check_handler()
        self._write_message(author, self._clean_text(label, text))
        self.env["crossbiz.complaint.log"]._note(self, event)
        return self._show_dialogue()
