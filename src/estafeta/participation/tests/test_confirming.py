"""Those on a list say whether they were there: yes makes it a B, no raises an alarm and lowers nothing."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from estafeta.participation import queries, rules
from estafeta.participation.services import answer_for, ask_who_was_there, check_in_batch, sign_up
from estafeta.tally.models import Alarm, Fact
from estafeta.tally.services import verify
from tests import make

NOW = timezone.now().replace(microsecond=0)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def deed():
    return make.deed(starts_at=NOW - timedelta(hours=4))


@pytest.fixture
def helper(deed):
    human = make.user("Vera").person
    deed.organisation.memberships.create(person=human, role="checker")
    return human


@pytest.fixture
def shift(deed):
    return make.shift(of=deed)


def typed_in(deed, helper, made, **said):
    """A tick on paper, typed in the next day."""
    number = uuid.uuid4()
    entry = {"uuid": str(number), "kind": "party" if said else "person", "sign_up": made.pk, "at": LATER.isoformat()}
    check_in_batch(deed, helper, [{**entry, **said}], received_at=LATER)
    return number


def standing():
    facts = Fact.objects.filter(corrected_by=None).exclude(kind="correction").order_by("pk")
    return [(fact.kind, fact.heads, fact.grade) for fact in facts]


def coming(shift, person, **options):
    return sign_up(person, shift, now=NOW - timedelta(days=2), **options)


def test_ones_own_word_makes_it_a_b_with_a_reason_and_once(deed, helper, shift):
    aigul = make.user("Aigul").person
    number = typed_in(deed, helper, coming(shift, aigul))
    assert [one.fact.uuid for one in queries.to_answer(aigul)] == [number]

    assert [answer_for(aigul, number, was_there=True) for _twice in range(2)] == [True, False]

    assert standing() == [("attendance", 1, "B")]
    assert Fact.objects.get(kind="correction").reason.startswith("Confirmed by the person")
    assert queries.to_answer(aigul) == []
    assert verify() == []


def test_a_guardian_answers_for_a_child_and_a_stranger_for_nobody(deed, helper, shift):
    mother, stranger = make.person("Mother"), make.person("Stranger")
    child = make.person("Child", guardian=mother, email="")
    number = typed_in(deed, helper, coming(shift, child))

    with pytest.raises(NotPossible, match="Only the person on the list"):
        answer_for(stranger, number, was_there=True)
    answer_for(mother, number, was_there=True)

    assert standing() == [("attendance", 1, "B")]


def test_the_head_of_a_team_confirms_the_whole_team_and_an_undo_takes_all_of_it_back(deed, helper, shift):
    captain = make.person("Captain")
    number = typed_in(deed, helper, coming(shift, captain, seats=8), came=8)
    assert standing() == [("attendance", 1, "C"), ("headcount", 7, "C")]

    answer_for(captain, number, was_there=True)
    assert standing() == [("attendance", 1, "B"), ("headcount", 7, "B")]

    undo = {"uuid": str(uuid.uuid4()), "kind": "undo", "entry": str(number), "at": LATER.isoformat()}
    check_in_batch(deed, helper, [undo], received_at=LATER)
    assert standing() == []
    assert verify() == []


def test_a_no_raises_one_alarm_and_lowers_nothing(deed, helper, shift):
    aigul = make.person("Aigul")
    number = typed_in(deed, helper, coming(shift, aigul))

    assert [answer_for(aigul, number, was_there=False) for _twice in range(2)] == [True, False]

    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.numbers, list(alarm.deeds.all())) == ("denied", {"persons": 1}, [deed])
    assert standing() == [("attendance", 1, "C")]
    assert queries.to_answer(aigul) == []


def test_two_who_deny_are_one_alarm_that_waits_again(deed, helper, shift):
    for name in ("Aigul", "Bolat"):
        person = make.person(name)
        answer_for(person, typed_in(deed, helper, coming(shift, person)), was_there=False)

    assert Alarm.objects.get().numbers == {"persons": 2}


def test_the_letter_thanks_and_asks_once_and_its_link_answers_without_a_login(client, deed, helper, shift):
    aigul = make.person("Aigul")
    number = typed_in(deed, helper, coming(shift, aigul))
    for _twice in range(2):
        ask_who_was_there(now=LATER)
    letter = Letter.objects.get(kind="were_you_there")
    link = f"/en/there/{letter.details['token']}/"

    page = client.get(link).content.decode()
    assert standing() == [("attendance", 1, "C")]
    client.post(link, {"there": "yes"})

    assert "I was there" in page
    assert standing() == [("attendance", 1, "B")]
    assert "asks nothing of you any more" in client.get(link).content.decode()
    assert rules.read_token_to_answer(letter.details["token"]) == (number, aigul.pk)


def test_a_forged_link_is_not_there(client, deed, helper, shift):
    aigul, bolat = make.person("Aigul"), make.person("Bolat")
    number = typed_in(deed, helper, coming(shift, aigul))
    fact = Fact.objects.get(uuid=number)
    forged = rules.token_to_answer(aigul, fact).replace(f"-{aigul.pk}.", f"-{bolat.pk}.")

    assert client.get(f"/en/there/{forged}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_ones_own_page_asks_with_the_same_number_of_queries(deed, helper, shift, number, django_assert_num_queries):
    aigul = make.user("Aigul").person
    for _again in range(number):
        other = make.deed(starts_at=NOW - timedelta(hours=4), organisation=deed.organisation)
        typed_in(other, helper, coming(make.shift(of=other), aigul, clash_known=True))

    with django_assert_num_queries(2):
        assert len(queries.to_answer(aigul)) == number
