"""Doors of lasting teams: making one, its page, joining it by its code or its QR."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.base.qr import qr_svg
from estafeta.base.texts import clean
from estafeta.participation import queries, rules, services
from estafeta.participation.forms import NewTeamForm
from estafeta.people.queries import person_of

SHOWN = 30
LONGEST_KEY = 19


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request.user)
    form = NewTeamForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    asks_again = form.is_bound and bool(request.POST.get("search"))
    if form.is_bound and not asks_again and form.is_valid() and person is not None:
        try:
            return redirect(services.make_team(person, **form.cleaned_data))
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
    status = 422 if form.is_bound and not asks_again else 200
    return render(request, "participation/new_team.html", {"form": form}, status=status)


@login_not_required
@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """A team's own page: its name, its kind, its place, what it is signed up for. No person is named to the public."""
    shown = get_object_or_404(queries.teams(), slug=slug)
    person = person_of(request.user)
    leads = bool(rules.may_lead(person, shown))
    address = f"{settings.SITE_URL}{reverse('participation:join_team')}?code={shown.join_code}"
    context = {
        "team": shown,
        "leads": leads,
        "part": queries.part_in(person, shown),
        "mates": queries.mates_of(shown) if leads else [],
        "address": address if leads else "",
        "code": qr_svg(address) if leads else "",
        "going": queries.deeds_of_team(shown)[:SHOWN],
    }
    return render(request, "participation/team.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """`?code=`: behind a team's QR, or a code typed by hand."""
    typed = clean(request.POST.get("code", "") or request.GET.get("code", ""), most=20)
    found, person = queries.team_of_code(typed), person_of(request.user)
    if request.method == "POST" and found is not None and person is not None:
        try:
            services.join_team(found, person)
        except NotPossible as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, _("You are in the team now."))
            return redirect(found)
    context = {"team": found, "typed": typed, "unknown": bool(typed) and found is None}
    return render(request, "participation/join_team.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    found, person = get_object_or_404(queries.teams(), slug=slug), person_of(request.user)
    if person is not None and services.leave_team(found, person):
        messages.success(request, _("You have left the team."))
    return redirect("web:me")


@require_POST
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """A captain gives the team to another of its people."""
    found, person = get_object_or_404(queries.teams(), slug=slug), person_of(request.user)
    key = request.POST.get("to", "")
    to = queries.mates_of(found).filter(pk=key).first() if key.isdecimal() and len(key) < LONGEST_KEY else None
    if person is None or to is None:
        messages.error(request, _("Choose who will lead the team."))
        return redirect(found)
    try:
        services.hand_over_team(found, person, to)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("The team has a new captain."))
    return redirect(found)
