import io
import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

MODULE = "crossbiz_addon"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdg]|\{\{.*?\}\}")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """Every sentence of the addon is there in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buffer = io.BytesIO()
        trans_export(None, [MODULE], buffer, "po", cls.env)
        cls.terms = polib.pofile(buffer.getvalue().decode())
        assert len(cls.terms) > 100, "nothing to translate was found"

    def _read(self, filename):
        try:
            return polib.pofile(file_path(f"{MODULE}/i18n/{filename}"))
        except FileNotFoundError:
            self.fail(f"{MODULE}/i18n/{filename} is missing: make it with script/translate DATABASE")

    def _is_of_demo(self, entry):
        """Terms of the demo company alone: whether they are exported depends on the database."""
        return bool(entry.occurrences) and all(".demo_" in place for place, _line in entry.occurrences)

    def test_template_is_up_to_date(self):
        """The .pot holds the terms that the code, views and data have now: no more, no less."""
        now = {entry.msgid for entry in self.terms}
        template = self._read(f"{MODULE}.pot")
        kept = {entry.msgid for entry in template if not self._is_of_demo(entry)}
        now -= {entry.msgid for entry in self.terms if self._is_of_demo(entry)}
        self.assertFalse(sorted(now - kept), "terms that the .pot lacks: export it again")
        self.assertFalse(sorted(kept - now), "terms of the .pot that are gone: export it again")

    def test_chinese_is_complete(self):
        """Each term has a translation, none of them a draft."""
        chinese = {entry.msgid: entry for entry in self._read("zh_CN.po") if not entry.obsolete}
        missing = [
            entry.msgid for entry in self.terms if not (found := chinese.get(entry.msgid)) or not found.msgstr.strip()
        ]
        self.assertFalse(missing, f"{len(missing)} of {len(self.terms)} terms have no Chinese translation")
        self.assertFalse([entry.msgid for entry in chinese.values() if entry.fuzzy], "drafts")

    def test_chinese_is_chinese(self):
        """A translation that has no Chinese in it was copied; names and symbols excepted."""
        copied = [
            entry.msgid
            for entry in self._read("zh_CN.po")
            if not entry.obsolete
            and re.search(r"[A-Za-z]{4,}", re.sub(r"<[^>]*>|%\(\w+\)\w|\{\{.*?\}\}|https?://\S+", "", entry.msgid))
            and not re.search(r"[\u4e00-\u9fff]", entry.msgstr)
        ]
        self.assertFalse(copied)

    def test_placeholders_are_kept(self):
        """A translation that loses or misspells a placeholder breaks the message or hides what it names."""
        for entry in self._read("zh_CN.po"):
            if entry.obsolete:
                continue
            with self.subTest(term=entry.msgid[:60]):
                wanted, found = (sorted(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgstr))
                self.assertEqual(wanted, found)

    def test_markup_is_kept(self):
        """Tags of a translated view or mail are those of the source, so that it still loads."""
        tag = re.compile(r"</?[a-z][\w-]*")
        for entry in self._read("zh_CN.po"):
            if not entry.obsolete and "<" in entry.msgid:
                with self.subTest(term=entry.msgid[:60]):
                    self.assertEqual(sorted(tag.findall(entry.msgid)), sorted(tag.findall(entry.msgstr)))


@tagged("post_install", "-at_install")
class TestHygiene(TransactionCase):
    def _get_own(self, model):
        ids = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)]).mapped("res_id")
        return self.env[model].browse(ids).exists()

    def test_window_actions_have_a_path(self):
        """Each page of the addon has an address that a person can read, send and bookmark."""
        actions = self._get_own("ir.actions.act_window")
        self.assertTrue(actions, "the addon has no pages")
        for action in actions.filtered(lambda found: found.target != "new"):
            with self.subTest(action=action.xml_id):
                self.assertTrue(action.path, "no path")
        paths = actions.filtered("path").mapped("path")
        self.assertEqual(len(paths), len(set(paths)))

    def test_actions_open_models_that_exist(self):
        """No action, menu or job names a view mode, model or method that is gone."""
        for action in self._get_own("ir.actions.act_window"):
            with self.subTest(action=action.xml_id):
                self.assertIn(action.res_model, self.env)
                self.assertNotIn("tree", action.view_mode.split(","))
        for job in self._get_own("ir.cron"):
            with self.subTest(job=job.name):
                method = re.fullmatch(r"model\.(\w+)\(\)", job.code.strip()).group(1)
                self.assertTrue(callable(getattr(self.env[job.model_id.model], method, None)), method)
                self.assertTrue(method.startswith("_"), "a job's method is called by nobody else")
                self.assertTrue(job.active)

    def test_every_model_and_field_is_described(self):
        """Labels are words, not technical names; each model says what it is."""
        for name in self.env.registry:
            if name.startswith("crossbiz."):
                with self.subTest(model=name):
                    self.assertNotIn(self.env[name]._description, (None, "", name))

    def test_neighbours_do_not_refer_to_our_tables(self):
        """Uninstalling empties our tables with TRUNCATE … CASCADE: a neighbour's table that refers to one would
        go with it.
        """
        self.env.cr.execute(
            """SELECT DISTINCT conrelid::regclass::text FROM pg_constraint
                WHERE contype = 'f' AND confrelid::regclass::text LIKE 'crossbiz\\_%%'
                  AND conrelid::regclass::text NOT LIKE 'crossbiz\\_%%'"""
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_stored_relations_to_people_keep_evidence(self):
        """Deleting a user or department never removes what they answered for."""
        allowed = {"crossbiz.notice", "crossbiz.deadline.rule", "crossbiz.workday"}
        for name in self.env.registry:
            model = self.env[name]
            if not name.startswith("crossbiz.") or model._abstract or model._transient or name in allowed:
                continue
            for field in model._fields.values():
                kept = field.comodel_name in ("res.users", "hr.department") and field.name not in (
                    "create_uid",
                    "write_uid",
                )
                if field.type == "many2one" and field.store and kept:
                    with self.subTest(model=name, field=field.name):
                        self.assertNotEqual(field.ondelete, "cascade")
