from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from estafeta.appeals import queries, rules
from estafeta.appeals.models import Appeal, Need
from estafeta.base.decisions import no
from estafeta.base.fields import normal_contact
from estafeta.base.images import Picture
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import organised_by
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_paths
from estafeta.photos.forms import PictureField
from estafeta.territories.forms import Ground, TerritoryField, ground_for
from estafeta.territories.rules.points import may_stand_at, point_typed
from estafeta.ui.fields import AsksAgain, Text

MYSELF = "me"
PICTURES_AT_ONCE = 3
EARLIEST_BIRTH = 1900
LAST_DAY_OF_A_YEAR = (12, 31)  # only the year is asked: taken as the youngest that a child may be


class WordsForm(forms.Form):
    """What an appeal says."""

    title = Text(
        label=_("What do you ask for, in one line?"),
        max_length=rules.LONGEST_TITLE,
        error_messages={"required": _("Write in one line what you ask for.")},
    )
    about = Text(
        label=_("Tell more about it"),
        help_text=_("Everybody reads this. No names, addresses or phone numbers, please."),
        max_length=rules.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    for_whom = Text(
        label=_("For whom?"),
        help_text=_("Without names: “pupils of our school”, “a neighbour of 84”."),
        max_length=rules.LONGEST_LINE,
        required=False,
    )
    private_detail = Text(
        label=_("For the coordinator alone"),
        help_text=_("A name, a flat, what should not be public."),
        max_length=rules.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    meeting_point = Text(label=_("Where exactly?"), max_length=rules.LONGEST_LINE, required=False)


class AskForm(AsksAgain, WordsForm):
    """An appeal in one short form; who is signed in is asked neither name nor contact."""

    ASKS: ClassVar[set[str]] = {"search", "change"}  # places by name, or one more look

    kind = forms.ChoiceField(
        label=_("What kind of help is it?"),
        choices=Appeal.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind that fits best.")},
    )
    territory = TerritoryField(label=_("In which city, town or aul?"))
    point = Text(
        label=_("The exact point"),
        help_text=_("Tap it on the map, or copy it from another map: 50.0547, 72.9646."),
        max_length=60,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("In which language did you write?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    name = Text(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact = Text(
        label=_("Your e-mail address or phone"),
        help_text=_("Only the coordinator sees it. Your private link is sent there."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    child_name = Text(
        label=_("Name of the child"),
        help_text=_("You ask for the child as its parent or guardian. The name is never shown."),
        max_length=200,
        required=False,
    )
    child_born_in = forms.IntegerField(label=_("Year in which the child was born"), required=False)
    organisation = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, person: Person | None, **options: Any) -> None:
        options["initial"] = {"language": get_language()} | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.person = person
        self.own: dict[str, Organisation] = {}
        if person is None:
            del self.fields["organisation"]
            return
        self.types_in = bool(coordinated_paths(person))
        if self.types_in:  # a coordinator may write for somebody who has no device
            for name in ("name", "contact"):
                self.fields[name].required = False
        else:
            del self.fields["name"], self.fields["contact"]
        self.own = {body.slug: body for body in organised_by(person)}
        choices = [(MYSELF, _("In my own name")), *((slug, body.name) for slug, body in self.own.items())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field
        self.fields["organisation"].initial = MYSELF
        if not self.own:
            del self.fields["organisation"]

    @property
    def ground(self) -> Ground:
        """The map on which the point is tapped, about the place that was chosen."""
        return ground_for(self["territory"].value())

    @property
    def child_open(self) -> bool:
        return any(self[name].errors or self[name].value() for name in ("child_name", "child_born_in"))

    def clean_contact(self) -> tuple[str, str] | None:
        typed = self.cleaned_data["contact"]
        return normal_contact(typed) if typed else None

    def clean_child_born_in(self) -> date | None:
        year = self.cleaned_data["child_born_in"]
        if year is None:
            return None
        today = timezone.localdate()
        if not EARLIEST_BIRTH <= year <= today.year:
            raise forms.ValidationError(_("Write the year in four digits, such as 2014."))
        return min(date(year, *LAST_DAY_OF_A_YEAR), today)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("child_name") and not said.get("child_born_in") and "child_born_in" not in self.errors:
            self.add_error("child_born_in", _("Tell the year in which the child was born."))
        typed, territory = said.get("point"), said.get("territory")
        if typed and territory is not None:
            point = point_typed(typed, territory)
            decision = (
                may_stand_at(territory, *point)
                if point
                else no(_("These are no coordinates. Example: 50.0547, 72.9646."))
            )
            if not decision:
                self.add_error("point", str(decision.reason))
            said["lon"], said["lat"] = point or (None, None)
        return said

    def words(self) -> dict[str, Any]:
        """The arguments of the service that are the appeal's own."""
        names = ("kind", "territory", "title", "about", "for_whom", "private_detail", "meeting_point", "language")
        point = {name: self.cleaned_data.get(name) for name in ("lon", "lat")}
        return {name: self.cleaned_data[name] for name in names} | point

    def who(self) -> dict[str, Any]:
        """Who asks, for `ask_without_account`."""
        said = self.cleaned_data
        kind, contact = said.get("contact") or ("", "")
        return {
            "name": said.get("name", ""),
            "child_name": said["child_name"],
            "child_born_on": said["child_born_in"],
        } | ({kind: contact} if kind else {})


class PicturesForm(forms.Form):
    """A few pictures of what is asked for, each with what can be seen in it."""

    consent = forms.BooleanField(
        label=_("Everybody who can be recognised agrees to be shown; for children, their parents do."), required=False
    )

    def __init__(self, *args: Any, rows: int = PICTURES_AT_ONCE, **options: Any) -> None:
        super().__init__(*args, **options)
        self.numbers = range(1, rows + 1)
        for number in self.numbers:
            self.fields[f"picture_{number}"] = PictureField(label=_("Picture"))
            self.fields[f"alt_{number}"] = Text(label=_("What can be seen in it?"), max_length=200, required=False)
        self.order_fields([name for name in self.fields if name != "consent"])

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"picture_{number}"], self[f"alt_{number}"]) for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.pictures() and not said.get("consent"):
            self.add_error("consent", _("Say that everybody who can be recognised agrees."))
        return said

    def pictures(self) -> list[tuple[Picture, str]]:
        said = self.cleaned_data
        found = [(said.get(f"picture_{number}"), said.get(f"alt_{number}", "")) for number in self.numbers]
        return [(picture, alt) for picture, alt in found if picture is not None]


class CodeForm(forms.Form):
    digits = forms.CharField(
        label=_("Code of six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PublicWordsForm(forms.Form):
    """What everybody is to read of an appeal, in the coordinator's hands."""

    title = Text(label=_("In one line"), max_length=rules.LONGEST_TITLE)
    about = Text(
        label=_("What everybody reads"),
        max_length=rules.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    for_whom = Text(label=_("For whom?"), max_length=rules.LONGEST_LINE, required=False)
    meeting_point = Text(label=_("Where exactly?"), max_length=rules.LONGEST_LINE, required=False)


class WordForm(forms.Form):
    """One line that an act needs: a question, a reason, what is missing."""

    words = Text(max_length=rules.LONGEST_LINE, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, label: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label


class MergeForm(forms.Form):
    into = forms.ChoiceField(label=_("Join it to"))

    def __init__(self, *args: Any, appeal: Appeal, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = {one.slug: one for one in queries.joinable(person, appeal)}
        choices = [(slug, one.title) for slug, one in self.found.items()]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field

    def clean_into(self) -> Appeal:
        return self.found[self.cleaned_data["into"]]


class WantedForm(forms.Form):
    """What somebody looks for among the needs; everything may stay empty."""

    territory = TerritoryField(label=_("In which place?"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("What can you give?"), choices=Need.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = Text(
        label=_("Words"),
        help_text=_("Any of them is enough: “sand excavator bus”."),
        max_length=rules.LONGEST_LINE,
        required=False,
    )

    @property
    def asks_again(self) -> bool:
        return self.is_bound and "search" in self.data

    def wanted(self) -> queries.Wanted:
        said = self.cleaned_data
        return queries.Wanted(said["territory"], said["kinds"], said["words"])


class SaveSearchForm(WantedForm):
    """A search under a name; kinds, words and place travel along hidden."""

    name = Text(label=_("Name of the search"), max_length=rules.LONGEST_LINE)
    territory = TerritoryField(label=_("In which place?"))


class GivingForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("What can you give?"), choices=Need.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = Text(
        label=_("In your own words"),
        help_text=_("What of it you have: “sand excavator bus”. Needs that hold one of these words are shown."),
        max_length=rules.LONGEST_LINE,
        required=False,
    )


class DropForm(forms.Form):
    """A need that is not needed any more, and why."""

    need = forms.ChoiceField(label=_("What is not needed any more?"))
    words = Text(label=_("Why not?"), max_length=rules.LONGEST_LINE, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, appeal: Appeal, **options: Any) -> None:
        super().__init__(*args, **options)
        self.needs = {str(one.pk): one for one in appeal.needs.filter(dropped_at=None)}
        choices = [(key, one.what) for key, one in self.needs.items()]
        self.fields["need"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field

    def clean_need(self) -> Need:
        return self.needs[self.cleaned_data["need"]]


class NeedForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of need?"), choices=Need.Kind.choices)
    what = Text(label=_("What is needed?"), max_length=rules.LONGEST_LINE)
    quantity = forms.IntegerField(
        label=_("How much?"),
        min_value=1,
        max_value=rules.MOST_QUANTITY,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    unit = Text(label=_("Unit"), help_text=_("people, t, m², hours"), max_length=30, required=False)
    needed_by = forms.DateField(
        label=_("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )


class PledgeForm(forms.Form):
    quantity = forms.IntegerField(
        label=_("How much do you promise?"),
        min_value=1,
        max_value=rules.MOST_QUANTITY,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    until = forms.DateField(
        label=_("By which day?"),
        help_text=_("If it is not brought by then, the promise lapses and others can help."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    organisation = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)
    more = forms.BooleanField(label=_("I want to promise more than is missing"), required=False)
    client_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, need: Need, **options: Any) -> None:
        usual = {"until": timezone.localdate() + rules.PLEDGE_LASTS, "organisation": MYSELF}
        options["initial"] = usual | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.zone = ZoneInfo(need.appeal.territory.time_zone)
        self.own = {body.slug: body for body in organised_by(person)}
        choices = [(MYSELF, str(_("In my own name"))), *((slug, body.name) for slug, body in self.own.items())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # -- known as a plain Field

    def promise(self) -> dict[str, Any]:
        """The arguments of the service."""
        said = self.cleaned_data
        return {
            "quantity": said["quantity"],
            "client_key": said["client_key"],
            "organisation": self.own.get(said["organisation"]),
            "lapses_at": datetime.combine(said["until"], time(23, 59), self.zone),
            "knowing_it_is_covered": said["more"],
        }
