"""How long people wait for an answer: from kept moments, for those whose territories they are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.appeals import queries
from estafeta.appeals.models import Pledge
from tests import make

NOW = timezone.now()
SINCE = NOW - timedelta(days=90)
PAGE = "/en/appeals/reply-times/"


@pytest.fixture
def region():
    return make.region()


@pytest.fixture
def town(region):
    return make.town(parent=region)


def asked(town, *, hours=None, days_ago=10, **more):
    sent = NOW - timedelta(days=days_ago)
    replied = sent + timedelta(hours=hours) if hours is not None else None
    return make.appeal(
        territory=town, sent_at=sent, replied_at=replied, status="published" if replied else "sent", **more
    )


def test_the_median_and_the_share_within_48_hours_of_each_desk(region, town):
    for hours in (1, 3, 100):
        asked(town, hours=hours)
    asked(town)  # silent for ten days: due, and not answered
    asked(town, days_ago=1)  # not due yet
    boss = make.coordinator(region)

    (desk,) = queries.reply_times_of_desks(boss, SINCE, NOW)

    assert (desk.key, desk.answered, desk.in_time, desk.due) == (town.pk, 3, 2, 4)
    assert (desk.median, desk.share) == (timedelta(hours=3), 50)


def test_an_appeal_that_rose_counts_for_the_desk_that_kept_silent(region, town):
    asked(town, hours=60, waits_at=region)

    assert [one.key for one in queries.reply_times_of_desks(make.coordinator(region), SINCE, NOW)] == [town.pk]


def test_organisations_are_measured_from_promise_to_hand_over(region, town):
    body = make.organisation(territory=town)
    need = make.need(of=asked(town, hours=1))
    for number, (status, hours, day) in enumerate([("received", 24, 5), ("delivered", 48, 5), ("promised", None, -1)]):
        made_at = NOW - timedelta(days=8)
        Pledge.objects.create(
            need=need, person=make.person(), organisation=body, quantity=1, status=status, client_key=str(number),
            made_at=made_at, lapses_at=NOW + timedelta(days=day),
            settled_at=made_at + timedelta(hours=hours) if hours else None,
        )  # fmt: skip

    (one,) = queries.reply_times_of_givers(make.coordinator(region), SINCE, NOW)

    assert (one.key, one.answered, one.in_time, one.due, one.median) == (body.pk, 2, 2, 3, timedelta(hours=36))


def test_a_coordinator_sees_the_own_subtree_and_others_no_page(client, region, town):
    asked(town, hours=2)
    elsewhere = make.town("Abai")
    asked(elsewhere, hours=2)
    client.force_login(make.coordinator(region).user)
    page = client.get(PAGE).content.decode()
    assert town.name in page
    assert "Abai" not in page
    assert "100 %" in page.replace("\xa0", " ")
    assert client.get(PAGE, {"days": "nonsense"}).status_code == 200

    client.force_login(make.user("Aigul"))
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("desks", [1, 3])
def test_it_costs_the_same_for_one_desk_and_for_many(client, region, desks, django_assert_num_queries):
    for number in range(desks):
        asked(make.town(f"Town {number}", parent=region), hours=number)
    client.force_login(make.coordinator(region).user)

    with django_assert_num_queries(9):
        client.get(PAGE)
