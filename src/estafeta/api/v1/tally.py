import json
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from estafeta.api.door import etag
from estafeta.api.paging import Text
from estafeta.api.problems import Problem
from estafeta.api.schema import QuotedFigure, Tally
from estafeta.tally import queries
from estafeta.tally.models import Figure

router = Router(tags=["tally"])
ISO = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+ -][0-9]{2}:?[0-9]{2})?)?)?$"
)
MOMENT = {"as_of", "recorded_until", "permalink"}


class Asked(Schema):
    """A question to the tally."""

    campaign: Annotated[Text, Field(description="Default: the one running.")] = ""
    territory: Annotated[Text, Field(description="A territory's code: it and everything beneath it.")] = ""
    organisation: Annotated[Text, Field(description="Only what this organisation did, alone or together.")] = ""
    as_of: Annotated[str, Field(pattern=ISO, description="A day or moment that has passed, ISO 8601.")] = ""
    by: Annotated[
        Literal["", "territory", "day", "type", "group", "grade"], Field(description="Add the parts, by this.")
    ] = ""


@router.get("/tally", response={200: Tally, 404: Problem}, operation_id="tally", summary="The campaign's figures")
def tally(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:  # noqa: ARG001 -- ninja's signature
    meant = queries.asked(
        campaign=asked.campaign, territory=asked.territory, organisation=asked.organisation, as_of=asked.as_of
    )
    figure = queries.figure(meant.campaign, **meant.named)
    said: dict[str, Any] = figure.as_dict()
    if asked.by:
        parts = queries.by(meant.campaign, asked.by, **(meant.named | {"as_of": figure.recorded_until}))
        parts = queries.with_told(parts, figure)
        said["parts"] = [part.as_dict() for part in parts]
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    # While nothing was counted anew, a live figure says the same, though its moment moves on.
    moving = {name: value for name, value in said.items() if asked.as_of or name not in MOMENT}
    answer["ETag"] = etag(json.dumps(moving).encode())
    return answer


@router.get(
    "/figures/{id}", response={200: QuotedFigure, 404: Problem}, operation_id="figure", summary="A quoted figure"
)
def figure(request: HttpRequest, id: Text) -> HttpResponse:  # noqa: A002, ARG001 -- the address says {id}
    kept = Figure.objects.filter(key=id).first()
    if kept is None:
        raise Http404
    said = queries.from_answer(kept.answer).as_dict() | {"id": kept.key, "quoted_at": kept.quoted_at.isoformat()}
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})
