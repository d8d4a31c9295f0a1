"""Writing a value of its own to each of many records by one statement; the ORM takes one for each hundred."""

from odoo.tools import SQL

from .column_types import COLUMN_TYPES


def write_rows(rows):
    """Write facts that one piece of work found out about many records of one model.

    What depends on them is computed anew as after a ``write``. The caller has checked who may:
    neither rights nor protected fields nor constraints are asked.

    :param dict rows: ``{record: {field name: value}}``, the same fields for each record
    """
    if not rows:
        return
    records = next(iter(rows)).browse(record.id for record in rows)
    names = list(next(iter(rows.values())))
    records.env[records._name].flush_model(names)
    columns = [
        [records._fields[name].convert_to_column(values[name], record) for record, values in rows.items()]
        for name in names
    ]
    arrays = [
        SQL("%s::%s[]", column, COLUMN_TYPES[records._fields[name].column_type[0]])
        for name, column in zip(names, columns, strict=True)
    ]
    records.env.execute_query(
        SQL(
            "UPDATE %(table)s SET %(pairs)s, write_uid = %(uid)s, write_date = %(now)s"
            " FROM unnest(%(ids)s::int4[], %(arrays)s) AS new(id, %(names)s) WHERE %(table)s.id = new.id RETURNING 1",
            table=SQL.identifier(records._table),
            pairs=SQL(", ").join(SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name)) for name in names),
            uid=records.env.uid,
            now=records.env.cr.now(),
            ids=list(records._ids),
            arrays=SQL(", ").join(arrays),
            names=SQL(", ").join(map(SQL.identifier, names)),
        )
    )
    records.invalidate_recordset([*names, "write_uid", "write_date"], flush=False)
    records.modified(names)
