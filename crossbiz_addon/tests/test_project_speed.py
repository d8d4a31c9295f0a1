from datetime import date, timedelta

from lxml import etree

from odoo.tests import tagged

from .project_common import ProjectCase


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

    def get_spec(self):
        """What the form asks for, lines with what their lists show."""
        books = self.as_user(self.env["crossbiz.task.book"], "sales_officer")
        arch = etree.fromstring(books.get_view(False, "form")["arch"])
        spec = {}
        for node in arch.xpath("//field[not(ancestor::field)]"):
            field = books._fields[node.get("name")]
            spec[field.name] = {}
            if field.type == "many2one":
                spec[field.name] = {"fields": {"display_name": {}}}
            elif field.type in ("one2many", "many2many"):
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
        self.assertLessEqual(self.count(long, spec), self.count(short, spec) + 3)
