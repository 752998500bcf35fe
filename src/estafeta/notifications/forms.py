from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.notifications.models import Rhythm


class RhythmForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("A letter that says what waits for you"), choices=Rhythm.Choice, widget=forms.RadioSelect
    )
