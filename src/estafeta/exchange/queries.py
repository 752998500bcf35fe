from django.db.models import QuerySet

from estafeta.exchange.models import Import, SavedMapping
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_by


def import_of(key: str) -> Import | None:
    """The import of this key, if one of tables has it."""
    return Import.objects.filter(key=key).first()


def imports_visible_to(person: Person | None) -> QuerySet[Import]:
    """One's own imports, and those into the subtrees that one coordinates; the latest first."""
    if person is None:
        return Import.objects.none()
    seen = Import.objects.filter(coordinated_by(person)) | Import.objects.filter(by=person)
    return seen.defer("content", "fates").select_related("territory", "by", "campaign").order_by("-made_at", "-pk")


def mappings_of(person: Person, noun: str) -> QuerySet[SavedMapping]:
    """What one has kept for tables of this noun."""
    return SavedMapping.objects.filter(person=person, noun=noun)
