from odoo import api, fields, models

from ..lib.wording import compare_words


class TaskBookCompare(models.TransientModel):
    """Two versions of a task book side by side; what differs is marked, word by word."""

    _name = "crossbiz.task.book.compare"
    _description = "Compare Versions"
    _inherit = ["crossbiz.wizard"]

    book_id = fields.Many2one(
        "crossbiz.task.book",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.task.book"),
    )
    left_id = fields.Many2one("crossbiz.task.book.version", "Earlier", domain="[('book_id', '=', book_id)]")
    right_id = fields.Many2one(
        "crossbiz.task.book.version",
        "Later",
        domain="[('book_id', '=', book_id)]",
        help="Empty: the task book as it stands now.",
    )
    only_changes = fields.Boolean("Only What Differs", default=True)
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.model
    def default_get(self, fields):
        """Begin with the version in force against the paper as it stands, or the last two versions."""
        values = super().default_get(fields)
        book = self.env["crossbiz.task.book"].browse(values.get("book_id") or ())
        if book and book.has_access("read") and "left_id" in fields and "left_id" not in values:
            versions = book.version_ids.sorted("number", reverse=True)
            in_force = versions.filtered(lambda found: found.number == book.version)
            if book.changed_since or book.revising or len(versions) < 2:
                values["left_id"] = (in_force or versions[:1]).id
            else:
                values.update(left_id=versions[1].id, right_id=versions[0].id)
        return values

    @api.depends("left_id", "right_id", "only_changes")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for wizard in self:
            wizard.comparison = wizard._render_comparison() if wizard.left_id else False

    def _render_comparison(self):
        """The rows of the comparison as HTML; all texts are escaped by the template."""
        rows = self.env["crossbiz.task.book.version"].get_comparison(self.left_id.id, self.right_id.id or 0)
        shown = [row for row in rows if row["change"] != "same" or not self.only_changes]
        sections = []
        for row in shown:
            left, right = compare_words(row["left"] or "", row["right"] or "")
            if not sections or sections[-1]["name"] != row["section"]:
                sections.append({"name": row["section"], "rows": []})
            rows_so_far = sections[-1]["rows"]
            first = not rows_so_far or rows_so_far[-1]["subject"] != row["subject"]
            rows_so_far.append({**row, "left": left, "right": right, "first": first})
        return self.env["ir.qweb"]._render(
            "crossbiz_addon.task_book_comparison",
            {
                "sections": sections,
                "left_title": self.env._("Version %(number)s", number=self.left_id.number),
                "right_title": self.env._("Version %(number)s", number=self.right_id.number)
                if self.right_id
                else self.env._("As It Stands Now"),
            },
        )
