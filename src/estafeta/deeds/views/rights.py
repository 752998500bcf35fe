from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from estafeta.base.errors import NotPossible
from estafeta.deeds import forms, queries, rules, services
from estafeta.deeds.models import DeedRight
from estafeta.deeds.views.managing import managed
from estafeta.deeds.views.telling import sent


@never_cache
def rights(request, slug: str):
    """Who helps with a deed and in what; its organisers invite and take back."""
    person = request.user.person
    deed = managed(person, slug)
    form = forms.RightForm(sent(request))
    if form.is_valid():
        said = form.cleaned_data
        kind, contact = said["contact"]
        try:
            services.give_right(deed, person, kind=said["kind"], name=said["name"], **{kind: contact})
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Invited. A letter with the link is on its way."))
            return redirect("deeds:rights", slug)
    context = {
        "deed": deed,
        "form": form,
        "rights": list(queries.rights_in(deed)),
        "may_give": rules.may_give_rights(person, deed, timezone.now()),
        "days": rules.RIGHT_DAYS,
    }
    return render(request, "deeds/rights.html", context, status=422 if form.errors else 200)


@require_POST
def end_right(request, slug: str, right_id: int):
    """An organiser takes a right back."""
    deed = managed(request.user.person, slug)
    right = get_object_or_404(queries.rights_in(deed), pk=right_id)
    try:
        services.end_right(right, request.user.person)
        messages.success(request, _("Taken back."))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("deeds:rights", slug)


@never_cache
def right(request, token: str):
    """Where a private link leads: what one is invited to, and a yes."""
    person = request.user.person
    found = queries.right_of_link(token)
    if found is None or not rules.may_take_right(person, found, timezone.now()):
        return render(request, "deeds/lapsed.html", status=404)
    if request.method != "POST":
        return render(request, "deeds/right.html", {"right": found, "days": rules.RIGHT_DAYS})
    try:
        services.take_right(found, person)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("deeds:right", token)
    messages.success(request, _("Thank you. You can begin."))
    return redirect(DOORS[DeedRight.Kind(found.kind)], found.deed.slug)


DOORS = {
    DeedRight.Kind.LEAD: "deeds:manage",
    DeedRight.Kind.CHECKER: "participation:check_in",
    DeedRight.Kind.PHOTOGRAPHER: "deeds:photos",
}
