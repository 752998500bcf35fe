"""The shapes of what comes in about a forum."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from estafeta.base import images
from estafeta.base.errors import NotPossible
from estafeta.base.fields import LANGUAGES
from estafeta.forum import rules
from estafeta.forum.models import Guest, Quota
from estafeta.organisations.queries import organised_by
from estafeta.people.forms import ContactField, NameField
from estafeta.people.models import Person
from estafeta.territories.forms import TerritoryField
from estafeta.ui.fields import Text

NAMED = {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}
MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and an hour, as said where the forum takes place; made aware by the form."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, "%d.%m.%Y %H:%M"], **options)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found.replace(tzinfo=None) if isinstance(found, datetime) else found


def three(form: forms.Form, field: str, label: Any, *, long: bool = False) -> None:
    """Give a form a field in each of the three languages."""
    for code in LANGUAGES:
        widget = forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput()
        form.fields[f"{field}_{code}"] = Text(
            label=f"{label} ({NAMED[code]})",
            max_length=rules.LONGEST_TEXT if long else rules.LONGEST_LINE,
            required=False,
            widget=widget,
        )


class WordsForm(forms.Form):
    """What everybody reads of a forum."""

    def __init__(self, *args: Any, after: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        three(self, "title", _("What is the forum called?"))
        three(self, "about", _("What is it about?"), long=True)
        three(self, "travel", _("How to get there, where to stay"), long=True)
        if after:
            three(self, "after", _("What came of it, afterwards"), long=True)

    def words(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name[-3:] in {"_kk", "_ru", "_en"}}


class OpenForm(WordsForm):
    organisation = forms.ChoiceField(label=_("Who holds it?"))
    territory = TerritoryField(label=_("In which city, town or aul?"))
    meeting_point = Text(label=_("Where exactly?"), max_length=rules.LONGEST_LINE)
    starts_at = MomentField(label=_("It begins"))
    ends_at = MomentField(label=_("It ends"))
    answers_until = forms.DateField(
        label=_("Answers until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    rows = forms.IntegerField(label=_("Rows of the hall"), min_value=1, max_value=rules.MOST_ROWS)
    row_seats = forms.IntegerField(label=_("Seats in a row"), min_value=1, max_value=rules.MOST_SEATS)
    language = forms.ChoiceField(
        label=_("Language of its page among the deeds"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        options["initial"] = {"language": get_language()} | (options.get("initial") or {})
        super().__init__(*args, after=False, **options)
        self.own = {body.slug: body for body in organised_by(person) if body.is_verified}
        choices = [(slug, body.name) for slug, body in self.own.items()]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field

    def told(self) -> dict[str, Any]:
        """The arguments of the service; moments are those of the place."""
        said = self.cleaned_data
        zone = ZoneInfo(said["territory"].time_zone)
        names = ("territory", "meeting_point", "answers_until", "rows", "row_seats", "language")
        return {name: said[name] for name in names} | {
            "words": self.words(),
            "organisation": self.own[said["organisation"]],
            "starts_at": said["starts_at"].replace(tzinfo=zone),
            "ends_at": said["ends_at"].replace(tzinfo=zone),
        }


class SessionForm(forms.Form):
    starts_at = MomentField(label=_("It begins"))
    ends_at = MomentField(label=_("It ends"))

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        three(self, "title", _("What is the session called?"))
        three(self, "speakers", _("Who speaks?"))
        three(self, "name", _("In which room?"))

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        words = {name: text for name, text in said.items() if name.startswith(("title_", "speakers_"))}
        return {
            "starts_at": said["starts_at"].replace(tzinfo=self.zone),
            "ends_at": said["ends_at"].replace(tzinfo=self.zone),
            "room_words": {name: text for name, text in said.items() if name.startswith("name_")},
            "words": words,
        }


class QuotaForm(forms.Form):
    territory = TerritoryField(label=_("Region"))
    seats = forms.IntegerField(label=_("Seats, with companions"), min_value=0, max_value=rules.MOST_SEATS)


class InviteForm(forms.Form):
    quota = forms.ChoiceField(label=_("Out of which region's quota?"))
    name = NameField()
    contact = ContactField()
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    companions = forms.IntegerField(
        label=_("Companions at most"), min_value=0, max_value=rules.MOST_COMPANIONS, initial=0
    )

    def __init__(self, *args: Any, quotas: list[Quota], **options: Any) -> None:
        options["initial"] = {"language": get_language()} | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.quotas = {str(quota.pk): quota for quota in quotas}
        choices = [(key, f"{quota.territory.name}: {quota.left}") for key, quota in self.quotas.items()]
        self.fields["quota"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field

    def clean_quota(self) -> Quota:
        return self.quotas[self.cleaned_data["quota"]]


class AnswerForm(forms.Form):
    """A guest's yes, with who comes along and how they travel."""

    seats = forms.TypedChoiceField(label=_("How many of you come?"), coerce=int, widget=forms.RadioSelect)
    companions = Text(
        label=_("Names of who comes along, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    arrives = Text(
        label=_("When and by what do you arrive?"),
        help_text=_("Train 43, on the 5th at 07:40; or by car."),
        max_length=rules.LONGEST_LINE,
        required=False,
    )
    needs_bed = forms.BooleanField(label=_("I need a bed for the night"), required=False)
    notes = Text(
        label=_("What should we know?"), help_text=_("A wheelchair, food, a child."), max_length=rules.LONGEST_LINE,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, guest: Guest, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(number, str(number)) for number in range(1, guest.seats + 1)]
        self.fields["seats"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field
        if guest.seats == 1 or guest.answer == Guest.Answer.COMING:
            self.fields["seats"].required = False
            del self.fields["companions"]
        if guest.seats == 1 or guest.answer == Guest.Answer.COMING:
            del self.fields["seats"]

    def told(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["companions"] = [line for line in said.get("companions", "").splitlines() if line.strip()]
        said["seats"] = said.get("seats") or 1
        return said


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )
    alt = Text(label=_("What can be seen in it?"), max_length=rules.LONGEST_LINE, required=False)
    credit = Text(label=_("Who took it?"), max_length=80, required=False)
    agreed = forms.BooleanField(
        label=_("Everybody who can be recognised agrees to be shown; for children, their parents do.")
    )

    def clean_picture(self) -> images.Picture:
        try:
            return images.prepare(self.cleaned_data["picture"])
        except NotPossible as refusal:
            raise forms.ValidationError(str(refusal.reason)) from refusal
