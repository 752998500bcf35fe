import pytest
import xlsxwriter

from estafeta.base.errors import NotPossible
from estafeta.base.tables import open_table
from estafeta.territories import queries
from estafeta.territories.models import Population, Territory
from estafeta.territories.services import import_territories, load_builtin, meaning_of
from tests import make

# A country written by hand, with what other people's tables bring: children before parents, a number as a code,
# local words for kinds, no Kazakh names, blanks, quotes, a point, a comma for a decimal point.
KYRGYZ = """\
ID,PARENT,NAME,NAME_RU,TYPE,LON,LAT,PEOPLE
41706211,41706000, Kara-Suu ,Кара-Суу,town,72.87,40.70,"22 000"
417,,Kyrgyz Republic,Кыргызская Республика,country,,,
41706000,417-06,"Osh, the region",Ошская область,облусу,,,
417-06,417,Osh Region,Ошская область,oblast,"72,8",40.5,1 391 649
41711,417,Bishkek,Бишкек,city of republican significance,74.6,42.87,1145044
417-06-X,41706000,Gülchö,Гульча,айыл,,,
"""
MAP = [
    "ID=code",
    "PARENT=parent",
    "NAME=name_en",
    "NAME_RU=name_ru",
    "TYPE=kind",
    "LON=lon",
    "LAT=lat",
    "PEOPLE=population",
]


def load(tmp_path, text, *pairs, name="table.csv", **how):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    table = open_table(path)
    return import_territories(table, meaning_of(table, pairs, **how), source=name)


def fates(part):
    return {fate.row: (fate.verdict, *fate.notes) for fate in part.fates}


def refusals(part):
    return {row: told[1] for row, told in fates(part).items() if told[0] == "refused"}


def test_another_country_is_loaded_by_naming_its_columns(tmp_path):
    part = load(tmp_path, KYRGYZ, *MAP, prefix="KG-")

    tree = {one.code: (one.kind, one.path, one.name_en) for one in Territory.objects.all()}
    assert part.counts() == {"created": 6, "changed": 0, "unchanged": 0, "refused": 0}
    assert tree["KG-417"] == ("country", "KG-417/", "Kyrgyz Republic")
    assert tree["KG-417-06-X"] == ("aul", "KG-417/KG-417-06/KG-41706000/KG-417-06-X/", "Gülchö")
    assert tree["KG-41706211"][2] == "Kara-Suu"
    assert Territory.objects.get(code="KG-417-06").lon == 72.8
    assert Population.objects.get(territory__code="KG-417-06").people == 1_391_649
    assert [found.code for found in queries.search("karasu")] == ["KG-41706211"]


def test_pairs_may_be_written_either_way_round(tmp_path):
    part = load(tmp_path, "ID,NAME\n1,One\n", "code=ID", "NAME=name_en")

    assert part.counts()["created"] == 1


def test_a_second_time_changes_nothing(tmp_path):
    load(tmp_path, KYRGYZ, *MAP)
    before = list(Territory.objects.order_by("pk").values())

    part = load(tmp_path, KYRGYZ, *MAP)

    assert part.counts() == {"created": 0, "changed": 0, "unchanged": 6, "refused": 0}
    assert list(Territory.objects.order_by("pk").values()) == before


def test_a_new_name_is_taken_and_the_former_one_still_found(tmp_path):
    load(tmp_path, "code,name_en\nX,Frunze\n")

    part = load(tmp_path, "code,name_en\nX,Bishkek\n")

    assert fates(part) == {2: ("changed",)}
    assert Territory.objects.get().name_en == "Bishkek"
    assert queries.search("frunze")[0].code == "X"


def test_a_moved_territory_takes_what_is_beneath_along(tmp_path):
    load(tmp_path, "code,parent,name_en\nC,,Country\nA,C,A\nB,C,B\nA1,A,A1\nA11,A1,A11\n")

    load(tmp_path, "code,parent,name_en\nA,B,A\n")

    assert Territory.objects.get(code="A11").path == "C/B/A/A1/A11/"
    assert Territory.objects.get(code="A11").depth == 4


def test_what_the_file_no_longer_has_stays_and_is_named(tmp_path):
    load(tmp_path, "code,parent,name_en\nC,,Country\nA,C,A\nB,C,B\n")

    part = load(tmp_path, "code,parent,name_en\nC,,Country\nA,C,A\n")

    assert part.notes == ["Not in this file, and kept as they are: B (1 in all)."]
    assert Territory.objects.count() == 3


def test_the_full_classifier_joins_the_built_in_places_by_code(tmp_path):
    load_builtin()
    number = Territory.objects.count()
    text = (
        "kato,level,name_ru,name_kk\n350000000,oblast,Карагандинская область,Қарағанды облысы\n"
        "352400000,district,Темиртау Г.А.,Теміртау Қ.Ә.\n352410000,sub_district,г.Темиртау,Теміртау қ.\n"
        "352437100,settlement,п.Актау,Ақтау к.\n"
    )

    part = load(tmp_path, text)

    assert Territory.objects.count() == number + 1
    assert fates(part) == {2: ("unchanged",), 3: ("unchanged",), 4: ("unchanged",), 5: ("created",)}
    assert Territory.objects.get(code="352437100").path == "KZ/KZ-35/352400000/352437100/"
    assert Territory.objects.get(code="352410000").lon == 72.96


def test_a_bad_row_never_spoils_a_good_one(tmp_path):
    text = (
        "code,parent,kind,name_en,lon,lat,population,valid_from\n"
        "C,,country,Country,,,,\n"
        f"A,C,region,{'n' * 100_000},,,,\n"
        "B,C,region,,,,,\n"
        "B,C,realm,B,,,,\n"
        "D,C,region,D,200,10,,\n"
        "E,C,region,E,20,,,\n"
        "F,C,region,F,,,-1,\n"
        "G,C,region,G,,,,1582-10-15\n"
        "a/b,C,region,H,,,,\n"
        ",C,region,I,,,,\n"
        "C,,country,Twice,,,,\n"
        "Z,NO,region,Z,,,,\n"
        "GOOD,C,region,Good,71.5,51,10,2020-01-31\n"
    )

    part = load(tmp_path, text)

    assert refusals(part) == {
        3: "Column name_en: a name of 100000 letters; at most 200 are kept.",
        4: "Column name_en: the name is missing.",
        5: "Column kind: “realm” is not a known kind. Say what it is: --kind “realm=district”.",
        6: "Column lon: “200” is no number of degrees from -180 to 180.",
        7: "Column lat: of longitude and latitude one is missing.",
        8: "Column population: “-1” is no number of inhabitants.",
        9: "Column valid_from: The year 1582 is out of range.",
        10: "Column code: “a/b” cannot be a code: up to 32 letters, digits, dots and dashes.",
        11: "Column code: the code is missing.",
        12: "The code C stands already in row 2.",
        13: "There is no territory NO for it to lie in.",
    }
    assert sorted(Territory.objects.values_list("code", flat=True)) == ["C", "GOOD"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A,A,A\n", {3: "A is its own parent."}),
        ("A,B,A\nB,A,B\n", {3: "A → B → A: a circle.", 4: "A → B → A: a circle."}),
        (
            "A,B,A\nB,A,B\nD,A,D\n",
            {
                3: "A → B → A: a circle.",
                4: "A → B → A: a circle.",
                5: "What it lies in, A, was refused (row 3).",
            },
        ),
    ],
)
def test_circles_are_refused(tmp_path, rows, said):
    part = load(tmp_path, f"code,parent,name_en\nC,,Country\n{rows}")

    assert refusals(part) == said
    assert Territory.objects.get().code == "C"


def test_a_circle_through_the_tree_that_is_there_is_refused(tmp_path):
    load(tmp_path, "code,parent,name_en\nC,,Country\nA,C,A\nB,A,B\nD,B,D\n")

    part = load(tmp_path, "code,parent,name_en\nA,D,A\n")

    assert refusals(part) == {2: "A → D → B → A: a circle."}
    assert Territory.objects.get(code="D").path == "C/A/B/D/"


def test_a_code_of_another_country_is_not_taken_over(tmp_path):
    make.territory("Elsewhere", code="1")

    part = load(tmp_path, "code,parent,name_en\nC,,Country\n1,C,One\n2,1,Two\n")

    assert refusals(part) == {
        3: "The code 1 belongs to 1 already. Give these codes a prefix: --prefix XX-.",
        4: "What it lies in, 1, was refused (row 3).",
    }
    assert Territory.objects.get(code="1").name_en == "Elsewhere"


def test_own_words_for_kinds_can_be_said(tmp_path):
    load(tmp_path, "code,kind,name_en\nR,Realm,A realm\n", kinds=["realm=region"])

    assert Territory.objects.get().kind == "region"


def test_without_kinds_the_depth_says_it(tmp_path):
    load(tmp_path, "code,parent,name_en\nC,,C\nR,C,R\nD,R,D\nV,D,V\nW,V,W\n")

    assert [one.kind for one in Territory.objects.order_by("depth")] == ["country", "region", "district", "aul", "aul"]


def test_nul_and_lone_surrogates_are_made_harmless(tmp_path):
    load(tmp_path, b"code,name_en\nC,Coun\x00try\n")

    assert Territory.objects.get().name_en == "Country"


def test_excel_is_read_like_csv(tmp_path):
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([["code", "parent", "name_en"], [417, "", "Kyrgyzstan"], [41706, 417, "Osh"]]):
            sheet.write_row(number, 0, line)
    table = open_table(path)

    import_territories(table, meaning_of(table, []), source=path.name)

    assert Territory.objects.get(code="41706").path == "417/41706/"


def test_windows_1251_is_read_too(tmp_path):
    load(tmp_path, "code;name_ru\nC;Страна Әлем\n".replace("Ә", "А").encode("cp1251"))

    assert Territory.objects.get().name_ru == "Страна Алем"


@pytest.mark.parametrize(
    ("text", "pairs", "sentence"),
    [
        ("", [], "table.csv is empty."),
        ("code,name_en\n", [], "table.csv has no rows."),
        ("a,b\n1,2\n", [], "No column holds the code. Say which: --map COLUMN=code. The columns are: a, b."),
        ("code,b\n1,2\n", [], "No column holds a name. Say which: --map COLUMN=name_en. The columns are: code, b."),
        ("a,b\n1,2\n", ["x=code"], "There is no column x. The columns are: a, b."),
        ("a,b\n1,2\n", ["a=colour"], "There is no field colour."),
    ],
)
def test_a_file_that_says_nothing_is_refused_with_a_sentence(tmp_path, text, pairs, sentence):
    with pytest.raises((NotPossible, ValueError)) as fault:
        load(tmp_path, text, *pairs)

    assert str(fault.value).startswith(sentence)


def test_a_picture_is_no_table(tmp_path):
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))

    with pytest.raises(NotPossible):
        open_table(path)
