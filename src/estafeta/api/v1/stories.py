from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from estafeta.api.paging import Paged, Text, page_by_key, page_of
from estafeta.api.schema import InThree, in_three
from estafeta.base.fields import LANGUAGES
from estafeta.newsroom import queries
from estafeta.newsroom.models import Story
from estafeta.photos.models import Photo
from estafeta.territories.models import Territory

router = Router(tags=["stories"])


class Asked(Paged):
    """Every filter narrows."""

    territory: Annotated[Text, Field(description="A territory's code: it and everything beneath it.")] = ""
    kind: Annotated[Text, Field(description="news, interview, release or photos.")] = ""
    q: Annotated[Text, Field(description="Words of a title or lead, folded.")] = ""


class StoryPhoto(Schema):
    url: str
    shows: str
    author: str


class StoryCorrection(Schema):
    made_at: datetime
    what: InThree
    reason: InThree


class OneStory(Schema):
    """A story that everybody reads; a language in which it is not there is empty. `text` is HTML, figures written."""

    id: str
    kind: str
    title: InThree
    lead: InThree
    text: InThree
    text_by: str
    photographs_by: str
    source: str
    photo: StoryPhoto | None
    territory: str
    campaign: str
    published_at: datetime
    corrections: list[StoryCorrection]
    url: str


class Stories(Schema):
    items: list[OneStory]
    next: str | None


@router.get("/stories", response=Stories, operation_id="stories", summary="News")
def all_stories(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    """Stories whose time has come, neither withdrawn nor hidden."""
    top = Territory.objects.filter(code=asked.territory).first() if asked.territory else None
    found = queries.find(queries.Filters(kind=asked.kind, q=asked.q, territory=top))
    if (asked.territory and top is None) or (asked.kind and asked.kind not in Story.Kind.values):
        found = found.none()
    rows, following = page_by_key(queries.with_corrections(found), asked)
    photos, figures = queries.lead_photos(rows), queries.Figures(rows)
    return page_of([_one(row, photos.get(row.pk), figures) for row in rows], following)


def _one(story: Story, photo: Photo | None, figures: queries.Figures) -> dict[str, Any]:
    told = {code: queries.rendered(story, code, figures=figures, exact=True) for code in LANGUAGES}
    return {
        "id": story.slug,
        "kind": story.kind,
        "title": in_three(story, "title"),
        "lead": in_three(story, "lead"),
        "text": {code: str(one.html) for code, one in told.items()},
        "text_by": story.words_by,
        "photographs_by": story.photos_by,
        "source": story.source,
        "photo": (
            {"url": f"{settings.SITE_URL}{photo.large_url}", "shows": photo.alt, "author": photo.credit}
            if photo
            else None
        ),
        "territory": story.territory.code,
        "campaign": story.campaign.slug,
        "published_at": story.published_at,
        "corrections": [
            {"made_at": one.made_at, "what": in_three(one, "what"), "reason": in_three(one, "reason")}
            for one in story.corrections.all()
        ],
        "url": f"{settings.SITE_URL}/news/{story.slug}/",
    }
