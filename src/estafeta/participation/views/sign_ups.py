"""Doors: where people say that they come, and change their minds. Without a script a page, with htmx a fragment."""

import csv
from collections.abc import Callable
from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from estafeta.base import came_by
from estafeta.base.decisions import Decision
from estafeta.base.errors import NotPossible
from estafeta.base.qr import qr_svg
from estafeta.base.tables import safe_cell
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.queries import deeds_visible_to, public_deeds
from estafeta.journal.models import Look
from estafeta.journal.services import note_looks
from estafeta.participation import queries, rules, services
from estafeta.participation.forms import CodeForm, SignUpForm, TeamForm
from estafeta.participation.models import SignUp, Team
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.ui.htmx import wants_fragment

ONE_TAP = {"csrfmiddlewaretoken", "seats"}  # all that a form of one button sends
KEPT_LINKS = 20  # of private links that a browser without a login keeps in its session


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest, shift_id: int) -> HttpResponse:
    """The short form, and the one tap of who is signed in."""
    person = person_of(request.user)
    if person and request.method == "POST" and _is_one_tap(request.POST):
        # Nothing was typed: the act itself looks at everything. What it refuses is looked at and said below.
        with suppress(NotPossible, Shift.DoesNotExist):
            made = services.sign_up(
                person, Shift(pk=shift_id), language=get_language() or "", came_by=came_by.mark_of(request.session)
            )
            return _signed_up(request, person, made)
    # One signs up for what everybody sees; who may see more than that still signs up for that.
    shift = get_object_or_404(queries.shifts().filter(deed__in=public_deeds()), pk=shift_id)
    form = SignUpForm(
        request.POST if request.method == "POST" else None, shift=shift, person=person, use_required_attribute=False
    )
    context = {"form": form, "shift": shift, "person": person}
    if request.method == "POST" and form.is_valid():
        try:
            made = _sign_up(person, shift, form, came_by.mark_of(request.session))
        except services.Clash as clash:
            context["clashes"] = clash.clashes
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return _signed_up(request, person, made)
    if wants_fragment(request) and request.method == "POST":
        for fault in form.non_field_errors():
            messages.error(request, str(fault))
        return _panel(request, person, shift)
    if person and "clashes" not in context:
        context["clashes"] = queries.clashes(person, shift)
    return render(request, "participation/sign_up.html", context | {"when": queries.when(shift)})


def _is_one_tap(sent: QueryDict) -> bool:
    return sent.keys() <= ONE_TAP and sent.get("seats", "1") == "1"


def _sign_up(person: Person | None, shift: Shift, form: SignUpForm, way: str) -> SignUp:
    said = form.cleaned_data
    child, born_on = said["child_name"], said["child_born_in"] if said["child_name"] else said.get("born_on")
    language = get_language() or ""
    if person is None:
        kind, contact = said["contact"]
        about = form.team() | {"language": language, "born_on": born_on, "child_name": child, "once": said["once"]}
        about["came_by"] = way
        return services.ask_to_sign_up(said["name"], shift, **{kind: contact}, **about)
    if child and born_on:
        return services.sign_up_child(person, child, born_on, shift, clash_known=said["clash_known"], came_by=way)
    return services.sign_up(
        person,
        shift,
        **form.team(),
        language=language,
        born_on=born_on,
        clash_known=said["clash_known"],
        came_by=way,
        team=_team(person, said.get("for_team")),
    )


def _team(person: Person, slug: str | None) -> Team | None:
    """The lasting team of this captain that was chosen, if one was."""
    return queries.teams_led_by(person).filter(slug=slug).first() if slug else None


def _signed_up(request: HttpRequest, person: Person | None, made: SignUp) -> HttpResponse:
    if made.came_by and made.came_by == came_by.mark_of(request.session):
        came_by.let_go(request.session)
    if person is None:
        links = [token for token in request.session.get("places", []) if token != made.token]
        request.session["places"] = [*links, made.token][-KEPT_LINKS:]
        return redirect("participation:confirm", made.token)
    if wants_fragment(request):
        return _panel(request, person, made.shift)
    return redirect(made)


def _panel(request: HttpRequest, person: Person | None, shift: Shift) -> HttpResponse:
    tokens = request.session.get("places", [])
    panel = next(found for found in queries.panels(shift.deed, person, tokens=tokens) if found.shift.pk == shift.pk)
    return render(request, "participation/_sign_up_panel.html", {"panel": panel, "person": person})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Enter the code that was sent."""
    found = _found(token)
    if found.status != SignUp.Status.UNCONFIRMED:
        return redirect(found)
    form = CodeForm(_sent(request), use_required_attribute=False)
    context = {"form": form, "sign_up": found, "when": queries.when(found.shift)}
    if request.method == "POST" and form.is_valid():
        try:
            made = services.confirm(found, form.cleaned_data["digits"], clash_known=form.cleaned_data["clash_known"])
        except services.Clash as clash:
            context["clashes"] = clash.clashes
        except NotPossible as refusal:
            form.add_error("digits", str(refusal.reason))
        else:
            request.session["places"] = [*request.session.get("places", []), made.token][-KEPT_LINKS:]
            return redirect(made)
    return render(request, "participation/confirm.html", context)


@login_not_required
@require_POST
def resend(request: HttpRequest, token: str) -> HttpResponse:
    found = _found(token)
    try:
        services.resend_code(found)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("A new code is on its way."))
    return redirect("participation:confirm", token)


@login_not_required
@never_cache
@require_GET
def place(request: HttpRequest, token: str) -> HttpResponse:
    """The private page behind the link: see it, change it, leave it. Looking changes nothing: mail scanners look."""
    found = _found(token)
    if found.status == SignUp.Status.UNCONFIRMED:
        return redirect("participation:confirm", token)
    return _place(request, found, TeamForm.of(found))


def _place(request: HttpRequest, found: SignUp, form: TeamForm) -> HttpResponse:
    offer = queries.open_offer(found)
    context = {
        "sign_up": found,
        "deed": found.shift.deed,
        "form": form,
        "when": queries.when(found.shift),
        "where": queries.where(found.shift.deed),
        "position": queries.position_of(found),
        "possible": queries.what_is_possible(found),
        "offer": offer,
        "offered_until": queries.moment(offer.lapses_at, found.shift) if offer else "",
        "ticket": qr_svg(rules.ticket_text(found)) if found.status == SignUp.Status.GOING else "",
    }
    return render(request, "participation/place.html", context)


@login_not_required
@never_cache
@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    found = _found(token)
    form = TeamForm(request.POST, shift=found.shift, use_required_attribute=False)
    if form.is_valid():
        try:
            services.change_seats(found, **form.team())
        except NotPossible as refusal:
            form.add_error("seats", str(refusal.reason))
        else:
            messages.success(request, _("Your sign-up has been changed."))
            return redirect(found)
    return _place(request, found, form)


@login_not_required
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    return _act(request, token, services.cancel, _("Your place is free for somebody else now. Thank you for telling."))


@login_not_required
@require_POST
def will_come(request: HttpRequest, token: str) -> HttpResponse:
    return _act(request, token, services.will_come, _("Good to know that you come. See you there."))


@login_not_required
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take an offered place, or leave it to the next."""
    take = request.POST.get("take") == "yes"
    word = _("The place is yours.") if take else _("The place goes on to the next. Thank you for telling.")
    return _act(request, token, lambda found: services.answer_offer(found, take=take), word)


def _act(request: HttpRequest, token: str, act, word: str) -> HttpResponse:
    found = _found(token)
    try:
        act(found)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, word)
    return redirect(found)


@login_not_required
@never_cache
@require_GET
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """A ticket to print, or to show without a network."""
    found = _found(token)
    if found.status != SignUp.Status.GOING:
        return redirect(found)
    context = {
        "sign_up": found,
        "deed": found.shift.deed,
        "when": queries.when(found.shift),
        "where": queries.where(found.shift.deed),
        "code": qr_svg(rules.ticket_text(found)),
    }
    return render(request, "participation/ticket.html", context)


@never_cache
@require_GET
def coming(request: HttpRequest, slug: str) -> HttpResponse:
    """Who comes: the organiser's list, for the screen and for paper."""
    deed = deed_with_list(request, slug)
    with_tickets = request.GET.get("tickets") == "1"
    groups = queries.list_by_shift(deed, with_tickets=with_tickets)
    _note(request, deed, groups, Look.What.LIST)
    context = {"deed": deed, "groups": groups, "tickets": with_tickets}
    return render(request, "participation/list.html", context)


@never_cache
@require_GET
def coming_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same list as a file for a spreadsheet; no cell of it is a formula."""
    deed = deed_with_list(request, slug)
    groups = queries.list_by_shift(deed)
    _note(request, deed, groups, Look.What.FILE)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{deed.slug}.csv"'
    answer.write("\ufeff")  # so that Excel reads it as UTF-8
    file = csv.writer(answer)
    file.writerow([_("Shift"), _("Name"), _("Contact"), _("Guardian"), _("Places"), _("Team"), _("With"), _("State")])
    for row in queries.rows_of_list(groups):
        file.writerow([safe_cell(cell) for cell in row])
    return answer


def _note(request: HttpRequest, deed: Deed, groups: list[queries.ListGroup], what: str) -> None:
    """Whoever sees the list is written down, for those who stand on it."""
    people = [row.sign_up.person for group in groups for row in (*group.going, *group.waiting)]
    note_looks(request.user.person, people, what, thing=deed, title=deed.title, territory=deed.territory)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, if anything was: one tap sends a form without fields."""
    return request.POST if request.method == "POST" else None


def _found(token: str) -> SignUp:
    found = queries.sign_up_by_token(token)
    if found is None:
        raise Http404
    return found


def deed_with_gate(request: HttpRequest, slug: str) -> Deed:
    """The deed at whose gate the reader may stand; to anybody else it is not there."""
    return _deed_where(request, slug, rules.may_stand_at_gate)


def deed_with_list(request: HttpRequest, slug: str) -> Deed:
    """The deed whose list the reader may see; to anybody else it is not there."""
    return _deed_where(request, slug, rules.may_see_list)


def _deed_where(request: HttpRequest, slug: str, may: Callable[[Person | None, Deed], Decision]) -> Deed:
    person = person_of(request.user)
    seen = deeds_visible_to(person).select_related("territory", "organisation", "campaign", "type")
    deed = get_object_or_404(seen, slug=slug)
    if not may(person, deed):
        raise Http404
    return deed
