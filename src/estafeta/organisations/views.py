from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from estafeta.base.errors import NotPossible
from estafeta.organisations import forms, queries, rules, services
from estafeta.organisations.models import Membership, Organisation
from estafeta.people.models import Person


def mine(request):
    """The organisations in which one has a part."""
    return render(request, "organisations/mine.html", {"parts": queries.parts_of(request.user.person)})


def register(request):
    form = forms.RegisterForm(sent(request))
    if form.asks_again or not form.is_valid():
        return _form_page(request, "organisations/register.html", form)
    try:
        made = services.register(request.user.person, **form.cleaned_data)
    except NotPossible as refusal:
        form.add_error(None, str(refusal.reason))
        return _form_page(request, "organisations/register.html", form)
    messages.success(request, _("Registered. You can announce a deed now; a coordinator verifies your organisation."))
    return redirect("organisations:manage", made.slug)


def manage(request, slug: str):
    person = request.user.person
    organisation = get_object_or_404(queries.organisations_managed_by(person), slug=slug)
    return render(request, "organisations/manage.html", _managed(organisation, person))


def edit(request, slug: str):
    organisation = get_object_or_404(queries.owned_by(request.user.person), slug=slug)
    words = {field: getattr(organisation, field) for field in ("name", "registration_number", "about", "website")}
    form = forms.ReviseForm(sent(request), kind=organisation.kind, initial=words)
    if not form.is_valid():
        return _form_page(request, "organisations/edit.html", form, organisation=organisation)
    try:
        services.revise(organisation, request.user.person, **form.cleaned_data)
    except NotPossible as refusal:
        form.add_error(None, str(refusal.reason))
        return _form_page(request, "organisations/edit.html", form, organisation=organisation)
    messages.success(request, _("Saved."))
    return redirect("organisations:manage", slug)


@require_POST
def invite(request, slug: str):
    """Make a link and show it once; only whoever is given it can use it."""
    organisation = get_object_or_404(queries.owned_by(request.user.person), slug=slug)
    form = forms.InviteForm(request.POST)
    context = _managed(organisation, request.user.person) | {"invite_form": form}
    if not form.is_valid():
        return render(request, "organisations/manage.html", context, status=422)
    made = services.invite(organisation, request.user.person, role=form.cleaned_data["role"])
    context["link"] = settings.SITE_URL + reverse("organisations:join", args=[made.token])
    return render(request, "organisations/manage.html", context)


def join(request, token: str):
    found = queries.open_invitation(token)
    if found is None:
        return render(request, "organisations/lapsed.html", status=404)
    if request.method != "POST":
        return render(request, "organisations/join.html", {"invitation": found})
    try:
        services.join(request.user.person, found)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("organisations:mine")
    messages.success(request, _("Welcome."))
    return redirect("organisations:manage", found.organisation.slug)


@require_POST
def leave(request, slug: str):
    organisation = get_object_or_404(queries.organisations_of(request.user.person), slug=slug)
    return _after(
        request,
        lambda: services.leave(request.user.person, organisation),
        done=_("You have left."),
        to=reverse("organisations:mine"),
        back=reverse("organisations:manage", args=[slug]),
    )


@require_POST
def remove(request, slug: str, membership: int):
    organisation = get_object_or_404(queries.owned_by(request.user.person), slug=slug)
    part = get_object_or_404(queries.memberships_of(organisation), pk=membership)
    here = reverse("organisations:manage", args=[slug])
    return _after(
        request,
        lambda: services.remove(organisation, part.person, by=request.user.person),
        done=_("Removed."),
        to=here,
        back=here,
    )


def review(request):
    """The organisations that wait for a coordinator's word."""
    waiting = Paginator(queries.organisations_to_verify(request.user.person), 20).get_page(request.GET.get("page"))
    return render(request, "organisations/review.html", {"waiting": waiting, "form": forms.VerifyForm()})


@require_POST
def verify(request, slug: str):
    organisation = get_object_or_404(queries.organisations_visible_to(request.user.person), slug=slug)
    form = forms.VerifyForm(request.POST)
    here = reverse("organisations:review")
    if not form.is_valid():
        messages.error(request, _("Write what you checked, and how, in 200 characters at most."))
        return redirect(here)
    return _after(
        request,
        lambda: services.verify(organisation, request.user.person, note=form.cleaned_data["note"]),
        done=_("%(name)s is verified.") % {"name": organisation.name},
        to=here,
        back=here,
    )


def _managed(organisation: Organisation, person: Person) -> dict[str, Any]:
    parts = list(queries.memberships_of(organisation))
    owns = bool(rules.may_manage(person, organisation))
    return {
        "organisation": organisation,
        "parts": parts if owns else [part for part in parts if part.person_id == person.pk],
        "me": person,
        "owns": owns,
        "may_organise": bool(rules.may_organise(person, organisation)),
        "may_verify": bool(rules.may_verify(person, organisation)),
        "invite_form": forms.InviteForm(),
        "verify_form": forms.VerifyForm(),
        "roles": dict(Membership.Role.choices),
    }


def _form_page(request, template: str, form: Any, **more: Any):
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def _after(request, act: Callable[[], object], *, done: str, to: str, back: str):
    """Do one act; then go on with a word of success, or back with the reason why not."""
    try:
        act()
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(back)
    messages.success(request, done)
    return redirect(to)


def sent(request):
    """What a form sent, an empty one too; None while it is only looked at."""
    return request.POST if request.method == "POST" else None
