"""Opening a campaign, its goals, closing it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.campaigns import services
from estafeta.campaigns.models import Campaign, Goal
from estafeta.campaigns.queries import shown_campaign
from estafeta.campaigns.rules import may_lie_in, may_take_deeds
from estafeta.journal.queries import story_of
from tests import make


def opened(by=None, **changes):
    usual = {
        "slug": "one-team",
        "territory": make.country(),
        "starts_on": date(2010, 4, 2),
        "ends_on": date(2010, 5, 31),
        "words": {"theme": {"kk": "Біз — бір командамыз", "ru": "Мы — одна команда", "en": "We are one team"}},
        "goals": {"deeds": 470},
    }
    return services.open_campaign(by, **(usual | changes))


def test_a_campaign_is_opened_with_its_words_and_goals_and_twice_is_once():
    first = opened()
    again = opened(ends_on=date(2011, 1, 1))

    assert (first, again.ends_on) == (again, date(2010, 5, 31))
    assert (first.theme_kk, first.theme_ru, first.slogan_en) == ("Біз — бір командамыз", "Мы — одна команда", "")
    assert list(Goal.objects.values_list("metric", "target")) == [("deeds", 470)]
    assert list(story_of(first).values_list("act", flat=True)) == ["opened", "set_goal"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "Мы одна команда"}, "Latin letters"),
        ({"slug": ""}, "Latin letters"),
        ({"slug": "x" * 61}, "Latin letters"),
        ({"ends_on": date(1582, 10, 15)}, "ends before"),
        ({"ends_on": date(2020, 1, 1)}, "three years"),
        ({"words": {}}, "theme"),
        ({"words": {"theme": {"en": " \ud800"}}}, "theme"),
        ({"words": {"theme": {"en": "x" * 201}}}, "too long"),
        ({"goals": {"likes": 5}}, "metric"),
        ({"goals": {"deeds": -1}}, "metric"),
    ],
)
def test_bad_words_and_days_are_refused_and_nothing_is_left(changes, said):
    with pytest.raises(NotPossible, match=said):
        opened(**changes)

    assert Campaign.objects.count() == 0


def test_a_campaign_is_opened_by_the_coordinators_of_its_whole_territory():
    country = make.country()
    town = make.town()

    for person in (make.person("Stranger"), make.coordinator(town), make.coordinator(country, campaign="other")):
        with pytest.raises(NotPossible, match="do not coordinate"):
            opened(person, territory=country)

    assert opened(make.coordinator(country), territory=country).slug == "one-team"


def test_closing_is_done_once_and_no_deed_is_taken_after():
    campaign = opened()
    assert may_take_deeds(campaign)

    first = services.close_campaign(campaign, None)
    again = services.close_campaign(campaign, None, now=timezone.now() + timedelta(days=1))

    assert first.closed_at == again.closed_at
    assert not may_take_deeds(again)
    assert not may_take_deeds(None)


def test_a_deed_lies_in_the_campaigns_subtree():
    campaign = opened(territory=make.region("Karaganda region"))

    assert may_lie_in(make.town("Temirtau", parent=campaign.territory), campaign)
    assert not may_lie_in(make.country(), campaign)


def test_the_shown_campaign_is_the_named_one_else_the_running_one_else_the_latest_begun():
    today = timezone.localdate()
    past = make.campaign(slug="past", starts_on=today - timedelta(days=90), ends_on=today - timedelta(days=60))
    older = make.campaign(slug="older", starts_on=today - timedelta(days=400), ends_on=today - timedelta(days=360))
    make.campaign(slug="ahead", starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=60))
    assert shown_campaign() == past

    running = make.campaign(slug="running")
    assert [shown_campaign(), shown_campaign("older"), shown_campaign("nobody")] == [running, older, None]
