"""Invitations, answers, places, quotas, programme and seats of a forum."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from estafeta.base.errors import NotPossible
from estafeta.base.texts import latin
from estafeta.deeds.services import load_types
from estafeta.forum import queries, rules, services
from estafeta.forum.models import Guest, Quota, Seat
from estafeta.notifications.models import Letter
from estafeta.participation.rules import may_sign_up
from tests import make


@pytest.fixture
def forum():
    return make.forum()


@pytest.fixture
def chief(forum):
    return make.coordinator(forum.deed.campaign.territory, "Chief")


def invited(quota, chief, name="Aigul", **more):
    contact = ("email", f"{latin(name).lower()}@example.org")
    return services.invite(quota, chief, name=name, contact=contact, **more)


def refused(act):
    with pytest.raises(NotPossible) as refusal:
        act()
    return str(refusal.value.reason)


def test_a_forum_is_opened_as_a_deed_by_invitation():
    load_types()
    campaign = make.campaign(territory=make.country())
    town = make.town()
    chief = make.coordinator(make.country())
    body = make.organisation(owner=chief, territory=town)
    starts_at = timezone.now() + timedelta(days=9)

    made = services.open_forum(
        chief, campaign=campaign, organisation=body, territory=town, words={"title_ru": "Форум патриотов"},
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=8), rows=10, row_seats=20,
        answers_until=starts_at.date(), meeting_point="Palace", language="ru",
    )  # fmt: skip

    shift = made.deed.shifts.get()
    assert (made.title, made.deed.status, shift.capacity) == ("Форум патриотов", "announced", 200)
    assert "by invitation" in may_sign_up(make.person(), shift, at=timezone.now()).reason


def test_an_invitation_takes_its_quota_and_is_sent_once(forum, chief):
    quota = make.quota(forum, seats=3)

    one = invited(quota, chief, companions=1)
    again = invited(quota, chief, companions=1)

    quota.refresh_from_db()
    assert (one.pk, quota.used, Letter.objects.filter(kind="forum_invitation").count()) == (again.pk, 2, 1)
    assert "no seats left" in refused(lambda: invited(quota, chief, "Bolat", companions=1))
    assert invited(quota, chief, "Bolat").seats == 1


def test_a_coordinator_invites_out_of_their_own_region_only(forum, chief):
    own, other = make.region("Own region"), make.region("Other region")
    local = make.coordinator(own, "Local")
    mine, theirs = make.quota(forum, territory=own), make.quota(forum, territory=other)

    assert invited(mine, local).pk
    assert "do not coordinate" in refused(lambda: invited(theirs, local, "Bolat"))


def test_a_guest_comes_with_companions_and_then_cannot(forum, chief):
    quota = make.quota(forum)
    guest = invited(quota, chief, companions=2)

    services.come(guest, seats=3, companions=["Bolat"], arrives="Train 43")
    guest.refresh_from_db()
    assert (guest.answer, guest.sign_up.status, guest.sign_up.seats, guest.arrives) == (
        "coming",
        "going",
        3,
        "Train 43",
    )
    assert forum.deed.shifts.get().places_taken == 3
    services.decline(guest)

    guest.refresh_from_db()
    quota.refresh_from_db()
    assert (guest.answer, guest.sign_up.status, quota.used) == ("declined", "cancelled", 0)
    assert forum.deed.shifts.get().places_taken == 0


def test_who_comes_back_takes_the_quota_again_if_it_is_there(forum, chief):
    quota = make.quota(forum, seats=1)
    guest = invited(quota, chief)
    services.decline(guest)
    other = invited(quota, chief, "Bolat")

    assert "no seats left" in refused(lambda: services.come(guest))
    services.take_back(other, chief)
    services.come(guest)

    assert sorted(Guest.objects.values_list("answer", flat=True)) == ["coming", "withdrawn"]


def test_a_full_hall_has_a_waiting_list(chief):
    forum = make.forum(rows=1, row_seats=2)
    chief = make.coordinator(forum.deed.campaign.territory, "Second")
    quota = make.quota(forum)
    first, second, third = (invited(quota, chief, name) for name in ("Aigul", "Bolat", "Vera"))
    for guest in (first, second, third):
        services.come(guest)

    assert [Guest.objects.get(pk=one.pk).sign_up.status for one in (first, second, third)] == [
        "going", "going", "waiting",
    ]  # fmt: skip
    assert len(queries.coming(forum)) == 2


def test_no_more_come_than_were_invited(forum, chief):
    guest = invited(make.quota(forum), chief, companions=1)

    assert "for fewer" in refused(lambda: services.come(guest, seats=3))
    assert services.come(guest, seats=2).answer == "coming"


def test_answers_end_on_their_day(forum, chief):
    guest = invited(make.quota(forum), chief)
    late = timezone.now() + timedelta(days=6)

    assert "is over" in refused(lambda: services.come(guest, now=late))


def test_heroes_are_invited_out_of_their_regions(chief):
    forum = make.forum()
    chief = make.coordinator(forum.deed.campaign.territory, "Second")
    town = make.town(parent=make.region("Heroes' region"))
    make.quota(forum, seats=2, territory=town.parent)
    for name in ("One Hero", "Two Hero"):
        told = make.nomination(status="honoured", hero_name=name, territory=town, campaign=forum.deed.campaign,
                               asked=make.person(name))  # fmt: skip
        make.hero(name, nomination=told)

    assert services.invite_heroes(forum, chief) == (1, 1)
    assert services.invite_heroes(forum, chief) == (0, 1)
    assert Guest.objects.get().hero is not None


def test_a_quota_never_falls_below_what_is_used(forum, chief):
    quota = make.quota(forum, seats=3)
    invited(quota, chief)

    assert "taken by invitations" in refused(
        lambda: services.set_quota(forum, chief, territory=quota.territory, seats=0)
    )
    assert services.set_quota(forum, chief, territory=quota.territory, seats=1).seats == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.update(used=5)


def test_a_room_is_given_once_at_a_time(forum, chief):
    begins = forum.deed.starts_at

    def session(title, after, minutes=60):
        return services.add_session(
            forum, chief, room_words={"name_en": "Hall"}, starts_at=begins + timedelta(minutes=after),
            ends_at=begins + timedelta(minutes=after + minutes), words={"title_en": title},
        )  # fmt: skip

    one = session("Opening", 0)

    assert session("Opening", 0).pk == one.pk
    assert "in use" in refused(lambda: session("Other", 30))
    assert "within the time" in refused(lambda: session("Late", 600))
    assert session("Next", 60).room == one.room


def test_everybody_has_a_seat_beside_their_own_and_heroes_sit_in_front(forum, chief):
    quota = make.quota(forum, seats=12)
    hero = make.hero(nomination=make.nomination(status="honoured", campaign=forum.deed.campaign))
    plain, honoured = (
        invited(quota, chief, "Bolat", companions=2),
        invited(quota, chief, "Hero", hero=hero, companions=1),
    )
    services.come(plain, seats=3, companions=["Vera"])
    services.come(honoured, seats=2)

    assert services.seat_everybody(forum, chief) == 5
    assert services.seat_everybody(forum, chief) == 5

    told = list(Seat.objects.values_list("row", "number", "name"))
    assert told[:2] == [(1, 1, "Hero"), (1, 2, "Companion of Hero")]
    assert [(row, number) for row, number, _name in told[2:]] == [(2, 1), (2, 2), (2, 3)]


@given(st.lists(st.integers(1, 6), max_size=15), st.integers(1, 6), st.integers(1, 8))
@pytest.mark.no_database
def test_no_seat_is_given_twice_and_none_is_left_while_somebody_stands(parties, rows, row_seats):
    given_seats = rules.seated(parties, rows, row_seats)

    everybody = [seat for party in given_seats for seat in party]
    assert len(set(everybody)) == len(everybody)
    assert all(1 <= row <= rows and 1 <= number <= row_seats for row, number in everybody)
    assert len(everybody) == min(sum(parties), rows * row_seats)


def test_badges_and_diplomas_are_papers(forum, chief):
    hero = make.hero("Мәрзия Қалиұлы", nomination=make.nomination(
        status="honoured", hero_name="Мәрзия Қалиұлы", shown_name="Мәрзия Қалиұлы", campaign=forum.deed.campaign
    ))  # fmt: skip
    guest = invited(make.quota(forum), chief, "Мәрзия", hero=hero, companions=1)
    services.come(guest, seats=2)

    papers = [queries.badges_pdf(forum), queries.diplomas_pdf(forum), queries.diplomas_pdf(forum)]

    assert [paper[:5] for paper in papers] == [b"%PDF-"] * 3
    assert papers[1] == papers[2]
