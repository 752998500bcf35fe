"""Days and weeks of action: set by those who lead, filled by regions, nobody ranked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds import services
from estafeta.deeds.models import ActionDay, Deed
from estafeta.journal.models import Entry
from tests import make

NAMES = {"name_kk": "Тазалық апталығы", "name_ru": "Неделя чистоты", "name_en": "Week of clean yards"}


def week(campaign=None, by=None, *, start=2, length=7, **words):
    first = timezone.localdate() + timedelta(days=start)
    return services.set_action_day(
        campaign or make.campaign(), by, type=make.deed_type(), starts_on=first,
        ends_on=first + timedelta(days=length - 1), words=NAMES | words,
    )  # fmt: skip


def filled(day, territory, **fields):
    usual = {"starts_at": timezone.now() + timedelta(days=3), "campaign": day.campaign, "action_day": day}
    return make.deed(organisation=make.organisation(territory=territory), **(usual | fields))


def test_who_leads_the_campaign_sets_it_once_and_nobody_else_can():
    campaign = make.campaign()
    leader, elsewhere = make.coordinator(campaign.territory), make.coordinator(make.region("Abai region"))

    assert week(campaign, leader) == week(campaign, leader)

    assert ActionDay.objects.count() == 1
    assert Entry.objects.filter(act="set").count() == 2
    with pytest.raises(NotPossible):
        week(campaign, elsewhere)


@pytest.mark.parametrize(("wrong", "reason"), [
    ({"length": 15}, "two weeks"), ({"start": 28}, "outside the campaign"), ({"name_ru": " "}, "three languages"),
    ({"name_kk": "a" * 121}, "too long"), ({"length": 0}, "before the first"),
])  # fmt: skip
def test_what_is_no_day_of_action(wrong, reason):
    with pytest.raises(NotPossible, match=reason):
        week(**wrong)


def test_it_is_changed_under_the_same_address_and_never_into_another_one():
    day = week()
    other = week(day.campaign, name_en="Another")

    services.set_action_day(
        day.campaign, None, type=day.type, starts_on=day.starts_on, ends_on=day.starts_on, words=NAMES, day=day
    )

    day.refresh_from_db()
    assert day.ends_on == day.starts_on
    with pytest.raises(NotPossible, match="already"):
        services.set_action_day(
            day.campaign, None, type=day.type, starts_on=day.starts_on, ends_on=day.ends_on, words=NAMES, day=other
        )


def test_taking_part_asks_for_the_place_and_who_invites_and_nothing_else(client):
    day, town = week(), make.town()
    login = make.user("Aigul")
    client.force_login(login)

    answer = client.get(f"/en/deeds/new/day/{day.pk}/", follow=True)
    assert answer.redirect_chain[-1][0].endswith("/new/where/")
    assert "Week of clean yards" in answer.content.decode()
    answer = client.post("/en/deeds/new/where/", {"territory": town.code}, follow=True)
    assert answer.redirect_chain[-1][0].endswith("/new/places/")
    answer = client.post("/en/deeds/new/places/", {"places_0": "20"}, follow=True)
    assert answer.redirect_chain[-1][0].endswith("/new/who/")
    client.post("/en/deeds/new/who/", {"organisation": "new", "group_name": "Our yard"})
    client.post("/en/deeds/new/preview/")

    made = Deed.objects.get()
    assert (made.action_day, made.title, made.type) == (day, "Week of clean yards", day.type)
    assert timezone.localdate(made.starts_at) == day.starts_on


def test_a_deed_outside_the_days_does_not_fill_them():
    day, by = week(), make.user().person
    at = timezone.now() + timedelta(days=20)

    with pytest.raises(NotPossible, match="outside the days"):
        services.prepare(
            by, campaign=day.campaign, type=day.type, territory=make.town(), title="T", group_name="Friends",
            language="en", slots=[services.Slot(at, at + timedelta(hours=2), 5)], action_day=day,
        )  # fmt: skip

    assert not Deed.objects.exists()


def test_days_that_are_over_take_no_deed(client):
    day = week()
    ActionDay.objects.update(starts_on=day.starts_on - timedelta(days=20), ends_on=day.ends_on - timedelta(days=20))
    client.force_login(make.user())

    answer = client.get(f"/en/deeds/new/day/{day.pk}/", follow=True)

    assert "These days are over." in answer.content.decode()


def test_the_page_says_which_regions_have_deeds_and_which_not_yet_in_the_order_of_the_alphabet(client):
    abai, pavlodar, karaganda = (make.region(name) for name in ("Abai region", "Pavlodar region", "Karaganda region"))
    day = week()
    for status in ("announced", "cancelled", "draft"):
        place = pavlodar if status == "announced" else karaganda
        filled(day, make.town(status, parent=place), status=status)
    filled(day, make.town("Late", parent=abai), starts_at=timezone.now() + timedelta(days=15))
    filled(day, make.town("Ekibastuz", parent=pavlodar))

    text = client.get(f"/en/campaigns/{day.campaign.slug}/days/").content.decode()

    have, without = text.split("Regions without a deed in it so far")
    assert "Pavlodar region" in have
    assert "Pavlodar region" not in without
    assert "Abai region" not in have
    assert without.index("Abai region") < without.index("Karaganda region")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_three_days_as_for_one(client, django_assert_max_num_queries, number):
    campaign, region = make.campaign(), make.region()
    for one in range(number):
        filled(week(campaign, name_en=f"Week {one}"), make.town(f"Town {one}", parent=region))
    client.get(f"/en/campaigns/{campaign.slug}/days/")

    with django_assert_max_num_queries(7):
        assert client.get(f"/en/campaigns/{campaign.slug}/days/").status_code == 200


def test_a_leader_sets_one_on_the_page_and_finds_what_is_wrong_with_it(client):
    campaign = make.campaign()
    make.deed_type("park")
    leader = make.coordinator(campaign.territory)
    client.force_login(leader.user)
    first = timezone.localdate() + timedelta(days=1)
    told = NAMES | {"type": "park", "starts_on": first.isoformat(), "ends_on": (first - timedelta(days=1)).isoformat()}
    address = f"/en/campaigns/{campaign.slug}/days/set/"

    assert client.post(address, told).status_code == 422
    answer = client.post(address, told | {"ends_on": first.isoformat()}, follow=True)

    day = ActionDay.objects.get()
    assert (day.set_by, day.name_ru) == (leader, "Неделя чистоты")
    assert f"{address}?day={day.pk}" in answer.content.decode()
    assert 'value="Неделя чистоты"' in client.get(f"{address}?day={day.pk}").content.decode()
    assert client.get(f"{address}?day=999").status_code == 404
