"""Appeals and organisations out of tables: hand-written traps, and the real files where they are at hand."""

import csv
import os
from pathlib import Path

import pytest
import xlsxwriter

from estafeta.appeals.models import Appeal, Step
from estafeta.base.errors import NotPossible
from estafeta.base.tables import open_table
from estafeta.deeds.services.imported_rows import Defaults
from estafeta.exchange.models import Import
from estafeta.exchange.services import Order, Report, bring, meaning, undo
from estafeta.notifications.models import Letter
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from tests import make

DATA = Path(os.environ.get("ESTAFETA_TEST_DATA", Path(__file__).resolve().parents[5] / "shared/data"))
SF = DATA / "sf-311-sample"


@pytest.fixture
def town():
    return make.town("Temirtau")


def bring_in(noun: str, path: Path, town, *pairs: str, campaign=None, by=None, trial=False, **defaults) -> Report:
    table = open_table(path)
    return bring(
        Order(
            noun=noun,
            table=table,
            mapping=meaning(noun, table.columns, list(pairs)),
            defaults=Defaults(**({"territory": town, "root": make.country(), "language": "en"} | defaults)),
            campaign=campaign or make.campaign(),
            source=path.stem,
            by=by,
            trial=trial,
        )
    )


def written(tmp_path: Path, *lines: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes("\n".join(lines).encode(encoding, "surrogatepass"))
    return path


def fates(report: Report) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(fate.row, fate.verdict, fate.notes) for fate in report.fates]


def test_columns_are_guessed_in_three_languages_and_a_word_of_the_owner_wins(tmp_path):
    columns = ("Название", "Город", "БСН", "сипаттама", "X")

    assert meaning("organisations", columns, []) == {
        "name": "Название", "territory": "Город", "registration_number": "БСН", "about": "сипаттама",
    }  # fmt: skip
    assert meaning("organisations", columns, ["X=name"])["name"] == "X"


def test_an_organisation_comes_unverified_and_without_members(tmp_path, town):
    path = written(tmp_path, "name;kind;bin;website;about", "Әділет;Школа;990140001234;adilet.kz;Тел 8 701 123 45 67",
                   encoding="utf-8-sig")  # fmt: skip

    report = bring_in("organisations", path, town)

    body = Organisation.objects.get()
    assert fates(report) == [(2, "new", ("A phone number or e-mail address was taken out of the text.",))]
    assert (body.name, body.kind, body.registration_number, body.territory) == (
        "Әділет",
        "school",
        "990140001234",
        town,
    )
    assert (body.website, body.about, body.verified_at) == ("https://adilet.kz", "Тел …", None)
    assert not body.memberships.exists()


def test_what_is_there_already_is_named_and_nothing_is_doubled(tmp_path, town):
    make.organisation("Жамбыл", territory=town, registration_number="111")
    lines = ["name,bin,kind", "Other name,111,ngo", "Zhambyl,,ngo", "New,222,ngo", "new,222,ngo"]

    report = bring_in("organisations", written(tmp_path, *lines), town)

    assert fates(report) == [
        (2, "same", ("Registered already under this number: Жамбыл.",)),
        (3, "same", ("An organisation of this name is here already: Жамбыл, Temirtau.",)),
        (4, "new", ()),
        (5, "same", ("The same organisation as row 4.",)),
    ]
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["New", "Жамбыл"]


def test_the_same_table_twice_writes_nothing_the_second_time(tmp_path, town):
    organisations = written(tmp_path, "name,bin", "One,1", "Two,", name="bodies.csv")
    appeals = written(tmp_path, "id,title", "1,A bench", name="asked.csv")
    campaign = make.campaign()
    for noun, path in (("organisations", organisations), ("appeals", appeals)):
        bring_in(noun, path, town, campaign=campaign)

        again = bring_in(noun, path, town, campaign=campaign)

        assert {fate.verdict for fate in again.fates} == {"same"}
        assert again.made.total() == 0
    assert (Organisation.objects.count(), Appeal.objects.count()) == (2, 1)
    assert Person.objects.filter(name="asked").count() == 1


def test_a_trial_tells_every_fate_and_writes_nothing(tmp_path, town):
    tried = bring_in("appeals", written(tmp_path, "title,name,phone", "A bench,Dana,87011234567"), town, trial=True)

    assert (fates(tried), dict(tried.made)) == ([(2, "new", ())], {"appeals": 1})
    assert (Appeal.objects.count(), Person.objects.count(), Import.objects.count()) == (0, 0, 0)


def test_an_appeal_comes_public_with_its_asker_and_without_a_letter(tmp_path, town):
    lines = ["title,about,name,phone,date,status", "A bench,Call ann@example.org,Dana,8 701 123 45 67,2025-05-09,Open",
             "A lamp,,,,,Closed"]  # fmt: skip

    report = bring_in("appeals", written(tmp_path, *lines), town)

    bench, lamp = Appeal.objects.order_by("pk")
    assert report.fates[0].notes == ("A phone number or e-mail address was taken out of the text.",)
    assert (bench.status, bench.asker.phone, bench.about) == ("published", "+77011234567", "Call …")
    assert bench.sent_at.date().isoformat() == "2025-05-09"
    assert (lamp.status, lamp.asker.name, lamp.asker.phone) == ("done", "table", "")
    assert list(Step.objects.filter(appeal=lamp).values_list("status", flat=True)) == ["sent", "published", "done"]
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1,,,,", "There is no title in column title."),
        ("1,???,,,", "There is no title in column title."),
        ("1,Bench,1582-10-10,,", "Column date: “1582-10-10” can't be read as a date."),
        ("1,Bench,31 of May,,", "Column date: “31 of May” can't be read as a date."),
        ("1,Bench,2199-01-01,,", "Column date: 2199-01-01 is still to come."),
    ],
)
def test_a_bad_row_is_refused_with_its_column_and_spoils_no_good_one(tmp_path, town, line, sentence):
    report = bring_in(
        "appeals", written(tmp_path, "id,title,date,lat,lon", line, "2,Lamp,2025-01-01,50.05,72.95"), town
    )

    assert fates(report) == [(2, "refused", (sentence,)), (3, "new", ())]
    assert [appeal.title for appeal in Appeal.objects.all()] == ["Lamp"]


def test_odd_files_are_read_and_made_harmless(tmp_path, town):
    endless = "я" * 100_000
    lines = ["Тема;Описание;id", f'=HYPERLINK("x");{endless};1', "A\ud800lone;b\0c;2", ";;", '"Две\nстроки";;3']
    path = written(tmp_path, *lines, name="odd.csv")

    report = bring_in("appeals", path, town)

    titles = list(Appeal.objects.order_by("pk").values_list("title", flat=True))
    assert all(fate.verdict == "new" for fate in report.fates)
    assert titles[0].startswith("=HYPERLINK")
    assert titles[-1] == "Две строки"
    assert "\ud800" not in "".join(titles)
    assert max(len(about) for about in Appeal.objects.values_list("about", flat=True)) == 5_000


def test_an_old_windows_file_is_read(tmp_path, town):
    bring_in("organisations", written(tmp_path, "Название;Вид", "Дом детей;фонд", encoding="cp1251"), town)

    assert Organisation.objects.get().name == "Дом детей"


def test_an_excel_table_with_a_title_over_merged_cells_and_formulas_is_read(tmp_path, town):
    path = tmp_path / "bodies.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "Ұйымдар тізімі")
        sheet.write_row(2, 0, ["Атауы", "БСН", "Атауы"])
        sheet.write_row(3, 0, ["Жастар қоры", 990140001234, "twice"])
        sheet.write_formula(4, 0, '="Жа"&"сыл"', None, "Жасыл")
    report = bring_in("organisations", path, town)

    assert [(fate.row, fate.verdict) for fate in report.fates] == [(4, "new"), (5, "new")]
    assert set(Organisation.objects.values_list("name", "registration_number")) == {
        ("Жастар қоры", "990140001234"), ("Жасыл", ""),
    }  # fmt: skip


def test_undo_takes_a_batch_back_except_what_people_have_built_on(tmp_path, town):
    campaign = make.campaign()
    asked = written(tmp_path, "id,title", "1,Bench", "2,Lamp", name="asked.csv")
    report = bring_in("appeals", asked, town, campaign=campaign)
    make.pledge(need=make.need(of=Appeal.objects.get(title="Lamp"))) if hasattr(make, "pledge") else (
        Appeal.objects.get(title="Lamp").supporters.create(person=make.person())
    )

    assert undo(report.batch) == (1, ["Lamp"])

    assert Appeal.objects.get(title="Bench").status == "withdrawn"
    again = bring_in("appeals", asked, town, campaign=campaign)
    assert [fate.verdict for fate in again.fates] == ["new", "same"]


def test_undo_of_organisations_keeps_those_that_have_members(tmp_path, town):
    report = bring_in("organisations", written(tmp_path, "name", "One", "Two"), town)
    make.deed(organisation=Organisation.objects.get(name="Two"))

    assert undo(report.batch) == (1, ["Two"])
    assert [body.name for body in Organisation.objects.exclude(name="Civic Alliance")] == ["Two"]


def test_a_coordinator_brings_tables_into_their_own_territory_alone(tmp_path, town):
    elsewhere = make.coordinator(make.region("Abai region"))
    path = written(tmp_path, "name", "One")

    with pytest.raises(NotPossible):
        bring_in("organisations", path, town, by=elsewhere, root=town)

    assert not Organisation.objects.exists()


@pytest.mark.skipif(not SF.exists(), reason="the real data are not beside the project")
def test_san_franciscos_requests_come_in_with_every_rows_fate():
    city = make.town("San Francisco", lon=-122.42, lat=37.76, time_zone="America/Los_Angeles")
    campaign = make.campaign()
    for path in sorted(SF.glob("*.csv")):
        report = bring_in("appeals", path, city, campaign=campaign)
        rows = list(csv.DictReader(path.read_text().splitlines()))

        assert [fate.row for fate in report.fates] == list(range(2, len(rows) + 2))
        assert {fate.verdict for fate in report.fates} == {"new"}
    assert (Appeal.objects.count(), Appeal.objects.filter(status="done").exists()) == (29, True)
    assert Appeal.objects.filter(lat=None).count() == 0
