import pytest
from django.utils import timezone

from estafeta.tally import queries, services
from tests import make


def test_campaigns_say_themselves_in_three_languages(client):
    campaign = make.campaign(is_example=True)

    (item,) = client.get("/api/v1/campaigns").json()["items"]

    assert item["id"] == campaign.slug
    assert item["theme"] == {"kk": "Біз — бір командамыз", "ru": "Мы — одна команда", "en": "We are one team"}
    assert item["is_example"] is True


def test_a_list_is_read_page_by_page_each_thing_once(client):
    town = make.town()
    for number in range(7):
        make.organisation(f"Alliance {number}", territory=town)

    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = client.get("/api/v1/organisations", {"limit": 3, "cursor": cursor}).json()
        seen += [item["name"] for item in page["items"]]
        cursor, pages = page["next"], pages + 1

    assert seen == [f"Alliance {number}" for number in range(7)]
    assert pages == 3


def test_territories_are_narrowed_by_parent_and_subtree(client):
    region = make.region("Karaganda region", code="KAR")
    make.town("Temirtau", parent=region, code="TEM")

    assert ids(client, "territories", parent="KAR") == ["TEM"]
    assert ids(client, "territories", under="KAR") == ["KAR", "TEM"]
    assert ids(client, "territories", under="nothing") == []


def ids(client, what, **asked):
    return [item["id"] for item in client.get(f"/api/v1/{what}", asked).json()["items"]]


def test_deeds_are_filtered_and_drafts_are_never_seen(client):
    park = make.deed("Planting a park")
    make.shift(of=park, capacity=7)
    make.deed("A concert", type=make.deed_type("concert"), territory=make.town("Kokshetau"))
    make.deed("Not yet", status="draft")

    assert ids(client, "deeds", type="park") == [park.slug]
    assert len(ids(client, "deeds")) == 2
    assert ids(client, "deeds", territory=park.territory.code, places="true") == [park.slug]
    whole = client.get(f"/api/v1/deeds/{park.slug}").json()
    assert (whole["can_join"], whole["places_left"], whole["shifts"][0]["capacity"]) == (True, 7, 7)
    assert whole["starts_at"].endswith("+05:00")
    assert ids(client, "deeds", **{"from": "1582-10-04", "to": "9999-12-31", "type": "park"}) == [park.slug]
    assert ids(client, "deeds", to="0001-01-01") == []


@pytest.mark.parametrize("status", ["draft", "review"])
def test_a_deed_that_is_not_public_is_not_found(client, status):
    deed = make.deed(status=status)

    answer = client.get(f"/api/v1/deeds/{deed.slug}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.fixture
def counted():
    deed = make.deed(status="done", starts_at=timezone.now())
    services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=make.person())
    return deed.campaign


def test_the_tally_is_the_figure_object(client, counted):
    moment = queries.figure(counted).recorded_until

    answer = client.get("/api/v1/tally", {"as_of": moment.isoformat()}).json()

    assert answer == queries.figure(counted, as_of=moment).as_dict()


@pytest.mark.parametrize("way", ["territory", "day", "type", "group", "grade"])
def test_the_tally_has_parts_that_add_up(client, counted, way):
    answer = client.get("/api/v1/tally", {"by": way}).json()

    assert sum(part["participations"] for part in answer["parts"]) == answer["metrics"][1]["value"] == 1


def test_a_live_figure_is_not_sent_again_until_something_is_counted(client, counted):
    first = client.get("/api/v1/tally")
    again = client.get("/api/v1/tally", headers={"If-None-Match": first["ETag"]})
    deed = counted.deeds.get()
    services.record(deed, "spectators", grade="C", heads=9, happened_at=deed.starts_at)
    anew = client.get("/api/v1/tally", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, anew.status_code) == (304, b"", 200)


def test_a_deed_is_not_sent_again_unless_it_changed(client):
    deed = make.deed()
    first = client.get(f"/api/v1/deeds/{deed.slug}")

    assert client.get(f"/api/v1/deeds/{deed.slug}", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_quoted_figure_is_read_with_its_definitions_in_the_readers_language(client, counted):
    kept = services.quote(queries.figure(counted))

    answer = client.get(f"/api/v1/figures/{kept.key}", {"lang": "en"}).json()

    assert answer["id"] == kept.key
    assert answer["metrics"][1]["definition"].startswith("One person in one deed")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("tally?as_of=yesterday", 422),
        ("tally?as_of=2999-01-01", 404),
        ("tally?as_of=2026-13-45", 404),
        ("tally?territory=none", 404),
        ("tally?by=colour", 422),
        ("deeds?cursor=!!", 422),
        ("organisations?cursor=azk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", 404),
        ("deeds?territory=none", 404),
        ("deeds?limit=0", 422),
        ("deeds?limit=99999999999999999999999", 422),
        ("deeds?near=here", 422),
        ("deeds?near=nan,nan", 422),
        ("deeds?near=999,50", 404),
        ("deeds?from=yesterday", 422),
        ("deeds/%00", 404),
        ("figures/none", 404),
        ("sign-ups/none", 404),
        ("nothing", 404),
        ("", 404),
    ],
)
def test_what_is_wrong_is_said_as_a_problem(client, counted, address, status):
    answer = client.get(f"/api/v1/{address}")

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_another_method_is_refused_as_a_problem(client):
    answer = client.put("/api/v1/deeds")

    assert (answer.status_code, answer.json()["status"]) == (405, 405)


def test_the_description_is_openapi_3_1_and_people_can_read_it_too(client):
    schema = client.get("/api/v1/openapi.json").json()

    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        "/api/v1/campaigns", "/api/v1/territories", "/api/v1/organisations", "/api/v1/deeds", "/api/v1/deeds/{id}",
        "/api/v1/appeals", "/api/v1/appeals/{id}", "/api/v1/appeals/{id}/pledges", "/api/v1/deeds/{id}/attendance",
        "/api/v1/tally", "/api/v1/figures/{id}", "/api/v1/deeds/{id}/sign-ups", "/api/v1/sign-ups/{token}",
        "/api/v1/heroes", "/api/v1/relay", "/api/v1/stories",
    }  # fmt: skip
    assert client.get("/api/v1/docs").status_code == 200


@pytest.mark.parametrize("deeds", [1, 3])
def test_a_list_costs_the_same_whatever_is_on_it(client, deeds, django_assert_num_queries):
    for _number in range(deeds):
        make.shift(of=make.deed())

    with django_assert_num_queries(3):
        client.get("/api/v1/deeds")
