"""Doors: the coordinator's page of one appeal. What lies outside one's subtree does not exist."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from estafeta.appeals import queries, services
from estafeta.appeals.forms import DropForm, MergeForm, NeedForm, PublicWordsForm, WordForm
from estafeta.appeals.models import Appeal, Pledge
from estafeta.appeals.rules import WAITING, next_step
from estafeta.base.errors import NotPossible
from estafeta.journal.models import Look
from estafeta.journal.queries import story_of
from estafeta.journal.services import note_looks
from estafeta.people.models import Person
from estafeta.photos.queries import address_to_look, all_photos_of


def _forms(appeal: Appeal, person: Person, data: Any = None, only: str = "") -> dict[str, Form]:
    """The forms of the page; the one that was sent is bound."""
    words = {name: getattr(appeal, name) for name in ("title", "about", "for_whom", "meeting_point")}

    def one(name: str, kind: Callable[..., Form], **options: Any) -> Form:
        sent = data if name == only else None
        return kind(sent, auto_id=f"id_{name}_%s", use_required_attribute=False, **options)

    return {
        "publish": one("publish", PublicWordsForm, initial=words),
        "reword": one("reword", PublicWordsForm, initial=words),
        "ask-back": one("ask-back", WordForm, label=_("Your question")),
        "refuse": one("refuse", WordForm, label=_("Why not?")),
        "merge": one("merge", MergeForm, appeal=appeal, person=person),
        "unmerge": one("unmerge", Form),
        "need": one("need", NeedForm, initial={"quantity": 1}),
        "drop": one("drop", DropForm, appeal=appeal),
        "finish": one("finish", WordForm, label=_("What came of it?")),
    }


# What each act does with what its form said, and what is said when it is done.
ACTS: dict[str, tuple[Callable[[Appeal, Person, dict[str, Any]], object], Any]] = {
    "publish": (
        lambda appeal, by, said: services.publish(appeal, by, words=said),
        _("Published. Everybody can read it now."),
    ),
    "reword": (lambda appeal, by, said: services.reword(appeal, by, words=said), _("Changed. What was sent is kept.")),
    "ask-back": (
        lambda appeal, by, said: services.ask_back(appeal, by, question=said["words"]),
        _("Your question is on its way."),
    ),
    "refuse": (
        lambda appeal, by, said: services.refuse(appeal, by, reason=said["words"]),
        _("Refused. The asker is told why."),
    ),
    "merge": (
        lambda appeal, by, said: services.merge(appeal, said["into"], by),
        _("Joined. Its links lead to the other one."),
    ),
    "unmerge": (lambda appeal, by, _said: services.unmerge(appeal, by), _("Stands alone again.")),
    "need": (lambda appeal, by, said: services.add_need(appeal, by, **said), _("The need is added.")),
    "drop": (
        lambda _appeal, by, said: services.drop_need(said["need"], by, reason=said["words"]),
        _("It is dropped. Whoever promised it is told."),
    ),
    "finish": (
        lambda appeal, by, said: services.finish(appeal, by, words=said["words"]),
        _("Done. The asker has the last word."),
    ),
}


@never_cache
@require_safe
def check(request: HttpRequest, slug: str) -> HttpResponse:
    person = request.user.person
    appeal = _found(person, slug)
    seen = [one for one in (appeal.asker, appeal.asker.guardian) if one]
    note_looks(person, seen, Look.What.ASKER, thing=appeal, title=appeal.title, territory=appeal.territory)
    return _page(request, appeal, _forms(appeal, person))


def _page(request: HttpRequest, appeal: Appeal, forms: dict[str, Form], *, fault: bool = False) -> HttpResponse:
    context = {
        "appeal": appeal,
        "line": queries.line_of(appeal),
        "next": next_step(appeal),
        "states": queries.need_states(appeal),
        "steps": queries.steps_of(appeal),
        "pictures": [(photo, address_to_look(photo)) for photo in all_photos_of(appeal)],
        "rose": story_of(appeal).filter(act="rose"),
        "waits": appeal.status in WAITING,
        "changed": (appeal.title, appeal.about) != (appeal.title_as_sent, appeal.about_as_sent),
        "forms": {name.replace("-", "_"): form for name, form in forms.items()},
    }
    return render(request, "appeals/check.html", context, status=422 if fault else 200)


@require_POST
def check_act(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    person = request.user.person
    appeal = _found(person, slug)
    forms = _forms(appeal, person, request.POST, act)
    if act not in forms:
        raise Http404
    if not forms[act].is_valid():
        return _page(request, appeal, forms, fault=True)
    try:
        do, done = ACTS[act]
        do(appeal, person, forms[act].cleaned_data)
        messages.success(request, str(done))
    except NotPossible as refusal:
        forms[act].add_error(None, str(refusal.reason))
        return _page(request, appeal, forms, fault=True)
    return redirect("appeals:check", slug)


@require_POST
def arrived(request: HttpRequest, slug: str, pledge_id: int) -> HttpResponse:
    """A coordinator says, for an asker without a device, that help has arrived."""
    appeal = _found(request.user.person, slug)
    made = get_object_or_404(Pledge.objects.filter(need__appeal=appeal).select_related("need__appeal"), pk=pledge_id)
    try:
        services.receive(made, by=request.user.person)
        messages.success(request, str(_("Marked as arrived.")))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("appeals:check", slug)


@require_POST
def picture_act(request: HttpRequest, slug: str, photo_id: int, act: str) -> HttpResponse:
    """Hide one picture, or show it again."""
    person = request.user.person
    appeal = _found(person, slug)
    photo = get_object_or_404(all_photos_of(appeal), pk=photo_id)
    acts = {"hide": services.hide_picture, "restore": services.restore_picture}
    if act not in acts:
        raise Http404
    acts[act](appeal, person, photo)
    messages.success(request, str(_("Saved.")))
    return redirect("appeals:check", slug)


def _found(person: Person, slug: str) -> Appeal:
    return get_object_or_404(queries.appeals_coordinated_by(person), slug=slug)
