from datetime import date, timedelta

from lxml import etree

from odoo.tests import tagged

from .project_common import ProjectCase

# Of a long project; Odoo's own form of a project with the list of its updates takes 22.
MOST_QUERIES = 26
# What hangs on a document is read when its page is opened.
NOT_READ = {"journal_ids", "node_ids", "step_ids", "difficulty_ids", "report_ids", "version_ids", "acceptance_ids"}


@tagged("post_install", "-at_install")
class TestProjectSpeed(ProjectCase):
    """A long project opens with as many queries as a short one."""

    def long_book(self, many):
        departments = (self.tech, self.service)
        return self.start_book(
            milestone_ids=[
                (
                    0,
                    0,
                    {
                        "name": f"Milestone {number}",
                        "department_id": departments[number % 2].id,
                        "deadline": date(2026, 3, 10) + timedelta(days=number),
                    },
                )
                for number in range(many)
            ],
            assignment_ids=[
                (0, 0, {"department_id": departments[number % 2].id, "duty": f"Part {number}"})
                for number in range(many)
            ],
        )

    def get_arch(self, model):
        return etree.fromstring(self.as_user(self.env[model], "sales_officer").get_view(False, "form")["arch"])

    def get_spec(self):
        """What the form asks for, lines with what their lists show."""
        books = self.as_user(self.env["crossbiz.task.book"], "sales_officer")
        spec = {}
        for node in self.get_arch(books._name).xpath("//field[not(ancestor::field)]"):
            field, hidden = books._fields[node.get("name")], node.get("invisible") in ("1", "True")
            spec[field.name] = {}
            if field.type == "many2one":
                spec[field.name] = {"fields": {} if hidden else {"display_name": {}}}
            elif field.type in ("one2many", "many2many") and not hidden:
                lines = books.env[field.comodel_name]._fields
                names = {line.get("name") for line in node.xpath("./list//field")} & set(lines)
                spec[field.name] = {
                    "fields": {
                        name: {"fields": {"display_name": {}}} if lines[name].type == "many2one" else {}
                        for name in names
                        if lines[name].type not in ("one2many", "many2many")
                    },
                    "limit": 40,
                }
        return spec

    def count(self, book, spec):
        book = self.as_user(book, "sales_officer")
        book.env.user.has_group("base.group_user")
        before = self.env.cr.sql_log_count
        self.assertTrue(book.web_read(spec)[0]["milestone_ids"])
        return self.env.cr.sql_log_count - before

    def test_form(self):
        short, long, spec = self.long_book(2), self.long_book(30), self.get_spec()
        for book in (short, long):
            self.open_week(book)
            self.write_report(book, "tech_officer", self.tech).action_post()
        self.count(long, spec)
        queries = self.count(long, spec)
        self.assertLessEqual(queries, self.count(short, spec) + 3)
        self.assertLessEqual(queries, MOST_QUERIES)

    def test_pages_are_read_when_opened(self):
        for model in ("crossbiz.task.order", "crossbiz.resource.request", "crossbiz.task.book"):
            arch = self.get_arch(model)
            self.assertFalse(NOT_READ.intersection(arch.xpath("//field/@name")))
            shown = arch.xpath("//page//widget[@name='crossbiz_list']/@model")
            self.assertLessEqual({"crossbiz.journal", "crossbiz.difficulty"}, set(shown))
            self.assertTrue(arch.xpath("//page[@name='process']//widget[@name='crossbiz_process']"))
