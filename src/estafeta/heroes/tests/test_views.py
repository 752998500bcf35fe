"""What the pages of heroes show, and what they cost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from estafeta.heroes import services
from estafeta.heroes.models import Nomination
from estafeta.moderation.models import Case, Hiding
from tests import make

HERO = {"hero_name": "Марат Өтеген", "title": "Out of the ice", "story": "He pulled two boys out of the ice."}


@pytest.mark.parametrize("heroes", [1, 3])
def test_the_roll_costs_the_same_whatever_its_length(client, heroes, django_assert_num_queries):
    town = make.town()
    for number in range(heroes):
        make.hero(f"Hero {number}", nomination=make.nomination(status="honoured", territory=town))

    with django_assert_num_queries(7):
        page = client.get("/en/heroes/").content.decode()

    assert page.count("card--achieved") == heroes


@pytest.mark.parametrize("sheets", [1, 3])
def test_a_jurors_list_costs_the_same_whatever_its_length(client, sheets, django_assert_num_queries):
    town = make.town()
    for _number in range(sheets):
        make.nomination(status="verified", territory=town)
    client.force_login(make.juror(town).user)

    with django_assert_num_queries(10):
        page = client.get("/en/heroes/jury/").content.decode()

    assert page.count("/en/heroes/jury/sheet-") == sheets


@pytest.mark.parametrize("waiting", [1, 3])
def test_a_coordinators_list_costs_the_same_whatever_its_length(client, waiting, django_assert_num_queries):
    town = make.town()
    for _number in range(waiting):
        make.nomination("Waits", territory=town)
        scored = make.nomination("Judged", status="verified", territory=town)
        services.score(scored, make.juror(town, "Other Juror"), risk=5, effort=5, effect=5, example=5)
    client.force_login(make.coordinator(town).user)

    with django_assert_num_queries(20):
        page = client.get("/en/heroes/check/").content.decode()

    assert (page.count(">Waits<"), page.count(">Judged<")) == (waiting, waiting)


def test_nothing_of_a_nomination_is_public_before_consent(client):
    town = make.town()
    make.nomination(status="verified", territory=town, hero_name="Secret Hero")

    pages = [client.get(address).content.decode() for address in ("/en/heroes/", "/en/heroes/how/", "/api/v1/heroes")]

    assert [page for page in pages if "Secret" in page or "Nominator" in page] == []


def test_the_roll_is_searched_with_any_spelling(client):
    town = make.town()
    make.hero("Мәрзия Қалиева", nomination=make.nomination(status="honoured", territory=town))
    make.hero("Иван Петров", nomination=make.nomination(status="honoured", territory=town))

    page = client.get("/en/heroes/", {"q": "марзия калиева"}).content.decode()

    assert ("Мәрзия" in page, "Иван" in page) == (True, False)


def test_a_form_keeps_what_was_typed_and_names_the_fault(client):
    make.campaign(territory=make.country())

    answer = client.post("/en/heroes/nominate/", HERO | {"preview": "1", "happened_on": "1582-01-01"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Марат Өтеген"' in page
    assert "id_duty_as_told" in page
    assert not Nomination.objects.exists()


def test_an_old_day_is_refused_with_a_sentence(client):
    town = make.town()
    make.campaign(territory=make.country())
    told = HERO | {
        "happened_on": "1582-01-01", "duty_as_told": "none", "language": "en", "name": "Aigul",
        "contact": "a@example.org",
        "territory": town.code, "send": "1",
    }  # fmt: skip

    answer = client.post("/en/heroes/nominate/", told)

    assert (answer.status_code, "too long ago" in answer.content.decode()) == (422, True)


def test_the_consent_page_changes_nothing_when_it_is_looked_at(client):
    nomination = make.nomination(status="checking", consent="asked", asked=make.person("Family"))
    address = reverse("heroes:consent", args=[nomination.consent_token])

    assert client.get(address).status_code == 200

    nomination.refresh_from_db()
    assert nomination.consent == "asked"
    assert client.get(reverse("heroes:consent", args=["x"])).status_code == 404


def test_who_is_asked_for_nothing_yet_finds_nothing(client):
    nomination = make.nomination()

    assert client.get(reverse("heroes:consent", args=[nomination.consent_token])).status_code == 404


def test_ones_own_nomination_is_not_on_ones_desk(client):
    town = make.town()
    chief = make.coordinator(town)
    own, other = make.nomination(territory=town, nominator=chief), make.nomination(territory=town)
    client.force_login(chief.user)

    assert client.get(reverse("heroes:check", args=[own.pk])).status_code == 404
    assert client.get(reverse("heroes:check", args=[other.pk])).status_code == 200


def test_a_hidden_hero_has_no_page(client):
    hero = make.hero(nomination=make.nomination(status="honoured"))
    assert client.get(hero.get_absolute_url()).status_code == 200

    type(hero).objects.update(hidden_at=timezone.now())

    assert client.get(hero.get_absolute_url()).status_code == 404


def test_a_hero_hidden_after_a_report_is_on_no_page(client):
    hero = make.hero(nomination=make.nomination(status="honoured"))
    assert client.get(reverse("web:report", args=["hero", hero.pk])).status_code == 200

    case = Case.objects.create(
        kind="heroes.hero", number=hero.pk, title="A", territory=hero.territory, waits_at=hero.territory,
        waits_since=timezone.now(),
    )  # fmt: skip
    Hiding.objects.create(kind="heroes.hero", number=hero.pk, case=case, reason="false", hidden_by=make.person())

    assert client.get(hero.get_absolute_url()).status_code == 404
    assert client.get("/api/v1/heroes").json()["items"] == []
