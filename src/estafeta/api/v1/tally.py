import json
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Router
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


@router.get("/tally", response={200: Tally, 422: Problem}, operation_id="tally", summary="The campaign's figures")
def tally(
    request: HttpRequest,  # noqa: ARG001 -- ninja's signature
    campaign: Annotated[Text, Field(description="Default: the one running.")] = "",
    territory: Annotated[Text, Field(description="A territory's code: it and everything beneath it.")] = "",
    organisation: Text = "",
    as_of: Annotated[str, Field(pattern=ISO, description="A day or moment that has passed. Default: now.")] = "",
    by: Annotated[Literal["", "territory", "day", "type", "group", "grade"], Field(description="Parts, too.")] = "",
) -> HttpResponse:
    asked = queries.asked(campaign=campaign, territory=territory, organisation=organisation, as_of=as_of)
    figure = queries.figure(asked.campaign, **asked.named)
    said: dict[str, Any] = figure.as_dict()
    if by:
        parts = queries.by(asked.campaign, by, **(asked.named | {"as_of": figure.recorded_until}))
        said["parts"] = [part.as_dict() for part in parts]
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    # While nothing was counted anew, a live figure says the same, though its moment moves on.
    moving = {name: value for name, value in said.items() if as_of or name not in MOMENT}
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
