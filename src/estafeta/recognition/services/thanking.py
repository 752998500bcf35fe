from django.db import transaction
from django.utils import translation

from estafeta.deeds.models import Deed
from estafeta.deeds.queries import outcome_of
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person
from estafeta.recognition import queries
from estafeta.tally.queries import entries_of


@transaction.atomic
def thank_for(deed_id: int) -> int:
    """Write to everybody who was counted by name in a reported deed: thanks, and what came of it.

    Returns: how many it is for. Running it again writes nothing twice.
    Writes:  one Letter each.
    """
    deed = Deed.objects.select_related("type").get(pk=deed_id)
    outcome = outcome_of(deed)
    there = {entry.person for entry in entries_of(deed) if entry.stands and entry.in_headline}
    for person in Person.objects.filter(pk__in=there, forgotten_at=None).select_related("guardian").order_by("pk"):
        with translation.override(person.language):
            amount = f"{outcome.amount.normalize():f} {deed.type.unit}" if outcome and outcome.amount else ""
        queue_letter(
            person, "deed_thanks", key=f"deed_thanks:{deed.pk}:{person.pk}", title=deed.title, slug=deed.slug,
            name=person.name, amount=amount, token=queries.link_to_say_told(person, deed),
        )  # fmt: skip
    return len(there)
