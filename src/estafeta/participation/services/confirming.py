"""The word of those on a list: "I was there" makes it a B, "I was not" asks a coordinator to look."""

import uuid as uuids
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from estafeta.base.errors import insist
from estafeta.deeds.models import Deed
from estafeta.journal.queries import story_of
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.participation import queries, rules
from estafeta.participation.models import CheckInEntry
from estafeta.participation.services.letters import reader_of
from estafeta.people.models import Person
from estafeta.tally.queries import unconfirmed_entry, unconfirmed_since
from estafeta.tally.services import Row, raise_denial, record_many, row_of, taking_back

ASKED_FOR = timedelta(days=7)


@transaction.atomic
def answer_for(by: Person, number: uuids.UUID, *, was_there: bool) -> bool:
    """Say whether somebody on the organiser's list was there: oneself, a child, or with oneself one's whole team.

    Returns: whether the answer changed something; given again, it changes nothing.
    Raises:  NotPossible when it is neither oneself nor one's child.
    Writes:  was there: a correction and a fact of grade B for each of the entry, the CheckInEntry, one journal Entry;
             was not: an alarm and one journal Entry. Nothing is lowered by that: a coordinator asks first.
    Locks:   the Deed row, as the gate does.
    """
    fact = unconfirmed_entry(number)
    if fact is None:
        return False
    insist(rules.may_answer_for(by, fact))
    deed = Deed.objects.select_for_update(of=("self",), no_key=True).get(pk=fact.deed_id)
    if (fact := unconfirmed_entry(number)) is None:
        return False
    if not was_there:
        if story_of(fact).filter(act="denied").exists():
            return False
        record(by, "denied", fact)
        raise_denial(deed, by)
        return True
    entry = queries.entry_of_fact(deed, number)
    numbers = [uuids.UUID(one) for one in entry.facts] if entry else [number]
    rows: list[Row] = []
    standing = [str(_confirm(one, by, deed, rows)) for one in numbers]
    record_many(rows)
    if entry is not None:
        _remember(entry, standing)
    record(by, "confirmed", fact)
    return True


def _confirm(number: uuids.UUID, by: Person, deed: Deed, rows: list[Row]) -> uuids.UUID:
    """Returns: the number of the fact that stands from now on."""
    row = row_of(number)
    if row is None or row.grade != "C":
        return number
    with override(deed.language):
        reason = _("Confirmed by the person, a guardian or the head of the team.")
    better = replace(row, grade="B", uuid=uuids.uuid5(number, "confirmed"))
    rows += [taking_back(row, reason, by_id=by.pk), better]
    return better.uuid or number


def _remember(entry: CheckInEntry, facts: list[str]) -> None:
    """Why: what is undone at the gate takes back what stands now."""
    entry.facts = facts
    entry.save(update_fields=["facts"])


def ask_who_was_there(*, now: datetime | None = None) -> int:
    """Thank those on an unconfirmed list, and ask them to confirm it by a link. Asked again, it is one letter each.

    Returns: how many were asked now or before.
    Writes:  one Letter a fact, to the person or the guardian.
    """
    at = now or timezone.now()
    asked = 0
    for fact in unconfirmed_since(at - ASKED_FOR).iterator():
        person = fact.person
        if person is None or fact.happened_at > at:
            continue
        reader = reader_of(person)
        asked += queue_letter(
            person, "were_you_there", key=f"were_you_there:{fact.uuid}", title=fact.deed.title,
            organisation=fact.deed.organisation.name, name=person.name, is_child=reader.pk != person.pk,
            token=rules.token_to_answer(reader, fact),
        ) is not None  # fmt: skip
    return asked
