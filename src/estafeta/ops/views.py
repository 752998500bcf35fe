"""Addresses for machines that watch this one. Nothing personal, nothing translated."""

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.ops import health, metrics, status


@login_not_required
@require_safe
@never_cache
def healthz(request):
    """Say that the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request):
    """Say whether database and jobs can be reached: 503 and a sentence for what can't."""
    database = health.database_fault()
    jobs = "" if database else health.jobs_fault()
    answer = {"database": database or "ok", "jobs": "unknown" if database else jobs or "ok"}
    return JsonResponse(answer, status=503 if database or jobs else 200)


@login_not_required
@require_safe
@never_cache
def metrics_page(request):
    """For a bearer token that METRICS_TOKEN names, or from this machine itself; for others it does not exist."""
    if not (_has_token(request) or _is_this_machine(request)):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def status_page(request):
    """What works right now, in three languages. Needs no database to say that there is none."""
    told = list(status.parts())
    all_well = all(part.is_well for part in told)
    return render(request, "ops/status.html", {"parts": told, "all_well": all_well, "now": timezone.now()})


def _has_token(request):
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(sent, settings.METRICS_TOKEN.encode())


def _is_this_machine(request):
    """A reverse proxy is on this machine too, so a forwarded request counts as from outside."""
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"))
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not forwarded
