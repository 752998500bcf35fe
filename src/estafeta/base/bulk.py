"""Many rows at once through PostgreSQL's COPY, in the caller's transaction."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write `rows` into the table of `model`.

    Takes:   columns -- database columns, in the order of each row's values; JSON as text; rows -- may be a generator,
             but one that asks the database itself would wait for its own COPY for ever.
    Returns: how many rows went in.
    Writes:  all rows or none; constraints and triggers hold as with any INSERT.
    """
    number = 0
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),  # noqa: SLF001 -- _meta is Django's documented model API
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            number += 1
    return number


def reserve_ids(model: type[models.Model], number: int) -> list[int]:
    """`number` fresh primary keys of `model`, taken from its sequence, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, number],  # noqa: SLF001 -- _meta is Django's documented model API
        )
        return sorted(key for (key,) in cursor.fetchall())
