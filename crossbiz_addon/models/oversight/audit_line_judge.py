from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...lib.wording import list_points
from ..core.schedule_book import ScheduleBook
from .audit_line import WORST


class AuditLine(models.Model):
    """What the checker says of a case, point by point, and that it stands."""

    _inherit = "crossbiz.audit.line"

    can_judge = fields.Boolean(compute="_compute_can_judge", help="I check this case now.")
    can_reopen = fields.Boolean(compute="_compute_can_judge", help="I checked this case and may go on.")

    @api.depends("state", "user_id", "audit_id.state")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        for line in self:
            mine = line.audit_id.state == "running" and line.user_id == self.env.user
            line.can_judge = mine and line.state == "open"
            line.can_reopen = mine and line.state == "judged"

    def _check_writable(self):
        """A case is written about by who checks it, until that is done.

        :raises AccessError: for anyone else
        :raises UserError: afterwards
        """
        if self.env.su:
            return
        for line in self:
            if line.user_id != self.env.user:
                line._refuse_checker()
            line.audit_id.sudo()._check_running()
            if line.state != "open":
                raise UserError(
                    self.env._(
                        "“%(line)s” was checked. Press “Check Again” first to change it.", line=line.display_name
                    )
                )

    def _refuse_checker(self):
        raise AccessError(
            self.env._(
                "“%(line)s” is checked by %(person)s.",
                line=self.display_name,
                person=self.user_id.sudo().name or self.env._("nobody yet"),
            )
        )

    def action_judge(self):
        """Say that a case was checked: its points stand, with copies of their files.

        :raises AccessError: for anyone but who checks it, and for who has a part in the case by now
        :raises UserError: saying all that is missing
        """
        self.check_access("read")
        book = ScheduleBook(self.env)
        for line in self:
            line.audit_id._check_person()
            line._check_writable()
            line._check_stranger()
            failures = line.check_ids._get_failures(book)
            if failures:
                raise UserError(
                    self.env._(
                        "“%(line)s” is not checked yet:\n%(failures)s",
                        line=line.display_name,
                        failures=list_points(failures),
                    )
                )
            line._judge()
        return True

    def _check_stranger(self):
        """Nobody judges a case of their own department, wherever they were when it was given to them.

        :raises AccessError: naming the department
        """
        case = self.case_id.sudo()
        shared = self.env.user._get_own_departments() & self._get_parties(case)
        if shared or case.user_id == self.env.user:
            raise AccessError(
                self.env._(
                    "You have a part in “%(case)s” (%(departments)s): somebody else has to check it.",
                    case=case.display_name,
                    departments=", ".join(shared.sudo().mapped("name")) or self.env.user.name,
                )
            )

    def _judge(self):
        found = set(self.check_ids.mapped("result"))
        result = next((result for result in WORST if result in found), "not_applicable")
        files = self.check_ids.file_ids
        note = "\n".join(filter(None, [self.case_id.sudo().display_name, self.remark, *self.check_ids._tell()]))
        kept = self.audit_id._journal_with_files("audit_judged", files, new_value=result, note=note)
        copies = dict(zip(files.ids, kept.ids, strict=True))
        for check in self.check_ids.sudo().filtered("file_ids"):
            check.file_ids = [fields.Command.set([copies[file_id] for file_id in check.file_ids.ids])]
        self.sudo().write({"state": "judged", "result": result, "judged_at": fields.Datetime.now()})

    def action_reopen(self):
        """Take a checked case up again, while its audit runs.

        :raises AccessError: for anyone but who checked it
        """
        self.check_access("read")
        for line in self:
            line.audit_id._check_person()
            if line.user_id != self.env.user:
                line._refuse_checker()
            line.audit_id.sudo()._check_running()
            if line.state != "judged":
                raise UserError(self.env._("“%(line)s” is being checked.", line=line.display_name))
            line.sudo().write({"state": "open", "result": False, "judged_at": False})
            line.audit_id._journal("audit_reopened", note=line.case_id.sudo().display_name)
        return True
