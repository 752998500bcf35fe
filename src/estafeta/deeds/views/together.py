from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from estafeta.base.errors import NotPossible
from estafeta.deeds import forms, queries, services
from estafeta.deeds.views.managing import managed
from estafeta.deeds.views.telling import sent


def together(request, token):
    """Where a private link leads: an organiser brings an organisation into somebody else's deed."""
    person = request.user.person
    deed = queries.deed_of_link(token)
    if deed is None:
        return render(request, "deeds/lapsed.html", status=404)
    form = forms.TogetherForm(sent(request), deed=deed, person=person)
    if not form.is_valid():
        return render(request, "deeds/together.html", {"deed": deed, "form": form}, status=422 if form.errors else 200)
    try:
        services.organise_together(deed, person, form.cleaned_data["organisation"])
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return render(request, "deeds/together.html", {"deed": deed, "form": form}, status=409)
    messages.success(request, _("You organise this deed together now."))
    return redirect("deeds:manage", deed.slug)


@require_POST
def part_ways(request, slug, part):
    deed = managed(request.user.person, slug)
    found = get_object_or_404(queries.together_with(deed), pk=part)
    try:
        services.part_ways(deed, request.user.person, found.organisation)
        messages.success(request, _("Removed."))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("deeds:mine")
