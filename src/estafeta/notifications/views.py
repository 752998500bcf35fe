from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from estafeta.base import mailbox as kept_letters
from estafeta.notifications import queries, services
from estafeta.notifications.forms import RhythmForm


@login_not_required
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """The letters of an installation that has no mail server and no other readers (settings.MAILBOX_OPEN)."""
    if not settings.MAILBOX_OPEN:
        raise Http404
    return render(request, "notifications/mailbox.html", {"letters": kept_letters.kept()[:100]})


@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """How often the reader wants to be told what waits on their desk."""
    person = request.user.person
    form = RhythmForm(request.POST if request.method == "POST" else None, initial={"choice": queries.rhythm_of(person)})
    if form.is_valid():
        services.choose_rhythm(person, form.cleaned_data["choice"])
        messages.success(request, _("Saved."))
        return redirect("notifications:letters")
    return render(request, "notifications/letters.html", {"form": form}, status=422 if form.errors else 200)
