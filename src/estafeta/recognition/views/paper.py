"""Doors of paper books: a line typed in by an organisation or a coordinator, and taken back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from estafeta.base.errors import NotPossible
from estafeta.organisations.queries import organised_by
from estafeta.recognition import queries, rules, services
from estafeta.recognition.forms import PaperForm

ON_A_PAGE = 30


@never_cache
@require_http_methods(["GET", "POST"])
def type_in(request: HttpRequest) -> HttpResponse:
    person = request.user.person
    if not rules.may_type_paper(person):
        raise Http404
    verified = list(organised_by(person).exclude(verified_at=None)[:50])
    form = PaperForm(request.POST if request.method == "POST" else None, organisations=verified)
    if form.is_valid():
        try:
            line = services.type_in(person, **form.told())
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Written into their book: grade %(grade)s.") % {"grade": line.grade})
            return redirect("recognition:paper_book")
    page = Paginator(queries.paper_typed_by(person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "recognition/paper.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    line = get_object_or_404(queries.paper_typed_by(request.user.person), pk=number)
    services.take_line_back(line, request.user.person)
    messages.success(request, _("Taken back."))
    return redirect("recognition:paper_book")
