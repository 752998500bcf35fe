from django.db import models
from django.db.models import QuerySet

from estafeta.journal.models import Entry


def key_of(thing: models.Model) -> str:
    """A thing's name in the journal, such as `deeds.deed:12`."""
    return f"{thing._meta.label_lower}:{thing.pk}"  # noqa: SLF001 -- _meta is Django's documented model API


def story_of(thing: models.Model) -> QuerySet[Entry]:
    """Everything that was done to `thing`, oldest first."""
    return Entry.objects.filter(thing=key_of(thing)).select_related("actor").order_by("at", "pk")
