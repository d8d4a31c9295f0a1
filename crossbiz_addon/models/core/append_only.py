from odoo import api, models
from odoo.tools import SQL

FUNCTION = "crossbiz_append_only"


class AppendOnly(models.AbstractModel):
    """PostgreSQL's own refusal to change or remove what a table holds.

    The application may have a hole or a console; the triggers hold for every statement
    that reaches the database, until its owner takes them away, which breaks the seals.
    """

    _name = "crossbiz.append.only"
    _description = "Append-Only Tables"

    @api.model
    def _protect_table(self, table):
        """Refuse UPDATE, DELETE and TRUNCATE on ``table`` from now on. Safe to repeat."""
        function = SQL.identifier(FUNCTION)
        self.env.cr.execute(
            SQL(
                """CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN
                       RAISE EXCEPTION '%% is append-only: %% refused', TG_TABLE_NAME, TG_OP
                           USING ERRCODE = 'insufficient_privilege';
                   END $$""",
                function,
            )
        )
        for name, event, level in (
            ("crossbiz_no_change", SQL("UPDATE OR DELETE"), SQL("FOR EACH ROW")),
            ("crossbiz_no_truncate", SQL("TRUNCATE"), SQL("FOR EACH STATEMENT")),
        ):
            trigger, on_table = SQL.identifier(name), SQL.identifier(table)
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", trigger, on_table))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s BEFORE %s ON %s %s EXECUTE FUNCTION %s()",
                    trigger,
                    event,
                    on_table,
                    level,
                    function,
                )
            )

    @api.model
    def _release_tables(self):
        """Drop the function and with it every trigger that uses it (uninstall)."""
        self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(FUNCTION)))
