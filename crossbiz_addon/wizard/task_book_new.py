from odoo import api, fields, models
from odoo.exceptions import UserError


class TaskBookNew(models.TransientModel):
    """Draft a task book from a template or from an earlier book, with its dates moved to a new start."""

    _name = "crossbiz.task.book.new"
    _description = "New Task Book"
    _inherit = ["crossbiz.wizard"]

    source = fields.Selection(
        [("template", "A template"), ("book", "An earlier task book"), ("nothing", "An empty page")],
        "Begin With",
        required=True,
        default=lambda self: self._default_source(),
    )
    template_id = fields.Many2one("crossbiz.task.book.template")
    book_id = fields.Many2one(
        "crossbiz.task.book", "Task Book", default=lambda self: self._get_active("crossbiz.task.book")
    )
    name = fields.Char("Project")
    date_start = fields.Date("Starts", default=fields.Date.context_today)

    def _default_source(self):
        if self._get_active("crossbiz.task.book"):
            return "book"
        return "template" if self.env["crossbiz.task.book.template"].search_count([], limit=1) else "nothing"

    @api.onchange("template_id", "book_id", "source")
    def _onchange_source(self):
        chosen = {"template": self.template_id, "book": self.book_id}.get(self.source)
        if chosen and not self.name:
            self.name = chosen.name

    def action_create_book(self):
        """Draft the book and open it.

        :raises UserError: when it is not chosen what to begin with
        """
        self.ensure_one()
        books = self.env["crossbiz.task.book"]
        if self.source == "nothing":
            return {
                **self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.task_book_action_new_page"),
                "context": {"default_name": self.name, "default_date_start": self.date_start},
            }
        source = self.template_id if self.source == "template" else self.book_id
        if not source or not self.date_start:
            raise UserError(self.env._("Choose what to begin with, and when the project starts."))
        source.check_access("read")
        if self.source == "book":
            # a template that is never kept: it moves the dates and leaves out what is gone
            content = source._get_template_content()
            source = self.env["crossbiz.task.book.template"].new({"name": source.name, "content": content})
        values = source._get_book_values(self.date_start)
        book = books.create({**values, "name": self.name or values["name"]})
        return book.get_formview_action()
