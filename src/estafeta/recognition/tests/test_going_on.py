"""Who is written to when a campaign ends and the next begins: all are thanked, only those who agree hear again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.notifications.models import Letter
from estafeta.notifications.services import text_of
from estafeta.people.models import Consent
from estafeta.people.services import give_consent
from estafeta.recognition import queries, services
from estafeta.tally import services as tally
from tests import make


@pytest.fixture
def campaign():
    return make.campaign()


@pytest.fixture
def people(campaign):
    """Aigul agrees, Bolat does not, Aru is Bolat's child; Vera was never counted."""
    deed = make.deed(status="reported", campaign=campaign, starts_at=timezone.now() - timedelta(days=2))
    aigul, bolat, vera = (make.user(name).person for name in ("Aigul", "Bolat", "Vera"))
    aru = make.person("Aru", guardian=bolat, email="")
    for person in (aigul, bolat, aru):
        tally.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=person)
    give_consent(aigul, Consent.Purpose.NEXT_CAMPAIGN, by=aigul)
    return {"aigul": aigul, "bolat": bolat, "aru": aru, "vera": vera}


def test_everybody_is_thanked_once_and_asked_only_who_has_not_agreed(campaign, people):
    services.thank_everybody(campaign.pk)
    services.thank_everybody(campaign.pk)

    letters = {letter.key.rpartition(":")[2]: letter for letter in Letter.objects.filter(kind="campaign_closed")}
    assert set(letters) == {str(people[name].pk) for name in ("aigul", "bolat", "aru")}
    assert {key: letter.details["asks"] for key, letter in letters.items()} == {
        str(people["aigul"].pk): False, str(people["bolat"].pk): True, str(people["aru"].pk): True,
    }  # fmt: skip
    subject, body = text_of(letters[str(people["bolat"].pk)])
    assert subject == "Thank you: We are one team"
    assert "/going-on/" in body


def test_only_who_agreed_hears_that_the_relay_goes_on(campaign, people):
    following = make.campaign(continues=campaign, theme_en="Clean water")

    services.tell_of_next(following.pk)
    services.tell_of_next(following.pk)

    (letter,) = Letter.objects.filter(kind="campaign_continues")
    assert letter.person == people["aigul"]
    assert text_of(letter)[0] == "The relay goes on: Clean water"


@pytest.mark.parametrize("name", ["bolat", "aru"])
def test_one_press_agrees_and_opening_the_page_does_not(client, people, name):
    person = people[name]
    address = f"/en/going-on/{queries.link_to_come_along(person)}/"

    assert client.get(address).status_code == 200
    assert not Consent.objects.filter(person=person).exists()
    client.post(address)
    client.post(address)

    assert Consent.objects.get(person=person).given_by == people["bolat"]


def test_a_link_of_nobody_is_not_found(client):
    assert client.get("/en/going-on/17:forged/").status_code == 404
    assert client.post("/en/going-on/17:forged/").status_code == 404
