"""Who may handle which complaint, looked up once for many of them."""

from ...lib.mentions import fold, is_department_named, is_hinted, is_named

POOLS = ("compliance", "audit", "decision")
FUNCTIONS = ("compliance", "audit", "lead", "decision")


class RoutingBook:
    """The people, departments and names of each company, as of now (superuser mode).

    Matching errs on the side of too much: who is kept away wrongly costs the next pool some work, who is let in
    wrongly reads what is said about them.
    """

    def __init__(self, env):
        self.env = env(su=True, context={"active_test": False})
        self._companies = {}

    def get_handlers(self, company, kept_away, widened=0):
        """Ids of the users who handle: the first pool in which somebody is left, and the next ones when overdue.

        :param kept_away: ids of accused and withdrawn users
        :param int widened: how often the circle grew because nobody acted in time
        """
        left = [pool - kept_away for pool in self._get_pools(company).values()]
        left = [pool for pool in left if pool]
        return set().union(*left[: 1 + widened])

    def get_excluded(self, company, accused, statement, functions):
        """Ids of the users who must not know of a complaint.

        Accused departments and persons take with them the members of their department and every manager above; a name
        in the statement keeps its bearer away.

        :param str accused: who is accused, as written
        :param str statement: all that the reporter wrote
        :param functions: those of ``FUNCTIONS`` that are accused as a whole
        """
        pools, accused, statement = self._get_pools(company), fold(accused), fold(statement)
        excluded = {
            user_id
            for user_id, (person, aliases) in self._get_candidates(company).items()
            if any(is_hinted(name, accused) or is_named(name, statement) for name in person)
            or any(is_named(alias, accused) or is_named(alias, statement) for alias in aliases)
        }
        for function in functions:
            excluded |= pools.get(function, set())
        for people in self._get_accused_departments(company, accused, functions):
            excluded |= people
        for names, people in self._get_employees(company):
            if accused and any(is_hinted(name, accused) for name in names):
                excluded |= people
        return excluded

    # --------------------------------------------------
    # What is looked up
    # --------------------------------------------------

    def _remember(self, company, what, make):
        known = self._companies.setdefault(company.id, {})
        if what not in known:
            known[what] = make(self.env["res.company"].browse(company.id))
        return known[what]

    def _get_pools(self, company):
        """``{pool: user ids}``, in their order."""
        return self._remember(company, "pools", self._find_pools)

    def _find_pools(self, company):
        pools = {}
        for name in POOLS:
            users = self.env.ref(f"crossbiz_addon.group_{name}").all_user_ids
            pools[name] = {
                user.id for user in users if user.active and user._is_internal() and company in user.company_ids
            }
        return pools

    def _get_candidates(self, company):
        """``{user id: (names of the person, logins and addresses)}`` of all who might handle."""
        return self._remember(company, "candidates", self._find_candidates)

    def _find_candidates(self, company):
        users = self.env["res.users"].browse(set().union(*self._get_pools(company).values()))
        return {
            user.id: (
                self._fold_names(user.name, *user.employee_ids.mapped("name")),
                self._fold_names(*(part for text in (user.login, user.email) for part in self._get_parts(text))),
            )
            for user in users
        }

    def _get_accused_departments(self, company, accused, functions):
        departments = self._remember(company, "departments", self._find_departments)
        for department, name, people in departments:
            if (accused and is_department_named(name, accused)) or any(
                company.sudo()[f"crossbiz_{function}_department_id"].id == department for function in functions
            ):
                yield people

    def _find_departments(self, company):
        """``(id, name, user ids of those who belong to it)``.

        The departments below belong to an accused one, except those with a function of their own in this channel:
        being below somebody on the organisation chart does not take their independence.
        """
        departments = self.env["hr.department"].search([("company_id", "in", [False, company.id])])
        departments._settle_membership()
        independent = {company[f"crossbiz_{pool}_department_id"].id for pool in POOLS}
        below = {}
        for department in departments:
            above = [int(part) for part in (department.parent_path or "").split("/") if part]
            for ancestor in above if department.id not in independent else [department.id]:
                below.setdefault(ancestor, set()).update(self._get_people(department))
        return [(department.id, fold(department.name), below.get(department.id, set())) for department in departments]

    def _get_people(self, department):
        return {
            *department.crossbiz_member_ids.ids,
            *department.crossbiz_acting_ids.ids,
            *department.crossbiz_officer_ids.ids,
            *department.crossbiz_manager_chain_ids.ids,
        }

    def _get_employees(self, company):
        return self._remember(company, "employees", self._find_employees)

    def _find_employees(self, company):
        """``(names, user ids that go with an accusation)`` of each person who works here."""
        employees = self.env["hr.employee"].search([("company_id", "=", company.id), ("active", "=", True)])
        found = []
        for employee in employees:
            people = {employee.user_id.id} | self._get_people(employee.crossbiz_department_id)
            people |= self._get_line(employee)
            found.append((self._fold_names(employee.name, employee.user_id.name), people - {False}))
        return found

    def _fold_names(self, *names):
        return {fold(name) for name in names if name} - {""}

    def _get_parts(self, address):
        """An address, and what stands before its @."""
        return (address, address.partition("@")[0]) if address else ()

    def _get_line(self, employee):
        """The users of the personal managers above, whatever departments say."""
        line, seen = set(), set()
        manager = employee.parent_id
        while manager and manager.id not in seen:
            seen.add(manager.id)
            line.add(manager.user_id.id)
            manager = manager.parent_id
        return line
