from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .complaint_common import ComplaintCase

COMPLIANCE = {"compliance_officer", "second_officer"}


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintRouting(ComplaintCase):
    """Who handles a complaint: the first pool in which somebody is left whom it does not concern (regulation 6.2)."""

    def test_compliance_handles(self):
        self.assertEqual(self.handlers(self.file_complaint()), COMPLIANCE)

    def test_an_accused_person_is_kept_away(self):
        """With the whole department, which works with them every day: audit takes over."""
        self.assertEqual(self.handlers(self.file_complaint(accused="Clara Fine")), {"auditor"})

    def test_a_part_of_the_name_is_enough(self):
        """Where people are accused; whoever has such a name is kept away with the department."""
        self.assertEqual(self.handlers(self.file_complaint(accused="Mrs. Fine")), {"auditor"})
        self.assertEqual(self.handlers(self.file_complaint("It was fine until then.")), COMPLIANCE)

    def test_a_name_in_the_statement_keeps_its_bearer_away(self):
        complaint = self.file_complaint("I told seiler, OTTO, and nothing happened.")
        self.assertEqual(self.handlers(complaint), {"compliance_officer"})

    def test_a_chinese_name(self):
        self.users["second_officer"].name = "王小明"
        for accused in ("王小明", "王经理", "小明他们"):
            with self.subTest(accused=accused):
                self.assertNotIn("second_officer", self.handlers(self.file_complaint(accused=accused)))

    def test_the_login_of_a_person(self):
        complaint = self.file_complaint(f"Ask {self.users['compliance_officer'].email}.")
        self.assertEqual(self.handlers(complaint), {"second_officer"})

    def test_an_accused_department(self):
        self.assertEqual(self.handlers(self.file_complaint(accused="the compliance people")), {"auditor"})

    def test_members_of_an_accused_department(self):
        """Who handles complaints and works in Sales does not handle those about Sales."""
        self.users["second_officer"].employee_ids.department_id = self.sales
        self.assertEqual(self.handlers(self.file_complaint(accused="Sales")), {"compliance_officer"})

    def test_managers_up_the_line(self):
        """The head of the house stands above Sales, and so is concerned by what is said about Sales."""
        house = self._create_department("House", manager_id=self.users["compliance_officer"].employee_ids.id)
        self.sales.parent_id = house
        self.assertEqual(self.handlers(self.file_complaint(accused="Sales")), {"second_officer"})
        self.assertEqual(self.handlers(self.file_complaint(accused="Sven Kauf")), {"second_officer"})

    def test_the_personal_manager(self):
        self.users["sales_officer"].employee_ids.parent_id = self.users["second_officer"].employee_ids
        self.assertEqual(self.handlers(self.file_complaint(accused="Sven Kauf")), {"compliance_officer"})

    def test_compliance_accused_as_a_whole(self):
        self.assertEqual(self.handlers(self.file_complaint(accused_functions={"compliance"})), {"auditor"})

    def test_compliance_and_audit_accused(self):
        functions = {"compliance", "audit"}
        self.assertEqual(self.handlers(self.file_complaint(accused_functions=functions)), {"decision_maker"})

    def test_the_lead_department_accused(self):
        self.users["compliance_officer"].employee_ids.department_id = self.lead
        self.assertEqual(self.handlers(self.file_complaint(accused_functions={"lead"})), {"second_officer"})

    def test_everybody_accused(self):
        """Nobody is better than the wrong one; the reporter is told, and the next who is appointed gets it."""
        complaint = self.file_complaint(accused_functions={"compliance", "audit", "decision"})
        self.assertEqual(self.handlers(complaint), set())
        dialogue = self.env["crossbiz.complaint"].sudo()._get_dialogue(complaint.lookup)
        self.assertEqual([message["author"] for message in dialogue["messages"]], ["reporter", "system"])

    def test_a_new_officer_takes_over(self):
        complaint = self.file_complaint(accused="Clara Fine, Otto Seiler, Ada Rechen, Bruno Hoch")
        self.assertEqual(self.handlers(complaint), set())
        self._create_person("newcomer", None, "crossbiz_addon.group_audit")
        self.assertEqual(self.handlers(complaint), {"newcomer"})

    def test_independent_below_the_accused(self):
        """Compliance stands below the board on the chart and handles complaints about it all the same."""
        self.control.parent_id = self.board
        self.assertEqual(self.handlers(self.file_complaint(accused="Board")), COMPLIANCE)

    def test_other_company(self):
        """Who handles has to be of the company that the complaint is about."""
        other = self.env["res.company"].create({"name": "Other Works"})
        self._create_person("foreign_officer", None, "crossbiz_addon.group_compliance", company=other)
        self.assertEqual(self.handlers(self.file_complaint()), COMPLIANCE)
        self.assertEqual(self.handlers(self.file_complaint(company_id=other.id)), {"foreign_officer"})

    # --------------------------------------------------
    # What changes later
    # --------------------------------------------------

    def test_who_joins_handles(self):
        complaint = self.file_complaint()
        self.users["tech_officer"].group_ids |= self.env.ref("crossbiz_addon.group_compliance")
        self.assertEqual(self.handlers(complaint), COMPLIANCE | {"tech_officer"})

    def test_who_joins_and_is_accused_does_not(self):
        complaint = self.file_complaint(accused="Tilda Werk")
        group = self.env.ref("crossbiz_addon.group_compliance")
        group.user_ids = [Command.link(self.users["tech_officer"].id)]
        self.assertEqual(self.handlers(complaint), COMPLIANCE)

    def test_who_leaves_the_group_sees_nothing(self):
        complaint = self.file_complaint()
        self.assertTrue(self.handle(complaint).concerns_me)
        self.users["compliance_officer"].group_ids -= self.env.ref("crossbiz_addon.group_compliance")
        self.assertEqual(self.handlers(complaint), {"second_officer"})

    def test_who_is_named_later_leaves(self):
        complaint = self.file_complaint()
        self.write_again(complaint, "It was Otto Seiler, by the way.")
        self.assertEqual(self.handlers(complaint), {"compliance_officer"})

    def test_a_new_name_brings_nobody_back(self):
        complaint = self.file_complaint("Otto Seiler knows.")
        self.users["second_officer"].name = "Otto Neumann"
        self.users["second_officer"].employee_ids.name = "Otto Neumann"
        self.assertEqual(self.handlers(complaint), {"compliance_officer"})

    def test_who_moves_into_the_accused_department_leaves(self):
        complaint = self.file_complaint(accused="Sales")
        self.env.invalidate_all()
        self.users["second_officer"].employee_ids.department_id = self.sales
        self.env.flush_all()
        self.run_job("cron_complaint_route")
        self.assertEqual(self.handlers(complaint), {"compliance_officer"})

    def test_the_last_one_leaves(self):
        """The next pool takes over within the same step."""
        complaint = self.file_complaint()
        for login in COMPLIANCE:
            self.users[login].active = False
        self.assertEqual(self.handlers(complaint), {"auditor"})

    def test_overdue_brings_in_the_next_pool(self):
        complaint = self.file_complaint()
        self.run_day(self.after(7))
        self.assertEqual(self.handlers(complaint), COMPLIANCE)
        self.run_day(self.after(8))
        self.run_day(self.after(9))
        self.assertEqual(self.handlers(complaint), COMPLIANCE | {"auditor"})
        self.assertEqual(self.log_of(complaint).count("widened"), 1)

    # --------------------------------------------------
    # Nothing in clear
    # --------------------------------------------------

    def test_nothing_in_clear_says_who_is_accused(self):
        """Raw bytes of every column of every table of the channel."""
        self.file_complaint("Statementword about Ada Rechen", accused="Sven Kauf", identity="Reporter Realname")
        self.env.flush_all()
        for name in ("complaint", "complaint.message", "complaint.file", "complaint.identity", "complaint.log"):
            table = self.env[f"crossbiz.{name}"]._table
            self.env.cr.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            text = self.env.cr.fetchone()[0] or ""
            for word in ("Kauf", "Rechen", "Statementword", "Realname"):
                for form in (word, word.encode().hex()):
                    self.assertNotIn(form, text, name)
