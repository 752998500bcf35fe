"""The example's appeals: Temirtau's first one, and those that the relay woke. Every asker and word is invented."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from estafeta.appeals.models import Appeal, Need, Pledge, Step
from estafeta.base.texts import fold, fold_name, readable_slug
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedAnswer, Outcome
from estafeta.ops.example import words
from estafeta.ops.example.asked import APPEALS, FIRST, Asked
from estafeta.ops.example.plan import DAYS, Place
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory

# how an appeal stands, in the order of the country's mood: most are helped, a few wait
STATES = ("confirmed", "done", "under_way", "answered", "answered", "published", "published", "sent")
REACHED = {
    "sent": ("sent",),
    "published": ("sent", "published"),
    "answered": ("sent", "published", "answered"),
    "under_way": ("sent", "published", "answered", "under_way"),
    "done": ("sent", "published", "answered", "under_way", "done"),
    "confirmed": ("sent", "published", "answered", "under_way", "done", "confirmed"),
}
PROMISED = {"confirmed": "received", "done": "received", "under_way": "delivered", "answered": "promised"}


def load_appeals(
    rng: Random,
    campaign: Campaign,
    places: Sequence[Place],
    first: Place,
    bodies: Mapping[str, Sequence[int]],
    now: datetime,
) -> int:
    """Write the first appeal and about forty others with their steps, needs, promises and deeds.

    Takes:   bodies -- organisations by region.
    Returns: how many.
    Writes:  Appeals, Steps, Needs, Pledges, DeedAnswers, and one invented Person for each asker.
    """
    begins = now - timedelta(days=DAYS)
    told = [(FIRST, first, "confirmed", begins)]
    for number, (asked, state) in enumerate(_spread(rng)):
        place = rng.choices(places, [one.weight for one in places])[0]
        late = rng.uniform(0.2, 2.5) if state == "sent" else rng.uniform(4, 20) + number % 30
        told.append((asked, place, state, now - timedelta(days=min(late, DAYS - 2))))
    for asked, place, state, sent_at in told:
        _write(rng, campaign, asked, place, state, sent_at, bodies[place.region], now)
    return len(told)


def _spread(rng: Random) -> Iterator[tuple[Asked, str]]:
    """Every invented appeal in its own language, with a state; each state comes about as often as it is listed."""
    shuffled = list(APPEALS)
    rng.shuffle(shuffled)
    for number, asked in enumerate(shuffled):
        yield asked, STATES[number % len(STATES)]


def _write(
    rng: Random,
    campaign: Campaign,
    asked: Asked,
    place: Place,
    state: str,
    sent_at: datetime,
    bodies: Sequence[int],
    now: datetime,
) -> None:
    territory = Territory.objects.get(pk=place.key)
    name = f"{rng.choice(words.FAMILY)} {rng.choice(words.GIVEN)}"
    asker = Person.objects.create(
        name=name,
        folded_name=fold_name(name),
        email=f"asker{secrets.randbelow(10**9)}@example.org",
        language=asked.language,
        territory=territory,
    )
    deed = _deed_for(campaign, asked, place, state)
    if deed is None and state in {"under_way", "done", "confirmed"}:
        state = "answered"
    if deed is not None and deed.announced_at is not None and asked is not FIRST:
        sent_at = deed.announced_at - timedelta(days=rng.uniform(3, 6))
    reached = _moments(rng, REACHED[state], sent_at, now, deed)
    public = "published" in reached
    names = f"{territory.name_kk} {territory.name_ru} {territory.name_en}"
    appeal = Appeal.objects.create(
        campaign=campaign,
        territory=territory,
        slug=f"{readable_slug(asked.title)}-{asker.pk}",
        token=secrets.token_urlsafe(32),
        kind=asked.kind,
        title=asked.title,
        about=asked.about,
        title_as_sent=asked.title,
        about_as_sent=asked.about,
        for_whom=asked.for_whom,
        asker=asker,
        lon=place.lon,
        lat=place.lat,
        language=asked.language,
        folded=fold(f"{asked.title} {asked.for_whom} {names} {asked.about}"),
        status=state,
        sent_at=sent_at,
        contact_confirmed_at=sent_at,
        sent_to=territory,
        waits_at=territory,
        waits_since=sent_at,
        replied_at=reached.get("published"),
        published_at=reached.get("published") if public else None,
    )
    story = Outcome.objects.filter(deed=deed).values_list("story", flat=True).first() if deed else None
    said = {"under_way": deed.title if deed else "", "done": story or ""}
    Step.objects.bulk_create(
        Step(appeal=appeal, status=status, at=at, words=said.get(status, "")[:200]) for status, at in reached.items()
    )
    if deed is not None and "under_way" in reached:
        DeedAnswer.objects.create(deed=deed, appeal=appeal)
    if public:
        _needs(rng, appeal, asked, state, reached, bodies, asker, now)


def _moments(
    rng: Random, states: Sequence[str], sent_at: datetime, now: datetime, deed: Deed | None
) -> dict[str, datetime]:
    """When each state was entered: the first answer within two days, the last steps when the deed took them."""
    outcome = Outcome.objects.filter(deed=deed).first() if deed else None
    known = {
        "under_way": deed.announced_at if deed else None,
        "done": outcome.reported_at if outcome else None,
    }
    reached, at = {}, sent_at
    for status in states:
        at = max(at, known.get(status) or at)
        reached[status] = at
        hours = rng.randint(3, 40) if status == "sent" else rng.randint(5, 30)
        at += min(timedelta(hours=hours), (now - at) / 2)
    return reached


def _deed_for(campaign: Campaign, asked: Asked, place: Place, state: str) -> Deed | None:
    """A deed of the example that can be the answer: the first one for the first appeal, else one of its kind near."""
    held = {"confirmed": Deed.HELD, "done": Deed.HELD, "under_way": (Deed.Status.ANNOUNCED,)}.get(state)
    if held is None:
        return None
    found = Deed.objects.filter(campaign=campaign, status__in=held, answers=None)
    if asked is FIRST:
        return found.filter(territory_id=place.key).order_by("starts_at", "pk").first()
    region = Territory.objects.get(pk=place.key).path.split("/")
    near = found.filter(type__slug=asked.deed_type, territory__path__startswith="/".join(region[:2]) + "/")
    return near.exclude(outcome=None).order_by("-starts_at").first() if state != "under_way" else near.first()


def _needs(
    rng: Random,
    appeal: Appeal,
    asked: Asked,
    state: str,
    reached: Mapping[str, datetime],
    bodies: Sequence[int],
    asker: Person,
    now: datetime,
) -> None:
    for kind, what, quantity, unit in asked.needs:
        need = Need.objects.create(appeal=appeal, kind=kind, what=what, quantity=quantity, unit=unit, folded=fold(what))
        status = PROMISED.get(state)
        if status is None:
            continue
        part = quantity if status == "received" else max(1, round(quantity * rng.uniform(0.3, 1.0)))
        granted = kind == Need.Kind.PERMIT and status != "promised"
        Pledge.objects.create(
            need=need,
            person=asker,
            organisation_id=_giver(rng, kind, bodies),
            quantity=part,
            status="granted" if granted else status,
            client_key=secrets.token_urlsafe(12),
            made_at=reached["answered"],
            lapses_at=now + timedelta(days=rng.randint(5, 20)),
            settled_at=None if status == "promised" else now,
        )


def _giver(rng: Random, kind: str, bodies: Sequence[int]) -> int:
    """Any body of the region; a permit is given by an authority."""
    if kind == Need.Kind.PERMIT:
        authority = Organisation.objects.filter(pk__in=bodies, kind=Organisation.Kind.AUTHORITY).first()
        if authority is not None:
            return authority.pk
    return rng.choice(bodies)
