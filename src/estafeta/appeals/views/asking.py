"""Doors: asking for help without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from estafeta.appeals import queries, services
from estafeta.appeals.forms import AskForm, PicturesForm
from estafeta.appeals.models import Appeal
from estafeta.base.errors import NotPossible
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import shown_campaign
from estafeta.campaigns.rules import may_take_deeds
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.people.services import register
from estafeta.territories.forms import named_by

BUTTONS = {"csrfmiddlewaretoken", "search", "preview", "send", "change", "support"}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The short form; then what everybody will read, with like appeals near; then it is sent."""
    campaign, person = shown_campaign(), person_of(request.user)
    decision = may_take_deeds(campaign)
    if campaign is None or not decision:
        return render(request, "appeals/closed.html", {"reason": decision.reason})
    here = {"territory": named_by(request.GET)}
    form = AskForm(request.POST or None, person=person, initial=here, use_required_attribute=False)
    if request.method != "POST" or form.asks_again:
        return render(request, "appeals/new.html", {"form": form})
    if form.is_valid():
        try:
            return _handed_in(request, person, campaign, form)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
    return render(request, "appeals/new.html", {"form": form}, status=422)


def _handed_in(request: HttpRequest, person: Person | None, campaign: Campaign, form: AskForm) -> HttpResponse:
    if "support" in request.POST:
        return _support(request, person, form)
    if "send" not in request.POST:
        return render(request, "appeals/preview.html", _preview(request, campaign, form, PicturesForm()))
    pictures = PicturesForm(request.POST, request.FILES, use_required_attribute=False)
    if not pictures.is_valid():
        return render(request, "appeals/preview.html", _preview(request, campaign, form, pictures), status=422)
    appeal = _ask(person, campaign, form)
    if chosen := pictures.pictures():
        services.add_pictures(appeal, person or appeal.asker, chosen, consent=pictures.cleaned_data["consent"])
    return _sent(request, appeal)


def _preview(request: HttpRequest, campaign: Campaign, form: AskForm, pictures: PicturesForm) -> dict[str, object]:
    said = form.words()
    apart = BUTTONS | set(pictures.fields)
    typed = [(name, value) for name in request.POST if name not in apart for value in request.POST.getlist(name)]
    like = queries.similar_near(
        campaign,
        said["territory"],
        kind=said["kind"],
        text=f"{said['title']} {said['about']}",
        lon=said["lon"],
        lat=said["lat"],
    )
    kind = Appeal.Kind(said["kind"]).label
    return {
        "said": said,
        "kind": kind,
        "typed": typed,
        "like": like,
        "child": form.cleaned_data["child_name"],
        "pictures": pictures,
    }


def _ask(person: Person | None, campaign: Campaign, form: AskForm) -> Appeal:
    said, words = form.cleaned_data, form.words()
    if person is None:
        return services.ask_without_account(**form.who(), campaign=campaign, **words)
    if said.get("name"):  # typed in by a coordinator for somebody without a device
        return services.ask_without_account(**form.who(), campaign=campaign, typed_in_by=person, **words)
    asker = services.ward_of(person, said["child_name"], said["child_born_in"]) if said["child_name"] else person
    organisation = form.own.get(said.get("organisation", ""))
    by = person if organisation is not None and asker != person else None
    return services.ask(asker, campaign=campaign, organisation=organisation, typed_in_by=by, **words)


def _support(request: HttpRequest, person: Person | None, form: AskForm) -> HttpResponse:
    appeal = get_object_or_404(queries.public_appeals(), slug=request.POST["support"])
    if person is None:
        kind, contact = form.cleaned_data["contact"]
        person = register(form.cleaned_data["name"], language=get_language() or "", **{kind: contact})
    services.support(appeal, person)
    messages.success(request, _("You stand by this appeal now. Thank you."))
    return redirect(appeal)


def _sent(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    messages.success(request, _("Sent. A coordinator answers within two days."))
    return redirect("appeals:follow", appeal.token)
