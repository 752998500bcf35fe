"""Photos of a deed: before and after, several at once."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from estafeta.base import images
from estafeta.base.errors import NotPossible
from estafeta.deeds.forms.steps import Text
from estafeta.deeds.services import Shown

AT_ONCE = 10


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        del data
        return files.getlist(name) if hasattr(files, "getlist") else []


class PicturesField(forms.FileField):
    """Files that are pictures, prepared; what is none is refused with its name."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        accept = "image/jpeg,image/png,image/webp"
        super().__init__(widget=FilesInput(attrs={"accept": accept}), required=False, **options)

    def clean(self, data: list[UploadedFile] | None, initial: Any = None) -> list[images.Picture]:
        del initial
        files = list(data or [])
        if len(files) > AT_ONCE:
            raise forms.ValidationError(_("Choose 10 pictures at most; you can add more afterwards."))
        return [self._prepared(file) for file in files]

    def _prepared(self, file: UploadedFile) -> images.Picture:
        try:
            return images.prepare(file)
        except NotPossible as refusal:
            raise forms.ValidationError(f"{file.name}: {refusal.reason}") from refusal


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
