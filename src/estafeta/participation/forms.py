from datetime import date
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import normal_contact
from estafeta.deeds.models import Shift
from estafeta.participation import rules
from estafeta.participation.models import SignUp, Team
from estafeta.participation.queries import teams_led_by
from estafeta.people.models import Person
from estafeta.territories.forms import TerritoryField

LONGEST_TEXT = 20_000  # two hundred names and their line breaks
LAST_DAY_OF_A_YEAR = (12, 31)  # of a child only the year is asked: taken as the youngest that it may be


class TeamForm(forms.Form):
    """How many come, and who: for signing up and for changing it."""

    seats = forms.IntegerField(
        label=_("How many places, with you"), initial=1, required=False, widget=forms.NumberInput(attrs={"min": 1})
    )
    team_name = forms.CharField(label=_("Name of your team"), required=False, max_length=200)
    names = forms.CharField(
        label=_("Who comes with you"),
        help_text=_("One name a line. You can leave it empty and add the names later."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shift = shift
        most = min(rules.MOST_SEATS, shift.capacity or rules.MOST_SEATS)
        self.fields["seats"].widget.attrs["max"] = most

    def clean_seats(self) -> int:
        seats = self.cleaned_data.get("seats")
        return 1 if seats is None else seats

    def clean_names(self) -> list[str]:
        return [line for line in self.cleaned_data["names"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        decision = rules.may_take_seats(
            self.shift, self.cleaned_data.get("seats", 1), len(self.cleaned_data.get("names", []))
        )
        if not decision and "seats" not in self.errors:
            self.add_error("seats", str(decision.reason))
        return self.cleaned_data

    def team(self) -> dict[str, Any]:
        """The arguments of a service that are about the team."""
        return {name: self.cleaned_data[name] for name in ("seats", "team_name", "names")}

    @classmethod
    def of(cls, sign_up: SignUp) -> "TeamForm":
        names = "\n".join(member.name for member in sign_up.members.all())
        initial = {"seats": sign_up.seats, "team_name": sign_up.team_name, "names": names}
        return cls(shift=sign_up.shift, initial=initial)


class SignUpForm(TeamForm):
    """A name and one contact of a visitor; who is signed in is asked neither. A child comes through a guardian."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact = forms.CharField(
        label=_("Your e-mail address or phone"),
        help_text=_("We send a code there. Only the organiser sees it."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    born_on = forms.DateField(
        label=_("Your date of birth"),
        help_text=_("This deed has age limits, so it is asked for."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )
    for_team = forms.ChoiceField(label=_("For my team"), required=False)
    child_name = forms.CharField(
        label=_("Name of the child"),
        help_text=_("You sign the child up as its parent or guardian and agree that it takes part."),
        required=False,
        max_length=200,
    )
    child_born_in = forms.IntegerField(label=_("Year in which the child was born"), required=False)
    clash_known = forms.BooleanField(label=_("I know, and I will manage both"), required=False)
    # The same form sent twice, by an impatient finger or a lost answer, is one sign-up and one code.
    once = forms.CharField(initial=token_urlsafe, required=False, max_length=64, widget=forms.HiddenInput)

    field_order = (
        "name",
        "contact",
        "born_on",
        "for_team",
        "seats",
        "team_name",
        "names",
        "child_name",
        "child_born_in",
    )

    def __init__(self, *args: Any, shift: Shift, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, shift=shift, **kwargs)
        led = list(teams_led_by(person))
        if led:
            choices = [("", _("no lasting team")), *((one.slug, one.name) for one in led)]
            self.fields["for_team"].choices = choices  # type: ignore[attr-defined]  # -- a ChoiceField
        else:
            del self.fields["for_team"]
        if person is not None:
            del self.fields["name"], self.fields["contact"], self.fields["once"]
        if not rules.must_say_birth(person, shift.deed):
            del self.fields["born_on"]

    def clean_contact(self) -> tuple[str, str]:
        return normal_contact(self.cleaned_data["contact"])

    def clean_child_born_in(self) -> date | None:
        year = self.cleaned_data["child_born_in"]
        if year is None:
            return None
        today = timezone.localdate()
        if not rules.EARLIEST_BIRTH.year <= year <= today.year:
            raise forms.ValidationError(_("Write the year in four digits, such as 2014."))
        return min(date(year, *LAST_DAY_OF_A_YEAR), today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("child_name"):
            if not cleaned.get("child_born_in") and "child_born_in" not in self.errors:
                self.add_error("child_born_in", _("Tell the year in which the child was born."))
        elif "born_on" in self.fields and not cleaned.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", _("This deed has age limits: tell your date of birth."))
        return cleaned

    @property
    def others_open(self) -> bool:
        """Whether the part about a team is shown unfolded."""
        return self._touched("seats", "team_name", "names") or "for_team" in self.fields

    @property
    def child_open(self) -> bool:
        return self._touched("child_name", "child_born_in")

    def _touched(self, *names: str) -> bool:
        return any(self[name].errors or str(self[name].value() or "") not in {"", "1"} for name in names)


class NewTeamForm(forms.Form):
    """A lasting team: what it is, what it is called, where it is at home."""

    kind = forms.ChoiceField(label=_("What kind of team is it?"), choices=Team.Kind.choices)
    name = forms.CharField(
        label=_("Name of your team"),
        help_text=_("Everybody sees it. Choose one that names no child."),
        max_length=rules.LONGEST_TEAM_NAME,
    )
    territory = TerritoryField(label=_("Where is it at home?"))
    about = forms.CharField(label=_("A line about it"), required=False, max_length=200)


class CodeForm(forms.Form):
    digits = forms.CharField(
        label=_("Code of six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    clash_known = forms.BooleanField(label=_("I know, and I will manage both"), required=False)
