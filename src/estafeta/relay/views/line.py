"""The relay: how the movement grew from its first appeal."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from vl_convert import svg_to_png

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import public_appeals
from estafeta.campaigns.queries import shown_campaign
from estafeta.people.queries import person_of
from estafeta.relay import queries
from estafeta.relay.queries import Asked, Course
from estafeta.relay.templatetags import relay_card
from estafeta.relay.templatetags.relay import Sun
from estafeta.territories.models import Territory
from estafeta.ui.caching import same_for_strangers
from estafeta.ui.numbers import number, percent

ON_A_PAGE: Final = 50
BEGUN: Final = 12
LONGEST_NAME: Final = 40


@login_not_required
@require_safe
@same_for_strangers(60)
def relay(request: HttpRequest) -> HttpResponse:
    """`/relay/?day=&territory=`: the whole campaign."""
    return _line(request, None)


@login_not_required
@require_safe
@same_for_strangers(60)
def of_appeal(request: HttpRequest, slug: str) -> HttpResponse:
    """`/relay/<appeal>/`: the line that one appeal began."""
    appeal = get_object_or_404(public_appeals().select_related("campaign__territory", "territory"), slug=slug)
    return _line(request, appeal)


def _line(request: HttpRequest, appeal: Appeal | None) -> HttpResponse:
    campaign = appeal.campaign if appeal else shown_campaign()
    if campaign is None:
        return render(request, "relay/line.html", {"appeal": None, "course": None})
    asked = Asked(campaign, appeal, _day(request), _region(request))
    course = queries.course(asked)
    context: dict[str, Any] = {"asked": asked, "campaign": campaign, "appeal": appeal, "course": course}
    if course is not None:
        context |= _pictures(asked, course) | _slider(request, asked, course)
        card = reverse("relay:line_card", args=[appeal.slug, "png"]) if appeal else reverse("relay:card", args=["png"])
        context["card"] = request.build_absolute_uri(card + (f"?day={asked.day}" if asked.day else ""))
        context["page"] = Paginator(queries.listed(asked), ON_A_PAGE).get_page(request.GET.get("page"))
        context["begun"] = [] if appeal else list(queries.lines_begun(campaign)[:BEGUN])
    context["batons"] = queries.my_batons(person_of(request.user))
    return render(request, "relay/line.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def card(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    """A picture to share, of the campaign's relay or of one appeal's line, in the reader's language."""
    appeal = get_object_or_404(public_appeals().select_related("campaign__territory"), slug=slug) if slug else None
    campaign = appeal.campaign if appeal else shown_campaign()
    asked = Asked(campaign, appeal, _day(request)) if campaign else None
    course = queries.course(asked) if asked else None
    if asked is None or course is None or kind not in {"svg", "png"}:
        raise Http404
    lines = [
        ngettext("%(n)s good deed", "%(n)s good deeds", course.deeds) % {"n": number(course.deeds)},
        ngettext("%(n)s generation", "%(n)s generations", len(course.generations)) % {"n": len(course.generations)},
    ]
    if course.acceptance:
        lines.append(_("%(share)s of batons taken") % {"share": percent(course.acceptance.value)})
    note = f"{asked.campaign.theme} · {date_format(course.day, 'SHORT_DATE_FORMAT')}"
    if asked.campaign.is_example:
        note += " · " + _("an invented example")
    drawing = relay_card.card(_pictures(asked, course)["sun"], title=_("The relay"), lines=lines, note=note)
    if kind == "svg":
        return HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")
    return HttpResponse(svg_to_png(drawing, scale=1), content_type="image/png")


def _pictures(asked: Asked, course: Course) -> dict[str, Any]:
    dots, knots = queries.tree(asked)
    chain = queries.longest_chain(course.figures["deepest"])
    names = {region.pk: region.name for region, _deeds in course.per_region}
    first = min((one.at for one in dots), default=timezone.now())
    title = _("The tree of the relay: %(deeds)s deeds in %(generations)s generations") % {
        "deeds": course.deeds, "generations": len(course.generations),
    }  # fmt: skip
    until = _end_of(asked)
    sun = Sun(
        dots, frozenset() if knots else frozenset(deed.pk for deed in chain), first,
        max((one.at for one in dots), default=first), until, title, names, knots,
    )  # fmt: skip
    return {
        "sun": sun,
        "knots": knots,
        "chain": chain,
        "chain_places": [deed.territory for deed in chain],
        "ways": queries.ways_of(Asked(asked.campaign, asked.appeal)),
        "until": until,
        "first": first,
        "country": asked.campaign.territory.name_en,
    }


def _slider(request: HttpRequest, asked: Asked, course: Course) -> dict[str, Any]:
    """The days between which a reader may move, and the links of those who have no script."""
    today = timezone.now().astimezone(asked.zone).date()
    first = course.first_day or today

    def link(day: date | None) -> str:
        kept = {name: request.GET[name] for name in ("territory",) if request.GET.get(name)}
        return "?" + urlencode(kept | ({"day": day.isoformat()} if day else {}))

    weeks = [first + timedelta(days=7 * number) for number in range((today - first).days // 7 + 1)]
    step = max(1, len(weeks) // 8)
    return {
        "first_day": first,
        "today": today,
        "days": (today - first).days,
        "at": (course.day - first).days,
        "stops": [(day, link(day), day == course.day) for day in weeks[::step]],
        "to_today": link(None),
        "earlier": link(course.day - timedelta(days=1)) if course.day > first else "",
        "later": link(course.day + timedelta(days=1)) if course.day < today else "",
    }


def _end_of(asked: Asked) -> datetime | None:
    if asked.day is None:
        return None
    return datetime.combine(asked.day + timedelta(days=1), datetime.min.time(), asked.zone)


def _day(request: HttpRequest) -> date | None:
    """The asked day; what is none, or lies ahead, is today."""
    try:
        day = date.fromisoformat(request.GET.get("day", "")[:10])
    except ValueError:
        return None
    return day if day < timezone.localdate() else None


def _region(request: HttpRequest) -> Territory | None:
    code = request.GET.get("territory", "")[:LONGEST_NAME]
    return Territory.objects.filter(code=code).first() if code else None
