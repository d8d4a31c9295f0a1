"""Filling tables with SQL: every required column has a value, and indexes are made at the end."""

import re
from contextlib import contextmanager

import psycopg2


class Filling:
    """``facts`` are the parameters that every statement may name."""

    def __init__(self, env, facts):
        self.env, self.facts = env, facts

    @contextmanager
    def bare(self, tables):
        """The tables without their indexes and references while they are filled: made at the end, they cost a third."""
        cr, tables = self.env.cr, list(tables)
        cr.execute(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])""",
            [tables],
        )
        references = cr.fetchall()
        cr.execute(
            """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
                WHERE indrelid = ANY(%s::regclass[])
                  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)""",
            [tables],
        )
        indexes = cr.fetchall()
        for table, name, _definition in references:
            cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cr.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            cr.execute(definition.replace("%", "%%"), [])
        for table, name, definition in references:
            cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')

    def insert(self, table, source, values):
        """``INSERT … SELECT`` of ``{column: expression}``; a required column that is missing is named."""
        values = {
            **values,
            **dict.fromkeys(("create_uid", "write_uid"), "1"),
            **dict.fromkeys(("create_date", "write_date"), "today"),
        }
        self.env.cr.execute(
            "SELECT column_name, is_nullable, column_default FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        columns = {name: (nullable, default) for name, nullable, default in self.env.cr.fetchall()}
        missing = [
            name
            for name, (nullable, default) in columns.items()
            if nullable == "NO" and not default and name not in values
        ]
        assert not missing, f"bench/volume.py has no value for {table}: {missing}"
        values = {name: expression for name, expression in values.items() if name in columns}
        names, expressions = ", ".join(f'"{name}"' for name in values), ", ".join(values.values())
        self.execute(f"INSERT INTO {table} ({names}) SELECT {expressions} FROM ({source}) AS source")

    def execute(self, text):
        """Run ``text``; a % that begins no parameter is the modulo."""
        self.env.cr.execute(re.sub(r"%(?!\()", "%%", text), self.facts)

    @staticmethod
    def settle(database):
        """What autovacuum does to a database that was not filled a minute ago."""
        connection = psycopg2.connect(dbname=database)
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")
        connection.close()
