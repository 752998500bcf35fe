"""Doors of a forum: its page for everybody, a guest's private page, and the tables of those who run it."""

from collections.abc import Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.campaigns.queries import shown_campaign
from estafeta.forum import forms, queries, rules, services
from estafeta.forum.models import Forum
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.people.rules import may_coordinate
from estafeta.photos.queries import photos_of

PAGE: Final = 50


@login_not_required
@never_cache
@require_safe
def forum_list(request: HttpRequest) -> HttpResponse:
    person, campaign = person_of(request.user), shown_campaign()
    opens = person is not None and campaign is not None and may_coordinate(person, campaign.territory, campaign.slug)
    context = {"forums": queries.forums()[:PAGE], "opens": bool(opens)}
    return render(request, "forum/list.html", context)


@login_not_required
@never_cache
@require_safe
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme; after the forum what came of it, with pictures."""
    found = get_object_or_404(queries.forums(), slug=slug)
    person = person_of(request.user)
    context = {
        "forum": found,
        "programme": queries.programme(found),
        "photos": photos_of(found),
        "is_over": found.deed.ends_at is not None and found.deed.ends_at < timezone.now(),
        "manages": person is not None and queries.forums_invited_to_by(person).filter(pk=found.pk).exists(),
    }
    return render(request, "forum/forum.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person, campaign = request.user.person, shown_campaign()
    if campaign is None or not may_coordinate(person, campaign.territory, campaign.slug):
        raise Http404
    form = forms.OpenForm(request.POST or None, person=person, use_required_attribute=False)
    if request.method == "POST" and "search" not in request.POST and form.is_valid():
        try:
            made = services.open_forum(person, campaign=campaign, **form.told())
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return redirect("forum:manage", made.slug)
    return render(request, "forum/new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's private page: the invitation, the answer, the way there, the ticket. Looking changes nothing."""
    found = queries.guest_of_link(token)
    if found is None or found.answer == "withdrawn":
        raise Http404
    told = {"seats": found.seats, "arrives": found.arrives, "needs_bed": found.needs_bed, "notes": found.notes}
    sent = request.POST if "come" in request.POST else None
    form = forms.AnswerForm(sent, guest=found, initial=told, use_required_attribute=False)
    try:
        if "decline" in request.POST:
            services.decline(found)
            messages.success(request, str(_("Thank you for telling us. The place goes to somebody else.")))
            return redirect("forum:guest", token)
        if form.is_valid():
            services.come(found, **form.told())
            messages.success(request, str(_("Thank you. Your answer is kept.")))
            return redirect("forum:guest", token)
    except NotPossible as refusal:
        form.add_error(None, str(refusal.reason))
    context = {
        "guest": found,
        "forum": found.forum,
        "programme": queries.programme(found.forum),
        "companions": queries.companions_of(found),
        "seats": queries.seats_of(found),
        "answers": bool(rules.may_answer(found, timezone.localdate())),
        "form": form,
    }
    return render(request, "forum/guest.html", context, status=422 if request.method == "POST" else 200)


def _forms(found: Forum, person: Person, data: Any = None, files: Any = None, only: str = "") -> dict[str, Form]:
    """The forms of the managing page; the one that was sent is bound."""
    zone = ZoneInfo(found.deed.territory.time_zone)

    def one(name: str, kind: Callable[..., Form], **options: Any) -> Form:
        sent = (data, files) if name == only else (None, None)
        return kind(*sent, auto_id=f"id_{name}_%s", use_required_attribute=False, **options)

    return {
        "words": one("words", forms.WordsForm, initial=queries.details(found)),
        "session": one("session", forms.SessionForm, zone=zone),
        "unsession": one("unsession", Form),
        "quota": one("quota", forms.QuotaForm),
        "invite": one("invite", forms.InviteForm, quotas=list(queries.quotas_of(found, person))),
        "heroes": one("heroes", Form),
        "seat": one("seat", Form),
        "uninvite": one("uninvite", Form),
        "picture": one("picture", forms.PictureForm),
    }


def _invite(_found: Forum, by: Person, form: Any, _data: Any) -> object:
    said = dict(form.cleaned_data)
    return services.invite(said.pop("quota"), by, **said)


def _uninvite(found: Forum, by: Person, _form: Any, data: Any) -> object:
    return services.take_back(get_object_or_404(queries.guests_of(found, by), pk=_number(data.get("guest"))), by)


def _picture(found: Forum, by: Person, form: Any, _data: Any) -> object:
    said = form.cleaned_data
    return services.add_picture(
        found, by, said["picture"], alt=said["alt"], credit=said["credit"], consent=said["agreed"]
    )


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() and len(str(text)) < 18 else 0  # noqa: PLR2004 -- a key has fewer digits


# What each act does with what its form said, and what is said when it is done.
ACTS: dict[str, tuple[Callable[[Forum, Person, Any, Any], object], Any]] = {
    "words": (lambda found, by, form, _data: services.describe(found, by, words=form.words()), _("Kept.")),
    "session": (lambda found, by, form, _data: services.add_session(found, by, **form.told()), _("Kept.")),
    "unsession": (
        lambda found, by, _form, data: services.remove_session(found, by, _number(data.get("session"))),
        _("Taken out of the programme."),
    ),
    "quota": (lambda found, by, form, _data: services.set_quota(found, by, **form.cleaned_data), _("Kept.")),
    "invite": (_invite, _("Invited. The letter is on its way.")),
    "uninvite": (_uninvite, _("The invitation is taken back.")),
    "heroes": (
        lambda found, by, _form, _data: services.invite_heroes(found, by),
        _("Heroes are invited as far as the quotas reach."),
    ),
    "seat": (lambda found, by, _form, _data: services.seat_everybody(found, by), _("Everybody who comes has a seat.")),
    "picture": (_picture, _("Kept.")),
}
FOR_REGIONS: Final = {"invite", "uninvite"}


@never_cache
@require_safe
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    found, person = _found(request, slug), request.user.person
    return _page(request, found, _forms(found, person))


def _page(request: HttpRequest, found: Forum, bound: dict[str, Form], *, fault: bool = False) -> HttpResponse:
    person = request.user.person
    guests = queries.guests_of(found, person)
    context = {
        "forum": found,
        "runs": bool(rules.may_run(person, found)),
        "programme": queries.programme(found),
        "quotas": queries.quotas_of(found, person),
        "numbers": queries.numbers(guests),
        "page": Paginator(guests, PAGE).get_page(request.GET.get("page")),
        "seated": found.seats.exists(),
        "forms": bound,
    }
    return render(request, "forum/manage.html", context, status=422 if fault else 200)


@require_POST
def manage_act(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    found, person = _found(request, slug), request.user.person
    if act not in ACTS or (act not in FOR_REGIONS and not rules.may_run(person, found)):
        raise Http404
    bound = _forms(found, person, request.POST, request.FILES, act)
    if not bound[act].is_valid():
        return _page(request, found, bound, fault=True)
    try:
        do, done = ACTS[act]
        do(found, person, bound[act], request.POST)
        messages.success(request, str(done))
    except NotPossible as refusal:
        bound[act].add_error(None, str(refusal.reason))
        return _page(request, found, bound, fault=True)
    return redirect("forum:manage", slug)


@never_cache
@require_safe
def seating(request: HttpRequest, slug: str) -> HttpResponse:
    """The hall, row by row, to print."""
    found = get_object_or_404(queries.forums_run_by(request.user.person), slug=slug)
    return render(request, "forum/seating.html", {"forum": found, "hall": queries.hall(found)})


@never_cache
@require_safe
def badges(request: HttpRequest, slug: str) -> HttpResponse:
    return _paper(request, slug, queries.badges_pdf, "badges")


@never_cache
@require_safe
def diplomas(request: HttpRequest, slug: str) -> HttpResponse:
    return _paper(request, slug, queries.diplomas_pdf, "diplomas")


def _paper(request: HttpRequest, slug: str, made: Callable[[Forum], bytes], name: str) -> HttpResponse:
    found = get_object_or_404(queries.forums_run_by(request.user.person), slug=slug)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{found.slug}.pdf"'}
    return HttpResponse(made(found), content_type="application/pdf", headers=headers)


def _found(request: HttpRequest, slug: str) -> Forum:
    return get_object_or_404(queries.forums_invited_to_by(request.user.person), slug=slug)
