"""Doors: what waits for coordinators and investigators, and the page of one nomination."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.campaigns.queries import shown_campaign
from estafeta.heroes import forms, queries, rules, services
from estafeta.heroes.models import Evidence, Nomination
from estafeta.heroes.views.telling import add_evidence
from estafeta.journal.queries import story_of
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.photos.queries import address_to_look, all_photos_of

SOME = 50


@never_cache
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """What waits for this coordinator and investigator, the longest waiting first."""
    person, campaign = request.user.person, shown_campaign()
    ranked = []
    if campaign is not None:
        waiting = queries.to_decide(person).filter(campaign=campaign)
        ranked = queries.ranking(campaign, waiting, queries.prize_of(campaign).bar)
    context = {
        "assign": queries.to_assign(person)[:SOME],
        "check": queries.to_check(person)[:SOME],
        "ranked": ranked,
        "objections": queries.objections_to_settle(person)[:SOME],
        "agreement": queries.agreement(campaign) if campaign is not None and ranked else None,
        "sets_prize": campaign is not None and bool(may_coordinate(person, campaign.territory, campaign.slug)),
        "done": queries.nominations_visible_to(person).exclude(status__in=rules.OPEN).order_by("-sent_at")[:SOME],
    }
    return render(request, "heroes/checks.html", context)


def _forms(nomination: Nomination, data: Any = None, files: Any = None, only: str = "") -> dict[str, Form]:
    """The forms of the page; the one that was sent is bound."""
    body = nomination.hero_organisation.slug if nomination.hero_organisation else ""
    sheet = {"sheet": nomination.sheet, "duty": nomination.duty or nomination.duty_as_told,
             "duty_reason": nomination.duty_reason, "hero_organisation": body}  # fmt: skip

    def one(name: str, kind: Callable[..., Form], **options: Any) -> Form:
        sent = (data, files) if name == only else (None, None)
        return kind(*sent, auto_id=f"id_{name}_%s", use_required_attribute=False, **options)

    return {
        "assign": one("assign", forms.AssignForm, nomination=nomination),
        "ask": one("ask", forms.AskForm, initial={"name": nomination.asked.name if nomination.asked else ""}),
        "evidence": one("evidence", forms.EvidenceForm),
        "confirm": one("confirm", forms.SideForm),
        "aside": one("aside", Form),
        "sheet": one("sheet", forms.SheetForm, initial=sheet),
        "verify": one("verify", Form),
        "refuse": one("refuse", forms.WordsForm, label=_("Why not?")),
        "decide": one("decide", forms.WordsForm, label=_("The reasons of the jury")),
        "settle": one("settle", forms.SettleForm),
    }


def _source(nomination: Nomination, data: Any) -> Evidence:
    key = str(data.get("evidence", ""))
    return get_object_or_404(nomination.evidence, pk=int(key) if key.isdecimal() else 0)


# What each act does with what its form said, and what is said when it is done.
ACTS: dict[str, tuple[Callable[[Nomination, Person, Any, Any], object], Any]] = {
    "assign": (lambda one, by, form, _data: services.assign(one, form.cleaned_data["investigator"], by=by),
               _("Given. The investigator is told, and the hero or the family is asked.")),
    "ask": (lambda one, by, form, _data: services.ask_consent(one, by, **form.cleaned_data),
            _("They are asked by a private link.")),
    "evidence": (lambda one, by, form, _data: add_evidence(one, by, form), _("Kept.")),
    "confirm": (lambda one, by, form, data: services.confirm_evidence(_source(one, data), by, **form.cleaned_data),
                _("Confirmed.")),
    "aside": (lambda one, by, _form, data: services.set_aside(_source(one, data), by), _("Set aside.")),
    "sheet": (lambda one, by, form, _data: services.write_sheet(one, by, **form.cleaned_data), _("Kept.")),
    "verify": (lambda one, by, _form, _data: services.verify(one, by), _("Verified. The jury reads it now.")),
    "refuse": (lambda one, by, form, _data: services.refuse(one, by, reason=form.cleaned_data["words"]),
               _("Refused. The nominator is told why.")),
    "decide": (lambda one, by, form, _data: services.decide(one, by, reason=form.cleaned_data["words"]),
               _("Decided. The nominator is told.")),
    "settle": (lambda one, by, form, _data: services.settle(
        one.objections.get(settled_at=None), by, is_upheld=form.cleaned_data["is_upheld"] == "yes",
        answer=form.cleaned_data["answer"]), _("Answered. The nominator is told.")),
}  # fmt: skip
OF_INVESTIGATOR = {"ask", "evidence", "confirm", "aside", "sheet", "verify"}


@never_cache
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = _found(request, pk)
    return _page(request, nomination, _forms(nomination))


def _page(request: HttpRequest, nomination: Nomination, bound: dict[str, Form], *, fault: bool = False) -> HttpResponse:
    person = request.user.person
    evidence = queries.evidence_of(nomination)
    checking = nomination.status == Nomination.Status.CHECKING
    mine = bool(rules.may_check(person, nomination))
    context = {
        "nomination": nomination,
        "evidence": [(one, [address_to_look(photo) for photo in all_photos_of(one)]) for one in evidence],
        "proof": rules.proof_of(evidence, queries.own_names(nomination)),
        "sheet": queries.sheet_of(nomination) if nomination.sheet else None,
        "before": queries.honoured_before(nomination),
        "too": queries.nominated_too(nomination),
        "story": story_of(nomination),
        "verifies": mine and checking,
        "assigns": bool(rules.may_assign(person, nomination)) and nomination.status in {"sent", "checking"},
        "refuses": (mine and checking) or (nomination.status == "sent" and bool(rules.may_assign(person, nomination))),
        "decides": nomination.status == "verified" and bool(rules.may_assign(person, nomination)),
        "objection": queries.open_objection(person, nomination),
        "hero": queries.hero_of(nomination),
        "forms": bound,
    }
    return render(request, "heroes/check.html", context, status=422 if fault else 200)


@require_POST
def check_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    nomination, person = _found(request, pk), request.user.person
    if act not in ACTS or (act == "settle" and queries.open_objection(person, nomination) is None):
        raise Http404
    if act in OF_INVESTIGATOR and not rules.may_check(person, nomination):
        raise Http404
    bound = _forms(nomination, request.POST, request.FILES, act)
    if not bound[act].is_valid():
        return _page(request, nomination, bound, fault=True)
    try:
        do, done = ACTS[act]
        do(nomination, person, bound[act], request.POST)
        messages.success(request, str(done))
    except NotPossible as refusal:
        bound[act].add_error(None, str(refusal.reason))
        return _page(request, nomination, bound, fault=True)
    return redirect("heroes:check", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def prize(request: HttpRequest) -> HttpResponse:
    """How the campaign honours: days, marks, the public vote."""
    person, campaign = request.user.person, shown_campaign()
    if campaign is None or not may_coordinate(person, campaign.territory, campaign.slug):
        raise Http404
    names = ("events_since", "takes_until", "least_scores", "bar", "vote_until")
    stands = queries.prize_of(campaign)
    form = forms.PrizeForm(
        request.POST or None, initial={name: getattr(stands, name) for name in names}, use_required_attribute=False
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_prize(campaign, person, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, str(_("Kept.")))
            return redirect("heroes:checks")
    return render(request, "heroes/prize.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _found(request: HttpRequest, pk: int) -> Nomination:
    return get_object_or_404(queries.nominations_visible_to(request.user.person), pk=pk)
