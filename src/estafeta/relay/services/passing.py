import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean
from estafeta.notifications.services import queue_letter
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisers_of
from estafeta.participation.models import Team
from estafeta.people.models import Person
from estafeta.people.queries import coordinators_of
from estafeta.people.services import register
from estafeta.relay import rules
from estafeta.relay.models import Baton, Bundle
from estafeta.relay.services.steps import enter, held, note
from estafeta.territories.models import Territory

To = Baton.To


@dataclass(frozen=True)
class Recipient:
    """To whom a baton goes: one of these, or nobody named, which is whoever holds the link."""

    name: str = ""
    email: str = ""
    phone: str = ""
    team: Team | None = None
    organisation: Organisation | None = None
    territory: Territory | None = None

    @property
    def kind(self) -> str:
        if self.email or self.phone:
            return To.PERSON
        named = [kind for kind in (To.TEAM, To.ORGANISATION, To.TERRITORY) if getattr(self, kind.value) is not None]
        return named[0] if named else To.LINK


@transaction.atomic
def pass_on(
    bundle: Bundle,
    giver: Person,
    to: Recipient,
    *,
    client_key: str,
    signed_as: str = "",
    words: str = "",
    language: str = "",
    now: datetime | None = None,
) -> Baton:
    """Pass one baton of a bundle on.

    Takes:   client_key -- of the page, so that two presses pass one; signed_as -- how the giver wants to be called.
    Returns: the Baton on its way, with a private link; sent again, the one already there.
    Raises:  NotPossible when the bundle is not the giver's (or their child's), is empty, or too many letters were sent.
    Writes:  one Baton, one Handover, the Bundle, one journal Entry, Letters; at most one Person.
    Locks:   the Bundle row, so that the last baton is passed once.
    """
    at = now or timezone.now()
    bundle = (
        Bundle.objects.select_for_update(of=("self",), no_key=True).select_related("deed", "person").get(pk=bundle.pk)
    )
    if already := Baton.objects.filter(bundle=bundle, client_key=client_key).first():
        return already
    insist(rules.may_give(giver, at.date()))
    if giver.pk not in {bundle.person_id, bundle.person.guardian_id}:
        raise NotPossible(_("These batons are in somebody else's hands."))
    if bundle.left <= 0:
        raise NotPossible(_("You have passed on all batons of this deed."))
    bundle.passed += 1
    bundle.save(update_fields=["passed"])
    made = Baton(
        bundle=bundle,
        deed=bundle.deed,
        campaign_id=bundle.deed.campaign_id,
        giver=giver,
        token=secrets.token_urlsafe(32),
        client_key=client_key,
        language=language if language in LANGUAGES else giver.language,
        passed_at=at,
        lapses_at=at + rules.PASS_LASTS,
        **_named(to, giver, at),
    )
    _sign(made, signed_as, words)
    made.save()
    note(made, giver, at, act="passed_on")
    _tell(made)
    return made


@transaction.atomic
def revive(
    baton: Baton,
    giver: Person,
    to: Recipient,
    *,
    signed_as: str = "",
    words: str = "",
    now: datetime | None = None,
) -> Baton:
    """Send a baton that came back on its way again, to the same or to somebody else; its old link is dead.

    Raises: NotPossible when it is not the giver's, did not come back, or was revived too often.
    Locks:  the Baton row.
    """
    baton, at = held(baton), now or timezone.now()
    insist(rules.may_give(giver, at.date()))
    if baton.giver_id != giver.pk:
        raise NotPossible(_("These batons are in somebody else's hands."))
    if baton.handovers.filter(status=Baton.Status.ON_THE_WAY).count() > rules.MOST_REVIVALS:
        raise NotPossible(_("This baton has been on its way often enough. Pass another one."))
    insist(rules.may_move(baton, Baton.Status.ON_THE_WAY))
    for name, value in _named(to, giver, at).items():
        setattr(baton, name, value)
    baton.token = secrets.token_urlsafe(32)
    _sign(baton, signed_as, words)
    enter(baton, Baton.Status.ON_THE_WAY, giver, at, act="revived")
    _tell(baton)
    return baton


def _named(to: Recipient, giver: Person, at: datetime) -> dict[str, Any]:
    """The columns that say to whom a baton goes."""
    person = None
    if to.kind == To.PERSON:
        sent = Baton.objects.filter(giver=giver, to=To.PERSON, passed_at__gte=at - timedelta(days=1)).count()
        if sent >= rules.MOST_LETTERS_A_DAY:
            raise NotPossible(_("You have written to several people today. Give the next ones the link."))
        person = register(to.name, email=to.email, phone=to.phone, language=giver.language)
        if person.pk == giver.pk:
            raise NotPossible(_("This is your own baton: pass it to somebody else."))
    return {
        "to": to.kind,
        "person": person,
        "team": to.team if to.kind == To.TEAM else None,
        "organisation": to.organisation if to.kind == To.ORGANISATION else None,
        "territory": to.territory if to.kind == To.TERRITORY else None,
    }


def _sign(baton: Baton, signed_as: str, words: str) -> None:
    baton.signed_as = " ".join(clean(signed_as, most=rules.LONGEST_WORDS).split())
    baton.words = " ".join(clean(words, most=rules.LONGEST_WORDS).split())


def _tell(baton: Baton) -> None:
    """A letter to whoever may answer for those to whom the baton goes; whoever only gets a link is told by hand."""
    for person in _readers(baton):
        queue_letter(
            person, "baton", key=f"baton:{baton.token}:{person.pk}", title=baton.deed.title, token=baton.token,
            signed_as=baton.signed_as, words=baton.words, to=_called(baton),
        )  # fmt: skip


def _readers(baton: Baton) -> list[Person]:
    if baton.person is not None:
        return [baton.person]
    if baton.team is not None:
        return [baton.team.captain]
    if baton.organisation is not None:
        return list(organisers_of(baton.organisation))
    if baton.territory is not None:
        return coordinators_of(baton.territory, baton.campaign.slug)
    return []


def _called(baton: Baton) -> str:
    """The name of a team, organisation or place; a person's name is not written to anybody."""
    thing = baton.team or baton.organisation
    return thing.name if thing else (baton.territory.name_ru or baton.territory.name) if baton.territory else ""
