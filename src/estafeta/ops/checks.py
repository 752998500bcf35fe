"""Settings that would hurt in production: such a start is refused with a sentence."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

OF_THIS_MACHINE = {"127.0.0.1", "localhost", "[::1]", "testserver"}


@register(Tags.security)
def no_debugging_in_public(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:  # noqa: ARG001 -- Django's signature
    if settings.DEBUG and (settings.BEHIND_TLS or not set(settings.ALLOWED_HOSTS) <= OF_THIS_MACHINE):
        return [
            Error("DEBUG is on and others can reach this address: error pages would show the inside.", id="ops.E001")
        ]
    return []


@register(Tags.security)
def the_public_name_is_answered(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:  # noqa: ARG001 -- Django's signature
    host = urlsplit(settings.SITE_URL).hostname or ""
    names = settings.ALLOWED_HOSTS
    if any(name == "*" or name.strip("[]") == host for name in names):
        return []
    if any(name.startswith(".") and f".{host}".endswith(name) for name in names):
        return []
    return [Error(f"SITE_URL leads to {host}, to which ALLOWED_HOSTS does not answer; add it there.", id="ops.E002")]
