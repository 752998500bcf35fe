"""Flags gather into cases; a coordinator of the territory settles them; nobody waits in vain."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.moderation import queries, services
from estafeta.moderation.models import Case, Flag, Hiding
from estafeta.notifications.models import Letter
from tests import make


@pytest.fixture
def region():
    return make.region()


@pytest.fixture
def town(region):
    return make.town(parent=region)


@pytest.fixture
def judge(town):
    return make.coordinator(town)


def flagged(town, key="k1", *, number=7, reporter=None, reason="untrue", words="", **more) -> Flag:
    return services.flag(
        "deeds.deed", number, title="A park", territory=town, reason=reason, words=words, key=key, reporter=reporter,
        **more,
    )  # fmt: skip


def letters():
    return sorted(Letter.objects.values_list("kind", "person__name"))


def test_flags_of_one_thing_gather_in_one_case_and_the_coordinators_are_told_once(town, judge):
    first, second, other = flagged(town), flagged(town, "k2"), flagged(town, "k3", number=8)

    assert first.case == second.case != other.case
    assert letters() == [("flag_waits", "Coordinator")] * 2
    assert [entry.act for entry in story_of(first.case)] == ["flagged"]


def test_the_same_form_sent_twice_is_one_flag(town):
    assert flagged(town) == flagged(town)
    assert Flag.objects.count() == 1


def test_something_else_needs_words(town):
    with pytest.raises(NotPossible, match="few words"):
        flagged(town, reason="other", words="  \x00 ")


def test_hidden_with_a_reason_then_restored_and_everybody_concerned_is_told(town, judge):
    owner, reporter = make.person("Owner"), make.person("Reporter")
    case = flagged(town, reporter=reporter).case
    Letter.objects.all().delete()

    services.settle(case, judge, hide=True, reason="It is not true", owners=[owner])
    was_hidden = queries.is_hidden("deeds.deed", 7)
    services.restore(case, judge, reason="It was true after all", owners=[owner])

    assert (was_hidden, queries.is_hidden("deeds.deed", 7)) == (True, False)
    assert letters() == [("flag_settled", "Reporter"), ("thing_hidden", "Owner"), ("thing_restored", "Owner")]
    hiding = Hiding.objects.get()
    assert (hiding.reason, hiding.restore_reason) == ("It is not true", "It was true after all")
    assert [entry.act for entry in story_of(case)] == ["flagged", "hidden", "restored"]


def test_settling_twice_changes_nothing(town, judge):
    case = flagged(town).case

    services.settle(case, judge, hide=True, reason="no")
    again = services.settle(case, judge, hide=False, reason="yes")

    assert (again.outcome, again.reason, Hiding.objects.count()) == ("hidden", "no", 1)
    assert services.restore(case, judge, reason="once") is True
    assert services.restore(case, judge, reason="twice") is False


def test_without_a_reason_nothing_is_settled(town, judge):
    with pytest.raises(NotPossible, match="why"):
        services.settle(flagged(town).case, judge, hide=True, reason=" ")


def test_a_later_flag_opens_another_case(town, judge):
    first = flagged(town).case
    services.settle(first, judge, hide=False, reason="fine")

    assert flagged(town, "k2").case != first


def test_a_coordinator_sees_and_settles_what_lies_in_their_territory_and_nothing_else(region, town, judge):
    above, elsewhere = make.coordinator(region), make.coordinator(make.region("Abai region"))
    case = flagged(town).case

    assert [list(queries.open_cases(one)) for one in (judge, above, elsewhere, None)] == [[case], [case], [], []]
    with pytest.raises(NotPossible):
        services.settle(case, elsewhere, hide=True, reason="no")


def test_a_coordinator_of_one_campaign_sees_its_cases_alone(town):
    own = make.coordinator(town, campaign="one")
    seen, unseen = flagged(town, campaign="one").case, flagged(town, "k2", number=8, campaign="two").case

    assert list(queries.open_cases(own)) == [seen]
    assert unseen not in queries.cases_visible_to(own)


def test_what_nobody_settles_in_48_hours_rises_with_a_trace(region, town, judge):
    above = make.coordinator(region, "Above")
    case = flagged(town).case
    later = timezone.now() + timedelta(hours=49)

    assert services.escalate(now=timezone.now() + timedelta(hours=47)) == 0
    assert services.escalate(now=later) == 1
    assert services.escalate(now=later) == 0

    case.refresh_from_db()
    assert case.waits_at == region
    assert letters() == [("flag_waits", above.name), ("flag_waits", "Coordinator")]
    assert [entry.act for entry in story_of(case)] == ["flagged", "rose"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(town, judge, number, django_assert_num_queries):
    for at in range(number):
        flagged(town, f"k{at}", number=at)

    with django_assert_num_queries(2):
        assert [case.told for case in queries.open_cases(judge)] == [1] * number


def test_who_is_forgotten_leaves_neither_name_nor_words(town):
    reporter = make.person()
    flagged(town, reporter=reporter, words="my neighbour Bolat")

    services.forget_flags(reporter)

    assert list(Flag.objects.values_list("reporter", "words")) == [(None, "")]


def test_there_is_one_open_case_of_a_thing_says_the_database(town):
    flagged(town)

    assert Case.objects.filter(settled_at=None).count() == 1
