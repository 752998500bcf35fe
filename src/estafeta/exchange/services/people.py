"""Many people at once, met by the rules by which `people.services.register` meets one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.bulk import copy_in, reserve_ids
from estafeta.base.fields import LANGUAGES, normal_email, normal_phone
from estafeta.base.tables import read_date
from estafeta.base.texts import fold_name
from estafeta.deeds.services.imported_rows import place_of
from estafeta.exchange.models import ImportedRow
from estafeta.exchange.services.known import is_used, key_of, remember
from estafeta.exchange.services.reports import Order, Taken
from estafeta.people.models import Person

LONGEST_NAME = 200
OLDEST = 120  # years
Contact = tuple[str, str, str]  # email, phone, what could not be read
_CONTACTS = 400_000


@dataclass
class Human:
    """Somebody of a table: one of however many rows that mean the same person. `pk` is known when all are met."""

    name: str
    folded: str
    email: str
    phone: str
    born_on: date | None
    language: str
    territory_id: int | None
    pk: int = 0
    is_new: bool = False


@dataclass
class Crowd:
    """The people of a table, folded while it is read; `meet` then finds whom the house knows and writes the others."""

    humans: list[Human] = field(default_factory=list)
    _by_contact: dict[tuple[str, str], list[Human]] = field(default_factory=dict)

    def add(self, human: Human) -> tuple[Human, bool]:
        """Who of the crowd this is, and whether they are new to it: same name and one contact in common.

        Why: without a contact nobody can be told from a namesake, and is a person of their own.
        """
        contacts = [(human.folded, contact) for contact in (human.email, human.phone) if contact]
        for contact in contacts:
            for other in self._by_contact.get(contact, ()):
                if human.born_on in {None, other.born_on} or other.born_on is None:
                    return other, False
        self.humans.append(human)
        for contact in contacts:
            self._by_contact.setdefault(contact, []).append(human)
        return human, True

    def meet(self) -> int:
        """Find known people and write the new ones; returns how many are new. Four statements, however many people.

        Locks: the table of people against other bulk imports, not against sign-ups.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('exchange.people'))")
            cursor.execute(
                "CREATE TEMPORARY TABLE exchange_met (n int, folded text, email text, phone text, born_on date)"
                " ON COMMIT DROP"
            )
            with cursor.copy("COPY exchange_met FROM STDIN") as copy:
                for number, human in enumerate(self.humans):
                    if human.email or human.phone:
                        copy.write_row((number, human.folded, human.email, human.phone, human.born_on))
            cursor.execute(_MATCH)
            for number, pk in cursor.fetchall():
                self.humans[number].pk = pk
            cursor.execute("DROP TABLE exchange_met")
        new = [human for human in self.humans if not human.pk]
        for human, pk in zip(new, reserve_ids(Person, len(new)), strict=True):
            human.pk, human.is_new = pk, True
        copy_in(Person, _COLUMNS, _rows(new))
        return len(new)


_COLUMNS = ("id", "name", "folded_name", "email", "phone", "language", "born_on", "territory_id", "met_at")
_MATCH = """
WITH alike AS (
    SELECT m.n, p.id, p.guardian_id, p.born_on, m.born_on AS said FROM exchange_met m
      JOIN people_person p ON p.email = m.email AND p.email <> '' AND p.folded_name = m.folded
     WHERE p.forgotten_at IS NULL
    UNION ALL
    SELECT m.n, p.id, p.guardian_id, p.born_on, m.born_on FROM exchange_met m
      JOIN people_person p ON p.phone = m.phone AND p.phone <> '' AND p.folded_name = m.folded
     WHERE p.forgotten_at IS NULL
)
SELECT DISTINCT ON (n) n, id FROM alike
 WHERE said IS NULL OR born_on IS NULL OR said = born_on
 ORDER BY n, guardian_id NULLS FIRST, id
"""


def _rows(humans: Sequence[Human]) -> Iterator[tuple[object, ...]]:
    now = timezone.now()
    for one in humans:
        yield (one.pk, one.name, one.folded, one.email, one.phone, one.language, one.born_on, one.territory_id, now)


def read_human(cells: dict[str, str], order: Order, notes: list[str]) -> Human:
    """Somebody out of the cells of one row; doubts are notes.

    Raises: ValueError with a sentence that names the column.
    """
    name = " ".join(cells.get("name", "").split())
    folded = _folded(name)
    if not folded:
        raise ValueError(_("There is no name in column %(column)s.") % {"column": order.mapping.get("name", "name")})
    if len(name) > LONGEST_NAME:
        notes.append(_("The name was cut to 200 characters."))
    email, phone, unread = _contacts(cells.get("email", ""), cells.get("phone", ""))
    if unread:
        notes.append(_("A contact can't be read and was left out."))
    language = cells.get("language", "").lower()[:2]
    place = place_of(cells["territory"], order.defaults, notes) if cells.get("territory") else order.defaults.territory
    return Human(
        name=name[:LONGEST_NAME],
        folded=folded[:LONGEST_NAME],
        email=email,
        phone=phone,
        born_on=_birth(cells["born_on"], order, notes) if cells.get("born_on") else None,
        language=language if language in LANGUAGES else order.defaults.language,
        territory_id=place.pk,
    )


@lru_cache(maxsize=_CONTACTS)
def _folded(name: str) -> str:
    return fold_name(name[: LONGEST_NAME * 2])


@lru_cache(maxsize=_CONTACTS)
def _contacts(email: str, phone: str) -> Contact:
    """Contacts in their normal form; what can't be read is left out and told. A list repeats its people."""
    found, unread = ["", ""], ""
    for index, (text, normal) in enumerate(((email, normal_email), (phone, normal_phone))):
        try:
            found[index] = normal(text) if text else ""
        except ValidationError:
            unread = text
    return found[0], found[1], unread


def _birth(text: str, order: Order, notes: list[str]) -> date | None:
    try:
        born_on = read_date(text, day_first=order.defaults.day_first)
    except ValueError:
        notes.append(_("“%(text)s” is no birth date and was left out.") % {"text": text[:40]})
        return None
    today = timezone.localdate()
    if not today.year - OLDEST <= born_on.year <= today.year or born_on > today:
        notes.append(_("“%(text)s” is no birth date and was left out.") % {"text": text[:40]})
        return None
    return born_on


def take_people(taken: Taken) -> None:
    """Write the people of a table whom nobody has met yet.

    Writes: People and the rows they came from; nothing of a known person is changed.
    """
    order, report, crowd = taken.order, taken.report, Crowd()
    rows: list[tuple[int, str, Human, bool, list[str]]] = []
    for row in order.table.rows:
        cells = {name: row.cells.get(column, "") for name, column in order.mapping.items()}
        notes: list[str] = []
        try:
            human, is_first = crowd.add(read_human(cells, order, notes))
        except ValueError as fault:
            report.tell(row.number, "refused", str(fault))
            continue
        if not (human.email or human.phone):
            report.tell(row.number, "refused", *notes, _("There is no contact: this person can't be known again."))
            crowd.humans.pop()  # the last that was added
            continue
        key = key_of(order.source, cells.get("key", ""), human.folded, human.email, human.phone, human.born_on)
        rows.append((row.number, key, human, is_first, notes))
    report.made["people"] = crowd.meet()
    new: dict[str, int] = {}
    for number, key, human, is_first, notes in rows:
        if not is_first:
            report.tell(number, "same", *notes, _("This person stands in the table already."))
        elif not human.is_new:
            report.tell(number, "same", *notes, _("This person is known already; nothing was changed."))
        else:
            report.tell(number, "new", *notes)
            new[key if key not in new else f"{key}:{number}"] = human.pk
    remember(taken.came_with, list(new.items()))


def untake_people(rows: list[ImportedRow]) -> tuple[list[int], list[str]]:
    """Take out people who have done nothing since. Returns those taken out, and those that stay, without names."""
    taken, kept = [], []
    for person in Person.objects.filter(pk__in=[row.number for row in rows], user=None).order_by("pk"):
        if is_used(person):
            kept.append(str(person))
        else:
            taken.append(person.pk)
            person.delete()
    return taken, kept
