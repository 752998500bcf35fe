from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from estafeta.api.paging import Paged, Text, page_by_key, page_of
from estafeta.api.schema import Territories, in_three
from estafeta.territories.models import Territory
from estafeta.territories.queries import search

router = Router(tags=["territories"])


class Asked(Paged):
    parent: Annotated[Text, Field(description="Only the children of this code.")] = ""
    under: Annotated[Text, Field(description="Only this code and everything beneath it.")] = ""
    kind: Annotated[Text, Field(description="country, region, district, city, aul, …")] = ""
    q: Annotated[Text, Field(description="A name as it is typed; the likeliest places, in one page.")] = ""


@router.get("/territories", response=Territories, operation_id="territories", summary="The tree of territories")
def all_territories(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    rows = Territory.objects.select_related("parent").defer("folded")
    if asked.parent:
        rows = rows.filter(parent__code=asked.parent)
    if asked.under:
        top = Territory.objects.filter(code=asked.under).first()
        rows = rows.under(top) if top else rows.none()
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.q:
        codes = [place.code for place in search(asked.q)]
        found = sorted(rows.filter(code__in=codes), key=lambda row: codes.index(row.code))
        return page_of([_territory(row) for row in found[: asked.limit]], None)
    chosen, following = page_by_key(rows, asked)
    return page_of([_territory(row) for row in chosen], following)


def _territory(row: Territory) -> dict[str, Any]:
    return {
        "id": row.code,
        "national_code": row.national_code,
        "iso_code": row.iso_code,
        "kind": row.kind,
        "name": in_three(row, "name"),
        "parent": row.parent.code if row.parent else None,
        "path": row.path.strip("/").split("/"),
        "lon": row.lon,
        "lat": row.lat,
        "time_zone": row.time_zone,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }
