"""Whether a certificate is true: for everybody who holds its code, and the least that answers the question."""

import time
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.people.queries import person_of
from estafeta.recognition import queries, rules
from estafeta.recognition.forms import CodeForm

MINUTE_S = 60


@never_cache
@login_not_required
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("recognition:verify", form.cleaned_data["code"].strip().replace("/", "") or "-")
    return render(request, "recognition/look.html", {"form": form})


@never_cache
@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Valid or revoked, the name as consented, the numbers, the period. Codes can't be tried by the thousand."""
    if _too_often(request):
        answer = render(request, "recognition/too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        answer["Retry-After"] = str(MINUTE_S)
        return answer
    certificate = queries.certificate_of_code(code)
    if certificate is None:
        context = {"form": CodeForm(initial={"code": code[:40]}), "unknown": True}
        return render(request, "recognition/look.html", context, status=HTTPStatus.NOT_FOUND)
    person = person_of(request.user)
    context = {
        "shown": queries.shown(certificate),
        "holds": person is not None and queries.certificates_visible_to(person).filter(pk=certificate.pk).exists(),
        "holds_person": certificate.person is not None and bool(rules.may_have_book_of(person, certificate.person)),
        "may_revoke": certificate.is_valid and bool(rules.may_revoke(person, certificate)),
    }
    return render(request, "recognition/verify.html", context)


def _too_often(request: HttpRequest) -> bool:
    """Whether one address has looked up more codes this minute than a person would; the address itself is not kept."""
    mark = salted_hmac("recognition.verify", get_adapter().get_client_ip(request)).hexdigest()[:32]
    key = f"verify:{mark}:{int(time.time()) // MINUTE_S}"
    cache.add(key, 0, MINUTE_S)
    try:
        used: int = cache.incr(key)
    except ValueError:  # it lapsed between the two
        used = 1
    return used > rules.LOOKED_UP_A_MINUTE
