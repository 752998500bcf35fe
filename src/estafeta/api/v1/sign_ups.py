from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Router, Status

from estafeta.accounts.models import ApiToken
from estafeta.api.auth import Caller
from estafeta.api.contacts import contact_of
from estafeta.api.paging import Text
from estafeta.api.problems import Fault, Problem, Refused
from estafeta.api.schema import SignUp as SignUpOut
from estafeta.api.schema import WantsToCome
from estafeta.api.v1.deeds import first_open_shift, public_deed
from estafeta.deeds.models import Deed, Shift
from estafeta.participation import queries, services
from estafeta.participation.models import SignUp

router = Router(tags=["sign-ups"])


@router.post(
    "/deeds/{id}/sign-ups",
    response={201: SignUpOut, 400: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    operation_id="sign_up",
    summary="Take a place",
    description="Without a token a code is sent to the contact, and the sign-up is `unconfirmed` until it is entered.",
)
def sign_up(request: HttpRequest, id: Text, payload: WantsToCome) -> Status[Any]:  # noqa: A002 -- the address says {id}
    caller: Caller = request.auth  # type: ignore[attr-defined]  # -- ninja's
    caller.insist_on(ApiToken.Scope.SIGN_UPS)
    deed = public_deed(id)
    shift = _shift(deed, payload)
    with translation.override(payload.lang):
        made = _signed_up(caller, shift, payload)
        return Status(201, _said(made, deed))


def _signed_up(caller: Caller, shift: Shift, said: WantsToCome) -> SignUp:
    """The token's owner comes at once; anybody else confirms by a code."""
    team: dict[str, Any] = {"seats": said.seats, "names": said.names, "team_name": said.team_name}
    about: dict[str, Any] = team | {"language": said.lang, "born_on": said.born_on}
    if caller.person and not (said.name or said.email or said.phone):
        return services.sign_up(caller.person, shift, **about)
    kind, contact = contact_of(said.name, said.email, said.phone)
    about[kind] = contact
    return services.ask_to_sign_up(said.name, shift, **about)


@router.get(
    "/sign-ups/{token}", response={200: SignUpOut, 404: Problem}, operation_id="sign_up_seen", summary="See a sign-up"
)
def see(request: HttpRequest, token: Text) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    found = _found(token)
    return _said(found, found.shift.deed)


@router.delete(
    "/sign-ups/{token}",
    response={204: None, 404: Problem, 409: Problem},
    operation_id="sign_up_cancelled",
    summary="Free a place",
)
def cancel(request: HttpRequest, token: Text) -> Status[Any]:  # noqa: ARG001 -- ninja's signature
    services.cancel(_found(token))
    return Status(204, None)


def _found(token: str) -> SignUp:
    if found := queries.sign_up_by_token(token):
        return found
    raise Http404


def _shift(deed: Deed, payload: WantsToCome) -> Shift:
    shift = deed.shifts.filter(pk=payload.shift).first() if payload.shift else first_open_shift(deed)
    if shift is not None:
        return shift
    if payload.shift:
        what = _("This deed has no such shift.")
        raise Refused(422, what, [Fault(where="shift", what=what)])
    raise Refused(409, _("This deed has no shift to come."))


def _said(made: SignUp, deed: Deed) -> dict[str, Any]:
    return {
        "status": made.status,
        "deed": deed.slug,
        "shift": made.shift_id,
        "seats": made.seats,
        "token": made.token,
        "link": f"{settings.SITE_URL}{made.get_absolute_url()}",
    }
