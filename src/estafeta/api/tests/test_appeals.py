"""Appeals as open data: what is needed and how it stands, never who asks."""

import json

from estafeta.appeals import services
from tests import make


def test_appeals_are_read_with_their_needs(client):
    town = make.town()
    appeal = make.appeal(territory=town, private_detail="Flat 7")
    need = make.need(of=appeal, quantity=10)
    services.pledge(need, make.person("Bolat"), quantity=4, client_key="k")
    make.appeal("Waiting", status="sent", territory=town)

    answer = client.get("/api/v1/appeals", {"territory": town.code}).json()

    assert [(item["id"], item["status"]) for item in answer["items"]] == [(appeal.slug, "answered")]
    told = answer["items"][0]["needs"][0]
    assert (told["pledged"], told["delivered"], told["remaining"]) == (4, 0, 6)
    whole = client.get(f"/api/v1/appeals/{appeal.slug}").json()
    assert [step["status"] for step in whole["steps"]] == ["answered"]
    for secret in ("Flat 7", "Asker", "Bolat", "@example", appeal.token):
        assert secret not in json.dumps([answer, whole])


def test_what_is_not_public_is_not_there(client):
    appeal = make.appeal(status="sent")

    assert client.get(f"/api/v1/appeals/{appeal.slug}").status_code == 404
    assert client.get("/api/v1/appeals?territory=nowhere").json()["items"] == []
    assert client.get("/api/v1/appeals?state=lost").status_code == 422


def test_a_list_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    for number in range(5):
        make.need(of=make.appeal(f"Books {number}"))

    with django_assert_max_num_queries(5):
        client.get("/api/v1/appeals")
