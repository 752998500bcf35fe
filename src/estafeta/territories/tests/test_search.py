import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from estafeta.base.texts import fold
from estafeta.territories import queries
from estafeta.territories.models import Territory
from estafeta.territories.rules.likeness import letters, nearest, slips
from estafeta.territories.services import load_builtin
from tests import make


@pytest.fixture
def kazakhstan():
    load_builtin()
    return Territory.objects.get(code="KZ")


def first(text, **how):
    return next(iter(queries.search(text, **how)), None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Теміртау", "352410000"),
        ("темиртау", "352410000"),
        ("TEMIRTAU", "352410000"),
        ("темиртав", "352410000"),
        ("темитрау", "352410000"),
        ("Тeмиртaу", "352410000"),  # Latin look-alikes inside
        ("кызылорда каласы", "431010000"),
        ("Qyzylorda qalasy", "431010000"),
        ("Усть-Каменогорск", "631010000"),
        ("өскемен", "631010000"),
        ("оскемен", "631010000"),
        ("Yekibastuz", "552210000"),
        ("Djezkazgan", "621010000"),
        ("Чимкент", "KZ-79"),
        ("Нур-Султан", "KZ-71"),
        ("Алма-Ата", "KZ-75"),
        ("алматы", "KZ-75"),
        ("ВКО", "KZ-63"),
        ("шыгыс казакстан", "KZ-63"),
        ("абай карагандинская", "353220100"),
        ("Абай қаласы, Қарағанды облысы", "353220100"),
        ("г. Абай", "353220100"),
        ("петропвловск", "591010000"),
    ],
)
def test_a_place_is_found_however_it_is_spelt(kazakhstan, typed, code):
    assert first(typed).code == code


@pytest.mark.parametrize("typed", ["", "   ", ",,,", "№!?", "🙂", "\x00", "ы" * 100_000, "'; drop", "a' | 'b:* & !"])
def test_nonsense_finds_nothing_and_breaks_nothing(kazakhstan, typed):
    assert len(queries.search(typed)) <= 12


def test_whole_names_come_before_beginnings_and_those_before_words_and_typos(kazakhstan):
    make.territory("Абайка", parent=kazakhstan, code="A1", kind="aul", folded="|abaika|")
    make.territory("Новый Абай", parent=kazakhstan, code="A2", kind="aul", folded="|novii abai|")

    codes = [found.code for found in queries.search("абай", limit=30)]

    assert codes[0] == "KZ-10"
    assert codes.index("353220100") < codes.index("A1") < codes.index("A2")


def test_within_keeps_to_a_territory(kazakhstan):
    karaganda = Territory.objects.get(code="KZ-35")

    found = queries.search("абай", within=karaganda)

    assert [one.code for one in found] == ["353220100", "353200000"]


def test_administrations_and_what_has_ceased_are_not_offered(kazakhstan):
    codes = {found.code for found in queries.search("темиртау")} | {found.code for found in queries.search("ЮКО")}

    assert codes == {"352410000"}


@pytest.mark.parametrize(
    ("language", "name", "path"),
    [
        ("kk", "Абай қаласы", "Абай ауданы, Қарағанды облысы"),
        ("ru", "город Абай", "Абайский район, Карагандинская область"),
        ("en", "Abai", "Abai District, Karaganda Region"),
    ],
)
def test_a_found_place_tells_its_path_in_the_readers_language(kazakhstan, language, name, path):
    with translation.override(language):
        found = first("353220100 абай карагандинская".removeprefix("353220100 "))

    assert (found.name, found.path) == (name, path)


def test_equal_names_in_one_district_are_told_apart(kazakhstan):
    district = Territory.objects.get(code="352410000").parent
    for code in ("X1", "X2"):
        make.territory("Ақжар", parent=district, code=code, kind="aul", folded="|akjar|")

    paths = [found.path for found in queries.search("Ақжар", limit=30)]

    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize(
    ("typed", "queries_made"), [("темиртау", 2), ("а", 2), ("темиртав", 4), ("темиртав каласы", 8)]
)
def test_search_costs_the_same_however_much_it_finds(kazakhstan, typed, queries_made, django_assert_num_queries):
    queries.search("warm up the listt of names")

    with django_assert_num_queries(queries_made):
        queries.search(typed)


@pytest.mark.no_database
@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі -", min_size=1, max_size=30))
def test_folding_ignores_case_and_kazakh_letters_typed_as_russian_ones(text):
    typed = text.translate(str.maketrans("әғқңөұүһі", "агкноуухи"))

    assert fold(text) == fold(text.upper()) == fold(typed)
    assert fold(fold(text)) == fold(text)


@pytest.mark.no_database
@given(st.text(max_size=300))
def test_folding_leaves_words_of_one_case_parted_by_single_blanks(text):
    folded = fold(text)

    assert folded == folded.lower()
    assert "  " not in folded
    assert "|" not in folded


@pytest.mark.no_database
@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_slips_are_the_same_both_ways_and_none_only_for_equal_words(one, other):
    assert slips(one, other, 9) == slips(other, one, 9)
    assert (slips(one, other, 9) == 0) == (one == other)


@pytest.mark.no_database
@given(st.text("abcdefghijk", min_size=5, max_size=12), st.data())
def test_one_slip_is_always_forgiven(name, data):
    at = data.draw(st.integers(0, len(name) - 1))
    typed = data.draw(
        st.sampled_from([name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], name[:at] + "x" + name[at + 1 :]])
    )

    assert name in nearest(typed, ((name, letters(name)),)) or len(typed) < 4
