"""Doors for editors: the list of their stories, writing, preview, publishing, pictures."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estafeta.base.errors import NotPossible
from estafeta.base.fields import LANGUAGES
from estafeta.campaigns.queries import shown_campaign
from estafeta.newsroom import forms, queries, rules, services
from estafeta.newsroom.models import PressPicture, Story
from estafeta.newsroom.rules import Mark
from estafeta.people.models import Person
from estafeta.people.queries import person_of
from estafeta.photos.models import Photo
from estafeta.photos.queries import address_to_look, all_photos_of
from estafeta.tally.queries import figure
from estafeta.tally.services import quote

PAGE: Final = 30
UNPROCESSABLE: Final = 422


def _writer(request: HttpRequest) -> Person:
    person = person_of(request.user)
    if person is None or not queries.writes(person):
        raise Http404
    return person


def _states() -> dict[str, str]:
    return {
        "draft": pgettext("a story", "draft"),
        "offered": pgettext("a story", "offered by the house"),
        "scheduled": pgettext("a story", "scheduled"),
        "public": pgettext("a story", "public"),
        "withdrawn": pgettext("a story", "withdrawn"),
    }


@never_cache
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """Every story of one's territories: drafts, what is offered, what is scheduled, what everybody reads."""
    person, now = _writer(request), timezone.now()
    page = Paginator(queries.stories_edited_by(person), PAGE).get_page(request.GET.get("page"))
    states = _states()
    rows = [(story, rules.state_of(story, now), states[rules.state_of(story, now)]) for story in page]
    return render(request, "newsroom/stories.html", {"page": page, "rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = _writer(request)
    campaign = shown_campaign()
    if campaign is None:
        raise Http404
    form = forms.StoryForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        once = form.cleaned_data["once"] or form.initial["once"]
        try:
            made = services.start(person, campaign, form.draft(), once=once)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The draft is kept."))
            return _after(request, made, form)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "newsroom/edit.html", {"form": form, "story": None}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _writer(request)
    story = get_object_or_404(queries.stories_edited_by(person), pk=pk)
    form = forms.StoryForm(request.POST if request.method == "POST" else None, person=person, story=story)
    if request.method == "POST" and form.is_valid():
        try:
            services.write(story, person, form.draft(), edition=form.cleaned_data["edition"] or 0)
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Kept."))
            return _after(request, story, form)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "newsroom/edit.html", _desk(story, form), status=status)


def _after(request: HttpRequest, story: Story, form: forms.StoryForm) -> HttpResponse:
    """The way on after keeping: to the preview, or back with a figure pinned to this moment."""
    if "preview" in request.POST:
        return redirect("newsroom:preview", story.pk)
    if "pin" in request.POST:
        said = form.cleaned_data
        kept = quote(figure(story.campaign, territory=said["of"]))
        mark = Mark(key=kept.key, metric=said["metric"] or "participations")
        messages.info(request, _("Put this mark where the figure belongs: %(mark)s") % {"mark": mark})
    return redirect("newsroom:edit", story.pk)


def _desk(story: Story, form: forms.StoryForm, **others: Any) -> dict[str, Any]:
    now = timezone.now()
    state = rules.state_of(story, now)
    licences = dict(PressPicture.objects.filter(story=story).values_list("photo", "licence"))
    pictures = list(all_photos_of(story))
    if story.deed:
        pictures += list(all_photos_of(story.deed).filter(is_public=True, hidden_at=None))
    return {
        "story": story,
        "form": form,
        "state": state,
        "state_name": _states()[state],
        "pictures": [
            (photo, address_to_look(photo), forms.LicenceForm(
                initial={"licence": licences.get(photo.pk, "")}, auto_id=f"id_{photo.pk}_%s"
            ))
            for photo in pictures
        ],
        "publish": forms.PublishForm(story=story),
        "picture_form": forms.PictureForm(auto_id="id_new_%s"),
        "withdraw": forms.WithdrawForm(auto_id="id_withdraw_%s"),
        "corrections": queries.corrections_of(story),
        **others,
    }  # fmt: skip


@never_cache
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """All three languages beside each other, as they will be read."""
    person = _writer(request)
    story = get_object_or_404(queries.stories_edited_by(person), pk=pk)
    known = queries.Figures([story])
    told = [queries.rendered(story, code, figures=known, exact=True) for code in LANGUAGES]
    lead = story.lead_photo
    context = {
        "story": story,
        "told": told,
        "readable": rules.languages_of(story),
        "lead": lead,
        "look": address_to_look(lead) if lead and lead.hidden_at is None else "",
    }
    return render(request, "newsroom/preview.html", context)


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    person = _writer(request)
    story = get_object_or_404(queries.stories_edited_by(person), pk=pk)
    if act not in ACTS:
        raise Http404
    try:
        said = ACTS[act](request, story, person)
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, said)
    return redirect("newsroom:edit", story.pk)


def _publish(request: HttpRequest, story: Story, person: Person) -> str:
    said = _said(forms.PublishForm(request.POST, story=story))
    made = services.publish(story, person, at=said["at"], embargo_until=said["embargo_until"])
    return _("Published.") if rules.is_public(made, timezone.now()) else _("Scheduled.")


def _unschedule(_request: HttpRequest, story: Story, person: Person) -> str:
    services.unschedule(story, person)
    return _("It is a draft again.")


def _withdraw(request: HttpRequest, story: Story, person: Person) -> str:
    services.withdraw(story, person, reason=_said(forms.WithdrawForm(request.POST))["reason"])
    return _("Withdrawn. Its address says so.")


def _picture(request: HttpRequest, story: Story, person: Person) -> str:
    said = _said(forms.PictureForm(request.POST, request.FILES))
    services.add_picture(story, person, **said)
    return _("Kept.")


def _photo(request: HttpRequest, story: Story) -> Photo:
    number = request.POST.get("photo", "")
    photos = [*all_photos_of(story), *(all_photos_of(story.deed) if story.deed else ())]
    found = next((photo for photo in photos if str(photo.pk) == number), None)
    if found is None:
        raise NotPossible(_("This picture belongs to something else."))
    return found


def _lead(request: HttpRequest, story: Story, person: Person) -> str:
    services.lead_with(story, person, _photo(request, story))
    return _("This picture stands first now.")


def _hide(request: HttpRequest, story: Story, person: Person) -> str:
    services.hide_picture(story, person, _photo(request, story), reason=_("taken out by an editor"))
    return _("Nobody sees this picture any more.")


def _licence(request: HttpRequest, story: Story, person: Person) -> str:
    said = _said(forms.LicenceForm(request.POST))
    services.license_picture(story, person, _photo(request, story), licence=said["licence"])
    return _("Kept.")


def _said(form: Any) -> dict[str, Any]:
    """Raises: NotPossible with what is wrong in the first field that is."""
    if not form.is_valid():
        faults = [fault for field in form.errors.values() for fault in field]
        raise NotPossible(faults[0])
    return form.cleaned_data


ACTS: Final[dict[str, Callable[[HttpRequest, Story, Person], str]]] = {
    "publish": _publish,
    "unschedule": _unschedule,
    "withdraw": _withdraw,
    "picture": _picture,
    "lead": _lead,
    "hide": _hide,
    "licence": _licence,
}
