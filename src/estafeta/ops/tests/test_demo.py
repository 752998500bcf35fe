"""`estafeta demo`: loaded once, counted by the tally alone, nobody real in it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum

from estafeta.appeals.models import Appeal
from estafeta.appeals.queries import dead_ends, need_states, public_appeals
from estafeta.appeals.rules import may_be_read_by_all
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.services import load_types
from estafeta.heroes.models import Hero, Nomination
from estafeta.heroes.queries import agreement
from estafeta.participation.models import SignUp
from estafeta.people.models import Person
from estafeta.tally.queries import figure
from estafeta.tally.services import verify
from estafeta.territories.services import load_builtin


def demo(**options) -> dict[str, object]:
    out = StringIO()
    call_command("demo", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def assert_appeals():
    """Temirtau's is the first, and was confirmed; the others stand everywhere on the line, with nothing impossible."""
    first = Appeal.objects.order_by("sent_at")[0]
    assert (first.territory.name_en, first.status) == ("Temirtau", "confirmed")
    assert first.answered_by.get().deed.title == "Спортивная площадка для школьников Темиртау"
    assert Appeal.objects.count() == 40
    assert {appeal.language for appeal in Appeal.objects.all()} == {"kk", "ru", "en"}
    assert set(Appeal.objects.values_list("status", flat=True)) >= {"sent", "published", "answered", "done"}
    assert dead_ends() == []
    assert not any(state.over for appeal in Appeal.objects.all() for state in need_states(appeal))
    for appeal in public_appeals():
        assert may_be_read_by_all(appeal, appeal.title, appeal.about, appeal.for_whom)


def assert_heroes():
    """Two hundred are honoured, each with consent and a mark that reaches the bar; no minor is named."""
    assert Hero.objects.count() == 200
    assert Nomination.objects.filter(status="honoured", mark__gte=60, consent="given").count() == 200
    assert not Hero.objects.filter(is_minor=True).exclude(name="").exists()
    assert set(Nomination.objects.values_list("status", flat=True)) >= {"sent", "checking", "verified", "refused"}
    agreed = agreement(Campaign.objects.get())
    assert agreed is not None
    assert 0.5 < agreed < 1


def test_without_a_country_it_says_what_to_do_first():
    with pytest.raises(CommandError, match="estafeta load_territories"):
        demo()


def test_the_relay_of_2010_is_replayed_and_counted():
    load_builtin()
    load_types()

    told = demo()
    again = demo()

    campaign = Campaign.objects.get()
    counted = figure(campaign)
    assert (told["was_there"], again["was_there"], again["deeds"]) == (False, True, 0)
    assert Deed.objects.filter(status__in=Deed.HELD).count() == 470
    assert counted.participations.value == 300_000
    assert counted.deeds.value == 470
    assert campaign.is_example
    assert_appeals()
    assert_heroes()

    assert list(verify()) == []
    taken = SignUp.objects.filter(status="going").aggregate(Sum("seats"))["seats__sum"]
    assert Shift.objects.aggregate(Sum("places_taken"))["places_taken__sum"] == taken
    assert not Shift.objects.filter(places_taken__gt=F("capacity")).exists()
    assert not Person.objects.exclude(email__endswith="@example.org").exclude(email="").exists()
    assert {deed.language for deed in Deed.objects.all()} == {"kk", "ru", "en"}
