import gzip
import json

import pytest
from django.utils import timezone

from estafeta.territories.models import Outline, Territory
from estafeta.territories.services import load_builtin

SQUARE = {"type": "Polygon", "coordinates": [[[70, 48], [76, 48], [76, 51], [70, 51], [70, 48]]]}


@pytest.fixture(autouse=True)
def _kazakhstan(db):
    load_builtin()


def outline(code):
    return Outline.objects.create(
        territory=Territory.objects.get(code=code), geometry=SQUARE, credit="A credit", loaded_at=timezone.now()
    )


def test_choose_answers_a_program_with_json(client):
    answer = client.get("/kk/territories/choose/", {"q": "темиртау"}, headers={"Accept": "application/json"})

    assert answer.json() == {
        "results": [
            {"code": "352410000", "name": "Теміртау қаласы", "path": "Қарағанды облысы", "kind": "қала"},
        ]
    }


def test_choose_answers_the_chooser_with_a_fragment(client):
    answer = client.get("/en/territories/choose/", {"q": "abai"}, headers={"HX-Request": "true"})

    assert 'type="radio" name="territory" value="KZ-10"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "щ" * 3000, "'", "%"])
def test_choose_does_not_mind_nonsense(client, typed):
    answer = client.get("/en/territories/choose/", {"q": typed.encode("utf-8", "surrogatepass")})

    assert answer.json() == {"results": []}


def test_outlines_are_geojson_with_their_credit(client):
    outline("KZ-35")

    answer = client.get("/ru/territories/outlines.geojson")

    assert answer.json()["credit"] == "A credit"
    (feature,) = answer.json()["features"]
    assert feature["id"] == "KZ-35"
    assert feature["properties"]["name"] == "Карагандинская область"
    assert feature["geometry"] == SQUARE


def test_outlines_are_kept_until_they_change(client):
    first = outline("KZ-35")
    answer = client.get("/en/territories/outlines.geojson")
    same = client.get("/en/territories/outlines.geojson", headers={"If-None-Match": answer["ETag"]})
    first.delete()
    changed = client.get("/en/territories/outlines.geojson", headers={"If-None-Match": answer["ETag"]})

    assert same.status_code == 304
    assert "max-age" in answer["Cache-Control"]
    assert changed.json()["features"] == []


def test_outlines_of_a_territory_are_those_directly_under_it(client):
    outline("KZ-35")
    outline("352400000")

    answer = client.get("/en/territories/outlines.geojson", {"territory": "KZ-35"})

    assert [feature["id"] for feature in answer.json()["features"]] == ["352400000"]


def test_outlines_of_a_territory_that_is_not_there_are_not_found(client):
    assert client.get("/en/territories/outlines.geojson", {"territory": "XX"}).status_code == 404


def test_outlines_travel_compressed(client):
    outline("KZ-35")

    answer = client.get("/en/territories/outlines.geojson", headers={"Accept-Encoding": "gzip"})

    assert json.loads(gzip.decompress(answer.content))["type"] == "FeatureCollection"
