import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.crossbiz_addon.tests.common import MONDAY, CrossbizCase

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20270103
SUMMARY:元旦
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20270109
SUMMARY:元旦 补班
END:VEVENT
END:VCALENDAR
"""


@tagged("post_install", "-at_install")
class TestSetup(CrossbizCase):
    """First use: the settings page and its checklist, and the public holidays."""

    def _setup(self, login="manager"):
        return self.as_user(self.env["crossbiz.setup"], login)

    def _checks(self):
        return {line["name"]: line for line in self._setup()._prepare_checks()}

    @freeze_time(MONDAY)
    def test_checklist_shows_what_is_missing(self):
        checks = self._checks()
        self.assertTrue(checks["Lead department and decision layer are named"]["is_done"])
        self.assertFalse(checks["All functional departments are named"]["is_done"])
        self.assertIn("Canteen", checks["Every department has somebody who acts for it"]["hint"])
        self.assertFalse(checks["This year's public holidays are known"]["is_done"])
        self.env["crossbiz.workday"].create(
            {"date": "2026-10-01", "name": "National Day", "company_id": self.company.id}
        )
        self.assertTrue(self._checks()["This year's public holidays are known"]["is_done"])

    def test_administrator_saves_settings(self):
        form = Form(self._setup())
        self.assertEqual(form.crossbiz_lead_department_id, self.lead)
        form.crossbiz_finance_department_id = self.service
        form.crossbiz_rating_days = 3
        form.save().action_save()
        self.assertEqual(self.company.crossbiz_finance_department_id, self.service)
        self.assertEqual(self.company.crossbiz_rating_days, 3)

    def test_others_cannot_save(self):
        setup = self._setup().create({})
        for login in ("sales_officer", "decision_maker", "auditor"):
            with self.assertRaises(AccessError):
                setup.with_user(self.users[login]).action_save()

    def _import(self, **values):
        wizard = self.as_user(self.env["crossbiz.workday.import"], "manager").create(
            {"company_id": self.company.id, **values}
        )
        wizard.action_import()
        days = self.env["crossbiz.workday"].search([("company_id", "=", self.company.id)])
        return {day.date: (day.kind, day.name) for day in days}

    def _file(self, text):
        return {"source": "file", "file": base64.b64encode(text.encode()), "filename": "days"}

    def test_china_2026(self):
        days = self._import(source="china", year="2026")
        self.assertEqual(sum(kind == "off" for kind, _name in days.values()), 33)
        self.assertEqual(
            sorted(day for day, (kind, _name) in days.items() if kind == "work"),
            [
                date(2026, 1, 4),
                date(2026, 2, 14),
                date(2026, 2, 28),
                date(2026, 5, 9),
                date(2026, 9, 20),
                date(2026, 10, 10),
            ],
        )

    def test_csv_overwrites_the_same_dates(self):
        self._import(**self._file("date,kind,name\n2026-10-01,off,National Day\n"))
        days = self._import(**self._file("date,kind,name\n2026-10-01,work,We work\n2026-10-02,,Rest\n"))
        self.assertEqual(days, {date(2026, 10, 1): ("work", "We work"), date(2026, 10, 2): ("off", "Rest")})

    def test_ics_knows_make_up_days(self):
        days = self._import(**self._file(ICS))
        self.assertEqual(
            days,
            {
                date(2027, 1, 1): ("off", "元旦"),
                date(2027, 1, 2): ("off", "元旦"),
                date(2027, 1, 9): ("work", "元旦 补班"),
            },
        )

    def test_bad_files_are_named(self):
        for text, phrase in (
            ("date,kind,name\n2026-10-01,off,a\nyesterday,off,b\n", "Row 3"),
            ("date,kind,name\n2026-10-01,maybe,a\n", "Row 2"),
            ("date,kind,name\n", "no day"),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nnonsense", "cannot be read"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, phrase):
                self._import(**self._file(text))
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self._import(source="file")

    def test_import_is_the_administrators(self):
        wizard = self.env["crossbiz.workday.import"].create({"source": "china"})
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["sales_officer"]).action_import()
