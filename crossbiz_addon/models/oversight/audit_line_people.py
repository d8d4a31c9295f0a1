from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

# Who may read a case without taking part in it.
READERS = ("group_compliance", "group_audit", "group_decision")
OVERSEEING = ",".join(f"crossbiz_addon.{name}" for name in READERS)


class AuditLine(models.Model):
    """Who checks a case: nobody who asked for it, leads it or collaborates in it (regulation 6.2)."""

    _inherit = "crossbiz.audit.line"

    can_assign = fields.Boolean(compute="_compute_can_assign", help="I may name who checks it.")
    people_note = fields.Char("Nobody Found", compute="_compute_people_note")

    @api.depends("state", "audit_id.state", "department_id")
    @api.depends_context("uid")
    def _compute_can_assign(self):
        acting = self.env.user._get_acting_departments()
        for line in self:
            running = line.state == "open" and line.audit_id.state == "running"
            line.can_assign = running and line.department_id in acting

    @api.depends("user_id", "state")
    @api.depends_context("lang")
    def _compute_people_note(self):
        for line in self:
            nobody = line.state == "open" and not line.user_id
            line.people_note = nobody and self.env._(
                "Nobody in “%(department)s” is a stranger to this case and may read it: name somebody else.",
                department=line.department_id.sudo().name,
            )

    # --------------------------------------------------
    # Strangers
    # --------------------------------------------------

    @api.model
    def _get_parties(self, case):
        """The departments that have a part in a case (superuser mode)."""
        return case.requesting_department_id | case.lead_department_id | case.collaborator_ids

    def _get_strangers(self, users):
        """Who of ``users`` may check each of these cases of one audit: a stranger to it who may read it.

        Queries grow with the number of people, not of cases.

        :return: ``{line: users}``
        """
        company, cases = self.company_id.sudo(), self.sudo().case_id
        people = users.filtered(lambda user: company in user.sudo().company_ids and self._is_checker(user))
        own, strangers = people._get_own_departments_each(), {line: users.browse() for line in self}
        for user in people.sorted("id"):
            seen = cases.with_user(user).with_context(allowed_company_ids=company.ids)
            readable = set(seen.search([("id", "in", cases.ids)]).ids)
            for line in self:
                case = line.case_id.sudo()
                if case.id in readable and case.user_id != user and not own[user] & self._get_parties(case):
                    strangers[line] |= user
        return strangers

    @api.model
    def _is_checker(self, user):
        """Whether somebody may check at all: who only configures sees all cases, and gains no right by that."""
        if not user.sudo().active or user.sudo().share or user.id == SUPERUSER_ID:
            return False
        takes_part = user.has_groups("crossbiz_addon.group_user,!crossbiz_addon.group_manager")
        return takes_part or user.has_groups(OVERSEEING)

    def _assign_strangers(self):
        """Give these cases to members of the department that holds the audit, each to who has the fewest; who finds
        nobody stays without.
        """
        department = self.department_id.sudo()
        members = department.crossbiz_member_ids
        own = members._get_own_departments_each()
        able = members.filtered(lambda user: department in own[user])
        strangers, loads, given = self._get_strangers(able), dict.fromkeys(able, 0), {}
        for line in self.sorted("id"):
            chosen = min(strangers[line], key=lambda user: (loads[user], user.id), default=None)
            if chosen:
                loads[chosen] += 1
                given.setdefault(chosen, self.browse())
                given[chosen] |= line
        for user, lines in given.items():
            lines._give_to(user)

    def _give_to(self, user):
        """Journal and tell who checks these cases."""
        self.sudo().write({"user_id": user.id})
        self.env["crossbiz.journal"].sudo()._append(
            [
                line.audit_id._prepare_journal_entry(
                    "audit_assigned", new_value=user.sudo().name, note=line.case_id.sudo().display_name
                )
                for line in self
            ]
        )
        if user != self.env.user:
            self.env["crossbiz.notice"].sudo().create([self._prepare_notice(user)])

    def _prepare_notice(self, user):
        """One notice on all that somebody was given."""
        audit = self.audit_id.sudo()
        return {
            "user_id": user.id,
            "company_id": audit.company_id.id,
            "event": "audit_assigned",
            "res_model": audit._name,
            "res_id": audit.id,
            "subject": audit._get_node_subject(),
            "note": ", ".join(self.sudo().case_id.mapped("reference")),
            "at": fields.Datetime.now(),
        }

    # --------------------------------------------------
    # Naming
    # --------------------------------------------------

    def action_assign(self, user=None):
        """Name who checks these cases, of whichever department: a stranger to each of them.

        :param user: id or record of a user
        :raises AccessError: for anyone but officers of the department that holds the audit
        :raises UserError: for who has a part in one of the cases, or may not read it; nothing is changed
        """
        self.check_access("read")
        self.audit_id._check_holds(self.env._("Name who checks a case"))
        self.audit_id._check_running()
        named = self._get_given_user(user)
        if not self:
            raise UserError(self.env._("Choose the cases that somebody is to check."))
        refused = self.filtered(lambda line: line.state != "open")
        if refused:
            raise UserError(self.env._("“%(line)s” was checked already.", line=refused[0].display_name))
        for lines in self.grouped("audit_id").values():
            strangers = lines._get_strangers(named)
            parties = lines.filtered(lambda line, able=strangers: not able[line])
            if parties:
                raise UserError(
                    self.env._(
                        "%(person)s has a part in these cases, or may not read them: %(cases)s.",
                        person=named.sudo().name,
                        cases=", ".join(parties.sudo().case_id.mapped("reference")),
                    )
                )
        for lines in self.grouped("audit_id").values():
            lines._give_to(named)
        return True

    @api.model
    def _get_given_user(self, user):
        """:raises UserError: when nobody was named"""
        users = self.env["res.users"]
        if isinstance(user, models.BaseModel) and user._name == users._name:
            found = user.exists()
        else:
            found = users.browse(user if type(user) is int else ()).exists()
        if len(found) != 1 or not found.sudo().active:
            raise UserError(self.env._("Choose who checks it."))
        return found

    def _get_candidates(self):
        """Everybody who could check all of these cases: of whichever department, as a stranger to each."""
        groups = [self.env.ref(f"crossbiz_addon.{name}").sudo() for name in READERS]
        people = self.env["res.users"].union(*(group.all_user_ids.sudo(False) for group in groups))
        strangers = self._get_strangers(people | self.department_id.sudo().crossbiz_member_ids.sudo(False))
        able = people.browse().union(*strangers.values())
        return able.filtered(lambda user: all(user in found for found in strangers.values()))
