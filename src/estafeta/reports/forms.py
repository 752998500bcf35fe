from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.organisations.queries import owned_by
from estafeta.people.models import Person
from estafeta.people.queries import coordinated_paths
from estafeta.reports import rules
from estafeta.territories.models import Territory
from estafeta.ui.fields import Text


def _word(label: Any) -> Text:
    return Text(label=label, max_length=rules.LONGEST_WORD, required=False, widget=forms.Textarea(attrs={"rows": 5}))


class PublishForm(forms.Form):
    """What a report speaks of, and the leader's word in three languages."""

    scope = forms.ChoiceField(label=_("What does the report speak of?"), widget=forms.RadioSelect)
    word_kk = _word(_("A word from the leader, in Kazakh"))
    word_ru = _word(_("A word from the leader, in Russian"))
    word_en = _word(_("A word from the leader, in English"))
    signed = Text(
        label=_("Signed"), help_text=_("Name and office, as they shall stand there."), max_length=200, required=False
    )

    def __init__(self, person: Person, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = dict(_scopes(person, campaign))
        scope: Any = self.fields["scope"]
        scope.choices = [(value, thing.name) for value, thing in self.things.items()]
        self.initial.setdefault("scope", next(iter(self.things), ""))

    def scope_chosen(self) -> dict[str, Territory | Organisation]:
        thing = self.things[self.cleaned_data["scope"]]
        return {"territory": thing} if isinstance(thing, Territory) else {"organisation": thing}

    def words(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"word_{code}"] for code in ("kk", "ru", "en")}


def _scopes(person: Person, campaign: Campaign) -> list[tuple[str, Territory | Organisation]]:
    """Whatever this person may publish about: the territories of their roles, the organisations they own."""
    paths = coordinated_paths(person, campaign.slug)
    within = [path for path in paths if path.startswith(campaign.territory.path)]
    if any(campaign.territory.path.startswith(path) for path in paths):
        within.insert(0, campaign.territory.path)
    places = Territory.objects.filter(path__in=within).order_by("depth", "path")
    owned = owned_by(person).order_by("name", "pk")
    return [(f"territory:{place.code}", place) for place in places] + [(f"organisation:{o.slug}", o) for o in owned]
