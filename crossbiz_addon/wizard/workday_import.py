import base64
import csv
import io
from datetime import date, datetime, timedelta

import vobject

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import file_open

MAKE_UP_WORDS = ("班", "work")
SHIPPED_YEARS = (2026,)


class WorkdayImport(models.TransientModel):
    """Fill the workday exceptions from a calendar file or from the days shipped for China.

    A CSV has the columns date, kind (off or work) and name. In an ICS each event is a day
    off, unless its summary says that the day is worked (班, as China's calendars do).
    """

    _name = "crossbiz.workday.import"
    _description = "Import Workday Exceptions"

    source = fields.Selection(
        [("file", "A File (CSV or ICS)"), ("china", "China's Public Holidays")], required=True, default="file"
    )
    year = fields.Selection([(str(year), str(year)) for year in SHIPPED_YEARS], default=str(SHIPPED_YEARS[-1]))
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, help="Empty: every company.")

    def action_import(self):
        """Read the days and write them over what is there for the same dates.

        :raises AccessError: for anyone but cross-business administrators
        :raises UserError: naming what cannot be read
        """
        self.ensure_one()
        if not self.env.user.has_group("crossbiz_addon.group_manager"):
            raise AccessError(self.env._("Workday exceptions are set by cross-business administrators."))
        if self.source == "china":
            days = self._read_csv(self._open_shipped())
        elif not self.file:
            raise UserError(self.env._("Choose a file first."))
        else:
            text = base64.b64decode(self.file).decode("utf-8-sig", errors="replace")
            days = self._read_ics(text) if "BEGIN:VCALENDAR" in text[:1000] else self._read_csv(text)
        if not days:
            raise UserError(self.env._("There is no day in this file."))
        self._write_days(days)
        action = self.env["ir.actions.act_window"]._for_xml_id("crossbiz_addon.workday_action")
        return {**action, "target": "main"}

    def _open_shipped(self):
        with file_open(f"crossbiz_addon/data/workdays_cn_{int(self.year)}.csv") as file:
            return file.read()

    def _read_csv(self, text):
        """:return: ``{date: (kind, name)}``"""
        days = {}
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            try:
                day = date.fromisoformat((row.get("date") or "").strip())
                kind = (row.get("kind") or "off").strip()
                if kind not in ("off", "work"):
                    raise ValueError(kind)
            except ValueError as error:
                raise UserError(
                    self.env._(
                        "Row %(number)s cannot be read: "
                        "it needs a date like 2026-10-01 and “off” or “work” as its kind.",
                        number=number,
                    )
                ) from error
            days[day] = (kind, (row.get("name") or "").strip() or kind)
        return days

    def _read_ics(self, text):
        """:return: ``{date: (kind, name)}``"""
        days = {}
        try:
            for calendar in vobject.readComponents(io.StringIO(text)):
                for event in calendar.contents.get("vevent", []):
                    name = event.summary.value.strip() if "summary" in event.contents else ""
                    kind = "work" if any(word in name.lower() for word in MAKE_UP_WORDS) else "off"
                    for day in self._get_event_days(event):
                        days[day] = (kind, name or kind)
        except (vobject.base.ParseError, AttributeError, ValueError) as error:
            raise UserError(self.env._("This calendar file cannot be read: %(error)s", error=error)) from error
        return days

    def _get_event_days(self, event):
        start = event.dtstart.value
        stop = event.dtend.value if "dtend" in event.contents else start + timedelta(days=1)
        if isinstance(start, datetime):
            start, stop = start.date(), max(stop.date(), start.date() + timedelta(days=1))
        while start < stop:
            yield start
            start += timedelta(days=1)

    def _write_days(self, days):
        workdays = self.env["crossbiz.workday"]
        present = {
            workday.date: workday
            for workday in workdays.search([("date", "in", list(days)), ("company_id", "=", self.company_id.id)])
        }
        for day, workday in present.items():
            kind, name = days[day]
            workday.write({"kind": kind, "name": name})
        workdays.create(
            [
                {"date": day, "kind": kind, "name": name, "company_id": self.company_id.id}
                for day, (kind, name) in sorted(days.items())
                if day not in present
            ]
        )
