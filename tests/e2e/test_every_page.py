"""Every page of the table of roles: axe finds nothing, and on a phone it is no wider than the phone."""

import pytest
from django.utils.translation import override

from tests.e2e.conftest import PHONE, faults_of
from tests.test_roles import ROLES, TABLE, World, expected

pytestmark = pytest.mark.django_db(transaction=True)
NO_PAGES = (".zip", ".ics", ".csv", ".json", ".xml", ".atom", ".txt", ".svg", ".ico", ".js", ".geojson", ".webmanifest")
FRAGMENTS = ("/tally/live/",)  # parts of a page, never shown alone
PROGRAMS = ("/api/", "/embed/", "/healthz", "/readyz", "/metrics", "/d/", "/en/look/")


def pages(world: World, role: str) -> list[str]:
    """Addresses that show `role` a page and were not shown to anybody before them in ROLES."""
    shown_before = ROLES[: ROLES.index(role)]
    found = []
    for line in TABLE:
        if not expected(line, role).startswith("200") or any(expected(line, r).startswith("200") for r in shown_before):
            continue
        address = world.address(line)
        if not address.endswith(NO_PAGES + FRAGMENTS) and not address.startswith(PROGRAMS):
            found.append(address)
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("role", ["stranger", "participant", "owner", "coordinator"])
def test_every_page_is_accessible_and_fits_a_phone(new_page, signed_in, language, role):
    world = World()
    page = new_page(language)
    if role != "stranger":
        signed_in(page, world.people[role].user)
    with override(language):
        addresses = pages(world, role)
    wide, faults = [], []

    for address in addresses:
        page.goto(address)
        faults += [(address, fault) for fault in faults_of(page)]
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(address)

    assert (wide, faults) == ([], [])
