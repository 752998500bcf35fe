"""One's own data: taken away whole and by nobody else; a guardian's consent taken back."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.utils import timezone

from estafeta.participation.services import make_team, sign_up, sign_up_child
from estafeta.people.models import Consent
from estafeta.people.queries import consents_of
from estafeta.relay.models import Bundle
from estafeta.relay.services import Recipient, accept, pass_on
from tests import make


@pytest.fixture
def aigul():
    return make.user("Aigul").person


def taken_by(client, person):
    client.force_login(person.user)
    answer = client.get("/en/me/data/data.zip")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="estafeta-')
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_the_file_holds_what_is_kept_of_oneself_and_nothing_of_others(client, aigul):
    shift = make.shift(of=make.deed("Planting a park"))
    sign_up(aigul, shift, seats=2, names=["Bolat"])
    sign_up(make.person("Vera"), shift)
    make.organisation("Club", owner=aigul)

    pack = taken_by(client, aigul)

    kept = json.loads(pack.read("data.json"))
    assert [(one["deed"], one["status"], one["others"]) for one in kept["sign_ups"]] == [
        ("Planting a park", "going", ["Bolat"])
    ]
    assert [one["organisation"] for one in kept["memberships"]] == ["Club"]
    assert [one["kind"] for one in kept["letters"]] == ["sign_up_going"]
    assert kept["person"][0]["email"] == aigul.email
    assert "Vera" not in str(kept)
    assert "Planting a park" in pack.read("data.html").decode()


def test_what_somebody_wrote_is_no_markup_in_the_page(client, aigul):
    make.appeal(asker=aigul, about="<script>alert(1)</script>")

    page = taken_by(client, aigul).read("data.html").decode()

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_child_is_in_the_file_of_its_guardian(client, aigul):
    sign_up_child(aigul, "Erlan", date(2015, 5, 5), make.shift())

    kept = json.loads(taken_by(client, aigul).read("data.json"))

    assert [one["name"] for one in kept["children"]] == ["Erlan"]
    assert [(one["of"], one["purpose"]) for one in kept["consents"]] == [("Erlan", "take_part")]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_stands_in_three_languages(client, aigul, language):
    client.force_login(aigul.user)

    assert client.get(f"/{language}/me/data/").status_code == 200


def test_a_guardian_takes_the_consent_back_and_the_childs_place_is_free(client, aigul):
    shift = make.shift(capacity=1)
    place = sign_up_child(aigul, "Erlan", date(2015, 5, 5), shift)
    client.force_login(aigul.user)

    client.post(f"/en/me/data/children/{place.person_id}/end-consent/")

    place.refresh_from_db()
    shift.refresh_from_db()
    assert (place.status, shift.places_taken) == ("cancelled", 0)
    assert consents_of(place.person) == set()
    assert Consent.objects.get(person=place.person).ended_at is not None


def test_nobody_takes_back_the_consent_of_another_guardian(client, aigul):
    place = sign_up_child(aigul, "Erlan", date(2015, 5, 5), make.shift())
    client.force_login(make.user("Vera"))

    answer = client.post(f"/en/me/data/children/{place.person_id}/end-consent/")

    place.refresh_from_db()
    assert (answer.status_code, place.status) == (404, "going")


def test_to_be_forgotten_needs_a_tick(client, aigul):
    client.force_login(aigul.user)

    client.post("/en/me/data/forget/")

    aigul.refresh_from_db()
    assert aigul.name == "Aigul"


def test_who_left_nothing_behind_is_signed_out_and_forgotten(client, aigul):
    client.force_login(aigul.user)

    answer = client.post("/en/me/data/forget/", {"sure": "1"}, follow=True)

    aigul.refresh_from_db()
    assert (aigul.name, aigul.user_id) == ("", None)
    assert "You are forgotten here." in answer.content.decode()
    assert client.get("/en/me/").status_code == 302


def test_a_coordinator_answers_on_the_desk_and_the_person_may_stay_until_then(client, aigul):
    region = make.region()
    make.organisation(owner=aigul, territory=make.town(parent=region))
    judge = make.coordinator(region, "Bolat")
    client.force_login(aigul.user)
    client.post("/en/me/data/forget/", {"sure": "1"})
    client.post("/en/me/data/stay/")
    assert not aigul.farewells.exists()
    client.post("/en/me/data/forget/", {"sure": "1"})
    assert "You asked on" in client.get("/en/me/data/").content.decode()
    farewell = aigul.farewells.get()

    client.force_login(judge.user)
    assert "Aigul" in client.get("/en/desk/").content.decode()
    client.post(f"/en/desk/farewells/{farewell.pk}/", {"answer": "yes"})

    farewell.refresh_from_db()
    assert (farewell.is_granted, farewell.settled_by) == (True, judge)
    assert "Aigul" not in client.get("/en/desk/").content.decode()


def test_ones_batons_and_teams_are_in_the_file_without_the_name_of_the_other(client, aigul):
    vera = make.person("Vera")
    deed = make.deed("A sports ground", status="done", starts_at=timezone.now() - timedelta(days=1))
    bundle = Bundle.objects.create(deed=deed, person=aigul, size=3, handed_at=deed.ends_at)
    accept(pass_on(bundle, aigul, Recipient(), client_key="k", words="Your turn"), vera)
    make_team(aigul, kind="family", name="We", territory=deed.territory)

    kept = json.loads(taken_by(client, aigul).read("data.json"))

    assert [(one["deed"], one["size"], one["passed"]) for one in kept["bundles"]] == [("A sports ground", 3, 1)]
    assert [(one["part"], one["status"], one["words"]) for one in kept["batons"]] == [
        ("giver", "accepted", "Your turn")
    ]
    assert [(one["team"], one["leads"]) for one in kept["teams"]] == [("We", True)]
    assert "Vera" not in str(kept)
