"""A report that does not come: who is asked, when, and how often."""

from datetime import timedelta

import pytest

from estafeta.deeds import services, tasks
from estafeta.deeds.models import Deed, DeedOrganiser
from estafeta.deeds.tests.test_announcing import acts
from estafeta.deeds.tests.test_reporting import over
from estafeta.notifications.models import Letter
from estafeta.notifications.services import choose_rhythm, text_of
from tests import make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def aigul():
    return make.person("Aigul")


def chase(deed: Deed, *, days: int) -> int:
    return services.chase_reports(now=deed.ends_at + days * DAY + HOUR)


def letters() -> list[tuple[str, int]]:
    found = Letter.objects.filter(kind__in=["report_due", "report_missing"]).order_by("pk")
    return [(letter.person.name, letter.details["days"]) for letter in found.select_related("person")]


def test_organisers_are_asked_on_the_day_after_3_and_7_days_and_then_the_coordinator_each_once(aigul):
    deed = over(aigul)
    choose_rhythm(make.coordinator(deed.territory, "Serik"), "never")

    asked = [chase(deed, days=day) for day in range(30) for _again in range(2)]

    assert letters() == [("Aigul", 0), ("Aigul", 3), ("Aigul", 7), ("Serik", 10)]
    assert (sum(asked), chase(deed, days=31)) == (4, 0)
    assert acts(deed)[-4:] == ["report_chased"] * 4


def test_co_organisers_are_asked_too_and_who_stands_in_both_organisations_once(aigul):
    deed = over(aigul)
    beside = make.organisation("School 5", owner=make.person("Marat"))
    DeedOrganiser.objects.create(deed=deed, organisation=beside)
    beside.memberships.create(person=aigul, role="organiser")

    chase(deed, days=0)

    assert sorted(letters()) == [("Aigul", 0), ("Marat", 0)]


def test_a_clock_that_stood_still_asks_once_and_not_for_every_day_it_missed(aigul):
    deed = over(aigul)

    chase(deed, days=8)

    assert letters() == [("Aigul", 7)]


def test_nobody_is_asked_for_what_is_reported_called_off_still_ahead_or_was_written_down_afterwards(aigul):
    reported, afterwards = over(aigul), over(aigul)
    services.report(reported, aigul, amount=None, story="Sixty elms stand.")
    Deed.objects.filter(pk=afterwards.pk).update(made_at=afterwards.ends_at + HOUR)
    make.deed(status="cancelled", ends_at=reported.ends_at)
    make.deed(status="announced", ends_at=reported.ends_at)

    assert (chase(reported, days=3), letters()) == (0, [])


def test_a_report_that_came_between_two_letters_stops_them(aigul):
    deed = over(aigul)
    chase(deed, days=0)
    services.report(deed, aigul, amount=None, story="Sixty elms stand.")

    assert (chase(deed, days=3), letters()) == (0, [("Aigul", 0)])


def test_many_deeds_that_were_asked_about_cost_two_queries(aigul, django_assert_num_queries):
    organisation = make.organisation(owner=aigul)
    at = make.tomorrow()
    for _number in range(5):
        make.deed(status="done", organisation=organisation, starts_at=at)
    services.chase_reports(now=at + DAY)

    with django_assert_num_queries(2):
        services.chase_reports(now=at + DAY)


@pytest.mark.parametrize(
    ("language", "subjects", "words"),
    [
        ("kk", {"Қалай өтті? Planting a park", "Есеп әлі жоқ: Planting a park"}, ["3 күн бұрын", "10 күн бұрын"]),
        ("ru", {"Как всё прошло? Planting a park", "Отчёта пока нет: Planting a park"}, ["3 дня", "10 дней"]),
        ("en", {"How did it go? Planting a park", "No report yet: Planting a park"}, ["3 days ago", "10 days ago"]),
    ],
)
def test_the_letters_say_it_in_the_readers_language(language, subjects, words, settings):
    deed = over(make.person("Aigul", language=language))
    serik = make.coordinator(deed.territory, "Serik")
    choose_rhythm(serik, "never")
    type(serik).objects.filter(pk=serik.pk).update(language=language)
    for days in (3, 10):
        chase(deed, days=days)

    texts = [text_of(letter) for letter in Letter.objects.filter(kind__startswith="report_").order_by("pk")]

    assert {subject for subject, _body in texts} == subjects
    assert [word in body for word, (_subject, body) in zip(words, texts, strict=True)] == [True, True]
    assert f"{settings.SITE_URL}/{language}/deeds/{deed.slug}/report/" in texts[0][1]


def test_the_clocks_job_asks(aigul):
    deed = over(aigul)
    Deed.objects.filter(pk=deed.pk).update(ends_at=make.tomorrow() - 2 * DAY, made_at=make.tomorrow() - 3 * DAY)

    tasks.chase_reports(timestamp=0)

    assert letters() == [("Aigul", 0)]
