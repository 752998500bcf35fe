"""What a nominator, a hero or a family writes."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import normal_contact
from estafeta.base.texts import clean
from estafeta.heroes.models import Evidence, Nomination
from estafeta.heroes.rules import acts
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organised_by
from estafeta.people.models import Person
from estafeta.photos.forms import PicturesField
from estafeta.territories.forms import TerritoryField
from estafeta.ui.fields import AsksAgain, Text

MYSELF = "me"
AT_ONCE = 5
ISO_AND_LOCAL = ["%Y-%m-%d", "%d.%m.%Y"]


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=ISO_AND_LOCAL, **options)


class ContactField(forms.CharField):
    """One e-mail address or phone; cleaned it is ("email" or "phone", its normal form), or None."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"})
        super().__init__(max_length=254, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        typed = clean(super().clean(value) or "")
        return normal_contact(typed) if typed else None


class NominateForm(AsksAgain):
    """A nomination in one form; who is signed in is asked neither name nor contact."""

    ASKS: ClassVar[set[str]] = {"search", "change"}  # places by name, or one more look

    hero_name = Text(
        label=_("Who is the hero?"),
        help_text=_("First and family name. Nobody reads it before they agree. You may nominate yourself."),
        max_length=200,
        error_messages={"required": _("Write who it was.")},
    )
    hero_about = Text(label=_("Where do they work or study?"), max_length=200, required=False)
    title = Text(
        label=_("What did they do, in one line?"),
        max_length=acts.LONGEST_TITLE,
        error_messages={"required": _("Write what happened.")},
    )
    story = Text(
        label=_("Tell how it was"),
        help_text=_("What was in danger, what they did, how it ended."),
        max_length=acts.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write what happened.")},
    )
    happened_on = DayField(label=_("When was it?"))
    territory = TerritoryField(label=_("In which city, town or aul?"))
    place = Text(label=_("Where exactly?"), max_length=200, required=False)
    duty_as_told = forms.ChoiceField(
        label=_("Was it their job?"),
        help_text=_("A fireman at a fire, a doctor on call."),
        choices=Nomination.Duty.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was their job.")},
    )
    witnesses = Text(
        label=_("Who saw it?"),
        help_text=_("Names and how to reach them. Only the investigator reads this."),
        max_length=acts.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    links = Text(
        label=_("Where can one read about it?"),
        help_text=_("Addresses of pages, one a line. You can add pictures of documents afterwards."),
        max_length=acts.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_minor = forms.BooleanField(label=_("The hero is not grown up: a parent or guardian answers"), required=False)
    is_posthumous = forms.BooleanField(label=_("The hero is no longer alive: the family answers"), required=False)
    asked_name = Text(label=_("Name of the parent, guardian or relative"), max_length=200, required=False)
    asked_contact = ContactField(
        label=_("How can the hero, the guardian or the family be reached?"),
        help_text=_("An e-mail address or a phone, to ask whether they agree. Empty: the investigator finds out."),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("In which language did you write?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    organisation = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect, required=False)
    name = Text(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact = ContactField(
        label=_("Your e-mail address or phone"),
        help_text=_("We send a code there, to be sure that it is yours."),
    )

    def __init__(self, *args: Any, person: Person | None, **options: Any) -> None:
        options["initial"] = {"language": get_language()} | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.own: dict[str, Organisation] = {}
        if person is None:
            del self.fields["organisation"]
            return
        del self.fields["name"], self.fields["contact"]
        self.own = {body.slug: body for body in organised_by(person)}
        if not self.own:
            del self.fields["organisation"]
            return
        choices = [(MYSELF, _("In my own name")), *((slug, body.name) for slug, body in self.own.items())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field
        self.fields["organisation"].initial = MYSELF

    def told(self) -> dict[str, Any]:
        """The arguments of the service that are the nomination's own."""
        said = dict(self.cleaned_data)
        for name in ("name", "contact"):
            said.pop(name, None)
        said["organisation"] = self.own.get(said.get("organisation", ""))
        return said

    def who(self) -> dict[str, Any]:
        """Who nominates, for `nominate_without_account`."""
        kind, contact = self.cleaned_data["contact"]
        return {"name": self.cleaned_data["name"], kind: contact}


class CodeForm(forms.Form):
    digits = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=Evidence.Kind.choices, widget=forms.RadioSelect)
    source = Text(
        label=_("Who says so?"),
        help_text=_("A witness's name, a newspaper, an office."),
        max_length=200,
        error_messages={"required": _("Say who can confirm it.")},
    )
    words = Text(
        label=_("What does it show?"),
        max_length=acts.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(label=_("Address of the page"), max_length=500, required=False, assume_scheme="https")
    pictures = PicturesField(
        most=AT_ONCE, label=_("Pictures of documents"), help_text=_("Only those who verify see them.")
    )


class ConsentForm(forms.Form):
    shown_name = Text(
        label=_("How should the hero be named?"),
        help_text=_("Everybody reads it: on the roll of honour and on the diploma."),
        max_length=200,
        required=False,
    )


class WordsForm(forms.Form):
    """One text that an act needs: a reason, an objection, an answer."""

    words = Text(max_length=acts.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label
