from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.deeds import forms, queries, rules, services
from estafeta.deeds.models import Deed
from estafeta.deeds.views.telling import sent, show_step
from estafeta.people.models import Person

EDITABLE_STEPS = ("what", "where", "when", "places")
SHOWN_AT_ONCE, SHOWN_ON_A_PAGE = 60, 24


def mine(request):
    """The deeds of one's organisations, and those that wait for one's word as a coordinator."""
    person = request.user.person
    return render(request, "deeds/mine.html", {
        "to_review": queries.deeds_to_review(person)[:SHOWN_AT_ONCE],
        "due": queries.reports_due(person)[:SHOWN_AT_ONCE],
        "deeds": Paginator(queries.deeds_organised_by(person), SHOWN_ON_A_PAGE).get_page(request.GET.get("page")),
    })  # fmt: skip


def manage(request, slug: str):
    person = request.user.person
    deed = run(person, slug)
    return render(request, "deeds/manage.html", managed_context(deed, person))


def edit(request, slug: str, name: str):
    """One step of a deed that is there already."""
    if name not in EDITABLE_STEPS:
        raise Http404
    person = request.user.person
    deed = run(person, slug)
    if not (decision := rules.may_edit(person, deed)):
        messages.error(request, str(decision.reason))
        return redirect("deeds:manage", slug)
    told = forms.told_of(deed, person)
    form = forms.STEPS[name](sent(request), told=told, initial=told)
    if not form.is_bound or form.asks_again or not form.is_valid():
        return show_step(request, name, form, deed=deed)
    try:
        _save(deed, person, form.cleaned_data)
    except NotPossible as refusal:
        form.add_error(None, str(refusal.reason))
        return show_step(request, name, form, deed=deed)
    messages.success(request, _("Saved."))
    return redirect("deeds:manage", slug)


def _save(deed: Deed, person: Person, said: dict[str, Any]) -> None:
    if "slots" in said:
        services.set_shifts(deed, person, said["slots"])
    else:
        services.revise(deed, person, **said)


def managed(person: Person, slug: str) -> Deed:
    """The deed, if it is this person's to manage; nobody else learns that there is one."""
    return get_object_or_404(queries.deeds_managed_by(person), slug=slug)


def run(person: Person, slug: str) -> Deed:
    """The same, or the deed that this person leads by a right in it alone."""
    return get_object_or_404(queries.deeds_run_by(person), slug=slug)


def managed_context(deed: Deed, person: Person) -> dict[str, Any]:
    zone = deed.territory.time_zone
    shifts = list(queries.shifts_of(deed))
    words = [forms.shift_words(slot, zone) for slot in forms.slots_of(deed)]
    status = Deed.Status(deed.status)
    organises = bool(rules.may_organise(person, deed))
    return {
        "deed": deed,
        "shifts": list(zip(words, shifts, strict=True)),
        "outcome": queries.outcome_of(deed),
        "together": list(queries.together_with(deed)),
        "together_link": settings.SITE_URL + reverse("deeds:together", args=[queries.link_to_organise_together(deed)]),
        "may_invite": deed.status in rules.EDITABLE and bool(rules.may_announce(person, deed.organisation)),
        "last_refusal": queries.last_refusal(deed) if status == Deed.Status.DRAFT else "",
        "way": _way(),
        "way_at": _way_at(status),
        "gate_is_near": rules.is_gate_near(deed, timezone.now()),
        "may_edit": bool(rules.may_edit(person, deed)),
        "may_organise": organises,
        "may_run": organises or bool(rules.may_run(person, deed)),
        "may_review": bool(rules.may_review(person, deed)),
        "may_call_off": bool(rules.may_move(deed, Deed.Status.CANCELLED)),
        "refuse_form": forms.RefuseForm(),
    }


def _way() -> list[str]:
    """The way of a deed in five words; what lies between is told by its badge."""
    return [_("draft"), _("announced"), _("under way"), _("done"), _("reported")]


def _way_at(status: Deed.Status) -> int:
    order = [Deed.Status.DRAFT, Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY, Deed.Status.DONE, Deed.Status.REPORTED]
    same = {Deed.Status.REVIEW: Deed.Status.DRAFT, Deed.Status.VERIFIED: Deed.Status.REPORTED}
    place = same.get(status, status)
    return order.index(place) if place in order else 0
