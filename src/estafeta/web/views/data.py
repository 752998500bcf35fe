"""One's own data: what is kept, to be taken away; a guardian's consents, to be taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.participation.services import take_consent_back
from estafeta.people.queries import consents_of
from estafeta.web import gathering


@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    person = request.user.person
    context = {
        "person": person,
        "counted": gathering.counted(gathering.everything_of(person)),
        "wards": [(ward, "take_part" in consents_of(ward)) for ward in person.wards.order_by("name", "pk")],
    }
    return render(request, "web/data.html", context)


@never_cache
@require_safe
def data_file(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(gathering.packed(request.user.person), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{gathering.file_name(timezone.localtime())}"'
    return answer


@require_POST
def end_consent(request: HttpRequest, ward_id: int) -> HttpResponse:
    """A guardian takes back the word that a child may take part."""
    person = request.user.person
    ward = get_object_or_404(person.wards, pk=ward_id)
    try:
        take_consent_back(ward, by=person)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("Your consent is taken back; the sign-ups ahead are cancelled."))
    return redirect("web:data")
