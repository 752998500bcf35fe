"""Needs and the promises that meet them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.appeals import queries, services
from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from tests import make


def state(need):
    return queries.need_states(need.appeal)[0]


def promise(need, quantity=4, person=None, key="k1", **more):
    return services.pledge(need, person or make.person("Bolat"), quantity=quantity, client_key=key, **more)


def test_a_pledge_meets_a_need_in_part_and_answers_the_appeal():
    need = make.need(quantity=10)

    promise(need, 4)

    found = state(need)
    assert (found.pledged, found.delivered, found.remaining, found.over) == (4, 0, 6, 0)
    need.appeal.refresh_from_db()
    assert need.appeal.status == "answered"


def test_the_same_key_twice_is_one_pledge():
    need, bolat = make.need(), make.person("Bolat")

    assert promise(need, person=bolat) == promise(need, person=bolat)
    assert state(need).pledged == 4


def test_more_than_is_missing_is_promised_only_on_purpose_and_shows():
    need = make.need(quantity=5)
    promise(need, 4)

    with pytest.raises(NotPossible, match="Only 1 is"):
        promise(need, 4, key="k2", person=make.person("Vera"))
    promise(need, 4, key="k3", knowing_it_is_covered=True)

    assert (state(need).remaining, state(need).over) == (0, 3)


@pytest.mark.parametrize("quantity", [0, -1, 10**10])
def test_a_quantity_is_a_whole_number_from_one(quantity):
    with pytest.raises(NotPossible):
        promise(make.need(), quantity, knowing_it_is_covered=True)


def test_what_lapses_frees_the_rest_and_the_appeal_waits_again():
    need = make.need()
    made = promise(need)
    at = made.lapses_at

    assert services.lapse(at - timedelta(days=1)) == 0
    assert Letter.objects.filter(kind="pledge_due").count() == 1
    assert services.lapse(at) == 1
    assert services.lapse(at) == 0

    need.appeal.refresh_from_db()
    assert (state(need).remaining, need.appeal.status) == (10, "published")
    assert Letter.objects.filter(kind="pledge_lapsed").count() == 1


def test_giver_delivers_and_receiver_confirms_and_it_counts_once():
    need, bolat = make.need(), make.person("Bolat")
    made = promise(need, person=bolat)

    with pytest.raises(NotPossible, match="Only who promised"):
        services.deliver(made, make.person("Stranger"))
    services.deliver(made, bolat)
    services.receive(made, by=need.appeal.asker)
    services.receive(made, by=need.appeal.asker)

    assert (state(need).pledged, state(need).delivered) == (4, 4)
    with pytest.raises(NotPossible, match="another state"):
        services.withdraw_pledge(made, bolat)


def test_a_permit_is_answered_by_a_verified_authority_with_a_reason():
    need = make.need("permit to build", kind="permit", quantity=1)
    mayor = make.person("Mayor")
    city = make.organisation("City hall", kind="authority", owner=mayor)

    with pytest.raises(NotPossible, match="verified authority"):
        promise(need, 1)
    made = promise(need, 1, person=mayor, organisation=city)
    with pytest.raises(NotPossible, match="Write why not"):
        services.answer_permit(made, mayor, granted=False)
    services.answer_permit(made, mayor, granted=False, reason="A pipe lies there.")
    assert state(need).remaining == 1

    again = promise(need, 1, person=mayor, organisation=city, key="k2")
    services.answer_permit(again, mayor, granted=True)
    assert (state(need).remaining, state(need).delivered) == (0, 1)


def test_one_pledges_only_for_an_organisation_of_ones_own():
    with pytest.raises(NotPossible, match="Only organisers"):
        promise(make.need(), organisation=make.organisation())


def test_givers_are_told_what_came_of_it():
    need = make.need()
    promise(need)

    services.mark_done(need.appeal, by=None, words="The ground is ready.")

    assert Letter.objects.filter(kind="appeal_outcome").count() == 1


def test_an_appeal_that_is_closed_takes_no_help():
    with pytest.raises(NotPossible, match="takes no help"):
        promise(make.need(of=make.appeal(status="withdrawn")))


def test_needs_of_an_appeal_cost_two_queries(django_assert_num_queries):
    appeal = make.appeal()
    for number in range(3):
        make.need(f"thing {number}", of=appeal)

    with django_assert_num_queries(2):
        queries.need_states(appeal)


def test_over_a_day_past_needs_are_told():
    need = make.need(needed_by=timezone.localdate() - timedelta(days=1))

    assert queries.due_needs(need.appeal, timezone.localdate()) == [need]
