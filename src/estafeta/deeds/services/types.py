from django.db import transaction

from estafeta.deeds.models import DeedType, SocialGroup
from estafeta.deeds.services.builtin import GROUPS, TYPES


@transaction.atomic
def load_types() -> tuple[int, int]:
    """Bring the built-in types of deed and groups of people in; a second call changes nothing.

    Returns: how many types and groups are built in. Rows that an operator added stay.
    Writes:  DeedTypes and SocialGroups, found again by their slugs.
    """
    for position, row in enumerate(TYPES, start=1):
        DeedType.objects.update_or_create(slug=row["slug"], defaults={"mark": row["slug"], **row, "position": position})
    for position, group in enumerate(GROUPS, start=1):
        SocialGroup.objects.update_or_create(slug=group["slug"], defaults={**group, "position": position})
    return len(TYPES), len(GROUPS)
