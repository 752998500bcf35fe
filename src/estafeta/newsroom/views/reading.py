"""Doors for everybody: the list of stories, one story, the feed."""

from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from estafeta.base import resting
from estafeta.base.fields import LANGUAGES
from estafeta.base.jsonld import script
from estafeta.base.texts import clean
from estafeta.newsroom import queries, rules, services
from estafeta.newsroom.models import Story
from estafeta.people.queries import person_of
from estafeta.territories.models import Territory

PAGE: Final = 12
IN_FEED: Final = 50
GONE: Final = 410


def _filters(request: HttpRequest) -> queries.Filters:
    asked = {name: clean(request.GET.get(name, ""), most=200) for name in ("kind", "q", "territory")}
    place = Territory.objects.filter(code=asked["territory"]).first() if asked["territory"] else None
    return queries.Filters(kind=asked["kind"], q=asked["q"], territory=place)


@login_not_required
@never_cache
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Stories, by kind, searched, in pages."""
    filters = _filters(request)
    page = Paginator(queries.find(filters), PAGE).get_page(request.GET.get("page"))
    photos = queries.lead_photos(page)
    context = {
        "page": page,
        "cards": [(queries.headline(story), photos.get(story.pk)) for story in page],
        "filters": filters,
        "kinds": [(value, label, value == filters.kind) for value, label in Story.Kind.choices],
        "narrowed": bool(filters.kind or filters.q or filters.territory),
        "writes": queries.writes(person_of(request.user)),
    }
    return render(request, "newsroom/news.html", context)


@login_not_required
@never_cache
@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """One story in the reader's language, or in another one, which is said."""
    found = queries.public_stories().select_related("deed").filter(slug=slug).first()
    if found is None:
        return _withdrawn(request, slug)
    told = queries.rendered(found)
    photos = queries.pictures_of(found)
    person = person_of(request.user)
    edits = bool(rules.may_edit(person, found))
    _count(request, found, edits=edits)
    url = f"{settings.SITE_URL}{found.get_absolute_url()}"
    picture = f"{settings.SITE_URL}{photos[0].large_url}" if photos else ""
    near = queries.related(found)
    pictures = queries.lead_photos(near)
    context = {
        "story": found,
        "told": told,
        "photos": photos,
        "corrections": queries.corrections_of(found),
        "near": [(queries.headline(other), pictures.get(other.pk)) for other in near],
        "views": queries.views_of(found),
        "edits": edits,
        "canonical": url,
        "picture": picture,
        "jsonld": script(queries.jsonld(told, url=url, picture=picture, publisher=_("Estafeta"))),
    }
    return render(request, "newsroom/story.html", context)


def _withdrawn(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.withdrawn_story(slug)
    if found is None:
        raise Http404
    return render(request, "newsroom/withdrawn.html", {"story": found, "told": queries.headline(found)}, status=GONE)


def _count(request: HttpRequest, found: Story, *, edits: bool) -> None:
    """Adds to the day's sum where a human asks; editors at work and the installation's rest are left out."""
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    reads = rules.is_reader(request.headers.get("User-Agent", ""), purpose)
    if request.method == "GET" and reads and not edits and resting.current() is None:
        services.count_view(found, on=timezone.localdate())


@login_not_required
@require_safe
@gzip_page
def news_atom(request: HttpRequest) -> HttpResponse:
    """`/feeds/news.atom?lang=&kind=&territory=&q=`: the latest stories."""
    asked = request.GET.get("lang", "")
    language = asked if asked in LANGUAGES else translation.get_language() or "kk"
    with translation.override(language):
        feed = Atom1Feed(
            title=_("News"),
            link=request.build_absolute_uri(reverse("newsroom:news")),
            description=_("Stories from the campaign."),
            language=language,
            feed_url=request.build_absolute_uri(),
        )
        for one in queries.find(_filters(request))[:IN_FEED]:
            told = queries.headline(one)
            feed.add_item(
                title=clean(told.title),
                link=request.build_absolute_uri(one.get_absolute_url()),
                unique_id=f"tag:{request.get_host().split(':')[0]},2026:story/{one.pk}",
                description=clean(told.lead),
                author_name=clean(one.words_by) or _("Estafeta"),
                categories=[str(one.get_kind_display())],
                pubdate=one.published_at,
                updateddate=max(one.changed_at, one.published_at or one.changed_at),
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
