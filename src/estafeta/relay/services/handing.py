from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from estafeta.deeds.models import Deed
from estafeta.deeds.queries import together_with
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.queries import organisers_of
from estafeta.people.models import Person
from estafeta.relay import rules
from estafeta.relay.models import Bundle
from estafeta.tally.queries import named_at


@transaction.atomic
def hand_out(deed: Deed, *, now: datetime | None = None) -> int:
    """Put the batons of a deed that is over into the hands of its organisers and of those who were there.

    Returns: how many people were given a bundle now; whoever has one keeps it, so that phones that find the network
             late, and a second run, add only those who are new.
    Writes:  Bundles, one Letter to each who is new, one journal Entry.
    Locks:   the Deed row.
    """
    deed = Deed.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=deed.pk)
    if deed.status not in Deed.HELD:
        return 0
    sizes = dict.fromkeys(named_at(deed.pk), rules.OF_A_PARTICIPANT)
    for person in _organisers(deed):
        sizes[person.pk] = rules.OF_AN_ORGANISER
    there = set(Bundle.objects.filter(deed=deed).values_list("person", flat=True))
    new = {
        person.pk: person
        for person in Person.objects.filter(pk__in=sizes.keys() - there, forgotten_at=None).select_related("guardian")
    }
    at = max(now or timezone.now(), deed.ends_at or timezone.now())
    Bundle.objects.bulk_create(
        (Bundle(deed=deed, person=person, size=sizes[key], handed_at=at) for key, person in new.items()),
        batch_size=1000,
    )
    for key, person in new.items():
        queue_letter(person, "batons_handed", key=f"batons_handed:{deed.pk}:{key}", title=deed.title, number=sizes[key])
    if new:
        record(None, "handed_out_batons", deed, people=len(new))
    return len(new)


def _organisers(deed: Deed) -> Iterable[Person]:
    bodies = [deed.organisation, *(other.organisation for other in together_with(deed))]
    return [person for body in bodies for person in organisers_of(body)]
