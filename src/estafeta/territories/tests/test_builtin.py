from datetime import date

import pytest

from estafeta.territories import queries
from estafeta.territories.models import Population, Territory
from estafeta.territories.services import load_builtin

IN_2010 = date(2010, 4, 24)
TODAY = date(2026, 11, 24)


@pytest.fixture
def kazakhstan():
    load_builtin()
    return Territory.objects.get(code="KZ")


def test_loading_twice_changes_nothing(kazakhstan):
    before = list(Territory.objects.order_by("pk").values())

    again = load_builtin()

    assert (again.created, again.changed) == (set(), {})
    assert list(Territory.objects.order_by("pk").values()) == before


def test_the_country_had_16_regions_in_2010_and_has_20_today(kazakhstan):
    then = {one.code for one in queries.territories_on(IN_2010, within=kazakhstan)}
    now = {one.code for one in queries.territories_on(TODAY, within=kazakhstan)}

    assert len(then) == 16
    assert len(now) == 20
    assert then - now == {"KZ-YUZ"}
    assert now - then == {"KZ-10", "KZ-33", "KZ-61", "KZ-62", "KZ-79"}


def test_regions_have_the_published_numbers_of_people(kazakhstan):
    for day, year, total in ((IN_2010, 2010, 16_203_274), (TODAY, 2023, 19_765_004)):
        regions = queries.territories_on(day, within=kazakhstan)
        people = Population.objects.filter(territory__in=regions, year=year).values_list("people", flat=True)

        assert len(people) == len(regions)
        assert sum(people) == total
        assert Population.objects.get(territory=kazakhstan, year=year).people == total


def test_the_karaganda_region_of_2010_held_ulytau(kazakhstan):
    karaganda = Territory.objects.get(code="KZ-35")

    assert queries.subtree_of_as_of(karaganda, IN_2010) == ["KZ/KZ-35/", "KZ/KZ-62/"]
    assert queries.subtree_of_as_of(karaganda, TODAY) == ["KZ/KZ-35/"]


def test_the_south_kazakhstan_region_became_turkistan_and_shymkent(kazakhstan):
    south = Territory.objects.get(code="KZ-YUZ")

    assert queries.subtree_of_as_of(south, IN_2010) == ["KZ/KZ-YUZ/", "KZ/KZ-61/", "KZ/KZ-79/"]


def test_every_territory_has_names_a_place_and_a_zone(kazakhstan):
    lacking = [
        one.code
        for one in Territory.objects.all()
        if not (one.name_kk and one.name_ru and one.name_en and one.lon and one.lat and one.folded)
    ]
    zones = dict(Territory.objects.values_list("code", "time_zone"))

    assert lacking == []
    assert zones["352410000"] == "Asia/Almaty"
    assert zones["471010000"] == "Asia/Aqtau"
    assert zones["271010000"] == "Asia/Oral"


def test_the_tiles_of_todays_regions_do_not_cover_each_other(kazakhstan):
    tiles = [(one.tile_col, one.tile_row) for one in queries.territories_on(TODAY)]

    assert None not in {part for tile in tiles for part in tile}
    assert len(set(tiles)) == 20


def test_a_city_is_offered_once(kazakhstan):
    called_temirtau = Territory.objects.filter(name_ru="Темиртау")

    assert {one.code: one.is_pickable for one in called_temirtau} == {"352400000": False, "352410000": True}
    assert Territory.objects.get(code="352410000").path == "KZ/KZ-35/352400000/352410000/"
