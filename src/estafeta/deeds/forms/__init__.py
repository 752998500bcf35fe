"""What organisers fill in: the steps of a deed, and the short forms of its own page."""

from estafeta.deeds.forms.action_days import ActionDayForm
from estafeta.deeds.forms.acts import CallOffForm, CopyForm, RefuseForm, RepeatForm, ReportForm, RightForm, TogetherForm
from estafeta.deeds.forms.photos import DescribeForm, PhotosForm
from estafeta.deeds.forms.steps import STEPS, StepForm, shift_words
from estafeta.deeds.forms.telling import (
    Answers,
    answers_for_day,
    answers_from,
    form_of,
    slots_of,
    told_by,
    told_of,
    typed,
)

__all__ = [
    "STEPS",
    "ActionDayForm",
    "Answers",
    "CallOffForm",
    "CopyForm",
    "DescribeForm",
    "PhotosForm",
    "RefuseForm",
    "RepeatForm",
    "ReportForm",
    "RightForm",
    "StepForm",
    "TogetherForm",
    "answers_for_day",
    "answers_from",
    "form_of",
    "shift_words",
    "slots_of",
    "told_by",
    "told_of",
    "typed",
]
