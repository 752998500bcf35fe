"""Fields that take pictures: prepared at once, refused with a sentence."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from estafeta.base import images
from estafeta.base.errors import NotPossible

AT_ONCE = 10
ACCEPTED = {"accept": "image/jpeg,image/png,image/webp"}


class PictureField(forms.FileField):
    """One file that is a picture, prepared; None where none was chosen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs=dict(ACCEPTED)), required=False, **options)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> images.Picture | None:
        del initial
        return prepared(data) if data else None


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        del data
        return files.getlist(name) if hasattr(files, "getlist") else []


class PicturesField(forms.FileField):
    """Files that are pictures, prepared; what is none is refused with its name."""

    widget = FilesInput

    def __init__(self, *, most: int = AT_ONCE, **options: Any) -> None:
        super().__init__(widget=FilesInput(attrs=dict(ACCEPTED)), required=False, **options)
        self.most = most

    def clean(self, data: list[UploadedFile] | None, initial: Any = None) -> list[images.Picture]:
        del initial
        files = list(data or [])
        if len(files) > self.most:
            said = _("Choose %(most)d pictures at most; you can add more afterwards.")
            raise forms.ValidationError(said % {"most": self.most})
        return [prepared(file) for file in files]


def prepared(file: UploadedFile) -> images.Picture:
    try:
        return images.prepare(file)
    except NotPossible as refusal:
        raise forms.ValidationError(f"{file.name}: {refusal.reason}") from refusal
