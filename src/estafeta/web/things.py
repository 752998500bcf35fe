"""What can be reported, under one word each: how it is found, where it lies, whose it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import appeals_visible_to
from estafeta.deeds.models import Deed, Outcome
from estafeta.deeds.queries import deeds_visible_to
from estafeta.heroes.models import Hero
from estafeta.heroes.queries import heroes
from estafeta.moderation.queries import hidden
from estafeta.newsroom.models import Story
from estafeta.newsroom.queries import public_stories
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_visible_to, organisers_of
from estafeta.people.models import Person
from estafeta.photos.models import Photo
from estafeta.photos.queries import address_to_look
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class Thing:
    """Something public that can be flagged: its name in the journal, and what a coordinator has to know of it."""

    kind: str
    number: int
    title: str
    address: str
    territory: Territory | None
    campaign: str = ""
    text: str = ""
    picture: str = ""
    owners: list[Person] = field(default_factory=list)


def _of_appeal(appeal: Appeal) -> Thing:
    return Thing(
        "appeals.appeal", appeal.pk, appeal.title, appeal.get_absolute_url(), appeal.territory, appeal.campaign.slug,
        appeal.about, owners=[appeal.asker],
    )  # fmt: skip


def _of_deed(deed: Deed) -> Thing:
    return Thing(
        "deeds.deed", deed.pk, deed.title, deed.get_absolute_url(), deed.territory, deed.campaign.slug, deed.about,
        owners=list(organisers_of(deed.organisation)),
    )  # fmt: skip


def _of_outcome(outcome: Outcome) -> Thing:
    told = _of_deed(outcome.deed)
    return Thing(
        "deeds.outcome", outcome.pk, told.title, told.address, told.territory, told.campaign, outcome.story,
        owners=told.owners,
    )  # fmt: skip


def _of_organisation(body: Organisation) -> Thing:
    return Thing(
        "organisations.organisation", body.pk, body.name, body.get_absolute_url(), body.territory, text=body.about,
        owners=list(organisers_of(body)),
    )  # fmt: skip


def _of_hero(hero: Hero) -> Thing:
    asked = hero.nomination.asked
    return Thing(
        "heroes.hero", hero.pk, f"{hero.shown_name}: {hero.title}"[:200], hero.get_absolute_url(), hero.territory,
        hero.campaign.slug, hero.story, owners=[asked] if asked else [],
    )  # fmt: skip


def _of_photo(photo: Photo) -> Thing:
    kind, _sign, number = photo.thing.rpartition(":")
    about = thing_of(kind, int(number))
    owners = {photo.uploaded_by_id: photo.uploaded_by} | {one.pk: one for one in (about.owners if about else ())}
    return Thing(
        "photos.photo", photo.pk, about.title if about else photo.alt, about.address if about else "",
        about.territory if about else None, about.campaign if about else "", photo.alt, address_to_look(photo),
        list(owners.values()),
    )  # fmt: skip


def _of_story(story: Story) -> Thing:
    return Thing(
        "newsroom.story", story.pk, story.title, story.get_absolute_url(), story.territory, story.campaign.slug,
        story.lead_kk or story.lead_ru or story.lead_en, owners=[story.made_by] if story.made_by else [],
    )  # fmt: skip


@dataclass(frozen=True)
class _Sort:
    word: str
    model: type[models.Model]
    joins: tuple[str, ...]
    thing: Callable[..., Thing]
    seen: Callable[[Person | None], models.QuerySet[Any]]


def _photos_seen(person: Person | None) -> models.QuerySet[Any]:
    """Public photos; whether their thing is seen is asked of the thing."""
    del person
    return Photo.objects.filter(is_public=True, hidden_at=None).exclude(pk__in=hidden("photos.photo"))


def _heroes_seen(person: Person | None) -> models.QuerySet[Any]:
    del person
    return heroes()


def _outcomes_seen(person: Person | None) -> models.QuerySet[Any]:
    return Outcome.objects.filter(deed__in=deeds_visible_to(person)).exclude(pk__in=hidden("deeds.outcome"))


def _stories_seen(person: Person | None) -> models.QuerySet[Any]:
    del person
    return public_stories()


_OF_DEED: Final = ("territory", "campaign", "organisation")
_SORTS: Final = (
    _Sort("appeal", Appeal, ("territory", "campaign", "asker__guardian"), _of_appeal, appeals_visible_to),
    _Sort("deed", Deed, _OF_DEED, _of_deed, deeds_visible_to),
    _Sort("outcome", Outcome, tuple(f"deed__{way}" for way in _OF_DEED), _of_outcome, _outcomes_seen),
    _Sort("organisation", Organisation, ("territory",), _of_organisation, organisations_visible_to),
    _Sort("hero", Hero, ("territory", "campaign", "nomination__asked"), _of_hero, _heroes_seen),
    _Sort("story", Story, ("territory", "campaign", "made_by"), _of_story, _stories_seen),
    _Sort("photo", Photo, ("uploaded_by",), _of_photo, _photos_seen),
)
WORDS: Final = tuple(sort.word for sort in _SORTS)


def thing_seen_by(person: Person | None, word: str, number: int) -> Thing | None:
    """The thing that a person reports, if they can see it; a photo is seen where what it shows is seen."""
    for sort in _SORTS:
        if sort.word == word:
            found = sort.seen(person).select_related(*sort.joins).filter(pk=number).first()
            if isinstance(found, Photo) and not _sees_what_it_shows(person, found):
                return None
            return sort.thing(found) if found else None
    return None


def thing_of(kind: str, number: int) -> Thing | None:
    """The thing behind its name in the journal, hidden or not; None where it is gone."""
    for sort in _SORTS:
        if sort.model._meta.label_lower == kind:  # noqa: SLF001 -- _meta is Django's documented model API
            found = sort.model._default_manager.select_related(*sort.joins).filter(pk=number).first()  # noqa: SLF001 -- the same
            return sort.thing(found) if found else None
    return None


def _sees_what_it_shows(person: Person | None, photo: Photo) -> bool:
    kind, _sign, number = photo.thing.rpartition(":")
    for sort in _SORTS:
        if sort.model._meta.label_lower == kind:  # noqa: SLF001 -- the same
            return sort.seen(person).filter(pk=int(number)).exists()
    return False
