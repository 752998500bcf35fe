"""Entries of organisers' lists that wait for the word of those they name."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from estafeta.deeds.models import Deed
from estafeta.journal.queries import details_of
from estafeta.participation import rules
from estafeta.participation.models import CheckInEntry
from estafeta.people.models import Person
from estafeta.tally.queries import Entry, unconfirmed_entry, unconfirmed_of

MOST = 20


@dataclass(frozen=True)
class ToAnswer:
    """One entry of a list, and the link by which its person or a guardian answers."""

    fact: Entry
    token: str
    is_child: bool
    was_denied: bool = False


def entry_of_fact(deed: Deed, number: UUID) -> CheckInEntry | None:
    """What was said at the gate, or typed in, of which this fact came."""
    return CheckInEntry.objects.filter(deed=deed, facts__contains=[str(number)]).first()


def to_answer(person: Person) -> list[ToAnswer]:
    """What waits for a person's own word, the latest first; what they denied waits no more. Two queries."""
    found = list(unconfirmed_of(person)[:MOST])
    return [one for one in _asked(person, found) if not one.was_denied]


def to_answer_by_token(token: str) -> tuple[Person, ToAnswer | None] | None:
    """Who holds a letter's link, and what it still asks; None for a link that is forged."""
    read = rules.read_token_to_answer(token)
    reader = Person.objects.filter(pk=read[1], forgotten_at=None).first() if read else None
    if read is None or reader is None:
        return None
    fact = unconfirmed_entry(read[0])
    return reader, next(iter(_asked(reader, [fact] if fact else [])), None)


def _asked(reader: Person, facts: list[Entry]) -> Iterable[ToAnswer]:
    denied = details_of(facts, "denied")
    return [
        ToAnswer(fact, rules.token_to_answer(reader, fact), fact.person_id != reader.pk, fact.pk in denied)
        for fact in facts
    ]
