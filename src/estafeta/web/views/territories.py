"""Territories: the country at a glance, and a page for each place of it."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from estafeta.base.fields import alphabetical
from estafeta.campaigns.queries import shown_campaign
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import Filters, find, numbers_by_child, page
from estafeta.organisations.queries import organisations_visible_to
from estafeta.relay.queries import batons_at, line_at
from estafeta.tally.queries import figure
from estafeta.territories.models import Territory
from estafeta.ui.caching import same_for_strangers
from estafeta.web import places
from estafeta.web.cards import cards

CHILDREN: Final = 60
SOME_DEEDS, SOME_ORGANISATIONS, SOME_BATONS = 6, 8, 6


@login_not_required
@require_safe
@same_for_strangers(60)
def territories(request: HttpRequest) -> HttpResponse:
    """`/territories/`: the regions as tiles, a table beside them, and the chooser."""
    campaign = shown_campaign()
    top = campaign.territory if campaign else Territory.objects.filter(parent=None).order_by("pk").first()
    rows = regions(top) if top else []
    context = {"top": top, "rows": rows, "tiles": tiles(rows), "country": top.name_en if top else ""}
    return render(request, "web/territories.html", context)


@login_not_required
@require_safe
@same_for_strangers(60)
def territory(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(Territory.objects.defer("folded"), code=code)
    campaign = shown_campaign()
    higher = places.above([shown])[shown.pk]
    children = Paginator(shown.children.current().defer("folded").order_by(*by_name()), CHILDREN).get_page(
        request.GET.get("page")
    )
    counts = numbers_by_child(shown)
    coming = page(find(Filters(territory=shown)), size=SOME_DEEDS)
    local = organisations_visible_to(None).filter(territory__path__startswith=shown.path)
    context: dict[str, Any] = {
        "territory": shown,
        "trail": [*places.trail([*higher, shown])[:-1], (shown.name, "")],
        "population": shown.populations.order_by("-year").first(),
        "figure": figure(campaign, territory=shown) if campaign else None,
        "children": children,
        "rows": [
            ((one.name, one.get_absolute_url()), one.get_kind_display(), counts.get(one.code, 0)) for one in children
        ],
        "head": [_("Territory"), _("Kind"), _("Deeds to join")],
        "batons": batons_at(shown)[:SOME_BATONS],
        "line": line_at(campaign, shown)[:SOME_BATONS] if campaign else [],
        "cards": cards(coming.deeds),
        "organisations": local[:SOME_ORGANISATIONS],
    }
    return render(request, "web/territory.html", context)


def regions(top: Territory, found: QuerySet[Deed] | None = None) -> list[dict[str, Any]]:
    """The parts of a country with the number of deeds in each: rows of a table, tiles of a map.

    Takes: found -- the deeds to count; None: those that can be joined.
    """
    counts = numbers_by_child(top, found)
    children = top.children.current().defer("folded").order_by(*by_name())
    return [{"territory": one, "code": one.code, "label": one.name, "value": counts.get(one.code, 0),
             "href": one.get_absolute_url(), "col": one.tile_col, "row": one.tile_row} for one in children]  # fmt: skip


def tiles(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["col"] is not None and row["row"] is not None]


def by_name() -> tuple[Collate, str]:
    return alphabetical(f"name_{(get_language() or 'kk')[:2]}"), "code"
