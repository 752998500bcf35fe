"""An import that was taken back changes no figure of the past."""

from django.db import connection

from estafeta.base.tables import open_table, parse_mapping
from estafeta.deeds.services import load_types
from estafeta.deeds.services.imported_rows import FIELDS, Defaults
from estafeta.deeds.services.imports import import_deeds, undo_import
from tests import make


def test_undoing_an_import_leaves_every_state_that_was_recorded(tmp_path):
    load_types()
    path = tmp_path / "deeds.csv"
    path.write_text("title,organisation,date\nPaint a fence,Neighbours,2011-05-09\n")
    table, town = open_table(path), make.town()
    report = import_deeds(
        table,
        parse_mapping((), table.columns, FIELDS),
        Defaults(territory=town, root=make.country()),
        campaign=make.campaign(),
        source="deeds",
    )
    before = recorded()

    undo_import(report.batch)

    assert before == recorded()[: len(before)]
    assert [status for status, _at in recorded()] == ["announced", "done", "cancelled"]


def recorded() -> list[tuple[str, object]]:
    """What the tally reads of deeds: their states in the order of recording."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, recorded_at FROM deeds_statechange ORDER BY id")
        return cursor.fetchall()
