"""Who sees which story, and what is found among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from estafeta.base.texts import fold
from estafeta.moderation.queries import is_hidden, shown
from estafeta.newsroom import rules
from estafeta.newsroom.models import Correction, Story
from estafeta.people.models import Person
from estafeta.photos.models import Photo
from estafeta.photos.queries import photos_of
from estafeta.territories.models import Territory

KIND = "newsroom.story"


@dataclass(frozen=True)
class Filters:
    """What a reader looks for."""

    kind: str = ""
    q: str = ""
    territory: Territory | None = None


def public_stories(now: datetime | None = None) -> QuerySet[Story]:
    """What everybody may read at this moment: published, its time come, neither withdrawn nor hidden."""
    seen = Story.objects.filter(shown(KIND), published_at__lte=now or timezone.now(), withdrawn_at=None)
    return seen.select_related("campaign", "territory", "lead_photo")


def find(filters: Filters, now: datetime | None = None) -> QuerySet[Story]:
    """Public stories, narrowed; the latest first."""
    found = public_stories(now)
    if filters.kind in Story.Kind.values:
        found = found.filter(kind=filters.kind)
    if filters.territory:
        found = found.filter(territory__path__startswith=filters.territory.path)
    for word in fold(filters.q).split():
        found = found.filter(folded__contains=word)
    return found.order_by("-published_at", "-pk")


def stories_edited_by(person: Person | None) -> QuerySet[Story]:
    """Every story, in whatever state, of the territories in which a person writes; what changed last stands first."""
    if person is None:
        return Story.objects.none()
    found = Q(pk__in=[])
    for role in person.roles.filter(kind__in=rules.WRITERS, ended_at=None).select_related("territory"):
        beneath = Q(territory__path__startswith=role.territory.path)
        found |= beneath & Q(campaign__slug=role.campaign) if role.campaign else beneath
    return (
        Story.objects.filter(found).select_related("campaign", "territory", "lead_photo").order_by("-changed_at", "-pk")
    )


def withdrawn_story(slug: str) -> Story | None:
    """A story that everybody could read and that was taken back; its address says so."""
    was_public = Story.objects.filter(shown(KIND), withdrawn_at__isnull=False, published_at__lte=timezone.now())
    return was_public.select_related("territory").filter(slug=slug).first()


def territories_for(person: Person | None) -> QuerySet[Territory]:
    """Where a person may place a story: the territories of their roles, and one level beneath."""
    if person is None:
        return Territory.objects.none()
    tops = person.roles.filter(kind__in=rules.WRITERS, ended_at=None).values("territory")
    return Territory.objects.filter(Q(pk__in=tops) | Q(parent__in=tops)).order_by("depth", "name_en", "pk")


def writes(person: Person | None) -> bool:
    """Whether there is any territory at all in which a person writes."""
    return person is not None and person.roles.filter(kind__in=rules.WRITERS, ended_at=None).exists()


def related(story: Story) -> list[Story]:
    """The stories nearest to one: of the same deed, place, campaign, or with words in common. Two queries."""
    others = public_stories().exclude(pk=story.pk)
    near = others.filter(Q(campaign=story.campaign) | Q(territory=story.territory)).order_by("-published_at", "-pk")
    ranked = sorted(near[: rules.LAST_STORIES], key=lambda other: -rules.likeness(story, other))
    return ranked[: rules.RELATED]


def corrections_of(story: Story) -> QuerySet[Correction]:
    return story.corrections.order_by("-made_at", "-pk")


def views_of(story: Story) -> int:
    """How often it was opened so far."""
    return story.days_of_views.aggregate(views=Sum("views"))["views"] or 0


def with_corrections(stories: QuerySet[Story]) -> QuerySet[Story]:
    return stories.prefetch_related(Prefetch("corrections", Correction.objects.order_by("-made_at", "-pk")))


def pictures_of(story: Story) -> list[Photo]:
    """What everybody may see of a story, the lead photo first; it may be the photo of a deed."""
    own = list(photos_of(story))
    lead = story.lead_photo
    if lead is None or not is_shown(lead):
        return own
    return [lead, *(photo for photo in own if photo.pk != lead.pk)]


def is_shown(photo: Photo) -> bool:
    return photo.is_public and photo.hidden_at is None and not is_hidden("photos.photo", photo.pk)


def lead_photos(stories: Iterable[Story]) -> dict[int, Photo]:
    """The lead photo of each story that everybody may see, by the story's key. One query."""
    wanted = {story.lead_photo_id: story.pk for story in stories if story.lead_photo_id}
    seen = Photo.objects.filter(shown("photos.photo"), pk__in=wanted, is_public=True, hidden_at=None)
    by_key = {photo.pk: photo for photo in seen}
    return {story.pk: by_key[story.lead_photo_id] for story in stories if story.lead_photo_id in by_key}


def story_of(pk: int) -> Story | None:
    """A story in whatever state, for the worker."""
    return Story.objects.filter(pk=pk).first()
