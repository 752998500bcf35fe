"""My book: every deed and its hours, and why something is not in them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from estafeta.people.models import Person
from estafeta.recognition import queries, rules
from estafeta.recognition.forms import CertificateForm


def whose_book(request: HttpRequest, child: str) -> Person:
    """The person's own book, or with a number that of a child whom they sign up."""
    person: Person = request.user.person
    if not child:
        return person
    number = int(child) if child.isascii() and child.isdigit() and len(child) < 19 else 0  # noqa: PLR2004 -- fits a bigint
    return get_object_or_404(person.wards.filter(forgotten_at=None), pk=number)


@never_cache
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    whose = whose_book(request, request.GET.get("child", ""))
    kept = queries.book(whose)
    context = {
        "book": kept,
        "is_own": whose.pk == request.user.person.pk,
        "wards": request.user.person.wards.filter(forgotten_at=None).order_by("name", "pk"),
        "certificates": queries.certificates_of(whose)[:20],
        "form": CertificateForm(
            campaigns=[chapter.campaign for chapter in kept.chapters if chapter.certified_deeds],
            is_minor=rules.is_a_minor(whose, timezone.localdate()),
            initial={"child": "" if whose.pk == request.user.person.pk else whose.pk},
        ),
    }
    return render(request, "recognition/book.html", context)
