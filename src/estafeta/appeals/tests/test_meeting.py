"""Needs that somebody can meet: by place, kind and words; what one gives; searches that tell of what is new."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.appeals import queries, services
from estafeta.appeals.models import Giving, SavedSearch
from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from estafeta.notifications.services import text_of
from tests import make

NEEDS = "/en/appeals/needs/"


@pytest.fixture
def town():
    return make.town()


@pytest.fixture
def bolat(town):
    human = make.user("Bolat").person
    make.organisation("Sand and gravel", owner=human, territory=town, kind="business")
    return human


@pytest.fixture
def browser(client, bolat):
    client.force_login(bolat.user)
    return client


def found(**wanted) -> list[str]:
    return [need.what for need in queries.needs_to_meet(queries.Wanted(**wanted))]


def search(bolat, town, **more) -> SavedSearch:
    said = {"name": "Sand", "territory": town, "kinds": ["material"], "now": timezone.now() - timedelta(days=1)}
    return services.save_search(bolat, **(said | more))


def letters() -> list[list[str]]:
    told = Letter.objects.filter(kind="needs_found").order_by("pk")
    return [[line["what"] for part in letter.details["found"] for line in part["lines"]] for letter in told]


def test_needs_are_found_by_place_kind_and_any_word_and_only_while_something_is_missing(town):
    appeal = make.appeal("A ground for football", territory=town)
    make.need("sand", of=appeal)
    make.need("a bus", of=appeal, kind="transport")
    make.need("covered", of=appeal, quantity=1)
    services.pledge(appeal.needs.get(what="covered"), make.person(), quantity=1, client_key="k")
    make.need("dropped", of=appeal, dropped_at=timezone.now(), drop_reason="Enough")
    make.need("elsewhere", of=make.appeal(territory=make.town("Abai")))
    make.need("not public", of=make.appeal(territory=town, status="sent"))

    assert found(territory=town) == ["sand", "a bus"]
    assert found(territory=town, kinds=["transport"]) == ["a bus"]
    assert found(territory=town, words="SAND gravel") == ["sand"]
    assert found(territory=town, words="футбол football") == ["sand", "a bus"]


def test_part_of_a_need_that_is_promised_leaves_the_rest(town):
    need = make.need("sand", of=make.appeal(territory=town), quantity=10)
    services.pledge(need, make.person(), quantity=4, client_key="k")

    assert [one.missing for one in queries.needs_to_meet(queries.Wanted())] == [6]


def test_what_an_organisation_gives_is_what_its_people_are_shown_first(browser, bolat, town):
    appeal = make.appeal(territory=town)
    make.need("sand", of=appeal)
    make.need("volunteers", of=appeal, kind="people")
    assert "volunteers" in browser.get(NEEDS).content.decode()

    browser.post("/en/appeals/giving/", {"whose": bolat.memberships.get().organisation.slug, "kinds": ["material"]})

    page = browser.get(NEEDS).content.decode()
    assert Giving.objects.get().kinds == ["material"]
    assert "sand" in page
    assert "volunteers" not in page
    assert "volunteers" in browser.get(NEEDS, {"kinds": "people"}).content.decode()


def test_nobody_says_what_somebody_elses_organisation_gives(town):
    body = make.organisation(owner=make.person(), territory=town)

    with pytest.raises(NotPossible):
        services.say_what_one_gives(make.person("Other"), kinds=["people"], organisation=body)
    with pytest.raises(NotPossible, match="no such kind"):
        services.say_what_one_gives(make.person("Other"), kinds=["gold"])


@pytest.mark.parametrize("needs", [1, 4])
def test_the_page_costs_the_same_for_one_need_and_for_many(browser, bolat, town, needs, django_assert_num_queries):
    for number in range(needs):
        make.need(f"thing {number}", of=make.appeal(territory=town))
        search(bolat, town, name=f"Search {number}")

    with django_assert_num_queries(11):
        browser.get(NEEDS, {"territory": town.code})


def test_a_letter_tells_of_what_is_new_once_and_not_of_what_was_there(bolat, town):
    make.need("there before", of=make.appeal(territory=town))
    kept = search(bolat, town, now=timezone.now())
    make.need("new sand", of=make.appeal(territory=town))
    make.need("a bus", of=make.appeal(territory=town), kind="transport")
    later = timezone.now() + timedelta(minutes=5)

    assert services.tell_givers(now=later) == 1
    assert services.tell_givers(now=later) == 0
    assert services.tell_givers(now=later + timedelta(days=1)) == 0

    assert letters() == [["new sand"]]
    kept.refresh_from_db()
    assert kept.told_until > later


def test_a_need_written_down_before_its_appeal_is_published_is_new_when_it_is(bolat, town):
    boss, appeal = make.coordinator(town), make.appeal(territory=town, status="sent")
    make.need("sand", of=appeal)
    search(bolat, town, now=timezone.now())
    assert services.tell_givers(now=timezone.now() + timedelta(minutes=5)) == 0

    services.publish(appeal, boss, now=timezone.now() + timedelta(minutes=10))

    assert services.tell_givers(now=timezone.now() + timedelta(minutes=20)) == 1


def test_two_searches_that_find_the_same_are_one_letter_that_says_it_once(bolat, town):
    search(bolat, town)
    search(bolat, town, name="Everything", kinds=[])
    make.need("sand", of=make.appeal(territory=town))

    services.tell_givers(now=timezone.now() + timedelta(minutes=5))

    assert letters() == [["sand"]]


def test_a_paused_search_is_silent_and_going_on_tells_nothing_old(browser, bolat, town):
    kept = search(bolat, town)
    path = f"/en/appeals/needs/searches/{kept.pk}"
    browser.post(f"{path}/pause/")
    make.need("sand", of=make.appeal(territory=town))
    assert services.tell_givers(now=timezone.now() + timedelta(minutes=5)) == 0

    browser.post(f"{path}/resume/")
    assert services.tell_givers(now=timezone.now() + timedelta(minutes=5)) == 0
    assert browser.post(f"{path}/delete/").status_code == 302
    assert browser.post(f"{path}/delete/").status_code == 404


def test_a_search_is_kept_from_the_page_under_its_name_and_is_nobody_elses(browser, client, bolat, town):
    said = {"name": "Sand", "territory": town.code, "kinds": ["material"], "words": "sand"}
    page = browser.post("/en/appeals/needs/searches/", said, follow=True).content.decode()
    browser.post("/en/appeals/needs/searches/", said)
    kept = SavedSearch.objects.get()
    assert "once a day at most" in page
    assert (kept.person, kept.kinds, kept.words) == (bolat, ["material"], "sand")

    client.force_login(make.user("Other").person.user)
    assert client.post(f"/en/appeals/needs/searches/{kept.pk}/delete/").status_code == 404
    assert "Sand" not in client.get(NEEDS).content.decode()


def test_there_are_twenty_searches_at_most(bolat, town):
    for number in range(20):
        search(bolat, town, name=str(number))

    with pytest.raises(NotPossible, match="twenty"):
        search(bolat, town, name="One more")
    with pytest.raises(NotPossible, match="name"):
        search(bolat, town, name="  ")


def test_the_letter_names_what_is_missing_and_leads_there(bolat, town):
    search(bolat, town)
    appeal = make.appeal(territory=town)
    make.need("sand", of=appeal, quantity=7)
    services.tell_givers(now=timezone.now() + timedelta(minutes=5))

    text = "".join(text_of(Letter.objects.get(kind="needs_found")))
    assert "sand: 7 t" in text
    assert f"/appeals/{appeal.slug}/" in text
