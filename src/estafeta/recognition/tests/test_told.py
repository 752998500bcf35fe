"""“I was told to come”: nobody is kept, five are needed, their hours leave the hours given, and stand apart."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.journal.models import Entry
from estafeta.notifications.models import Letter
from estafeta.notifications.services import text_of
from estafeta.recognition import queries, services
from estafeta.recognition.models import ToldMark
from estafeta.recognition.tests.test_book import held, was_there
from estafeta.tally.models import Told
from estafeta.tally.queries import by, figure, told_where, with_told
from tests import make


@pytest.fixture
def deed():
    """Ten people for an hour each."""
    made = held("Subbotnik")
    for number in range(10):
        was_there(make.person(f"P{number}"), made, "A" if number % 2 else "C", 60)
    return made


def say(deed, people):
    for number in range(people):
        services.say_told(deed, who=f"person {deed.pk} {number}")


def test_four_wait_and_five_leave_the_hours_and_stand_apart(deed):
    say(deed, 4)
    assert (services.release_told(), figure(deed.campaign).hours.value) == (0, 10)

    say(deed, 5)

    assert (services.release_told(), services.release_told()) == (5, 0)
    hours = figure(deed.campaign).hours
    assert (hours.value, hours.parts["told_minutes"]) == (5, 300)
    assert sum(hours.grades[grade] for grade in "ABC") == 5
    assert figure(deed.campaign).participations.value == 10
    parts = with_told(by(deed.campaign, "territory"), figure(deed.campaign))
    assert sum(part.minutes for part in parts) == 300


def test_what_was_said_before_a_moment_is_not_in_the_figure_of_before(deed):
    before = figure(deed.campaign)
    say(deed, 5)
    services.release_told()

    assert figure(deed.campaign, as_of=before.recorded_until).hours == before.hours


def test_nothing_is_kept_of_who_said_it_and_when(deed):
    entries = Entry.objects.count()
    person = make.person("Aigul")
    services.say_told(deed, who=queries.who_of(person.pk))

    kept = ToldMark.objects.get()
    assert {field.name for field in ToldMark._meta.get_fields()} == {"id", "mark", "deed", "counted"}
    assert str(person.pk) != kept.mark
    assert Entry.objects.count() == entries


def test_one_person_says_it_once_by_letter_and_by_page(client, deed):
    login = make.user("Aigul")
    client.force_login(login)
    token = queries.link_to_say_told(login.person, deed)

    client.post(f"/en/deeds/{deed.slug}/told/")
    client.logout()
    client.post(f"/en/told/{token}/")

    assert ToldMark.objects.count() == 1
    assert client.get("/en/told/1-1:forged/").status_code == 404


def test_a_stranger_says_it_once_from_one_place(client, deed):
    for _press in range(3):
        assert client.post(f"/en/deeds/{deed.slug}/told/").status_code == 200

    assert ToldMark.objects.count() == 1


def test_never_more_leave_than_were_there():
    made = held()
    for number in range(6):
        was_there(make.person(f"P{number}"), made, "A", 60)
    say(made, 40)

    assert (services.release_told(), services.release_told()) == (6, 0)
    assert figure(made.campaign).hours.value == 0


def test_a_few_of_each_of_several_deeds_count_for_the_nearest_territory_above():
    campaign, region = make.campaign(), make.region()
    towns = [make.town(f"Town {number}", parent=region) for number in range(3)]
    for town in towns:
        made = held(campaign=campaign, organisation=make.organisation(territory=town))
        for number in range(2):
            was_there(make.person(f"P{number}"), made, "A", 60)
        say(made, 2)

    assert services.release_told() == 6

    told = Told.objects.get()
    assert (told.territory, told.organisation, told.heads, told.minutes) == (region, None, 6, 360)
    assert [(one.territory, one.heads) for one in told_where(campaign, [region.path])] == [(region, 6)]
    assert told_where(campaign, [make.region("Abai region").path]) == []


def test_it_is_said_after_the_deed_and_for_ninety_days(deed):
    with pytest.raises(NotPossible, match="once the deed is over"):
        services.say_told(make.deed(), who="x")
    with pytest.raises(NotPossible, match="ninety days"):
        services.say_told(deed, who="x", now=timezone.now() + timedelta(days=200))


def test_everybody_counted_is_thanked_once_with_a_way_to_say_it(deed):
    services.thank_for(deed.pk)
    services.thank_for(deed.pk)

    assert Letter.objects.filter(kind="deed_thanks").count() == 10
    subject, body = text_of(Letter.objects.filter(kind="deed_thanks").first())
    assert subject == "Thank you: Subbotnik"
    assert "/told/" in body
