from datetime import date, timedelta

from .common import MONDAY, CrossbizCase

MEETING = "crossbiz.meeting"


class MeetingCase(CrossbizCase):
    """Sales hosts meetings with Technical and After-Sales; Operations leads and archives."""

    @classmethod
    def plan_meeting(cls, login="sales_officer", departments=None, **values):
        """A coordination meeting on the first Monday of March 2026, 10:00 to 11:00 in Shanghai."""
        departments = cls.tech | cls.service if departments is None else departments
        return cls.as_user(cls.env[MEETING], login).create(
            {
                "name": "Pumps at Riverside",
                "start": MONDAY,
                "stop": MONDAY + timedelta(hours=1),
                "attendance_ids": [(0, 0, {"department_id": department.id}) for department in departments],
                **values,
            }
        )

    @classmethod
    def hold(cls, meeting=None, login="sales_officer", resolutions=1):
        """A meeting that took place, with minutes that could be confirmed."""
        meeting = cls.as_user(meeting or cls.plan_meeting(login), login)
        meeting.action_hold()
        cls.line(meeting, cls.tech, login).write({"present": True, "user_id": cls.users["tech_officer"].id})
        meeting.write(
            {
                "minutes": "We agreed on the seals.",
                "resolution_ids": [
                    (
                        0,
                        0,
                        {"name": f"Order parts {number}", "department_id": cls.tech.id, "deadline": date(2026, 3, 6)},
                    )
                    for number in range(resolutions)
                ],
            }
        )
        return meeting

    @classmethod
    def confirm(cls, meeting=None, login="sales_officer"):
        meeting = meeting or cls.hold(login=login)
        cls.as_user(meeting, login).action_confirm()
        return cls.as_user(meeting, login)

    @classmethod
    def archive(cls, meeting=None, login="sales_officer"):
        meeting = meeting or cls.confirm(login=login)
        cls.as_user(meeting, "lead_officer").action_archive_minutes()
        return cls.as_user(meeting, login)

    @classmethod
    def line(cls, meeting, department, login="sales_officer"):
        lines = cls.as_user(meeting, login).attendance_ids
        return lines.filtered(lambda line: line.department_id == department)

    @classmethod
    def steps(cls, record, kind=None, state=None):
        """The steps of a meeting or resolution, in superuser mode, to look at."""
        cls.env.flush_all()
        nodes = cls.env["crossbiz.node"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids)], order="id"
        )
        return nodes.filtered(lambda node: (not kind or node.kind == kind) and (not state or node.state == state))

    @classmethod
    def told(cls, meeting, event):
        """Logins of who has a notice of ``event`` on this meeting."""
        notices = cls.env["crossbiz.notice"].search(
            [("res_model", "=", meeting._name), ("res_id", "=", meeting.id), ("event", "=", event)]
        )
        return set(notices.user_id.mapped("login"))
