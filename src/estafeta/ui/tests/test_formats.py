"""Dates as each language writes them; Django has no formats for Kazakh and American ones for English."""

from datetime import date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats, timezone, translation

SPACE = "\N{NO-BREAK SPACE}"
MOMENT = datetime(2010, 5, 4, 9, 7)  # noqa: DTZ001 -- only its writing matters


@pytest.mark.parametrize(
    ("language", "kind", "written"),
    [
        ("kk", "DATE_FORMAT", "2010 жылғы 4 мамыр"),
        ("kk", "SHORT_DATE_FORMAT", "04.05.2010"),
        ("kk", "MONTH_DAY_FORMAT", "4 мамыр"),
        ("kk", "TIME_FORMAT", "09:07"),
        ("ru", "DATE_FORMAT", "4 мая 2010 г."),
        ("ru", "DATETIME_FORMAT", "4 мая 2010 г., 09:07"),
        ("ru", "YEAR_MONTH_FORMAT", "Май 2010 г."),
        ("en", "DATE_FORMAT", "4 May 2010"),
        ("en", "DATETIME_FORMAT", "4 May 2010, 09:07"),
        ("en", "SHORT_DATE_FORMAT", "4 May 2010"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(language, kind, written):
    with translation.override(language):
        assert formats.date_format(MOMENT, kind) == written


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_week_begins_on_monday(language):
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("kk", "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі"),
        ("ru", "понедельник вторник среда четверг пятница суббота воскресенье"),
    ],
)
def test_days_have_their_names(language, days):
    monday = date(2010, 5, 3)
    with translation.override(language):
        assert " ".join(formats.date_format(monday + timedelta(n), "l") for n in range(7)) == days


@pytest.mark.parametrize(
    ("language", "typed"), [("kk", "04.05.2010"), ("ru", "4.5.10"), ("en", "04/05/2010"), ("en", "2010-05-04")]
)
def test_a_date_is_read_as_people_of_the_language_type_it(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == date(2010, 5, 4)


@pytest.mark.parametrize("typed", ["31.02.2010", "soon"])
def test_a_date_that_is_none_is_told_in_kazakh(typed):
    class When(forms.Form):
        on = forms.DateField()

    with translation.override("kk"):
        assert When({"on": typed}).errors == {"on": ["Күнді тексеріңіз, мысалы: 12.05.2010"]}


def test_time_that_passed_is_told_in_kazakh():
    ago = timezone.now() - timedelta(days=3, hours=2)

    with translation.override("kk"):
        assert Template("{{ ago|timesince }}").render(Context({"ago": ago})) == f"3{SPACE}күн, 2{SPACE}сағат"
