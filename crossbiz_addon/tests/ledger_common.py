from odoo.tools import SQL

TABLES = ("crossbiz_resource_move", "crossbiz_journal", "crossbiz_journal_anchor")


class Tampering:
    """What only the owner of the sealed tables can do, and whether the verifier sees it."""

    def _sql(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args or None)
        self.env.invalidate_all()

    def _tamper(self, query, *args):
        """Take the triggers away and write."""
        for table in TABLES:
            self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        self._sql(query, *args)
        for table in TABLES:
            self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))

    def check_sealed(self, record, changes, position):
        """Each change of a column breaks the chain at this position.

        :param dict changes: ``{column: value}``
        """
        for column, value in changes.items():
            with self.subTest(column=column), self.undone():
                query = "UPDATE %s SET %s = %s WHERE id = %s"
                table, name = SQL.identifier(record._table), SQL.identifier(column)
                self._tamper(SQL(query, table, name, value, record.id))
                self.assert_broken(position)
        self.assert_holds()

    def assert_holds(self):
        self.assertFalse(self.env["crossbiz.journal"]._verify()["broken"])

    def assert_names(self, position, model, res_id, *words):
        """The verifier names this entry of a record's chain as the first broken one."""
        broken = self.env["crossbiz.journal"]._verify()["broken"]
        self.assertTrue(broken, "not found")
        self.assertIn(f"Entry {position} of {model} {res_id}", broken)
        for word in words:
            self.assertIn(word, broken)
