from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from estafeta.base.errors import NotPossible
from estafeta.deeds import forms, queries, rules, services
from estafeta.deeds.views.managing import run
from estafeta.deeds.views.telling import sent
from estafeta.photos.queries import address_to_look, all_photos_of


def photos(request, slug: str):
    """All photos of a deed, hidden ones too, and the form for more."""
    person = request.user.person
    deed = get_object_or_404(queries.deeds_photographed_by(person), slug=slug)
    form = forms.PhotosForm(sent(request), request.FILES or None)
    if form.is_valid():
        try:
            services.add_photos(deed, person, form.shown())
        except NotPossible as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("deeds:photos", slug)
    manages = bool(rules.may_manage(person, deed))
    shown = [
        (
            photo,
            address_to_look(photo),
            bool(rules.may_restore_photo(person, deed, photo)),
            forms.DescribeForm(photo=photo, use_required_attribute=False),
        )
        for photo in all_photos_of(deed)
        if manages or photo.hidden_at is None
    ]
    context = {"deed": deed, "form": form, "photos": shown, "may_add": rules.may_add_photos(person, deed)}
    context["manages"] = manages
    return render(request, "deeds/photos.html", context, status=422 if form.errors else 200)


@require_POST
def photo_act(request, slug: str, photo_id: int, act: str):
    """Hide one photo, show it again, or say what it shows and who took it."""
    person = request.user.person
    deed = run(person, slug)
    photo = get_object_or_404(all_photos_of(deed), pk=photo_id)
    said = forms.DescribeForm(request.POST, photo=photo)
    acts = {
        "hide": lambda: services.hide_photo(deed, person, photo),
        "restore": lambda: services.restore_photo(deed, person, photo),
        "describe": lambda: services.describe_photo(deed, person, photo, **said.cleaned_data),
    }
    if act not in acts:
        raise Http404
    if not said.is_valid():
        messages.error(request, _("A line is too long: 200 characters at most."))
        return redirect("deeds:photos", slug)
    try:
        acts[act]()
    except NotPossible as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("Saved."))
    return redirect("deeds:photos", slug)
