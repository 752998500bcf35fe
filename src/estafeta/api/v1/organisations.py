from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from estafeta.api.paging import USUAL, Cursor, Limit, Text, page_by_key, page_of
from estafeta.api.schema import Organisations
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_visible_to

router = Router(tags=["organisations"])


@router.get("/organisations", response=Organisations, operation_id="organisations", summary="Who organises")
def all_organisations(
    request: HttpRequest,  # noqa: ARG001 -- ninja's signature
    territory: Annotated[Text, Field(description="Only those at home in this code or beneath it.")] = "",
    kind: Annotated[Text, Field(description="ngo, authority, business, school, media, informal")] = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> dict[str, Any]:
    found = organisations_visible_to(None)
    if territory:
        found = found.filter(territory__path__contains=f"{territory}/")
    if kind:
        found = found.filter(kind=kind)
    rows, following = page_by_key(found, limit, cursor)
    return page_of([_organisation(row) for row in rows], following)


def _organisation(row: Organisation) -> dict[str, Any]:
    return {
        "id": row.slug,
        "name": row.name,
        "kind": row.kind,
        "territory": row.territory.code,
        "about": row.about,
        "website": row.website,
        "verified": row.is_verified,
        "registered_at": row.registered_at,
    }
