"""Reports: what there are, one of them, its documents, and publishing another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from estafeta.base.errors import NotPossible
from estafeta.base.fields import LANGUAGES
from estafeta.campaigns.queries import shown_campaign
from estafeta.reports import forms, queries, services
from estafeta.reports.services.printing import telling_of

ON_A_PAGE = 20
UNPROCESSABLE = 422


@login_not_required
@require_safe
def index(request):
    """The newest report of the campaign and all others."""
    campaign = shown_campaign(request.GET.get("campaign", ""))
    page = Paginator(queries.reports(campaign), ON_A_PAGE).get_page(request.GET.get("page"))
    may_publish = bool(campaign and request.user.is_authenticated and _form(request, campaign).things)
    context: dict[str, Any] = {"campaign": campaign, "page": page, "may_publish": may_publish}
    if campaign and (latest := queries.latest(campaign)):
        context |= {"latest": latest, "told": telling_of(latest, get_language())}
    return render(request, "reports/index.html", context)


@login_not_required
@require_safe
def report(request, key):
    kept = _report(key)
    told = telling_of(kept, get_language())
    return render(request, "reports/report.html", {"kept": kept, "told": told, "documents": _documents()})


@login_not_required
@require_safe
def document(request, key, name):
    """One document of a report. The bytes never change, so they may be kept for ever."""
    kept = _report(key)
    kind = services.FORMATS.get(name.rpartition(".")[2])
    path = kept.file(name)
    if kind is None or not default_storage.exists(path):
        raise Http404
    as_file = name.endswith((".zip", ".xlsx", ".html"))
    answer = FileResponse(
        default_storage.open(path), content_type=kind, as_attachment=as_file, filename=f"estafeta-{key}-{name}"
    )
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Publish a report as of now. Only about what is one's own to publish."""
    campaign = shown_campaign(request.POST.get("campaign", "") or request.GET.get("campaign", ""))
    if campaign is None:
        raise Http404
    form = _form(request, campaign)
    if not form.things:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            made = services.publish(
                campaign,
                by=request.user.person,
                words=form.words(),
                signed=form.cleaned_data["signed"],
                **form.scope_chosen(),
            )
        except NotPossible as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(
                request, _("The report is published. Its documents are being printed and follow in a moment.")
            )
            return redirect("reports:report", made.key)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "reports/new.html", {"form": form, "campaign": campaign}, status=status)


def _form(request, campaign):
    data = request.POST if request.method == "POST" else None
    return forms.PublishForm(request.user.person, campaign, data)


def _report(key):
    kept = queries.report_of(key)
    if kept is None:
        raise Http404
    return kept


def _documents():
    here = get_language()
    names = {"kk": "қазақша", "ru": "русский", "en": "English"}
    order = [here, *(code for code in LANGUAGES if code != here)]
    return [
        {"language": names[code], "code": code, "pdf": f"report-{code}.pdf", "html": f"report-{code}.html",
         "xlsx": f"report-{code}.xlsx", "zip": f"data-{code}.zip"}
        for code in order
    ]  # fmt: skip
