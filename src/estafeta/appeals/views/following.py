"""Doors: the asker's private page behind the link, and what the asker does there."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from estafeta.appeals import queries, services
from estafeta.appeals.forms import CodeForm, PicturesForm, WordForm, WordsForm
from estafeta.appeals.models import Appeal, Pledge
from estafeta.appeals.rules import MOST_PICTURES, WAITING, next_step
from estafeta.base.errors import NotPossible
from estafeta.photos.queries import address_to_look, all_photos_of

WITH_CODES = frozenset({"contact", "code"})
WORDS = ("title", "about", "for_whom", "private_detail", "meeting_point")


@login_not_required
@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The asker's private page. Looking changes nothing: mail scanners look."""
    appeal = _found(token)
    return _page(request, appeal, _forms(request, appeal))


def _forms(request: HttpRequest, appeal: Appeal, only: str = "") -> dict[str, Form]:
    """The forms of the page; the one that was sent is bound."""
    data = {name: (request.POST if name == only else None) for name in ("change", "reopen", "contact", "pictures")}
    files = request.FILES if only == "pictures" else None
    words = {name: getattr(appeal, name) for name in WORDS}
    return {
        "change": WordsForm(data["change"], initial=words, use_required_attribute=False),
        "reopen": WordForm(
            data["reopen"], label=_("What is still missing?"), use_required_attribute=False, auto_id="id_reopen_%s"
        ),
        "contact": CodeForm(data["contact"], use_required_attribute=False),
        "pictures": PicturesForm(data["pictures"], files, use_required_attribute=False),
    }


def _page(request: HttpRequest, appeal: Appeal, forms: dict[str, Form], *, fault: bool = False) -> HttpResponse:
    states = queries.need_states(appeal)
    photos = [(photo, address_to_look(photo)) for photo in all_photos_of(appeal)]
    context = {
        "appeal": appeal,
        "line": queries.line_of(appeal),
        "next": next_step(appeal),
        "steps": queries.steps_of(appeal),
        "states": states,
        "arriving": [one for state in states for one in state.pledges if one.status in {"promised", "delivered"}],
        "waits": appeal.status in WAITING,
        "forms": forms,
        "photos": photos,
        "takes_pictures": appeal.status in WAITING and len(photos) < MOST_PICTURES,
        "may_withdraw": appeal.status not in {*Appeal.FINAL, "done"},
    }
    return render(request, "appeals/follow.html", context, status=422 if fault else 200)


# What each act of the asker does with what its form said, and what is said when it is done.
Act = Callable[[Appeal, Any], object]
ACTS: dict[str, tuple[Act, object]] = {
    "change": (lambda appeal, form: services.answer_back(appeal, words=form.cleaned_data), gettext_lazy("Kept.")),
    "reopen": (
        lambda appeal, form: services.reopen(appeal, words=form.cleaned_data["words"]),
        gettext_lazy("The appeal is open again."),
    ),
    "contact": (
        lambda appeal, form: services.confirm_contact(appeal, form.cleaned_data["digits"]),
        gettext_lazy("Your contact is confirmed. Thank you."),
    ),
    "pictures": (
        lambda appeal, form: services.add_pictures(
            appeal, appeal.asker, form.pictures(), consent=form.cleaned_data["consent"]
        ),
        gettext_lazy("Saved."),
    ),
    "confirm": (lambda appeal, _form: services.confirm(appeal), gettext_lazy("Thank you for your word.")),
    "withdraw": (lambda appeal, _form: services.withdraw(appeal), gettext_lazy("The appeal is taken back.")),
    "code": (lambda appeal, _form: services.send_code(appeal), gettext_lazy("A new code is on its way.")),
}


@login_not_required
@require_POST
def follow_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """One act of the asker, who holds the link."""
    appeal = _found(token)
    if act not in ACTS:
        raise Http404
    if act in WITH_CODES and not ratelimit.consume(request, action="appeal_code"):
        messages.error(request, _("Too many tries with codes. Wait a few minutes, then try again."))
        return redirect("appeals:follow", token)
    forms = _forms(request, appeal, act)
    form = forms.get(act) or Form(request.POST)
    if not form.is_valid():
        return _page(request, appeal, forms, fault=True)
    do, said = ACTS[act]
    return _after(request, token, lambda: do(appeal, form), str(said))


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
