"""A field that asks for a territory by its name: typed, found, chosen; with a script in one go, without in two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.texts import clean
from estafeta.territories.models import Territory
from estafeta.territories.queries import described, search
from estafeta.territories.queries.outlines import ground_of

LONGEST_CODE = 32


@dataclass(frozen=True)
class Answer:
    """What a form sent: `code` was chosen, `typed` stood in the box, `asks` when the button Find was pressed."""

    code: str = ""
    typed: str = ""
    asks: bool = False


class TerritoryWidget(forms.Widget):
    template_name = "territories/_territory_field.html"

    def value_from_datadict(self, data, _files, name) -> Answer:
        return Answer(
            clean(data.get(name) or "", most=LONGEST_CODE),
            clean(data.get(f"{name}_q") or "", most=200),
            data.get("search") == name,
        )

    def value_omitted_from_data(self, data, _files, name) -> bool:
        return name not in data and f"{name}_q" not in data

    def get_context(self, name, value, attrs) -> dict[str, Any]:
        answer = value if isinstance(value, Answer) else Answer(code=str(value or ""))
        chosen = Territory.objects.filter(code=answer.code).first() if answer.code and not answer.asks else None
        results = [found.as_result() for found in described([chosen])] if chosen else []
        if not chosen and answer.typed:
            results = [found.as_result() for found in search(answer.typed)]
        context = super().get_context(name, value, attrs)
        context |= {
            "name": name,
            "url": reverse("territories:choose"),
            "search": results[0]["text"] if chosen and not answer.typed else answer.typed,
            "results": results,
            "value": chosen.code if chosen else "",
        }
        return context


@dataclass(frozen=True)
class Ground:
    """What a map for tapping a point is drawn on: `areas` is an address of outlines, `centre` "lon,lat"."""

    areas: str
    centre: str = ""


def ground_for(chosen: object) -> Ground:
    """The map about what was chosen in a TerritoryField: an answer, a territory, a code or nothing."""
    code = chosen.code if isinstance(chosen, Answer | Territory) else str(chosen or "")
    territory = Territory.objects.filter(code=code).first() if code else None
    areas = reverse("territories:outlines")
    if territory is None:
        return Ground(areas)
    drawn = ground_of(territory)
    centre = f"{territory.lon:.5f},{territory.lat:.5f}" if territory.lon is not None else ""
    return Ground(f"{areas}?territory={drawn}" if drawn else areas, centre)


def named_by(address: Mapping[str, Any]) -> Territory | None:
    """The place with which a link opens a form: `?territory=<code>`."""
    code = clean(address.get("territory") or "", most=LONGEST_CODE)
    return Territory.objects.pickable().filter(code=code).first() if code else None


class TerritoryField(forms.Field):
    """Cleans to a Territory, or None where it may be left out. Sends `<name>` (the code) and `<name>_q` (the text)."""

    widget = TerritoryWidget
    default_error_messages = {
        "required": _("Say where: type the name of a place and choose it."),
        "none": _("No place is called so. Try a part of its name, or the district."),
        "choose": _("Choose one of the places that were found."),
    }

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Territory) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        answer = data if isinstance(data, Answer) else Answer()
        return answer.code != (self.prepare_value(initial) or "") or answer.asks

    def to_python(self, value: Any) -> Territory | None:
        if not isinstance(value, Answer) or not (value.code or value.typed):
            return None
        if value.code and not value.asks:
            if chosen := Territory.objects.pickable().filter(code=value.code).first():
                return chosen
            raise ValidationError(self.error_messages["choose"], code="choose")
        found = search(value.typed)
        if not found:
            raise ValidationError(self.error_messages["none"], code="none")
        if len(found) > 1 or value.asks:
            raise ValidationError(self.error_messages["choose"], code="choose")
        return Territory.objects.get(code=found[0].code)
