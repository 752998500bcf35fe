"""What a bulk act asks for besides its rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import appeals_coordinated_by
from estafeta.base.texts import clean
from estafeta.people.models import Person
from estafeta.web.desk.bulk import Act

MOST_TARGETS = 200


class _Appeals(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} · {obj.territory.name}"


class BulkForm(forms.Form):
    """One field, or none: the reason, the note, or the appeal to which others are joined."""

    def __init__(self, data: Any, *, act: Act, person: Person) -> None:
        super().__init__(data, auto_id="id_%s", use_required_attribute=False)
        if act.asks == "words":
            self.fields["told"] = forms.CharField(label=act.label, max_length=200)
        elif act.asks == "appeal":
            public = appeals_coordinated_by(person).filter(status__in=Appeal.HELPABLE).order_by("title", "pk")
            near = list(public.values_list("pk", flat=True)[:MOST_TARGETS])
            self.fields["told"] = _Appeals(
                label=act.label, queryset=public.filter(pk__in=near), empty_label=_("Choose one")
            )

    def clean_told(self) -> Any:
        told = self.cleaned_data["told"]
        return clean(told, most=200) if isinstance(told, str) else told

    @property
    def told(self) -> Any:
        return self.cleaned_data.get("told", "")
