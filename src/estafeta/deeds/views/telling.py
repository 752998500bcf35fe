from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import public_appeals
from estafeta.base import came_by
from estafeta.base.errors import NotPossible
from estafeta.campaigns.queries import shown_campaign
from estafeta.campaigns.rules import may_take_deeds
from estafeta.deeds import forms, rules, services
from estafeta.deeds.models import ActionDay, Deed
from estafeta.organisations.models import Organisation
from estafeta.territories.forms import named_by
from estafeta.ui.htmx import wants_fragment

KEY = "new_deed"
TITLES = {
    "type": gettext_lazy("What kind of deed is it?"),
    "what": gettext_lazy("Tell about it"),
    "where": gettext_lazy("Where is it?"),
    "when": gettext_lazy("When is it?"),
    "places": gettext_lazy("For how many people?"),
    "who": gettext_lazy("Who invites?"),
    "preview": gettext_lazy("Is everything right?"),
}
ORDER = list(TITLES)


def new(request):
    """The first step; a deed that was begun before waits with a link to go on. `?territory=` says where it will be."""
    if request.method == "GET" and (place := named_by(request.GET)):
        answers = {step: typed for step, typed in _answers(request).items() if step != "where"}
        request.session[KEY] = answers | {"near": {"territory": [place.code]}}
    return step(request, "type")


def step(request, name: str):
    """One step of a new deed: shown as it was left, kept when it is right."""
    if name not in forms.STEPS:
        raise Http404
    campaign, answers = shown_campaign(), _answers(request)
    if campaign is None or not (decision := may_take_deeds(campaign)):
        return render(request, "deeds/closed.html", {"reason": decision.reason if campaign else ""})
    told, missing = forms.told_by(answers, request.user.person, campaign, until=name)
    if missing:
        return redirect("deeds:step", missing)
    if request.method != "POST":
        return show_step(
            request,
            name,
            forms.form_of(name, answers, told),
            begun="title" in answers.get("what", {}) and not {"appeal", "action_day"} & set(answers),
            **_led_here(request),
        )
    form = forms.STEPS[name](request.POST, told=told)
    if form.asks_again or not form.is_valid():
        return show_step(request, name, form)
    request.session[KEY] = answers | {name: forms.typed(request.POST)}
    _told, missing = forms.told_by(_answers(request), request.user.person, campaign)
    return redirect("deeds:step", missing) if missing else redirect("deeds:preview")


def preview(request):
    """The deed as people will see it; a press announces it, or keeps it as a draft."""
    campaign = shown_campaign()
    if campaign is None or not may_take_deeds(campaign):
        return redirect("deeds:new")
    told, missing = forms.told_by(_answers(request), request.user.person, campaign)
    if missing:
        return redirect("deeds:step", missing)
    if request.method == "POST":
        try:
            deed = services.prepare(
                told.pop("person"), hand_in="draft" not in request.POST, answers=_answered(request),
                action_day=_filled(request), came_by=came_by.mark_of(request.session), **told,
            )  # fmt: skip
        except NotPossible as refusal:
            messages.error(request, str(refusal.reason))
            return redirect("deeds:preview")
        request.session.pop(KEY, None)
        came_by.let_go(request.session)
        messages.success(request, said_of(deed))
        return redirect("deeds:manage", deed.slug)
    return render(request, "deeds/preview.html", _preview(told) | _led_here(request))


@require_safe
def for_appeal(request, slug: str):
    """Begin a deed for an appeal: its words, place and needs are carried over; kind and time are still asked."""
    appeal = get_object_or_404(public_appeals(), slug=slug)
    if not appeal.takes_help:
        messages.error(request, _("This appeal takes no help now."))
        return redirect(appeal)
    request.session[KEY] = forms.answers_from(appeal)
    return redirect("deeds:new")


@require_safe
def for_day(request, day_id: int):
    """Begin a deed of a day or week of action: its kind, words and day are carried over; place is still asked."""
    day = get_object_or_404(ActionDay.objects.select_related("campaign", "type"), pk=day_id)
    decision = rules.may_take_part(day, shown_campaign(), timezone.localdate())
    if not decision:
        messages.error(request, str(decision.reason))
        return redirect("web:campaign_days", day.campaign.slug)
    request.session[KEY] = forms.answers_for_day(day, get_language() or "kk", timezone.localdate())
    return redirect("deeds:step", "where")


def _filled(request) -> ActionDay | None:
    """The days of action that this deed fills."""
    key = _answers(request).get("action_day", {}).get("pk", [""])[0]
    return ActionDay.objects.filter(pk=key).first() if key.isdecimal() else None


def _answered(request) -> Appeal | None:
    """The appeal for which this deed is told."""
    slug = _answers(request).get("appeal", {}).get("slug", [""])[0]
    return public_appeals().filter(slug=slug).first() if slug else None


def _led_here(request) -> dict[str, Any]:
    """The appeal that a deed answers, the days of action that it fills, and the deed whose baton it carries on."""
    return {"filled": _filled(request), "answered": _answered(request), "carries_on": came_by.said_of(request.session)}


@require_POST
def start_anew(request):
    request.session.pop(KEY, None)
    return redirect("deeds:new")


@require_POST
def without_baton(request):
    """Go on with this deed as one of one's own; the baton stays with whoever holds it."""
    came_by.let_go(request.session)
    return redirect("deeds:new")


def show_step(request, name: str, form: forms.StepForm, **more: Any):
    """A step as a page, or, for htmx, its form alone."""
    context = {
        "step": name,
        "title": TITLES[name],
        "form": form,
        "fragment": f"deeds/_{name}.html",
        "names": ORDER,
        "at": ORDER.index(name),
        "before": ORDER[ORDER.index(name) - 1] if ORDER.index(name) else "",
        **more,
    }
    if wants_fragment(request):
        return render(request, "deeds/_step.html", context)
    return render(request, "deeds/step.html", context, status=422 if form.errors else 200)


def said_of(deed: Deed) -> str:
    """What became of a deed that was handed in."""
    return {
        Deed.Status.DRAFT: _("Your draft is kept. Announce it when you are ready."),
        Deed.Status.REVIEW: _("Handed in. A coordinator of your territory reads it and announces it."),
        Deed.Status.ANNOUNCED: _("Announced. People can sign up now."),
    }[Deed.Status(deed.status)]


def _answers(request) -> forms.Answers:
    answers = request.session.get(KEY)
    return answers if isinstance(answers, dict) else {}


def _preview(told: dict[str, Any]) -> dict[str, Any]:
    organisation: Organisation | None = told["organisation"]
    zone = told["territory"].time_zone
    return {
        "told": told,
        "organisation_name": organisation.name if organisation else told["group_name"],
        "at_once": bool(organisation and organisation.is_verified),
        "shifts": [(forms.shift_words(slot, zone), slot.capacity) for slot in told["slots"]],
        "names": ORDER,
        "at": ORDER.index("preview"),
        "title": TITLES["preview"],
    }


def sent(request):
    """What a form sent, an empty one too; None while it is only looked at."""
    return request.POST if request.method == "POST" else None
