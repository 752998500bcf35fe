"""Single entries of the tally, for those who record and confirm them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from estafeta.tally.models import Fact

Entry = Fact
"""What a query of entries gives; only read it."""


def moment_of_entry(number: UUID) -> datetime:
    """When an entry was recorded. Raises: Fact.DoesNotExist."""
    return Fact.objects.values_list("recorded_at", flat=True).get(uuid=number)


def standing_attendances(deeds: Collection[int]) -> set[tuple[int, int | None, int]]:
    """Who stands in the count of these deeds: (deed, shift, person); one query."""
    standing = Fact.objects.filter(deed__in=deeds, kind=Fact.Kind.ATTENDANCE, corrected_by=None)
    return {(deed, shift, person or 0) for deed, shift, person in standing.values_list("deed", "shift", "person")}
