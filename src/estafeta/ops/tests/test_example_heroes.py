"""The example's heroes: the numbers of 2010, everything else invented, and nothing that the house would not allow."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from estafeta.deeds.services import load_types
from estafeta.forum.queries import badges_pdf, programme
from estafeta.heroes.models import Hero, Nomination
from estafeta.heroes.queries import agreement, funnel, honoured_before
from estafeta.ops.example.forum import load_forum
from estafeta.ops.example.heroes import load_heroes
from estafeta.ops.example.plan import Place
from tests import make


def test_two_hundred_are_honoured_and_no_minor_is_named():
    towns = [make.town(parent=make.region(name)) for name in ("One region", "Two region", "Three region")]
    now = timezone.now()
    campaign = make.campaign(starts_on=now.date() - timedelta(days=60))
    places = [Place(town.pk, town.path.split("/")[1], 70.0, 50.0, "Asia/Almaty", 1.0) for town in towns]

    load_heroes(Random(1), campaign, places, now)  # noqa: S311 -- a replay, not a secret

    assert Hero.objects.count() == 200
    assert Nomination.objects.filter(status="honoured", mark__gte=60, consent="given").count() == 200
    assert Nomination.objects.filter(status="not_honoured", mark__lt=60).count() == 36
    assert not Hero.objects.filter(is_minor=True).exclude(name="").exists()
    assert set(Nomination.objects.values_list("status", flat=True)) >= {"sent", "checking", "verified", "refused"}
    agreed = agreement(campaign)
    assert agreed is not None
    assert 0.5 < agreed < 1
    assert (funnel(campaign).nominated, funnel(campaign).honoured) == (304, 200)
    assert all(one.happened_on >= campaign.starts_on - timedelta(days=365) for one in Nomination.objects.all())
    assert not honoured_before(Nomination.objects.filter(status="verified")[0]).exists()


def test_the_forum_has_a_programme_in_three_languages_and_a_quota_for_every_region():
    load_types()
    town = make.town(parent=make.region())
    make.organisation(territory=town)
    campaign = make.campaign(territory=make.country())

    forum = load_forum(campaign, timezone.now())

    assert forum is not None
    assert all(one.title_kk and one.title_ru and one.title_en for one in programme(forum))
    assert [quota.territory for quota in forum.quotas.all()] == [town.parent]
    assert badges_pdf(forum)[:5] == b"%PDF-"
