"""People and attendance out of tables: folded as one at a time, counted at grade C at best."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from estafeta.deeds.models import Deed
from estafeta.deeds.services import load_types
from estafeta.exchange.services import undo
from estafeta.exchange.tests.test_tables import DATA, bring_in, fates, written
from estafeta.people.models import Person
from estafeta.people.services import register
from estafeta.tally.models import Fact
from estafeta.tally.services import verify
from tests import make

LEEDS = DATA / "leeds-2023-activity/shifts.csv"
EEA = DATA / "eea-marine-litter-cleanups/cleanups.csv"


@pytest.fixture
def town():
    return make.town("Temirtau")


def over(town, title: str = "Planting", **fields):
    starts_at = timezone.now() - timedelta(days=3)
    deed = make.deed(title, territory=town, status="done", starts_at=starts_at, **fields)
    make.shift(of=deed, capacity=10, starts_at=starts_at)
    return deed


def test_people_are_folded_as_register_folds_them(tmp_path, town):
    known = register("Айгүл Сериккызы", phone="+77011234567")
    lines = ["name,phone,email", "Serikkyzy Aigul,8 (701) 123-45-67,", "Dana,87017654321,", "ДАНА,,dana@example.org",
             "dana,7017654321,DANA@example.org", "Nobody,,", ",87011111111,"]  # fmt: skip

    report = bring_in("people", written(tmp_path, *lines), town)

    assert [(row, verdict) for row, verdict, _notes in fates(report)] == [
        (2, "same"), (3, "new"), (4, "new"), (5, "same"), (6, "refused"), (7, "refused"),
    ]  # fmt: skip
    assert set(Person.objects.exclude(pk=known.pk).values_list("name", "phone", "email")) == {
        ("Dana", "+77017654321", ""), ("ДАНА", "", "dana@example.org"),
    }  # fmt: skip


def test_people_come_once_and_can_be_taken_back_unless_they_did_something(tmp_path, town):
    path = written(tmp_path, "name,phone", "Dana,87017654321", "Aigul,87011234567")
    report = bring_in("people", path, town)
    again = bring_in("people", path, town)
    make.coordinator(town)
    Person.objects.get(name="Dana").roles.create(kind="jury", territory=town)

    taken, kept = undo(report.batch)

    assert [fate.verdict for fate in again.fates] == ["same", "same"]
    assert (taken, len(kept)) == (1, 1)
    assert "Dana" not in kept[0]
    assert not Person.objects.filter(name="Aigul").exists()


def test_names_are_attendance_and_numbers_are_headcounts(tmp_path, town):
    make.group("miners")
    deed = over(town)
    lines = ["event,name,phone,heads,hours,group,grade", f"{deed.slug},Dana,87017654321,,2,,A", "planting,,,12,,miners",
             "Planting,,,0,,,", "Nowhere,,,5,,,", "Planting,,,-1,,,", "Planting,dana,87017654321,,,,"]  # fmt: skip

    report = bring_in("attendance", written(tmp_path, *lines), town, campaign=deed.campaign)

    assert fates(report) == [
        (2, "new", ("A list from elsewhere is of grade C at best.",)),
        (3, "new", ("More came than places: 12 of 10.",)),
        (4, "same", ("Nobody came: there is nothing to count.",)),
        (5, "refused", ("There is no deed “Nowhere” in this campaign.",)),
        (6, "refused", ("Column heads: “-1” is not a number of people.",)),
        (7, "same", ("Says the same as row 2.",)),
    ]
    assert list(Fact.objects.order_by("pk").values_list("kind", "grade", "heads", "minutes", "group__slug")) == [
        ("attendance", "C", 1, 120, None),
        ("headcount", "D", 12, 180, "miners"),
    ]
    assert verify() == []


def test_the_same_list_twice_counts_once_and_undo_takes_it_back_from_now_on(tmp_path, town):
    deed = over(town)
    path = written(
        tmp_path, "deed,name,phone,heads", "Planting,Dana,87017654321,", "Planting,Nameless,,", "Planting,,,7"
    )
    report = bring_in("attendance", path, town, campaign=deed.campaign)

    again = bring_in("attendance", path, town, campaign=deed.campaign)

    assert {fate.verdict for fate in again.fates} == {"same"}
    assert (Fact.objects.count(), Person.objects.filter(name="Nameless").count()) == (3, 1)
    assert undo(report.batch) == (3, [])
    assert Fact.objects.filter(kind="correction").count() == 3
    assert verify() == []
    third = bring_in("attendance", path, town, campaign=deed.campaign)
    assert [fate.verdict for fate in third.fates] == ["new", "new", "new"]


def test_who_is_counted_at_a_deed_already_is_not_counted_again(tmp_path, town):
    deed = over(town)
    bring_in("attendance", written(tmp_path, "deed,name,phone", "Planting,Dana,87017654321"), town,
             campaign=deed.campaign)  # fmt: skip
    other = written(tmp_path, "id,deed,name,phone", "1,Planting,ДАНА,8 701 765 43 21", name="other.csv")

    report = bring_in("attendance", other, town, campaign=deed.campaign)

    assert fates(report) == [(2, "same", ("This person is counted at this deed already.",))]


def test_nobody_was_at_a_deed_to_come_and_a_name_of_two_deeds_is_doubted(tmp_path, town):
    campaign = make.campaign()
    over(town, campaign=campaign)
    over(town, campaign=campaign)
    make.deed("Ahead", territory=town, campaign=campaign)

    report = bring_in("attendance", written(tmp_path, "deed,heads", "Planting,5", "Ahead,5"), town, campaign=campaign)

    assert [notes for _row, _verdict, notes in fates(report)] == [
        ("“Planting” is the name of several deeds; give the address or the day.",),
        ("The deed has not begun: nobody can have been there.",),
    ]


@pytest.mark.skipif(not LEEDS.exists(), reason="the real data are not beside the project")
def test_leeds_is_imported_and_counted_with_every_doubtful_row_named(town):
    load_types()
    campaign = make.campaign(territory=make.country())
    common = ["--campaign", campaign.slug, "--territory", town.code, "--region", "GB", "--language", "en"]
    call_command("import", "deeds", str(LEEDS), *common, "--map", "event_id=key", "--map", "event_name=title",
                 "--map", "date=date", "--map", "demand=capacity", "--map", "shift_id=shift",
                 "--organisation", "LEEDS 2023", stdout=StringIO())  # fmt: skip

    report = bring_in("attendance", LEEDS, town, "event_id=deed", "shift_id=shift", campaign=campaign)

    rows = list(csv.DictReader(LEEDS.read_text().splitlines()))
    heads = sum(int(float(row["attended"] or 0)) for row in rows)
    assert [fate.row for fate in report.fates] == list(range(2, len(rows) + 2))
    assert [fate.notes for fate in report.fates if fate.verdict == "refused"] == []
    assert sum(fact.heads for fact in Fact.objects.all()) == heads == 6_098
    minutes = sum(fact.heads * fact.minutes for fact in Fact.objects.all())
    assert abs(minutes / 60 - sum(float(row["volunteer_hours"] or 0) for row in rows)) < heads / 120
    assert sum("More came" in " ".join(fate.notes) for fate in report.fates) == 10
    out = StringIO()
    call_command("tally", "--campaign", campaign.slug, stdout=out)
    assert "6,098" in out.getvalue() or "6098" in out.getvalue() or "6 098" in out.getvalue()
    assert verify() == []


@pytest.mark.skipif(not EEA.exists(), reason="the real data are not beside the project")
def test_europes_clean_ups_come_in_and_count_nobody(town):
    load_types()
    campaign = make.campaign(territory=make.country())
    out = StringIO()
    call_command("import", "deeds", str(EEA), "--campaign", campaign.slug, "--territory", town.code, "--all",
                 "--map", "row=key", "--map", "BeachName=title", "--map", "CommunityName=organisation",
                 "--map", "EventDate=date", "--map", "lon_x1=lon", "--map", "lat_y1=lat", "--language", "en",
                 stdout=out)  # fmt: skip

    told = out.getvalue()
    assert Deed.objects.filter(status="done").count() == 3_607
    assert told.count("can't be right and was left out") >= 76
    assert told.count("Same title, organisation and day as row") >= 28
    assert not Fact.objects.exists()
