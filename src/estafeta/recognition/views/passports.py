"""Passports: one's own, to take away; and for everybody the keys and the lists of revoked ones."""

import json
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from estafeta.base.errors import NotPossible
from estafeta.recognition import queries, rules, services

MOST_LISTS: Final = 10_000


def as_json(document: Any, *, name: str = "") -> HttpResponse:
    answer = HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), content_type="application/json")
    if name:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_safe
def passport(request: HttpRequest, code: str) -> HttpResponse:
    """The signed passport, for the person themselves and a child's guardian: it holds the full name."""
    seen = queries.certificates_visible_to(request.user.person)
    certificate = get_object_or_404(seen, code=rules.normal_code(code))
    if certificate.person is None or not rules.may_have_book_of(request.user.person, certificate.person):
        raise Http404
    try:
        document = services.sign_passport(certificate)
    except NotPossible as refusal:
        raise Http404 from refusal
    return as_json(document, name=f"estafeta-passport-{rules.grouped(certificate.code)}.json")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def keys(_request: HttpRequest) -> HttpResponse:
    """Every public key under which passports were signed here, and the one in use."""
    used = [{"key": one.public, "first_used": one.first_used_at.isoformat()} for one in queries.keys_used()]
    return as_json({"in_use": queries.public_key(), "used": used})


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def status(_request: HttpRequest, number: int) -> HttpResponse:
    """A signed list of revoked places; it names nobody."""
    if number > MOST_LISTS:
        raise Http404
    return as_json(queries.status_list(number))
