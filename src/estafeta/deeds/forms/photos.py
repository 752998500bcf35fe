"""Photos of a deed: before and after, several at once; then what each of them shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.deeds.services import Shown
from estafeta.photos.forms import PicturesField
from estafeta.photos.models import Photo
from estafeta.ui.fields import Text


class PhotosForm(forms.Form):
    before = PicturesField(label=_("Photos from before"))
    after = PicturesField(label=_("Photos from afterwards"))
    alt = Text(
        label=_("What can be seen in them?"),
        max_length=200,
        required=False,
        help_text=_("For those who cannot see the pictures."),
    )
    credit = Text(
        label=_("Who took them?"),
        max_length=80,
        required=False,
        help_text=_("Stands beneath the pictures. Empty: your organisation."),
    )
    consent = forms.BooleanField(
        label=_("Everybody who can be recognised agrees to be shown; for children, their parents do."), required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (said.get("before") or said.get("after")) and not said.get("consent"):
            self.add_error("consent", _("Say that everybody who can be recognised agrees."))
        return said

    def shown(self) -> Shown:
        """The pictures with what was said of them."""
        said = self.cleaned_data
        return Shown(said["before"], said["after"], alt=said["alt"], credit=said["credit"], consent=said["consent"])


class DescribeForm(forms.Form):
    """What one photo shows, and who took it."""

    alt = Text(label=_("What can be seen in it?"), max_length=200, required=False)
    credit = Text(label=_("Who took it?"), max_length=80, required=False)

    def __init__(self, *args: Any, photo: Photo, **options: Any) -> None:
        options |= {"initial": {"alt": photo.alt, "credit": photo.credit}, "auto_id": f"id_{photo.pk}_%s"}
        super().__init__(*args, **options)
