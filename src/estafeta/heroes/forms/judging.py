"""What coordinators, investigators, jury members and editors write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import LANGUAGES
from estafeta.heroes import queries, rules
from estafeta.heroes.forms.telling import AT_ONCE, ContactField, DayField
from estafeta.heroes.models import Evidence, Nomination
from estafeta.heroes.rules import acts
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organisations_visible_to
from estafeta.photos.forms import PicturesField
from estafeta.ui.fields import Text

MARKS = [(str(mark), str(mark)) for mark in range(1, 11)]


class AssignForm(forms.Form):
    investigator = forms.ChoiceField(label=_("Who verifies it?"))

    def __init__(self, *args: Any, nomination: Nomination, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = {str(person.pk): person for person in queries.investigators_for(nomination)}
        choices = [(key, person.name) for key, person in self.found.items()]
        self.fields["investigator"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field

    def clean_investigator(self) -> Any:
        return self.found[self.cleaned_data["investigator"]]


class AskForm(forms.Form):
    name = Text(label=_("Name of who is asked"), max_length=200)
    contact = ContactField(label=_("E-mail address or phone of who is asked"))


class SideForm(forms.Form):
    side = forms.ChoiceField(label=_("From which side does it come?"), choices=Evidence.Side.choices)
    words = Text(
        label=_("What does it show?"),
        max_length=acts.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SheetForm(forms.Form):
    sheet = Text(
        label=_("What happened, for the jury"),
        help_text=_("Without names, places and organisations: the jury judges the deed. What you forget is masked."),
        max_length=acts.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    duty = forms.ChoiceField(label=_("Was it their job?"), choices=Nomination.Duty.choices, widget=forms.RadioSelect)
    duty_reason = Text(label=_("What went beyond their duty?"), max_length=200, required=False)
    hero_organisation = Text(
        label=_("Organisation of the hero"),
        help_text=_("Its short name, as in its address. Its members are then no jury here."),
        max_length=80,
        required=False,
    )

    def clean_hero_organisation(self) -> Organisation | None:
        slug = self.cleaned_data["hero_organisation"]
        if not slug:
            return None
        found = organisations_visible_to(None).filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError(_("No organisation has this short name."))
        return found


class ScoreForm(forms.Form):
    """Four marks, from 1 to 10 each, and a word."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in rules.CRITERIA.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(label), choices=MARKS, coerce=int, widget=forms.RadioSelect,
                error_messages={"required": _("Give a mark from 1 to 10.")},
            )  # fmt: skip
        self.fields["why"] = Text(
            label=_("Why?"),
            help_text=_("In a line; the other jury members read it after their own marks."),
            max_length=acts.LONGEST_LINE,
            required=False,
        )


class SettleForm(forms.Form):
    is_upheld = forms.ChoiceField(
        label=_("Is the objection right?"),
        choices=[("yes", _("Yes: it is looked at anew")), ("no", _("No: the decision stands"))],
        widget=forms.RadioSelect,
    )
    answer = Text(label=_("The answer, with reasons"), max_length=acts.LONGEST_TEXT, widget=forms.Textarea)


class PrizeForm(forms.Form):
    events_since = DayField(label=_("Deeds since"))
    takes_until = DayField(label=_("Nominations until"))
    least_scores = forms.IntegerField(label=_("Jury members for a decision, at least"), min_value=2, max_value=20)
    bar = forms.IntegerField(
        label=_("Mark of a hero"),
        help_text=_("From 10 to 100; four criteria weigh the same."),
        min_value=10,
        max_value=100,
    )
    vote_until = DayField(
        label=_("The public votes until"),
        help_text=_("Empty: no vote. The people's favourite is a prize of its own and changes no verdict."),
        required=False,
    )


class RetellForm(forms.Form):
    """Title and story in three languages, and a portrait."""

    def __init__(self, *args: Any, is_minor: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        named = {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}
        for language in LANGUAGES:
            self.fields[f"title_{language}"] = Text(
                label=_("In one line: %(language)s") % {"language": named[language]}, max_length=acts.LONGEST_TITLE,
                required=False,
            )  # fmt: skip
            self.fields[f"story_{language}"] = Text(
                label=_("The story: %(language)s") % {"language": named[language]}, max_length=acts.LONGEST_TEXT,
                required=False, widget=forms.Textarea(attrs={"rows": 6}),
            )  # fmt: skip
        if not is_minor:
            self.fields["portrait"] = PicturesField(most=AT_ONCE, label=_("Portrait"))
            self.fields["credit"] = Text(label=_("Who took it?"), max_length=80, required=False)
            self.fields["agreed"] = forms.BooleanField(
                label=_("The hero or the family agrees that the portrait is shown."), required=False
            )

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields if name.startswith(("title_", "story_"))}
