"""Databases together with their filestores, on the server that the PG… variables name.

exists NAME          exit code 0 when it is there
mark NAME DIGEST     note on NAME what it was made from
marked NAME          exit code 0 when NAME has a mark
fresh NAME DIGEST    exit code 0 when NAME has that mark and its filestore is there
seal NAME            close NAME for connections, so that it can be copied at any time
copy SOURCE TARGET   replace TARGET by a copy of SOURCE
drop NAME            drop it if it is there
"""
import os
import shutil
import sys
from pathlib import Path

import psycopg2
from psycopg2.sql import SQL, Identifier, Literal

FILESTORE = Path(os.environ["DATA"]) / "filestore"


def connect(name="postgres"):
    connection = psycopg2.connect(dbname=name)
    connection.autocommit = True
    return connection


def run(query, name="postgres"):
    connection = connect(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def exists(name):
    return bool(run(SQL("SELECT 1 FROM pg_database WHERE datname = {}").format(Literal(name))))


def get_mark(name):
    query = SQL("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {}")
    rows = run(query.format(Literal(name)))
    return rows[0][0] if rows else None


def marked(name):
    return get_mark(name) is not None


def fresh(name, digest):
    return get_mark(name) == digest and (FILESTORE / name).is_dir()


def mark(name, digest):
    run(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(name), Literal(digest)))


def seal(name):
    run(SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(Identifier(name)))


def drop(name):
    run(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def copy(source, target):
    drop(target)
    run(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(target), Identifier(source)))
    if (FILESTORE / source).is_dir():
        shutil.copytree(FILESTORE / source, FILESTORE / target)
    # as Odoo's own duplication does: a copy is another database, not the same one twice
    names = "('database.uuid', 'database.secret')"
    run(f"UPDATE ir_config_parameter SET value = gen_random_uuid() WHERE key IN {names}", target)


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    actions = {action.__name__: action for action in (exists, mark, marked, fresh, seal, copy, drop)}
    sys.exit(actions[command](*arguments) is False)
