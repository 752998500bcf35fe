"""The list on paper: each row its own code, typed in later, a C at best and once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.participation import queries, rules
from estafeta.participation.services import sign_up
from estafeta.tally.models import Fact
from tests import make

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def deed():
    """It goes on right now: a tick at the gate would be an A."""
    return make.deed(starts_at=NOW - timedelta(hours=1))


@pytest.fixture
def organiser(client, deed):
    human = make.user("Vera")
    deed.organisation.memberships.create(person=human.person, role="organiser")
    client.force_login(human)
    return human.person


@pytest.fixture
def coming(deed):
    shift = make.shift(of=deed, capacity=100)
    return [
        sign_up(make.person(name), shift, now=NOW - timedelta(days=1), seats=seats, team_name=name)
        for name, seats in (("A", 1), ("B", 3), ("C", 1))
    ]


def counted():
    facts = Fact.objects.filter(corrected_by=None).exclude(kind="correction").order_by("pk")
    return [(fact.person.name if fact.person else "", fact.heads, fact.grade) for fact in facts]


def test_each_row_of_the_paper_has_a_code_that_holds_for_this_deed_alone(client, deed, organiser, coming):
    page = client.get(f"/en/deeds/{deed.slug}/people/paper/?blank=5").content.decode()

    rows = queries.paper_rows(deed, 5)
    assert (page.count("<svg xmlns"), len(rows)) == (8, 8)
    assert len({row.code for row in rows}) == 8
    assert rules.row_of_paper(deed, rows[0].code) == ("p", coming[0].pk)
    assert rules.row_of_paper(deed, rows[-1].code) == ("w", 5)
    assert rules.row_of_paper(make.deed(), rows[0].code) is None
    assert rules.row_of_paper(deed, rows[0].code.replace("p", "w", 1)) is None
    assert rules.sign_up_of_ticket(deed, rows[0].code) is None


def test_typed_in_the_rows_are_a_c_even_while_the_deed_goes_on_and_twice_they_count_once(
    client, deed, organiser, coming
):
    said = {"there_1": "on", "there_2": "on", "came_2": "2", "name_5": "Dana", "contact_5": ""}
    address = f"/en/deeds/{deed.slug}/people/typed/?blank=3"

    for _twice in range(2):
        client.post(address, said)

    assert counted() == [("A", 1, "C"), ("B", 1, "C"), ("", 1, "C"), ("Dana", 1, "C")]
    assert not Fact.objects.filter(minutes_measured=True).exists()
    page = client.get(address).content.decode()
    assert page.count("checked disabled") == 2
    assert "taken in" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_rows_cost_the_same_whatever_their_number(deed, number, django_assert_num_queries):
    shift = make.shift(of=deed, capacity=100)
    for name in range(number):
        sign_up(make.person(f"Q{name}"), shift, now=NOW - timedelta(days=1))

    with django_assert_num_queries(5):
        assert len(queries.paper_rows(deed, 2)) == number + 2
