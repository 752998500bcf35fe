import hashlib
import secrets
from datetime import datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from estafeta.accounts.models import ApiToken
from estafeta.api.auth import Caller
from estafeta.api.contacts import contact_of, faulty
from estafeta.api.paging import Paged, Text, page_by_key, page_of
from estafeta.api.problems import Fault, Problem, Refused
from estafeta.api.schema import Appeals, AsksForHelp, MadePledge, Promises, SentAppeal, WholeAppeal
from estafeta.appeals import services
from estafeta.appeals.models import Appeal, Need
from estafeta.appeals.queries import (
    Filters,
    NeedState,
    find,
    need_states,
    public_appeals,
    public_steps_of,
    state_of,
    with_needs,
)
from estafeta.base.errors import insist
from estafeta.campaigns.queries import shown_campaign
from estafeta.campaigns.rules import may_take_deeds
from estafeta.deeds.queries import deeds_answering
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organised_by
from estafeta.people.models import Person
from estafeta.photos.queries import photos_of
from estafeta.territories.models import Territory

router = Router(tags=["appeals"])


class Asked(Paged):
    """Every filter narrows."""

    territory: Annotated[Text, Field(description="A territory's code: it and everything beneath it.")] = ""
    kind: Annotated[Text, Field(description="place, home, things, event, lesson, nature, other")] = ""
    state: Annotated[Literal["", "open", "unanswered", "done"], Field(description="How it stands.")] = ""
    q: Annotated[Text, Field(description="Words, folded.")] = ""


@router.get("/appeals", response=Appeals, operation_id="appeals", summary="Who asks for help, and what is needed")
def all_appeals(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    top = Territory.objects.filter(code=asked.territory).first() if asked.territory else None
    found = find(Filters(q=asked.q, kind=asked.kind, state=asked.state, territory=top))
    rows, following = page_by_key(_whole(found.none() if asked.territory and top is None else found), asked)
    return page_of([_brief(row) for row in rows], following)


@router.get(
    "/appeals/{id}",
    response={200: WholeAppeal, 404: Problem},
    operation_id="appeal",
    summary="One appeal with its needs and steps",
)
def one_appeal(request: HttpRequest, id: Text) -> dict[str, Any]:  # noqa: A002, ARG001 -- the address says {id}
    appeal = _whole(public_appeals()).filter(slug=id).first()
    if appeal is None:
        raise Http404
    zone = ZoneInfo(appeal.territory.time_zone)
    steps = [
        {"status": step.status, "at": step.at.astimezone(zone), "words": step.words} for step in public_steps_of(appeal)
    ]
    pictures = [
        {"url": f"{settings.SITE_URL}{photo.large_url}", "alt": photo.alt, "credit": photo.credit}
        for photo in photos_of(appeal)
    ]
    return _brief(appeal) | {
        "about": appeal.about,
        "meeting_point": appeal.meeting_point,
        "organisation": appeal.organisation.slug if appeal.organisation else None,
        "pictures": pictures,
        "deeds": list(deeds_answering(appeal).values_list("slug", flat=True)),
        "steps": steps,
    }


@router.post(
    "/appeals",
    response={201: SentAppeal, 400: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    operation_id="ask",
    summary="Ask for help",
    description="Without a token a code is sent to the contact, which confirms it. A coordinator reads it first.",
)
def ask(request: HttpRequest, payload: AsksForHelp) -> Status[Any]:
    caller: Caller = request.auth  # type: ignore[attr-defined]  # -- ninja's
    caller.insist_on(ApiToken.Scope.APPEALS)
    with translation.override(payload.lang):
        insist(may_take_deeds(campaign := shown_campaign()))
        assert campaign is not None  # noqa: S101 -- what takes deeds is there
        words = _words(payload) | {"campaign": campaign, "territory": _territory(payload.territory)}
        made = _asked(caller, payload, words)
        link = reverse("appeals:follow", args=[made.token])
    confirmed = made.contact_confirmed_at is not None
    said = {"id": made.slug, "status": made.status, "contact_confirmed": confirmed, "token": made.token}
    return Status(201, said | {"link": f"{settings.SITE_URL}{link}"})


def _words(said: AsksForHelp) -> dict[str, Any]:
    names = ("title", "kind", "about", "for_whom", "private_detail", "meeting_point")
    point = {"lon": said.lon, "lat": said.lat} if said.lon is not None and said.lat is not None else {}
    return {name: getattr(said, name) for name in names} | point


def _asked(caller: Caller, said: AsksForHelp, words: dict[str, Any]) -> Appeal:
    """The token's owner asks, alone or for an organisation; anybody else leaves a name and a contact."""
    if caller.person and not (said.name or said.email or said.phone):
        body = _own_organisation(caller.person, said.organisation)
        asker = caller.person
        if said.child_name:
            asker = services.ward_of(caller.person, said.child_name, said.child_born_on)
        by = caller.person if body is not None and asker != caller.person else None
        return services.ask(asker, organisation=body, typed_in_by=by, language=said.lang, **words)
    if said.organisation:
        raise faulty("organisation", _("Only who is signed in speaks for an organisation."))
    kind, contact = contact_of(said.name, said.email, said.phone)
    who: dict[str, Any] = {kind: contact, "child_name": said.child_name, "child_born_on": said.child_born_on}
    return services.ask_without_account(said.name, language=said.lang, **who, **words)


@router.post(
    "/appeals/{id}/pledges",
    response={201: MadePledge, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    operation_id="pledge",
    summary="Promise to meet a need",
    description="Needs a token of scope `pledges`. The same Idempotency-Key promises once.",
)
def pledge(request: HttpRequest, id: Text, payload: Promises) -> Status[Any]:  # noqa: A002 -- the address says {id}
    caller: Caller = request.auth  # type: ignore[attr-defined]  # -- ninja's
    caller.insist_on(ApiToken.Scope.PLEDGES)
    if caller.person is None:
        raise Refused(401, _("A promise needs a token: it is somebody's word."))
    need = Need.objects.filter(appeal__in=public_appeals(), appeal__slug=id, pk=payload.need)
    found = need.select_related("appeal__territory").first()
    if found is None:
        raise Http404
    zone = ZoneInfo(found.appeal.territory.time_zone)
    with translation.override(payload.lang):
        made = services.pledge(
            found, caller.person, quantity=payload.quantity, client_key=_once(request),
            organisation=_own_organisation(caller.person, payload.organisation),
            lapses_at=datetime.combine(payload.until, time(23, 59), zone) if payload.until else None,
            knowing_it_is_covered=payload.more,
        )  # fmt: skip
        link = reverse("appeals:pledges")
    return Status(201, {
        "id": made.pk, "status": made.status, "need": found.pk, "quantity": made.quantity,
        "remaining": state_of(found, found.pledges.all()).remaining, "lapses_at": made.lapses_at.astimezone(zone),
        "link": f"{settings.SITE_URL}{link}",
    })  # fmt: skip


def _once(request: HttpRequest) -> str:
    """One promise under one Idempotency-Key, for as long as the promise stands, not only while answers are kept."""
    key = request.headers.get("Idempotency-Key", "")
    return f"api:{hashlib.sha256(key.encode()).hexdigest()[:40]}" if key else secrets.token_urlsafe(16)


def _own_organisation(person: Person, slug: str) -> Organisation | None:
    if not slug:
        return None
    if (body := organised_by(person).filter(slug=slug).first()) is None:
        raise faulty("organisation", _("You do not organise for such an organisation."))
    return body


def _territory(code: str) -> Territory:
    if (found := Territory.objects.filter(code=code).first()) is None:
        what = _("There is no such territory.")
        raise Refused(404, what, [Fault(where="territory", what=what)])
    return found


def _whole(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return with_needs(appeals.select_related("campaign", "territory", "organisation"))


def _brief(appeal: Appeal) -> dict[str, Any]:
    assert appeal.published_at is not None  # noqa: S101 -- what is public was published
    return {
        "id": appeal.slug,
        "title": appeal.title,
        "status": appeal.status,
        "kind": appeal.kind,
        "campaign": appeal.campaign.slug,
        "territory": appeal.territory.code,
        "language": appeal.language,
        "for_whom": appeal.for_whom,
        "published_at": appeal.published_at.astimezone(ZoneInfo(appeal.territory.time_zone)),
        "needs": [_need(state) for state in need_states(appeal)],
        "url": f"{settings.SITE_URL}/appeals/{appeal.slug}/",
    }


def _need(state: NeedState) -> dict[str, Any]:
    return {
        "id": state.need.pk,
        "kind": state.need.kind,
        "what": state.need.what,
        "quantity": state.need.quantity,
        "unit": state.need.unit,
        "needed_by": state.need.needed_by,
        "pledged": state.pledged,
        "delivered": state.delivered,
        "remaining": state.remaining,
    }
