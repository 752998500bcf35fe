"""Errors as problem documents (RFC 9457): one shape, whatever went wrong."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Schema

from estafeta.base.texts import clean

TYPE = "application/problem+json"
LONGEST = 500


class Fault(Schema):
    """What is wrong with one part of what was sent."""

    where: str
    what: str


class Problem(Schema):
    """RFC 9457. `detail` is a sentence for people in the language of the call."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    faults: list[Fault] = []


class Refused(Exception):  # noqa: N818 -- reads as the sentence it is
    """A call was refused with a status and a sentence."""

    def __init__(self, status: int, detail: str, faults: list[Fault] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.faults = faults or []


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    faults: list[Fault] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    title = HTTPStatus(status).phrase
    said = Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=clean(detail or _usual(status), most=LONGEST),
        instance=clean(request.path, most=LONGEST),
        faults=faults or [],
    )
    return JsonResponse(said.dict(), status=status, content_type=TYPE, headers=headers)


def faults_of(errors: list[dict[str, Any]]) -> list[Fault]:
    """Pydantic's findings, without what was sent: that may hold anything."""
    found = []
    for error in errors:
        place = [str(part) for part in error.get("loc", ()) if part not in {"body", "query", "path", "payload"}]
        found.append(
            Fault(where=clean(".".join(place), most=LONGEST), what=clean(str(error.get("msg", "")), most=LONGEST))
        )
    return found


def _usual(status: int) -> str:
    sentences: dict[int, str] = {
        HTTPStatus.BAD_REQUEST: _("The call could not be read."),
        HTTPStatus.UNAUTHORIZED: _("This token is not known, or was revoked."),
        HTTPStatus.FORBIDDEN: _("This token may not do that."),
        HTTPStatus.NOT_FOUND: _("There is nothing at this address."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This address does not answer to that method."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("What was sent is too large."),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("Something that was sent is not right; `faults` says where."),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many calls in a minute. Wait a little, then go on."),
    }
    return sentences.get(status, _("The call failed. It is on record; try again later."))
