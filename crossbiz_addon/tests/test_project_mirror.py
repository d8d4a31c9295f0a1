from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import OFFICER
from .project_common import ProjectCase


@tagged("post_install", "-at_install")
class TestProjectMirror(ProjectCase):
    """Odoo's project and channel beside a task book: private to who takes part, and never of another opinion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Technical's officer also works with Odoo's projects; an administrator of projects sees all of them.
        cls.users["tech_officer"].group_ids |= cls.env.ref("project.group_project_user")
        cls._create_person("project_admin", None, "project.group_project_manager")
        cls.book = cls.start_book()
        cls.project = cls.book.sudo().project_id
        cls.channel = cls.book.sudo().channel_id

    def beside(self, name, login="tech_officer"):
        return self.as_user(self.line_named(self.book.sudo(), name).project_milestone_id, login)

    def test_tick_in_the_book_ticks_in_odoo(self):
        self.reach(self.book, "Concept", "tech_officer")
        self.assertTrue(self.beside("Concept").is_reached)
        self.assertFalse(self.beside("Pilot").is_reached)

    def test_tick_in_odoo_is_refused_with_the_remedy(self):
        for login in ("tech_officer", "project_admin"):
            concept = self.beside("Concept", login)
            for values in ({"is_reached": True}, {"deadline": "2026-05-01"}, {"name": "Other"}, {"project_id": 0}):
                with self.refused(
                    (UserError, AccessError), "" if "project_id" in values else "reach it there, with evidence"
                ):
                    concept.write(values)
            with self.refused(message="reach it there"):
                self.rpc(login, "project.milestone", "toggle_is_reached", concept.ids, True)
        with self.refused(message="reach it there"):
            self.as_user(self.project, "project_admin").write(
                {"milestone_ids": [(1, self.beside("Concept").id, {"is_reached": True})]}
            )
        self.assertFalse(self.line_named(self.book, "Concept").reached_at)

    def test_unticking_is_refused_too(self):
        self.reach(self.book, "Concept", "tech_officer")
        with self.refused(message="reach it there"):
            self.beside("Concept").write({"is_reached": False})

    def test_other_milestones_do_not_enter(self):
        other = self.env["project.project"].create({"name": "Other", "privacy_visibility": "employees"})
        foreign = self.env["project.milestone"].create({"name": "Foreign", "project_id": other.id})
        with self.refused(message="Revise the book to have another one"):
            self.as_user(self.env["project.milestone"], "tech_officer").create(
                {"name": "Mine", "project_id": self.project.id}
            )
        with self.refused(message="Revise the book to have another one"):
            self.as_user(foreign, "project_admin").write({"project_id": self.project.id})
        with self.refused(message="reach it there"):
            self.beside("Concept", "project_admin").write({"project_id": other.id})
        foreign.with_user(self.users["project_admin"]).write({"is_reached": True})
        self.assertTrue(foreign.is_reached, "milestones of other projects are Odoo's business")

    def test_nothing_is_deleted_or_opened_in_odoo(self):
        admin = self.as_user(self.project, "project_admin")
        for values in ({"active": False}, {"privacy_visibility": "employees"}, {"allow_milestones": False}):
            with self.refused(message="project of the task book"):
                admin.write(values)
        with self.refused(message="task book.* stays"):
            admin.unlink()
        task = self.as_user(self.project.task_ids[0], "tech_officer")
        for values in ({"active": False}, {"project_id": False}):
            with self.refused(message="is an assignment of a task book"):
                task.write(values)
        with self.refused(message="is an assignment of a task book"):
            task.unlink()
        with self.refused(message="A milestone of a task book stays"):
            self.beside("Concept").unlink()
        self.users["manager"].group_ids |= self.env.ref("base.group_system")
        with self.refused((UserError, AccessError)):
            self.as_user(self.channel, "manager").unlink()
        with self.refused(message="stays with it"):
            self.channel.with_user(self.users["lead_officer"])._unlink_except_task_book()

    def test_participants_work_in_the_project(self):
        """A project user moves and splits tasks; everybody else who takes part reads."""
        task = self.as_user(self.project.task_ids.filtered(lambda found: found.name == "Build it"), "tech_officer")
        task.write({"state": "02_changes_requested", "stage_id": self.project.type_ids[1].id})
        self.as_user(self.env["project.task"], "tech_officer").create(
            {"name": "Part of it", "project_id": self.project.id, "parent_id": task.id}
        )
        for login in ("service_officer", "sales_officer", "lead_officer"):
            self.assertEqual(self.as_user(task, login).name, "Build it")
            with self.refused(AccessError):
                self.as_user(task, login).write({"name": "No"})
        self.assertFalse(self.as_user(task, "outsider").has_access("read"))

    def test_deleted_behind_our_back(self):
        """What somebody deletes past all rules is made again with the next step, and nothing is lost."""
        self.reach(self.book, "Concept", "tech_officer")
        self.project.unlink()
        self.channel.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.book.sudo().project_id)
        self.open_week(self.book)
        self.write_report(self.book, "tech_officer", self.tech).action_post()
        self.assertTrue(self.book.sudo().channel_id)
        self.as_user(self.book, "lead_officer").action_post_summary("All well.")
        project = self.book.sudo().project_id
        self.assertEqual(
            {found.name: found.is_reached for found in project.milestone_ids}, {"Concept": True, "Pilot": False}
        )
        self.assertEqual(len(project.task_ids), 2)

    def test_put_right_by_the_job(self):
        self.project.task_ids[0].active = False
        self.project.write({"active": False, "privacy_visibility": "employees", "allow_milestones": False})
        self.project.message_unsubscribe(self.users["tech_officer"].partner_id.ids)
        self.project.message_subscribe(self.users["outsider"].partner_id.ids)
        self.env.cr.execute(  # past all of Odoo
            "INSERT INTO discuss_channel_member (channel_id, partner_id, new_message_separator) VALUES (%s, %s, 0)",
            (self.channel.id, self.users["outsider"].partner_id.id),
        )
        self.env.invalidate_all()
        self.line_named(self.book.sudo(), "Pilot").project_milestone_id.unlink()
        self.run_job("cron_follow_members")
        self.assertEqual(
            (self.project.active, self.project.privacy_visibility, self.project.allow_milestones),
            (True, "followers", True),
        )
        self.assertEqual(len(self.project.task_ids), 2)
        self.assertEqual(len(self.project.milestone_ids), 2)
        for people in (self.project.message_partner_ids, self.channel.channel_member_ids.partner_id):
            self.assertIn(self.users["tech_officer"].partner_id, people)
            self.assertNotIn(self.users["outsider"].partner_id, people)

    def test_membership_follows_people(self):
        """Who is appointed or leaves takes part or does no more; a named person while in the department."""
        job = self.env.ref("crossbiz_addon.cron_follow_members")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self._create_person("tech_second", self.tech, OFFICER, officer=True)
        self.users["tech_officer"].active = False
        self.assertGreater(self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]), triggers)
        self.run_job("cron_follow_members")
        for people in (self.project.message_partner_ids, self.channel.channel_member_ids.partner_id):
            self.assertIn(self.users["tech_second"].partner_id, people)
            self.assertNotIn(self.users["tech_officer"].partner_id, people)

    def test_named_person(self):
        book = self.as_user(self.book, "sales_officer")
        book.action_revise()
        self.assignment_of(book, self.tech).user_id = self.users["tech_member"]
        self.run_job("cron_follow_members")
        partner = self.users["tech_member"].partner_id
        self.assertNotIn(partner, self.project.message_partner_ids, "not yet in force")
        self.revise(book)
        self.assertIn(partner, self.project.message_partner_ids)
        task = self.assignment_of(self.book.sudo(), self.tech).task_id
        self.assertEqual(task.user_ids, self.users["tech_member"])
        self.users["tech_member"].employee_ids.department_id = self.finance
        self.run_job("cron_follow_members")
        self.assertNotIn(partner, self.project.message_partner_ids, "left the department")

    def test_job_is_bounded(self):
        """The hourly look costs as many queries for ten books as for one."""
        books = self.book.browse().sudo()
        for number in range(10):
            books |= self.start_book(name=f"Book {number}").sudo()
        self.env.flush_all()

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertFalse(some._get_astray())
            return self.env.cr.sql_log_count - before

        count(books)
        self.assertLessEqual(count(books), count(books[:1]) + 2)

    def test_no_stranger_becomes_a_member_by_hand_over(self):
        node = self.nodes(self.book, "milestone", "open").filtered(lambda found: found.department_id == self.tech)
        with self.refused(message="has no part in this project"):
            self.as_user(node, "tech_officer").action_hand_over(self.quality.id, "They know it better.")
        self.as_user(node, "tech_officer").action_hand_over(self.service.id, "They know it better.")
        self.assertEqual(self.line_named(self.book, "Concept").department_id, self.service)
        self.reach(self.book, "Concept", "service_officer")

    def test_cancelled_project_may_be_tidied_up(self):
        self.as_user(self.book, "sales_officer").action_cancel("No more.")
        self.as_user(self.project, "project_admin").write({"privacy_visibility": "employees"})
        self.assertEqual(self.project.privacy_visibility, "employees")

    def test_extension_stays_within_the_project(self):
        node = self.as_user(self.nodes(self.book, "milestone")[0], "tech_officer")
        with self.refused(message="The project ends on 06/30/2026"):
            node.action_request_extension("2026-07-02 10:00:00", "More.")
        self.assertEqual(self.line_named(self.book, "Concept").deadline, date(2026, 3, 13))

    def test_employee_without_our_rights_reads_projects(self):
        """Odoo's own forms of projects open for whoever has nothing to do with us."""
        user = new_test_user(self.env, "plain", groups="project.group_project_user", company_id=self.company.id)
        project = self.env["project.project"].create({"name": "Plain", "privacy_visibility": "employees"})
        milestone = self.env["project.milestone"].create({"name": "One", "project_id": project.id})
        self.assertTrue(milestone.with_user(user).read())
        milestone.with_user(user).copy()
        milestone.with_user(user).write({"is_reached": True})
        self.assertTrue(project.with_user(user).read(["name", "milestone_ids", "task_ids"]))
