"""Doors for everybody: the roll of honour, one hero, how heroes are chosen; and the editor's page."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.base.texts import clean
from estafeta.campaigns.queries import shown_campaign
from estafeta.heroes import forms, queries, rules, services
from estafeta.heroes.rules import acts
from estafeta.people.queries import person_of
from estafeta.people.rules import may_coordinate
from estafeta.photos.queries import photos_of
from estafeta.territories.models import Territory
from estafeta.territories.queries import search

PAGE: Final = 24


@login_not_required
@never_cache
@require_safe
def roll(request: HttpRequest) -> HttpResponse:
    """The roll of honour, searched and narrowed, with the funnel of the campaign shown."""
    given = {name: clean(request.GET.get(name, ""), most=200) for name in ("q", "near", "territory")}
    territory = Territory.objects.filter(code=given["territory"]).first() if given["territory"] else None
    if territory is None and given["near"] and (found := search(given["near"])):
        territory = Territory.objects.filter(code=found[0].code).first()
    heroes = queries.find(queries.Filters(q=given["q"], territory=territory))
    page = Paginator(heroes, PAGE).get_page(request.GET.get("page"))
    campaign = shown_campaign()
    context = {
        "page": page,
        "cards": queries.with_portraits(page),
        "given": given,
        "territory": territory,
        "narrowed": any(given.values()),
        "funnel": queries.funnel(campaign) if campaign else None,
        "campaign": campaign,
    }
    return render(request, "heroes/roll.html", context)


@login_not_required
@never_cache
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The published rules: what counts as proof, the criteria, how marks become one, how far the jury agrees."""
    campaign = shown_campaign()
    funnel = queries.funnel(campaign) if campaign else None
    context = {
        "criteria": rules.CRITERIA.values(),
        "prize": queries.prize_of(campaign) if campaign else None,
        "agreement": queries.agreement(campaign) if campaign else None,
        "funnel": funnel,
        "sources": acts.LEAST_SOURCES,
    }
    return render(request, "heroes/how.html", context)


@login_not_required
@never_cache
@require_safe
def hero(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(queries.heroes(), slug=slug)
    prize = queries.prize_of(found.campaign)
    person = person_of(request.user)
    context = {
        "hero": found,
        "photos": photos_of(found),
        "votes": bool(queries.vote_is_open(prize)),
        "voted": queries.voted_for(prize, person),
        "favourites": queries.favourites(found.campaign) if queries.vote_is_over(prize) else [],
        "edits": person is not None and bool(may_coordinate(person, found.territory, found.campaign.slug)),
    }
    return render(request, "heroes/hero.html", context)


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(queries.heroes(), slug=slug)
    try:
        services.vote(found, request.user.person)
        messages.success(request, _("Your voice is counted. You can move it while the vote runs."))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(found)


@never_cache
@require_http_methods(["GET", "POST"])
def retell(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, story and portrait, for a coordinator of the place."""
    person = request.user.person
    found = get_object_or_404(queries.heroes_edited_by(person), slug=slug)
    names = [f"{kind}_{code}" for code in ("kk", "ru", "en") for kind in ("title", "story")]
    form = forms.RetellForm(
        request.POST or None, request.FILES or None, is_minor=found.is_minor, use_required_attribute=False,
        initial={name: getattr(found, name) for name in names},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.retell(found, person, words=form.words())
            for picture in said.get("portrait") or []:
                services.add_portrait(found, person, picture, credit=said["credit"], consent=said["agreed"])
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Kept."))
            return redirect(found)
    context = {"hero": found, "form": form, "photos": photos_of(found)}
    return render(request, "heroes/retell.html", context, status=422 if request.method == "POST" else 200)
