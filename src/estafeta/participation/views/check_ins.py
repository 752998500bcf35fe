"""Doors at the gate: a list with buttons; with a script the same page works without a network (docs/checkin.md)."""

import json
import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from estafeta.base import images
from estafeta.base.errors import NotPossible
from estafeta.base.texts import fold
from estafeta.deeds.models import Deed, SocialGroup
from estafeta.journal.models import Look
from estafeta.journal.services import note_looks
from estafeta.participation import queries, rules, services
from estafeta.participation.models import CheckInEntry
from estafeta.participation.views.sign_ups import deed_with_gate
from estafeta.people.models import Person
from estafeta.people.queries import person_of

FIELDS = ("sign_up", "came", "name", "contact", "heads", "group", "unit", "entry", "ticket", "shift", "counter", "why")


@never_cache
@require_http_methods(["GET", "POST"])
def gate(request: HttpRequest, slug: str) -> HttpResponse:
    """The page at the gate, and what a press of one of its buttons does when no script runs."""
    deed = deed_with_gate(request, slug)
    person: Person = person_of(request.user)  # type: ignore[assignment]  # -- the list is seen by persons only
    if request.method == "POST":
        _press(request, deed, person)
        return redirect(request.get_full_path())
    now = timezone.now()
    decision = rules.may_check_in(person, deed, now)
    typed = request.GET.get("q", "")[:100]
    shown = queries.gate(deed, person)
    seen = queries.people_of(row.sign_up for row in shown.rows)
    note_looks(person, seen, Look.What.GATE, thing=deed, title=deed.title, territory=deed.territory)
    context = {
        "deed": deed,
        "gate": shown,
        "may": decision,
        "typed": typed,
        "found": {row.sign_up for row in shown.rows if _is_meant(typed, row)},
        "groups": sorted(SocialGroup.objects.all(), key=lambda group: str(group.name)),
        "counters": queries.people_at_gate(deed).exclude(pk=person.pk),
        "uuid": uuid.uuid4(),
        "now": now,
        "words": _words(),
    }
    return render(request, "participation/check_in.html", context)


def _words() -> dict[str, str]:
    """What the script says, in the reader's language."""
    return {
        "here": _("Here"),
        "undo": _("Undo"),
        "sent": _("Everything is sent"),
        "toSend": _("To send"),
        "offline": _("No network: go on, it is sent later"),
        "signIn": _("Sign in again, then it is sent"),
        "ready": _("Works without a network on this phone"),
        "notReady": _("Not kept on this phone yet: stay online"),
        "howMany": _("Say how many of the team came."),
        "noName": _("Write the name of who came."),
        "noConsent": _("Say that everybody who can be recognised agrees."),
        "photoKept": _("The photo is kept."),
        "noHeads": _("Say how many came, from 1 to 100,000."),
        "twice": _("Somebody has checked this in already; it counts once."),
        "otherTicket": _("This ticket is not of this deed."),
        "newTicket": _("Ticket kept; its name comes with the network"),
        "checkedIn": _("Checked in."),
        "checkedOut": _("Checked out."),
        "takenBack": _("Taken back."),
        "leaves": _("Leaves"),
        "left": _("left"),
        "isHere": _("is here already. What now?"),
        "hasLeft": _("has left already"),
        "noCamera": _("The camera can't be used. Find the name in the list."),
    }


def _is_meant(typed: str, row: queries.GateRow) -> bool:
    words = fold(typed).split()
    about = f"{fold(row.name)} {fold(row.team)} {row.digits}"
    return all(word in about for word in words)


def _press(request: HttpRequest, deed: Deed, person: Person) -> None:
    """One button: its name says the kind, its value whom it is about."""
    said: dict[str, Any] = {name: request.POST[name] for name in FIELDS if request.POST.get(name)}
    said |= {"uuid": request.POST.get("uuid", ""), "kind": request.POST.get("kind", "")}
    if number := request.POST.get("tick", ""):
        came = request.POST.get(f"came_{number}", "1").strip()
        said |= {"kind": "party" if f"came_{number}" in request.POST else "person", "sign_up": number, "came": came}
        if not came:
            messages.error(request, _("Say how many of the team came."))
            return
    for kind in ("undo", "check_out"):
        if kind in request.POST:
            said |= {"kind": kind, "entry": request.POST[kind]}
    if said["kind"] == "photo":
        _show_photo(request, deed, person, str(said.get("entry", "")))
        return
    if request.FILES.get("photo") and "consent" not in request.POST:
        messages.error(request, _("Say that everybody who can be recognised agrees."))
        return
    try:
        (answer,) = services.check_in_batch(deed, person, [said], received_at=timezone.now(), device="page")
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return
    if answer.fate in {"taken", "known"}:
        told = {"undo": _("Taken back."), "check_out": _("Checked out.")}
        messages.success(request, told.get(str(said["kind"]), _("Checked in.")))
    else:
        messages.warning(request, answer.reason)
    if said["kind"] == "headcount" and answer.fate != "refused" and request.FILES.get("photo"):
        _show_photo(request, deed, person, answer.uuid)


def _show_photo(request: HttpRequest, deed: Deed, person: Person, entry: str) -> None:
    """A photo of a counted group, out of a form; the same file for the same group is one photo."""
    try:
        kept = _add_photo(request, deed, person, entry, number="")
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return
    if kept.reason:
        messages.warning(request, kept.reason)
    else:
        messages.success(request, _("The photo is kept."))


def _add_photo(request: HttpRequest, deed: Deed, person: Person, entry: str, *, number: str) -> CheckInEntry:
    file = request.FILES.get("photo")
    if file is None:
        raise NotPossible(_("Choose a photo."))
    picture = images.prepare(file)
    try:
        own = uuid.UUID(number) if number else uuid.uuid5(uuid.NAMESPACE_OID, f"{entry}:{picture.digest}")
    except ValueError as fault:
        raise NotPossible(_("This can't be read.")) from fault
    return services.add_headcount_photo(
        deed, person, own, entry=entry, picture=picture, consent="consent" in request.POST, received_at=timezone.now()
    )


@never_cache
@require_POST
def photo(request: HttpRequest, slug: str) -> HttpResponse:
    """A photo that a phone kept while it had no network: `uuid`, `entry`, `consent`, `photo`; sent again it is one."""
    deed = deed_with_gate(request, slug)
    person: Person = person_of(request.user)  # type: ignore[assignment]  # -- as above
    number = request.POST.get("uuid", "") or "none"
    try:
        kept = _add_photo(request, deed, person, request.POST.get("entry", ""), number=number)
    except NotPossible as refusal:
        return JsonResponse({"reason": str(refusal.reason)}, status=HTTPStatus.CONFLICT)
    return JsonResponse({"uuid": str(kept.uuid), "fate": kept.fate, "reason": kept.reason})


@never_cache
@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """What a phone kept while it had no network: `{sent_at, device, entries}`; the answer tells each entry's fate."""
    deed = deed_with_gate(request, slug)
    person: Person = person_of(request.user)  # type: ignore[assignment]  # -- as above
    try:
        said = json.loads(request.body)
        entries = [entry for entry in said["entries"] if isinstance(entry, dict)]
        sent_at = parse_datetime(str(said.get("sent_at") or ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"reason": _("This can't be read.")}, status=HTTPStatus.BAD_REQUEST)
    if sent_at is not None and timezone.is_naive(sent_at):
        sent_at = None
    try:
        answers = services.check_in_batch(
            deed, person, entries, received_at=timezone.now(), sent_at=sent_at, device=str(said.get("device") or "")
        )
    except NotPossible as refusal:
        return JsonResponse({"reason": str(refusal.reason)}, status=HTTPStatus.CONFLICT)
    told = [{"uuid": answer.uuid, "fate": answer.fate, "reason": answer.reason} for answer in answers]
    return JsonResponse({"answers": told})


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the gate's pages on the phone; from this address it may serve all pages beneath it."""
    path = finders.find("participation/js/worker.js")
    if path is None:
        raise Http404
    with open(path, "rb") as file:  # noqa: PTH123 -- a finder answers a plain path
        answer = HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("participation:check_in_worker").removesuffix("worker.js")
    answer["Cache-Control"] = "no-cache"
    return answer


@never_cache
@require_GET
def app(request: HttpRequest, slug: str) -> HttpResponse:
    """How the gate of one deed stands on a phone's first screen."""
    deed = deed_with_gate(request, slug)
    here = reverse("participation:check_in", args=[deed.slug])
    told = {
        "name": f"{_('Check-in')}: {deed.title}",
        "short_name": _("Check-in"),
        "id": here,
        "start_url": here,
        "scope": here,
        "display": "standalone",
        "icons": [{"src": static("ui/img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
