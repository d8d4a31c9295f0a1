from collections import defaultdict

from odoo import api, models
from odoo.fields import Command
from odoo.tools import plaintext2html

BATCH = 200


class TaskBook(models.Model):
    """The Odoo project and the Discuss channel of a book, private to who takes part today.

    Both are the project's place of work, not its evidence: what somebody deletes, archives or opens
    to others in Odoo is put right by the next step or job, see ``project_project`` for what is refused.
    """

    _inherit = "crossbiz.task.book"

    # --------------------------------------------------
    # Who takes part
    # --------------------------------------------------

    def _get_people(self):
        """Who takes part today: the named people, and who acts for the departments (superuser mode).

        :return: ``{book: users}``, in a bounded number of queries
        """
        parts = self._get_parts()
        departments = self.env["hr.department"].sudo().with_context(active_test=False)
        users = self.env["res.users"].sudo()
        people = {}
        for book in self.sudo():
            pairs = parts[book.id]
            taking = departments.browse(dict.fromkeys(department_id for department_id, _user_id in pairs))
            named = users.browse(
                dict.fromkeys(
                    user_id
                    for department_id, user_id in pairs
                    if user_id and user_id in departments.browse(department_id).crossbiz_member_ids._ids
                )
            )
            leading = (book.lead_department_id | book.requesting_department_id).with_env(departments.env)
            people[book] = (named | (taking | leading).crossbiz_acting_ids).filtered("active")
        return people

    @api.model
    def _cron_follow_members(self):
        """Bring projects and channels of running books to who takes part today, and put back what was deleted."""
        progress = self.env["ir.cron"]._commit_progress
        domain = [("state", "in", ("running", "closing"))]
        progress(remaining=self.search_count(domain))
        last_id = 0
        while books := self.search([("id", ">", last_id), *domain], order="id", limit=BATCH):
            last_id = books[-1].id
            books._get_astray()._put_right()
            if not progress(len(books)):
                break

    def _get_astray(self):
        """The books whose project or channel is not as it should be; a bounded number of queries."""
        people = self._get_people()
        projects = self.sudo().project_id
        followers = defaultdict(set)
        for follower in (
            self.env["mail.followers"]
            .sudo()
            .search_fetch(
                [("res_model", "=", "project.project"), ("res_id", "in", projects.ids)], ["res_id", "partner_id"]
            )
        ):
            followers[follower.res_id].add(follower.partner_id.id)
        members = defaultdict(set)
        for channel, partners in (
            self.env["discuss.channel.member"]
            .sudo()
            ._read_group([("channel_id", "in", self.sudo().channel_id.ids)], ["channel_id"], ["partner_id:recordset"])
        ):
            members[channel.id] = set(partners.ids)
        tasks = self.sudo().assignment_ids._get_standing().task_id
        there = set(tasks.search([("id", "in", tasks.ids)])._ids)  # archived ones are not
        astray = self.browse()
        for book, users in people.items():
            partners = set(users.partner_id.ids)
            project, channel = book.project_id, book.channel_id
            if (
                not project.active
                or project.privacy_visibility != "followers"
                or not project.allow_milestones
                or followers[project.id] != partners
                or not channel.active
                or members[channel.id] != partners
                or not all(line.task_id.id in there for line in book.assignment_ids._get_standing() if line.in_force)
                or not all(
                    line.project_milestone_id or not line.in_force for line in book.milestone_ids._get_standing()
                )
            ):
                astray |= book
        return astray.sudo(self.env.su)

    def _put_right(self):
        for book in self:
            book._ensure_project()
            book._ensure_channel()

    # --------------------------------------------------
    # Odoo's project
    # --------------------------------------------------

    def _ensure_project(self, follow=False):
        """The project behind the book, private to who takes part; made again when somebody deleted it.

        :param bool follow: also bring its tasks to what the version in force says
        """
        self.ensure_one()
        book = self.sudo()
        if not book.project_id:
            book.project_id = (
                self.env["project.project"]
                .sudo()
                .with_context(mail_create_nosubscribe=True)
                .create(book._prepare_project())
            )
        values = {"active": True, "privacy_visibility": "followers", "allow_milestones": True}
        if follow:
            values |= {"name": book.display_name, "date_start": book.date_start, "date": book.date_end}
        project = book.project_id
        changed = {name: value for name, value in values.items() if project[name] != value}
        if changed:
            project.write(changed)
        people = book._get_people()[book].partner_id
        project.message_unsubscribe((project.message_partner_ids - people).ids)
        project.message_subscribe((people - project.message_partner_ids).ids)
        book.milestone_ids._ensure_project_milestones()
        if follow or not book.revising:
            book.assignment_ids._ensure_tasks(follow)

    def _prepare_project(self):
        stages = [self.env._("To Do"), self.env._("In Progress"), self.env._("Done")]
        return {
            "name": self.display_name,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "privacy_visibility": "followers",
            "allow_milestones": True,
            "date_start": self.date_start,
            "date": self.date_end,
            "description": plaintext2html(self.objective or ""),
            "type_ids": [
                Command.create({"name": name, "sequence": number, "fold": number == len(stages) - 1})
                for number, name in enumerate(stages)
            ],
        }

    # --------------------------------------------------
    # The channel
    # --------------------------------------------------

    def _ensure_channel(self):
        """The project's channel in Discuss (项目协作群), open to who takes part and to nobody else."""
        self.ensure_one()
        book = self.sudo()
        people = book._get_people()[book].partner_id
        if not book.channel_id:
            book.channel_id = (
                self.env["discuss.channel"].sudo()._create_group(partners_to=people.ids, name=book.display_name)
            )
        book.channel_id._bring_crossbiz_members(people)
