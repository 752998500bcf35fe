"""The shapes of what editors write."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean
from estafeta.deeds.models import Deed
from estafeta.deeds.queries import public_deeds
from estafeta.newsroom import queries, rules
from estafeta.newsroom.models import PressPicture, Story
from estafeta.newsroom.services import Draft
from estafeta.people.models import Person
from estafeta.photos.forms import PictureField
from estafeta.tally.rules import LABELS
from estafeta.territories.models import Territory

NAMED = {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}
TOLD = [f"{name}_{code}" for code in LANGUAGES for name in ("title", "lead", "text")]
MOMENT = "%Y-%m-%dT%H:%M"


class Text(forms.CharField):
    """Text without control characters and lone surrogates, which a database refuses."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class TerritoryChoice(forms.ModelChoiceField):
    def label_from_instance(self, place: Territory) -> str:
        return place.name


class MomentField(forms.DateTimeField):
    """A day and an hour of the story's own clock; made aware by the form."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, "%d.%m.%Y %H:%M"], required=False, **options)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found.replace(tzinfo=None) if isinstance(found, datetime) else found


class StoryForm(forms.Form):
    """A story in three languages, with the figures and numbers in it."""

    kind = forms.ChoiceField(label=_("What kind of story is it?"), choices=Story.Kind.choices)
    territory = TerritoryChoice(label=_("Territory"), queryset=Territory.objects.none(), to_field_name="code")
    deed = Text(
        label=_("Good deed"), help_text=_("The end of its address, as in /deeds/…/."), max_length=80, required=False
    )
    words_by = Text(label=_("Text"), help_text=_("Who wrote it."), max_length=rules.LONGEST_LINE, required=False)
    photos_by = Text(
        label=_("Photographs"), help_text=_("Who took them."), max_length=rules.LONGEST_LINE, required=False
    )
    source = Text(
        label=_("Source"), help_text=_("Where this comes from, as readers see it."), max_length=rules.LONGEST_LINE,
        required=False,
    )  # fmt: skip
    acknowledged = forms.BooleanField(label=_("The numbers typed by hand are meant so."), required=False)
    numbers_source = Text(
        label=_("Where do the numbers typed by hand come from?"), max_length=rules.LONGEST_LINE, required=False
    )
    metric = forms.ChoiceField(label=_("Figure"), choices=(), required=False)
    of = TerritoryChoice(
        label=_("Of which territory"), queryset=Territory.objects.none(), to_field_name="code", required=False,
        empty_label=_("the whole campaign"),
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    once = Text(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, data: Any = None, *, person: Person, story: Story | None = None) -> None:
        initial = {"once": secrets.token_urlsafe(24), **(_told(story) if story else {})}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.story = story
        places = queries.territories_for(person)
        for name in ("territory", "of"):
            self.fields[name].queryset = places  # type: ignore[attr-defined]  # -- known as a plain Field
        self.fields["metric"].choices = list(LABELS.items())  # type: ignore[attr-defined]  # -- the same
        for code in LANGUAGES:
            self._add(f"title_{code}", _("Title"), rules.LONGEST_TITLE)
            self._add(f"lead_{code}", _("Lead"), rules.LONGEST_LEAD, rows=3)
            self._add(f"text_{code}", _("Text of the story"), rules.LONGEST_TEXT, rows=14)
            self._add(
                f"what_{code}", _("What is corrected: %(language)s") % {"language": NAMED[code]}, rules.LONGEST_LINE
            )
            self._add(f"reason_{code}", _("Why: %(language)s") % {"language": NAMED[code]}, rules.LONGEST_LINE)
        self.new_numbers: list[str] = []

    def _add(self, name: str, label: Any, most: int, *, rows: int = 0) -> None:
        widget = (
            forms.Textarea(attrs={"rows": rows, "lang": name[-2:]})
            if rows
            else forms.TextInput(attrs={"lang": name[-2:]})
        )
        self.fields[name] = Text(label=label, max_length=most, required=False, widget=widget)

    @property
    def languages(self) -> list[tuple[str, Any, list[Any]]]:
        """Code, name and fields of each language."""
        return [
            (code, NAMED[code], [self[f"{name}_{code}"] for name in ("title", "lead", "text")]) for code in LANGUAGES
        ]

    @property
    def correction(self) -> list[Any]:
        return [self[f"{name}_{code}"] for code in LANGUAGES for name in ("what", "reason")]

    @property
    def asks_for_numbers(self) -> bool:
        return bool(self.new_numbers or (self.story and self.story.numbers) or self["numbers_source"].errors)

    def clean_deed(self) -> Deed | None:
        slug = self.cleaned_data["deed"].strip("/").rpartition("/")[2]
        if not slug:
            return None
        if found := public_deeds().filter(slug=slug).first():
            return found
        raise ValidationError(_("No good deed has this address."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        texts = [said.get(name) or "" for name in TOLD]
        known = set(self.story.numbers) if self.story else set()
        self.new_numbers = [number for number in rules.bare_numbers(*texts) if number not in known]
        if self.new_numbers and not (said.get("acknowledged") and said.get("numbers_source")):
            numbers = ", ".join(self.new_numbers)
            self.add_error(
                "numbers_source",
                _("Numbers typed by hand: %(numbers)s. Insert them as figures, or say where they come from.")
                % {"numbers": numbers},
            )
        return said

    def draft(self) -> Draft:
        said = self.cleaned_data
        by_language = {
            name: {code: said[f"{name}_{code}"] for code in LANGUAGES} for name in ("what", "reason")
        }  # fmt: skip
        return Draft(
            territory=said["territory"], kind=said["kind"], deed=said["deed"], words_by=said["words_by"],
            photos_by=said["photos_by"], source=said["source"], acknowledged=said["acknowledged"],
            numbers_source=said["numbers_source"],
            words={name: said[name] for name in TOLD},
            **by_language,
        )  # fmt: skip


class PublishForm(forms.Form):
    """From which moment everybody reads a story; both empty: from now on."""

    at = MomentField(label=_("Publish at"), help_text=_("Empty: at once. By the clock of the story's territory."))
    embargo_until = MomentField(label=_("Embargo until"), help_text=_("Nothing of it is seen by anybody before."))

    def __init__(self, data: Any = None, *, story: Story) -> None:
        self.zone = ZoneInfo(story.territory.time_zone)
        initial = {
            name: moment.astimezone(self.zone).replace(tzinfo=None)
            for name, moment in (("at", story.published_at), ("embargo_until", story.embargo_until))
            if moment
        }
        super().__init__(data, initial=initial, prefix="publish")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {name: moment.replace(tzinfo=self.zone) if moment else None for name, moment in said.items()}


class PictureForm(forms.Form):
    picture = PictureField(label=_("Picture"))
    alt = Text(label=_("What does it show?"), max_length=200)
    credit = Text(label=_("Who took it?"), max_length=200)
    consent = forms.BooleanField(label=_("Everybody who can be recognised agrees."))

    def clean_picture(self) -> Any:
        if not self.cleaned_data["picture"]:
            raise ValidationError(_("Choose a picture."))
        return self.cleaned_data["picture"]


class WithdrawForm(forms.Form):
    reason = Text(label=_("Why is it withdrawn?"), help_text=_("It stands at the story's address."), max_length=200)


class LicenceForm(forms.Form):
    licence = forms.ChoiceField(
        label=_("For the press"), required=False,
        choices=[("", _("not for the press")), *PressPicture.Licence.choices],
    )  # fmt: skip


def _told(story: Story) -> dict[str, Any]:
    others = ("kind", "words_by", "photos_by", "source", "numbers_source", "edition")
    return {name: getattr(story, name) for name in [*TOLD, *others]} | {
        "territory": story.territory.code,
        "deed": story.deed.slug if story.deed else "",
        "acknowledged": bool(story.numbers),
    }
