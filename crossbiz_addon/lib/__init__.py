"""Plain Python without Odoo: pure functions that take data and give data, tested without a database."""
