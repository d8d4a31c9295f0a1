import itertools

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MONDAY, REFUSAL_LOGGERS
from .complaint_common import CANARY, ComplaintCase

SUB_MODELS = ("complaint.message", "complaint.file", "complaint.identity", "complaint.disclosure", "complaint.log")
EXCLUDED = ("second_officer", "auditor", "decision_maker", "manager", "outsider", "lead_officer")


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestComplaintSecrecy(ComplaintCase):
    """A complaint that compliance_officer alone handles: for everybody else there is none, whichever way they ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["manager"].group_ids |= cls.env.ref("base.group_system")
        cls.complaint = cls.file_complaint(
            f"Otto Seiler knows. {CANARY}",
            accused=f"Sven Kauf {CANARY}",
            identity=f"Reporter {CANARY}",
            files=[("txt", CANARY.encode())],
        )
        cls.handle(cls.complaint).action_answer(f"Answer {CANARY}")
        cls.handle(cls.complaint).action_ask_identity(f"Reason {CANARY}")
        cls.nodes_ids = cls.complaint._get_open_nodes().ids
        cls.env.flush_all()

    def _ask(self, login, model, method, *args, **kwargs):
        """The answer, or which kind of error came instead of one, with its text."""
        with mute_logger(*REFUSAL_LOGGERS), self.undone():
            try:
                return self.rpc(login, model, method, *args, **kwargs)
            except UserError as error:
                return type(error), str(error)

    def test_its_handler_sees_it(self):
        """The counterpart of all that follows: these questions have answers."""
        record = self.rpc("compliance_officer", "crossbiz.complaint", "search_read", [], ["reference", "state"])
        self.assertEqual(len(record), 1)
        dialogue = self.rpc("compliance_officer", "crossbiz.complaint", "get_dialogue", self.complaint.ids)
        self.assertIn(CANARY, repr(dialogue))
        self.assertEqual(
            self.rpc("compliance_officer", "crossbiz.node", "search_count", [("id", "in", self.nodes_ids)]), 2
        )

    def test_excluded_people_find_nothing(self):
        """Search, count, group, names: empty for each, as if no complaint had ever come."""
        reference = self.complaint.reference
        for login in EXCLUDED:
            for model in ("complaint", "node", *SUB_MODELS):
                name, domain = f"crossbiz.{model}", []
                if model == "node":
                    domain = [("res_model", "=", "crossbiz.complaint")]
                if model == "complaint.log":
                    domain = [("complaint_id", "!=", False)]
                if model == "complaint.disclosure" and login == "decision_maker":
                    continue  # the custodian, below
                for method, args in (
                    ("search_count", [domain]),
                    ("search_read", [domain]),
                    ("web_search_read", [domain, {"display_name": {}}]),
                    ("formatted_read_group", [domain, [], ["__count"]]),
                    ("name_search", ["C-", domain]),
                ):
                    with self.subTest(login=login, model=model, method=method):
                        answer = self._ask(login, name, method, *args)
                        if isinstance(answer, tuple):
                            self.assertIs(answer[0], AccessError)
                        elif method == "web_search_read":
                            self.assertEqual(answer["length"], 0)
                        elif method == "formatted_read_group":
                            self.assertFalse(sum(group["__count"] for group in answer))
                        else:
                            self.assertFalse(answer)
                        self.assertNotIn(CANARY, repr(answer))
                        self.assertNotIn(reference, repr(answer))

    def test_a_hidden_record_is_answered_as_none(self):
        """Whoever tries all numbers learns nothing: the same kind of answer, word for word but for the number."""
        cases = {
            "crossbiz.complaint": self.complaint.id,
            "crossbiz.complaint.disclosure": self.complaint.disclosure_ids.id,
            "crossbiz.complaint.log": self.complaint.log_ids[0].id,
            "crossbiz.node": self.nodes_ids[0],
        }
        missing = 2_000_000_000
        methods = {
            "read": [["display_name"]],
            "web_read": [{"display_name": {}}],
            "has_access": ["read"],
            "export_data": [["id"]],
        }
        own = {
            "crossbiz.complaint": ("get_dialogue", "action_acknowledge", "action_open_close", "action_recuse"),
            "crossbiz.complaint.disclosure": ("get_reason", "get_identity", "action_grant"),
            "crossbiz.node": ("action_acknowledge", "action_complete", "action_fill_in", "action_open_document"),
        }
        for model, record_id in cases.items():
            asked = {**methods, **dict.fromkeys(own.get(model, ()), [])}
            for method, args in asked.items():
                for login in ("second_officer", "auditor"):
                    with self.subTest(model=model, method=method, login=login):
                        hidden = self._ask(login, model, method, [record_id], *args)
                        absent = self._ask(login, model, method, [missing], *args)
                        self.assertEqual(
                            repr(hidden).replace(f"({record_id},)", "#"), repr(absent).replace(f"({missing},)", "#")
                        )

    def test_onchange_with_a_foreign_id(self):
        """Pointing a form at it shows nothing, on any model that has such a relation."""
        for model in SUB_MODELS:
            name = f"crossbiz.{model}"
            field = "message_id" if model == "complaint.file" else "complaint_id"
            for login in ("second_officer", "auditor", "manager", "outsider"):
                with self.subTest(model=model, login=login):
                    values = {field: self.complaint.id}
                    spec = {field: {"fields": {"display_name": {}, "reference": {}}}, "display_name": {}}
                    answer = self._ask(login, name, "onchange", [], values, [field], spec)
                    self.assertNotIn(self.complaint.reference, repr(answer))
                    self.assertNotIn(CANARY, repr(answer))
                    created = self._ask(login, name, "create", [values])
                    self.assertTrue(isinstance(created, tuple), created)
                    saved = self._ask(login, name, "web_save", [], values, spec)
                    self.assertTrue(isinstance(saved, tuple), saved)
                    self.assertNotIn(self.complaint.reference, repr(saved))

    def test_no_notice_mail_message_or_activity(self):
        """Nobody is told: neither handlers nor others, when it came, when it is late, when it is answered."""
        before = {name: self.env[name].sudo().search_count([]) for name in ("mail.message", "mail.mail", "bus.bus")}
        complaint = self.file_complaint()
        self.handle(complaint).action_answer("Answer")
        with freeze_time(self.after(20)), self.enter_registry_test_mode():
            self.env.ref("crossbiz_addon.cron_escalate").method_direct_trigger()
        self.env.invalidate_all()
        for name, count in before.items():
            self.assertEqual(self.env[name].sudo().search_count([]), count, name)
        for name in ("crossbiz.notice", "mail.activity", "ir.attachment"):
            found = self.env[name].sudo().search_count([("res_model", "=", "crossbiz.complaint")])
            self.assertFalse(found, name)

    def test_the_journal_keeps_nothing(self):
        journal = self.env["crossbiz.journal"].sudo()
        self.assertFalse(journal.search_count([("res_model", "=like", "crossbiz.complaint%")]))

    def test_a_journal_entry_of_a_complaint_would_be_hidden(self):
        """Also if a later change wrote one."""
        log = type(self.env["crossbiz.complaint.log"])
        self.assertTrue(log)
        entry = {"res_model": "crossbiz.complaint", "res_id": self.complaint.id, "event": "state"}
        base = next(
            kind
            for kind in type(self.env["crossbiz.journal"]).__mro__
            if kind.__module__.endswith("core.journal") and "_append" in vars(kind)
        )
        [entry_id] = base._append(self.env["crossbiz.journal"].sudo(), [entry])
        domain = [("id", "=", entry_id)]
        for login in ("second_officer", "auditor", "decision_maker", "manager"):
            self.assertFalse(self._ask(login, "crossbiz.journal", "search_count", domain), login)

    def test_inbox_of_handlers_alone(self):
        domain = [("can_act", "=", True), ("res_model", "=", "crossbiz.complaint")]
        for login, count in (("compliance_officer", 2), ("second_officer", 0), ("auditor", 0), ("decision_maker", 0)):
            self.assertEqual(self._ask(login, "crossbiz.node", "search_count", domain), count, login)

    def test_administrators_read_ciphertext_only(self):
        """Superuser mode, as a server action gives it, finds no text in any column."""
        for model in ("complaint", *SUB_MODELS, "node"):
            rows = self.env[f"crossbiz.{model}"].sudo().search([]).read()
            self.assertNotIn(CANARY, repr(rows), model)

    def test_numbers_have_gaps(self):
        """A missing number says nothing: between any two complaints some are missing, never as many."""
        ids = sorted(self.file_complaint().id for _number in range(8))
        gaps = [after - before for before, after in itertools.pairwise(ids)]
        self.assertGreater(min(gaps), 1)
        self.assertGreater(len(set(gaps)), 1)

    def test_gaps_without_complaints(self):
        """The numbers of steps, which compliance sees, have gaps each day anyhow."""
        query = "SELECT last_value FROM crossbiz_node_id_seq"
        self.env.cr.execute(query)
        [before] = self.env.cr.fetchone()
        self.run_day(self.after(1))
        self.env.cr.execute(query)
        self.assertGreater(self.env.cr.fetchone()[0], before)

    def test_other_companies(self):
        """Who is compliance officer elsewhere finds nothing; a handler finds it in its own company alone."""
        other = self.env["res.company"].create({"name": "Other Works"})
        self._create_person("foreign_officer", None, "crossbiz_addon.group_compliance", company=other)
        for model in ("complaint", "complaint.log", "complaint.disclosure", "node"):
            self.assertEqual(self._ask("foreign_officer", f"crossbiz.{model}", "search_count", []), 0, model)
        self.users["compliance_officer"].company_ids |= other
        for companies, count in ((self.company.ids, 1), (other.ids, 0)):
            context = {"allowed_company_ids": companies}
            found = self.rpc("compliance_officer", "crossbiz.complaint", "search_count", [], context=context)
            self.assertEqual(found, count)

    def test_export_is_refused(self):
        """Also for its handler."""
        for login in ("compliance_officer", "manager", "auditor"):
            with self.refused((AccessError, MissingError)):
                self.rpc(login, "crossbiz.complaint", "export_data", self.complaint.ids, ["reference"])

    def test_files_are_their_handlers(self):
        file_id = self.files_of(self.complaint).id
        name, kind, content = self.handle(self.env["crossbiz.complaint"])._get_file(file_id)
        self.assertEqual((name, kind, content), ("file-1.txt", "txt", CANARY.encode()))
        for login in EXCLUDED:
            for wanted in (file_id, 2_000_000_000):
                with self.refused(MissingError, "There is no such file"):
                    self.as_user(self.env["crossbiz.complaint"], login)._get_file(wanted)

    # --------------------------------------------------
    # After stepping aside
    # --------------------------------------------------

    def test_recusal_ends_access_at_once(self):
        """The sweep above, for who handled it a moment ago."""
        seen = self.complaint.log_ids.ids
        self.rpc("compliance_officer", "crossbiz.complaint", "action_recuse", self.complaint.ids, "My brother.")
        self.assertEqual(self.handlers(self.complaint), {"auditor"})
        for model, ids in (
            ("crossbiz.complaint", self.complaint.ids),
            ("crossbiz.complaint.log", seen),
            ("crossbiz.complaint.disclosure", self.complaint.disclosure_ids.ids),
            ("crossbiz.node", self.nodes_ids),
        ):
            domain = [("id", "in", ids)]
            with self.subTest(model=model):
                self.assertEqual(self.rpc("compliance_officer", model, "search_count", domain), 0)
                self.assertFalse(self.rpc("compliance_officer", model, "search_read", domain))
                self.assertFalse(self.rpc("compliance_officer", model, "read", ids, ["display_name"]))
        for method in ("get_dialogue", "action_answer", "action_close", "action_recuse"):
            with self.refused(MissingError):
                self.rpc("compliance_officer", "crossbiz.complaint", method, self.complaint.ids)

    def test_recusal_is_final(self):
        """Neither leaving and joining the group nor the daily run nor a later message brings anybody back."""
        self.rpc("compliance_officer", "crossbiz.complaint", "action_recuse", self.complaint.ids, "My brother.")
        group = self.env.ref("crossbiz_addon.group_compliance")
        self.users["compliance_officer"].group_ids -= group
        self.users["compliance_officer"].group_ids |= group
        self.write_again(self.complaint)
        self.run_job("cron_complaint_route")
        self.run_day(self.after(300))
        self.assertNotIn("compliance_officer", self.handlers(self.complaint))

    def test_recusal_needs_a_declaration(self):
        with self.refused(UserError, "Declaration is empty"):
            self.handle(self.complaint).action_recuse("  ")
        self.assertEqual(self.handlers(self.complaint), {"compliance_officer"})

    def test_nobody_changes_it_by_writing(self):
        """Not its handlers, not administrators: there is no right to write, and the fields are the process's."""
        for login in ("compliance_officer", "manager"):
            for method, args in (
                ("write", [self.complaint.ids, {"state": "closed"}]),
                ("create", [{"reference": "C-0", "category": "other"}]),
                ("unlink", [self.complaint.ids]),
                ("copy", [self.complaint.ids]),
            ):
                with self.subTest(login=login, method=method), self.refused((AccessError, MissingError)):
                    self.rpc(login, "crossbiz.complaint", method, *args)
