from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from estafeta.api.paging import Paged, page_by_key, page_of
from estafeta.api.schema import Campaigns, in_three
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import campaigns

router = Router(tags=["campaigns"])


@router.get("/campaigns", response=Campaigns, operation_id="campaigns", summary="All campaigns")
def all_campaigns(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    rows, following = page_by_key(campaigns(), asked)
    return page_of([_campaign(row) for row in rows], following)


def _campaign(row: Campaign) -> dict[str, Any]:
    return {
        "id": row.slug,
        "theme": in_three(row, "theme"),
        "slogan": in_three(row, "slogan"),
        "about": in_three(row, "about"),
        "territory": row.territory.code,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "continues": row.continues.slug if row.continues else None,
        "is_example": row.is_example,
        "closed_at": row.closed_at,
    }
