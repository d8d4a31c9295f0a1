"""Everything a server keeps, before and after: what is new has to be explained."""

import contextlib
import os
import subprocess
from pathlib import Path

import psycopg2

POSTGRES_LOG = Path(os.environ["STATE"]) / "postgres" / "server.log"
# The only lines of a dump that a request to the channel may add.
STAGING = ("crossbiz_complaint_intake", "crossbiz_complaint_ticket")


class Snapshot:
    """The database as pg_dump writes it, the session files, and how long the logs are."""

    def __init__(self, database, server, sessions):
        self.database, self.server, self.sessions = database, server, Path(sessions)
        self.dump = self._dump()
        self.files = self._read_sessions()
        self.log_size = server.log.stat().st_size
        self.postgres_size = POSTGRES_LOG.stat().st_size if POSTGRES_LOG.exists() else None

    def _dump(self):
        """Lines by table, sequences' values too."""
        command = ["pg_dump", "--data-only", "--no-owner", self.database]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        tables, table = {}, None
        for line in text.splitlines():
            if line.startswith("COPY "):
                table = line.split()[1].removeprefix("public.").strip('"')
            elif line == "\\.":
                table = None
            elif line.startswith("SELECT pg_catalog.setval("):
                tables.setdefault(line.split("'")[1].removeprefix("public."), []).append(line)
            elif table:
                tables.setdefault(table, []).append(line)
        return tables

    def _read_sessions(self):
        """The sessions of this database; other servers keep theirs in the same folder."""
        sessions = {}
        for path in self.sessions.rglob("*"):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                content = path.read_bytes()
                if self.database.encode() in content:
                    sessions[path] = content, path.stat().st_mtime_ns
        return sessions

    def get_new_lines(self):
        """What the tables have now and had not then, or lost: by table."""
        now, changed = self._dump(), {}
        for table in now.keys() | self.dump.keys():
            difference = set(now.get(table, [])) ^ set(self.dump.get(table, []))
            if difference and not table.startswith("stress_"):  # what a trial itself makes
                changed[table] = sorted(difference)
        return changed

    def get_log(self):
        """What Odoo has logged since."""
        return self.server.log.read_bytes()[self.log_size :].decode(errors="replace")

    def get_postgres_log(self):
        """What PostgreSQL has logged since; None where its log cannot be read."""
        if self.postgres_size is None:
            return None
        with POSTGRES_LOG.open("rb") as log:
            log.seek(self.postgres_size)
            return log.read().decode(errors="replace")

    def judge(self, secrets, rows):
        """What is wrong with what is new.

        :param secrets: texts by name that must be in no new line and no log
        :param rows: how many complaints and messages were stored meanwhile
        """
        wrong = []
        changed = self.get_new_lines()
        for table in changed:
            if not table.removesuffix("_id_seq").startswith(STAGING):
                wrong.append(f"{table} changed: {changed[table][0][:200]}")
        stored = len(changed.get(STAGING[0], []))
        if stored != rows:
            wrong.append(f"{stored} rows were stored, not {rows}")
        if self._read_sessions() != self.files:
            wrong.append("session files changed")
        texts = {
            "the database": "\n".join(line for lines in changed.values() for line in lines),
            "Odoo's log": self.get_log(),
            "PostgreSQL's log": self.get_postgres_log() or "",
        }
        if logged := self.get_log():
            wrong.append(f"Odoo logged: {logged[:300]}")
        wrong += [
            f"{name} is in {place}"
            for place, text in texts.items()
            for name, secret in secrets.items()
            if secret in text
        ]
        return wrong


def connect(database):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


def find_shared_transactions(database):
    """Tables other than the staging ones with a row of the same transaction as a staged complaint."""
    with connect(database) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {STAGING[0]}")
        transactions = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        shared = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT 1 FROM {table} WHERE xmin::text = ANY(%s) LIMIT 1", [transactions])
            if cursor.fetchone() and table not in STAGING:
                shared.append(table)
    return shared
