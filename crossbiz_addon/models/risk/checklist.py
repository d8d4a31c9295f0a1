from odoo import api, fields, models

from .review import TYPES

COPIED = ("name", "guidance")


class ChecklistTemplate(models.Model):
    """What a reviewer looks at (regulation 4.2): copied into each review when it opens, never linked.

    The one without company serves every company that has none of its own for this kind of review.
    """

    _name = "crossbiz.checklist.template"
    _description = "Checklist"
    _inherit = ["crossbiz.protected"]
    _order = "type, sequence, id"

    _protected_fields = frozenset({"version"})

    name = fields.Char(required=True, translate=True)
    type = fields.Selection(TYPES, "Kind of Review", required=True, default="legal")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index=True,
        ondelete="cascade",
        help="Empty: every company that has none of its own.",
    )
    version = fields.Integer(
        "Version Number", default=1, required=True, readonly=True, copy=False, help="Counts its changes."
    )
    item_ids = fields.One2many("crossbiz.checklist.item", "template_id", "Points", copy=True)
    active = fields.Boolean(default=True)

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            self._count_change()
        return result

    def _count_change(self):
        for template in self.sudo():
            template.version += 1

    @api.model
    def _get_for(self, review_type, company):
        """The checklist of a kind of review: the company's own, else the shared one; none where neither is."""
        return self.sudo().search(
            [("type", "=", review_type), ("company_id", "in", [company.id, False])],
            order="company_id, sequence, id",
            limit=1,
        )

    @api.model
    def _copy_to(self, review):
        """Copy the points of today into a review (superuser mode), in every language they are written in."""
        template = self._get_for(review.type, review.company_id)
        review.write({"template_name": template.name, "template_version": template.version})
        template._copy_points(self.env["crossbiz.compliance.check"], "review_id", review)

    def _copy_points(self, points, owner_field, owners):
        """Copy these points, in every language they are written in, into each of the papers that look at them.

        As many queries for one paper as for fifty.

        :param points: the model of the copies
        :param str owner_field: its many2one to the paper
        """
        points, languages = points.sudo(), [code for code, _name in self.env["res.lang"].get_installed()]
        for item in self.sudo().item_ids:
            source = item.with_context(lang="en_US")
            values = {name: source[name] for name in COPIED}
            copies = points.with_context(lang="en_US").create(
                [{owner_field: owner.id, "sequence": item.sequence, **values} for owner in owners]
            )
            for code in languages:
                told = {name: item.with_context(lang=code)[name] for name in COPIED}
                if told != values:
                    copies.with_context(lang=code).write(told)


class ChecklistItem(models.Model):
    """A point of a checklist."""

    _name = "crossbiz.checklist.item"
    _description = "Point of a Checklist"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("crossbiz.checklist.template", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="template_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char("Point", required=True, translate=True)
    guidance = fields.Text("What to Look For", translate=True)

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.template_id._count_change()
        return items

    def write(self, vals):
        self.template_id._count_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _count_removal(self):
        self.template_id._count_change()
