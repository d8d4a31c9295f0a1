from odoo import api, fields, models
from odoo.exceptions import UserError

DISCIPLINES = ("technical", "finance", "compliance")


class Acceptance(models.Model):
    """A round of acceptance (验收, regulation 3.2.3): technical, finance and compliance judge against the task book."""

    _name = "crossbiz.acceptance"
    _description = "Acceptance"
    _inherit = ["crossbiz.document"]
    _order = "book_id desc, round desc"

    _transitions = {"open": {"passed", "failed", "cancelled"}}
    _node_kinds = {f"acceptance_{discipline}": "verdict" for discipline in DISCIPLINES}
    _protected_fields = frozenset({"book_id", "round", "state", "ended_at", "user_id"})

    book_id = fields.Many2one("crossbiz.task.book", required=True, readonly=True, ondelete="cascade", index=True)
    case_id = fields.Many2one(related="book_id.case_id")
    company_id = fields.Many2one(related="book_id.company_id")
    round = fields.Integer(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Asked By", required=True, readonly=True, ondelete="restrict")
    member_ids = fields.One2many("crossbiz.acceptance.member", "acceptance_id", "Team", readonly=True)
    finding_ids = fields.One2many("crossbiz.acceptance.finding", "acceptance_id", "Findings", readonly=True)
    rework = fields.Text(compute="_compute_rework", help="What the next round has to show.")
    ended_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("passed", "Passed"), ("failed", "Failed"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        readonly=True,
    )

    _round_uniq = models.UniqueIndex("(book_id, round)")

    @api.depends("round", "book_id.display_name")
    def _compute_display_name(self):
        for acceptance in self:
            acceptance.display_name = self.env._(
                "%(book)s, round %(round)s", book=acceptance.book_id.display_name, round=acceptance.round
            )

    @api.depends("finding_ids.verdict", "finding_ids.note")
    def _compute_rework(self):
        for acceptance in self:
            failed = acceptance.finding_ids.filtered(lambda finding: finding.verdict in ("fail", "conditional"))
            acceptance.rework = "\n".join(f"• {finding.subject}: {finding.note or ''}" for finding in failed)

    def _check_verdict(self, node, outcome):
        super()._check_verdict(node, outcome)
        if outcome == "returned":
            raise UserError(self.env._("An acceptance passes or fails: approve or reject it."))
        self._get_findings(node)._check_judged(outcome)

    def _get_findings(self, node):
        discipline = node.kind.removeprefix("acceptance_")
        return self.finding_ids.filtered(lambda finding: finding.discipline == discipline)

    def _on_node_closed(self, node):
        """The round ends when all three disciplines have judged; every verdict is heard, also after a fail."""
        self._get_findings(node).sudo().write({"judged_at": node.closed_at, "user_id": node.closed_by.id})
        if self._get_open_nodes():
            return
        verdicts = self.sudo().env["crossbiz.node"].search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        passed = set(verdicts.mapped("outcome")) == {"approved"}
        self._transition("passed" if passed else "failed", ended_at=fields.Datetime.now())
        self.book_id._on_accepted(self)

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _get_case(self):
        return self.book_id.case_id

    def _get_submitter(self):
        return self.user_id

    def _get_node_subject(self):
        return self.display_name

    def _get_snapshot_values(self):
        return {
            **super()._get_snapshot_values(),
            "book": self.book_id._get_snapshot()[1],
            "findings": [
                [finding.discipline, finding.subject, finding.verdict or "", finding.note or ""]
                for finding in self.finding_ids.sorted("id")
            ],
        }


class AcceptanceMember(models.Model):
    """Who judges in which discipline; nobody judges the own department's work."""

    _name = "crossbiz.acceptance.member"
    _description = "Member of an Acceptance Team"
    _inherit = ["crossbiz.protected"]
    _rec_name = "user_id"

    acceptance_id = fields.Many2one("crossbiz.acceptance", required=True, readonly=True, ondelete="cascade", index=True)
    discipline = fields.Selection(
        [("technical", "Technical"), ("finance", "Finance"), ("compliance", "Compliance")], required=True, readonly=True
    )
    department_id = fields.Many2one("hr.department", required=True, readonly=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")

    _discipline_uniq = models.UniqueIndex("(acceptance_id, discipline)")

    @api.model
    def _get_protected_fields(self):
        return set(self._fields)


class TaskBook(models.Model):
    """How a project is put up for acceptance, and what follows."""

    _inherit = "crossbiz.task.book"

    def action_open_acceptance(self, members=None):
        """Put the result up for acceptance: a round with the three disciplines.

        :param dict members: ``{discipline: user id}`` where a named person should judge
        :raises UserError: saying all that is missing
        """
        self.ensure_one()
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Put up for acceptance"))
        self._check_running()
        people = self.env["res.users"].browse((members or {}).values()).exists()
        named = {
            discipline: people.filtered(lambda user, uid=uid: user.id == uid)
            for discipline, uid in (members or {}).items()
        }
        departments, failures = self._get_judging_departments(named)
        if failures:
            raise UserError("\n".join(f"• {failure}" for failure in failures))
        number = 1 + len(self.sudo().acceptance_ids)
        acceptance = (
            self.env["crossbiz.acceptance"]
            .sudo()
            .create({"book_id": self.id, "round": number, "user_id": self.env.uid})
        ).sudo(False)
        acceptance._make_papers(departments, named)
        self._transition("closing", "acceptance_opened", note=str(number))
        self.env["crossbiz.acceptance"]._open_nodes(
            [
                (acceptance, f"acceptance_{discipline}", department, {"user": named.get(discipline), "cycle": number})
                for discipline, department in departments.items()
            ]
        )
        return True

    def _get_judging_departments(self, named):
        """The department that judges in each discipline, and what is missing, as translated sentences."""
        departments, failures, working = {}, [], self.assignment_ids.department_id
        labels = dict(self.env["crossbiz.acceptance.member"]._fields["discipline"]._description_selection(self.env))
        for discipline in DISCIPLINES:
            department = self.company_id.sudo()[f"crossbiz_{discipline}_department_id"].sudo(False)
            person = named.get(discipline)
            if person:
                home = person._get_home_department()
                department = home or department
            if not department:
                failures.append(
                    self.env._("%(discipline)s: no department is named in the settings.", discipline=labels[discipline])
                )
            elif department in working:
                failures.append(
                    self.env._(
                        "%(discipline)s: “%(department)s” took part in the work. Name a member of another department.",
                        discipline=labels[discipline],
                        department=department.sudo().display_name,
                    )
                )
            else:
                failures += department._get_serving_failures(self.company_id)
                departments[discipline] = department
        return departments, failures

    def _on_accepted(self, acceptance):
        """All passed: look back. A fail: work on, with the list of what is missing."""
        if acceptance.state == "passed":
            self._journal("acceptance_passed", new_value=str(acceptance.round))
            self._open_retrospective()
        else:
            self._transition("running", "acceptance_failed", note=acceptance.rework)
            self._open_milestones()
