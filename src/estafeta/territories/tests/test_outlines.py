import pytest
from django.utils import timezone

from estafeta.territories import queries
from estafeta.territories.models import Outline, Territory
from estafeta.territories.services import load_builtin
from tests import make

RING = [[70, 48], [76, 48], [76, 51], [70, 51], [70, 48]]
HOLE = [[72, 49], [73, 49], [73, 50], [72, 50], [72, 49]]


def outline(territory, geometry):
    return Outline.objects.create(territory=territory, geometry=geometry, loaded_at=timezone.now())


@pytest.fixture
def region():
    region = make.region()
    outline(region, {"type": "MultiPolygon", "coordinates": [[RING, HOLE], [[[80, 48], [81, 48], [81, 49], [80, 48]]]]})
    return region


def test_a_point_lies_in_the_territory_whose_border_goes_around_it(region):
    assert queries.at_point(71, 48.5) == region
    assert queries.at_point(80.9, 48.5) == region


def test_a_point_in_a_hole_or_outside_lies_in_none(region):
    assert queries.at_point(72.5, 49.5) is None
    assert queries.at_point(10, 10) is None


def test_the_deepest_border_holds_the_point(region):
    district = make.territory("District", parent=region, kind="district")
    outline(district, {"type": "Polygon", "coordinates": [[[70, 48], [71, 48], [71, 49], [70, 49], [70, 48]]]})

    assert queries.at_point(70.5, 48.5) == district


def test_without_a_border_the_nearest_settlement_is_meant():
    load_builtin()

    assert queries.at_point(72.95, 50.06).code == "352410000"
    assert queries.at_point(73.11, 49.81).code == "351010000"
    assert queries.at_point(0, 0) is None


def test_a_territory_without_a_border_is_drawn_as_the_one_above(region):
    town = make.town(parent=region)

    assert queries.outline_of(town).territory == region
    assert queries.outline_of(Territory(path="NO/")) is None
