from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from estafeta.api.paging import Paged, Text, page_by_key, page_of
from estafeta.api.schema import Organisations
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_visible_to
from estafeta.territories.models import Territory

router = Router(tags=["organisations"])


class Asked(Paged):
    territory: Annotated[Text, Field(description="Only those at home in this code or beneath it.")] = ""
    kind: Annotated[Text, Field(description="ngo, authority, business, school, media, informal")] = ""


@router.get("/organisations", response=Organisations, operation_id="organisations", summary="Who organises")
def all_organisations(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    found = organisations_visible_to(None)
    if asked.territory:
        top = Territory.objects.filter(code=asked.territory).first()
        found = found.filter(territory__path__startswith=top.path) if top else found.none()
    if asked.kind:
        found = found.filter(kind=asked.kind)
    rows, following = page_by_key(found, asked)
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
