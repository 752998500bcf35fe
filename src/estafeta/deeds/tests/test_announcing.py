"""Drafting, handing in, announcing, refusing, calling off: each act, its refusals, and twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds import services
from estafeta.deeds.models import Deed, StateChange
from estafeta.deeds.services import Slot
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from estafeta.organisations.models import Membership
from tests import make


@pytest.fixture
def aigul():
    return make.person("Aigul")


def drafted(by, organisation=None, *, at=None, capacity=10, **words):
    """A draft of tomorrow with one shift."""
    organisation = organisation or make.organisation(owner=by)
    usual = {
        "campaign": words.pop("campaign", None) or make.campaign(),
        "type": words.pop("type", None) or make.deed_type(),
        "territory": organisation.territory,
        "title": "Planting a park",
        "language": "en",
    }
    deed = services.draft(by, organisation=organisation, **(usual | words))
    begins = at or make.tomorrow()
    services.set_shifts(deed, by, [Slot(begins, begins + timedelta(hours=3), capacity)])
    deed.refresh_from_db()
    return deed


def states(deed):
    return list(StateChange.objects.filter(deed=deed).order_by("pk").values_list("status", flat=True))


def acts(thing):
    return list(story_of(thing).values_list("act", flat=True))


def jobs_of(deed):
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(
        ProcrastinateJob.objects.filter(args={"deed_id": deed.pk}).order_by("id").values_list("task_name", flat=True)
    )


# --- draft ------------------------------------------------------------------------------------------------------------
def test_a_draft_is_written_down_with_its_groups_its_state_and_its_story(aigul):
    deed = drafted(aigul, suits=[make.group("miners")], about="Sixty elms", meeting_point="School 5")

    assert (deed.status, deed.title, deed.made_by) == ("draft", "Planting a park", aigul)
    assert [group.slug for group in deed.suits.all()] == ["miners"]
    assert states(deed) == ["draft"]
    assert acts(deed) == ["drafted", "set_shifts"]
    assert (deed.starts_at, deed.ends_at) == (make.tomorrow(), make.tomorrow() + timedelta(hours=3))


def test_a_stranger_drafts_nothing_for_an_organisation(aigul):
    with pytest.raises(NotPossible, match="Only organisers"):
        drafted(make.person("Stranger"), make.organisation(owner=aigul))


def test_a_check_in_helper_drafts_nothing(aigul):
    organisation = make.organisation()
    Membership.objects.create(organisation=organisation, person=aigul, role="checker")

    with pytest.raises(NotPossible, match="Only organisers"):
        drafted(aigul, organisation)


def test_a_closed_campaign_takes_no_deeds(aigul):
    with pytest.raises(NotPossible, match="closed"):
        drafted(aigul, campaign=make.campaign(closed_at=timezone.now()))


def test_a_deed_lies_in_the_territory_of_its_campaign(aigul):
    elsewhere = make.territory("Elsewhere", code="XX")

    with pytest.raises(NotPossible, match="outside"):
        drafted(aigul, campaign=make.campaign(territory=elsewhere))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"title": ""}, "Write what the deed is called"),
        ({"title": " \x00\ud800 "}, "Write what the deed is called"),
        ({"title": "x" * 100_000}, "title is too long"),
        ({"about": "x" * 100_001}, "description is too long"),
        ({"bring": "x" * 201}, "line is too long"),
        ({"language": "xx"}, "language"),
        ({"min_age": 200}, "between 0 and 120"),
        ({"max_age": -1}, "between 0 and 120"),
        ({"min_age": 18, "max_age": 7}, "below the lowest"),
    ],
)
def test_bad_words_are_refused_with_a_sentence(aigul, words, said):
    with pytest.raises(NotPossible, match=said):
        drafted(aigul, **words)

    assert Deed.objects.count() == 0


def test_a_lone_surrogate_is_left_out_of_the_text(aigul):
    assert drafted(aigul, title="Park \ud800and pond").title == "Park and pond"


def test_work_that_does_not_fit_minors_is_not_saved_for_them(aigul):
    blood = make.deed_type("blood", fits_minors=False)

    for words in ({}, {"min_age": 15}, {"min_age": 18, "suits": [make.group("pupils")]}):
        with pytest.raises(NotPossible, match="not for children"):
            drafted(aigul, type=blood, **words)

    assert drafted(aigul, type=blood, min_age=16, suits=[make.group("students")]).min_age == 16


# --- hand in and announce ---------------------------------------------------------------------------------------------
def test_a_verified_organisation_announces_at_once(aigul):
    deed = services.submit(drafted(aigul), aigul)

    assert (deed.status, deed.announced_at is not None) == ("announced", True)
    assert states(deed) == ["draft", "announced"]
    assert Letter.objects.count() == 0


def test_a_new_organisation_is_read_first_and_told_by_letter(aigul):
    organisation = make.organisation(verified=False, owner=aigul)
    coordinator = make.coordinator(organisation.territory.parent)

    deed = services.submit(drafted(aigul, organisation), aigul)
    assert (deed.status, deed.announced_at) == ("review", None)

    deed = services.announce(deed, coordinator)
    assert states(deed) == ["draft", "review", "announced"]
    assert list(Letter.objects.values_list("kind", "person")) == [("deed_announced", aigul.pk)]


def test_handing_in_and_announcing_twice_happens_once(aigul):
    deed = drafted(aigul)

    for _ in range(2):
        services.submit(deed, aigul)
        services.announce(deed, aigul)

    assert states(deed) == ["draft", "announced"]
    assert acts(deed) == ["drafted", "set_shifts", "announced"]


def test_nobody_announces_past_a_coordinator(aigul):
    organisation = make.organisation(verified=False, owner=aigul)
    deed = services.submit(drafted(aigul, organisation), aigul)
    elsewhere = make.coordinator(make.region("Pavlodar region"))

    for person in (aigul, elsewhere, make.person("Stranger")):
        with pytest.raises(NotPossible, match="do not coordinate"):
            services.announce(deed, person)


def test_a_deed_without_a_time_or_in_the_past_is_not_handed_in(aigul):
    deed = drafted(aigul)
    with pytest.raises(NotPossible, match="past"):
        services.submit(deed, aigul, now=make.tomorrow())

    Deed.objects.filter(pk=deed.pk).update(starts_at=None)
    with pytest.raises(NotPossible, match="when"):
        services.submit(deed, aigul)


def test_frail_people_are_trusted_only_to_a_verified_organisation(aigul):
    organisation = make.organisation(verified=False, owner=aigul)
    deed = drafted(aigul, organisation, with_frail_people=True)

    with pytest.raises(NotPossible, match="verified"):
        services.submit(deed, aigul)

    assert states(deed) == ["draft"]


# --- refuse -----------------------------------------------------------------------------------------------------------
def test_a_refused_deed_is_a_draft_again_and_its_organisers_read_why(aigul):
    organisation = make.organisation(verified=False, owner=aigul)
    coordinator = make.coordinator(organisation.territory)
    deed = services.submit(drafted(aigul, organisation), aigul)

    for _ in range(2):
        deed = services.refuse(deed, coordinator, reason="Say which school.")

    assert states(deed) == ["draft", "review", "draft"]
    assert [(letter.kind, letter.details["reason"]) for letter in Letter.objects.all()] == [
        ("deed_refused", "Say which school.")
    ]
    assert services.submit(deed, aigul).status == "review"


def test_a_refusal_without_a_reason_or_by_a_stranger_is_refused(aigul):
    organisation = make.organisation(verified=False, owner=aigul)
    deed = services.submit(drafted(aigul, organisation), aigul)

    with pytest.raises(NotPossible, match="Write why"):
        services.refuse(deed, make.coordinator(organisation.territory), reason=" \x00 ")
    with pytest.raises(NotPossible, match="do not coordinate"):
        services.refuse(deed, aigul, reason="No")


# --- revise -----------------------------------------------------------------------------------------------------------
def test_a_new_place_is_told_to_everybody_and_new_words_are_not(aigul):
    deed = services.submit(drafted(aigul), aigul)

    services.revise(deed, aigul, about="With music")
    assert jobs_of(deed) == []
    services.revise(deed, aigul, meeting_point="At the fountain")
    services.revise(deed, aigul, meeting_point="At the fountain")

    assert jobs_of(deed) == ["participation.tell_changed"]
    assert acts(deed)[-2:] == ["revised", "revised"]


def test_what_has_begun_is_not_rewritten(aigul):
    deed = services.submit(drafted(aigul), aigul)
    services.mark_under_way(deed, now=make.tomorrow())

    with pytest.raises(NotPossible, match="begun"):
        services.revise(deed, aigul, title="Another")


# --- call off ---------------------------------------------------------------------------------------------------------
def test_calling_off_keeps_the_first_reason_and_tells_once(aigul):
    deed = services.submit(drafted(aigul), aigul)

    services.call_off(deed, aigul, "Storm")
    deed = services.call_off(deed, aigul, "Another reason")

    assert (deed.status, deed.cancel_reason, deed.cancelled_at is not None) == ("cancelled", "Storm", True)
    assert states(deed) == ["draft", "announced", "cancelled"]
    assert jobs_of(deed) == ["relay.deed_called_off", "participation.tell_cancelled"]


def test_a_thrown_away_draft_tells_nobody_and_shows_nowhere(aigul):
    deed = services.call_off(drafted(aigul), aigul, "")

    assert (deed.status, deed.is_public) == ("cancelled", False)
    assert jobs_of(deed) == []


def test_a_deed_is_called_off_by_its_organisers_and_coordinators_with_a_reason_before_it_is_over(aigul):
    deed = services.submit(drafted(aigul), aigul)

    with pytest.raises(NotPossible, match="Write why"):
        services.call_off(deed, aigul, "")
    with pytest.raises(NotPossible, match="Only organisers"):
        services.call_off(deed, make.person("Stranger"), "Because")
    services.mark_done(deed, now=make.tomorrow() + timedelta(days=1))
    with pytest.raises(NotPossible, match="already over"):
        services.call_off(deed, aigul, "Too late")

    other = services.submit(drafted(aigul), aigul)
    assert services.call_off(other, make.coordinator(other.territory), "Unsafe").status == "cancelled"


def test_a_draft_is_not_announced_when_its_campaign_was_closed_meanwhile(aigul):
    deed = drafted(aigul)
    type(deed.campaign).objects.update(closed_at=timezone.now())

    with pytest.raises(NotPossible, match="closed"):
        services.submit(deed, aigul)
