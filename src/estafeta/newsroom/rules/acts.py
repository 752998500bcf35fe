"""Who may write, and what a story must be before everybody reads it."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.base.fields import LANGUAGES
from estafeta.newsroom.models import Story
from estafeta.people.models import Person, Role
from estafeta.people.rules import holds_in

LONGEST_TITLE: Final = 160
LONGEST_LEAD: Final = 400
LONGEST_TEXT: Final = 30_000
LONGEST_LINE: Final = 200
WRITERS: Final = (Role.Kind.EDITOR, Role.Kind.COORDINATOR)
LAST_STORIES: Final = 200  # among which related ones are looked for
RELATED: Final = 3


def may_edit(person: Person | None, story: Story) -> Decision:
    """Editors of the story's territory or one above it, and its coordinators."""
    if person is not None:
        roles = person.roles.filter(kind__in=WRITERS, ended_at=None).select_related("territory")
        if any(holds_in(role, story.territory, story.campaign.slug) for role in roles):
            return YES
    return no(_("You are no editor of this territory."))


def is_public(story: Story, at: datetime) -> bool:
    """Whether everybody sees a story that no moderator has hidden."""
    return story.published_at is not None and story.published_at <= at and story.withdrawn_at is None


def languages_of(story: Story) -> list[str]:
    """The languages in which a story can be read: with a title and a text."""
    return [code for code in LANGUAGES if getattr(story, f"title_{code}") and getattr(story, f"text_{code}")]


def language_shown(story: Story, wanted: str) -> str:
    """The reader's language, or the next one in which the story can be read: kk, ru, en."""
    there = languages_of(story)
    return wanted if wanted in there or not there else there[0]


def may_publish(story: Story, bare: Collection[str]) -> Decision:
    """A whole language and a source line; numbers typed by hand only with their source."""
    if story.withdrawn_at is not None:
        return no(_("This story was withdrawn. Write a new one."))
    if not languages_of(story):
        return no(_("Write a title and a text in one language at least."))
    if not story.source:
        return no(_("Say where this comes from: the source line is still empty."))
    if set(bare) - set(story.numbers):
        return no(_("Say first where the numbers typed by hand come from, and keep the draft."))
    return YES


def likeness(one: Story, other: Story) -> int:
    """How near two stories are: one deed, one territory or one above the other, one campaign, shared words."""
    points = 20 * (one.deed_id is not None and one.deed_id == other.deed_id)
    points += 8 * (one.territory_id == other.territory_id)
    points += 2 * (one.campaign_id == other.campaign_id)
    words, others = (
        {word[:6] for word in told.folded.split() if len(word) > 4}  # noqa: PLR2004 -- endings and little words say nothing
        for told in (one, other)
    )
    return points + min(10, len(words & others))


BOTS: Final = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|lighthouse|headless|curl|wget|python|java/|go-http|httpclient|scan",
    re.IGNORECASE,
)


def is_reader(agent: str, purpose: str = "") -> bool:
    """Whether a page was asked for by a human's browser, as far as it says; a page loaded ahead is not read yet."""
    return bool(agent) and not BOTS.search(agent) and "prefetch" not in purpose.lower()


def state_of(story: Story, at: datetime) -> str:
    """draft, offered, scheduled, public or withdrawn."""
    if story.withdrawn_at is not None:
        return "withdrawn"
    if story.published_at is None:
        return "draft" if story.offered_on is None or story.edition > 1 else "offered"
    return "public" if story.published_at <= at else "scheduled"
