"""Doors: needs that one can meet, searches for them, and what one is able to give."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.appeals import queries, services
from estafeta.appeals.forms import GivingForm, SaveSearchForm, WantedForm
from estafeta.appeals.models import Giving, SavedSearch
from estafeta.base.errors import NotPossible
from estafeta.people.models import Person

ON_A_PAGE = 20


@never_cache
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """What is needed and can be met by whoever looks: at first what one said one gives, near home; then as asked."""
    person = request.user.person
    asked = {"kinds", "words", "territory", "territory_q"} & set(request.GET)
    form = WantedForm(request.GET if asked else _usual(person))
    wanted = form.wanted() if form.is_valid() and not form.asks_again else queries.Wanted()
    page = Paginator(queries.needs_to_meet(wanted), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "searches": queries.searches_of(person),
        "gives": any(one.kinds or one.words for one in queries.givings_of(person)),
    }
    return render(request, "appeals/needs.html", context)


def _usual(person: Person) -> QueryDict:
    """What somebody who has asked for nothing yet is shown."""
    givings = queries.givings_of(person)
    gives = queries.what_they_give(givings)
    home = queries.usual_territory(person, [one.organisation for one in givings if one.organisation])
    usual = QueryDict(mutable=True)
    usual.setlist("kinds", list(gives.kinds))
    usual["words"], usual["territory"] = gives.words, home.code if home else ""
    return usual


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    person, form = request.user.person, SaveSearchForm(request.POST)
    if not form.is_valid():
        faults = [fault for field in form for fault in field.errors]
        messages.error(request, str(faults[0]))
        return redirect("appeals:needs")
    said = form.cleaned_data
    try:
        services.save_search(person, **said)
        messages.success(request, _("Kept. A letter comes when something new fits, once a day at most."))
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(f"{reverse('appeals:needs')}#searches")


@require_POST
def search_act(request: HttpRequest, search_id: int, act: str) -> HttpResponse:
    """Pause a search, let it go on, or delete it."""
    search = get_object_or_404(queries.searches_of(request.user.person), pk=search_id)
    acts: dict[str, Callable[[SavedSearch], object]] = {
        "pause": services.pause_search,
        "resume": services.resume_search,
        "delete": services.delete_search,
    }
    if act not in acts:
        raise Http404
    acts[act](search)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('appeals:needs')}#searches")


@never_cache
@require_http_methods(["GET", "POST"])
def giving(request: HttpRequest) -> HttpResponse:
    """What I and my organisations can give, one small form for each."""
    person = request.user.person
    rows = [(one, _form(request, one)) for one in queries.givings_of(person)]
    for one, form in rows:
        if form.is_valid():
            services.say_what_one_gives(person, organisation=one.organisation, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("appeals:giving")
    fault = any(form.errors for _one, form in rows)
    return render(request, "appeals/giving.html", {"rows": rows}, status=422 if fault else 200)


def _form(request: HttpRequest, one: Giving) -> GivingForm:
    """Bound only when it is the one that was sent."""
    name = one.organisation.slug if one.organisation else "me"
    sent = request.POST if request.method == "POST" and request.POST.get("whose") == name else None
    return GivingForm(sent, initial={"kinds": one.kinds, "words": one.words}, auto_id=f"id_{name}_%s")
