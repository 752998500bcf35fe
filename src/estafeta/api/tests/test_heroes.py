"""The roll of honour as open data: with consent, and no minor's name."""

import json

from django.utils import timezone

from tests import make


def test_heroes_are_read_and_a_minor_has_no_name(client):
    town = make.town()
    shown = make.hero("Aliya Known", nomination=make.nomination(status="honoured", territory=town))
    make.hero("", is_minor=True, nomination=make.nomination(status="honoured", territory=town, hero_name="Child Name"))
    make.hero("Hidden One", hidden_at=timezone.now(), nomination=make.nomination(status="honoured", territory=town))
    make.nomination(status="verified", territory=town, hero_name="Waiting One")

    answer = client.get("/api/v1/heroes", {"territory": town.code}).json()

    told = [(item["id"] == shown.slug, item["name"]) for item in answer["items"]]
    assert told == [(True, "Aliya Known"), (False, None)]
    for secret in ("Child Name", "Hidden One", "Waiting One", "@example", "Nominator"):
        assert secret not in json.dumps(answer)
    assert client.get("/api/v1/heroes", {"territory": "nowhere"}).json()["items"] == []
