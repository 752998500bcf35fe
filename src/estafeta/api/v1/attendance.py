from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from estafeta.accounts.models import ApiToken
from estafeta.api.auth import Caller
from estafeta.api.paging import Text
from estafeta.api.problems import Problem, Refused
from estafeta.api.schema import CheckInAnswers, CheckIns
from estafeta.deeds.queries import deeds_visible_to
from estafeta.participation import rules, services

router = Router(tags=["attendance"])


@router.post(
    "/deeds/{id}/attendance",
    response={200: CheckInAnswers, 400: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    operation_id="check_in",
    summary="Check people in",
    description="A batch of check-ins made without a network. Sent again, an entry is `known` and counts once.",
)
def check_in(request: HttpRequest, id: Text, payload: CheckIns) -> dict[str, Any]:  # noqa: A002 -- the address says {id}
    caller: Caller = request.auth  # type: ignore[attr-defined]  # -- ninja's
    caller.insist_on(ApiToken.Scope.ATTENDANCE)
    if caller.person is None:
        raise Refused(403, _("Only who stands at the gate checks people in: show a token."))
    deed = deeds_visible_to(caller.person).filter(slug=id).first()
    if deed is None or not rules.may_see_list(caller.person, deed):
        raise Http404
    answers = services.check_in_batch(
        deed,
        caller.person,
        payload.entries,
        received_at=timezone.now(),
        sent_at=payload.sent_at,
        device=payload.device,
    )
    return {"answers": [{"uuid": one.uuid, "fate": one.fate, "reason": one.reason} for one in answers]}
