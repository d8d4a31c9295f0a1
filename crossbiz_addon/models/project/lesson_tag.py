from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class LessonTag(models.Model):
    """A keyword of lessons, so that they are found again.

    Everybody who writes a retrospective may add one; who acts for a lead department, and administrators, keep the
    list in order.
    """

    _name = "crossbiz.lesson.tag"
    _description = "Keyword of Lessons"
    _order = "name"

    name = fields.Char("Keyword", required=True, translate=True)
    color = fields.Integer()
    lesson_count = fields.Integer("Lessons", compute="_compute_lesson_count")
    can_keep = fields.Boolean(compute="_compute_can_keep", help="I may rename and delete keywords.")

    _name_uniq = models.UniqueIndex("(name)", "This keyword exists.")

    def _compute_lesson_count(self):
        groups = self.env["crossbiz.lesson"]._read_group([("tag_ids", "in", self.ids)], ["tag_ids"], ["__count"])
        counts = {tag.id: count for tag, count in groups}
        for tag in self:
            tag.lesson_count = counts.get(tag.id, 0)

    @api.depends_context("uid")
    def _compute_can_keep(self):
        self.can_keep = self._is_kept_by_user()

    @api.model
    def _is_kept_by_user(self):
        leads = self.env.user.sudo().company_ids.crossbiz_lead_department_id
        return (
            self.env.su
            or self.env.user.has_group("crossbiz_addon.group_manager")
            or bool(leads & self.env.user._get_acting_departments())
        )

    def write(self, vals):
        """Rename a keyword: it is another word on all lessons that have it.

        :raises AccessError: for anyone but officers of a lead department and administrators
        """
        self._check_keeper()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A word that a lesson or a retrospective has stays: they would lose it unseen.

        :raises UserError: naming the keywords and what to do
        """
        self._check_keeper()
        tags = self.sudo()
        used = tags.env["crossbiz.lesson"].search([("tag_ids", "in", tags.ids)]).tag_ids
        used |= tags.env["crossbiz.retrospective"].search([("tag_ids", "in", tags.ids)]).tag_ids
        if used & tags:
            raise UserError(
                self.env._(
                    "Lessons or retrospectives have these keywords: %(keywords)s. Rename them instead.",
                    keywords=", ".join((tags & used).mapped("name")),
                )
            )

    def _check_keeper(self):
        if not self._is_kept_by_user():
            raise AccessError(
                self.env._(
                    "Keywords are renamed and deleted by the officers of the lead department and administrators."
                )
            )
