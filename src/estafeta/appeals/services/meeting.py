"""What somebody can give, and the searches that tell when it is needed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Giving, Need, SavedSearch
from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.organisations.rules import may_organise
from estafeta.people.models import Person
from estafeta.territories.models import Territory

SETTLED = timedelta(minutes=1)  # what was written just now may not be committed yet; the next letter has it
TOLD_AT_ONCE = 10


@transaction.atomic
def say_what_one_gives(
    person: Person, *, kinds: Sequence[str], words: str = "", organisation: Organisation | None = None
) -> Giving:
    """Keep what a person, or an organisation that it organises for, is able to give.

    Raises: NotPossible for somebody else's organisation, or an unknown kind.
    Writes: one Giving, one journal Entry.
    """
    if organisation is not None:
        insist(may_organise(person, organisation))
    kinds = _known(kinds)
    owner = {"organisation": organisation} if organisation is not None else {"person": person}
    said = {"kinds": kinds, "words": clean(words, most=rules.LONGEST_LINE)}
    kept, _is_new = Giving.objects.update_or_create(**owner, defaults=said)
    record(person, "said_what_one_gives", organisation or person)
    return kept


@transaction.atomic
def save_search(
    person: Person,
    *,
    name: str,
    territory: Territory,
    kinds: Sequence[str],
    words: str = "",
    now: datetime | None = None,
) -> SavedSearch:
    """Keep a search under a name; the same name again changes it. Letters tell of what becomes open from now on.

    Raises: NotPossible without a name, for an unknown kind, or beyond twenty searches.
    Locks:  the Person row, so that two presses keep one.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    name = clean(name, most=rules.LONGEST_LINE)
    if not name:
        raise NotPossible(_("Give the search a name."))
    said = {"territory": territory, "kinds": _known(kinds), "words": clean(words, most=rules.LONGEST_LINE)}
    there = SavedSearch.objects.filter(person=person)
    if not there.filter(name=name).exists() and there.count() >= rules.MOST_SEARCHES:
        raise NotPossible(_("You have twenty searches already. Delete one first."))
    kept, _is_new = SavedSearch.objects.update_or_create(
        person=person, name=name, defaults=said, create_defaults=said | {"told_until": now or timezone.now()}
    )
    return kept


@transaction.atomic
def pause_search(search: SavedSearch, *, now: datetime | None = None) -> SavedSearch:
    """Send no letters of it until it goes on. Locks the SavedSearch row."""
    search = SavedSearch.objects.select_for_update().get(pk=search.pk)
    if search.paused_at is None:
        search.paused_at = now or timezone.now()
        search.save(update_fields=["paused_at"])
    return search


@transaction.atomic
def resume_search(search: SavedSearch, *, now: datetime | None = None) -> SavedSearch:
    """Let it go on; what became open in the meantime is on the page, not in a letter. Locks the SavedSearch row."""
    search = SavedSearch.objects.select_for_update().get(pk=search.pk)
    if search.paused_at is not None:
        search.paused_at, search.told_until = None, now or timezone.now()
        search.save(update_fields=["paused_at", "told_until"])
    return search


@transaction.atomic
def delete_search(search: SavedSearch) -> None:
    SavedSearch.objects.filter(pk=search.pk).delete()


@transaction.atomic
def tell_of_new_needs(person: Person, *, now: datetime | None = None) -> int:
    """Write one letter about everything new that fits this person's searches; none where nothing is new.

    Returns: how many needs it tells of.
    Writes:  at most one Letter, and up to when each search was told.
    Locks:   the SavedSearch rows of the person, by key.
    """
    until = (now or timezone.now()) - SETTLED
    running = queries.searches_that_run().filter(person=person).order_by("pk")
    found: list[dict[str, object]] = []
    count, seen = 0, set[int]()
    for search in running.select_for_update(of=("self",)).select_related("territory"):
        needs = [need for need in queries.new_needs(search, until)[: TOLD_AT_ONCE + 1] if need.pk not in seen]
        seen.update(need.pk for need in needs)
        count += len(needs)
        if needs:
            lines = [_line(need) for need in needs[:TOLD_AT_ONCE]]
            found.append({"name": search.name, "lines": lines, "more": len(needs) > TOLD_AT_ONCE})
        if until > search.told_until:
            search.told_until = until
            search.save(update_fields=["told_until"])
    if found:
        queue_letter(person, "needs_found", key=f"needs_found:{person.pk}:{int(until.timestamp())}", found=found)
    return count


def tell_givers(now: datetime | None = None) -> int:
    """Tell everybody whose searches find something new; how many needs. Each person in a transaction of its own."""
    people = Person.objects.filter(pk__in=queries.searches_that_run().values("person"))
    return sum(tell_of_new_needs(person, now=now) for person in people.order_by("pk"))


def _line(need: Need) -> dict[str, object]:
    return {
        "what": need.what, "missing": need.missing, "unit": need.unit,  # type: ignore[attr-defined]  # -- annotated
        "title": need.appeal.title, "slug": need.appeal.slug,
    }  # fmt: skip


def _known(kinds: Sequence[str]) -> list[str]:
    if unknown := set(kinds) - set(Need.Kind.values):
        raise NotPossible(_("There is no such kind of need: {kind}").format(kind=clean(min(unknown), most=20)))
    return [kind for kind in Need.Kind.values if kind in kinds]
