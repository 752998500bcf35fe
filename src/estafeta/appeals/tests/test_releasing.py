"""Givers are told when what they promised is not needed any more."""

import pytest

from estafeta.appeals import queries, services
from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from tests import make


@pytest.fixture
def town():
    return make.town()


def told() -> list[tuple[str, str]]:
    letters = Letter.objects.filter(kind="pledge_released").order_by("pk")
    return [(letter.person.name, letter.details["what"]) for letter in letters]


def test_who_promised_is_told_when_the_asker_takes_the_appeal_back(town):
    appeal = make.appeal(territory=town)
    sand, paint = make.need("sand", of=appeal), make.need("paint", of=appeal)
    made = services.pledge(sand, make.person("Bolat"), quantity=2, client_key="1")
    brought = (
        services.deliver(services.pledge(paint, make.person("Vera"), quantity=1, client_key="1"), make.person())
        if False
        else services.pledge(paint, make.person("Vera"), quantity=1, client_key="1")
    )
    services.deliver(brought, brought.person)

    services.withdraw(appeal)
    services.withdraw(appeal)

    made.refresh_from_db()
    brought.refresh_from_db()
    assert (made.status, brought.status) == ("released", "delivered")
    assert told() == [("Bolat", "sand")]


def test_a_dropped_need_frees_its_givers_and_is_shown_no_more(town):
    boss, appeal = make.coordinator(town), make.appeal(territory=town)
    sand, paint = make.need("sand", of=appeal), make.need("paint", of=appeal)
    services.pledge(sand, make.person("Bolat"), quantity=2, client_key="1")

    services.drop_need(sand, boss, reason="The city gave it")
    services.drop_need(sand, boss, reason="The city gave it")

    appeal.refresh_from_db()
    assert told() == [("Bolat", "sand")]
    assert ([state.need for state in queries.need_states(appeal)], appeal.status) == ([paint], "published")
    with pytest.raises(NotPossible, match="not needed any more"):
        services.pledge(sand, make.person("Late"), quantity=1, client_key="2")


def test_what_was_brought_of_a_dropped_need_stays_and_nothing_is_missing(town):
    appeal = make.appeal(territory=town)
    sand = make.need("sand", of=appeal, quantity=10)
    made = services.pledge(sand, make.person("Bolat"), quantity=4, client_key="1")
    services.deliver(made, made.person)

    services.drop_need(sand, make.coordinator(town), reason="Enough")

    (state,) = queries.need_states(appeal)
    assert (state.need.quantity, state.delivered, state.remaining) == (4, 4, 0)


def test_only_a_coordinator_of_the_territory_drops_a_need_and_says_why(town):
    need = make.need(of=make.appeal(territory=town))

    with pytest.raises(NotPossible):
        services.drop_need(need, make.coordinator(make.town("Abai")), reason="So")
    with pytest.raises(NotPossible, match="why"):
        services.drop_need(need, make.coordinator(town), reason="  ")
    with pytest.raises(NotPossible, match="phone number"):
        services.drop_need(need, make.coordinator(town), reason="Ring 8 701 123 45 67")
