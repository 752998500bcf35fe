"""Reporting what should not be public, and the coordinators' word on it."""

from typing import Final

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.moderation import queries, services
from estafeta.moderation.forms import FlagForm, ReasonForm
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.people.services import register
from estafeta.web import things

PAGE: Final = 30
LONGEST_NUMBER: Final = 2**63


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, word: str, number: int) -> HttpResponse:
    """Say that something public should not be; open to everybody, with a limit and a check for robots."""
    person = person_of(request.user)
    thing = things.thing_seen_by(person, word, number) if number < LONGEST_NUMBER else None
    if thing is None:
        raise Http404
    form = FlagForm(request.POST if request.method == "POST" else None, known=person is not None)
    if request.method == "POST" and (form.is_robot or (form.is_valid() and _taken(request, form, thing, person))):
        messages.success(request, _("Thank you. A coordinator looks at it within two days."))
        return redirect(thing.address)
    status = 422 if form.is_bound else 200
    return render(request, "web/report.html", {"form": form, "thing": thing}, status=status)


def _taken(request: HttpRequest, form: FlagForm, thing: things.Thing, person: Person | None) -> bool:
    said = form.cleaned_data
    if not ratelimit.consume(request, action="flag"):
        form.add_error(None, _("You have reported a great deal just now. Wait a few minutes, then try again."))
        return False
    try:
        if person is None and said.get("contact"):
            kind, contact = said["contact"]
            person = register(said["name"], language=get_language() or "", **{kind: contact})
        services.flag(
            thing.kind, thing.number, title=thing.title, territory=thing.territory, campaign=thing.campaign,
            reason=said["reason"], words=said["words"], key=form.key, reporter=person,
        )  # fmt: skip
    except NotPossible as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    return True


@never_cache
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """What was reported in the reader's territories: `?state=settled` for what was settled."""
    person = request.user.person
    settled = request.GET.get("state") == "settled"
    found = queries.settled_cases(person) if settled else queries.open_cases(person)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "web/cases.html", {"page": page, "settled": settled, "waits": not settled})


@never_cache
@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: the thing as it is kept, everything that was said of it, and the coordinator's word."""
    return _case(request, case_id, ReasonForm())


@require_POST
def settle(request: HttpRequest, case_id: int) -> HttpResponse:
    """`act`: hide, keep, restore."""
    found = get_object_or_404(queries.cases_visible_to(request.user.person), pk=case_id)
    form, act = ReasonForm(request.POST), request.POST.get("act")
    if act not in {"hide", "keep", "restore"} or not form.is_valid():
        return _case(request, case_id, form, status=422)
    thing = things.thing_of(found.kind, found.number)
    told = {"reason": form.cleaned_data["reason"], "owners": thing.owners if thing else ()}
    try:
        if act == "restore":
            services.restore(found, request.user.person, **told)
        else:
            services.settle(found, request.user.person, hide=act == "hide", **told)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        done = {"hide": _("It is hidden."), "keep": _("It stays as it is."), "restore": _("Everybody sees it again.")}
        messages.success(request, done[act])
    return redirect("web:case", case_id)


def _case(request: HttpRequest, case_id: int, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    found = get_object_or_404(queries.cases_visible_to(request.user.person), pk=case_id)
    context = {
        "case": found,
        "thing": things.thing_of(found.kind, found.number),
        "flags": found.flags.order_by("pk")[:100],
        "hiding": queries.hiding_of(found.kind, found.number),
        "form": form,
    }
    return render(request, "web/case.html", context, status=status)
