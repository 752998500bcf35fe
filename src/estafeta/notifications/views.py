from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from estafeta.base import mailbox as kept_letters


@login_not_required
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """The letters of an installation that has no mail server and no other readers (settings.MAILBOX_OPEN)."""
    if not settings.MAILBOX_OPEN:
        raise Http404
    return render(request, "notifications/mailbox.html", {"letters": kept_letters.kept()[:100]})
