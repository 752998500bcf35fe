"""A story as its reader gets it: in one language, with every figure written by the tally."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from estafeta.campaigns.models import Campaign
from estafeta.newsroom import rules
from estafeta.newsroom.models import Story
from estafeta.newsroom.rules import Mark
from estafeta.tally.models import Figure
from estafeta.tally.queries import TallyFigure, figure, from_answer
from estafeta.tally.templatetags.tally import tally_number
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class Quoted:
    """A figure that a text shows, with its permanent address, or with the question that it follows."""

    metric: str
    figure: TallyFigure
    href: str
    is_live: bool
    where: str


@dataclass(frozen=True)
class Told:
    """A story in the language in which it is shown; `is_other` where that is not the reader's."""

    story: Story
    language: str
    title: str
    lead: str
    is_other: bool
    html: SafeString = field(default=SafeString(""))
    quoted: tuple[Quoted, ...] = ()

    @property
    def language_name(self) -> str:
        return {"kk": _("in Kazakh"), "ru": _("in Russian"), "en": _("in English")}.get(self.language, "")


class Figures:
    """What the marks of some texts stand for; all pinned ones are read by one query, each live one is asked once."""

    def __init__(self, stories: Iterable[Story]) -> None:
        stories = list(stories)
        marks = [mark for story in stories for code in ("kk", "ru", "en") for mark in marks_of(story, code)]
        keys = {mark.key for mark in marks if mark.key}
        pinned = Figure.objects.filter(key__in=keys).select_related("campaign", "territory") if keys else []
        self.pinned = {kept.key: kept for kept in pinned}
        codes = {mark.territory for mark in marks if mark.territory}
        slugs = {mark.campaign for mark in marks if mark.campaign}
        places = Territory.objects.filter(code__in=codes) if codes else []
        self.territories = {place.code: place for place in places}
        self.campaigns = {one.slug: one for one in Campaign.objects.filter(slug__in=slugs)} if slugs else {}
        self.live: dict[tuple[int, str], TallyFigure] = {}

    def fault_of(self, mark: Mark) -> str:
        """Why a mark can't be shown, in words; "" where it can."""
        if mark.fault:
            return _("This mark can't be read: %(mark)s") % {"mark": _braces(mark)}
        if mark.key and mark.key not in self.pinned:
            return _("No figure has this key: %(key)s") % {"key": mark.key}
        if mark.territory and mark.territory not in self.territories:
            return _("There is no territory with the code “%(code)s”.") % {"code": mark.territory}
        if mark.campaign and mark.campaign not in self.campaigns:
            return _("There is no campaign called “%(name)s”.") % {"name": mark.campaign}
        return ""

    def quoted(self, mark: Mark, story: Story) -> Quoted:
        """What a mark without a fault stands for."""
        if mark.key:
            kept = self.pinned[mark.key]
            place = kept.territory.name if kept.territory else kept.campaign.theme
            said = from_answer(kept.answer)
            return Quoted(mark.metric, said, reverse("tally:figure", args=[kept.key]), is_live=False, where=place)
        campaign = self.campaigns.get(mark.campaign, story.campaign)
        territory = self.territories.get(mark.territory)
        asked = (campaign.pk, mark.territory)
        if asked not in self.live:
            self.live[asked] = figure(campaign, territory=territory)
        said = self.live[asked]
        href = f"{reverse('tally:tally')}?campaign={campaign.slug}" + (
            f"&territory={territory.code}" if territory else ""
        )
        place = territory.name if territory else campaign.theme
        return Quoted(mark.metric, said, href, is_live=True, where=place)


def marks_of(story: Story, language: str) -> list[Mark]:
    return rules.marks_in(getattr(story, f"text_{language}"))


def faults_in(story: Story) -> list[str]:
    """What is wrong with the marks of a story, each once."""
    figures = Figures([story])
    marks = [mark for code in ("kk", "ru", "en") for mark in marks_of(story, code)]
    return list(dict.fromkeys(filter(None, map(figures.fault_of, marks))))


def headline(story: Story, language: str | None = None) -> Told:
    """Title and lead alone, for lists and feeds. No query."""
    wanted = language or get_language() or "kk"
    code = rules.language_shown(story, wanted)
    title, lead = (getattr(story, f"{name}_{code}") for name in ("title", "lead"))
    return Told(story, code, title or story.title, lead, is_other=code != wanted)


def rendered(story: Story, language: str | None = None, *, figures: Figures | None = None, exact: bool = False) -> Told:
    """A story as a page shows it.

    Takes: exact -- this language itself, also where it is empty: for the preview of all three.
    """
    wanted = language or get_language() or "kk"
    code = wanted if exact else rules.language_shown(story, wanted)
    known = figures or Figures([story])
    quoted: dict[Mark, Quoted] = {}

    def shown(mark: Mark) -> str:
        if known.fault_of(mark):
            return str(format_html('<span class="quiet">[{}]</span>', _("a figure that can't be found")))
        if mark not in quoted:
            quoted[mark] = known.quoted(mark, story)
        return str(tally_number(quoted[mark].figure, mark.metric, words=True))

    html = mark_safe(rules.as_html(getattr(story, f"text_{code}"), shown))
    title, lead = (getattr(story, f"{name}_{code}") for name in ("title", "lead"))
    return Told(story, code, title, lead, code != wanted, html, tuple(quoted.values()))


def jsonld(told: Told, *, url: str, picture: str, publisher: str) -> dict[str, Any]:
    """The schema.org NewsArticle of a public story."""
    story = told.story
    moments = {
        "datePublished": story.published_at,
        "dateModified": max(filter(None, (story.published_at, story.changed_at))),
    }
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": told.title,
        "description": told.lead,
        "inLanguage": told.language,
        "url": url,
        "mainEntityOfPage": url,
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": publisher},
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
        **({"author": {"@type": "Person", "name": story.words_by}} if story.words_by else {}),
        **({"image": [picture]} if picture else {}),
    }


def _braces(mark: Mark) -> str:
    return str(mark).strip("{}")
