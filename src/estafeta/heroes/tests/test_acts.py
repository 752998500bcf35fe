"""From a nomination to the roll of honour, and every way in which it ends before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.heroes import queries, services
from estafeta.heroes.models import Hero, Nomination, Score, Vote
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from tests import make


@pytest.fixture
def town():
    return make.town()


@pytest.fixture
def campaign(town):
    return make.campaign(territory=make.country())


def told(campaign, town, **more):
    usual = {
        "campaign": campaign, "territory": town, "hero_name": "Марат Өтеген", "title": "Out of the ice",
        "story": "He pulled two boys out of the ice.", "happened_on": timezone.localdate() - timedelta(days=9),
        "duty_as_told": "none", "language": "en",
    }  # fmt: skip
    return usual | more


def judged(nomination, marks, town):
    """Gives each mark by a juror of its own."""
    jurors = [make.juror(town, f"Juror {number} Different") for number in range(len(marks))]
    for juror, mark in zip(jurors, marks, strict=True):
        services.score(nomination, juror, risk=mark, effort=mark, effect=mark, example=mark)
    return jurors


def refused(act):
    with pytest.raises(NotPossible) as refusal:
        act()
    return str(refusal.value.reason)


def test_a_stranger_nominates_and_confirms_by_code(campaign, town):
    make.coordinator(town)

    made = services.nominate_without_account("Aigul", email="a@example.org", **told(campaign, town))
    assert (made.status, made.sent_at, Letter.objects.get().kind) == ("unconfirmed", None, "nomination_code")
    services.confirm(made, Letter.objects.get().details["code"])

    made.refresh_from_db()
    assert made.status == "sent"
    assert [entry.act for entry in story_of(made)] == ["nominated", "sent"]
    assert sorted(Letter.objects.values_list("kind", flat=True)) == [
        "nomination_code", "nomination_sent", "nomination_waits",
    ]  # fmt: skip


def test_a_wrong_code_is_refused_and_five_of_them_end_it(campaign, town):
    made = services.nominate_without_account("Aigul", email="a@example.org", **told(campaign, town))
    right = Letter.objects.get().details["code"]
    wrong = "000000" if right != "000000" else "111111"

    for _try in range(5):
        assert "not the code" in refused(lambda: services.confirm(made, wrong))

    assert "no longer counts" in refused(lambda: services.confirm(made, right))


def test_two_presses_nominate_once(campaign, town):
    nominator = make.person()

    one = services.nominate(nominator, **told(campaign, town))
    other = services.nominate(nominator, **told(campaign, town))

    assert (one.pk, Nomination.objects.count()) == (other.pk, 1)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"happened_on": timezone.localdate() + timedelta(days=1)}, "not come yet"),
        ({"happened_on": timezone.localdate() - timedelta(days=3000)}, "too long ago"),
        ({"hero_name": " "}, "who it was"),
        ({"story": "\x00"}, "what happened"),
        ({"title": "x" * 121}, "too long"),
        ({"duty_as_told": "whatever"}, "their job"),
    ],
)
def test_what_cannot_be_nominated_is_told_why(campaign, town, more, reason):
    assert reason in refused(lambda: services.nominate(make.person(), **told(campaign, town, **more)))
    assert services.nominate(make.person(), **told(campaign, town)).status == "sent"


def test_a_nomination_goes_the_whole_way(campaign, town):
    chief, checker, nominator = make.coordinator(town), make.investigator(town), make.person("Nominator")
    made = services.nominate(nominator, **told(campaign, town, asked_contact=("email", "marat@example.org")))

    services.assign(made, checker, by=chief)
    made.refresh_from_db()
    assert (made.status, made.consent, made.asked.email) == ("checking", "asked", "marat@example.org")
    for source, kind in (("Akimat", "document"), ("Temirtau Today", "media")):
        evidence = services.add_evidence(made, nominator, kind=kind, source=source)
        services.confirm_evidence(evidence, checker, side="independent")
    services.write_sheet(made, checker, duty="none", sheet="Somebody pulled two boys out of the ice.")
    assert "has not agreed" in refused(lambda: services.verify(made, checker))
    services.answer_consent(made, agrees=True)
    services.verify(made, checker)
    judged(made, [9, 8, 9], town)
    services.decide(made, chief, reason="Nobody else would have gone.")

    hero = Hero.objects.get()
    made.refresh_from_db()
    assert (made.status, hero.name, hero.title_en) == ("honoured", "Марат Өтеген", "Out of the ice")
    assert 80 < made.mark < 90
    assert list(queries.heroes()) == [hero]


@pytest.mark.parametrize(
    ("sources", "enough"),
    [
        ([("Akimat", "official")], True),
        ([("One paper", "independent")], False),
        ([("One paper", "independent"), ("ONE  PAPER", "independent")], False),
        ([("One paper", "independent"), ("A brother", "involved")], False),
        ([("One paper", "independent"), ("A neighbour", "independent")], True),
    ],
)
def test_it_takes_two_independent_sources_or_an_official_one(town, sources, enough):
    checker = make.investigator(town)
    nomination = make.nomination(status="checking", territory=town, investigator=checker)
    kinds = ("witness", "media")

    for (source, side), kind in zip(sources, kinds, strict=False):
        evidence = services.add_evidence(nomination, checker, kind=kind, source=source)
        services.confirm_evidence(evidence, checker, side=side)

    assert queries.proof(nomination).is_enough is enough


def test_the_nominator_is_no_independent_source(town):
    checker = make.investigator(town)
    nomination = make.nomination(status="checking", territory=town, investigator=checker)
    own = services.add_evidence(nomination, checker, kind="witness", source="NOMINATOR")

    assert "no independent source" in refused(lambda: services.confirm_evidence(own, checker, side="independent"))
    assert services.confirm_evidence(own, checker, side="involved").confirmed_at


def test_duty_is_thanked_and_not_verified(town):
    checker = make.investigator(town)
    nomination = make.nomination(status="checking", territory=town, investigator=checker, consent="given")
    evidence = services.add_evidence(nomination, checker, kind="document", source="Office")
    services.confirm_evidence(evidence, checker, side="official")

    services.write_sheet(nomination, checker, duty="duty", sheet="A fireman at a fire.")
    assert "Duty well done" in refused(lambda: services.verify(nomination, checker))
    services.write_sheet(nomination, checker, duty="beyond", duty_reason="Off duty, alone.", sheet="A fireman.")

    assert services.verify(nomination, checker).status == "verified"
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(duty="duty")


def test_a_refusal_closes_quietly(town):
    nomination = make.nomination(status="checking", territory=town, consent="asked", asked=make.person("Family"))
    Letter.objects.all().delete()

    services.answer_consent(nomination, agrees=False)

    nomination.refresh_from_db()
    assert (nomination.status, nomination.consent, Letter.objects.count()) == ("closed", "refused", 0)


def test_consent_taken_back_takes_the_hero_from_the_roll(town):
    hero = make.hero(nomination=make.nomination(status="honoured", territory=town))
    assert list(queries.heroes()) == [hero]

    services.answer_consent(hero.nomination, agrees=False)

    assert list(queries.heroes()) == []


def test_a_minor_is_asked_through_the_guardian_and_never_named(campaign, town):
    made = services.nominate(make.person(), **told(
        campaign, town, is_minor=True, asked_name="Mother", asked_contact=("phone", "+77011234567")
    ))  # fmt: skip
    Nomination.objects.filter(pk=made.pk).update(
        status="verified", investigator=make.person("Investigator"), duty="none", sheet="Марат pulled a boy out.",
        consent="asked", verified_at=timezone.now(),
    )  # fmt: skip
    services.answer_consent(made, agrees=True, shown_name="Марат Өтеген")
    judged(made, [9, 9, 9], town)
    services.decide(made, make.coordinator(town), reason="Brave.")

    hero = Hero.objects.get()
    assert (made.asked.name, made.asked_kind, hero.name) == ("Mother", "guardian", "")
    assert "Марат" not in hero.story_en + hero.title_en + str(hero)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hero.objects.update(name="Марат Өтеген")


def test_nobody_is_honoured_twice_for_the_same_deed(town):
    last = make.hero("Марат Өтеген", nomination=make.nomination(status="honoured", hero_name="Марат Өтеген"))
    checker = make.investigator(town)
    again = make.nomination(
        status="checking", territory=town, hero_name="Отеген Марат", happened_on=last.happened_on,
        investigator=checker, consent="given", campaign=make.campaign(continues=last.campaign),
    )  # fmt: skip
    evidence = services.add_evidence(again, checker, kind="document", source="Office")
    services.confirm_evidence(evidence, checker, side="official")
    services.write_sheet(again, checker, duty="none", sheet="Once more.")

    assert "honoured for this deed before" in refused(lambda: services.verify(again, checker))
    Nomination.objects.filter(pk=again.pk).update(happened_on=again.happened_on - timedelta(days=1))
    assert services.verify(again, checker).status == "verified"


def test_the_verdict_follows_from_the_marks_alone(town):
    nomination = make.nomination(status="verified", territory=town)
    chief = make.coordinator(town)
    judged(nomination, [5, 5], town)

    assert "Not enough" in refused(lambda: services.decide(nomination, chief, reason="x"))
    judged(nomination, [6], town)
    services.decide(nomination, chief, reason="Brave, and not enough.")

    nomination.refresh_from_db()
    assert (nomination.status, Hero.objects.count()) == ("not_honoured", 0)


def test_an_objection_is_answered_by_somebody_else_and_opens_it_anew(town):
    chief, other = make.coordinator(town), make.coordinator(make.country(), "Other")
    nomination = make.nomination(status="verified", territory=town)
    judged(nomination, [3, 3, 3], town)
    services.decide(nomination, chief, reason="Not enough.")

    objection = services.object_to(nomination, words="You did not see the second boy.")
    assert services.object_to(nomination, words="Again").pk == objection.pk
    assert "does not judge" in refused(lambda: services.settle(objection, chief, is_upheld=True, answer="x"))
    services.settle(objection, other, is_upheld=True, answer="True.")

    nomination.refresh_from_db()
    assert (nomination.status, nomination.round, nomination.mark) == ("verified", 2, None)
    assert queries.marks(nomination.campaign) == {}
    judged(nomination, [9, 9, 9], town)
    assert services.decide(nomination, other, reason="Both boys.").status == "honoured"


def test_marks_once_given_stand(town):
    nomination = make.nomination(status="verified", territory=town)
    juror = make.juror(town)

    services.score(nomination, juror, risk=5, effort=5, effect=5, example=5)
    services.score(nomination, juror, risk=9, effort=9, effect=9, example=9)

    assert Score.objects.get().risk == 5


def test_a_vote_is_one_voice_and_touches_no_verdict(town):
    one = make.hero(nomination=make.nomination(status="honoured", territory=town))
    other = make.hero("Saule Two", nomination=make.nomination(status="honoured", territory=town, hero_name="Saule Two"))
    chief, person = make.coordinator(make.country()), make.person("Voter")
    assert "no public vote" in refused(lambda: services.vote(one, person))
    today = timezone.localdate()
    services.set_prize(
        one.campaign, chief, events_since=today - timedelta(days=90), takes_until=today, least_scores=3, bar=60,
        vote_until=today,
    )  # fmt: skip
    before = list(Nomination.objects.order_by("pk").values())

    services.vote(one, person)
    services.vote(other, person)

    assert list(Vote.objects.values_list("hero", flat=True)) == [other.pk]
    assert list(Nomination.objects.order_by("pk").values()) == before
