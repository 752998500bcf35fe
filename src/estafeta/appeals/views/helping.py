"""Doors: standing by an appeal, promising help, and keeping the promise."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.appeals import queries, services
from estafeta.appeals.forms import PledgeForm
from estafeta.appeals.models import Need
from estafeta.base.errors import NotPossible
from estafeta.base.texts import clean

SHOWN = 200


@require_POST
def support(request: HttpRequest, slug: str) -> HttpResponse:
    appeal = get_object_or_404(queries.public_appeals().select_related("asker"), slug=slug)
    try:
        services.support(appeal, request.user.person)
        messages.success(request, _("You stand by this appeal now. Thank you."))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(appeal)


@never_cache
@require_http_methods(["GET", "POST"])
def pledge(request: HttpRequest, need_id: int) -> HttpResponse:
    """Promise to meet a need; the page's own key makes a second press harmless."""
    person = request.user.person
    seen = Need.objects.filter(appeal__in=queries.public_appeals()).select_related("appeal__territory")
    need = get_object_or_404(seen, pk=need_id)
    state = queries.state_of(need, need.pledges.all())
    usual = {"client_key": secrets.token_urlsafe(16), "quantity": state.remaining or 1}
    sent = request.POST if request.method == "POST" else None
    form = PledgeForm(sent, person=person, need=need, initial=usual, use_required_attribute=False)
    if form.is_valid():
        try:
            services.pledge(need, person, **form.promise())
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Promised. Thank you. Mark it here when it is brought."))
            return redirect("appeals:pledges")
    context = {"need": need, "state": state, "form": form}
    return render(request, "appeals/pledge.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """What I promised, and what came of it."""
    return render(request, "appeals/pledges.html", {"pledges": queries.pledges_of(request.user.person)[:SHOWN]})


@require_POST
def pledge_act(request: HttpRequest, pledge_id: int, act: str) -> HttpResponse:
    person = request.user.person
    made = get_object_or_404(queries.pledges_of(person), pk=pledge_id)
    reason = clean(request.POST.get("reason", ""), most=200)
    acts = {
        "deliver": lambda: services.deliver(made, person),
        "withdraw": lambda: services.withdraw_pledge(made, person, reason=reason),
        "grant": lambda: services.answer_permit(made, person, granted=True, reason=reason),
        "refuse": lambda: services.answer_permit(made, person, granted=False, reason=reason),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
        messages.success(request, _("Kept."))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("appeals:pledges")
