"""Territories written in bulk: new ones through COPY, changed ones in few statements, paths kept true."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from estafeta.base.bulk import copy_in, reserve_ids
from estafeta.base.fields import LANGUAGES
from estafeta.territories.models import Territory
from estafeta.territories.rules.names import folded

FIELDS = (
    "national_code", "iso_code", "kind", "name_kk", "name_ru", "name_en", "also", "is_pickable", "valid_from",
    "valid_until", "time_zone", "lon", "lat", "tile_col", "tile_row",
)  # fmt: skip
_COPIED = ("id", "code", *FIELDS, "parent_id", "was_in_id", "path", "depth", "folded")
BATCH = 500
LOCK_STATEMENT = "SELECT pg_advisory_xact_lock(%s)"
_LOCK = 0x7E22  # any number that is ours: one writer of the tree at a time


@dataclass
class Draft:
    """What is known of one territory; a field that is not among `values` stays as it is."""

    code: str
    parent: str | None = None  # a code; None leaves it as it is, "" is the root of a tree
    was_in: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Written:
    """Codes by what happened to them; `changed` names the fields."""

    created: set[str] = field(default_factory=set)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)


def tree() -> dict[str, Territory]:
    """Every territory by its code; the one reading that an import works on.

    Locks: the tree until the end of the transaction, so that a second import reads what the first has written.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_STATEMENT, [_LOCK])
    return {territory.code: territory for territory in Territory.objects.all()}


@transaction.atomic
def write(drafts: Iterable[Draft], known: dict[str, Territory] | None = None) -> Written:
    """Make the tree say what the drafts say. Twice is harmless.

    Takes:   drafts -- checked: every parent is known or among them, no cycles, codes without "/"; known -- of `tree()`
             in this transaction.
    Writes:  territories that are new or differ, and the paths beneath a moved one; all or none.
    """
    wanted = {draft.code: draft for draft in drafts}
    if not wanted:
        return Written()
    all_of_them = tree() if known is None else known
    new = [code for code in wanted if code not in all_of_them]
    before = {code: _state(territory) for code, territory in all_of_them.items()}
    named = {code: _naming(all_of_them[code]) for code in wanted if code in before}
    for code, pk in zip(new, reserve_ids(Territory, len(new)), strict=True):
        all_of_them[code] = Territory(pk=pk, code=code, time_zone="", depth=0)
    for draft in wanted.values():
        _apply(draft, all_of_them)
    _paths(all_of_them)
    for code in wanted:
        if code not in before or _naming(all_of_them[code]) != named[code]:
            _fold(all_of_them[code])
    return _save(all_of_them, before, wanted, new)


def _state(territory: Territory) -> tuple[object, ...]:
    return tuple(getattr(territory, name) for name in _COPIED)


def _apply(draft: Draft, known: dict[str, Territory]) -> None:
    territory = known[draft.code]
    for name, value in draft.values.items():
        setattr(territory, name, value)
    if draft.parent is not None:
        territory.parent_id = known[draft.parent].pk if draft.parent else None
    if draft.was_in is not None:
        territory.was_in_id = known[draft.was_in].pk if draft.was_in else None


def _paths(known: dict[str, Territory]) -> None:
    by_key = {territory.pk: territory for territory in known.values()}
    done: dict[int, tuple[str, int, str]] = {}

    def place(territory: Territory) -> tuple[str, int, str]:
        if territory.pk not in done:
            above, depth, zone = "", -1, settings.TIME_ZONE
            if territory.parent_id is not None:
                above, depth, zone = place(by_key[territory.parent_id])
            territory.path, territory.depth = f"{above}{territory.code}/", depth + 1
            territory.time_zone = territory.time_zone or zone
            done[territory.pk] = territory.path, territory.depth, territory.time_zone
        return done[territory.pk]

    for territory in known.values():
        place(territory)


def _naming(territory: Territory) -> tuple[str, ...]:
    return territory.kind, territory.name_kk, territory.name_ru, territory.name_en, territory.also, territory.folded


def _fold(territory: Territory) -> None:
    names = {language: getattr(territory, f"name_{language}") for language in LANGUAGES}
    territory.folded = folded(territory.kind, names, territory.also)


def _save(
    known: dict[str, Territory], before: dict[str, tuple[object, ...]], wanted: dict[str, Draft], new: list[str]
) -> Written:
    written = Written(created=set(new))
    changed: list[Territory] = []
    fields: set[str] = set()
    for code, was in before.items():
        differ = [name for name, a, b in zip(_COPIED, was, _state(known[code]), strict=True) if a != b]
        if differ:
            changed.append(known[code])
            fields.update(differ)
            written.changed[code] = differ
        elif code in wanted:
            written.unchanged.add(code)
    copy_in(Territory, _COPIED, (_state(known[code]) for code in new))
    if changed:
        Territory.objects.bulk_update(changed, sorted(fields), batch_size=BATCH)
    return written
