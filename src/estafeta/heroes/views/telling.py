"""Doors: nominating without an account, the nominator's private page, and the page of who is asked for consent."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import shown_campaign
from estafeta.campaigns.rules import may_take_deeds
from estafeta.heroes import forms, queries, rules, services
from estafeta.heroes.models import Nomination
from estafeta.people.models import Person
from estafeta.people.queries import person_of

BUTTONS = {"csrfmiddlewaretoken", "search", "preview", "send", "change"}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def nominate(request: HttpRequest) -> HttpResponse:
    """The form; then what was told once more; then it is sent, and a code asked for from who is not signed in."""
    campaign, person = shown_campaign(), person_of(request.user)
    decision = may_take_deeds(campaign)
    if campaign is None or not decision:
        return render(request, "heroes/closed.html", {"reason": decision.reason})
    form = forms.NominateForm(request.POST or None, person=person, use_required_attribute=False)
    context = {"form": form, "prize": queries.prize_of(campaign)}
    if request.method != "POST" or form.asks_again:
        return render(request, "heroes/nominate.html", context)
    if form.is_valid():
        try:
            return _handed_in(request, person, campaign, form)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
    return render(request, "heroes/nominate.html", context, status=422)


def _handed_in(
    request: HttpRequest, person: Person | None, campaign: Campaign, form: forms.NominateForm
) -> HttpResponse:
    if "send" in request.POST:
        told = form.told()
        if person is not None:
            made = services.nominate(person, campaign=campaign, **told)
        else:
            made = services.nominate_without_account(**form.who(), campaign=campaign, **told)
        return redirect("heroes:follow", made.token)
    typed = [(name, value) for name in request.POST if name not in BUTTONS for value in request.POST.getlist(name)]
    duty = Nomination.Duty(form.cleaned_data["duty_as_told"]).label
    context = {"said": form.cleaned_data, "duty": duty, "typed": typed, "sends_code": person is None}
    return render(request, "heroes/preview.html", context)


@login_not_required
@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The nominator's private page. Looking changes nothing: mail scanners look."""
    return _page(request, _found(token))


def _page(request: HttpRequest, nomination: Nomination, **bound: object) -> HttpResponse:
    context = {
        "nomination": nomination,
        "steps": _steps(nomination),
        "next": rules.next_step(nomination),
        "evidence": queries.evidence_of(nomination),
        "objections": nomination.objections.all(),
        "may_object": bool(queries.open_to_objection(nomination)),
        "takes_evidence": nomination.status in {"unconfirmed", *rules.OPEN},
        "may_withdraw": rules.may_move(nomination, Nomination.Status.WITHDRAWN),
        "hero": queries.hero_of(nomination),
        "code_form": forms.CodeForm(use_required_attribute=False),
        "evidence_form": forms.EvidenceForm(use_required_attribute=False),
        "object_form": forms.WordsForm(label=_("What was overlooked?"), use_required_attribute=False),
    } | bound
    return render(request, "heroes/follow.html", context, status=422 if bound else 200)


def _steps(nomination: Nomination) -> dict[str, object]:
    names = (_("told"), _("being verified"), _("before the jury"), _("decided"))
    at = {"checking": 1, "verified": 2, "honoured": 3, "not_honoured": 3, "refused": 3}.get(nomination.status, 0)
    return {"names": names, "at": at, "finished": nomination.status == Nomination.Status.HONOURED}


@login_not_required
@require_POST
def follow_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """One act of the nominator, who holds the link."""
    nomination = _found(token)
    if act == "confirm":
        code = forms.CodeForm(request.POST, use_required_attribute=False)
        return _acted(request, nomination, code, "code_form", lambda: services.confirm(
            nomination, code.cleaned_data["digits"]), _("Thank you. Your nomination is on its way."))  # fmt: skip
    if act == "object":
        words = forms.WordsForm(request.POST, label=_("What was overlooked?"), use_required_attribute=False)
        return _acted(request, nomination, words, "object_form", lambda: services.object_to(
            nomination, words=words.cleaned_data["words"]), _("Somebody else will look at it."))  # fmt: skip
    if act == "evidence":
        source = forms.EvidenceForm(request.POST, request.FILES, use_required_attribute=False)
        return _acted(request, nomination, source, "evidence_form", lambda: add_evidence(
            nomination, nomination.nominator, source), _("Kept."))  # fmt: skip
    plain: dict[str, tuple[Callable[[Nomination], object], str]] = {
        "resend": (services.resend_code, _("A new code is on its way.")),
        "withdraw": (services.withdraw, _("The nomination is taken back.")),
    }
    if act not in plain:
        raise Http404
    do, done = plain[act]
    try:
        do(nomination)
        messages.success(request, done)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("heroes:follow", token)


def _acted(
    request: HttpRequest, nomination: Nomination, form, name: str, act: Callable[[], object], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, done)
            return redirect("heroes:follow", nomination.token)
    return _page(request, nomination, **{name: form})


def add_evidence(nomination: Nomination, by: Person, form: forms.EvidenceForm) -> None:
    """A source with its pictures; the same twice is one."""
    said = dict(form.cleaned_data)
    pictures = said.pop("pictures")
    evidence = services.add_evidence(nomination, by, **said)
    services.add_pictures(evidence, by, pictures)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of the hero, guardian or family: what is told, and yes or no. Looking changes nothing."""
    nomination = queries.nomination_of_consent(token)
    if nomination is None or nomination.status == Nomination.Status.WITHDRAWN:
        raise Http404
    shown = {"shown_name": nomination.shown_name or nomination.hero_name}
    form = forms.ConsentForm(request.POST or None, initial=shown, use_required_attribute=False)
    if request.method == "POST" and {"yes", "no"} & set(request.POST) and form.is_valid():
        try:
            services.answer_consent(
                nomination, agrees="yes" in request.POST, shown_name=form.cleaned_data["shown_name"]
            )
        except NotPossible as refusal:
            messages.error(request, str(refusal.reason))
        return redirect("heroes:consent", token)
    context = {"nomination": nomination, "form": form, "hero": queries.hero_of(nomination)}
    return render(request, "heroes/consent.html", context, status=422 if request.method == "POST" else 200)


def _found(token: str) -> Nomination:
    if (nomination := queries.nomination_of_link(token)) is None:
        raise Http404
    return nomination
