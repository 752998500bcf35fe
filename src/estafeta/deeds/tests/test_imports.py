"""Deeds out of tables: hand-written traps, and the real files where they are at hand."""

import csv
import os
from pathlib import Path

import pytest

from estafeta.base.errors import NotPossible
from estafeta.base.tables import open_table, parse_mapping
from estafeta.deeds.models import Deed, Shift, StateChange
from estafeta.deeds.services import load_types
from estafeta.deeds.services.imported_rows import FIELDS, Defaults
from estafeta.deeds.services.imports import Report, import_deeds, undo_import
from estafeta.organisations.models import Organisation
from tests import make

DATA = Path(os.environ.get("ESTAFETA_TEST_DATA", Path(__file__).resolve().parents[5] / "shared/data"))
NYC = DATA / "nyc-volunteer-opportunities/nyc-service-volunteer-opportunities.csv"
LEEDS = DATA / "leeds-2023-activity/shifts.csv"
HEAD = "key,title,about,organisation,date,hours,capacity,lat,lon"


@pytest.fixture
def town():
    load_types()
    return make.town("New York", time_zone="America/New_York")


def bring(path: Path, town, *pairs: str, campaign=None, trial: bool = False, **defaults) -> Report:
    table = open_table(path)
    return import_deeds(
        table,
        parse_mapping(pairs, table.columns, FIELDS),
        Defaults(territory=town, root=make.country(), **defaults),
        campaign=campaign or make.campaign(),
        source=path.stem,
        trial=trial,
    )


def written(tmp_path: Path, *lines: str, head: str = HEAD) -> Path:
    path = tmp_path / "deeds.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return path


def test_a_row_becomes_an_announced_deed_with_one_shift(tmp_path, town):
    report = bring(written(tmp_path, "7,Paint a fence,Bring gloves,Neighbours,2031-05-09,3,20,40.72,-73.97"), town)

    deed = Deed.objects.get()
    shift = deed.shifts.get()
    assert [(fate.row, fate.verdict, fate.notes) for fate in report.fates] == [(2, "new", ())]
    assert (deed.title, deed.status, deed.territory, deed.type.slug) == ("Paint a fence", "announced", town, "other")
    assert (shift.starts_at.isoformat(), shift.capacity) == ("2031-05-09T14:00:00+00:00", 20)
    assert shift.ends_at.isoformat() == "2031-05-09T17:00:00+00:00"
    assert (deed.lat, deed.lon) == (40.72, -73.97)


def test_the_same_table_twice_writes_nothing_the_second_time(tmp_path, town):
    path, campaign = written(tmp_path, "7,Paint a fence,,Neighbours,2031-05-09,3,20,,"), make.campaign()
    bring(path, town, campaign=campaign)

    again = bring(path, town, campaign=campaign)

    assert [fate.verdict for fate in again.fates] == ["same"]
    assert (Deed.objects.count(), Shift.objects.count(), Organisation.objects.count()) == (1, 1, 1)


def test_a_trial_tells_every_fate_and_writes_nothing(tmp_path, town):
    report = bring(written(tmp_path, "7,Paint a fence,,Neighbours,2031-05-09,3,20,,"), town, trial=True)

    assert ([fate.verdict for fate in report.fates], report.deeds) == (["new"], 1)
    assert (Deed.objects.count(), Organisation.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1,,,Neighbours,2031-05-09,3,20,,", "There is no title in column title."),
        ("1,Paint,,,2031-05-09,3,20,,", "No organisation is named; give one for the whole table with --organisation."),
        ("1,Paint,,N,31 of May,3,20,,", "Column date: “31 of May” can't be read as a date."),
        ("1,Paint,,N,1582-10-10,3,20,,", "Column date: “1582-10-10” can't be read as a date."),
        ("1,Paint,,N,2031-05-09,3,-1,,", "Column capacity: “-1” is not a number of places."),
        ("1,Paint,,N,2031-05-09,3,many,,", "Column capacity: “many” is not a number of places."),
    ],
)
def test_a_bad_row_is_refused_with_its_column_and_spoils_no_good_one(tmp_path, town, line, sentence):
    report = bring(written(tmp_path, line, "2,Plant,,Neighbours,2031-05-10,3,20,,"), town)

    assert [(fate.row, fate.verdict, fate.notes) for fate in report.fates] == [
        (2, "refused", (sentence,)),
        (3, "new", ()),
    ]
    assert [deed.title for deed in Deed.objects.all()] == ["Plant"]


def test_contacts_in_the_text_are_taken_out_and_told(tmp_path, town):
    about = '"Call Ann at 212-555-0188, x or ann@example.org now"'
    report = bring(written(tmp_path, f"1,Paint,{about},N,2031-05-09,3,20,,"), town, region="US")

    assert "example.org" not in Deed.objects.get().about
    assert report.fates[0].notes == ("A phone number or e-mail address was taken out of the text.",)


def test_doubts_are_notes_a_sentinel_is_no_capacity_and_null_island_no_place(tmp_path, town):
    report = bring(written(tmp_path, "1,Paint,,N,2031-05-09,3,9999,0.0001,0.0001"), town)

    deed = Deed.objects.get()
    assert (deed.shifts.get().capacity, deed.lat) == (None, None)
    assert report.fates[0].notes == (
        "The point 0.0001, 0.0001 can't be right and was left out.",
        "9999 places is taken to mean: as many as come.",
    )


def test_a_tables_own_words_for_types_can_be_named(tmp_path, town):
    path = written(tmp_path, "1,Paint,Education,N,2031-05-09", head="key,title,type,organisation,date")

    bring(path, town, type_words=("Education=teaching",))

    assert Deed.objects.get().type.slug == "teaching"


def test_rows_with_one_key_are_shifts_of_one_deed(tmp_path, town):
    lines = [f"8385,Meet the team,,Leeds,2031-10-1{day},2,3,," for day in (1, 2, 3)]

    report = bring(written(tmp_path, *lines), town)

    assert (report.deeds, report.shifts) == (1, 3)


def test_a_past_deed_is_done_and_counts_nobody(tmp_path, town):
    bring(written(tmp_path, "1,Paint,,N,2011-05-09,3,20,,"), town)

    assert Deed.objects.get().status == "done"
    assert list(StateChange.objects.values_list("status", flat=True).order_by("pk")) == ["announced", "done"]


def test_undo_takes_an_import_out_of_sight_and_it_can_come_again(tmp_path, town):
    path, campaign = written(tmp_path, "1,Paint,,N,2031-05-09,3,20,,", "2,Plant,,N,2031-05-09,3,20,,"), make.campaign()
    report = bring(path, town, campaign=campaign)
    Shift.objects.filter(deed__title="Plant").update(places_taken=1)

    taken, kept = undo_import(report.batch)

    assert (taken, [deed.title for deed in kept]) == (1, ["Plant"])
    assert [deed.is_public for deed in Deed.objects.order_by("title")] == [False, True]
    again = bring(path, town, campaign=campaign)
    assert [fate.verdict for fate in again.fates] == ["new", "same"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "deeds.csv is empty."),
        (b"\xff\xfe\x00\xd8", "deeds.csv is not text; save it as CSV in UTF-8 or as Excel."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(tmp_path, town, content, sentence):
    path = tmp_path / "deeds.csv"
    path.write_bytes(content)

    with pytest.raises(NotPossible) as refusal:
        bring(path, town)

    assert str(refusal.value.reason) == sentence


def test_an_unknown_column_is_named_with_those_there_are(tmp_path, town):
    with pytest.raises(NotPossible) as refusal:
        bring(written(tmp_path, "1,Paint,,N,2031-05-09,3,20,,"), town, "Heading=title")

    assert str(refusal.value.reason).startswith("There is no column Heading. The columns are: key, title")


@pytest.mark.skipif(not NYC.exists(), reason="the real data are not beside the project")
def test_new_yorks_opportunities_come_in_with_every_rows_fate(town):
    pairs = ("opportunity_id=key", "title=title", "summary=about", "category_desc=type", "org_title=organisation",
             "Latitude=lat", "Longitude=lon", "start_date_date=date", "end_date_date=end_date",
             "vol_requests=capacity")  # fmt: skip

    report = bring(NYC, town, *pairs, region="US", language="en")

    rows = list(csv.DictReader(NYC.read_text().splitlines(keepends=True)))
    text = " ".join(Deed.objects.values_list("about", flat=True))
    assert (len(report.fates), report.deeds) == (len(rows), Deed.objects.count())
    assert [fate.row for fate in report.fates] == list(range(2, len(rows) + 2))
    assert [fate.notes for fate in report.fates if fate.verdict == "refused"] == []
    assert "@wiggiomail" not in text
    assert Organisation.objects.count() == report.organisations
    sentinels = sum(row["vol_requests"] == "9999" for row in rows)
    assert sum("as many as come" in " ".join(fate.notes) for fate in report.fates) >= sentinels > 0


@pytest.mark.skipif(not LEEDS.exists(), reason="the real data are not beside the project")
def test_leeds_shifts_come_in_as_deeds_with_their_shifts(town):
    pairs = ("event_id=key", "event_name=title", "date=date", "demand=capacity", "shift_id=shift",
             "postcode=meeting_point")  # fmt: skip

    report = bring(LEEDS, town, *pairs, organisation="LEEDS 2023", region="GB", language="en")

    assert (report.deeds, report.shifts, len(report.fates)) == (172, 1081, 1081)
