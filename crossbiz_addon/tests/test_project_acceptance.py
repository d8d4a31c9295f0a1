from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import OFFICER, shanghai
from .project_common import ProjectCase


@tagged("post_install", "-at_install")
class TestProjectAcceptance(ProjectCase):
    """Acceptance by three disciplines in rounds, and the look back with lessons for the next project."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.start_book()

    def team(self, **changes):
        team = {
            "technical": self.quality.id,
            "finance": self.finance.id,
            "compliance": self.control.id,
            **changes,
        }
        return [
            {"discipline": discipline, "department_id": department, "user_id": False}
            for discipline, department in team.items()
            if department
        ]

    def test_unfinished(self):
        """All that is missing is said at once: milestones and team."""
        self.company.crossbiz_finance_department_id = False
        self.company.crossbiz_technical_department_id = self.tech
        with self.refused(
            message="(?s)“Concept” is not reached.*“Pilot” is not reached.*Finance: no department is named"
            ".*Technical: “Technical” took part"
        ):
            self.as_user(self.book, "sales_officer").action_open_acceptance()
        book = self.as_user(self.book, "sales_officer")
        book.action_revise()
        with self.refused(message="A new version is being drafted"):
            book.action_open_acceptance()
        with self.refused(AccessError):
            self.as_user(self.book, "tech_officer").action_open_acceptance()

    def test_team_is_checked_at_once(self):
        self.reach_all(self.book)
        book = self.as_user(self.book, "sales_officer")
        self.users["finance_officer"].active = False
        team = [
            {"discipline": "technical", "department_id": self.tech.id, "user_id": self.users["tech_officer"].id},
            {"discipline": "technical", "department_id": self.quality.id, "user_id": self.users["outsider"].id},
            {"discipline": "compliance", "department_id": self.control.id},
            {"discipline": "compliance", "department_id": self.control.id},
        ]
        with self.refused(
            message="(?s)Compliance: “Compliance” stands twice.*Finance: nobody judges.*Technical: “Technical”"
            " took part.*outsider .*does not belong to “Quality”"
        ):
            book.action_open_acceptance(team)
        with self.refused(message="“Finance” has no officer"):
            book.action_open_acceptance(self.team())
        for wrong in ("technical", {"technical": 1}, [1], [{"discipline": "legal"}], [{}], [{"discipline": "finance"}]):
            with self.refused():
                self.rpc("sales_officer", "crossbiz.task.book", "action_open_acceptance", book.ids, wrong)
        self.assertEqual(book.state, "running")
        self.assertFalse(book.acceptance_ids)

    def test_nobody_judges_the_own_work(self):
        """Not through a second department either, neither when named nor at the verdict."""
        self.reach_all(self.book)
        self.quality.crossbiz_officer_ids |= self.users["tech_officer"]
        team = self.team()
        team[0]["user_id"] = self.users["tech_officer"].id
        with self.refused(message="belongs to “Technical”, which took part"):
            self.as_user(self.book, "sales_officer").action_open_acceptance(team)
        acceptance = self.open_acceptance(self.book)
        member = self.as_user(acceptance, "tech_officer").member_ids.filtered(
            lambda found: found.discipline == "technical"
        )
        member.finding_ids.write({"verdict": "pass"})
        with self.refused(AccessError, "has a part in this project"):
            member._get_step().action_approve()
        page = self.as_user(self.book, "quality_officer")
        self.assertTrue(page.can_judge)
        self.assertEqual(page.action_judge()["res_id"], acceptance.id)
        with self.refused(message="not yours or was already taken"):
            self.rpc("sales_officer", page._name, "action_judge", page.ids)
        self.judge(acceptance, "technical", "quality_officer")

    def test_parent_department_is_not_the_own(self):
        """Who only manages above a department with a part is no stranger to judging."""
        manager = self._create_person("director", self.quality, OFFICER, officer=True)
        parent = self._create_department("Works", manager_id=manager.employee_id.id)
        (self.tech | self.quality).parent_id = parent
        self.reach_all(self.book)
        acceptance = self.open_acceptance(self.book)
        self.assertIn(manager, self.tech.crossbiz_member_ids)
        self.judge(acceptance, "technical", "director")

    def test_named_member_and_several_in_a_discipline(self):
        """A discipline passes when all its members approve; only the named person gives the verdict."""
        self.reach_all(self.book)
        self._create_person("finance_second", self.finance, OFFICER, officer=True)
        team = self.team()
        team[1]["user_id"] = self.users["finance_officer"].id
        team.append({"discipline": "technical", "department_id": self.board.id, "user_id": False})
        acceptance = self.open_acceptance(self.book, team)
        self.assertEqual(len(acceptance.member_ids), 4)
        second = self.as_user(acceptance, "finance_second")
        finance = second.member_ids.filtered(lambda found: found.discipline == "finance")
        self.assertFalse(finance.can_judge)
        with self.refused(AccessError):
            finance.finding_ids.write({"verdict": "pass"})
        with self.refused(AccessError):
            finance._get_step().action_approve()
        self.pass_acceptance(acceptance)
        self.assertEqual(acceptance.state, "open", "a member of Technical has not judged yet")
        judged = {member.department_id: member.outcome for member in acceptance.member_ids}
        self.assertEqual(judged[self.quality], "approved")
        self.assertFalse(judged[self.board])
        self.judge(acceptance, "technical", "decision_maker")
        self.assertEqual(acceptance.state, "passed")
        steps = self.env["crossbiz.node"].search([("case_id", "=", self.book.case_id.id), ("kind", "=like", "accept%")])
        self.assertEqual(len(steps), 4)
        self.assertFalse(any(steps.mapped("changed_since")), "what others judge later changes no verdict")
        steps[-1].sudo()._get_document().finding_ids.filtered(
            lambda found: str(found.member_id.id) == steps[-1].period
        ).note = "Forged"
        steps.invalidate_recordset(["changed_since"])
        self.assertEqual(steps.filtered("changed_since"), steps[-1])

    def test_verdict_needs_findings(self):
        self.reach_all(self.book)
        acceptance = self.open_acceptance(self.book)
        member = self.as_user(acceptance, "quality_officer").member_ids.filtered("can_judge")
        step = member._get_step()
        with self.refused(message="Judge first: Concept, Pilot, Calls answered"):
            step.action_approve()
        member.finding_ids.write({"verdict": "conditional"})
        with self.refused(message="Say why, or on which condition: Concept"):
            step.action_approve()
        member.finding_ids.write({"verdict": "pass"})
        with self.refused(message="Nothing is judged fail"):
            step.action_reject("Bad.")
        with self.refused(message="Possible are"):
            step.action_return("Again.")
        with self.refused(message="decision and stays"):
            step.action_hand_over(self.finance.id, "They know.")
        step.action_approve()
        with self.refused(message="was judged and stays"):
            member.finding_ids.write({"verdict": "fail"})
        with self.refused(message="already closed"):
            step.action_approve()

    def test_findings_of_others(self):
        self.reach_all(self.book)
        acceptance = self.open_acceptance(self.book)
        finding = acceptance.finding_ids[0]
        for login in ("finance_officer", "sales_officer", "tech_officer", "decision_maker", "auditor", "manager"):
            with self.refused(AccessError):
                self.as_user(finding, login).write({"verdict": "pass"})
        for values in (
            {"subject": "Other"},
            {"member_id": 1},
            {"judged_at": "2026-03-02 02:00:00"},
            {"acceptance_id": 1},
        ):
            with self.refused(AccessError):
                self.as_user(finding, "quality_officer").write(values)
        for model in (acceptance, acceptance.member_ids, finding):
            with self.refused(AccessError):
                self.as_user(model, "quality_officer").unlink()
        with self.refused(AccessError):
            self.as_user(self.book, "sales_officer").write({"acceptance_ids": [(0, 0, {"round": 1})]})
        with self.refused((AccessError, UserError)):
            self.as_user(self.book, "sales_officer").write(
                {"acceptance_ids": [(1, acceptance.id, {"state": "passed"})]}
            )

    def test_late_verdict_is_yellow(self):
        self.reach_all(self.book)
        acceptance = self.open_acceptance(self.book)
        with freeze_time(shanghai(10, 12)):
            self.judge(acceptance, "technical", "quality_officer")
        self.assertEqual(self.nodes(self.book, "acceptance_technical").light, "yellow")

    def test_double_press(self):
        self.reach_all(self.book)
        self.open_acceptance(self.book)
        with self.refused(message="is not running"):
            self.as_user(self.book, "sales_officer").action_open_acceptance()
        self.assertEqual(len(self.book.sudo().acceptance_ids), 1)

    # --------------------------------------------------
    # Looking back
    # --------------------------------------------------

    def finish(self, book=None, **values):
        book = book or self.book
        self.reach_all(book)
        self.pass_acceptance(self.open_acceptance(book))
        return self.file_retrospective(book, **values)

    def test_who_writes_the_retrospective(self):
        self.reach_all(self.book)
        self.pass_acceptance(self.open_acceptance(self.book))
        report = self.book.sudo().retrospective_ids
        self.as_user(report, "sales_member").write({"successes": "All on time."})
        for login in ("tech_officer", "decision_maker", "auditor", "manager"):
            with self.refused(AccessError):
                self.as_user(report, login).write({"summary": "Mine"})
        for values in ({"facts": "None"}, {"fact_data": {}}, {"state": "filed"}, {"filed_at": False}, {"book_id": 1}):
            with self.refused(AccessError):
                self.as_user(report, "lead_officer").write(values)
        self.as_user(report, "sales_officer").write({"summary": "Done", "lessons": "One"})
        with self.refused(AccessError):
            self.as_user(report, "sales_officer").action_file()
        self.as_user(report, "lead_officer").action_file()
        with self.refused(message="already closed"):
            self.as_user(report, "lead_officer").action_file()

    def test_facts_are_told_in_the_language_of_the_reader(self):
        """Numbers, names and dates are kept; the words around them are the reader's."""
        self.learn_chinese()
        self.open_week(self.book)
        with freeze_time(shanghai(16, 10)):
            self.reach_all(self.book)
            self.pass_acceptance(self.open_acceptance(self.book))
        report = self.as_user(self.book, "lead_officer").retrospective_ids
        facts = report.fact_data
        self.assertEqual(facts["milestones"]["slips"], [["Concept", "2026-03-13", "2026-03-16"]])
        self.assertEqual(facts["reports"]["weeks"], [["Technical", ["2026-W10"]], ["After-Sales", ["2026-W10"]]])
        self.assertEqual(facts["rounds"], [[1, "passed", ""]])
        self.assertIn(["Calls answered", 60, "95 %", ""], facts["indicators"])
        self.assertIn("• Concept: 03/13/2026 → 03/16/2026", report.facts)
        self.assertIn("Milestones: 2, late 1", report.facts)
        chinese = report.with_context(lang="zh_CN").facts
        self.assertIn("• Concept: 2026", chinese, "the date as it is written there")
        self.assertNotIn("Milestones", chinese)

    def test_lessons_for_everybody_and_nothing_else(self):
        """Who may not read the project learns what it teaches, and nothing else of it."""
        tag = self.env["crossbiz.lesson.tag"].create({"name": "Planning"})
        self.finish(tag_ids=[(6, 0, tag.ids)])
        lessons = self.as_user(self.env["crossbiz.lesson"], "outsider").search([])
        self.assertEqual(set(lessons.mapped("text")), {"Begin earlier.", "Ask the service first."})
        self.assertEqual(lessons.tag_ids.name, "Planning")
        shown = str(lessons.read())
        self.assertNotIn("service line", shown)
        self.assertNotIn(self.book.reference, shown)
        with self.refused(AccessError):
            lessons.read(["retrospective_id"])
        with self.refused(AccessError):
            lessons.search([("retrospective_id.book_id.name", "ilike", "line")])
        for login in ("outsider", "lead_officer", "manager"):
            with self.refused(AccessError):
                self.as_user(lessons[0], login).write({"text": "Other"})
            with self.refused(AccessError):
                self.as_user(lessons[0], login).unlink()
        self.assertFalse(self.as_user(self.book, "outsider").has_access("read"))

    def test_who_keeps_the_keywords(self):
        """Everybody adds one; the lead and administrators rename them and delete those that nothing has."""
        model = "crossbiz.lesson.tag"
        used, unused = self.env[model].create([{"name": "Planing"}, {"name": "Never"}])
        self.finish(tag_ids=[(6, 0, used.ids)])
        for login in ("sales_officer", "sales_member", "decision_maker", "auditor"):
            for method, args in (("write", [{"name": "Mine"}]), ("unlink", [])):
                with self.refused(AccessError):
                    self.rpc(login, model, method, unused.ids, *args)
            self.assertFalse(self.as_user(unused, login).can_keep)
        (added,) = self.rpc("sales_member", model, "create", [{"name": "Suppliers"}])
        lessons = self.as_user(self.env["crossbiz.lesson"], "outsider").search([("tag_ids", "in", used.ids)])
        for login, name in (("lead_officer", "Planning"), ("manager", "Plans")):
            self.rpc(login, model, "write", used.ids, {"name": name})
            self.assertEqual(set(lessons.mapped("tag_ids.name")), {name})
            with self.refused(message=f"have these keywords: {name}. Rename"):
                self.rpc(login, model, "unlink", (used | unused).ids)
        self.assertEqual(self.as_user(used, "lead_officer").lesson_count, 2)
        self.rpc("lead_officer", model, "unlink", unused.ids)
        self.rpc("manager", model, "unlink", [added])
        self.assertEqual(self.env[model].browse([*unused.ids, added]).exists(), self.env[model])

    def test_lessons_are_offered_to_similar_books(self):
        self.finish(lessons="Service lines need spare parts early.\n备件要早订。\nNothing to do with it.")
        drafts = self.as_user(self.env["crossbiz.task.book"], "outsider")
        for values, offered in (
            ({"name": "Another service hall"}, "Service lines need spare parts early."),
            ({"name": "备件项目"}, "备件要早订。"),
        ):
            book = drafts.create(values)
            self.assertEqual(book.offered_lesson_ids.mapped("text"), [offered])
            action = book.action_open_lessons()
            self.assertEqual(action["domain"], [("id", "in", book.offered_lesson_ids.ids)])
        for name in ("Zebra", "100 % _ \\ '", "", "x"):
            self.assertFalse(drafts.create({"name": name or "-"}).offered_lesson_ids)
        self.assertFalse(self.as_user(self.book, "sales_officer").offered_lesson_ids, "only while it is drafted")

    def test_lessons_of_another_company(self):
        self.finish(lessons="Service lines need spare parts early.")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        department = self._create_department("There", other)
        self._create_person("there", department, "crossbiz_addon.group_user", company=other)
        self.assertFalse(self.as_user(self.env["crossbiz.lesson"], "there").search([]))
        book = (
            self.as_user(self.env["crossbiz.task.book"], "there").with_company(other).create({"name": "A service line"})
        )
        self.assertFalse(book.offered_lesson_ids)

    def test_offering_is_bounded(self):
        """One query for a draft, whatever the number of lessons."""
        self.finish(lessons="\n".join(f"Service lesson {number}" for number in range(30)))
        book = self.as_user(self.env["crossbiz.task.book"], "sales_officer").create({"name": "Service line"})
        self.env.flush_all()
        book.assignment_ids, book.name, book.objective  # noqa: B018 - read before
        before = self.env.cr.sql_log_count
        self.assertEqual(len(book.offered_lesson_ids), 10)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 6)
