"""One act on many rows of the desk: tried first without leaving a trace, then done, each row by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from estafeta.appeals import services as appeals
from estafeta.base.errors import NotPossible
from estafeta.deeds import services as deeds
from estafeta.organisations import services as organisations
from estafeta.people.models import Person
from estafeta.web.desk.lists import Kind, Said, rows_of
from estafeta.web.desk.waiting import KINDS
from estafeta.web.desk.wrong import SIGNS

MOST_ROWS = 50
BY_SLUG = {kind.slug: kind for kind in (*KINDS, *SIGNS)}


@dataclass(frozen=True)
class Act:
    """What can be done to many: its button, what it asks for, what will become of a row and what has."""

    slug: str
    button: str | Promise
    will: str | Promise
    done: str | Promise
    do: Callable[[Any, Person, Any], object]
    asks: str = ""
    label: Any = ""  # a word in the reader's language


@dataclass(frozen=True)
class Fate:
    """What will become, or became, of one row; `fault` says why nothing."""

    said: Said
    words: str | Promise
    fault: str | Promise = ""


ACTS = {
    act.slug: act
    for act in (
        Act("publish", gettext_lazy("Publish"), gettext_lazy("Everybody will be able to read it."),
            gettext_lazy("Published."), lambda one, by, _told: appeals.publish(one, by)),
        Act("refuse", gettext_lazy("Refuse"), gettext_lazy("The asker will be told why not."),
            gettext_lazy("Refused."), lambda one, by, told: appeals.refuse(one, by, reason=told), "words",
            gettext_lazy("Why not?")),
        Act("merge", gettext_lazy("Join to another appeal"),
            gettext_lazy("It will be joined; its links will lead to the other one."), gettext_lazy("Joined."),
            lambda one, by, told: appeals.merge(one, told, by), "appeal", gettext_lazy("To which appeal?")),
        Act("announce", gettext_lazy("Announce"), gettext_lazy("People will be able to sign up."),
            gettext_lazy("Announced."), lambda one, by, _told: deeds.announce(one, by)),
        Act("return", gettext_lazy("Give back"), gettext_lazy("It will go back to its organisers with your reason."),
            gettext_lazy("Given back."), lambda one, by, told: deeds.refuse(one, by, reason=told), "words",
            gettext_lazy("What should be changed?")),
        Act("verify", gettext_lazy("Verify"), gettext_lazy("Its deeds will be announced at once."),
            gettext_lazy("Verified."), lambda one, by, told: organisations.verify(one, by, note=told), "words",
            gettext_lazy("What did you check, and how?")),
        Act("vouch", gettext_lazy("Verify the report"), gettext_lazy("Its report will be verified."),
            gettext_lazy("Verified."), lambda one, by, _told: deeds.verify(one, by)),
        Act("remind", gettext_lazy("Remind"), gettext_lazy("Its organisers will get a letter."),
            gettext_lazy("Reminded."), lambda one, by, _told: deeds.remind(one, by)),
    )
}  # fmt: skip


def try_out(act: Act, kind: Kind, person: Person, keys: Iterable[int], told: Any, at: datetime) -> list[Fate]:
    """What `act` would do to each row: it is done and taken back, so that the answer is the act's own.

    Writes: nothing that stays.
    """
    return [_tried(act, kind, one, person, told) for one in rows_of(kind, person, at, keys)]


def carry_out(act: Act, kind: Kind, person: Person, keys: Iterable[int], told: Any, at: datetime) -> list[Fate]:
    """Do `act` to each row in a transaction of its own. What was done before, or by somebody else, stays as it is.

    Returns: each row's fate; a row that no longer waits for this person is told as such.
    """
    wanted = list(keys)
    found = {one.pk: one for one in rows_of(kind, person, at, wanted)}
    fates = [_done(act, kind, one, person, told) for one in found.values()]
    gone = len(wanted) - len(found)
    if gone:
        fates.append(Fate(Said(_("Rows that no longer wait for you"), str(gone), ""), "", _("Nothing was done.")))
    return fates


def _tried(act: Act, kind: Kind, one: Model, person: Person, told: Any) -> Fate:
    said = kind.say(one)
    try:
        with transaction.atomic():
            act.do(one, person, told)
            transaction.set_rollback(True)
    except NotPossible as refusal:
        return Fate(said, "", refusal.reason)
    return Fate(said, act.will)


def _done(act: Act, kind: Kind, one: Model, person: Person, told: Any) -> Fate:
    said = kind.say(one)
    try:
        with transaction.atomic():
            act.do(one, person, told)
    except NotPossible as refusal:
        return Fate(said, "", refusal.reason)
    return Fate(said, act.done)


def told_for_now(act: Act) -> Any:
    """What an act is tried with while nothing was typed yet: a reason to come; None where it can't be tried without."""
    return None if act.asks == "appeal" else "…"
