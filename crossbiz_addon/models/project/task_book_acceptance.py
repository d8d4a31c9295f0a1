from odoo import models
from odoo.exceptions import UserError

from ...lib.wording import list_points
from .acceptance import DISCIPLINES


class TaskBook(models.Model):
    """How a project is put up for acceptance, and what follows (regulation 3.2.3)."""

    _inherit = "crossbiz.task.book"

    def action_open_acceptance(self, members=None):
        """Put the result up for acceptance: a round with the three disciplines.

        :param list members: ``{"discipline", "department_id", "user_id"}`` each; empty for the three
            departments that the settings name
        :raises AccessError: for anyone but an officer of the initiating department
        :raises UserError: saying all that is missing
        """
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Put up for acceptance"))
        self._check_running()
        team, failures = self._get_team(members)
        failures = self._get_unfinished() + failures + self._get_team_failures(team)
        if failures:
            raise UserError(
                self.env._(
                    "“%(book)s” cannot be put up for acceptance yet:\n%(failures)s",
                    book=self.display_name,
                    failures=list_points(dict.fromkeys(failures)),
                )
            )
        number = 1 + max(self.sudo().acceptance_ids.mapped("round"), default=0)
        self._transition("closing", "acceptance_opened", note=str(number))
        acceptance = (
            self.env["crossbiz.acceptance"]
            .sudo()
            .create({"book_id": self.id, "round": number, "user_id": self.env.uid})
            .sudo(False)
        )
        acceptance._open_for(team)
        return True

    def _get_unfinished(self):
        """What has to be done before anybody judges the result, as translated sentences."""
        failures = []
        if self.revising:
            failures.append(self.env._("A new version is being drafted: have it approved or drop it first."))
        for milestone in self.milestone_ids:
            if milestone.in_force and not milestone.withdrawn and not milestone.reached_at:
                failures.append(self.env._("The milestone “%(milestone)s” is not reached.", milestone=milestone.name))
        return failures

    def _get_working_departments(self):
        """The departments whose work is judged: those with a part."""
        return self.assignment_ids._get_standing().department_id | self.milestone_ids._get_standing().department_id

    # --------------------------------------------------
    # The team
    # --------------------------------------------------

    def _get_team(self, members):
        """Who judges, as ``(discipline, department, user)``, and what is wrong with what was given."""
        labels = self._get_discipline_labels()
        if not members:
            company = self.company_id.sudo()
            team = [
                (discipline, company[f"crossbiz_{discipline}_department_id"].sudo(False), self.env["res.users"])
                for discipline, _label in DISCIPLINES
            ]
            return [found for found in team if found[1]], [
                self.env._("%(discipline)s: no department is named in the settings.", discipline=labels[discipline])
                for discipline, department, _user in team
                if not department
            ]
        team, failures = [], []
        if not isinstance(members, (list, tuple)) or not all(isinstance(member, dict) for member in members):
            return [], [self.env._("The team has to be a list of members with discipline and department.")]
        for member in members:
            discipline = member.get("discipline")
            department = self.env["crossbiz.node"]._get_given_department(member.get("department_id"))
            user = self._get_given_user(member.get("user_id"))
            if discipline not in labels:
                failures.append(self.env._("Choose technical, finance or compliance for each member of the team."))
            elif not department:
                failures.append(
                    self.env._("%(discipline)s: choose the department that judges.", discipline=labels[discipline])
                )
            elif (discipline, department, user) in team:
                failures.append(
                    self.env._(
                        "%(discipline)s: “%(department)s” stands twice on the team.",
                        discipline=labels[discipline],
                        department=department.sudo().display_name,
                    )
                )
            else:
                team.append((discipline, department, user))
        present = {discipline for discipline, _department, _user in team}
        failures += [
            self.env._("%(discipline)s: nobody judges. Each discipline needs a member.", discipline=label)
            for discipline, label in labels.items()
            if discipline not in present
        ]
        return team, failures

    def _get_discipline_labels(self):
        return dict(self.env["crossbiz.acceptance.member"]._fields["discipline"]._description_selection(self.env))

    def _get_given_user(self, user):
        if isinstance(user, models.BaseModel) and user._name == "res.users":
            return user.exists()
        is_id = isinstance(user, int) and not isinstance(user, bool)
        users = self.env["res.users"]
        return users.browse(user).exists() if is_id else users

    def _get_team_failures(self, team):
        """Nobody judges the own department's work; who judges can act. As translated sentences."""
        failures, working, labels = [], self._get_working_departments(), self._get_discipline_labels()
        for discipline, department, user in team:
            if department in working:
                failures.append(
                    self.env._(
                        "%(discipline)s: “%(department)s” took part in the work. Name a member of another department.",
                        discipline=labels[discipline],
                        department=department.sudo().display_name,
                    )
                )
            failures += department._get_serving_failures(self.company_id)
            if not user:
                continue
            person = user.sudo()
            if not person.active:
                failures.append(self.env._("%(person)s has left: name somebody else.", person=person.name))
            elif person not in department.sudo().crossbiz_member_ids:
                failures.append(
                    self.env._(
                        "%(person)s does not belong to “%(department)s”.",
                        person=person.name,
                        department=department.sudo().display_name,
                    )
                )
            own = user._get_own_departments() & working - department
            if own:
                failures.append(
                    self.env._(
                        "%(person)s belongs to “%(department)s”, which took part in the work. Name somebody else.",
                        person=person.name,
                        department=own[0].sudo().display_name,
                    )
                )
            if user == self.env.user:
                failures.append(self.env._("You put the project up yourself: somebody else has to judge it."))
        return failures

    # --------------------------------------------------
    # What follows
    # --------------------------------------------------

    def _on_accepted(self, acceptance):
        """All passed: look back. A fail: work on, with the list of what is missing."""
        if acceptance.state == "passed":
            self._journal("acceptance_passed", new_value=str(acceptance.round))
            self._open_retrospective()
            return
        self._transition("running", "acceptance_failed", note=acceptance.rework)
        failed = acceptance.sudo().finding_ids.filtered(lambda finding: finding.verdict == "fail")
        for milestone in failed.milestone_id.filtered("reached_at"):
            reasons = failed.filtered(lambda finding, milestone=milestone: finding.milestone_id == milestone)
            milestone.sudo(self.env.su)._take_back("\n".join(reasons.mapped("note")))
        self.env["crossbiz.notice"].sudo()._queue_document(
            self, "rejected", self._get_part_departments() | self.requesting_department_id, note=acceptance.rework
        )


class Acceptance(models.Model):
    _inherit = "crossbiz.acceptance"

    def _open_for(self, team):
        """The team, a finding for each of them and each milestone and indicator, and their steps."""
        members = (
            self.env["crossbiz.acceptance.member"]
            .sudo()
            .create(
                [
                    {
                        "acceptance_id": self.id,
                        "discipline": discipline,
                        "department_id": department.id,
                        "user_id": user.id,
                    }
                    for discipline, department, user in team
                ]
            )
        )
        book = self.book_id
        subjects = [{"milestone_id": line.id, "subject": line.name} for line in book.milestone_ids._get_standing()]
        subjects += [
            {"indicator_id": line.id, "subject": f"{line.name} ({line.target})"}
            for line in book.indicator_ids._get_standing()
        ]
        self.env["crossbiz.acceptance.finding"].sudo().create(
            [
                {"acceptance_id": self.id, "member_id": member.id, **subject}
                for member in members
                for subject in subjects
            ]
        )
        self._open_nodes(
            [
                (
                    self,
                    f"acceptance_{member.discipline}",
                    member.department_id.sudo(False),
                    {"user": member.user_id, "cycle": self.round, "period": str(member.id)},
                )
                for member in members
            ]
        )
