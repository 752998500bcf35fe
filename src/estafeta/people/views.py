from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from estafeta.accounts.services import add_contact as add_contact_to_login
from estafeta.accounts.services import new_code, same_code, send_code
from estafeta.base.errors import NotPossible
from estafeta.people import queries, rules, services
from estafeta.people.forms import CodeForm, ContactForm, ProfileForm, RoleForm, WelcomeForm
from estafeta.territories.forms import named_by

CODE_IS_GOOD_S = 600
MOST_GUESSES = 3


@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask once for a name, or which of the people under this contact the reader is."""
    user = request.user
    onward = get_next_redirect_url(request) or str(settings.LOGIN_REDIRECT_URL)
    if user.person.name:
        return redirect(onward)
    known = queries.people_by_contact(email=user.email or "", phone=user.phone or "")
    form = WelcomeForm(request.POST if "name" in request.POST else None)
    try:
        if request.method == "POST" and "person" in request.POST:
            services.be_known_person(user, get_object_or_404(known, pk=_whole(request.POST["person"])))
            return redirect(onward)
        if form.is_valid():
            services.tell_about_oneself(user.person, name=form.cleaned_data["name"])
            return redirect(onward)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    page = {"form": form, "known": known, "next": get_next_redirect_url(request) or ""}
    return render(request, "people/welcome.html", page)


@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """What is known of the reader, to be changed by them."""
    person = request.user.person
    begins = {
        "name": person.name,
        "language": person.language,
        "born_on": person.born_on,
        "territory": person.territory,
        "consents": list(queries.consents_of(person)),
    }
    form = ProfileForm(request.POST or None, initial=begins)
    if form.is_valid():
        told = dict(form.cleaned_data)
        try:
            services.say_consents(person, set(told.pop("consents")))
            services.tell_about_oneself(person, **told)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:profile")
    page = {
        "form": form,
        "person": person,
        "wards": person.wards.order_by("name"),
        "roles": queries.roles_of(person),
    }
    return render(request, "people/profile.html", page)


@never_cache
@reauthentication_required(app="allauth.mfa")
def add_contact(request: HttpRequest) -> HttpResponse:
    """Ask for a new contact, and send a code there."""
    form = ContactForm(request.POST or None)
    if form.is_valid():
        kind, contact = form.cleaned_data["contact"]
        code = new_code()
        try:
            if not ratelimit.consume(request, action="request_login_code", key=contact):
                raise NotPossible(_("Too many codes were asked for. Wait a few minutes, then try again."))  # noqa: TRY301 -- shown by the same lines
            send_code(code, **{kind: contact})
        except NotPossible as refusal:
            form.add_error("contact", str(refusal.reason))
        else:
            asked = {"kind": kind, "contact": contact, "code": code, "guesses": 0}
            request.session["contact_to_prove"] = asked | {"at": timezone.now().timestamp()}
            return redirect("people:prove_contact")
    return render(request, "people/add_contact.html", {"form": form})


@never_cache
def prove_contact(request: HttpRequest) -> HttpResponse:
    """Take the code back; from then on the contact signs in."""
    asked: dict[str, Any] | None = request.session.get("contact_to_prove")
    if asked is None or timezone.now().timestamp() - asked["at"] > CODE_IS_GOOD_S or asked["guesses"] >= MOST_GUESSES:
        request.session.pop("contact_to_prove", None)
        messages.error(request, _("The code has run out. Ask for a new one."))
        return redirect("people:add_contact")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if same_code(form.cleaned_data["code"], asked["code"]):
            del request.session["contact_to_prove"]
            return _keep_contact(request, asked)
        asked["guesses"] += 1
        request.session["contact_to_prove"] = asked
        form.add_error("code", _("This is not the code. Look at the latest message."))
    return render(request, "people/prove_contact.html", {"form": form, "contact": asked["contact"]})


def _keep_contact(request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    proved = {asked["kind"]: asked["contact"]}
    try:
        add_contact_to_login(request.user, **proved)  # type: ignore[arg-type]  # -- signed in, says the middleware
        services.note_contact(request.user.person, **proved)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("people:add_contact")
    messages.success(request, _("From now on you can sign in with %(contact)s too.") % {"contact": asked["contact"]})
    return redirect("people:profile")


@never_cache
def roles(request: HttpRequest) -> HttpResponse:
    """Who does what in the territories that the reader coordinates."""
    person = request.user.person
    page = {
        "held": queries.roles_visible_to(person).filter(ended_at=None).order_by("territory__path", "kind", "given_at"),
        "ended": queries.roles_visible_to(person).exclude(ended_at=None).order_by("-ended_at")[:50],
        "may_give": rules.gives_roles(person),
        "person": person,
    }
    return render(request, "people/roles.html", page)


@never_cache
def give_role(request: HttpRequest) -> HttpResponse:
    """Give somebody a role, by their contact; whoever is not known yet is registered."""
    person = request.user.person
    if not rules.gives_roles(person):
        return redirect("people:roles")
    form = RoleForm(request.POST or None, initial={"territory": named_by(request.GET)})
    if form.is_valid():
        given = form.cleaned_data
        kind, contact = given["contact"]
        try:
            services.give_role_by_contact(
                given["name"], given["kind"], given["territory"],
                by=person, campaign=given["campaign"], **{kind: contact},
            )  # fmt: skip
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:roles")
    return render(request, "people/give_role.html", {"form": form})


@require_POST
def end_role(request: HttpRequest, role_id: int) -> HttpResponse:
    role = get_object_or_404(queries.roles_visible_to(request.user.person), pk=role_id)
    try:
        services.end_role(role, by=request.user.person)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("The role is ended."))
    return redirect("people:roles")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 -- what fits into a key
