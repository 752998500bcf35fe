"""Trap by trap over the real classifier (its README names them); skipped where the file is not there."""

from collections import Counter
from datetime import date

import pytest
from django.utils import translation

from estafeta.territories import queries
from estafeta.territories.models import Outline, Population, Territory
from estafeta.territories.services.whole_country import import_country

from .conftest import FILES


def parts(report):
    return {part.source: part for part in report.parts}


def test_every_row_is_taken(whole_kazakhstan, by_code):
    counts = parts(whole_kazakhstan)["kato.csv"].counts()

    assert sum(counts.values()) == 15_594
    assert counts["refused"] == 0
    assert len(by_code) == 15_594 + 2  # the country and the South Kazakhstan region of 2010


def test_loading_it_all_again_changes_nothing_and_says_so(whole_kazakhstan):
    before = list(Territory.objects.order_by("pk").values())

    again = import_country(FILES)

    assert not again.changed_anything()
    assert list(Territory.objects.order_by("pk").values()) == before


def test_the_tree_has_the_measured_depths(by_code):
    depths = Counter(one.depth for one in by_code.values() if one.national_code and one.code != "KZ")

    assert depths == {1: 20, 2: 228, 3: 2438, 4: 12908}


def test_every_path_is_its_parents_with_its_code(by_code):
    wrong = [one.code for one in by_code.values() if one.parent and one.path != f"{one.parent.path}{one.code}/"]

    assert wrong == []


def test_regions_bear_their_iso_code(by_code):
    regions = {one.code: one.national_code for one in by_code.values() if one.depth == 1 and one.national_code}

    assert len(regions) == 20
    assert all(code == f"KZ-{national[:2]}" for code, national in regions.items())


def test_city_districts_hang_under_their_city_and_settlements_under_a_district(by_code):
    assert by_code["711110000"].parent.code == "KZ-71"
    assert by_code["113820100"].parent.code == "113800000"


def test_a_city_and_its_administration_are_one_place_for_the_chooser(by_code):
    twins = [
        (one.code, child.code)
        for one in by_code.values()
        if one.kind == "city_administration"
        for child in by_code.values()
        if child.parent_id == one.pk and child.kind == "city" and child.is_pickable and one.is_pickable
    ]

    assert twins == []
    assert by_code["352400000"].kind == "city_administration"
    assert [found.code for found in queries.search("Темиртау")] == ["352410000"]


def test_type_markers_are_not_in_any_name(by_code):
    markers = ("г.", "с.", "п.", "с.о", "а.о", "а.ә", "к.ә", "қ.ә", "г.а", "п.а", "с.а", " қ.", " а.", " к.")
    wrong = [
        (one.name_ru, one.name_kk)
        for one in by_code.values()
        if one.kind != "place"
        and any(
            f" {name.lower()}".endswith(f" {marker}") or name.startswith(marker)
            for name in (one.name_ru, one.name_kk)
            for marker in markers
        )
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("code", "kind", "kk", "ru"),
    [
        ("351010000", "city", "Қарағанды", "Караганда"),
        ("103620000", "city_administration", "Аягөз қала әкімдігі", "городская администрация Аягоз"),
        ("KZ-79", "city_region", "Шымкент", "Шымкент"),
        ("596600000", "district", "Ғабит Мүсірепов атындағы аудан", "район имени Габита Мусрепова"),
        ("191810000", "city", "Алатау", "Алатау"),
        ("475220100", "city", "Форт-Шевченко", "Форт-Шевченко"),
    ],
)
def test_a_name_is_parsed_into_kind_and_name(by_code, code, kind, kk, ru):
    one = by_code[code]

    assert (one.kind, one.name_kk, one.name_ru) == (kind, kk, ru)


def test_what_a_citizen_would_not_pick_is_kept_and_hidden(by_code):
    places = [one for one in by_code.values() if one.kind == "place"]
    hidden = [one for one in places if not one.is_pickable]

    assert len([one for one in hidden if one.name_ru.startswith("зимовка")]) == 1597
    assert len(hidden) > 2700
    assert [one for one in places if one.is_pickable and not one.name_ru.startswith("станция")] == []


def test_a_search_folds_kazakh_letters_inside_russian_names(by_code):
    assert queries.search("Улытау")[0].code == "KZ-62"
    assert queries.search("район Аксуат")[0].code == "103400000"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_all_zhambyls_have_different_paths(by_code, language):
    with translation.override(language):
        found = queries.search("Жамбыл", limit=200)
        called = [place for place in found if by_code[place.code].name_kk == "Жамбыл"]

    assert len(called) >= 35
    assert len({(place.name, place.path) for place in called}) == len(called)


def test_every_pickable_territory_can_be_told_apart_by_name_and_path(by_code):
    places = [
        one for one in by_code.values() if one.is_pickable and one.parent and one.path.startswith("KZ/KZ-10/1034")
    ]

    found = queries.described(places)

    assert len({(place.name, place.path) for place in found}) == len(places)


def test_search_costs_the_same_over_the_whole_country(whole_kazakhstan, django_assert_num_queries):
    for typed in ("жамбыл", "темиртау", "а"):
        with django_assert_num_queries(2):
            queries.search(typed)


def test_all_borders_are_drawn_and_those_without_one_are_named(whole_kazakhstan):
    part = parts(whole_kazakhstan)["adm2_districts.geojson"]

    assert part.counts() == {"created": 224, "changed": 0, "unchanged": 0, "refused": 0}
    assert part.notes == [
        "No border for 615500000, 622000000, 635500000, 636300000: maps draw the territory above instead."
    ]
    assert queries.outline_of(Territory.objects.get(code="635500000")).territory.code == "KZ-63"
    assert set(Outline.objects.values_list("credit", flat=True)) == {
        "Boundaries: geokz by Alexander Rodionov, CC BY 4.0, simplified"
    }


def test_the_border_with_another_territorys_name_goes_to_that_one_and_it_is_said(whole_kazakhstan):
    told = [fate for fate in parts(whole_kazakhstan)["adm2_districts.geojson"].fates if fate.notes]

    assert [fate.row for fate in told] == [2]
    assert "Zharasemey" in told[0].notes[0]
    assert not Outline.objects.filter(territory__code="101010000").exists()
    assert Outline.objects.filter(territory__code="104100000").exists()


def test_a_point_is_found_in_its_district(whole_kazakhstan):
    assert queries.at_point(72.96, 50.05).code == "352400000"
    assert queries.at_point(69.6, 42.26).code == "791310000"


def test_population_is_of_the_territory_as_it_stood(whole_kazakhstan):
    def people(code, year):
        return Population.objects.get(territory__code=code, year=year).people

    assert people("KZ-YUZ", 2016) > people("KZ-61", 2018)
    assert people("KZ-79", 2018) == 952_169
    assert not Population.objects.filter(territory__code="KZ-61", year__lt=2017).exists()
    regions = [one.pk for one in queries.territories_on(date(2023, 1, 1))]
    summed = sum(Population.objects.filter(territory__in=regions, year=2023).values_list("people", flat=True))
    assert summed == people("KZ", 2023) == 19_765_004


def test_of_two_points_with_one_code_the_greater_counts(whole_kazakhstan):
    part = parts(whole_kazakhstan)["places.csv"]
    said = [fate for fate in part.fates if any("more people" in note for note in fate.notes)]

    assert len(said) == 7
    assert part.counts()["refused"] == 29
    assert Territory.objects.get(code="194083100").name_en == "Shelek"


def test_regions_to_draw_are_small_when_compressed(client, whole_kazakhstan):
    answer = client.get("/kk/territories/outlines.geojson", headers={"Accept-Encoding": "gzip"})

    assert len(answer.content) < 200_000
