from typing import Any

from django.db import transaction

from estafeta.deeds.models import DeedType, SocialGroup
from estafeta.deeds.services.builtin import GROUPS, TYPES


@transaction.atomic
def load_types() -> tuple[int, int]:
    """Bring the built-in types of deed and groups of people in; a second call changes nothing.

    Returns: how many types and groups are built in. Rows that an operator added stay.
    Writes:  DeedTypes and SocialGroups, found again by their slugs.
    """
    _bring_in(DeedType, [{"mark": row["slug"], **row} for row in TYPES])
    _bring_in(SocialGroup, GROUPS)
    return len(TYPES), len(GROUPS)


def _bring_in(model: type[DeedType] | type[SocialGroup], rows: list[dict[str, Any]]) -> None:
    fields = [*(name for name in rows[0] if name != "slug"), "position"]
    made: list[Any] = [model(**row, position=position) for position, row in enumerate(rows, start=1)]
    model._default_manager.bulk_create(made, update_conflicts=True, unique_fields=["slug"], update_fields=fields)  # noqa: SLF001 -- Django's documented model API
