"""One's own data: what is kept, to be taken away or forgotten; a guardian's consents, to be taken back."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.journal.models import Look
from estafeta.journal.queries import looks_at
from estafeta.journal.services import note_looks
from estafeta.participation.queries import history_of
from estafeta.participation.services import answer_farewell, leave_for_good, take_consent_back
from estafeta.people.queries import consents_of, farewells_visible_to, open_farewell
from estafeta.people.services import stay
from estafeta.web import gathering

SOME_LOOKS = 50


@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    person = request.user.person
    context = {
        "person": person,
        "counted": gathering.counted(gathering.everything_of(person)),
        "farewell": open_farewell(person),
        "history": history_of(person),
        "looks": looks_at(person)[:SOME_LOOKS],
        "consents": gathering.consents(person),
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


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Be forgotten, after a tick that says so; at once only where nothing stays behind."""
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that you are sure."))
        return redirect("web:data")
    if leave_for_good(request.user.person):
        messages.success(request, _("Your wish is written down. A coordinator answers it."))
        return redirect("web:data")
    logout(request)
    messages.success(request, _("You are forgotten here. Thank you for having been with us."))
    return redirect("web:home")


@require_POST
def stay_here(request: HttpRequest) -> HttpResponse:
    stay(request.user.person)
    messages.success(request, _("You stay. Nothing was changed."))
    return redirect("web:data")


@never_cache
def settle_farewell(request: HttpRequest, farewell_id: int) -> HttpResponse:
    """A coordinator looks at somebody's wish to be forgotten and answers it: `answer` is `yes` or `no`."""
    person = request.user.person
    farewell = get_object_or_404(farewells_visible_to(person), pk=farewell_id)
    if request.method != "POST":
        note_looks(
            person, [farewell.person], Look.What.FAREWELL, thing=farewell, title="", territory=farewell.territory
        )
        context = {"farewell": farewell, "history": history_of(farewell.person)}
        return render(request, "web/farewell.html", context)
    grant = request.POST.get("answer") == "yes"
    if not grant and request.POST.get("answer") != "no":
        return redirect("web:desk")
    try:
        answer_farewell(farewell, by=person, grant=grant)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("The person is being forgotten.") if grant else _("The person is told."))
    return redirect("web:desk")
