"""Doors: how long the desks and the organisations of one's territories take to answer."""

from datetime import datetime, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.appeals import queries
from estafeta.organisations.models import Organisation
from estafeta.people.queries import coordinated_paths
from estafeta.territories.models import Territory
from estafeta.ui.numbers import number

PERIODS: Final = {"30": _("the last 30 days"), "90": _("the last 90 days"), "365": _("the last year")}
DESK_HEAD: Final = (_("Answered"), _("Half of them within"), _("In time"))
GIVER_HEAD: Final = (_("Kept or answered"), _("Half of them within"), _("In time"))


@never_cache
@require_safe
def reply_times(request: HttpRequest) -> HttpResponse:
    """For coordinators: median and share in time, of each desk and each organisation of their subtrees."""
    person = request.user.person
    if not coordinated_paths(person):
        raise Http404
    days = request.GET.get("days", "90")
    days = days if days in PERIODS else "90"
    at = timezone.now()
    since = at - timedelta(days=int(days))
    desks = queries.reply_times_of_desks(person, since, at)
    givers = queries.reply_times_of_givers(person, since, at)
    places = Territory.objects.in_bulk([one.key for one in desks])
    bodies = Organisation.objects.in_bulk([one.key for one in givers])
    context = {
        "desk_head": [_("Territory"), *DESK_HEAD],
        "giver_head": [_("Organisation"), *GIVER_HEAD],
        "periods": PERIODS.items(),
        "days": days,
        "desks": [_row(places[one.key].name, places[one.key].get_absolute_url(), one, at) for one in _slowest(desks)],
        "givers": [_row(bodies[one.key].name, bodies[one.key].get_absolute_url(), one, at) for one in _slowest(givers)],
    }
    return render(request, "appeals/reply_times.html", context)


def _slowest(found: list[queries.ReplyTime]) -> list[queries.ReplyTime]:
    """Those that leave most unanswered in time first."""
    return sorted(found, key=lambda one: (one.share if one.share is not None else 101, -one.due, one.key))


def _row(name: str, href: str, one: queries.ReplyTime, at: datetime) -> list[object]:
    median = timesince(at - one.median, at) if one.median is not None else "–"
    share = f"{number(one.share)} %" if one.share is not None else "–"
    return [(name, href), number(one.answered), median, share]
