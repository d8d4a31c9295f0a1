import hashlib

from odoo import fields, models

REPORT = "crossbiz_addon.meeting_minutes_form"


class Meeting(models.Model):
    """Archived minutes: sealed, printed, read only, and copied to the decision layer (regulation 3.2.2)."""

    _inherit = "crossbiz.meeting"

    def action_archive_minutes(self):
        """Archive the minutes: from now on they are read only, and the decision layer has a copy.

        :raises AccessError: for anyone but officers of the lead department (the host's, where there is no lead)
        :raises UserError: for minutes that are not confirmed
        """
        for meeting in self:
            meeting.check_access("read")
            archiving = meeting._get_archiving_department()
            meeting._check_acts_for(archiving, self.env._("Archive the minutes"))
            digest = meeting._get_snapshot()[1]
            meeting._transition(
                "archived",
                "minutes_archived",
                note=digest,
                digest=digest,
                archived_by=self.env.uid,
                archived_at=fields.Datetime.now(),
            )
            meeting._file_minutes()
            board = meeting.company_id.sudo().crossbiz_decision_department_id
            self.env["crossbiz.notice"].sudo()._queue_document(meeting, "minutes", board, note=meeting.name)
        return True

    def _get_archiving_department(self):
        """The lead department of the case or company, else the host."""
        meeting = self.sudo()
        lead = meeting.case_id.lead_department_id or meeting.company_id.crossbiz_lead_department_id
        return (lead or meeting.department_id).sudo(False)

    def _file_minutes(self):
        """Print the minutes and keep the paper: one copy for readers, and one that the journal vouches for."""
        reports = self.env["ir.actions.report"].sudo()
        content, kind = reports._render_qweb_pdf(REPORT, self.ids)
        paper = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{self.name[:100].replace('/', '-')}.{kind}",
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        self.sudo().minutes_file_id = paper
        self._journal_with_files(
            "minutes_filed", paper.sudo(self.env.su), new_value=hashlib.sha256(content).hexdigest()
        )

    def _prepare_journal_entry(self, event, **values):
        if event == "minutes_archived":
            values.setdefault("department_id", self._get_archiving_department().id)
        if event == "minutes_objected":
            values.setdefault("department_id", self._get_objecting_departments()[0].id)
        return super()._prepare_journal_entry(event, **values)

    def action_open_minutes(self):
        """Download the archived minutes."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.minutes_file_id.id}?download=true",
            "target": "self",
        }
