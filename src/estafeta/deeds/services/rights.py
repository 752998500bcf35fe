"""Rights in one deed alone: given by its organisers to one person, taken by a private link, ended by themselves."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.deeds import rules
from estafeta.deeds.models import Deed, DeedRight
from estafeta.deeds.services.states import held
from estafeta.journal.services import record
from estafeta.notifications.services import queue_letter
from estafeta.people.models import Person
from estafeta.people.queries import by_contact
from estafeta.people.services import register


@transaction.atomic
def give_right(
    deed: Deed, by: Person, *, kind: str, name: str, email: str = "", phone: str = "", now: datetime | None = None
) -> DeedRight:
    """Invite somebody, by name and contact, to lead a deed, check people in or add photos; a letter brings the link.

    Returns: the right, which opens nothing until it is taken; the same person and kind again give the first one.
    Raises:  NotPossible when `by` does not organise the deed, it is long over, or there are too many.
    Writes:  one DeedRight, one journal Entry, one Letter; at most one Person.
    Locks:   the Deed row.
    """
    deed, at = held(deed), now or timezone.now()
    insist(rules.may_give_rights(by, deed, at))
    if kind not in DeedRight.Kind.values:
        raise NotPossible(_("Choose what the person may do."))
    if not (email or phone):
        raise NotPossible(_("Write an e-mail address or a phone number."))
    known = by_contact(email=email, phone=phone).exclude(user=None).first()
    invited = known or register(name, email=email, phone=phone, language=by.language)
    if already := deed.rights.filter(kind=kind, invited=invited, ended_at=None).first():
        return already
    if deed.rights.filter(ended_at=None).count() >= rules.MOST_RIGHTS:
        raise NotPossible(_("A deed has thirty helpers at most."))
    made = DeedRight.objects.create(
        deed=deed, kind=kind, invited=invited, token=secrets.token_urlsafe(32), given_by=by, given_at=at
    )
    record(by, "right_given", deed, right=made.pk, kind=kind)
    queue_letter(invited, "deed_right", key=f"deed_right:{made.pk}", title=deed.title, token=made.token, kind_of=kind)
    return made


@transaction.atomic
def take_right(right: DeedRight, person: Person, *, now: datetime | None = None) -> DeedRight:
    """Accept an invitation; whoever was sent the link holds the right from now on.

    Returns: the right; taking it again changes nothing.
    Raises:  NotPossible when it was taken by somebody else, was taken back, or has ended with its deed.
    Writes:  the DeedRight, one journal Entry.
    Locks:   the DeedRight row, so that one link lets one person in.
    """
    right = DeedRight.objects.select_for_update(of=("self",)).select_related("deed").get(pk=right.pk)
    insist(rules.may_take_right(person, right, now or timezone.now()))
    if right.holder_id is None:
        right.holder, right.taken_at = person, now or timezone.now()
        right.save(update_fields=["holder", "taken_at"])
        record(person, "right_taken", right.deed, right=right.pk, kind=right.kind)
    return right


@transaction.atomic
def end_right(right: DeedRight, by: Person, *, now: datetime | None = None) -> DeedRight:
    """Take a right back, or lay one's own down. Ending twice changes nothing.

    Raises: NotPossible when `by` neither organises the deed nor holds the right.
    Writes: the DeedRight, one journal Entry.
    Locks:  the DeedRight row.
    """
    right = DeedRight.objects.select_for_update(of=("self",)).select_related("deed").get(pk=right.pk)
    insist(rules.may_end_right(by, right))
    if right.ended_at is None:
        right.ended_at, right.ended_by = now or timezone.now(), by
        right.save(update_fields=["ended_at", "ended_by"])
        record(by, "right_ended", right.deed, right=right.pk, kind=right.kind)
    return right
