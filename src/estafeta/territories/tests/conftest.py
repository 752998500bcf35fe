"""The classifier's real file, where it is there: `ESTAFETA_TEST_DATA`, else `../shared/data` beside the repository."""

import os
from pathlib import Path

import pytest
from django.db import connection, transaction

from estafeta.territories.models import Outline, Population, Territory
from estafeta.territories.services.whole_country import CountryFiles, import_country

DATA = Path(os.environ.get("ESTAFETA_TEST_DATA") or Path(__file__).resolve().parents[5] / "shared" / "data")
FILES = CountryFiles(
    tree=DATA / "kz-kato/kato.csv",
    boundaries=[
        DATA / "kz-boundaries" / name
        for name in ("adm0_country.geojson", "adm1_regions.geojson", "adm2_districts.geojson")
    ],
    populations=[
        DATA / "kz-population/regions_2023-01-01.csv",
        DATA / "kz-population/regions_by_year_2000_2023.csv",
    ],
    points=[DATA / "kz-places-geonames/places.csv"],
)


@pytest.fixture(scope="module")
def whole_kazakhstan(django_db_setup, django_db_blocker):
    """The report of loading all files, whose rows stay for the module's tests and are taken away after them."""
    if not FILES.tree.is_file():
        pytest.skip("the classifier's file is not here; ESTAFETA_TEST_DATA names its folder")
    with django_db_blocker.unblock():
        report = import_country(FILES)
    yield report
    with django_db_blocker.unblock(), transaction.atomic():
        Outline.objects.all().delete()
        Population.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM territories_territory")


@pytest.fixture
def by_code(whole_kazakhstan):
    return {one.code: one for one in Territory.objects.select_related("parent")}
