"""Doors: asking for help without an account, and the private page behind the link."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.appeals import queries, services
from estafeta.appeals.forms import AskForm, WordForm, WordsForm
from estafeta.appeals.models import Appeal, Pledge
from estafeta.appeals.rules import WAITING, next_step
from estafeta.base.errors import NotPossible
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import shown_campaign
from estafeta.campaigns.rules import may_take_deeds
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.people.services import register

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
    form = AskForm(request.POST or None, person=person, use_required_attribute=False)
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
    if "send" in request.POST:
        return _sent(request, _ask(person, campaign, form))
    return render(request, "appeals/preview.html", _preview(request, campaign, form))


def _preview(request: HttpRequest, campaign: Campaign, form: AskForm) -> dict[str, object]:
    said = form.words()
    typed = [(name, value) for name in request.POST if name not in BUTTONS for value in request.POST.getlist(name)]
    like = queries.similar_near(campaign, said["territory"], kind=said["kind"], text=f"{said['title']} {said['about']}")
    kind = Appeal.Kind(said["kind"]).label
    return {"said": said, "kind": kind, "typed": typed, "like": like, "child": form.cleaned_data["child_name"]}


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


@login_not_required
@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The asker's private page. Looking changes nothing: mail scanners look."""
    return _page(request, _found(token))


def _page(request: HttpRequest, appeal: Appeal, **forms: object) -> HttpResponse:
    names = ("title", "about", "for_whom", "private_detail", "meeting_point")
    words = {name: getattr(appeal, name) for name in names}
    states = queries.need_states(appeal)
    context = {
        "appeal": appeal,
        "line": queries.line_of(appeal),
        "next": next_step(appeal),
        "steps": queries.steps_of(appeal),
        "states": states,
        "arriving": [one for state in states for one in state.pledges if one.status in {"promised", "delivered"}],
        "waits": appeal.status in WAITING,
        "form": WordsForm(initial=words, use_required_attribute=False),
        "reopen_form": WordForm(label=_("What is still missing?"), use_required_attribute=False),
        "may_withdraw": appeal.status not in {*Appeal.FINAL, "done"},
    } | forms
    return render(request, "appeals/follow.html", context, status=422 if forms else 200)


@login_not_required
@require_POST
def follow_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """One act of the asker, who holds the link."""
    appeal = _found(token)
    if act == "change":
        form = WordsForm(request.POST, use_required_attribute=False)
        if not form.is_valid():
            return _page(request, appeal, form=form)
        return _after(request, token, lambda: services.answer_back(appeal, words=form.cleaned_data), _("Kept."))
    if act == "reopen":
        again = WordForm(request.POST, label=_("What is still missing?"), use_required_attribute=False)
        if not again.is_valid():
            return _page(request, appeal, reopen_form=again)
        words = again.cleaned_data["words"]
        return _after(request, token, lambda: services.reopen(appeal, words=words), _("The appeal is open again."))
    if act == "confirm":
        return _after(request, token, lambda: services.confirm(appeal), _("Thank you for your word."))
    if act == "withdraw":
        return _after(request, token, lambda: services.withdraw(appeal), _("The appeal is taken back."))
    raise Http404


@login_not_required
@require_POST
def received(request: HttpRequest, token: str, pledge_id: int) -> HttpResponse:
    """The asker says that what was promised has arrived."""
    appeal = _found(token)
    made = get_object_or_404(Pledge.objects.filter(need__appeal=appeal).select_related("need__appeal"), pk=pledge_id)
    return _after(request, token, lambda: services.receive(made, by=appeal.asker), _("Marked as arrived."))


def _found(token: str) -> Appeal:
    if (appeal := queries.appeal_of_link(token)) is None:
        raise Http404
    return appeal


def _after(request: HttpRequest, token: str, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("appeals:follow", token)
