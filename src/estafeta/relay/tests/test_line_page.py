from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.relay import queries, services
from estafeta.relay.models import Bundle
from estafeta.relay.services import Recipient
from tests import make

pytestmark = pytest.mark.django_db


def chain(length: int, campaign=None):
    """Deeds each of which led to the next, the last one still to come; the first answers an appeal."""
    campaign = campaign or make.campaign()
    appeal = make.appeal(campaign=campaign)
    now, before, deeds = timezone.now(), None, []
    for number in range(length):
        ended = now - timedelta(days=length - number - 1, hours=2)
        coming = number == length - 1 and number > 0
        starts = now + timedelta(days=2) if coming else ended - timedelta(hours=3)
        announced = ended if coming else ended - timedelta(hours=6)
        deed = make.deed(
            f"Deed {number}", status="announced" if coming else "done", campaign=campaign, starts_at=starts,
            announced_at=announced,
        )  # fmt: skip
        deeds.append(deed)
        if before is None:
            deed.answers.create(appeal=appeal)
        else:
            giver = make.person()
            bundle = Bundle.objects.create(deed=before, person=giver, size=3, handed_at=before.ends_at)
            passed = services.pass_on(bundle, giver, Recipient(), client_key="k", now=before.ends_at)
            services.carry(passed, deed, make.person(), way="joined", at=before.ends_at + timedelta(minutes=90))
        before = deed
    services.redraw(campaign)
    return campaign, appeal, deeds


def test_the_line_grows_from_its_appeal():
    campaign, appeal, deeds = chain(4)

    course = queries.course(queries.Asked(campaign, appeal))

    assert (course.deeds, course.generations) == (4, [1, 1, 1, 1])
    assert queries.longest_chain(course.figures["deepest"]) == deeds
    assert (course.figures["accepted"], course.acceptance.value, course.on_the_way) == (3, 1.0, 0)
    assert sum(one.deeds for one in course.weeks) == 3


def test_an_earlier_day_knows_nothing_of_what_came_later():
    campaign, _appeal, _deeds = chain(4)
    whole = queries.course(queries.Asked(campaign))
    earlier = queries.course(queries.Asked(campaign, day=whole.first_day))

    assert earlier.deeds < whole.deeds
    assert queries.places_of(queries.Asked(campaign, day=whole.first_day)).count() == earlier.deeds


def test_drawing_again_changes_nothing():
    campaign, appeal, _deeds = chain(3)
    before = queries.course(queries.Asked(campaign, appeal)).figures

    assert services.redraw(campaign) == 3
    assert queries.course(queries.Asked(campaign, appeal)).figures == before


@pytest.mark.parametrize("length", [1, 5])
def test_the_page_costs_the_same_whatever_the_length_of_the_line(client, length, django_assert_num_queries):
    chain(length)

    with django_assert_num_queries(14):
        answer = client.get("/en/relay/")

    assert answer.status_code == 200


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_line_and_picture_are_read_in_three_languages(client, language):
    _campaign, appeal, deeds = chain(3)

    page = client.get(f"/{language}/relay/").content.decode()
    line = client.get(f"/{language}/relay/{appeal.slug}/").content.decode()
    card = client.get(f"/{language}/relay/card.svg")

    assert 'class="sun"' in page
    assert 'class="sun"' in line
    assert all(deed.title in page for deed in deeds)
    assert card["Content-Type"].startswith("image/svg+xml")


def test_an_empty_relay_says_how_it_begins(client):
    make.campaign()

    assert "The line has not begun yet" in client.get("/en/relay/").content.decode()


@pytest.mark.parametrize("day", ["1582-10-04", "9999-12-31", "yesterday", "", "2026-13-45", "\x00"])
def test_no_day_breaks_the_page(client, day):
    chain(2)

    assert client.get("/en/relay/", {"day": day}).status_code == 200


def test_programs_read_the_same_figures(client):
    campaign, appeal, deeds = chain(4)

    told = client.get("/api/v1/relay", {"appeal": appeal.slug}).json()

    course = queries.course(queries.Asked(campaign, appeal))
    assert (told["deeds"], told["generations"]) == (course.deeds, course.generations)
    assert told["longest_chain"] == [deed.slug for deed in deeds]
    assert client.get("/api/v1/relay", {"appeal": "none"}).status_code == 404


def test_a_deeds_page_tells_where_it_came_from_and_what_it_led_to(client):
    _campaign, _appeal, deeds = chain(3)

    page = client.get(deeds[1].get_absolute_url()).content.decode()

    assert deeds[0].title in page
    assert deeds[2].title in page


def test_a_place_shows_the_batons_that_were_passed_to_it_and_no_person(client):
    balkhash, giver = make.town("Balkhash"), make.person("Secret Giver")
    deed = make.deed(
        "Yard", status="done", starts_at=timezone.now() - timedelta(days=1), territory=make.town("Temirtau")
    )
    bundle = Bundle.objects.create(deed=deed, person=giver, size=3, handed_at=deed.ends_at)
    services.pass_on(bundle, giver, Recipient(territory=balkhash), client_key="k")

    page = client.get(balkhash.get_absolute_url()).content.decode()

    assert "Temirtau passes the baton to Balkhash" in page
    assert "Secret Giver" not in page
