from odoo import api, fields, models


class ResourceRequest(models.Model):
    """Figures of the collaboration zone: each opens the records it counts."""

    _inherit = "crossbiz.resource.request"

    @api.model
    @api.readonly
    def get_counters(self):
        """What the caller's departments borrow, lend and have to do about it now.

        :return: list of dicts ``key``, ``label``, ``count``, ``model`` and ``domain``, in the order of urgency
        """
        self.check_access("read")
        soon = fields.Date.to_string(fields.Date.add(fields.Date.context_today(self), days=3))
        borrowed = [("requesting_department_id.crossbiz_is_mine", "=", True)]
        lent = [("owner_department_id.crossbiz_is_mine", "=", True)]
        out = [("state", "in", ("running", "closing"))]
        steps = [("res_model", "in", (self._name, "crossbiz.resource.use.extension")), ("can_act", "=", True)]
        figures = [
            ("my_steps", self.env._("Waiting for me"), "crossbiz.node", steps),
            (
                "overdue_borrowed",
                self.env._("To be returned, overdue"),
                self._name,
                [*borrowed, ("overdue_return", "=", True)],
            ),
            (
                "overdue_lent",
                self.env._("Lent and not back in time"),
                self._name,
                [*lent, ("overdue_return", "=", True)],
            ),
            (
                "due_back",
                self.env._("To be returned within three days"),
                self._name,
                [
                    *borrowed,
                    ("state", "=", "running"),
                    ("overdue_return", "=", False),
                    ("allocation_ids.stop", "<=", soon),
                ],
            ),
            ("borrowed", self.env._("Borrowed by us"), self._name, [*borrowed, *out]),
            ("lent", self.env._("Lent by us"), self._name, [*lent, *out]),
            ("asked", self.env._("Our requests under review"), self._name, [*borrowed, ("state", "=", "review")]),
        ]
        return [
            {
                "key": key,
                "label": label,
                "count": self.env[model].search_count(domain),
                "model": model,
                "domain": domain,
            }
            for key, label, model, domain in figures
        ]
