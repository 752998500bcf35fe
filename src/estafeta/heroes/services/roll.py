from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.images import Picture
from estafeta.base.texts import clean, fold
from estafeta.campaigns.models import Campaign
from estafeta.heroes import queries, rules
from estafeta.heroes.models import Hero, Prize, Vote
from estafeta.heroes.rules import acts
from estafeta.heroes.services.judging import folded_of
from estafeta.journal.services import record
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.photos import services as photos
from estafeta.photos.models import Photo


@transaction.atomic
def retell(hero: Hero, by: Person, *, words: dict[str, Any]) -> Hero:
    """Write a hero's title and story in the three languages.

    Takes:  words -- title_kk, story_ru and so on.
    Raises: NotPossible when `by` may not, a text is too long, no language has a title, or a minor is named.
    Locks:  the Hero row.
    """
    hero = _edited(hero, by)
    for name, value in words.items():
        kind, _sign, language = name.partition("_")
        if kind not in {"title", "story"} or language not in LANGUAGES:
            raise TypeError(f"a hero has no {name!r}")
        setattr(hero, name, clean(value))
    told = [getattr(hero, f"{kind}_{language}") for kind in ("title", "story") for language in LANGUAGES]
    if any(len(text) > acts.LONGEST_TEXT for text in told) or any(len(text) > acts.LONGEST_TITLE for text in told[:3]):
        raise NotPossible(_("The text is too long: 5,000 characters at most."))
    if not any(told[:3]):
        raise NotPossible(_("Write in a line what they did, in one language at least."))
    if hero.is_minor:
        _insist_unnamed(hero, told)
    hero.folded = folded_of(hero)
    hero.save()
    record(by, "retold", hero)
    return hero


@transaction.atomic
def add_portrait(hero: Hero, by: Person, picture: Picture, *, credit: str, consent: bool) -> Photo:
    """Put a portrait to a hero; of a minor none is shown.

    Raises: NotPossible when `by` may not, without consent, or for a minor.
    """
    hero = _edited(hero, by)
    if hero.is_minor:
        raise NotPossible(_("No picture of a minor is shown here."))
    name = hero.shown_name
    return photos.add_photo(by, hero, picture, alt=name, credit=credit, consent=consent, is_public=True)


@transaction.atomic
def set_prize(
    campaign: Campaign, by: Person, *, events_since: date, takes_until: date, least_scores: int, bar: int,
    vote_until: date | None,
) -> Prize:  # fmt: skip
    """Say until when heroes are nominated, since when their deeds count, how many marks decide, and how high they are.

    Raises: NotPossible when `by` does not coordinate the campaign, a number is out of range, or a decision was taken
            already: then the bar and the number of marks stay.
    Locks:  the Campaign row.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    insist(may_coordinate(by, campaign.territory, campaign.slug))
    prize = queries.prize_of(campaign)
    decided = campaign.nominations.filter(mark__isnull=False).exists()
    if decided and (least_scores, bar) != (prize.least_scores, prize.bar):
        raise NotPossible(_("The jury has decided already, so the bar and the number of marks stay as they were."))
    if not (2 <= least_scores <= 20 and 10 <= bar <= 100 and events_since <= takes_until):  # noqa: PLR2004 -- what the database holds too
        raise NotPossible(_("Look at the numbers and days once more."))
    prize.events_since, prize.takes_until = events_since, takes_until
    prize.least_scores, prize.bar, prize.vote_until = least_scores, bar, vote_until
    prize.save()
    record(by, "prize_set", prize, bar=bar, least_scores=least_scores)
    return prize


@transaction.atomic
def vote(hero: Hero, person: Person, *, now: datetime | None = None) -> Vote:
    """Give one's voice for the people's favourite, or move it to another hero while the vote runs.

    Writes: one Vote; no nomination, mark or verdict.
    """
    prize = queries.prize_of(hero.campaign)
    at = now or timezone.now()
    if hero.hidden_at is not None or prize.pk is None:
        raise NotPossible(_("There is no public vote now."))
    insist(rules.may_vote(prize, timezone.localdate(at)))
    voice, _new = Vote.objects.update_or_create(prize=prize, person=person, defaults={"hero": hero, "at": at})
    return voice


def _edited(hero: Hero, by: Person) -> Hero:
    hero = (
        Hero.objects.select_for_update(of=("self",))
        .select_related("territory", "campaign", "nomination")
        .get(pk=hero.pk)
    )
    insist(may_coordinate(by, hero.territory, hero.campaign.slug))
    return hero


def _insist_unnamed(hero: Hero, told: list[str]) -> None:
    names = rules.stems([hero.nomination.hero_name])
    if any(word.startswith(name) for text in told for word in fold(text).split() for name in names):
        raise NotPossible(_("The text names the child. Write “a pupil” or “a child” instead."))
