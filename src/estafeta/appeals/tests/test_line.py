"""An appeal on its way, and what may not happen to it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from estafeta.appeals import queries, services
from estafeta.appeals.models import Appeal, Step, Supporter
from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from estafeta.notifications.services import choose_rhythm
from estafeta.people.services import register
from tests import make


def asked(**fields):
    town = fields.pop("territory", None) or make.town()
    usual = {
        "campaign": make.campaign(),
        "territory": town,
        "kind": "place",
        "title": "A sports ground",
        "language": "en",
        "about": "We have nowhere to play.",
    }
    asker = fields.pop("asker", None) or make.person("Dana")
    return services.ask(asker, **(usual | fields))


def kinds():
    return sorted(Letter.objects.values_list("kind", flat=True))


def test_asking_tells_the_nearest_coordinators_and_sends_the_private_link():
    region = make.region()
    nearest = make.coordinator(region)
    choose_rhythm(nearest, "never")
    make.coordinator(make.country())

    appeal = asked(territory=make.town(parent=region))

    assert (appeal.status, appeal.waits_at, appeal.title_as_sent) == ("sent", region, "A sports ground")
    assert kinds() == ["appeal_sent", "appeal_waits"]
    assert Letter.objects.get(kind="appeal_waits").person == nearest
    assert [entry.act for entry in story_of(appeal)] == ["asked"]


def test_two_presses_ask_once():
    dana, home, campaign = make.person("Dana"), make.town(), make.campaign()

    first, second = (asked(asker=dana, territory=home, campaign=campaign) for _ in range(2))

    assert first == second
    assert Letter.objects.filter(kind="appeal_sent").count() == 1


def test_a_minor_asks_through_a_guardian_or_a_school_and_not_alone():
    born = timezone.localdate() - timedelta(days=12 * 365)
    child = make.person("Asel", born_on=born)
    with pytest.raises(NotPossible, match="guardian or school"):
        asked(asker=child)

    ward = register("Marat", born_on=born, guardian=make.person("Mother"))
    assert asked(asker=ward).status == "sent"
    teacher = make.person("Teacher")
    school = make.organisation("School 5", kind="school", owner=teacher)
    assert asked(asker=child, organisation=school, typed_in_by=teacher).organisation == school


@pytest.mark.parametrize(
    "words", [{"title": "  "}, {"title": "x" * 121}, {"about": "x" * 5001}, {"kind": "gold"}, {"for_whom": "x" * 201}]
)
def test_words_that_are_none_are_refused(words):
    with pytest.raises(NotPossible):
        asked(**words)


def test_nobody_floods_the_coordinators():
    dana, campaign, home = make.person("Dana"), make.campaign(), make.town()
    for number in range(5):
        asked(asker=dana, campaign=campaign, territory=home, title=f"Help {number}")

    with pytest.raises(NotPossible, match="tomorrow"):
        asked(asker=dana, campaign=campaign, territory=home, title="Help again")


def test_only_coordinators_of_the_place_check():
    appeal = asked()
    stranger = make.coordinator(make.region("Almaty region"))

    for act in (
        lambda: services.publish(appeal, stranger),
        lambda: services.ask_back(appeal, stranger, question="Where?"),
        lambda: services.refuse(appeal, stranger, reason="No"),
        lambda: services.add_need(appeal, stranger, kind="people", what="hands", quantity=3),
    ):
        with pytest.raises(NotPossible, match="do not coordinate"):
            act()


def test_publishing_keeps_the_original_and_notes_the_reply():
    appeal = asked(about="We have nowhere to play. House 5, flat 7.")
    coordinator = make.coordinator(appeal.territory)

    services.publish(appeal, coordinator, words={"about": "We have nowhere to play."})

    appeal.refresh_from_db()
    assert (appeal.about, appeal.about_as_sent) == (
        "We have nowhere to play.",
        "We have nowhere to play. House 5, flat 7.",
    )
    assert appeal.is_public
    assert appeal.replied_at == appeal.published_at
    assert "appeal_step" in kinds()


@pytest.mark.parametrize("about", ["Call 8 701 123 45 67", "write to dana@example.org", "tel +7(701)123-45-67"])
def test_contacts_are_not_published(about):
    appeal = asked(about=about)

    with pytest.raises(NotPossible, match="e-mail address or a phone"):
        services.publish(appeal, make.coordinator(appeal.territory))


def test_a_childs_name_is_not_published_however_it_is_spelled():
    ward = register("Дана Ахметова", born_on=date(2015, 1, 1), guardian=make.person("Mother"))
    appeal = asked(asker=ward, about="Akhmetova asks for books")

    with pytest.raises(NotPossible, match="names the child"):
        services.publish(appeal, make.coordinator(appeal.territory))


def test_a_question_is_answered_and_waits_again():
    appeal = asked()
    coordinator = make.coordinator(appeal.territory)
    services.ask_back(appeal, coordinator, question="Which yard?")

    appeal = services.answer_back(appeal, words={"about": "The yard of house 5."})

    assert (appeal.status, appeal.about) == ("sent", "The yard of house 5.")
    services.publish(appeal, coordinator)
    with pytest.raises(NotPossible, match="public already"):
        services.answer_back(appeal, words={"about": "x"})


def test_a_refusal_says_why():
    appeal = asked()
    coordinator = make.coordinator(appeal.territory)
    with pytest.raises(NotPossible, match="Write why"):
        services.refuse(appeal, coordinator, reason=" ")

    services.refuse(appeal, coordinator, reason="This is advertising.")

    assert Step.objects.last().words == "This is advertising."


def test_silence_of_two_days_rises_a_level_with_a_trace():
    country = make.country()
    region = make.region()
    make.coordinator(region, "Near")
    top = make.coordinator(country, "Top")
    appeal = asked(territory=make.town(parent=region))
    later = timezone.now() + timedelta(hours=49)

    assert services.escalate(timezone.now() + timedelta(hours=47)) == 0
    assert services.escalate(later) == 1
    assert services.escalate(later) == 0

    appeal.refresh_from_db()
    assert appeal.waits_at == country
    assert story_of(appeal).last().detail == {"to": "KZ"}
    assert Letter.objects.filter(kind="appeal_waits", person=top).count() == 1
    assert services.escalate(later + timedelta(hours=49)) == 0, "there is nobody above"


def test_merging_keeps_the_link_and_can_be_undone():
    first, home = make.appeal(), make.town()
    appeal = asked(territory=home)
    coordinator = make.coordinator(make.country())

    services.merge(appeal, first, coordinator)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.merged_into) == ("merged", first)
    assert Supporter.objects.filter(appeal=first, person=appeal.asker).exists()

    services.unmerge(appeal, coordinator)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.merged_into) == ("sent", None)


def test_merging_needs_rights_on_both():
    home = make.town()
    first, appeal = make.appeal(territory=make.town("Aktau", parent=make.region("Mangystau"))), asked(territory=home)

    with pytest.raises(NotPossible, match="do not coordinate"):
        services.merge(appeal, first, make.coordinator(home))


def test_supporting_is_counted_once_and_never_by_the_asker():
    appeal, bolat = make.appeal(), make.person("Bolat")

    assert [services.support(appeal, bolat), services.support(appeal, bolat)] == [True, False]
    assert services.support(appeal, appeal.asker) is False
    assert queries.supporters_of(appeal) == 1


def test_the_asker_confirms_or_reopens():
    appeal = make.appeal(status="done")

    services.reopen(appeal, words="The gates are missing.")
    appeal.refresh_from_db()
    assert (appeal.status, appeal.private_detail) == ("published", "The gates are missing.")

    services.mark_done(appeal, by=None, words="The gates stand.")
    services.confirm(appeal)
    services.confirm(appeal)
    appeal.refresh_from_db()
    assert appeal.status == "confirmed"
    with pytest.raises(NotPossible):
        services.reopen(appeal, words="No")


def test_a_step_is_never_changed():
    step = Step.objects.create(appeal=make.appeal(), status="published", at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=step.pk).update(words="x")


def test_similar_appeals_near_are_found_in_two_spellings():
    home = make.town(lon=72.96, lat=50.05)
    near = make.appeal("Спортивная площадка во дворе", territory=home)
    make.appeal("Book for a library", territory=home, kind="things")
    make.appeal("Спортивная площадка", territory=make.town("Aktau", lon=51.2, lat=43.6))

    found = queries.similar_near(near.campaign, home, kind="place", text="sportivnaia ploshadka dvor")

    assert found == [near]


def test_no_state_is_a_dead_end():
    for status in Appeal.Status.values:
        if status != "merged":
            make.appeal(status=status)

    assert queries.dead_ends() == []
