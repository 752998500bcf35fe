"""Paper books brought in: what was done before or elsewhere, at its own grade and apart from everything counted."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.texts import clean
from estafeta.journal.services import record
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.people.services import register
from estafeta.recognition import rules
from estafeta.recognition.models import PaperEntry


@transaction.atomic
def type_in(  # noqa: PLR0913 -- what a line of a book says
    by: Person,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    what: str,
    day: date,
    minutes: int,
    organisation: Organisation | None = None,
    now: datetime | None = None,
) -> PaperEntry:
    """Write one line of somebody's paper book into their book here.

    Takes:   organisation -- with which it was done; grade C where it is verified and `by` organises for it, else E.
    Raises:  NotPossible when `by` may not, the line is not believable, or it stands there already.
    Writes:  one PaperEntry, at most one Person, one journal Entry; never a fact of the tally.
    """
    insist(rules.may_type_paper(by))
    at = now or timezone.now()
    insist(rules.is_believable_line(day, minutes, timezone.localdate(at)))
    words = clean(what, most=200)
    if not words:
        raise NotPossible(_("Write what was done."))
    whose = register(name, email=email, phone=phone)
    grade = rules.grade_of_paper(by, organisation)
    line = PaperEntry(
        person=whose, what=words, day=day, minutes=minutes, grade=grade, typed_by=by, typed_at=at,
        organisation=organisation if grade == PaperEntry.Grade.C else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as twice:
        raise NotPossible(_("This line stands there already.")) from twice
    record(by, "typed_in", line, grade=grade)
    return line


@transaction.atomic
def take_line_back(line: PaperEntry, by: Person, *, now: datetime | None = None) -> PaperEntry:
    """Take a line of paper out of a book again. Twice changes nothing.

    Raises:  NotPossible when `by` has neither typed it in nor is it their book, or that of a child of theirs.
    Writes:  the PaperEntry, one journal Entry.
    Locks:   the PaperEntry row.
    """
    held = PaperEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=line.pk)
    if by.pk not in {held.typed_by_id, held.person_id, held.person.guardian_id}:
        raise NotPossible(_("Only who typed it in or whose book it is takes it back."))
    if held.taken_back_at is not None:
        return held
    held.taken_back_at, held.taken_back_by = now or timezone.now(), by
    held.save(update_fields=["taken_back_at", "taken_back_by"])
    record(by, "taken_back", held)
    return held
