"""The example's two hundred heroes, with those who were nominated and not honoured; all of it invented."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from estafeta.accounts.services import login_for
from estafeta.base.texts import fold, fold_name, readable_slug
from estafeta.campaigns.models import Campaign
from estafeta.heroes import rules
from estafeta.heroes.models import Evidence, Hero, Nomination, Prize, Score
from estafeta.heroes.queries import mark_of, usual_prize
from estafeta.ops.example import words
from estafeta.ops.example.brave import (
    BRAVE,
    FAMILY,
    HER_NAMES,
    HIS_NAMES,
    NOT_ENOUGH,
    REASONS,
    REFUSED,
    SOURCES,
    Brave,
)
from estafeta.ops.example.plan import Place
from estafeta.people.models import Person, Role
from estafeta.people.services import person_for_login, register
from estafeta.territories.models import Territory

HONOURED = 200
NOT_HONOURED = 36
REFUSED_ONES = 48
BEFORE_JURY = 6
CHECKED_NOW = 5
WAITING = 9
MINORS = 12
POSTHUMOUS = 7
JURORS = 7
MARKS_EACH = 4
SHARES = ("kk", "kk", "kk", "ru", "ru", "ru", "en")


def load_heroes(rng: Random, campaign: Campaign, places: Sequence[Place], now: datetime) -> int:
    """Write nominations in every state, the marks that led there, and the roll.

    Returns: how many are honoured; 200, as in the campaign of 2010.
    """
    prize = usual_prize(campaign)
    prize.save()
    jurors = [_with_role(f"Қазы {number}", f"juror{number}@example.org", Role.Kind.JURY) for number in range(JURORS)]
    investigator = _with_role("Данияр", "daniyar@example.org", Role.Kind.INVESTIGATOR)
    states = (
        ["honoured"] * HONOURED + ["not_honoured"] * NOT_HONOURED + ["refused"] * REFUSED_ONES
        + ["verified"] * BEFORE_JURY + ["checking"] * CHECKED_NOW + ["sent"] * WAITING
    )  # fmt: skip
    told = [_nomination(rng, campaign, places, investigator, state, number, now) for number, state in enumerate(states)]
    Nomination.objects.bulk_create([nomination for nomination, _deed in told])
    Evidence.objects.bulk_create(piece for nomination, _deed in told for piece in _evidence(nomination, now))
    _judge(rng, [nomination for nomination, _deed in told], jurors, prize, now)
    honoured = [(nomination, deed) for nomination, deed in told if nomination.status == Nomination.Status.HONOURED]
    towns = Territory.objects.in_bulk([nomination.territory_id for nomination, _deed in honoured])
    Hero.objects.bulk_create(
        _hero(nomination, deed, towns[nomination.territory_id], number)
        for number, (nomination, deed) in enumerate(honoured)
    )
    return len(honoured)


def _with_role(name: str, email: str, kind: str) -> Person:
    """Somebody invented who can sign in and has a role in the whole country."""
    register(name, email=email, language="kk")
    person = person_for_login(login_for(email=email), language="kk", email=email)
    top = Territory.objects.filter(parent=None).order_by("pk")[0]
    Role.objects.get_or_create(person=person, kind=kind, territory=top, campaign="", ended_at=None)
    return person


def _nomination(
    rng: Random,
    campaign: Campaign,
    places: Sequence[Place],
    investigator: Person,
    state: str,
    number: int,
    now: datetime,
) -> tuple[Nomination, Brave]:
    deed, language = BRAVE[number % len(BRAVE)], rng.choice(SHARES)
    name = f"{rng.choice(HER_NAMES if deed.by_her else HIS_NAMES)} {rng.choice(FAMILY)}"
    nominator = Person.objects.create(
        name=f"{rng.choice(words.GIVEN)} {rng.choice(words.FAMILY)}", email=f"n{secrets.token_hex(6)}@example.org",
        language=language,
    )  # fmt: skip
    is_minor, is_posthumous = number < MINORS, MINORS <= number < MINORS + POSTHUMOUS
    verified, checked = state in Nomination.VERIFIED_ONCE, state in {"checking", "refused", *Nomination.VERIFIED_ONCE}
    decided = state in {"honoured", "not_honoured", "refused"}
    sent_at = now - timedelta(days=rng.uniform(1, 12) if not decided else rng.uniform(22, 50))
    reason = {"honoured": REASONS, "not_honoured": NOT_ENOUGH, "refused": REFUSED}.get(state)
    kind = "guardian" if is_minor else "family" if is_posthumous else "hero"
    return Nomination(
        campaign=campaign, territory_id=rng.choice(places).key, token=secrets.token_urlsafe(32),
        consent_token=secrets.token_urlsafe(32), sheet_key=secrets.token_hex(8), nominator=nominator, hero_name=name,
        hero_folded=fold_name(name), is_minor=is_minor, is_posthumous=is_posthumous, asked_kind=kind,
        title=deed.titles[language], story=deed.stories[language], happened_on=(sent_at - timedelta(
            days=rng.randint(4, 200))).date(), duty_as_told="beyond" if deed.beyond_duty else "none", language=language,
        status=state, made_at=sent_at, sent_at=sent_at, investigator=investigator if checked else None,
        assigned_at=sent_at + timedelta(hours=20) if checked else None,
        duty=("beyond" if deed.beyond_duty else "none") if verified else "", duty_reason=deed.beyond_duty,
        sheet=deed.stories[language] if verified else "", consent="given" if verified else "not_asked",
        consent_at=sent_at + timedelta(days=2) if verified else None,
        shown_name=name if verified and not is_minor else "",
        verified_at=sent_at + timedelta(days=6) if verified else None,
        decided_at=sent_at + timedelta(days=18) if decided else None, reason=reason[language] if reason else "",
    ), deed  # fmt: skip


def _evidence(nomination: Nomination, now: datetime) -> list[Evidence]:
    """Two independent sources and an official one for what is verified, one for what is not yet."""
    if nomination.investigator is None:
        return []
    witness, paper, office = SOURCES[nomination.language]
    sources = [("witness", witness, "independent"), ("media", paper, "independent"), ("document", office, "official")]
    confirmed = nomination.verified_at
    return [
        Evidence(
            nomination=nomination, kind=kind, source=source, folded_source=fold(source), side=side if confirmed else "",
            added_by=nomination.investigator, added_at=nomination.assigned_at or now, confirmed_at=confirmed,
            confirmed_by=nomination.investigator if confirmed else None,
        )
        for kind, source, side in sources[: 3 if confirmed else 1]
    ]  # fmt: skip


def _judge(rng: Random, told: list[Nomination], jurors: Sequence[Person], prize: Prize, now: datetime) -> None:
    """Marks of jurors who are not equally severe; what is decided follows from them by the house's own rule."""
    mild = {juror.pk: rng.choice((-1, 0, 0, 1)) for juror in jurors}
    scores = []
    for nomination in told:
        if nomination.verified_at is None:
            continue
        level = 4 if nomination.status == Nomination.Status.NOT_HONOURED else 8
        before = nomination.status == Nomination.Status.VERIFIED
        for juror in rng.sample(list(jurors), 2 if before else MARKS_EACH):
            marks = [min(10, max(1, level + mild[juror.pk] + rng.choice((-1, 0, 0, 1)))) for _criterion in range(4)]
            scores.append(Score(
                nomination=nomination, juror=juror, risk=marks[0], effort=marks[1], effect=marks[2], example=marks[3],
                scored_at=min(now, nomination.verified_at + timedelta(days=rng.uniform(0.5, 9))),
            ))  # fmt: skip
    Score.objects.bulk_create(scores)
    even = rules.evened({(score.nomination_id, score.juror_id): mark_of(score) for score in scores})
    decided = [one for one in told if one.status in {Nomination.Status.HONOURED, Nomination.Status.NOT_HONOURED}]
    for nomination in decided:
        nomination.mark = Decimal(str(round(even[nomination.pk], 2)))
        reaches = rules.is_honoured(float(nomination.mark), prize)
        nomination.status = Nomination.Status.HONOURED if reaches else Nomination.Status.NOT_HONOURED
    Nomination.objects.bulk_update(decided, ["mark", "status"], 200)


def _hero(nomination: Nomination, deed: Brave, place: Territory, number: int) -> Hero:
    name = "" if nomination.is_minor else nomination.shown_name
    told = {f"title_{code}": text for code, text in deed.titles.items()}
    told |= {f"story_{code}": text for code, text in deed.stories.items()}
    names = (name, *deed.titles.values(), place.name_kk, place.name_ru, place.name_en)
    return Hero(
        nomination=nomination, campaign=nomination.campaign, territory=place, name=name, is_minor=nomination.is_minor,
        is_posthumous=nomination.is_posthumous, slug=f"{readable_slug(name) or 'hero'}-{number + 1}",
        happened_on=nomination.happened_on, honoured_at=nomination.decided_at or nomination.made_at,
        folded=fold(" ".join(names)), **told,
    )  # fmt: skip
