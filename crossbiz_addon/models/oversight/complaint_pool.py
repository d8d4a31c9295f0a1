from contextlib import contextmanager

from odoo import api, fields, models

from .routing_book import POOLS

GROUPS = {name: f"crossbiz_addon.group_{name}" for name in POOLS}


class ResGroups(models.Model):
    """Who joins a group that may handle complaints is told to audit, and let in or out at once."""

    _inherit = "res.groups"

    def write(self, vals):
        if not {"user_ids", "implied_ids", "implied_by_ids"}.intersection(vals):
            return super().write(vals)
        with self.env["res.users"]._watch_complaint_pools():
            return super().write(vals)


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        with self._watch_complaint_pools():
            return super().create(vals_list)

    def write(self, vals):
        if not {"group_ids", "active", "company_ids", "name", "login", "email"}.intersection(vals):
            return super().write(vals)
        with self._watch_complaint_pools(renamed=True):
            return super().write(vals)

    def _is_in_complaint_pool(self):
        """Whether this user is in one of the groups whose people may handle complaints."""
        return self.has_groups(",".join(GROUPS.values()))

    @api.model
    def _get_complaint_pools(self):
        """``{pool: users}`` as of now, active people only."""
        groups = {name: self.env.ref(xml_id, raise_if_not_found=False) for name, xml_id in GROUPS.items()}
        return {
            name: group.sudo().all_user_ids.filtered("active") if group else self.browse()
            for name, group in groups.items()
        }

    @api.model
    @contextmanager
    def _watch_complaint_pools(self, renamed=False):
        """Note who joins and leaves while this runs, tell the auditors, and route complaints anew."""
        data = self.env.cr.precommit.data
        if "crossbiz.complaint.pools" in data or not self.env.registry.ready:
            yield
            return
        data["crossbiz.complaint.pools"] = True
        try:
            before = {name: set(users.ids) for name, users in self._get_complaint_pools().items()}
            yield
        finally:
            data.pop("crossbiz.complaint.pools", None)
        after = {name: set(users.ids) for name, users in self._get_complaint_pools().items()}
        changes = [
            (event, name, user_id)
            for name in after
            for event, people in (
                ("pool_joined", after[name] - before[name]),
                ("pool_left", before[name] - after[name]),
            )
            for user_id in sorted(people)
        ]
        if changes:
            self._tell_of_pools(changes)
        pool_ids = set().union(*after.values())
        if changes or (renamed and pool_ids.intersection(self._ids)):
            self.env["crossbiz.complaint"]._follow_pools()

    @api.model
    def _tell_of_pools(self, changes):
        """A sealed entry for each change, and a notice without content for the auditors when somebody joined."""
        people = {user.id: user for user in self.sudo().browse([user_id for _event, _name, user_id in changes])}
        log = self.env["crossbiz.complaint.log"].sudo()
        entry_ids = log._append(
            [
                {"company_id": people[user_id].company_id.id, "event": event, "person_id": user_id, "note": name}
                for event, name, user_id in changes
            ]
        )
        joined = [
            (entry_id, people[user_id].company_id)
            for entry_id, (event, _name, user_id) in zip(entry_ids, changes, strict=True)
            if event == "pool_joined"
        ]
        auditors = self._get_complaint_pools()["audit"]
        self.env["crossbiz.notice"].sudo().create(
            [
                {
                    "user_id": auditor.id,
                    "company_id": company.id,
                    "event": "complaint_pool",
                    "res_model": log._name,
                    "res_id": entry_id,
                    "subject": self.env._("Access to the complaint channel changed"),
                    "at": fields.Datetime.now(),
                }
                for entry_id, company in joined
                for auditor in auditors.filtered(lambda user, company=company: company in user.company_ids)
            ]
        )


class Notice(models.Model):
    _inherit = "crossbiz.notice"

    event = fields.Selection(
        selection_add=[("complaint_pool", "Complaint Channel")], ondelete={"complaint_pool": "cascade"}
    )


class HrEmployee(models.Model):
    """Who moves may come to belong to an accused department, or to the line above it."""

    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "department_id", "active", "company_id", "parent_id", "name"}.intersection(vals):
            self.env["crossbiz.complaint"]._follow_people_soon()
        return result


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        result = super().write(vals)
        if {"crossbiz_officer_ids", "manager_id", "parent_id", "active", "name"}.intersection(vals):
            self.env["crossbiz.complaint"]._follow_people_soon()
        return result
