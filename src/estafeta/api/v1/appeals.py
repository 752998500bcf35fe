from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import Field

from estafeta.api.paging import Paged, Text, page_by_key, page_of
from estafeta.api.problems import Problem
from estafeta.api.schema import Appeals, WholeAppeal
from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import Filters, NeedState, find, need_states, public_appeals, public_steps_of, with_needs
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
    return _brief(appeal) | {"about": appeal.about, "steps": steps}


def _whole(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return with_needs(appeals.select_related("campaign", "territory"))


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
