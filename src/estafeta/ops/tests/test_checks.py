import pytest
from django.core import checks

pytestmark = pytest.mark.no_database


def told() -> list[str]:
    return sorted(found.id for found in checks.run_checks(tags=[checks.Tags.security]) if found.id.startswith("ops."))


@pytest.mark.parametrize(
    ("site_url", "names", "debug", "faults"),
    [
        ("http://127.0.0.1:8000", ["127.0.0.1"], False, []),
        ("http://127.0.0.1:8000", ["127.0.0.1"], True, []),
        ("http://[::1]:8000", ["[::1]"], False, []),
        ("https://deeds.example.org", ["deeds.example.org"], False, []),
        ("https://deeds.example.org", [".example.org"], False, []),
        ("https://deeds.example.org", ["*"], False, []),
        ("https://deeds.example.org", ["deeds.example.org"], True, ["ops.E001"]),
        ("https://deeds.example.org", ["127.0.0.1"], False, ["ops.E002"]),
        ("https://deeds.example.org", ["other.example.org"], True, ["ops.E001", "ops.E002"]),
    ],
)
def test_a_start_that_would_hurt_is_refused(settings, site_url, names, debug, faults):
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.DEBUG = site_url, names, debug
    settings.BEHIND_TLS = site_url.startswith("https://")

    assert told() == faults
