"""The desk: what waits for somebody's word, what looks wrong, where nothing happens yet; and acts on many rows."""

import uuid
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from estafeta.appeals.queries import needs_in
from estafeta.campaigns.queries import shown_campaign
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import deeds_organised_by, for_cards, rights_of
from estafeta.organisations.queries import organisations_of
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_paths, person_of
from estafeta.tally.queries import told_where
from estafeta.web.cards import cards
from estafeta.web.desk import bulk, lists
from estafeta.web.desk.forms import BulkForm
from estafeta.web.desk.silence import silent
from estafeta.web.desk.waiting import KINDS
from estafeta.web.desk.wrong import SIGNS

SOME: Final = 50
MOST_RESULTS: Final = 5
UNFINISHED: Final = (Deed.Status.DRAFT, Deed.Status.REVIEW)
RUNNING: Final = (Deed.Status.ANNOUNCED, Deed.Status.UNDER_WAY)


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    person = _reader(request)
    at = timezone.now()
    own = for_cards(deeds_organised_by(person))
    coordinates = bool(coordinated_paths(person))
    context = _listed(request, KINDS) | {
        "coordinates": coordinates,
        "wrong": lists.counts(SIGNS, person, at) if coordinates else [],
        "needed": needs_in(organisations_of(person)).order_by("published_at", "pk")[:SOME],
        "rights": rights_of(person)[:SOME],
        "drafts": cards(list(own.filter(status__in=UNFINISHED)[:SOME])),
        "running": cards(list(own.filter(status__in=RUNNING).order_by("starts_at", "pk")[:SOME])),
    }
    return render(request, "web/desk.html", context)


@never_cache
@require_safe
def wrong(request: HttpRequest) -> HttpResponse:
    """What looks wrong in the territories one coordinates."""
    paths, campaign = coordinated_paths(_reader(request)), shown_campaign()
    told = told_where(campaign, paths) if campaign and paths else []
    return render(request, "web/desk_wrong.html", _listed(request, SIGNS) | {"told": told})


@never_cache
@require_safe
def silence(request: HttpRequest) -> HttpResponse:
    """Where in one's territories nothing happens yet."""
    found = silent(person_of(request.user), timezone.now(), request.GET.get("page"))
    return render(request, "web/desk_silence.html", {"found": found})


@never_cache
@require_safe
def bulk_preview(request: HttpRequest) -> HttpResponse:
    """What an act will do to each of the chosen rows, before it is done."""
    return _preview(request, *_chosen(request.GET))


@require_POST
def bulk_act(request: HttpRequest) -> HttpResponse:
    """Do it once: the same form sent again shows the first result."""
    kind, act, keys = _chosen(request.POST)
    person = _reader(request)
    form = BulkForm(request.POST, act=act, person=person)
    if not keys or not form.is_valid():
        return _preview(request, kind, act, keys, form=form)
    once = request.POST.get("once", "")[:36]
    results = dict(request.session.get("bulk", {}))
    if once not in results:
        fates = bulk.carry_out(act, kind, person, keys, form.told, timezone.now())
        results[once] = [
            [one.said.title, one.said.note, one.said.href, str(one.words), str(one.fault)] for one in fates
        ]
        request.session["bulk"] = dict(list(results.items())[-MOST_RESULTS:])
    return redirect("web:bulk_done", once)


@never_cache
@require_safe
def bulk_done(request: HttpRequest, once: str) -> HttpResponse:
    """Each row's fate."""
    fates = request.session.get("bulk", {}).get(once)
    if fates is None:
        raise Http404
    named = [dict(zip(("title", "note", "href", "words", "fault"), fate, strict=True)) for fate in fates]
    return render(request, "web/bulk_done.html", {"fates": named})


def _reader(request: HttpRequest) -> Person:
    """Whoever sits at the desk; a login without a person has none."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    return person


def _listed(request: HttpRequest, kinds: tuple[lists.Kind, ...]) -> dict[str, Any]:
    """A page of one list: all kinds, or the one that the address names."""
    person, at = _reader(request), timezone.now()
    chosen = request.GET.get("kind", "")
    shown = tuple(kind for kind in kinds if kind.slug == chosen)
    counted = lists.counts(kinds, person, at)
    return {
        "counts": counted,
        "total": sum(one.number for one in counted),
        "kind": shown[0] if shown else None,
        "acts": [bulk.ACTS[slug] for slug in shown[0].acts] if shown else [],
        "rows": lists.page(shown or kinds, person, at, counted=counted, number=request.GET.get("page")),
    }


def _chosen(sent: Any) -> tuple[lists.Kind, bulk.Act, list[int]]:
    """The kind, the act and the rows that a form names; an act that does not belong to the kind is not there."""
    kind, act = bulk.BY_SLUG.get(sent.get("kind", "")), bulk.ACTS.get(sent.get("act", ""))
    if kind is None or act is None or act.slug not in kind.acts:
        raise Http404
    keys = [int(key) for key in sent.getlist("row") if key.isdecimal() and len(key) < 19]  # noqa: PLR2004 -- what fits into a key
    return kind, act, list(dict.fromkeys(keys))[: bulk.MOST_ROWS]


def _preview(
    request: HttpRequest, kind: lists.Kind, act: bulk.Act, keys: list[int], *, form: BulkForm | None = None
) -> HttpResponse:
    person = _reader(request)
    form = form or BulkForm(request.GET if "told" in request.GET else None, act=act, person=person)
    told = form.told if form.is_bound and form.is_valid() else bulk.told_for_now(act)
    fates = bulk.try_out(act, kind, person, keys, told, timezone.now()) if told is not None else []
    waiting = [] if fates else [kind.say(one) for one in lists.rows_of(kind, person, timezone.now(), keys)]
    context = {
        "kind": kind,
        "act": act,
        "fates": fates,
        "waiting": waiting,
        "keys": keys,
        "form": form,
        "once": uuid.uuid4(),
        "fault": "" if keys else _("Choose at least one row."),
        "possible": sum(not fate.fault for fate in fates) if fates else len(waiting),
    }
    return render(request, "web/bulk_preview.html", context, status=422 if form.errors else 200)
