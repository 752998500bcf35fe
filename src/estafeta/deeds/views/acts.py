from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from estafeta.base.errors import NotPossible
from estafeta.deeds import forms, queries, services
from estafeta.deeds.models import Deed
from estafeta.deeds.views.managing import managed, managed_context, run
from estafeta.deeds.views.telling import said_of, sent


@require_POST
def hand_in(request, slug: str):
    """Announce one's draft, or give it to review."""
    deed = run(request.user.person, slug)
    return _after(request, slug, lambda: said_of(services.submit(deed, request.user.person)))


@require_POST
def announce(request, slug: str):
    """A coordinator's yes."""
    deed = run(request.user.person, slug)
    return _after(request, slug, lambda: said_of(services.announce(deed, request.user.person)))


@require_POST
def refuse(request, slug: str):
    """A coordinator's not yet, with the reason."""
    deed = managed(request.user.person, slug)
    form = forms.RefuseForm(request.POST)
    if not form.is_valid():
        context = managed_context(deed, request.user.person) | {"refuse_form": form}
        return render(request, "deeds/manage.html", context, status=422)

    def act() -> str:
        services.refuse(deed, request.user.person, reason=form.cleaned_data["reason"])
        return _("Given back to its organisers with your reason.")

    return _after(request, slug, act)


def call_off(request, slug: str):
    deed = run(request.user.person, slug)
    form = forms.CallOffForm(sent(request))
    form.fields["reason"].required = deed.is_public
    if not form.is_valid():
        context = {"deed": deed, "form": form, "coming": queries.places_taken(deed)}
        return render(request, "deeds/call_off.html", context, status=422 if form.errors else 200)

    def act() -> str:
        services.call_off(deed, request.user.person, form.cleaned_data["reason"])
        return _("Called off. Everybody who signed up is being told.") if deed.is_public else _("Thrown away.")

    return _after(request, slug, act)


def copy(request, slug: str):
    deed = managed(request.user.person, slug)
    form = forms.CopyForm(sent(request), deed=deed)
    if not form.is_valid():
        return render(request, "deeds/copy.html", {"deed": deed, "form": form}, status=422 if form.errors else 200)
    try:
        made = services.copy(deed, request.user.person, form.cleaned_data["starts_at"])
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("deeds:manage", slug)
    messages.success(request, _("Copied. Look it over and announce it."))
    return redirect("deeds:manage", made.slug)


def repeat(request, slug: str):
    deed = managed(request.user.person, slug)
    form = forms.RepeatForm(sent(request))
    if not form.is_valid():
        return render(request, "deeds/repeat.html", {"deed": deed, "form": form}, status=422 if form.errors else 200)

    def act() -> str:
        made = services.repeat(deed, request.user.person, **form.cleaned_data)
        return ngettext("%(count)d more deed is there.", "%(count)d more deeds are there.", len(made)) % {
            "count": len(made)
        }

    return _after(request, slug, act, to="deeds:mine")


def report(request, slug: str):
    deed = run(request.user.person, slug)
    form = forms.ReportForm(sent(request), request.FILES or None)
    if deed.status != Deed.Status.DONE or not form.is_valid():
        return render(request, "deeds/report.html", {"deed": deed, "form": form}, status=422 if form.errors else 200)

    def act() -> str:
        said = form.cleaned_data
        services.report(deed, request.user.person, amount=said["amount"], story=said["story"], shown=form.shown())
        return _("Thank you. Your report is with the coordinator.")

    several = len(form.cleaned_data["before"]) + len(form.cleaned_data["after"]) > 1
    return _after(request, slug, act, to="deeds:photos" if several else "deeds:manage")


@require_POST
def verify(request, slug: str):
    """A coordinator vouches for a report."""
    deed = managed(request.user.person, slug)

    def act() -> str:
        services.verify(deed, request.user.person)
        return _("The report is verified.")

    return _after(request, slug, act)


def _after(request, slug: str, act: Callable[[], str], *, to: str = "deeds:manage"):
    """Do one act and go back with what it says, or with the reason why not."""
    try:
        messages.success(request, act())
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("deeds:manage", slug)
    return redirect(to) if to == "deeds:mine" else redirect(to, slug)
