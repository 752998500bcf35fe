"""Tells Django of the checks that are made at every start."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "estafeta.ops"

    def ready(self) -> None:
        from estafeta.ops import checks  # noqa: F401, PLC0415 -- registering is the import's purpose, after the settings
