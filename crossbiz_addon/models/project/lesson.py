import re

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

OFFERED = 10
WORDS = 24
# Words of at least four letters, and runs of Chinese characters, which are looked up by pairs.
LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]{4,}")
CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")


def get_words(text):
    """What to look for lessons by: the longer words of a text, and the pairs of its Chinese characters."""
    words = LATIN.findall((text or "").lower())
    for run in CHINESE.findall(text or ""):
        words += [run[start : start + 2] for start in range(len(run) - 1)]
    return list(dict.fromkeys(words))[:WORDS]


class Lesson(models.Model):
    """What a finished project teaches the next one: published with its retrospective, for the whole company.

    It shows its text, keywords and date, and nothing of the project it came from: who may read
    that finds it on the retrospective.
    """

    _name = "crossbiz.lesson"
    _description = "Lesson of a Project"
    _inherit = ["crossbiz.protected"]
    _order = "date desc, id desc"
    _rec_name = "text"
    _rec_names_search = ["text", "tag_ids"]

    text = fields.Text("Lesson", required=True, readonly=True, index="trigram")
    tag_ids = fields.Many2many("crossbiz.lesson.tag", "crossbiz_lesson_tag_rel", string="Keywords", readonly=True)
    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    retrospective_id = fields.Many2one(
        "crossbiz.retrospective",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        groups=NO_ACCESS,  # its name is the project's
    )

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)

    @api.depends("text")
    def _compute_display_name(self):
        for lesson in self:
            lesson.display_name = (lesson.text or "")[:80]

    @api.model
    def _find_similar(self, text, departments, company):
        """The lessons of a company that share most words with ``text``, the newest first: one query.

        What they say themselves and their keywords decide; common departments only put one before another.

        :return: lessons (superuser mode), a handful
        """
        patterns = [f"%{word}%" for word in get_words(text)]
        if not patterns or not company:
            return self.sudo().browse()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT lesson.id
                     FROM crossbiz_lesson AS lesson
                     JOIN crossbiz_retrospective AS report ON report.id = lesson.retrospective_id
                     JOIN crossbiz_task_book AS book ON book.id = report.book_id
                    CROSS JOIN LATERAL (
                          SELECT lesson.text || ' ' || COALESCE(string_agg(tag.name::text, ' '), '') AS said
                            FROM crossbiz_lesson_tag_rel AS rel
                            JOIN crossbiz_lesson_tag AS tag ON tag.id = rel.crossbiz_lesson_tag_id
                           WHERE rel.crossbiz_lesson_id = lesson.id) AS content
                    CROSS JOIN LATERAL (
                          SELECT count(*) AS hits FROM unnest(%(patterns)s) AS pattern
                           WHERE content.said ILIKE pattern) AS matching
                    WHERE lesson.company_id = %(company)s AND matching.hits > 0
                    ORDER BY matching.hits DESC,
                             (SELECT count(*) FROM crossbiz_case_department_rel AS part
                               WHERE part.crossbiz_case_id = book.case_id
                                 AND part.hr_department_id = ANY(%(departments)s)) DESC,
                             lesson.date DESC, lesson.id DESC
                    LIMIT %(limit)s""",
                patterns=patterns,
                company=company.id,
                departments=departments.ids,
                limit=OFFERED,
            )
        )
        return self.sudo().browse([lesson_id for (lesson_id,) in rows])


class TaskBook(models.Model):
    _inherit = "crossbiz.task.book"

    offered_lesson_ids = fields.Many2many(
        "crossbiz.lesson",
        string="Lessons of Similar Projects",
        compute="_compute_offered_lesson_ids",
        help="What earlier projects with the same words or keywords say the next one should know.",
    )
    offered_lesson_count = fields.Integer(compute="_compute_offered_lesson_ids")

    @api.depends("state", "revising", "name", "objective", "assignment_ids.department_id", "company_id")
    def _compute_offered_lesson_ids(self):
        """Only while the paper is drafted: that is when it helps."""
        for book in self:
            lessons = self.env["crossbiz.lesson"]
            if book.state == "draft" or book.revising:
                text = f"{book.name or ''} {book.objective or ''}"
                departments = book.assignment_ids.department_id._origin
                lessons = lessons._find_similar(text, departments, book.company_id._origin).sudo(False)
            book.offered_lesson_ids = lessons
            book.offered_lesson_count = len(lessons)

    def action_open_lessons(self):
        """The lessons of similar projects, in a list."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.lesson_action")
        return {**action, "domain": [("id", "in", self.offered_lesson_ids.ids)], "context": {}}
