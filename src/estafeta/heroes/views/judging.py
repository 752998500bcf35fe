"""Doors of a jury member: the list in an order of their own, and one blind sheet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from estafeta.base.errors import NotPossible
from estafeta.heroes import forms, queries, services
from estafeta.heroes.rules import CRITERIA
from estafeta.people.models import Role


@never_cache
@require_safe
def jury(request: HttpRequest) -> HttpResponse:
    person = request.user.person
    if not person.roles.filter(kind=Role.Kind.JURY, ended_at=None).exists():
        raise Http404
    places = queries.places_of(person)
    context = {state: [one for one in places if one.state == state] for state in ("open", "marked", "barred")}
    return render(request, "heroes/jury.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """One sheet: it is marked, or a conflict declared; the others' marks stand there after one's own."""
    person = request.user.person
    nomination = queries.nomination_of_sheet(person, key)
    if nomination is None:
        raise Http404
    said = queries.score_of(nomination, person)
    barred = bool(queries.conflicts_of(person, [nomination])[nomination.pk] or (said and said.conflict))
    if barred:
        return render(request, "heroes/sheet.html", {"barred": True})
    marks = forms.ScoreForm(request.POST if "mark" in request.POST else None, use_required_attribute=False)
    conflict = forms.WordsForm(
        request.POST if "conflict" in request.POST else None, label=_("What is the conflict?"),
        auto_id="id_conflict_%s", use_required_attribute=False,
    )  # fmt: skip
    form = conflict if "conflict" in request.POST else marks
    if request.method == "POST" and form.is_valid():
        try:
            if form is conflict:
                services.declare_conflict(nomination, person, words=form.cleaned_data["words"])
                messages.success(request, _("Thank you for saying so. Others judge this one."))
                return redirect("heroes:jury")
            services.score(nomination, person, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Your marks are kept."))
            return redirect("heroes:sheet", key)
    others = list(queries.others_scores(nomination, person))
    context = {
        "sheet": queries.sheet_of(nomination),
        "said": said if said and said.scored_at else None,
        "own": _marks(said) if said and said.scored_at else (),
        "others": [(_marks(one), one.why) for one in others],
        "form": marks,
        "conflict_form": conflict,
    }
    return render(request, "heroes/sheet.html", context, status=422 if request.method == "POST" else 200)


def _marks(score) -> list[tuple[object, int]]:
    return [(label, getattr(score, name)) for name, label in CRITERIA.items()]
