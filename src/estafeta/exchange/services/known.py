"""Rows by the key of their source: what came before is known again, what came now is remembered."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db.models import Model

from estafeta.base.bulk import copy_in
from estafeta.exchange.models import Import, ImportedRow
from estafeta.exchange.rules import LONGEST_KEY

BATCH = 1_000


def key_of(source: str, key: str, *words: object) -> str:
    """Under which a row is known again: its own key, or what it says where it has none."""
    own = key or hashlib.sha256(repr(words).encode("utf-8", "replace")).hexdigest()[:24]
    if len(own) > LONGEST_KEY - 80:
        own = hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()[:40]
    return f"{source[:70]}:{own}"


def known(noun: str, keys: Iterable[str]) -> set[str]:
    """Which of these rows came before and were not taken back."""
    wanted = list(keys)
    return {
        key
        for start in range(0, len(wanted), BATCH * 10)
        for key in ImportedRow.objects.filter(
            noun=noun, key__in=wanted[start : start + BATCH * 10], undone_at=None
        ).values_list("key", flat=True)
    }


def is_used(thing: Model) -> bool:
    """Whether anything in the house points at it."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: thing}).exists()  # noqa: SLF001 -- _base_manager is Django's documented model API
        for relation in thing._meta.related_objects  # noqa: SLF001 -- _meta is Django's documented model API
    )


def remember(came_with: Import, things: Sequence[tuple[str, int]]) -> None:
    """Write down which row became which thing."""
    columns = ("came_with_id", "noun", "key", "number")
    copy_in(ImportedRow, columns, ((came_with.pk, came_with.noun, key, number) for key, number in things))
