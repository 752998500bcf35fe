"""Doors of certificates: issue, print, hand out to all of a deed, revoke; the diploma of an organisation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.campaigns.queries import campaigns, shown_campaign
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import deeds_managed_by
from estafeta.organisations.queries import organisations_managed_by
from estafeta.recognition import queries, rules, services
from estafeta.recognition.forms import CertificateForm, ReasonForm
from estafeta.recognition.models import Certificate
from estafeta.recognition.views.book import whose_book


def as_file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Make a certificate of one's own book, or of a child's."""
    whose = whose_book(request, request.POST.get("child", ""))
    kept = queries.book(whose)
    form = CertificateForm(
        request.POST,
        campaigns=[chapter.campaign for chapter in kept.chapters if chapter.certified_deeds],
        is_minor=rules.is_a_minor(whose, timezone.localdate()),
    )
    child = "" if whose.pk == request.user.person.pk else f"?child={whose.pk}"
    back = redirect(reverse("recognition:book") + child)
    if not form.is_valid():
        messages.error(request, _("Choose the campaign, the language and the name that is shown."))
        return back
    try:
        made = services.issue(
            whose,
            request.user.person,
            campaign=form.chosen,
            shown=form.cleaned_data["shown"],
            language=form.cleaned_data["language"],
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return back
    return redirect("recognition:verify", rules.grouped(made.code))


@never_cache
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as PDF, for who holds it or has issued it."""
    certificate = _own(request, code)
    if not certificate.is_valid:
        raise Http404
    return as_file(queries.as_pdf([certificate]), f"estafeta-{rules.grouped(certificate.code)}")


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Take a certificate back, with a reason; who may not finds nothing here."""
    certificate = queries.certificate_of_code(code)
    if certificate is None or not rules.may_revoke(request.user.person, certificate):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.revoke(certificate, request.user.person, reason=form.cleaned_data["reason"])
        except NotPossible as refusal:
            form.add_error("reason", str(refusal.reason))
        else:
            messages.success(request, _("Revoked. Whoever checks the code reads so from now on."))
            return redirect("recognition:verify", rules.grouped(certificate.code))
    context = {"form": form, "shown": queries.shown(certificate)}
    return render(request, "recognition/revoke.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def of_deed(request: HttpRequest, slug: str) -> HttpResponse:
    """Certificates for everybody who was at a deed, as one PDF to print and hand out."""
    deed: Deed = get_object_or_404(deeds_managed_by(request.user.person), slug=slug)
    decision = rules.may_issue_for(request.user.person, deed)
    if request.method == "POST":
        try:
            made = services.issue_for_deed(deed, request.user.person, language=request.POST.get("language", ""))
        except NotPossible as refusal:
            messages.error(request, str(refusal.reason))
            return redirect(request.path)
        return as_file(queries.as_pdf(made), f"estafeta-{deed.slug}")
    return render(request, "recognition/of_deed.html", {"deed": deed, "decision": decision})


@never_cache
@require_POST
def diploma(request: HttpRequest, slug: str) -> HttpResponse:
    """The diploma of an organisation for what it has done in a campaign."""
    body = get_object_or_404(organisations_managed_by(request.user.person), slug=slug)
    campaign = campaigns().filter(slug=request.POST.get("campaign", "")).first() or shown_campaign()
    if campaign is None:
        raise Http404
    try:
        made = services.issue_diploma(body, campaign, request.user.person, language=get_language() or "")
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("organisations:manage", body.slug)
    return redirect("recognition:verify", rules.grouped(made.code))


def _own(request: HttpRequest, code: str) -> Certificate:
    seen = queries.certificates_visible_to(request.user.person)
    found: Certificate = get_object_or_404(seen, code=rules.normal_code(code))
    return found
