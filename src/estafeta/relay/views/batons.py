"""Passing a baton on, looking at it, taking it, carrying it."""

from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base import came_by
from estafeta.base.errors import NotPossible
from estafeta.base.qr import qr_svg
from estafeta.base.texts import clean
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.relay import queries, rules, services
from estafeta.relay.forms import PassForm
from estafeta.relay.models import Baton

KINDS: Final = [kind for kind, _label in Baton.To.choices]


@never_cache
@require_http_methods(["GET", "POST"])
def bundle(request: HttpRequest, bundle_id: int) -> HttpResponse:
    """Pass one baton of a bundle on: first to whom, then the few words that go with it."""
    giver = _person(request)
    found = get_object_or_404(queries.bundles_of(giver), pk=bundle_id)
    if found.left <= 0:
        return render(request, "relay/bundle.html", {"bundle": found})

    def act(form: PassForm) -> Baton:
        return services.pass_on(
            found, giver, form.recipient(), client_key=form.cleaned_data["client_key"], **_said(form),
            language=get_language() or "",
        )  # fmt: skip

    return _pass(request, {"bundle": found, "deed": found.deed}, act, giver.name)


@never_cache
@require_http_methods(["GET", "POST"])
def revive(request: HttpRequest, token: str) -> HttpResponse:
    """Send a baton that came back on its way again."""
    giver = _person(request)
    found = get_object_or_404(queries.batons_given(giver), token=token)
    if not found.is_back:
        messages.error(request, str(rules.may_move(found, Baton.Status.ON_THE_WAY).reason))
        return redirect(found)
    return _pass(
        request,
        {"baton": found, "deed": found.deed},
        lambda form: services.revive(found, giver, form.recipient(), **_said(form)),
        found.signed_as,
    )


def _pass(request: HttpRequest, context: dict, act, signed_as: str) -> HttpResponse:
    kind = request.GET.get("to", "")
    context |= {"kinds": Baton.To.choices, "kind": kind}
    if kind not in KINDS:
        return render(request, "relay/bundle.html", context)
    sent = request.POST if request.method == "POST" else None
    form = PassForm(sent, kind=kind, initial={"signed_as": signed_as if kind != Baton.To.LINK else ""})
    context["form"] = form
    if form.is_bound and not form.asks_again and form.is_valid():
        try:
            made = act(form)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The baton is on its way."))
            return redirect(made)
    return render(request, "relay/bundle.html", context, status=422 if form.errors and not form.asks_again else 200)


def _said(form: PassForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("signed_as", "words")}


@login_not_required
@never_cache
@require_safe
def baton(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a baton's link: for who gave it and for who may take it. Looking changes nothing."""
    found, person = _found(token), person_of(request.user)
    address = settings.SITE_URL + found.get_absolute_url()
    words = _("A good deed hands you the baton: {title}").format(title=found.deed.title)
    is_giver = person is not None and person.pk == found.giver_id
    context = {
        "baton": found,
        "deed": found.deed,
        "person": person,
        "is_giver": is_giver,
        "may_answer": rules.may_answer(person or found.person, found),
        "is_holder": found.status == Baton.Status.ACCEPTED and _holds(request, found),
        "on_device": came_by.mark_of(request.session) == found.token,
        "address": address,
        "code": qr_svg(address) if is_giver and found.status == Baton.Status.ON_THE_WAY else "",
        "share": [
            ("Telegram", f"https://t.me/share/url?url={quote(address, safe='')}&text={quote(words)}"),
            ("WhatsApp", f"https://wa.me/?text={quote(words)}%20{quote(address, safe='')}"),
        ],
        "led_to": found.links.filter(withdraws=None, withdrawn_by=None).select_related("child__territory").first(),
        "sign_in": f"{reverse('account_login')}?next={quote(found.get_absolute_url())}",
    }
    return render(request, "relay/baton.html", context)


@login_not_required
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the baton. Who is not signed in carries it on this device until they join a deed or sign in."""
    found, person = _found(token), person_of(request.user)
    if person is None and found.person is None and rules.may_answer(None, found):
        decision = rules.may_move(found, Baton.Status.ACCEPTED)
        if not decision:
            messages.error(request, str(decision.reason))
            return redirect(found)
    else:
        try:
            services.accept(found, person)
        except NotPossible as refusal:
            messages.error(request, str(refusal.reason))
            return redirect(found)
    came_by.remember(request.session, found.token, found.deed.title)
    messages.success(request, _("The baton is yours. Join a good deed with it, or start one."))
    return redirect(found)


@login_not_required
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    found = _found(token)
    try:
        services.decline(found, person_of(request.user), reason=clean(request.POST.get("reason", ""), most=200))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        if came_by.mark_of(request.session) == found.token:
            came_by.let_go(request.session)
        messages.success(request, _("It goes back to who gave it. Thank you for saying so."))
    return redirect(found)


@login_not_required
@require_POST
def carry(request: HttpRequest, token: str, way: str) -> HttpResponse:
    """Go and find a deed, or announce one, with this baton in hand."""
    ways = {"join": f"{reverse('web:deeds')}?places=1", "announce": reverse("deeds:new")}
    if way not in ways:
        raise Http404
    found = _found(token)
    if not _holds(request, found):
        messages.error(request, _("Take the baton first."))
        return redirect(found)
    came_by.remember(request.session, found.token, found.deed.title)
    return redirect(ways[way])


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Put down the baton that this device carries: the next deed is a deed of one's own."""
    came_by.let_go(request.session)
    messages.success(request, _("What you do next is told without the baton."))
    return redirect("relay:relay")


def _holds(request: HttpRequest, found: Baton) -> bool:
    """Who took it, who it was sent to, or the device on which it was taken."""
    person = person_of(request.user)
    if found.status not in {Baton.Status.ON_THE_WAY, Baton.Status.ACCEPTED}:
        return False
    if came_by.mark_of(request.session) == found.token:
        return True
    if found.status != Baton.Status.ACCEPTED:
        return False
    return person.pk == found.holder_id if person else found.person_id is not None


def _person(request: HttpRequest) -> Person:
    """The person of a login; the door has made sure that there is one."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    return person


def _found(token: str) -> Baton:
    found = queries.baton_of_link(token)
    if found is None:
        raise Http404
    return found
