"""Cursor paging: `?limit=&cursor=`, answered as {items, next}."""

import base64
import binascii
import re
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field

from estafeta.api.problems import Fault, Refused
from estafeta.base.texts import clean

MOST = 200
USUAL = 50
_KEY = re.compile(r"k(\d{1,18})", re.ASCII)

M = TypeVar("M", bound=Model)


def one_line(text: str) -> str:
    return " ".join(clean(text, most=1000).split())


Text = Annotated[str, AfterValidator(one_line)]


class Paged(Schema):
    """What every list can be asked for."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="How many items at most.")] = USUAL
    cursor: Annotated[
        str,
        Field(
            max_length=120,
            pattern=r"^[A-Za-z0-9_-]*$",
            description="`next` of the page before; empty: from the beginning.",
        ),
    ] = ""


def page_by_key(found: QuerySet[M, M], asked: Paged) -> tuple[list[M], str | None]:
    """The rows after the cursor in the order of their keys, and the next cursor."""
    if asked.cursor:
        found = found.filter(pk__gt=_key(asked.cursor))
    rows = list(found.order_by("pk")[: asked.limit + 1])
    more = len(rows) > asked.limit
    return rows[: asked.limit], encoded(f"k{rows[asked.limit - 1].pk}") if more else None


def encoded(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def decoded(cursor: str) -> str:
    """Raises: Refused when nobody gave this cursor."""
    try:
        return base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeError, ValueError) as fault:
        raise bad_cursor() from fault


def bad_cursor() -> Refused:
    what = _("There is no such page. Take the cursor from `next` of the page before.")
    return Refused(404, what, [Fault(where="cursor", what=what)])


def _key(cursor: str) -> int:
    match = _KEY.fullmatch(decoded(cursor))
    if not match:
        raise bad_cursor()
    return int(match[1])


def page_of(items: list[Any], following: str | None) -> dict[str, Any]:
    return {"items": items, "next": following}
