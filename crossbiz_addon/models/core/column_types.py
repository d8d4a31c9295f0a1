"""PostgreSQL's names of the types that a whole column of values is handed over with."""

from odoo.tools import SQL

COLUMN_TYPES = {name: SQL(name) for name in ("int4", "varchar", "text", "timestamp", "bool", "jsonb")}
