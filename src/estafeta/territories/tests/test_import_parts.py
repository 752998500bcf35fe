"""Borders, populations and points on their own, with what such files bring."""

import json

import pytest

from estafeta.base.errors import NotPossible
from estafeta.territories.models import Outline, Population, Territory
from estafeta.territories.services import import_boundaries, import_points, import_populations, load_builtin

SQUARE = [[[70, 48], [76, 48], [76, 51], [70, 51], [70, 48]]]


@pytest.fixture(autouse=True)
def _kazakhstan(db):
    load_builtin()


def written(tmp_path, text, name="file.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def geojson(tmp_path, *features):
    return written(tmp_path, json.dumps({"type": "FeatureCollection", "features": features}), "borders.geojson")


def feature(code, coordinates=SQUARE, kind="Polygon", **properties):
    return {"properties": {"code": code} | properties, "geometry": {"type": kind, "coordinates": coordinates}}


def told(part):
    return {fate.row: (fate.verdict, *fate.notes) for fate in part.fates}


def test_borders_are_joined_by_any_of_a_territorys_codes(tmp_path):
    part = import_boundaries(geojson(tmp_path, feature("KZ-35"), feature("551000000")), credit="A credit")

    assert part.counts()["created"] == 2
    assert {one.territory.code for one in Outline.objects.all()} == {"KZ-35", "551000000"}
    assert {one.credit for one in Outline.objects.all()} == {"A credit"}


def test_the_same_borders_twice_change_nothing(tmp_path):
    path = geojson(tmp_path, feature("KZ-35"))
    import_boundaries(path, credit="A credit")
    before = Outline.objects.get().loaded_at

    part = import_boundaries(path, credit="A credit")

    assert part.counts() == {"created": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert Outline.objects.get().loaded_at == before


def test_borders_without_a_credit_are_named_after_their_file_and_it_is_said(tmp_path):
    part = import_boundaries(geojson(tmp_path, feature("KZ-35")))

    assert Outline.objects.get().credit == "borders.geojson"
    assert part.notes[0].startswith("Whose borders are these?")


def test_a_bad_border_never_spoils_a_good_one(tmp_path):
    part = import_boundaries(
        geojson(
            tmp_path,
            feature("KZ-99"),
            feature("KZ-11", kind="Point"),
            feature("KZ-11", coordinates=[[[70, 48], [76, 48], [70, 48]]]),
            feature("KZ-11", coordinates=[[[700, 48], [76, 48], [76, 51], [700, 48]]]),
            feature("KZ-11", coordinates="nonsense"),
            {"properties": None, "geometry": None},
            feature("KZ-35"),
            feature("350000000"),
        ),
        credit="A credit",
    )

    assert told(part) == {
        1: ("refused", "Property code: there is no territory “KZ-99”."),
        2: ("refused", "The geometry is neither a Polygon nor a MultiPolygon."),
        3: ("refused", "The geometry is no closed ring of longitudes and latitudes."),
        4: ("refused", "The geometry is no closed ring of longitudes and latitudes."),
        5: ("refused", "The geometry is no closed ring of longitudes and latitudes."),
        6: ("refused", "Property code: there is no territory “”."),
        7: ("created",),
        8: ("refused", "Feature 7 is KZ-35 already."),
    }


def test_a_border_of_another_name_is_refused_where_nothing_bears_that_name(tmp_path):
    part = import_boundaries(geojson(tmp_path, feature("101010000", name_en="Nowhereville")), credit="A credit")

    assert told(part) == {
        1: ("refused", "The border 101010000 is called Nowhereville, the territory of that code Semey.")
    }


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"features": 1}', '{"features": [1]}', "[" * 100_000])
def test_what_is_no_geojson_is_refused_with_a_sentence(tmp_path, text):
    with pytest.raises(NotPossible, match="is no GeoJSON FeatureCollection"):
        import_boundaries(written(tmp_path, text, "borders.geojson"))


def test_populations_are_joined_by_code_and_year(tmp_path):
    path = written(tmp_path, "code,year,population\nKZ-35,2015,1 378 533\n352410000,2015,184500\n")

    (part,) = import_populations([path], source="The statisticians")

    assert part.counts()["created"] == 2
    assert Population.objects.get(territory__code="KZ-35", year=2015).people == 1_378_533
    assert Population.objects.get(territory__code="352410000").source == "The statisticians"


def test_the_year_may_stand_in_the_name_of_the_file_or_be_said(tmp_path):
    in_name = written(tmp_path, "code,population\nKZ-35,5\n", "people_2015-01-01.csv")
    nowhere = written(tmp_path, "code,population\nKZ-35,6\n", "people.csv")

    import_populations([in_name])
    import_populations([nowhere], year=2016)

    years = Population.objects.filter(territory__code="KZ-35").values_list("year", "people")
    assert {(2015, 5), (2016, 6)} <= set(years)
    with pytest.raises(NotPossible, match="Of which year"):
        import_populations([nowhere])


def test_numbers_under_todays_name_are_the_former_territorys_before_it_began(tmp_path):
    path = written(
        tmp_path,
        "year,name,population\n2012,Туркестанская 1,2700000\n2018,Туркестанская 1,1900000\n2018,г. Шымкент,900000\n"
        "2012,Алматинская,1900000\n2012,г. Алматы,1400000\n2012,Республика Казахстан ,16600000\n",
    )

    import_populations([path])

    def people(code, year):
        return Population.objects.filter(territory__code=code, year=year).values_list("people", flat=True).first()

    assert people("KZ-YUZ", 2012) == 2_700_000
    assert people("KZ-61", 2012) is None
    assert people("KZ-61", 2018) == 1_900_000
    assert people("KZ-75", 2012) == 1_400_000
    assert people("KZ-19", 2012) == 1_900_000
    assert people("KZ", 2012) == 16_600_000


def test_a_bad_number_is_refused_with_its_column(tmp_path):
    path = written(
        tmp_path, "code,year,population\nKZ-35,2015,-1\nKZ-35,1582,5\nKZ-35,2015,many\nXX,2015,5\nKZ-35,2015,5\n"
    )

    (part,) = import_populations([path])

    assert told(part) == {
        2: ("refused", "Column population: “-1” is no number of inhabitants."),
        3: ("refused", "Column year: “1582” is no year from 1800 to 2200."),
        4: ("refused", "Column population: “many” is no number of inhabitants."),
        5: ("refused", "Column code: there is no territory “XX”."),
        6: ("created",),
    }


def test_points_fill_what_is_not_known_and_leave_what_was_written_by_hand(tmp_path):
    Territory.objects.filter(code="551610000").update(lon=None, lat=None)
    path = written(
        tmp_path,
        "kato,lon,lat,population,name_latin\n551610000,76.9,52.0,44808,Aqsu\n352410000,1,1,170600,Temirtaw\n"
        ",1,1,1,Nowhere\n",
    )

    part = import_points(path)
    again = import_points(path)

    aksu, temirtau = Territory.objects.get(code="551610000"), Territory.objects.get(code="352410000")
    assert (aksu.lon, aksu.name_en) == (76.9, "Aksu")
    assert (temirtau.lon, temirtau.name_en) == (72.96, "Temirtau")
    assert [fate.verdict for fate in part.fates] == ["created", "created", "refused"]
    assert [fate.verdict for fate in again.fates] == ["unchanged", "unchanged", "refused"]
